"""The upload template: it offers, explains, and comes back readable."""

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from workbooks.make import GOOD, HEADERS, TODAY, row

from config.columns import columns
from config.languages import Language
from config.regions import regions
from ingest.sheets.rows import Checked, check_coming
from ingest.sheets.sheet import coming_sheets
from ingest.workbooks.template import template


def check(data: bytes) -> Checked:
    checked = check_coming(coming_sheets(data), None, TODAY)
    assert isinstance(checked, Checked), checked
    return checked


def filled(language: str) -> bytes:
    """The template with one row as a clerk fills it in."""
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    at = {column.code: index for index, column in enumerate(columns().listed, start=1)}
    line = row(kind=columns().shown("kind", "control", language), region=region(language))
    for code, value in line.items():
        book.worksheets[0].cell(3, at[code]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def region(language: str) -> str:
    return next(one.name[language] for one in regions() if one.code == "talas")


def is_as_filled(checked: Checked) -> None:
    [(number, record)] = checked.records
    assert (number, record.kind, record.region) == (3, "control", "talas")
    assert (record.tax_id, record.started_on) == (GOOD["tax_id"], GOOD["started_on"])
    assert [(one.cell, one.code) for one in checked.problems] == [("A2", "example-row")]
    assert len(checked.columns) == len(columns().listed)


@pytest.mark.parametrize("language", Language)
def test_the_template_filled_in_is_taken_in_and_its_example_is_not(language):
    is_as_filled(check(filled(language)))


@pytest.mark.service
def test_the_template_saved_by_libreoffice_is_read_the_same(tmp_path):
    from services.process import need

    need("soffice")
    for language in Language:
        (tmp_path / f"{language.value}.xlsx").write_bytes(filled(language))
    for kind in ("xlsx", "ods", "xls"):
        for saved in converted(tmp_path, kind):
            is_as_filled(check(saved))


def converted(folder: Path, kind: str) -> list[bytes]:
    command = [str(shutil.which("soffice")), f"-env:UserInstallation={(folder / 'lo').as_uri()}"]
    command += ["--headless", "--convert-to", kind, "--outdir", str(folder / kind)]
    names = [f"{language.value}.xlsx" for language in Language]
    subprocess.run([*command, *names], cwd=folder, check=True, capture_output=True, timeout=300)
    made = sorted((folder / kind).iterdir())
    assert len(made) == len(names)
    return [path.read_bytes() for path in made]


@pytest.mark.parametrize("language", Language)
def test_the_template_offers_lists_notes_and_text_columns(language):
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    sheet = book.worksheets[0]
    listed = columns().listed
    rules = sheet.data_validations.dataValidation
    lists = [rule.formula1 for rule in rules if rule.type == "list"]
    assert len(lists) == len([one for one in listed if one.kind in ("coded", "region")]) == 6
    assert all(len(offered) <= 257 for offered in lists)  # Excel's limit of 255 and the quotes
    assert {rule.type for rule in rules} == {"list", "date", "textLength"}
    assert all(rule.errorStyle == "warning" and rule.error for rule in rules)
    assert all(sheet.cell(1, at + 1).comment for at in range(len(listed)))
    tax_id = sheet.cell(1, [one.code for one in listed].index("tax_id") + 1)
    assert sheet.column_dimensions[tax_id.column_letter].number_format == "@"
    assert sheet.freeze_panes == "B2"
    assert len(book.worksheets) == 2
    assert book.worksheets[1]["A1"].value == columns().template.instructions[language][0]


def test_the_headers_of_the_tests_are_those_of_the_template():
    for code, text in HEADERS.items():
        assert columns().title(code, "ru") == text
