"""Header fields and MIME parts as bytes on the wire (RFC 5322, 2045–2047, 2231)."""

from __future__ import annotations

import base64
import hashlib
import re
import textwrap
from collections.abc import Callable, Sequence
from email import quoprimime
from pathlib import PurePosixPath
from urllib.parse import quote

from config.trouble import Trouble
from dispatch.clean import one_line
from dispatch.draft import Attached

LINE = 76
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_DOMAIN}")
_MESSAGE_ID = re.compile(rf"<{_ATOM}(?:\.{_ATOM})*@(?:{_DOMAIN}|\[[A-Za-z0-9.:-]{{1,100}}\])>")
_HIGH = bytes(range(127, 256))
_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")


def address(text: str) -> str:
    """`text` as it may stand in a header or an envelope: ASCII, the domain in IDNA.

    Trouble when it is not one plain address.
    """
    local, at, domain = one_line(text).rpartition("@")
    try:
        plain = local + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    if len(local) > 64 or not _ADDRESS.fullmatch(plain):
        raise Trouble(f"No letter can be sent to {one_line(text, 80)!r}: not a plain address.")
    return plain


def message_id(text: str) -> str | None:
    """`text` as a message identifier in angle brackets; None when it is not a plain one."""
    bare = text.strip(" <>")
    found = f"<{bare}>"
    return found if len(found) <= 250 and _MESSAGE_ID.fullmatch(found) else None


def words(name: str, value: str) -> str:
    """The field `name` with free words, folded, and encoded when they are not plain (RFC 2047)."""
    value = one_line(value, 200)
    lines = textwrap.wrap(f"{name}: {value}", LINE, break_long_words=False, break_on_hyphens=False)
    plain = value.isascii() and "=?" not in value and all(len(line) <= LINE for line in lines)
    return "\r\n ".join(lines) if plain and lines[0] != f"{name}:" else f"{name}: {_encoded(value)}"


def mailbox(name: str, person: str, plain: str) -> str:
    """The field `name` with one address and the person's name before it."""
    person = one_line(person, 100)
    if not person:
        return f"{name}: <{plain}>"
    shown = person if re.fullmatch(r"[A-Za-z0-9 ]{1,60}", person) else _encoded(person)
    return f"{name}: {shown}\r\n <{plain}>"


def _encoded(value: str) -> str:
    """Encoded words, none longer than 60 characters, cut between words where that is possible."""
    return "\r\n ".join(
        f"=?utf-8?b?{base64.b64encode(piece.encode()).decode('ascii')}?="
        for piece in _pieces(re.findall(r" ?[^ ]+", value), 36, _utf8)
    )


def _pieces(units: Sequence[str], longest: int, weight: Callable[[str], int]) -> list[str]:
    """`units` joined to pieces that weigh at most `longest`; cut inside only where one is more."""
    pieces = [""]
    for unit in units:
        if weight(pieces[-1] + unit) <= longest:
            pieces[-1] += unit
        elif weight(unit) <= longest:
            pieces.append(unit)
        else:
            pieces += _pieces(list(unit), longest, weight)
    return [piece for piece in pieces if piece] or [""]


def _utf8(text: str) -> int:
    return len(text.encode())


def _percent(text: str) -> int:
    return len(quote(text, safe=""))


def tokens(name: str, values: Sequence[str]) -> str:
    """The field `name` with addresses or URLs, a line each: encoded words must not split them."""
    return f"{name}: " + ",\r\n ".join(re.sub(r"[^!-~]", "", value) for value in values)


def part(headers: Sequence[str], body: str) -> str:
    """A MIME part: its fields, an empty line, its body."""
    return "\r\n".join([*headers, "", body])


def text_part(subtype: str, text: str) -> str:
    """`text` in UTF-8 in the shorter of the two encodings, every line within 76 characters."""
    data = text.encode("utf-8")
    if (len(data) - len(data.translate(None, _HIGH))) * 5 < len(data):
        encoding = "quoted-printable"
        body = quoprimime.body_encode(data.decode("latin-1"), maxlinelen=LINE, eol="\r\n")
    else:
        # What is encoded is the canonical form, and there lines end in CRLF (RFC 2045, 6.8).
        encoding, body = "base64", _base64(data.replace(b"\n", b"\r\n"))
    return part(
        [f"Content-Type: text/{subtype}; charset=utf-8", f"Content-Transfer-Encoding: {encoding}"],
        body,
    )


def file_part(file: Attached) -> str:
    """An attached file; its name is cleaned and written as RFC 2231 wants it."""
    kind = file.type if _TYPE.fullmatch(file.type) else "application/octet-stream"
    fields = [
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment;\r\n " + file_name(file.name),
    ]
    return part(fields, _base64(file.data))


def file_name(name: str) -> str:
    """The `filename` parameter, in pieces when it is long or not plain ASCII."""
    clean = re.sub(r'[/\\:*?"<>|;]', "_", one_line(name, 200)).strip(". ")
    suffix = PurePosixPath(clean).suffix[:10]
    clean = clean if len(clean) <= 100 else clean[: 100 - len(suffix)] + suffix
    if re.fullmatch(r"[A-Za-z0-9 _().+-]{1,50}", clean):
        return f'filename="{clean}"'
    # Pieces of whole characters: some readers decode each before they join them.
    pieces = _pieces(list(clean or "file"), 50, _percent)
    coded = [quote(piece, safe="") for piece in pieces]
    coded[0] = "utf-8''" + coded[0]
    return ";\r\n ".join(f"filename*{number}*={piece}" for number, piece in enumerate(coded))


def multipart(subtype: str, parts: Sequence[str], seed: str) -> str:
    """`parts` in one; the boundary comes of `seed`, so the same letter is the same bytes.

    "=_" can occur in neither of the two encodings used, so no part can hold the boundary.
    """
    boundary = "=_" + hashlib.sha256(f"{subtype} {seed}".encode()).hexdigest()[:32]
    joined = "".join(f"--{boundary}\r\n{each}\r\n" for each in parts)
    return part(
        [f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"'],
        f"{joined}--{boundary}--\r\n",
    )


def _base64(data: bytes) -> str:
    coded = base64.b64encode(data).decode("ascii")
    return "\r\n".join(coded[start : start + LINE] for start in range(0, len(coded), LINE))
