"""Mail addresses in header fields: one strict mailbox with authority, or many read leniently."""

from __future__ import annotations

import re

from ingest.mail.charsets import decode_header

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"({_LOCAL})@({_LABEL}(?:\.{_LABEL})*)\.?")
_QUOTED_NAME = re.compile(r'"(?:[^"\\\r\n]|\\.)*"')
_TAIL_COMMENT = re.compile(r"\(([^()]*)\)\s*$")
_ANYWHERE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_DOUBTFUL = re.compile(r'[<>@,;:"\\()\[\]]')
_MOST = 2_000  # addresses read from one field
_LONGEST = 200_000  # characters read of one field


def bare_address(text: str) -> str | None:
    """`text` as one plain address with its domain in lower case, or None."""
    if len(text) > 320:
        return None
    found = _ADDRESS.fullmatch(text.strip())
    if not found or len(found[1]) > 64 or len(found[2]) > 253:
        return None
    return f"{found[1]}@{found[2].lower()}"


def one_mailbox(value: str, *, strict: bool = True) -> str | None:
    """The address of a raw From value that holds exactly one plain mailbox (RFC 5322), else None.

    Anything over which two readers could disagree makes it None: groups, routes, comments, quoted
    local parts, 8-bit domains, a second address in the unquoted name. With `strict` off, a comment
    after the address and the address repeated as its own name are allowed.
    """
    value = (_FOLD.sub("", value) if "\n" in value else value).strip()
    if len(value) > 2_000 or _CONTROL.search(value):
        return None
    if not strict:
        value = _TAIL_COMMENT.sub("", value).strip() if value.endswith(")") else value
    if not value.endswith(">"):
        return bare_address(value)
    name, _, address = value[:-1].rpartition("<")
    found = bare_address(address) if address == address.strip() else None
    return found if found and _plain_name(name.strip(), found, strict) else None


def _plain_name(name: str, address: str, strict: bool) -> bool:
    if not strict and name.strip("\"' ").lower() == address.lower():
        return True
    rest = _QUOTED_NAME.sub("", name)
    return not _DOUBTFUL.search(rest)


def mailbox_name(value: str) -> str:
    """The name a person gave beside the address, decoded; '' when there is none."""
    head = value.rpartition("<")[0].strip()
    if not head:
        comment = _TAIL_COMMENT.search(value)
        return decode_header(comment[1]) if comment else ""
    return re.sub(r"\\(.)", r"\1", decode_header(head).strip().strip('"')).strip()


def addresses_in(value: str) -> tuple[str, ...]:
    """Every address in a raw field value, names left out, in order, each once."""
    value = _QUOTED_NAME.sub(" ", value[:_LONGEST]) if "<" in value else value[:_LONGEST]
    found: dict[str, str] = {}
    for match in _ANYWHERE.finditer(value):
        address = bare_address(match[0].strip(".'"))
        if address:
            found.setdefault(address.lower(), address)
        if len(found) >= _MOST:
            break
    return tuple(found.values())
