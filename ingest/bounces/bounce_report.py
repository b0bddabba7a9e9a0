"""The machine-readable part of a delivery notice (RFC 3464): one block for each recipient."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.bounces.bounce_status import Bounce, Failed, code_in, status_in
from ingest.mail.addresses import addresses_in, bare_address
from ingest.mail.message import Mail

_ACTIONS = {"failed": "failed", "failure": "failed", "error": "failed", "delayed": "delayed"}
_ON_ITS_WAY = frozenset({"delivered", "relayed", "expanded"})  # RFC 3464 2.3.3: no failure at all
_CAP = 60_000  # characters of a report that are looked at
_WRITTEN = re.compile(r"^(?:Final|Original)-Recipient:", re.M | re.I)
_LOOSE = re.compile(r"(?:\"[^\"\n]{1,64}\"|[^\s<>;,\"]{1,64})@[^\s<>;,\"]{1,253}")
_HEX = re.compile(r"\+([0-9A-F]{2})")
_FIELD_LIKE = re.compile(r"^[A-Za-z][A-Za-z-]{1,40}:", re.M)


def from_report(mail: Mail) -> Bounce | None:
    """What the report says, None where there is none that names an address or an action.

    A notice of success names nobody; its text is not searched, for that names who has the letter.
    """
    failed: dict[str, Failed] = {}
    actions: set[str] = set()
    for fields in _blocks(_reports(mail)):
        action, one = _read(fields)
        if action and (one or action in _ON_ITS_WAY):
            actions.add(action)
        if one:
            failed.setdefault(one.address.lower(), one)
    if not failed and not actions:
        return None
    delayed = "delayed" in actions and "failed" not in actions
    return Bounce(tuple(failed.values()), delayed, "delivered" in actions)


def _reports(mail: Mail) -> Iterable[str]:
    """Its texts; some programs mislabel the part, or write its fields into the text itself."""
    if any(_WRITTEN.search(report) for report in mail.delivery_status):
        return mail.delivery_status
    for file in mail.attachments:
        if file.declared.startswith(("message/x", "text/", "application/octet")):
            text = file.data[:_CAP].decode("utf-8", "replace").replace("\r\n", "\n")
            if _WRITTEN.search(text):
                return [text]
    found = _WRITTEN.search(mail.text[:_CAP])
    if not found:
        return mail.delivery_status
    # From the blank line above the block on; what comes before is prose.
    return [mail.text[max(0, mail.text.rfind("\n\n", 0, found.start())) : _CAP]]


def _blocks(reports: Iterable[str]) -> Iterable[dict[str, str]]:
    for report in reports:
        for block in re.split(r"\n[ \t]*\n", report[:_CAP]):
            if _FIELD_LIKE.search(block):
                yield _fields(block)


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", block).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _read(fields: dict[str, str]) -> tuple[str, Failed | None]:
    """The action and, for a failure, its address; ("", None) for a block about no recipient."""
    final = _address(fields.get("final-recipient", ""))
    asked = _address(fields.get("original-recipient", ""))
    word = re.match(r"[a-z]*", fields.get("action", "").lower())
    said = word[0] if word else ""
    if said in _ON_ITS_WAY:
        return said, None
    address = _as_asked(asked, final)
    action = _ACTIONS.get(said, "")
    if not action and not said and address and fields.get("status", "")[:1] in ("4", "5"):
        action = "failed"
    if not action or not address:
        return "", None
    return action, _failed(address, final, fields, action)


def _as_asked(asked: str | None, final: str | None) -> str | None:
    """The original recipient before the final one: that is whom the letter was written to."""
    if asked and final and "+" in asked:
        # RFC 3461 xtext: some servers write the parameter as it came, "+" as "+2B".
        plain = _HEX.sub(lambda code: chr(int(code[1], 16)), asked)
        if plain.lower() == final.lower():
            return final
    return asked or final


def _address(value: str) -> str | None:
    """The address of "rfc822; <a@b>", however loosely it was written."""
    kind, _, address = value.rpartition(";")
    kind = kind.strip().lower().rpartition(";")[2].strip()
    address = address.strip().strip("<>").strip()
    found = bare_address(address)
    if found:
        return found
    if kind not in ("", "rfc822", "utf-8"):
        return next(iter(addresses_in(address)), None)
    loose = _LOOSE.search(address)
    return loose[0] if loose else None


def _failed(address: str, final: str | None, fields: dict[str, str], action: str) -> Failed:
    told = code_in(fields.get("status", ""))
    why = fields.get("diagnostic-code", "")
    if not told or told.endswith(".0.0"):
        closer = status_in(why, action == "failed" and (told or "5")[0] == "5")
        told = closer if closer and not closer.endswith(".0.0") else told or closer
    permanent = action == "failed" and not (told or "").startswith("4")
    return Failed(address, told, permanent, is_sent_on(address, final or address))


def is_sent_on(address: str, final: str) -> bool:
    """Whether the letter to `address` failed at another domain, where it was sent on to."""
    here, there = (one.rpartition("@")[2].lower() for one in (address, final))
    return not (here == there or here.endswith("." + there) or there.endswith("." + here))
