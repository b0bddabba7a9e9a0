"""Whether our own server proved a mail's From: Authentication-Results, on raw bytes (TR1, TR2)."""

from __future__ import annotations

import re
from enum import StrEnum

from ingest.mail.addresses import one_mailbox

_FIELD = rb"[!-9;-~]++:[^\n]*+(?:\n[ \t][^\n]*+)*+"
_FIELDS = re.compile(_FIELD + rb"(?:\n" + _FIELD + rb")*+")
_NAME_AND_VALUE = re.compile(rb"(?m)^([!-9;-~]++):([^\n]*+(?:\n[ \t][^\n]*+)*+)")
# To some servers a field of its own, to others the end of the one above.
_FOLDED_FROM = re.compile(rb"\n[ \t]+from[ \t]*:[^\n]*@", re.I)
_SINGLE = (b"from", b"sender", b"reply-to", b"date", b"subject", b"message-id", b"to", b"cc")
# What servers on our side of the border write above the sender's own fields.
_TRACE = re.compile(
    rb"(?:return-path|delivered-to|x-original-to|envelope-to|received|received-spf|authentication-results"
    rb"|arc-[a-z-]+|dkim-filter|dkim-signature|x-[a-z0-9-]+)",
)
_TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`{|}~@/-]+"
_QUOTED = r'"(?:[^"\\\r\n]|\\.)*"'
_COMMENT = re.compile(r"\([^()]*\)")
_PART = re.compile(rf"\s*(?:({_QUOTED})|({_TOKEN})|(=))")

_Segments = list[list[str]]  # words between semicolons


class Authority(StrEnum):
    """What our server found out about the domain of the From field."""

    PASS = "pass"
    FAIL = "fail"
    NONE = "none"  # nothing found, or anything at all left doubtful


def read_authority(raw: bytes, authserv_id: str | None, trusted_hops: int = 1) -> Authority:
    """DMARC's result for the one plain From, as our own server `authserv_id` wrote it (RFC 8601).

    `trusted_hops` is how many Received fields our own servers put above the field. Spf or dkim
    alone never count. Whatever two readers could understand differently gives NONE.
    """
    head = _head(raw)
    # Of most mails that is all there is to know: nobody speaks in our server's name.
    if not authserv_id or authserv_id.encode("utf-8", "surrogateescape") not in head:
        return Authority.NONE
    fields = _fields(head)
    if fields is None:
        return Authority.NONE
    values = [value for name, value in fields if name == b"from"]
    sender = one_mailbox(values[0].decode("utf-8", "surrogateescape")) if len(values) == 1 else None
    ours = _our_field(fields, authserv_id, trusted_hops)
    if sender is None or ours is None:
        return Authority.NONE
    return _dmarc(ours, sender.rpartition("@")[2])


def _head(raw: bytes) -> bytes:
    """The header of a mail, without the line end of its last line."""
    end = raw.find(b"\n\n")
    other = raw.find(b"\n\r\n", 0, end + 2 if end >= 0 else len(raw))
    end = max(end, other) if min(end, other) < 0 else min(end, other)
    if end < 0:
        return raw.removesuffix(b"\r\n").removesuffix(b"\n")
    return raw[:end].removesuffix(b"\r")


def _fields(head: bytes) -> list[tuple[bytes, bytes]] | None:
    """The header as (name in lower case, raw value); None when it is not plainly well-formed."""
    head = head.replace(b"\r\n", b"\n")
    if b"\r" in head or b"\x00" in head or head.startswith((b" ", b"\t", b"\n")):
        return None
    if _FOLDED_FROM.search(head):
        return None
    if not _FIELDS.fullmatch(head):
        return None
    fields = [(name.lower(), value.strip()) for name, value in _NAME_AND_VALUE.findall(head)]
    names = [name for name, _ in fields]
    return None if any(names.count(name) > 1 for name in _SINGLE) else fields


def _our_field(fields: list[tuple[bytes, bytes]], authserv_id: str, hops: int) -> _Segments | None:
    """The single field that names us, if it stands in the block our own servers wrote."""
    found: list[tuple[int, str]] = []
    for at, (name, raw) in enumerate(fields):
        value = raw.decode("utf-8", "surrogateescape")
        # Named in any way, also inside a comment or a version: then two readers may differ.
        if name == b"authentication-results" and _names(value, authserv_id):
            found.append((at, value))
    if len(found) != 1:
        return None
    at, value = found[0]
    above = [name for name, _ in fields[:at]]
    if above.count(b"received") > hops or not all(_TRACE.fullmatch(name) for name in above):
        return None
    segments = _segments(value)
    exact = segments is not None and segments[0] in ([authserv_id], [authserv_id, "1"])
    return segments if exact else None


def _names(value: str, authserv_id: str) -> bool:
    """Whether the part before the results could be read as our name, in any case or disguise."""
    first = value.split(";")[0].lower()
    around = rf"(?<![\w.-]){re.escape(authserv_id.lower())}(?![\w.-])"
    return re.search(around, first) is not None


def _segments(value: str) -> _Segments | None:
    """The field's words between semicolons, comments left out; None when it does not parse.

    A quoted string stays one word with its quotes, so that nothing inside it is taken for a result.
    """
    bare = _without_comments(value)
    if bare is None:
        return None
    segments: _Segments = [[]]
    at, end = 0, len(bare.rstrip())
    while at < end:
        if bare[at] == ";":
            segments.append([])
            at += 1
            continue
        part = _PART.match(bare, at)
        if part:
            segments[-1].append(part[0].strip())
            at = part.end()
        elif bare[at].isspace():
            at += 1
        else:
            return None
    return segments


def _without_comments(value: str) -> str | None:
    """`value` with its (nested) comments as one space; None when a comment or quote never ends."""
    if '"' not in value and "\\" not in value:
        bare = _COMMENT.sub(" ", value)
        if "(" not in bare and ")" not in bare:
            return bare
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in value:
        if escaped:
            escaped = False
        elif letter == "\\" and (depth or quoted):
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
            kept.append(" ")
        elif letter == ")" and not quoted:
            depth -= 1
            if depth < 0:
                return None
            continue
        if not depth:
            kept.append(letter)
    return None if depth or quoted or escaped else "".join(kept)


def _dmarc(segments: _Segments, domain: str) -> Authority:
    """The one dmarc result whose header.from is the From's own domain."""
    results = []
    for words in segments[1:]:
        pairs = _pairs(words)
        if pairs is None:
            return Authority.NONE
        if pairs and pairs[0][0].split("/")[0].lower() == "dmarc":
            results.append(pairs)
    if len(results) != 1:
        return Authority.NONE
    verdict = results[0][0][1].lower()
    named = [
        said.lower().rstrip(".") for key, said in results[0][1:] if key.lower() == "header.from"
    ]
    if named != [domain] or verdict not in ("pass", "fail"):
        return Authority.NONE
    return Authority.PASS if verdict == "pass" else Authority.FAIL


def _pairs(words: list[str]) -> list[tuple[str, str]] | None:
    """Words of the form key = value; the lone word "none" is an empty list."""
    if not words or [word.lower() for word in words] == ["none"]:
        return []
    if len(words) % 3 or any(equals != "=" for equals in words[1::3]):
        return None
    if "=" in words[0::3] or "=" in words[2::3]:
        return None
    return list(zip(words[0::3], words[2::3], strict=True))
