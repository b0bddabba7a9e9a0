"""What a file is, by its content, and the caps that hold before any parser sees it (AT1)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

from ingest.limits import MEGABYTE, Limits, Refused
from ingest.sheets.text_gate import csv_encoding

__all__ = ["Refused", "sheet_format"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # the BOF record of BIFF8
_LARGE_ENTRY = 4 * MEGABYTE  # below, even a thousandfold ratio harms nobody
_PROLOG = 64 * 1024  # a DOCTYPE stands before the first element, or nowhere
_PROLOG_ITEM = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_ELEMENT = re.compile(rb"\s*<[^!?]")
_REFERS = re.compile(rb"relationships/(externalLink|oleObject)[\"']")
_EMBEDDED = re.compile(b"M\0B\0D\0" + rb"(?:[0-9A-F]\0){8}")  # how Excel names such storages
_MAIN = re.compile(
    rb"spreadsheetml\.(?:sheet|template)\.main|ms-excel\.\w+\.macroEnabled\.main", re.IGNORECASE
)


def sheet_format(data: bytes, limits: Limits) -> str:
    """ "xlsx", "xlsm", "xlsb", "ods", "xls" or "csv"; Refused for everything else."""
    if not data or (data[:4096].isspace() and data.isspace()):
        raise Refused("empty")
    if len(data) > limits.size:
        raise Refused("too-large")
    if data.startswith(_OLE):
        return _ole_format(data)
    if data.startswith(b"PK"):
        return _zip_format(data, limits)
    csv_encoding(data)
    return "csv"


def _ole_format(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("encrypted")
    names = ("Workbook", "WORKBOOK", "Book", "BOOK")
    if not any((name + "\0").encode("utf-16-le") in data for name in names):
        raise Refused("not-a-spreadsheet")
    if _has_file_password(data):
        raise Refused("encrypted")
    if _EMBEDDED.search(data):
        raise Refused("ole")
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
    if "mimetype" in names and not names.isdisjoint(("content.xml", "encrypted-package")):
        return _ods(names, package)
    if any(name.startswith("xl/") and name.endswith("workbook.bin") for name in names):
        return "xlsb"
    if "[content_types].xml" not in names:
        raise Refused("not-a-spreadsheet" if "meta-inf/manifest.xml" in names else "archive")
    if "xl/workbook.xml" not in names and not _declares_workbook(package):
        raise Refused("not-a-spreadsheet")
    return "xlsm" if any(name.endswith("vbaproject.bin") for name in names) else "xlsx"


def _declares_workbook(package: zipfile.ZipFile) -> bool:
    listing = next(e for e in package.infolist() if _part(e) == "[content_types].xml")
    with package.open(listing) as file:
        return _MAIN.search(file.read(MEGABYTE)) is not None


def _ods(names: set[str], package: zipfile.ZipFile) -> str:
    with package.open("mimetype") as file:
        if b"opendocument.spreadsheet" not in file.read(200):
            raise Refused("not-a-spreadsheet")
    if "encrypted-package" in names:
        raise Refused("encrypted")
    manifest = "META-INF/manifest.xml"
    if manifest in package.namelist():
        with package.open(manifest) as file:
            listed = file.read(MEGABYTE)
        if b"encryption-data" in listed:
            raise Refused("encrypted")
        if b"vnd.sun.star.oleobject" in listed:
            raise Refused("ole")
    return "ods"


def _part(entry: zipfile.ZipInfo) -> str:
    """The name of a part as it is compared; some writers use backslashes or a leading slash."""
    return entry.filename.lower().replace("\\", "/").lstrip("/")


def _check_directory(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if len(entries) > limits.entries or sum(e.file_size for e in entries) > limits.inflated:
        raise Refused("bomb")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("broken")  # no spreadsheet program packs in another way
        if entry.file_size > max(_LARGE_ENTRY, limits.ratio * entry.compress_size):
            raise Refused("bomb")
    _check_overlap(entries, size)


def _check_overlap(entries: list[zipfile.ZipInfo], size: int) -> None:
    """No packed byte belongs to two entries: so small bombs are made large."""
    if sum(entry.compress_size for entry in entries) > size:
        raise Refused("bomb")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Refused("broken")
        end = entry.header_offset + 30 + entry.compress_size


def _check_parts(package: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = _part(entry)
        if name.startswith("xl/externallinks/") and not name.endswith("/"):
            raise Refused("external-links")
        if name.startswith(("xl/embeddings/", "xl/activex/")) and not name.endswith("/"):
            raise Refused("ole")
        if entry.file_size:
            with package.open(entry) as file:
                _check_beginning(name, file.read(_PROLOG))


def _check_beginning(name: str, beginning: bytes) -> None:
    """A part of whatever name may be read as XML: the relations decide, not the ending."""
    if b"\0" in beginning[:4]:
        beginning = beginning.replace(b"\0", b"")  # UTF-16: the markup's letters are ASCII
    beginning = beginning.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start and not start.startswith(b"<"):
        return
    at = 0
    while item := _PROLOG_ITEM.match(start, at):
        at = item.end()
    if not _ELEMENT.match(start, at):
        if start[at:].lstrip()[:9].upper() == b"<!DOCTYPE":
            raise Refused("doctype")
        if len(beginning) >= _PROLOG // 2:
            raise Refused("bomb")
    if name.endswith(".rels") and (refers := _REFERS.search(beginning)):
        raise Refused("external-links" if refers[1] == b"externalLink" else "ole")
