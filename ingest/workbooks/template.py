"""The upload template: headers with notes, lists to choose from, an example, instructions."""

from __future__ import annotations

from config.columns import Column, Columns, columns
from config.languages import pick
from config.regions import regions
from ingest.sheets.sheet import Value
from ingest.sheets.values import read_day
from ingest.workbooks.excel import saved_book
from ingest.workbooks.mark_styles import GREY
from ingest.workbooks.plain_book import AS_DAY, AS_TEXT, Look, PlainCell, PlainSheet, Rule
from register.rules.tax_id import BIN_LENGTH, INN_LENGTH

_BLUE = "FFBDD7EE"  # headers of mandatory columns
_KEPT_AS_TEXT = frozenset({"registration_no", "tax_id", "inspector_id", "instruction_no", "phone"})
_EXAMPLE = Look(italic=True, colour="FF808080")
_WRAPPED = Look(wrapped=True)
_BOLD = Look(bold=True, fill=GREY, wrapped=True)
_WIDTHS = (38, 80)  # of the instructions' columns


def template(language: str) -> bytes:
    """The workbook in `language`."""
    spec = columns()
    listed = spec.listed
    sheet = PlainSheet(
        name=pick(spec.template.sheet, language),
        rows=[
            [_header(column, spec, language) for column in listed],
            [_example(column, spec, language) for column in listed],
        ],
        widths={at: _width(column, language) for at, column in enumerate(listed)},
        heights={1: 48},
        formats={at: found for at, column in enumerate(listed) if (found := _format(column))},
        rules={at: rule for at, column in enumerate(listed)
               if (rule := _rule(column, spec, language))},
        frozen="B2",
        tint=_BLUE,
    )  # fmt: skip
    return saved_book([sheet, _instructions(spec, language)])


def _header(column: Column, spec: Columns, language: str) -> PlainCell:
    star, note = "", pick(column.note, language)
    if column.mandatory:
        star, note = " *", f"{note} ({pick(spec.template.mandatory, language)})"
    look = _BOLD._replace(fill=_BLUE if column.mandatory else GREY)
    return PlainCell(column.titled(language) + star, look, note)


def _example(column: Column, spec: Columns, language: str) -> PlainCell:
    text: Value = column.example
    if column.code == "business_name":
        text = pick(spec.template.example_name, language)
    elif column.kind == "coded" and column.example:
        text = spec.shown(column.code, column.example, language)
    elif column.kind == "date":
        text = read_day(column.example)
    return PlainCell(text or None, _EXAMPLE._replace(format=_format(column)))


def _format(column: Column) -> str:
    if column.code in _KEPT_AS_TEXT:
        return AS_TEXT
    return AS_DAY if column.kind == "date" else ""


def _width(column: Column, language: str) -> int:
    """Wide enough for the header on two lines and for what stands below."""
    longest = max(len(word) for word in column.titled(language).split())
    least = {"tax_id": 17, "email": 26, "date": 13}.get(column.kind, 14)
    least = 32 if column.code == "business_name" else least
    return min(34, max(least, longest + 3, len(column.titled(language)) // 2 + 6))


def _rule(column: Column, spec: Columns, language: str) -> Rule | None:
    says = pick(column.note, language)
    if column.kind == "region":
        return Rule("list", tuple(pick(region.name, language) for region in regions()), says=says)
    if choices := spec.values.get(column.code):
        return Rule("list", tuple(pick(one.label, language) for one in choices), says=says)
    if column.kind == "date":
        return Rule("date", says=says)
    if column.kind == "tax_id":
        return Rule("length", least=BIN_LENGTH, most=INN_LENGTH, says=says)
    return None


def _instructions(spec: Columns, language: str) -> PlainSheet:
    words = spec.template
    lines = words.instructions[language]
    title = Look(bold=True, size=14, wrapped=True)
    rows = [[PlainCell(line, title if at == 0 else _WRAPPED)] for at, line in enumerate(lines)]
    head = [PlainCell(pick(one, language), _BOLD) for one in (words.heading, words.meaning)]
    rows += [[], head]
    rows += [[PlainCell(text, _WRAPPED) for text in _meaning(column, language)]
             for column in spec.listed]  # fmt: skip
    rows += [[], [PlainCell(f"* {pick(words.mandatory, language)}")]]
    return PlainSheet(
        name=pick(words.instructions_sheet, language),
        rows=rows,
        widths=dict(enumerate(_WIDTHS)),
        heights={number: _height(row) for number, row in enumerate(rows, start=1)},
        merged=tuple(f"A{number}:B{number}" for number in range(1, len(lines) + 1)),
        upright=True,
    )


def _meaning(column: Column, language: str) -> tuple[str, str]:
    star = " *" if column.mandatory else ""
    return column.titled(language) + star, pick(column.note, language)


def _height(row: list[PlainCell]) -> int:
    widths = _WIDTHS if len(row) > 1 else (sum(_WIDTHS),)
    lines = (
        len(str(cell.value)) * cell.look.size // (11 * width) + 1
        for cell, width in zip(row, widths, strict=False)
    )
    return 16 * max(lines, default=1) + (6 if row and row[0].look.size > 11 else 0)
