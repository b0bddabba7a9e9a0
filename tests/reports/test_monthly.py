"""The month's workbook of appeals as a reader opens it, in four languages, and its five figures."""

import io
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest
from journeys.matters import Matter, Part, enter

from config.book import load_book
from config.settings import Settings
from register.bodies import Role, add_body, add_officer
from register.database import open_engine, reading, transaction
from register.rules.appeal import DecisionKind
from register.rules.month import Month
from reports.monthly import analysed, month_report

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
MADE_UP = "Mrs Applicant"


@pytest.fixture
def register(migrated_file, tmp_path):
    """Two bodies; the unit of one has no head of its own."""
    shutil.copy(migrated_file, tmp_path / "achyk.db")
    engine = open_engine("sqlite:///achyk.db", tmp_path)
    with transaction(engine) as session:
        add_body(session, "ministry", "Ministry of Economy")
        add_body(session, "geti", "=Technical Safety", "ministry")
        add_body(session, "geti-osh", "Technical Safety, Osh", "geti")
        add_officer(session, "head@geti.kg", Role.HEAD, "geti", None, "B. Headov")
    yield engine
    engine.dispose()


def life() -> list[Matter]:
    """Two months: some in time, some late, one overdue at a unit, good and bad ratings."""
    september = Part(due="09-28", decided="09-20", rating=1, rated="09-25")
    return [
        Matter(registered="09-07", parts=(september,)),
        Matter(parts=(Part(decided="10-12", rating=5, rated="10-13"),), applicant=MADE_UP),
        Matter(parts=(Part(decided="10-28", rating=0, rated="10-29"),), applicant=MADE_UP),
        Matter(parts=(Part(decided="10-12", decision=DecisionKind.LEFT, reason="anonymous"),)),
        Matter(body="geti-osh", parts=(Part(due="10-20"),)),
        Matter(body="ministry", parts=(Part(due="10-22"),)),
    ]


def report(engine, language="en", body="", hidden=()):
    settings = Settings()
    settings = replace(settings, publication=replace(settings.publication, language=language))
    book = load_book(settings)
    with reading(engine) as session:
        figures = analysed(session, Month(2026, 10), settings, book, NOW)
    return month_report(figures, settings, book, "Ministry of Economy", NOW, body, hidden)


def opened(made):
    return openpyxl.load_workbook(io.BytesIO(made.workbook))


def whole_grid(book, ending):
    """Headings and rows of the one table on the sheet whose name ends so."""
    (sheet,) = [sheet for sheet in book if sheet.title.endswith(ending)]
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def grid(book, ending):
    """The rows alone."""
    return whole_grid(book, ending)[1:]


def texts(book):
    return [
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    ]


def test_the_five_figures_stand_beside_those_of_the_month_before(register):
    enter(register, *life())
    assert report(register).headline == {
        "received": 5, "received_before": 1,
        "decided": 3, "on_time_share": 66.7, "on_time_before": 100.0,
        "open": 2, "overdue": 2, "overdue_before": 0,
        "median_days": 5.0, "median_before": 9.0,
        "rated": 2, "bad_share": 50.0, "bad_before": 100.0,
    }  # fmt: skip


def test_the_cover_names_them_with_their_bases(register):
    enter(register, *life())
    cover = opened(report(register))["Cover"]
    lines = {
        row[0].value: (row[1].value, row[2].value) for row in cover.iter_rows() if row[0].value
    }
    assert lines["Appeals registered"] == (5, "a month before 1")
    assert lines["Decided in time (%)"] == (66.7, "of 3 decided; a month before 100.0")
    assert lines["Overdue at the end of the month"] == (2, "of 2 open; a month before 0")
    assert lines["Bad ratings of answers (%)"] == (50, "of 2 ratings; a month before 100.0")
    assert lines["State at the end of"][0] == "31 October 2026"


def test_heads_answer_by_name_for_the_bodies_under_them(register):
    enter(register, *life())
    book = opened(report(register))
    assert grid(book, "Heads") == [
        ["no head is registered", "–", "22 October 2026", 1, 6],
        ["B. Headov", "=Technical Safety", "20 October 2026", 1, 8],
    ]
    (late, _) = grid(book, "Overdue cases")
    assert late[1:] == ["Technical Safety, Osh", "B. Headov", "officer", "20 October 2026", 8]
    assert re.fullmatch(r"\d{3}(\xa0\d{3}){5}", late[0])


def test_every_table_of_bodies_adds_up_to_its_first_row(register):
    enter(register, *life())
    book = opened(report(register))
    for ending in ("Bodies", "Deadlines", "Decisions of bodies", "Ratings of bodies", "Replies"):
        headings, total, *rows = whole_grid(book, f" {ending}")
        for place, heading in enumerate(headings[1:], start=1):
            if "(%)" not in heading and "Median" not in heading:
                assert total[place] == sum(row[place] for row in rows), (ending, heading)


def test_what_readers_may_not_see_is_counted_and_not_named(register):
    numbers = enter(register, *life())
    hidden = {5}  # the fifth appeal, overdue in Osh
    made = report(register, body="geti", hidden=hidden)
    book = opened(made)
    assert made.headline["overdue"] == 1
    assert grid(book, "Overdue cases")[0][0] == "none"
    spoken = " ".join(texts(book)).replace("\xa0", "")
    assert numbers[4] not in spoken
    assert "but not listed here: 1." in spoken
    assert numbers[4] in " ".join(texts(opened(report(register)))).replace("\xa0", "")


def test_no_applicant_is_named_and_no_text_becomes_a_formula(register):
    """AT3, and the masks that tell repeat applicants apart stay in the register."""
    enter(register, *life())
    book = opened(report(register))
    assert MADE_UP not in " ".join(texts(book))
    assert "=Technical Safety" in texts(book)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type in ("f", "e")]
    assert ["Applicants with two appeals or more [note 12]", 1] in [
        row[:2] for row in grid(book, "At a glance")
    ]


def test_every_note_mark_resolves(register):
    enter(register, *life())
    for body, hidden in (("", ()), ("geti", {5})):
        book = opened(report(register, body=body, hidden=hidden))
        notes = {row[0].value for row in book["Notes"].iter_rows(min_row=5) if row[0].value}
        used = {mark for text in texts(book) for mark in re.findall(r"\[note \d+\]", text)}
        assert used == notes


@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
@pytest.mark.parametrize("full", [True, False], ids=["a month", "an empty month"])
def test_it_is_sound_in_every_language(register, language, full):
    enter(register, *(life() if full else []))
    book = opened(report(register, language))
    assert len(book.sheetnames) == 19
    for sheet in book:
        assert int(sheet.page_setup.paperSize) == 9
        for table in sheet.tables.values():
            assert all(cell.value is not None for row in sheet[table.ref] for cell in row)
    english = set(texts(opened(report(register, "en"))))
    if language != "en":
        same = {text for text in set(texts(book)) & english if re.search("[a-z]{4}", text)}
        named = {"Ministry of Economy", "=Technical Safety", "Technical Safety, Osh", "B. Headov"}
        assert [text for text in same - named if not re.match(r"\[note|\S+@", text)] == []


def test_the_same_month_gives_the_same_bytes(register):
    enter(register, *life())
    assert report(register).workbook == report(register).workbook
