"""What an attachment is, by its first bytes; and its name made harmless."""

from __future__ import annotations

import re
import unicodedata

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX = _SHEET
XLSM = "application/vnd.ms-excel.sheet.macroenabled.12"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLS = "application/vnd.ms-excel"
OLE = "application/x-ole-storage"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPREADSHEETS = frozenset({XLSX, XLSM, XLSB, ODS, XLS, "text/csv"})

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MZ", "application/x-msdownload"),
)
_SHEET_NAMES = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
_ZIP_MARKS = (
    (b"xl/workbook.bin", XLSB),
    (b"xl/vbaProject.bin", XLSM),
    (b"xl/workbook.xml", XLSX),
    (b"xl/worksheets/", XLSX),
    (b"word/document.xml", DOCX),
)


def type_of(data: bytes, declared: str, name: str) -> str:
    """The media type of `data`; what was declared where the bytes do not say."""
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_type(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_type(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (len(magic) > 2 or declared == kind or b"\x00" in data[:64]):
            return kind
    if name.lower().endswith(".csv") and b"\x00" not in data[:4000]:
        return "text/csv"
    if name.lower().endswith(_SHEET_NAMES) and _may_be_table(data[:4000]):
        return "text/csv"
    # A name or a label makes no spreadsheet out of other bytes.
    return "application/octet-stream" if declared in SPREADSHEETS - {"text/csv"} else declared


def _may_be_table(beginning: bytes) -> bool:
    """Text that old programs call xls: a csv, or a web page, of which its sender is to hear."""
    if b"\x00" in beginning and not beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return beginning.lstrip().startswith((b"<", b"MIME-Version:")) or any(
        sign in beginning for sign in (b";", b",", b"\t")
    )


def _zip_type(data: bytes) -> str:
    if data[30:38] == b"mimetype" and ODS.encode() in data[38:120]:
        return ODS
    for mark, kind in _ZIP_MARKS:
        if mark in data:
            return kind
    return "application/zip"


def _ole_type(data: bytes) -> str:
    """An OLE file is an Excel 97 workbook when its directory names a stream of one."""
    streams = ("Workbook".encode("utf-16-le"), "Book\x00".encode("utf-16-le"))
    return XLS if any(stream in data for stream in streams) else OLE


def clean_name(name: str) -> str:
    """A file name without folders, control and direction characters; at most 150 characters."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    kept = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", kept)).strip(" .")
    if len(kept) <= 150:
        return kept
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: 149 - len(ending)]}.{ending}" if dot and len(ending) <= 10 else kept[:150]
