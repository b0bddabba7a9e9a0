"""Cancelled and prolonged inspections: what is left out of the base is told, nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from config.questionnaire import questionnaire
from config.settings import Survey
from register.database import reading, transaction
from register.happenings import record_event
from register.inspections import Inspection
from register.rules.happening import Happening, HappeningKind
from register.rules.record import NoEmail
from reports.changes_table import changes_table
from reports.counts import Changed, Dimension
from reports.edition import Edition
from reports.figures import quarter_figures

AHEAD = date(2026, 9, 28)  # after the moment of the story, within its quarter


def tell(country, number, kind, until=None):
    happening = Happening(f"R-{number:05d}", kind, date(2026, 8, 1), until, "order 7")
    with transaction(country.engine) as session:
        outcome = record_event(session, country.moment, happening, "e", Survey(close=30))
    assert not outcome.refused


def figures(country):
    with reading(country.engine) as session:
        return quarter_figures(session, "2026-Q3", questionnaire("inspection-1"))


def test_one_cancelled_before_it_began_is_out_of_the_base_and_told_apart(anywhere, visit):
    ahead = visit(day=AHEAD, no_email=NoEmail.NONE)
    anywhere.enter(visit(), visit(no_email=NoEmail.REFUSED), ahead, ahead)
    before = figures(anywhere)
    tell(anywhere, 3, HappeningKind.CANCELLED)
    found = figures(anywhere)
    assert before.total.funnel.inspected == 4
    assert found.total.funnel == replace(before.total.funnel, inspected=3)
    assert (before.no_address["none"], found.no_address["none"]) == (2, 1)
    assert found.changed == {"geti": Changed(before_start=1)}


def test_one_cancelled_after_the_visit_stays_in_the_base_and_is_counted(country, visit):
    country.enter(visit(answers={12: "1"}), visit(no_email=NoEmail.REFUSED))
    before = figures(country)
    for number in (1, 2):
        tell(country, number, HappeningKind.CANCELLED)
    found = figures(country)
    assert (found.total, found.groups) == (before.total, before.groups)
    assert found.no_address == before.no_address
    assert found.changed == {"geti": Changed(after_start=2)}


def test_an_inspection_prolonged_into_the_quarter_is_not_late_and_counts_once(country, visit):
    country.enter(visit(day=date(2026, 8, 10), no_email=NoEmail.NONE))
    with transaction(country.engine) as session:
        session.execute(sa.update(Inspection).values(finished_on=date(2026, 6, 28)))
    assert figures(country).total.funnel.late == 1
    for until in (date(2026, 7, 10), date(2026, 7, 20)):
        tell(country, 1, HappeningKind.PROLONGED, until)
    found = figures(country)
    assert found.total.funnel.late == 0
    assert found.changed == {"geti": Changed(prolonged=1)}


def test_the_table_names_every_body_also_one_that_cancelled_all(country, visit):
    country.body("vet", "Veterinary Inspectorate")
    country.enter(visit(), visit(), visit(body="vet", day=AHEAD, no_email=NoEmail.NONE))
    tell(country, 1, HappeningKind.CANCELLED)
    tell(country, 2, HappeningKind.SUSPENDED)
    tell(country, 3, HappeningKind.CANCELLED)
    found = figures(country)
    assert [group.code for group in found.groups[Dimension.BODY]] == ["geti"]
    table = changes_table(Edition(found, 10, "en"))
    keys = ("inspected", "cancelled", "before_start", "after_start", "after_share", "prolonged")
    rows = {row[0]: tuple(row[table.index(key)] for key in keys) for row in table.rows}
    assert rows == {
        "All bodies": (2, 2, 1, 1, 50.0, 0),
        "Technical Safety Inspectorate": (2, 1, 0, 1, 50.0, 0),
        "Veterinary Inspectorate (vet)": (0, 1, 1, 0, "[x]", 0),
    }
