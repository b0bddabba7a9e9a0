"""Whether a file is a web page, a picture with scripts or XML that acts: it opens in a browser."""

from __future__ import annotations

import re

from config.file_endings import ending, file_endings

_ITEM = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype(?!\s+html)[^<>]*>)", re.DOTALL | re.I)
_PAGE = re.compile(
    rb"\s*(?:<!doctype\s+html|<(?:\w+:)?(?:html|head|title|body|script|svg|iframe|frameset|meta"
    rb"|object|embed|style|table|div|form|img|link|base|font|center)\b"
    rb"|mime-version:\s*1)",
    re.IGNORECASE,
)
_ACTS = (
    b"xml-stylesheet", b"mso-application", b"w3.org/1999/xhtml", b"w3.org/1999/xsl",
    b"w3.org/2000/svg", b"<!entity", b"<script", b":script",
)  # fmt: skip
_BEGINNING = 64 * 1024  # in which a page shows itself to programs that look
_NOTEBOOK = b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"


def is_active(data: bytes, name: str) -> bool:
    """Is it shown by a browser, by its name or by how it begins; or XML that names scripts?"""
    if ending(name) in file_endings().active or data.startswith(
        (_NOTEBOOK, b"FWS", b"CWS", b"ZWS")
    ):
        return True
    text, at = _readable(data[:_BEGINNING]), 0
    while item := _ITEM.match(text, at):
        at = item.end()
    if _PAGE.match(text, at):
        return True
    return text.lstrip()[:1] == b"<" and _names_scripts(_readable(data).lower())


def _names_scripts(xml: bytes) -> bool:
    return any(word in xml for word in _ACTS)


def may_be_markup(head: bytes) -> bool:
    """Is the whole file worth looking at?"""
    return _readable(head[:200]).lstrip()[:1] in (b"<", b"M", b"m")


def _readable(data: bytes) -> bytes:
    """Bytes that can be searched: UTF-16 loses its zeros, and any text its mark of order."""
    if b"\0" in data[:4]:
        data = data.replace(b"\0", b"")
    return data.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
