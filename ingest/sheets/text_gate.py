"""Whether bytes are the text of a csv, in which encoding, and what else is sent in its place."""

from __future__ import annotations

import codecs
import re

from ingest.limits import MEGABYTE, Refused

END_OF_FILE = b"\x1a"  # with which programs of the DOS kind still close a text
_BEGINNING = 4096
_CONTROLS = bytes({*range(32)} - set(b"\t\n\r"))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DELIMITERS = ";,\t"
_MHTML = re.compile(r"(?:[\w-]+:.*\n(?:[ \t].*\n)*){0,20}?content-type:\s*multipart/related")
_XML_TABLE = ("urn:schemas-microsoft-com:office:spreadsheet", "<office:document", "excel.sheet")
_WEB_PAGE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|table|tbody|tr|style|title|div|center|font|p|br|"
    r"script|link)\b"
)
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")
_HIGH = re.compile(rb"[\x80-\xff]+")
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def csv_encoding(data: bytes) -> str:
    """ "utf-8-sig", "utf-16" or "cp1251"; Refused where the bytes are no plain text of a table.

    In bounded memory, for files of any size. cp1251 is tried last, since nearly every file can be
    read as cp1251.
    """
    if data.startswith(_ARCHIVES):
        raise Refused("archive")
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    _refuse_markup(data[:_BEGINNING].decode("utf-16" if utf16 else "utf-8-sig", "replace"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1251"):
        if encoding == "cp1251" and _is_damaged_utf8(data[:MEGABYTE]):
            raise Refused("broken")
        if _is_text(data, encoding):
            return encoding
    raise Refused("not-a-spreadsheet")


def _refuse_markup(beginning: str) -> None:
    """Old reporting systems write web pages and XML and call them xls."""
    start = beginning.replace("\0", "").lstrip("\ufeff \t\r\n").lower()
    if any(words in start for words in _XML_TABLE) and start.startswith("<"):
        raise Refused("xml-table")
    if _WEB_PAGE.match(_without_prolog(start)) or _MHTML.match(start):
        raise Refused("web-page")
    if start.startswith(("<", "%pdf", "{\\rtf")):
        raise Refused("not-a-spreadsheet")


def _without_prolog(start: str) -> str:
    """Markup behind its XML declaration and comments."""
    while start.startswith(("<?", "<!--")):
        _, ended, behind = start.partition("-->" if start.startswith("<!--") else ">")
        if not ended:
            return ""
        start = behind.lstrip()
    return start


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether nearly all that is not ASCII is letters in UTF-8: some bytes were lost on the way."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        pass
    else:
        return False
    high = sum(len(run) for run in _HIGH.findall(data))
    letters = sum(len(letter) for letter in _UTF8_LETTER.findall(data))
    return letters > 8 and letters >= 0.9 * high


def _is_text(data: bytes, encoding: str) -> bool:
    """Whether all of it decodes, without control characters and with a delimiter somewhere."""
    data = data.removesuffix(END_OF_FILE)
    decoder = codecs.getincrementaldecoder(encoding)()
    delimited = False
    view = memoryview(data)
    try:
        for at in range(0, len(data), MEGABYTE):
            chunk = bytes(view[at : at + MEGABYTE])
            text = decoder.decode(chunk, at + MEGABYTE >= len(data))
            if encoding == "utf-16":
                if _CONTROL.search(text):
                    return False
            elif len(chunk.translate(None, _CONTROLS)) != len(chunk):
                return False
            delimited = delimited or any(sign in text for sign in _DELIMITERS)
    except UnicodeDecodeError:
        return False
    return delimited
