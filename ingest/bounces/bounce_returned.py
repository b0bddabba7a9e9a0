"""The original that a delivery notice brings back: whom it was written to, and what it is."""

from __future__ import annotations

import re

from ingest.bounces.bounce_words import above_original
from ingest.mail.addresses import addresses_in
from ingest.mail.message import Mail

_HEAD = 20_000  # bytes of an original that are looked at
_END = re.compile(r"\r?\n\r?\n")
_FIELD = re.compile(r"^(?:>[ \t]?)?([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*)$", re.M)
_FOLD = re.compile(r"\r?\n(?:>[ \t]?)?[ \t]+")
_REPORT = re.compile(rb"multipart/report|message/delivery-status", re.I)
_KEYED = re.compile(r"\+[\w=-]{8,}@")  # a return path that says which letter comes back
_LISTS = ("list-id", "list-post", "mailing-list", "x-beenthere", "resent-to")


def written_to(mail: Mail, text: str) -> str | None:
    """The one address the original was written to; None where that is not plain.

    Only of a letter whose sender gives each a return path of its own, as we do, and that comes
    back there: any other may have gone to many. A post to a mailing list comes back from its
    readers: nobody wrote to them.
    """
    paths = [one for one in mail.recipients if _KEYED.search(one)]
    fields = _fields(_header(mail, text)) if paths else {}
    if any(name in fields for name in _LISTS) or fields.get("cc"):
        return None
    to = addresses_in(fields.get("to", ""))
    ours = {_domain(one) for one in paths}
    by_us = ours.intersection(_domain(one) for one in addresses_in(fields.get("from", "")))
    return to[0] if by_us and len(to) == 1 and _domain(to[0]) not in ours else None


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def enclosed_notice(mail: Mail) -> bytes | None:
    """A notice that was wrapped in another one, as gateways do: the inner one names somebody."""
    for file in mail.attachments:
        if file.type == "message/rfc822" and _REPORT.search(file.data, 0, _HEAD):
            return file.data
    return None


def _header(mail: Mail, text: str) -> str:
    if mail.returned_headers:
        return mail.returned_headers[:_HEAD]
    for file in mail.attachments:
        if file.type == "message/rfc822":
            head = file.data[:_HEAD].decode("utf-8", "replace").lstrip("\r\n")
            return _END.split(head, maxsplit=1)[0]
    returned = text[len(above_original(text)) :].partition("\n")
    # The line that announces it may be followed by an empty one.
    whole = "".join(returned) if _FIELD.match(returned[0]) else returned[2].lstrip("\n")
    return _END.split(whole[:_HEAD], maxsplit=1)[0]


def _fields(header: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(_FOLD.sub(" ", header)):
        fields.setdefault(name.lower(), value.strip())
    return fields
