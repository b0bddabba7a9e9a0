"""The further tables together: in every language the same names, notes and cells."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from config.calendar import load_calendar
from config.questionnaire import questionnaire
from register.database import reading
from reports.edition import Edition
from reports.figures import quarter_figures
from reports.further import further_figures, further_tables
from reports.notes import NOTES
from reports.protection import protect
from reports.table import Kind, Mark
from reports.tables import quarter_tables

ASKED = questionnaire("inspection-1")
ZONE = ZoneInfo("Asia/Bishkek")
LATER = datetime(2026, 11, 1, tzinfo=UTC)
ALWAYS = [
    "trend",
    "themes",
    "appeals",
    "appeals_by_body",
    "appeals_by_kind",
    "appeals_decisions",
    "appeals_ratings",
    "provenance",
    "provenance_questions",
    "provenance_files",
]


def gathered(engine):
    calendar = load_calendar("kg", Path("nowhere"))
    with reading(engine) as session:
        figures = quarter_figures(session, "2026-Q3", ASKED)
        found = further_figures(session, "2026-Q3", ASKED, calendar, LATER, ZONE)
    protection = protect(figures, 10)  # once for all languages
    return lambda language: Edition(figures, 10, language, protection), found


@pytest.fixture(scope="module")
def known(full):
    """What the register of a quarter like life knows."""
    return gathered(full.engine)


def test_an_empty_quarter_has_all_tables_and_no_number_but_zero(country):
    edition, found = gathered(country.engine)
    tables = further_tables(edition("en"), found)
    assert [table.name for table in tables] == ALWAYS
    numbers = {cell for t in tables for row in t.rows for cell in row if not isinstance(cell, str)}
    assert numbers <= {0}


@pytest.mark.parametrize("language", ["en", "ru", "ky", "kk"])
def test_every_language_has_the_same_figures(known, language):
    edition_in, found = known
    edition, english = edition_in(language), edition_in("en")
    made, usual = further_tables(edition, found), further_tables(english, found)
    names = [table.name for table in (*quarter_tables(edition), *made)]
    assert len(set(names)) == len(names)
    for one, other in zip(made, usual, strict=True):
        assert (one.name, one.notes) == (other.name, other.notes)
        assert [c.key for c in one.columns] == [c.key for c in other.columns]
        assert len({c.heading for c in one.columns}) == len(one.columns)
        assert numbers_of(one) == numbers_of(other)
        assert set(one.notes) <= set(NOTES)
        assert all("[note" not in str(cell) for row in one.rows for cell in row)


def numbers_of(table):
    return [
        [cell for cell, column in zip(row, table.columns, strict=True) if column.kind != Kind.TEXT]
        for row in table.rows
    ]


def test_every_sentence_is_translated(known):
    edition_in, found = known
    english = texts_of(further_tables(edition_in("en"), found))
    for language in ("ru", "ky", "kk"):
        other = texts_of(further_tables(edition_in(language), found))
        same = {text for text in english & other if any(c.isalpha() and c.isascii() for c in text)}
        assert same == set(), language


def texts_of(tables):
    said = {text for t in tables for text in (t.tab, t.title, t.about, t.source) if text}
    return said | {column.heading for table in tables for column in table.columns}


def test_a_trend_shows_and_hides_what_the_other_tables_show_and_hide(known):
    edition_in, found = known
    edition = edition_in("en")
    made = {t.name: t for t in (*quarter_tables(edition), *further_tables(edition, found))}
    usual, trend = made["questions_by_body"], made["trend"]
    keys = ("question", "group", "answers", "share", "low", "high")
    assert picked(usual, keys) == picked(trend, keys)
    assert Mark.SUPPRESSED in {cell for row in trend.rows for cell in row}


def picked(table, keys):
    places = [table.index(key) for key in keys]
    return [tuple(row[place] for place in places) for row in table.rows]


def test_gathering_takes_few_statements_however_many_inspections(full):
    asked = []

    def listen(*words):
        asked.append(words[2])

    sa.event.listen(full.engine, "before_cursor_execute", listen)
    try:
        gathered(full.engine)
    finally:
        sa.event.remove(full.engine, "before_cursor_execute", listen)
    assert 0 < len(asked) < 80
