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

_RUNS = ("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia")


def _name(word: str) -> bytes:
    """A pattern for a name of a PDF, of which any letter may be escaped (ISO 32000-1, 7.3.5)."""
    letters = (f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in word)
    return "".join(letters).encode()


_DOES = re.compile(
    rb"/(?:(?:%s)(?![A-Za-z0-9#])|%s\s*(?:[(<]|\d{1,10}\s{1,10}\d{1,10}\s{1,10}R))"
    % (b"|".join(map(_name, _RUNS)), _name("JS"))
)
_PACKED = re.compile(rb"/%s" % _name("ObjStm"))
_LOCKED = re.compile(rb"/%s" % _name("Encrypt"))
_STREAM = re.compile(rb"stream\r?\n")
_RTF_OBJECT = re.compile(rb"\\(?:objdata|objautlink|objupdate|objlink|objocx)|\\\*\\template")
# A link that a reader clicks; another workbook, about which Excel asks.
_ASKED_FOR = re.compile(rb"relationships/(?:hyperlink|\w*externallinkpath[\w/]*)[\"']")
_STARTS = re.compile(rb"<(?:\w+:)?(?:dde|ole)Link\b", re.IGNORECASE)
_PPT_MACROS = re.compile(
    rb"[\x0f\x1f]\0\xff\x03\x14\0{3}\x02\0\0\x04\x0c\0{3}.{4}\x01\0{3}", re.DOTALL
)
_BOOK_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # the BOF record of BIFF8
_SHEET, _LOCK, _END = b"\x85\x00", b"\x2f\x00", b"\x0a\x00"  # records of [MS-XLS] 2.4


def pdf_verdict(data: bytes, room: Room) -> FileVerdict:
    """ACTIVE where it runs, starts or carries something; ENCRYPTED where that cannot be seen."""
    packed = {found[0] for found in _PACKED.finditer(data)}
    if _DOES.search(data) or packed - {b"/ObjStm"}:
        return FileVerdict.ACTIVE  # nobody honest escapes the name of an object stream
    if packed and _LOCKED.search(data):
        return FileVerdict.ENCRYPTED
    if any(_DOES.search(objects) for objects in _object_streams(data, room)):
        return FileVerdict.ACTIVE
    return FileVerdict.OPENS


def _object_streams(data: bytes, room: Room) -> Iterator[bytes]:
    """Objects that are packed together (ISO 32000-1, 7.5.7), as far as they unpack."""
    for found in _STREAM.finditer(data):
        if b"/ObjStm" in data[max(0, found.start() - 600) : found.start()]:
            objects = _inflated(data[found.end() : found.end() + 2 * MEGABYTE])
            room.take(len(objects), members=1)
            yield objects


def _inflated(packed: bytes) -> bytes:
    """The first 2 MB; b"" for what is packed otherwise, or broken: no viewer reads it either."""
    try:
        return zlib.decompressobj().decompress(packed, 2 * MEGABYTE)
    except zlib.error:
        return b""


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
        part = package.part(name) if name.endswith(".rels") else b""
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
        b"&#" in tag or (b"external" in tag and b"mode" in tag and not _ASKED_FOR.search(tag))
        for tag in _text(relations).lower().split(b"<")
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
