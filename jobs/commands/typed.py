"""What a person types on the command line, read as values: days, moments, numbers, texts, files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, datetime, time
from mimetypes import guess_type
from pathlib import Path
from zoneinfo import ZoneInfo

from config.trouble import Trouble
from ingest.filetypes import type_of
from ingest.mail.charsets import decode
from ingest.mail.parts import Attachment
from register.rules.appeal import LONGEST_WORDS
from register.rules.number import DIGITS, Label, read_label

LARGEST_FILE = 60_000_000  # bytes, as of a mail


def a_day(text: str) -> date:
    """A day as 2026-01-31."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Trouble(f"{text!r} is not a day; write it as 2026-01-31") from error


def a_moment(text: str, zone: ZoneInfo, opens: time, now: datetime) -> datetime:
    """A past moment as "2026-01-31 14:30" in `zone`; a day alone is the hour when offices open.

    On the day of `now` itself, before that hour, it is `now`.
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        says = f"{text!r} is no day and time; write it as '2026-01-31 14:30'"
        raise Trouble(says) from error
    if len(text.strip()) <= len("2026-01-31"):
        at = min(datetime.combine(at, opens, zone), max(now, datetime.combine(at, time(), zone)))
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    if at > now:
        raise Trouble(f"{text!r} lies ahead; an appeal is received before it is registered")
    return at


def a_label(text: str) -> Label:
    """The number of an appeal, with the sign of its part or level behind it."""
    label = read_label(text)
    if label is None:
        says = f"{text!r} is no number of an appeal; compare its {DIGITS} digits with the slip"
        raise Trouble(says)
    return label


def words_of(source: str) -> str:
    """The text in a file, or on standard input for "-", in whatever charset it is."""
    octets = sys.stdin.buffer.read(LARGEST_FILE) if source == "-" else _read(Path(source))
    text = decode(octets)[0].removeprefix("\ufeff").replace("\r\n", "\n").strip()
    if not text:
        raise Trouble(f"there is no text in {'standard input' if source == '-' else source}")
    if len(text) > LONGEST_WORDS:
        says = f"{source} has {len(text)} characters; take at most {LONGEST_WORDS} and give the"
        raise Trouble(f"{says} rest as a --file")
    return text


def files_of(paths: Iterable[Path]) -> list[Attachment]:
    """Files given on the command line, as they would come with a mail."""
    return [_attachment(path.name, _read(path)) for path in paths]


def _attachment(name: str, data: bytes) -> Attachment:
    declared = guess_type(name)[0] or "application/octet-stream"
    return Attachment(name, type_of(data, declared, name), declared, data, inline=False)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Trouble(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB; give a smaller")
        return path.read_bytes()
    except OSError as error:
        raise Trouble(f"cannot read {path}: {error.strerror}; see its name and rights") from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file that was asked for; Trouble when it cannot be."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Trouble(f"cannot write {path}: {error.strerror}; choose another place") from error
