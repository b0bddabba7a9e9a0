"""`achyk theme`: words go out to be coded and come back; nothing is lost, nobody is named."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook, load_workbook

from jobs.wiring import open_installation
from register.database import reading, transaction
from register.releases import Built, record_built
from register.responses import ResponseWords
from register.themes import actions_in, add_theme, free_words, mentions_in

QUARTER = "2026-Q3"
TEXTS = [
    "They asked for copies twice.",
    '=HYPERLINK("http://evil.test","look")',
    "Инспектор был груб.\nОчень.",
    "+996555123456 \u202e <b>&amp;",
    "x" * 9_000,
]


@pytest.fixture
def place(folder, achyk):
    """An installation with two themes and five businesses' words."""
    place = open_installation(folder, {}, lambda: datetime(2026, 10, 20, 4, 0, tzinfo=UTC))
    with transaction(place.engine) as session:
        for number, words in enumerate(TEXTS):
            row = {"digest": bytes([200 + number]) * 32, "question": 14, "quarter": QUARTER}
            session.add(ResponseWords(**row, body="geti", words=words))
    achyk("theme", "add", "papers", "--en", "Extra papers", "--ru", "Лишние бумаги")
    achyk("theme", "add", "rude", "--ru", "Грубость")
    return place


@pytest.fixture
def book(place, achyk, tmp_path):
    """The words, exported."""
    path = tmp_path / "words.xlsx"
    assert achyk("theme", "export", QUARTER, str(path)).code == 0
    return path


def edited(path, change):
    workbook = load_workbook(path)
    sheet = workbook[QUARTER]
    change(sheet)
    workbook.save(path)


def coded(place):
    with reading(place.engine) as session:
        return {one.words: one.themes for one in free_words(session, QUARTER)}


def code(words, *themes):
    """A change to a sheet: the row with these words gets these themes."""

    def change(sheet):
        (row,) = [row for row in sheet.iter_rows(min_row=2) if row[2].value == words]
        for cell, theme in zip(row[3:6], [*themes, None, None][:3], strict=True):
            cell.value = theme

    return change


def test_the_workbook_holds_the_words_as_text_and_nothing_that_says_who(book, place):
    sheet = load_workbook(book)[QUARTER]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert sorted(row[2].replace("\r", "") for row in rows) == sorted(TEXTS)
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row[:3]} == {"s"}
    with zipfile.ZipFile(book) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    for number in range(len(TEXTS)):
        digest = bytes([200 + number]) * 32
        assert digest not in everything
        assert digest.hex().encode() not in everything
    assert b"geti" not in everything


def test_the_file_is_for_its_owner_alone_and_that_is_said(place, achyk, tmp_path):
    path = tmp_path / "words.xlsx"
    path.write_bytes(b"of somebody else")
    os.chmod(path, 0o666)
    said = achyk("theme", "export", QUARTER, str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert said.out == f"{path}: 5 texts of {QUARTER}\n"
    assert "in confidence" in said.err
    assert "delete it" in said.err


def test_two_exports_have_no_key_and_no_order_in_common(book, achyk, tmp_path):
    other = tmp_path / "again.xlsx"
    achyk("theme", "export", QUARTER, str(other))
    listed = [[row[0] for row in load_workbook(one)[QUARTER].iter_rows(min_row=2, values_only=True)]
              for one in (book, other)]  # fmt: skip
    assert len(set(listed[0]) | set(listed[1])) == 2 * len(TEXTS)
    assert all(keys == sorted(keys) for keys in listed)


def test_the_list_to_choose_from_holds_every_theme_however_many(place, achyk, tmp_path):
    with transaction(place.engine) as session:
        for number in range(40):  # more than the 255 letters that Excel takes in a list of its own
            add_theme(
                session, place.moment(), f"matter-of-some-length-{number}", {"en": "A matter"}
            )
    path = tmp_path / "many.xlsx"
    achyk("theme", "export", QUARTER, str(path))
    workbook = load_workbook(path)
    rules = workbook[QUARTER].data_validations.dataValidation
    assert {rule.formula1 for rule in rules} == {"themes!$A$2:$A$44"}
    assert {str(rule.sqref) for rule in rules} == {"D2:D6", "E2:E6", "F2:F6"}
    codes = [row[0] for row in workbook["themes"].iter_rows(min_row=2, values_only=True)]
    assert len(codes) == 43
    assert codes[-1] == "none"


def test_what_was_coded_comes_back_and_twice_is_as_good_as_once(book, place, achyk):
    edited(book, code(TEXTS[0], "papers", "Грубость"))
    edited(book, code(TEXTS[1], " RUDE ", "rude"))
    said = achyk("theme", "import", QUARTER, str(book))
    assert said.out == "2 coded, 0 as before, 3 without a theme\n"
    assert coded(place)[TEXTS[0]] == ("papers", "rude")
    assert coded(place)[TEXTS[1]] == ("rude",)
    assert achyk("theme", "import", QUARTER, str(book)).out.startswith("0 coded, 2 as before")
    with reading(place.engine) as session:
        assert mentions_in(session, QUARTER).themes == {"papers": 1, "rude": 2}


def test_a_sorted_shortened_rearranged_sheet_is_understood(book, place, achyk):
    edited(book, code(TEXTS[2], "rude"))
    rows = list(load_workbook(book)[QUARTER].iter_rows(values_only=True))
    workbook = Workbook()
    sheet = workbook.active
    for row in [rows[0], *[r for r in rows[:0:-1] if r[3]]]:
        sheet.append([row[3], "mine", row[0]])
    workbook.save(book)
    assert achyk("theme", "import", QUARTER, str(book)).out.startswith("1 coded, 0 as before, 0 w")
    assert coded(place)[TEXTS[2]] == ("rude",)


def test_two_people_share_the_work_and_an_empty_row_takes_nothing_back(
    book, place, achyk, tmp_path
):
    other = tmp_path / "other.xlsx"
    achyk("theme", "export", QUARTER, str(other))
    edited(book, code(TEXTS[0], "papers"))
    edited(other, code(TEXTS[1], "rude"))
    for path in (book, other):
        achyk("theme", "import", QUARTER, str(path))
    assert (coded(place)[TEXTS[0]], coded(place)[TEXTS[1]]) == (("papers",), ("rude",))


def test_an_export_shows_what_was_coded_and_none_takes_it_back(book, place, achyk):
    edited(book, code(TEXTS[0], "papers", "rude"))
    achyk("theme", "import", QUARTER, str(book))
    achyk("theme", "export", QUARTER, str(book))
    rows = {row[2]: row[3:] for row in load_workbook(book)[QUARTER].iter_rows(values_only=True)}
    assert rows[TEXTS[0]] == ("papers", "rude", None)
    edited(book, code(TEXTS[0], "none"))
    assert achyk("theme", "import", QUARTER, str(book)).out.startswith("1 coded, 0 as before")
    assert coded(place)[TEXTS[0]] == ()


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("bribes", "there is no theme 'bribes'"),
        ("=1+1", "there is no theme '=…'"),
        (17, "there is no theme '17'"),
        (True, "there is no theme"),
        (datetime(2026, 1, 2), "there is no theme"),
        ("papers; rude", "there is no theme 'papers; rude'"),
        ("y" * 30_000, "there is no theme 'yyyy"),
        ("'; DROP TABLE themes; --", "there is no theme"),
    ],
)
def test_a_code_that_is_none_is_told_by_its_cell_and_nothing_is_taken_in(
    book, place, achyk, cell, says
):
    edited(book, code(TEXTS[0], "papers"))

    def spoil(sheet):
        sheet["E3"].value = cell

    edited(book, spoil)
    said = achyk("theme", "import", QUARTER, str(book))
    assert said.code == 1
    assert f"nothing was taken in: {QUARTER} E3: {says}" in said.err
    assert len(said.err) < 400
    assert set(coded(place).values()) == {()}


def test_keys_that_were_spoilt_doubled_or_of_another_quarter_are_told(book, place, achyk):
    def spoil(sheet):
        sheet["A2"].value, sheet["A3"].value = "abc", sheet["A4"].value
        for place in ("D3", "D4"):
            sheet[place].value = {"D3": "rude", "D4": "papers"}[place]

    edited(book, spoil)
    said = achyk("theme", "import", QUARTER, str(book))
    assert f"{QUARTER} A2: no key of this installation and {QUARTER}" in said.err
    assert f"{QUARTER} A4: the same words stand twice, coded differently" in said.err
    assert "A2: no key" in achyk("theme", "import", "2026-Q2", str(book)).err
    assert set(coded(place).values()) == {()}


def test_many_problems_are_told_in_few_words(book, place, achyk):
    def spoil(sheet):
        for number in range(2, 60):
            sheet[f"A{number}"].value, sheet[f"D{number}"].value = "x", "nothing"

    edited(book, spoil)
    said = achyk("theme", "import", QUARTER, str(book))
    assert said.err.count("no key") == 20
    assert "; and 38 more" in said.err


def test_words_changed_or_gone_since_the_export_keep_what_they_had(book, place, achyk):
    for words in TEXTS[:3]:
        edited(book, code(words, "rude"))
    with transaction(place.engine) as session:
        rows = {row.words: row for row in session.query(ResponseWords)}
        rows[TEXTS[0]].words = "Something else."
        session.delete(rows[TEXTS[1]])
    said = achyk("theme", "import", QUARTER, str(book))
    assert said.out.splitlines() == [
        "1 coded, 0 as before, 2 without a theme",
        "1 texts were changed by their business since; export them anew",
        "1 texts are kept no more",
    ]
    assert coded(place)["Something else."] == ()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x89PNG", b"a,b\r\n1,2\r\n"])
def test_a_file_that_is_no_such_workbook_is_a_mistake(place, achyk, tmp_path, data):
    path = tmp_path / "words.xlsx"
    path.write_bytes(data)
    said = achyk("theme", "import", QUARTER, str(path))
    assert said.code == 1
    assert "export the words anew" in said.err or "no readable spreadsheet" in said.err
    assert achyk("theme", "import", QUARTER, str(tmp_path / "none.xlsx")).code == 1


def test_there_must_be_themes_words_and_a_name_of_a_workbook(folder, achyk, tmp_path):
    path = str(tmp_path / "words.xlsx")
    assert "there is no theme" in achyk("theme", "export", QUARTER, path).err
    achyk("theme", "add", "papers", "--en", "Extra papers")
    assert "no business wrote" in achyk("theme", "export", QUARTER, path).err
    assert "let its name end" in achyk("theme", "export", QUARTER, str(tmp_path / "words")).err


def test_the_list_names_titles_gaps_and_on_request_numbers(book, place, achyk):
    edited(book, code(TEXTS[0], "papers"))
    achyk("theme", "import", QUARTER, str(book))
    assert achyk("theme", "list").out.splitlines() == [
        "papers                Лишние бумаги  (no title in ky, kk)",
        "rude                  Грубость  (no title in ky, kk, en)",
    ]
    counted = achyk("theme", "list", "--quarter", QUARTER).out.splitlines()
    assert counted[0].startswith("      1  papers")
    assert counted[2:] == ["1 of 5 responses with words are coded;",
                           "a number under 10 is not published: tell it to nobody"]  # fmt: skip


def test_what_was_done_is_recorded_for_a_release(place, achyk):
    achyk("body", "add", "geti", "Technical Safety")
    words = ("theme", "did", "papers", "--quarter", QUARTER, "--body", "geti", "--on", "2026-10-01",
             "--person", "B. Headov, head", "--ru", "Копий больше не просим.")  # fmt: skip
    said = achyk(*words)
    assert said.out == "in the release of 2026-Q3: papers, geti, 2026-10-01\n"
    with reading(place.engine) as session:
        (action,) = actions_in(session, QUARTER)
    assert (action.person, action.words) == ("B. Headov, head", {"ru": "Копий больше не просим."})
    assert said.err == ""
    with transaction(place.engine) as session:
        built = Built(QUARTER, "", "b" * 64, "m" * 64, {}, {})
        assert record_built(session, place.moment(), built, place.moment().today)
    assert "only a revision of it would tell this" in achyk(*words).err
    assert achyk(*words[:6], "nobody", *words[7:]).err.startswith("achyk: there is no body")


def test_a_csv_of_the_words_is_read_as_well(book, place, achyk, tmp_path):
    edited(book, code(TEXTS[2], "rude"))
    rows = load_workbook(book)[QUARTER].iter_rows(values_only=True)
    text = io.StringIO()
    text.writelines(f"{row[0]},{row[3] or ''}\r\n" for row in rows)
    path = tmp_path / "words.csv"
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    assert achyk("theme", "import", QUARTER, str(path)).out.startswith("1 coded")
