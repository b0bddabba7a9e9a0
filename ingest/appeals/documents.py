"""What a document would do by itself when it is opened: macros, scripts, embedded objects, a lock.

Each function takes a whole document and gives a verdict. They read what decides and no more: no
parser of a format is run on a stranger's file.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from ingest.appeals.packages import MEGABYTE, Package, Room
from register.rules.file_verdict import FileVerdict

PDF, OLE = b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LONGEST_PART = 4 * MEGABYTE

_DOES = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])"
    rb"|/JS\s*(?:[(<]|\d+\s+\d+\s+R)"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_RTF_OBJECT = re.compile(rb"\\(?:objdata|objautlink|objupdate|objlink|objocx)|\\\*\\template")
_RELATION = re.compile(rb"<[^<>]*\bTargetMode\b[^<>]*>")
# A link that a reader clicks, and another workbook, which Excel asks about, open nothing themselves.
_ASKED_FOR = re.compile(rb"relationships/(?:hyperlink|\w*externalLinkPath[\w/]*)[\"']", re.I)
_STARTS = re.compile(rb"<(?:\w+:)?(?:dde|ole)Link\b", re.IGNORECASE)
_PPT_MACROS = re.compile(
    rb"[\x0f\x1f]\0\xff\x03\x14\0{3}\x02\0\0\x04\x0c\0{3}.{4}\x01\0{3}", re.DOTALL
)
_BOOK_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # the BOF record of BIFF8
_SHEET, _LOCK, _END = b"\x85\x00", b"\x2f\x00", b"\x0a\x00"  # records of [MS-XLS] 2.4


def pdf_verdict(data: bytes, room: Room) -> FileVerdict:
    """ACTIVE where it runs, starts or carries something; ENCRYPTED where that cannot be seen."""
    named = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    packed = data.count(b"/ObjStm")
    if _DOES.search(named) or named.count(b"/ObjStm") != packed:
        return FileVerdict.ACTIVE  # nobody honest escapes the name of an object stream
    if packed and b"/Encrypt" in named:
        return FileVerdict.ENCRYPTED
    if any(_DOES.search(objects) for objects in _object_streams(data, room)):
        return FileVerdict.ACTIVE
    return FileVerdict.OPENS


def _object_streams(data: bytes, room: Room) -> Iterator[bytes]:
    """Objects that are packed together (ISO 32000-1, 7.5.7), as far as they unpack."""
    for found in _STREAM.finditer(data):
        if b"/ObjStm" not in data[max(0, found.start() - 600) : found.start()]:
            continue
        objects = _inflated(data[found.end() : found.end() + 2 * MEGABYTE])
        room.take(1)
        room.bytes -= len(objects)
        yield _ESCAPED.sub(lambda one: bytes([int(one[1], 16)]), objects)


def _inflated(packed: bytes) -> bytes:
    unpacker, read = zlib.decompressobj(), b""
    try:
        read = unpacker.decompress(packed, 2 * MEGABYTE)
    except zlib.error:
        return read  # not packed so, or not whole: a viewer reads none of it either
    return read


def rtf_verdict(data: bytes) -> FileVerdict:
    """ACTIVE where it carries an object or fetches its template."""
    return FileVerdict.ACTIVE if _RTF_OBJECT.search(data) else FileVerdict.OPENS


def ole_verdict(data: bytes) -> FileVerdict:
    """Of a document of Office 97 to 2003, or a mail of Outlook."""
    if _has_stream(data, "EncryptedPackage") or _word_is_locked(data):
        return FileVerdict.ENCRYPTED
    if any(_has_stream(data, name) for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA")):
        return FileVerdict.MACROS
    if _PPT_MACROS.search(data):
        return FileVerdict.MACROS
    if _has_stream(data, "\x01Ole10Native"):
        return FileVerdict.ACTIVE
    if _has_stream(data, "__attach_version1.0_#00000000"):
        return FileVerdict.UNSEEN
    return _book_verdict(data)


def _has_stream(data: bytes, name: str) -> bool:
    """Does the directory name a stream or storage so? Its entries are 128 bytes ([MS-CFB] 2.6)."""
    wanted = re.compile(re.escape((name + "\0").encode("utf-16-le")), re.IGNORECASE)
    return any(
        found.start() % 128 == 0 and data[found.start() + 66 : found.start() + 67] in (b"\1", b"\2")
        for found in wanted.finditer(data)
    )


def _word_is_locked(data: bytes) -> bool:
    """The flag fEncrypted of the first page of a Word document ([MS-DOC] 2.5.2)."""
    at = data.find(b"\xec\xa5\xc1\x00")
    return at > 0 and at % 512 == 0 and int.from_bytes(data[at + 11 : at + 12], "little") & 1 == 1


def _book_verdict(data: bytes) -> FileVerdict:
    """Of a workbook of Excel 97: locked, or with a sheet of macros, which is no VBA."""
    at = data.find(_BOOK_BEGINS)
    for _ in range(4000 if at >= 0 else 0):
        record, length = data[at : at + 2], int.from_bytes(data[at + 2 : at + 4], "little")
        if record == _LOCK:
            return FileVerdict.ENCRYPTED
        if record == _SHEET and data[at + 9 : at + 10] == b"\x01":
            return FileVerdict.MACROS
        if record in (_END, b""):
            break
        at += 4 + length
    return FileVerdict.OPENS


def office_verdict(package: Package) -> FileVerdict:
    """Of a document of Office 2007 and later: MACROS, ACTIVE (objects, external parts) or OPENS."""
    types = _text(package.part("[content_types].xml")).lower()
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in package.names):
        return FileVerdict.MACROS
    types = types.replace(b"sheet.binary.macroenabled.main", b"")  # what every xlsb calls itself
    if any(word in types for word in (b"vbaproject", b"macroenabled", b"macrosheet", b"&#")):
        return FileVerdict.MACROS
    if any(_is_object(name) for name in package.names):
        return FileVerdict.ACTIVE
    for name in package.names:
        part = package.part(name, _LONGEST_PART) if name.endswith(".rels") else b""
        if _reaches_out(part) or ("/externallinks/" in name and _starts(package.part(name))):
            return FileVerdict.ACTIVE
    return FileVerdict.OPENS


def _is_object(name: str) -> bool:
    return "/activex/" in name or ("/embeddings/" in name and name.endswith(".bin"))


def _starts(link: bytes) -> bool:
    return _STARTS.search(_text(link)) is not None


def _reaches_out(relations: bytes) -> bool:
    """Is a part of the document fetched from elsewhere?"""
    return any(
        b"&" in tag.partition(b"Target=")[0]
        or (b"external" in tag.lower() and not _ASKED_FOR.search(tag))
        for tag in _RELATION.findall(_text(relations))
    )


def open_document_verdict(package: Package) -> FileVerdict:
    """Of a document of LibreOffice: ENCRYPTED, MACROS, ACTIVE (objects) or OPENS."""
    manifest = _text(package.part("meta-inf/manifest.xml"))
    if b"encryption-data" in manifest or "encrypted-package" in package.names:
        return FileVerdict.ENCRYPTED
    if any(name.startswith(("basic/", "scripts/")) for name in package.names):
        return FileVerdict.MACROS
    return FileVerdict.ACTIVE if b"star.oleobject" in manifest else FileVerdict.OPENS


def _text(data: bytes) -> bytes:
    """XML in bytes that can be searched: UTF-16 loses its zeros."""
    return data.replace(b"\0", b"") if b"\0" in data[:4] else data
