"""The readings that lie beside the odd messages of mime/stalwart, as far as they say the same.

Comparable is what `explain mail` prints and what that parser meant by the same words:

- `subject`: the first or the last Subject field, white space as one blank. Where its reading holds
  U+FFFD (it guesses no charset), any letters of ours may stand there.
- `from`: where there is exactly one From field with exactly one address that has a domain. Of two
  it shows both, and we none: an identity nobody can be sure of is none (TR5).
- `attachments`: every part with a binary body has a file of ours with the same bytes (uuencoded
  parts, which it leaves encoded, are decoded here); every text part it counts as an attachment
  *and* that has a name has a file of ours with that name; every carried message is a file of ours,
  of a type that begins with message/. Beside these, no file of ours may have a name that no part
  of its reading has, unless its bytes are there or it stood uuencoded in a text.

Not comparable: text parts without a name (RFC 8621 calls a second text part an attachment, to us
it is what the person wrote); the insides of carried messages (we never walk into them); bodies
(it keeps every alternative, we keep the person's own words); names with bytes it could not decode;
dates, Received and the other fields, which `explain` does not print; the list of recipients, the
same; parts in which it reports an encoding problem, whose bytes it shows undecoded.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from exam.compare import Found, Verdict, says, words

GROUP = "mime/stalwart"
_UNKNOWN = "\ufffd"


def verdicts(path: Path, found: Found | None) -> Iterator[Verdict]:
    """Every comparable field of the message at `path`, judged by the .json beside it."""
    yield Verdict(GROUP, _name(path), "read", found is not None, "no answer")
    if found is None:
        return
    theirs = json.loads(path.with_suffix(".json").read_text("utf-8"))
    head = theirs["parts"][0]["headers"] if theirs["parts"] else []
    for field, judged in (
        ("subject", _subject(head, found)),
        ("from", _sender(head, found)),
        ("attachments", _attachments(theirs, found)),
    ):
        if judged is not None:
            yield Verdict(GROUP, _name(path), field, judged == "", judged)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _subject(head: list[Any], found: Found) -> str | None:
    given = [_text(field["value"]) for field in head if field["name"] == "subject"]
    if not given:
        return None
    got = words(found["subject"])
    fits = any(_fits(words(text), got) for text in (given[0], given[-1]))
    return "" if fits else says(given, got)


def _text(value: Any) -> str:
    return str(value.get("Text", "")) if isinstance(value, dict) else ""


def _fits(theirs: str, ours: str) -> bool:
    """Whether the two are one, letters it could not decode left open."""
    pattern = "".join(".{0,4}" if c == _UNKNOWN else re.escape(c) for c in theirs)
    return re.fullmatch(pattern, ours) is not None


def _sender(head: list[Any], found: Found) -> str | None:
    fields = [field["value"] for field in head if field["name"] == "from"]
    if len(fields) != 1:
        return None
    addresses = list(_addresses(fields[0]))
    if len(addresses) != 1 or "@" not in addresses[0]:
        return None
    wanted, got = addresses[0].lower(), (found["from"] or "").lower()
    return "" if wanted == got else says(wanted, got)


def _addresses(value: Any) -> Iterator[str]:
    """Every `address` in a value, however deep in groups."""
    if isinstance(value, dict):
        if value.get("address"):
            yield value["address"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _addresses(inner)


def _attachments(theirs: Any, found: Found) -> str | None:
    listed, ours = set(theirs["attachments"]), found["attachments"]
    parts = theirs["parts"]
    amiss = [_missing(part, ours, number in listed) for number, part in enumerate(parts)]
    carried = sum("Message" in _body(part) for part in parts)
    files = [file for file in ours if not file["type"].startswith("message/")]
    if carried > len(ours) - len(files):
        amiss.append(f"{carried} messages carried, {len(ours) - len(files)} found")
    amiss += [f"nobody names {file['name']!r}" for file in files if not _is_theirs(file, parts)]
    return "; ".join(text for text in amiss if text)


def _missing(part: Any, ours: list[Any], counts: bool) -> str:
    """What of this part is not among our files."""
    name, digests = _part_name(part), _digests(part)
    if digests and not part["is_encoding_problem"]:
        there = any(file["sha256"] in digests for file in ours)
        return "" if there else f"the file {name!r} is missing"
    if counts and name and "Text" in _body(part):
        there = any(_fits_name(name, file["name"]) for file in ours)
        return "" if there else f"{name!r} is missing"
    return ""


def _is_theirs(file: Any, parts: list[Any]) -> bool:
    """Whether some part has the name of this file, or its bytes, or holds it uuencoded."""
    return not file["name"] or any(
        _fits_name(_part_name(part), file["name"])
        or file["sha256"] in _digests(part)
        or f" {file['name']}\n" in str(_body(part).get("Text", "")).replace("\r", "")
        for part in parts
    )


def _digests(part: Any) -> frozenset[str]:
    """The digests that a file with the bytes of this part may have; none: it is no binary part.

    It leaves uuencoded parts as they are, and the last line end of a part without an encoding.
    """
    body = _body(part)
    data = body.get("Binary", body.get("InlineBinary"))
    if data is None:
        return frozenset()
    raw = bytes(data)
    lines = b"\r\n".join(raw.splitlines())
    forms = (raw, lines, lines + b"\r\n", _uudecoded(raw))
    return frozenset(hashlib.sha256(form).hexdigest() for form in forms)


def _uudecoded(raw: bytes) -> bytes:
    """The file in a uuencoded part; `raw` itself where there is none."""
    _, begin, rest = raw.partition(b"begin ")
    lines = rest.partition(b"\nend")[0].splitlines()[1:] if begin else []
    # Some encoders fill the last line up beyond the length its first character tells.
    cut = [line[: (((line[0] - 32) & 63) * 4 + 5) // 3] for line in lines if line]
    try:
        return b"".join(binascii.a2b_uu(line) for line in cut) or raw
    except binascii.Error:
        return raw


def _body(part: Any) -> dict[str, Any]:
    return part["body"] if isinstance(part["body"], dict) else {}


def _part_name(part: Any) -> str:
    """The name of a part: filename before name."""
    given = {}
    for field in part["headers"]:
        value = field["value"]
        if field["name"] in ("content_type", "content_disposition") and isinstance(value, dict):
            pairs = value.get("ContentType", {}).get("attributes") or []
            given.update({(field["name"], pair["name"]): pair["value"] for pair in pairs})
    plain = given.get(("content_type", "name"), "")
    return str(given.get(("content_disposition", "filename"), plain))


def _fits_name(theirs: str, ours: str) -> bool:
    """Names are compared by their letters and digits: ours are made harmless (AT2)."""
    if _UNKNOWN in theirs:
        return theirs.rpartition(".")[2] == ours.rpartition(".")[2]
    return bool(_letters(ours)) and _letters(theirs).endswith(_letters(ours))


def _letters(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
