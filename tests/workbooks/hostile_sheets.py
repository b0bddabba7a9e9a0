"""Workbooks whose packages are sound and whose sheets are not."""

import struct

from workbooks.binary import (
    compound,
    ods,
    ods_cell,
    record,
    xls,
    xls_number,
    xlsb,
    xlsb_number,
    xlsb_record,
    xlsb_row,
    zipped,
)
from workbooks.ooxml import package, sheet_xml

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def rows_xml(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet of `<row>` elements."""
    return f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def strings_xml(*strings: str) -> str:
    """Shared strings."""
    listed = "".join(f"<si><t>{string}</t></si>" for string in strings)
    return f'<sst xmlns="{_MAIN}">{listed}</sst>'


def with_strings(cells: str, strings: str) -> bytes:
    """A workbook whose first row holds `cells`, with shared strings."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    )
    return package(
        rows_xml(cells),
        xl__sharedStrings_dot_xml=strings,
        xl___rels__workbook_dot_xml_dot_rels=relations,
    )


def far_cell() -> bytes:
    """Two cells, of which the second makes the sheet 17 thousand million cells large."""
    return package(sheet_xml("A1", "XFD1048576"))


def long_sheet() -> bytes:
    """Two cells that ask for eighteen thousand."""
    return package(sheet_xml("A1", "I2000"))


def far_row_ods() -> bytes:
    """A row of text, repeated a thousand million times."""
    row = f'<table:table-row table:number-rows-repeated="1000000000">{ods_cell("x")}'
    return ods(f'<table:table table:name="S">{row}</table:table-row></table:table>')


def far_column_ods() -> bytes:
    """A cell of text, repeated a thousand million times."""
    cell = ods_cell("x", ' table:number-columns-repeated="1000000000"')
    return ods(
        f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    )


def far_cell_xls() -> bytes:
    """The two ends of an xls sheet: 16 million cells."""
    return xls(xls_number(0, 0, 1) + xls_number(65535, 255, 1))


def far_cell_xlsb() -> bytes:
    """Two cells of an xlsb sheet, of which the second lies at its far corner."""
    far = xlsb_row(1048575, xlsb_number(16383, 1))
    return xlsb(xlsb_row(0, xlsb_number(0, 1)) + far)


def beyond_xlsb() -> bytes:
    """A row that no sheet has."""
    return xlsb(xlsb_row(0xFFFFFFFE, xlsb_number(0xFFFFFFFE, 1)))


def long_duration() -> bytes:
    """A tax number in a cell of hours: 207 thousand million days."""
    styles = (
        f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="46"/></cellXfs>'
        "</styleSheet>"
    )
    cell = '<row r="1"><c r="A1" s="1"><v>207199610017</v></c></row>'
    return package(rows_xml(cell), xl__styles_dot_xml=styles)


def lying_record_xlsb() -> bytes:
    """A record that says it has 256 MB."""
    return xlsb(xlsb_record(0, b"\0" * 40, length=(1 << 28) - 1))


def merges(count: int = 200_000) -> bytes:
    """So many merged cells, each over two rows."""
    listed = "".join(f'<mergeCell ref="A{2 * n + 1}:A{2 * n + 2}"/>' for n in range(count))
    cells = '<row r="1"><c r="A1"><v>1</v></c></row>'
    return package(rows_xml(cells, after=f'<mergeCells count="{count}">{listed}</mergeCells>'))


def entities_in(part: str, before: str = _ENTITIES) -> bytes:
    """A workbook with a DOCTYPE in one of its parts."""
    if part == "content.xml":
        return ods('<table:table table:name="S"/>', before=before)
    texts = {
        "xl/worksheets/sheet1.xml": sheet_xml("A1", before=before),
        "xl/sharedStrings.xml": before + strings_xml("&b;"),
    }
    text = texts.get(part, f'<?xml version="1.0"?>{before}<x>&a;</x>')
    return package(sheet_xml("A1"), **{part.replace("/", "__").replace(".", "_dot_"): text})


def hidden_entities() -> bytes:
    """A DOCTYPE behind a comment that looks like the first element."""
    return entities_in("xl/worksheets/sheet1.xml", "<!-- <worksheet> -->" + _ENTITIES)


def outside_entities() -> bytes:
    """An entity that names a file of the reader."""
    return entities_in("xl/sharedStrings.xml", _OUTSIDE)


def wide_letters() -> bytes:
    """The same in UTF-16, without a mark of its order."""
    text = f'<?xml version="1.0" encoding="UTF-16"?>{_ENTITIES}<x/>'
    parts = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
    return zipped({**parts, "xl/any.part": text.encode("utf-16-le")})


def external_link() -> bytes:
    """A workbook that refers to another file."""
    return package(sheet_xml("A1"), xl__externalLinks__externalLink1_dot_xml="<externalLink/>")


def renamed_link() -> bytes:
    """The same, with the part under a name that says nothing."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    relations = (
        f'<Relationships><Relationship Id="rId9" Type="{kind}" Target="x.xml"/></Relationships>'
    )
    return package(sheet_xml("A1"), xl__worksheets___rels__sheet1_dot_xml_dot_rels=relations)


def linked_ods() -> bytes:
    """A sheet that is filled from another file."""
    source = '<table:table-source xlink:href="../x.ods" table:table-name="S"/>'
    return ods(f'<table:table table:name="S">{source}</table:table>')


def linked_xls() -> bytes:
    """A SUPBOOK record with the path of another workbook."""
    path = b"\x01\x00\x01book.xls"
    return xls(xls_number(0, 0, 1), before=record(0x1AE, struct.pack("<HH", 1, 9) + path))


def embedded_object() -> bytes:
    """A workbook with an OLE object in it."""
    return package(sheet_xml("A1"), xl__embeddings__oleObject1_dot_bin="\u00d0\u00cf")


def embedded_xls() -> bytes:
    """The same in xls: a storage with a name as Excel gives them."""
    return compound({"Workbook": b"\x09\x08\x10\x00" + b"\0" * 60, "MBD0018D4CE": b"x"})


def locked_xlsx() -> bytes:
    """A workbook locked with a password, as Excel packs it (agile encryption)."""
    return compound({"EncryptionInfo": b"\x04\0\x04\0", "EncryptedPackage": b"\0" * 5000})


def locked_xls() -> bytes:
    """A FILEPASS record."""
    return xls(xls_number(0, 0, 1), before=record(0x2F, b"\x01\0\x01\0\x01\0" + b"\0" * 48))


def locked_ods(whole: bool = False) -> bytes:
    """Locked part by part, or as a whole (as LibreOffice does since 24.8)."""
    if not whole:
        return ods("", manifest="<manifest:file-entry><manifest:encryption-data/>")
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "encrypted-package": "x"})


def long_cell(length: int = 50 << 20) -> bytes:
    """One cell of 50 MB that packs just well enough to be let in."""
    period = "".join(chr(97 + n * n % 26) * (n % 7 + 1) for n in range(300))
    text = "".join(f"{n:07d}{period}" for n in range(length // (len(period) + 7)))
    return package(rows_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'))


def repeated_string(length: int = 3_900_000, times: int = 1_000_000) -> bytes:
    """One long shared string, which a million cells refer to."""
    cells = '<c t="s"><v>0</v></c>' * 20
    rows = f"<row>{cells}</row>" * (times // 20)
    return with_strings(rows, strings_xml("x" * length))


def empty_rows(count: int = 200_000) -> bytes:
    """A row with text, and very many rows with a format and nothing else."""
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(2, count + 2))
    return package(rows_xml(f'<row r="1"><c r="A1"><v>1</v></c></row>{rows}'))


def empty_cells(count: int = 100_000) -> bytes:
    """Rows of formatted cells without a value."""
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" s="1"/>' for c in "ABCDEFGHIJ") + "</row>"
        for n in range(2, count // 10 + 2)
    )
    return package(rows_xml('<row r="1"><c r="A1"><v>1</v></c></row>' + rows))


def wide_row(count: int = 8_000_000) -> bytes:
    """Cells without end in one row."""
    return package(rows_xml("<row>" + "<c/>\n<c/> " * (count // 2) + "</row>"))


def many_styles(count: int = 200_000) -> bytes:
    """More cell formats than Excel has (64 000)."""
    formats = "".join(f'<xf numFmtId="{n}"/>' for n in range(count))
    styles = f'<styleSheet xmlns="{_MAIN}"><cellXfs>{formats}</cellXfs></styleSheet>'
    return package(sheet_xml("A1"), xl__styles_dot_xml=styles)


def deep(part: str = "sheet", depth: int = 100_000) -> bytes:
    """XML inside XML inside XML."""
    text = "<a>" * depth + "</a>" * depth
    if part == "ods":
        row = f"<table:table-row>{ods_cell('x')}</table:table-row>"
        return ods(f'<table:table table:name="S">{text}{row}</table:table>')
    if part == "strings":
        return with_strings('<row><c t="s"><v>0</v></c></row>', strings_xml(text))
    return package(rows_xml('<row r="1"><c r="A1"><v>1</v></c></row>', before=text))


def many_sheets(count: int = 3000) -> bytes:
    """So many sheets, all of them one part."""
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(count))
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="http://schemas.openxmlformats.org/'
        f'officeDocument/2006/relationships"><sheets>{sheets}</sheets></workbook>'
    )
    return package(sheet_xml("A1"), xl__workbook_dot_xml=book)


def many_tables(count: int = 100_000) -> bytes:
    """So many sheets of nothing."""
    return ods("".join(f'<table:table table:name="{n}"></table:table>' for n in range(count)))


def staggered_places() -> bytes:
    """Sheets of an xls that each begin one record after the last and all end together."""
    cells = b"".join(xls_number(row, 0, 1) for row in range(4000))
    return xls(cells, same_place=1000, apart=len(xls_number(0, 0, 1)))


def many_places() -> bytes:
    """Two thousand sheets of an xls, all at one place."""
    cells = b"".join(xls_number(row, 0, 1) for row in range(2000))
    return xls(cells, same_place=2000)
