"""Small xlsx packages from the text of their parts."""

import io
import zipfile

_NS = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_TYPES = (
    f'{_HEAD}<Types xmlns="{_NS}/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATION = (
    '{head}<Relationships xmlns="{ns}/package/2006/relationships"><Relationship Id="rId1" '
    'Type="{ns}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
)
_BOOK = (
    f'{_HEAD}<workbook xmlns="{_NS}/spreadsheetml/2006/main" '
    f'xmlns:r="{_NS}/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def sheet_xml(*cells: str, before: str = "", padding: str = "") -> str:
    """A worksheet with a 1 in each cell ("A1"), one cell a row."""
    rows = "".join(
        f'<row r="{cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{cell}"><v>1</v></c></row>'
        for cell in cells
    )
    return (
        f'{_HEAD}{before}<worksheet xmlns="{_NS}/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData>{padding}</worksheet>"
    )


def package(sheet: str, **further: str) -> bytes:
    """An xlsx around `sheet`; `further` parts are named with __ for / and _dot_ for a dot."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATION.format(
            head=_HEAD, ns=_NS, kind="officeDocument", target="xl/workbook.xml"
        ),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELATION.format(
            head=_HEAD, ns=_NS, kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    parts |= {name.replace("__", "/").replace("_dot_", "."): text for name, text in further.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in parts.items():
            opened.writestr(name, text)
    return out.getvalue()
