"""What a file is, by its content, and the caps that hold before any parser sees it (AT1)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

from ingest.limits import MEGABYTE, Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # the BOF record of BIFF8
_LARGE_ENTRY = 4 * MEGABYTE  # below, even a thousandfold ratio harms nobody
_PROLOG = 64 * 1024  # a DOCTYPE stands before the first element, or nowhere
_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Refused(Exception):
    """The file is not opened; `code` as in ingest.sheet.Refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sheet_format(data: bytes, limits: Limits) -> str:
    """ "xlsx", "xlsm", "xlsb", "ods", "xls" or "csv"; Refused for everything else."""
    if not data.strip():
        raise Refused("empty")
    if len(data) > limits.size:
        raise Refused("too-large")
    if data.startswith(_OLE):
        return _ole_format(data)
    if data.startswith(b"PK"):
        return _zip_format(data, limits)
    decode_csv(data)
    return "csv"


def decode_csv(data: bytes) -> tuple[str, str]:
    """The text of a csv file and its encoding; Refused where the bytes are no plain text.

    cp1251 is tried last, since nearly every file can be read as cp1251.
    """
    text, encoding = _decoded(data)
    start = text.lstrip()[:64].lower()
    if start.startswith(("<", "%pdf", "{\\rtf")) or _CONTROLS.search(text):
        raise Refused("not-a-spreadsheet")
    if not any(sign in text for sign in ";,\t"):
        raise Refused("not-a-spreadsheet")
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Refused("not-a-spreadsheet")


def _ole_format(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("encrypted")
    names = ("Workbook", "WORKBOOK", "Book", "BOOK")
    if not any((name + "\0").encode("utf-16-le") in data for name in names):
        raise Refused("not-a-spreadsheet")
    if _has_file_password(data):
        raise Refused("encrypted")
    return "xls"


def _has_file_password(data: bytes) -> bool:
    """A FILEPASS record among the first of the workbook stream ([MS-XLS] 2.4.117)."""
    at = data.find(_WORKBOOK_BEGINS)
    for _ in range(8 if at >= 0 else 0):
        record, length = data[at : at + 2], int.from_bytes(data[at + 2 : at + 4], "little")
        if record == b"\x2f\x00":
            return True
        at += 4 + length
    return False


def _zip_format(data: bytes, limits: Limits) -> str:
    if _directory_size(data) > limits.entries * 512:
        raise Refused("bomb")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _check_directory(entries, len(data), limits)
            found = _format_of({_part(entry) for entry in entries}, package)
            _check_parts(package, entries)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused("broken") from error
    return found


def _directory_size(data: bytes) -> int:
    """Bytes of the zip directory; zipfile would read all of a huge one before any cap could act."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0:
        raise Refused("broken")
    wide = data.rfind(b"PK\x06\x06", 0, end)
    at, width = (
        (wide + 40, 8)
        if wide >= 0 and data[end - 20 : end - 16] == b"PK\x06\x07"
        else (
            end + 12,
            4,
        )
    )
    return int.from_bytes(data[at : at + width], "little")


def _format_of(names: set[str], package: zipfile.ZipFile) -> str:
    if "mimetype" in names and "content.xml" in names:
        return _ods(package)
    if any(name.startswith("xl/") and name.endswith("workbook.bin") for name in names):
        return "xlsb"
    if any(name.endswith("vbaproject.bin") for name in names):
        return "xlsm"
    if "[content_types].xml" in names and _declares_worksheets(package):
        return "xlsx"
    raise Refused("not-a-spreadsheet")


def _declares_worksheets(package: zipfile.ZipFile) -> bool:
    listing = next(e for e in package.infolist() if _part(e) == "[content_types].xml")
    with package.open(listing) as file:
        return b"spreadsheetml" in file.read(MEGABYTE)


def _ods(package: zipfile.ZipFile) -> str:
    with package.open("mimetype") as file:
        if b"opendocument.spreadsheet" not in file.read(200):
            raise Refused("not-a-spreadsheet")
    manifest = "META-INF/manifest.xml"
    if manifest in package.namelist():
        with package.open(manifest) as file:
            if b"encryption-data" in file.read(MEGABYTE):
                raise Refused("encrypted")
    return "ods"


def _part(entry: zipfile.ZipInfo) -> str:
    """The name of a part as it is compared; some writers use backslashes or a leading slash."""
    return entry.filename.lower().replace("\\", "/").lstrip("/")


def _check_directory(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if len(entries) > limits.entries or sum(e.file_size for e in entries) > limits.inflated:
        raise Refused("bomb")
    if sum(entry.compress_size for entry in entries) > size:
        raise Refused("bomb")  # entries that overlap: one packed stream counted many times
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("encrypted")
        if entry.file_size > max(_LARGE_ENTRY, limits.ratio * entry.compress_size):
            raise Refused("bomb")


def _check_parts(package: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = _part(entry)
        if name.startswith("xl/externallinks/") and not name.endswith("/"):
            raise Refused("external-links")
        if name.startswith(("xl/embeddings/", "xl/activex/")) and not name.endswith("/"):
            raise Refused("ole")
        if name.endswith((".xml", ".rels", ".vml")):
            _check_prolog(package, entry)


def _check_prolog(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with package.open(entry) as file:
        prolog = file.read(_PROLOG)
    if prolog.startswith((b"\xff\xfe", b"\xfe\xff")):
        prolog = prolog.replace(b"\0", b"")  # UTF-16: the markup's letters are ASCII
    first = _FIRST_ELEMENT.search(prolog)
    if b"<!DOCTYPE" in prolog[: first.start() if first else None].upper():
        raise Refused("doctype")
    if first is None and len(prolog) == _PROLOG:
        raise Refused("bomb")
