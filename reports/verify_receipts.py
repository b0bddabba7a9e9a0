"""Receipts: read out of whatever they came in, and looked up in the published list.

Part of the shipped verify.py (reports.verify_script puts it together): standard library and
`cryptography` only, Python 3.8.
"""

from __future__ import annotations

import codecs
import email
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.verify_bundle import is_signed
from reports.verify_lists import Findings, Lists, decoded

LARGEST_RECEIPT = 4 << 20  # bytes; of the mail around it
RECEIPT_FIELDS = ("kind", "quarter", "code", "day", "replaces", "key")  # what is signed
RECEIPT = re.compile(
    r"achyk\s+receipt\s+1\s+"
    r"kind:\s*(?P<kind>response|appeal)\s+"
    r"quarter:\s*(?P<quarter>[0-9]{4}-Q[1-4])\s+"
    r"code:\s*(?P<code>[0-9a-f]{64})\s+"
    r"day:\s*(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\s+"
    r"(?:replaces:\s*(?P<replaces>[0-9a-f]{64})\s+)?"
    r"key:\s*(?P<key>[0-9a-f]{16})\s+"
    r"signature:\s*(?P<signature>[A-Za-z0-9+/]{86}==)"
)
UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))
BREAK = re.compile(r"(?i)</?wbr[^<>]{0,100}>")
TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass
class Receipt:
    """A receipt as it was read."""

    fields: dict[str, str | None]

    @property
    def code(self) -> bytes:
        """What stands in the list."""
        return bytes.fromhex(self.fields["code"] or "")

    @property
    def signed(self) -> bytes:
        """The bytes under the signature."""
        named = ((name, self.fields[name]) for name in RECEIPT_FIELDS)
        lines = [f"{name}: {value}" for name, value in named if value]
        return "".join(line + "\n" for line in ("achyk receipt 1", *lines)).encode()


def parse_receipts(data: bytes) -> list[Receipt]:
    """The receipts in a text or in a mail, quoted or not; each once."""
    for text in _texts(data):
        plain = text.translate(UNSEEN).replace("\r", "\n").replace("\u00a0", " ")
        plain = re.sub(r"(?m)^[ \t]*(?:>[ \t]?)+", "", plain)
        found = {match.groups(): Receipt(match.groupdict()) for match in RECEIPT.finditer(plain)}
        if found:
            return list(found.values())
    return []


def _texts(data: bytes) -> Iterator[str]:
    """The file as it is; then, were it a mail, each of its texts."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # as Notepad saves
    yield from _forms(data.decode("utf-16" if wide else "utf-8", "replace"))
    try:
        for part in email.message_from_bytes(data).walk():
            payload = part.get_payload(decode=True)
            if part.get_content_maintype() == "text" and isinstance(payload, bytes):
                yield from _forms(payload.decode("utf-8", "replace"))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return  # no mail that can be read


def _forms(text: str) -> Iterator[str]:
    """A text; where it may be HTML, what it shows as well."""
    yield text
    if "<" in text:
        yield html.unescape(TAG.sub("\n", BREAK.sub("", text)))


def check_receipts(
    path: Path, manifest: Mapping[str, Any], lists: Lists, keys: Mapping[str, str], found: Findings
) -> None:
    """The receipts in one file."""
    with path.open("rb") as file:
        data = file.read(LARGEST_RECEIPT + 1)
    receipts = parse_receipts(data[:LARGEST_RECEIPT])
    if not receipts:
        found.unknown(f"{path.name}: there is no whole receipt in it")
    for receipt in receipts:
        check_receipt(f"{path.name}: receipt", receipt, manifest, lists, keys, found)


def check_receipt(
    name: str,
    receipt: Receipt,
    manifest: Mapping[str, Any],
    lists: Lists,
    keys: Mapping[str, str],
    found: Findings,
) -> None:
    """One receipt: is it signed, and is what it names in the list."""
    name = f"{name} {receipt.code.hex()[:16]}"
    is_right = _check_signed(name, receipt, keys, found)
    if is_right is False:
        return
    wanted = receipt.fields["quarter"]
    if wanted != manifest["quarter"]:
        found.unknown(f"{name} is of another quarter: check it with the release of {wanted}")
    elif not lists.is_proven:
        found.unknown(f"{name} was not looked up: the list is not the one that was signed")
    elif not _is_there(name, receipt, lists, found):
        _tell_missing(name, receipt, manifest, is_right is True, found)


def _check_signed(
    name: str, receipt: Receipt, keys: Mapping[str, str], found: Findings
) -> bool | None:
    """Whether the publisher signed it; None where that cannot be told."""
    short = str(receipt.fields["key"])
    if short not in keys:
        found.note(f"{name}: its key {short} is neither the release's nor one before it")
        return None
    is_right = is_signed(keys[short], receipt.signed, decoded(receipt.fields["signature"]))
    if is_right is None:
        found.unknown(f"the signature of {name}: install 'cryptography'")
    elif is_right:
        found.ok(f"{name} is signed")
    else:
        says = "its signature is wrong: the publisher did not write it like this; it proves nothing"
        found.wrong(f"{name}: {says}")
    return is_right


def _is_there(name: str, receipt: Receipt, lists: Lists, found: Findings) -> bool:
    """Tell where its code stands; False: nowhere."""
    code = receipt.code
    if receipt.fields["kind"] == "appeal":
        if code in lists.appeals:
            found.ok(f"{name}: the step of the appeal is in the list")
        return code in lists.appeals
    if code in lists.responses:
        found.ok(f"{name}: the answer is in the list and was counted")
        return True
    if code not in lists.replaced:
        return False
    after, last = lists.replaced[code], lists.counted(code)
    if last is None:
        found.wrong(f"{name}: replaced by the correction {after.hex()}, and none was counted")
    else:
        way = "" if last == after else f", in the end by {last.hex()}"
        found.ok(f"{name}: replaced by the correction {after.hex()}{way}, which was counted")
    found.note("if you did not correct your answer, this is evidence: keep receipt and release")
    return True


def _tell_missing(
    name: str, receipt: Receipt, manifest: Mapping[str, Any], is_proven: bool, found: Findings
) -> None:
    publisher = manifest.get("publisher")
    if not is_proven:
        found.unknown(
            f"{name}: not in the list. Its signature could not be checked: either somebody else "
            "gave it, or this is not the release of who gave it. Compare the fingerprint of the "
            "key with what you know from elsewhere, and bring the key of then with --key"
        )
    elif receipt.fields["kind"] == "appeal":
        found.wrong(f"{name}: the step of the appeal is not in the list, though it was signed")
    else:
        found.wrong(
            f"{name}: not in the list although this key signed it. The answer was left out; "
            f"keep the receipt, and show it to those who oversee {publisher}, or to the press"
        )
