"""Files that are no upload: refused with a code, each for its own reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from exam.sheets.books import Sheet, book, one
from exam.sheets.case import ALATOO, Case
from exam.sheets.old_books import compound
from exam.sheets.typed import RU, lines, typed

ROWS = lines([typed("1", ALATOO)])


def cases() -> Iterator[Case]:
    for name, code, note, data in _files():
        yield Case(name, note, data, refused=code)


def _files() -> Iterator[tuple[str, str, str, bytes]]:
    yield "letter.docx", "not-a-spreadsheet", "a letter, not a table", _docx()
    yield "scan.pdf", "not-a-spreadsheet", "a scan", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
    yield "photo.xlsx", "not-a-spreadsheet", "a picture named xlsx", _png()
    yield "page.xls", "web-page", "a web page named xls", _html()
    yield "locked.xlsx", "encrypted", "locked with a password", compound("EncryptedPackage", b"x")
    yield "cut-off.xlsx", "broken", "cut off on the way", one(ROWS)[:-600]
    yield "nothing.xlsx", "empty", "no byte in it", b""
    yield "blank.xlsx", "empty", "a workbook of empty sheets", book(Sheet("Лист1"), Sheet("Лист2"))
    yield "header-only.xlsx", "empty", "a header and no row", one([list(RU.values())])
    yield "no-header.xlsx", "no-header", "rows without a header", one(ROWS[1:])
    yield (
        "price-list.xlsx",
        "no-header",
        "quite another table",
        one([["Товар", "Цена", "Кол-во"], ["Цемент", 450, 20], ["Песок", 120, 5]]),
    )
    yield "no-tax-numbers.xlsx", "missing-columns", "no column of tax numbers", _without("tax_id")
    yield "period-in-one.xlsx", "missing-columns", "both dates in one column", _period()
    yield (
        "no-addresses.xlsx",
        "missing-columns",
        "neither address nor reason",
        _without("email", "no_email_reason"),
    )
    yield "linked.xlsx", "external-links", "a lookup into another file", _linked()


def _docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        made.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        made.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def _png() -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde" + bytes(64)


def _html() -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell or ''}</td>" for cell in line) + "</tr>" for line in ROWS
    )
    head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta charset="utf-8">'
    return f"{head}<body><table>{rows}</table></body></html>".encode()


def _without(*codes: str) -> bytes:
    left = {code: text for code, text in RU.items() if code not in codes}
    return one(lines([typed("1", ALATOO)], left))


def _period() -> bytes:
    headers = {code: text for code, text in RU.items() if code != "finished_on"}
    headers["started_on"] = "Срок проведения проверки (с - по)"
    return one(lines([typed("1", ALATOO, started_on="07.07.2025-08.07.2025")], headers))


def _linked() -> bytes:
    """The parts that Excel writes for =[цены.xlsx]Лист1!A1."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(one(ROWS))) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry), zipfile.ZIP_DEFLATED)
        new.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        new.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/externalLinkPath" Target="file:///C:/1/x.xlsx" TargetMode="External"/>'
            "</Relationships>",
        )
    return out.getvalue()
