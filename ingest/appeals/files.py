"""The files of an appeal: what each is, and whether an official may be handed it.

Every file is kept by its digest, whatever it is; none is ever run or opened by a program of its
kind. What may do something when it is opened is not handed on, and the verdict says why. Archives
are looked into, in memory and with one allowance for all files of a mail: what does not fit into
it counts as unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from config.file_endings import ending, file_endings
from config.trouble import WorldTrouble
from ingest.appeals.documents import (
    OLE,
    PDF,
    office_verdict,
    ole_verdict,
    open_document_verdict,
    pdf_verdict,
    rtf_verdict,
)
from ingest.appeals.markup import is_active, may_be_markup
from ingest.appeals.packages import BROKEN, MEGABYTE, Locked, Package, Room, Unseen
from ingest.appeals.programs import HEAD, is_program, named_as_program
from ingest.filetypes import clean_name, type_of
from register.rules.file_verdict import FileVerdict

LARGEST_MB = 10
_BEGINNING = 4096  # bytes of a member that tell what it is


class Scanned(StrEnum):
    """What a virus scanner says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too-large"  # for the scanner


Scan = Callable[[bytes], Scanned]
"""WorldTrouble where the scanner does not answer."""


@dataclass(frozen=True)
class Incoming:
    """A file as it came."""

    name: str  # as its sender calls it; "" for none
    declared: str  # the media type that its sender names
    data: bytes


@dataclass(frozen=True)
class Judged:
    """A file, and whether it may be handed on."""

    name: str  # without folders, control and direction characters; never empty
    type: str  # by its first bytes, else as declared
    data: bytes
    verdict: FileVerdict


_CLOSED_MAGICS = (
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"MSCF",
    b"\x28\xb5\x2f\xfd",
)
_CARRIES = re.compile(
    rb"(?im)^content-disposition:\s*attachment|^content-type:\s*(?!text/|multipart/)[\w.-]+/"
)
OTHER = "application/octet-stream"
_HARMLESS = re.compile(
    r"(?:audio|video|image)/(?!svg)[\w.+-]{1,80}|text/(?:plain|csv)"
    r"|application/(?:pdf|zip|rtf|msword|vnd\.[\w.+-]{1,100})"
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def judge(
    files: Iterable[Incoming], scan: Scan | None = None, largest: int = LARGEST_MB * MEGABYTE
) -> tuple[Judged, ...]:
    """Each file with its verdict, in their order; pure but for `scan`, None where there is none.

    `largest`: bytes of a file that may be handed on by mail. A scanner that fails once is not asked
    about the rest of the files: they are NOT_SCANNED, and none of them is handed on.
    """
    room, found = Room(), []
    for number, file in enumerate(files, 1):
        name = clean_name(file.name) or f"file-{number}"
        kind = _type(file, name)
        verdict = _verdict(name, file, room, largest)
        found.append(Judged(name, kind, file.data, verdict))
    return tuple(found) if scan is None else _scanned(found, scan)


def _type(file: Incoming, name: str) -> str:
    """The type to hand it on with: a label alone may make no web page of a text."""
    found = type_of(file.data, file.declared, name).lower()
    by_label = found == file.declared.lower()
    return OTHER if by_label and not _HARMLESS.fullmatch(found) else found


def scanned_anew(data: bytes, scan: Scan) -> FileVerdict:
    """The verdict of a file that was NOT_SCANNED; all else about it had been found good."""
    try:
        return _SAYS[scan(data)]
    except WorldTrouble:
        return FileVerdict.NOT_SCANNED


_SAYS = {
    Scanned.CLEAN: FileVerdict.OPENS,
    Scanned.INFECTED: FileVerdict.INFECTED,
    Scanned.TOO_LARGE: FileVerdict.TOO_LARGE,
}


def _scanned(found: Iterable[Judged], scan: Scan) -> tuple[Judged, ...]:
    """What would be handed on is scanned first; a scanner that fails is not asked again."""
    judged, failed = [], False
    for one in found:
        verdict = one.verdict
        if verdict is FileVerdict.OPENS:
            verdict = FileVerdict.NOT_SCANNED if failed else scanned_anew(one.data, scan)
            failed = verdict is FileVerdict.NOT_SCANNED
        judged.append(replace(one, verdict=verdict))
    return tuple(judged)


def _verdict(name: str, file: Incoming, room: Room, largest: int) -> FileVerdict:
    if _is_program(name, file.data):
        return FileVerdict.PROGRAM
    if len(file.data) > largest:
        return FileVerdict.TOO_LARGE
    return looked_at(name, file.declared, file.data, room)


def _is_program(name: str, data: bytes) -> bool:
    return named_as_program(name) or is_program(data[:HEAD])


def looked_at(name: str, declared: str, data: bytes, room: Room) -> FileVerdict:
    """The verdict on a file without size and scanner; `name` is cleaned."""
    if _is_program(name, data):
        return FileVerdict.PROGRAM
    try:
        return _opened(name, declared, data, room)
    except Locked:
        return FileVerdict.ENCRYPTED
    except (Unseen, *BROKEN):
        return FileVerdict.UNSEEN


def _opened(name: str, declared: str, data: bytes, room: Room) -> FileVerdict:
    if data.startswith(OLE):
        return ole_verdict(data)
    if data.startswith(_ZIP) or ending(name) in file_endings().packages:
        return _package_verdict(name, data, room)
    if PDF in data[:1024]:
        return pdf_verdict(data, room)
    if data.lstrip()[:4].lower() == b"{\\rt":
        return rtf_verdict(data)
    if declared == "message/rfc822" or ending(name) == "eml":
        return FileVerdict.UNSEEN if _CARRIES.search(data) else FileVerdict.OPENS
    if (
        data.startswith(_CLOSED_MAGICS)
        or ending(name) in file_endings().closed
        or data[257:262] == b"ustar"
    ):
        return FileVerdict.UNSEEN
    return FileVerdict.ACTIVE if is_active(data, name) else FileVerdict.OPENS


def _package_verdict(name: str, data: bytes, room: Room) -> FileVerdict:
    room.depth -= 1
    if room.depth < 0:
        room.depth += 1
        raise Unseen
    try:
        package = Package(data, room)
        if "meta-inf/manifest.xml" in package.names or "mimetype" in package.names:
            return open_document_verdict(package) or _inside(package, room, FileVerdict.ACTIVE)
        if "[content_types].xml" in package.names:
            if ending(name) in file_endings().macros:
                return FileVerdict.MACROS
            return office_verdict(package) or _inside(package, room, FileVerdict.ACTIVE)
        if "androidmanifest.xml" in package.names or "meta-inf/manifest.mf" in package.names:
            return FileVerdict.PROGRAM
        return _archive_verdict(package, room)
    finally:
        room.depth += 1


def _inside(package: Package, room: Room, wrong: FileVerdict) -> FileVerdict:
    """Of the parts of a document: none is a program, or a document that acts."""
    for entry, head in package.beginnings(_BEGINNING):
        if is_program(head):
            return wrong
        if head.startswith((*_ZIP, OLE)) and looked_at("", "", package.whole(entry), room):
            return wrong
    return FileVerdict.OPENS


def _archive_verdict(package: Package, room: Room) -> FileVerdict:
    """Every member is judged as a file of its own; the worst kind of it counts."""
    unseen = FileVerdict.OPENS
    for entry, head in package.beginnings(_BEGINNING):
        member = clean_name(entry.filename)
        if named_as_program(member) or is_program(head):
            return FileVerdict.ARCHIVE_PROGRAM
        whole = package.whole(entry) if _wants_all(member, head) else head
        verdict = looked_at(member, "", whole, room)
        if verdict in (FileVerdict.UNSEEN, FileVerdict.ENCRYPTED):
            unseen = verdict
        elif verdict:
            return FileVerdict.ARCHIVE_PROGRAM
    return unseen


def _wants_all(name: str, head: bytes) -> bool:
    """Is the beginning of a member too little to judge it by?"""
    return (
        head.startswith((*_ZIP, OLE, b"{\\rt"))
        or PDF in head[:1024]
        or may_be_markup(head)
        or ending(name) in file_endings().packages
    )
