"""The open answers: counts with a warning, apart, and nothing under the minimum."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from config.questionnaire import questionnaire
from register.database import reading, transaction
from register.open_answers import OpenResponse
from register.responses import Response
from reports.figures import quarter_figures
from reports.open_tables import OpenFigures, open_basis, open_figures, open_table
from reports.protection import protect
from reports.table import Mark

ASKED = questionnaire("inspection-1")
C = Mark.SUPPRESSED


def enter(engine, count, **values):
    usual = {"questionnaire": "inspection-1", "quarter": "2026-Q3", "week": "2026-W35",
             "body": "", "region": ""}  # fmt: skip
    with transaction(engine) as session:
        known = session.scalar(sa.select(sa.func.count()).select_from(OpenResponse))
        for number in range(known, known + count):
            session.add(OpenResponse(id=f"open{number:05d}", **(usual | values)))


def found_in(country):
    with reading(country.engine) as session:
        return open_figures(session, "2026-Q3", ASKED), quarter_figures(session, "2026-Q3", ASKED)


@pytest.mark.service
def test_open_answers_are_counted_and_never_among_the_invited(anywhere, visit):
    country = anywhere.enter(visit(answers={12: "5"}))
    enter(country.engine, 7, q12="5")
    enter(country.engine, 4, q12="1", q2="both")
    enter(country.engine, 3, q12="5", quarter="2026-Q2")
    enter(country.engine, 3, q12="5", questionnaire="inspection-0")
    opened, invited = found_in(country)
    assert opened.returns == 11
    counts = {value: n for value, n in opened.answers[12].items() if n}
    assert counts == {"1": 4, "5": 7}
    assert invited.total.funnel.answered == 1
    assert sum(invited.total.counts(12).values()) == 1
    with reading(country.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 1


def lines(table, question):
    return {row[1]: row[2] for row in table.rows if row[0].startswith(f"{question}. ")}


def test_no_count_under_the_minimum_and_none_where_all_say_the_same(edition):
    answers = {1: {"yes": 9}, 12: {"1": 4, "5": 7}, 3: {"5": 40}, 10: {"yes": 4, "no": 15}}
    table = open_table(edition({"a": {12: {"1": 50, "5": 50}}}), OpenFigures(40, answers))
    assert set(lines(table, 1).values()) == {C}
    assert set(lines(table, 3).values()) == {C}
    assert set(lines(table, 10).values()) == {C}  # delicate: twenty are needed
    assert lines(table, 12) == {"All who answered": 11, "1": 4, "2": 0, "3": 0, "4": 0, "5": 7}
    assert set(lines(table, 4).values()) == {0}


def test_the_title_warns_and_no_share_stands_in_the_table(edition):
    table = open_table(edition({}), OpenFigures(40, {12: {"1": 20, "5": 20}}))
    assert "anybody could give them" in table.title
    assert [column.kind.value for column in table.columns] == ["text", "text", "count"]


def test_there_is_no_table_where_nobody_answered(edition):
    assert open_table(edition({}), OpenFigures()) is None


def test_a_revision_tells_nothing_that_one_answer_changed(edition):
    made, basis = edition({}), {}
    told = []
    for good in (20, 21, 40):
        found = OpenFigures(60, {12: {"1": 20, "5": good}, 1: {"yes": 20, "no": 20}})
        now = replace(made, protected=protect(made.figures, 10, basis))
        table = open_table(now, found)
        told.append((lines(table, 12)["5"], lines(table, 1)["yes"]))
        basis = {"open_answers": open_basis(now, found)}
    assert told == [(20, 20), (C, 20), (C, 20)]  # hidden once, hidden for good
