"""All tables of a month's workbook of appeals, in their order; and those of the whole month."""

from __future__ import annotations

from config.languages import mark
from reports.monthly_body_tables import (
    SOURCE,
    bar_chart,
    deadline_table,
    decided_table,
    flow_table,
    rated_table,
)
from reports.monthly_counts import Fact, Trend, together
from reports.monthly_edition import MonthEdition, bad, count, rated, share
from reports.monthly_late_tables import heads_table, overdue_table
from reports.monthly_notes import Note, noted
from reports.monthly_reply_tables import alike_table, reply_table
from reports.monthly_share_tables import decision_table, divided_tables, route_table
from reports.table import Cell, Column, Kind, Mark, Table

COMPARED = (
    (mark("Appeals registered"), Fact.RECEIVED),
    (mark("of these, received before the month"), Fact.EARLIER),
    (mark("of these, registered in time"), Fact.PROMPT),
    (mark("Cases decided"), Fact.DECIDED),
    (mark("of these, in time"), Fact.IN_TIME),
    (mark("Cases that fell due"), Fact.FELL_DUE),
    (mark("of these, decided by then"), Fact.MET),
    (mark("Cases open at the end of the month"), Fact.OPEN),
    (mark("of these, waiting for the applicant"), Fact.RESTING),
    (mark("of these, overdue"), Fact.OVERDUE),
)
"""Figures that are known of the month before as well."""


def month_tables(edition: MonthEdition) -> tuple[Table, ...]:
    """The tables of an edition; their names are unique, and the same in every language."""
    return (
        overview_table(edition),
        trend_table(edition),
        heads_table(edition),
        flow_table(edition),
        deadline_table(edition),
        *divided_tables(edition),
        decision_table(edition),
        decided_table(edition),
        rated_table(edition),
        route_table(edition),
        reply_table(edition),
        alike_table(edition),
        overdue_table(edition),
    )


def overview_table(edition: MonthEdition) -> Table:
    """The counts of the month beside those of the month before."""
    say, before = edition.say, edition.month(edition.figures.month.previous)
    return Table(
        name="overview",
        tab=say(mark("At a glance")),
        title=edition.titled(say(mark("The month at a glance"))),
        about=say(mark("What came, what was decided, and what was left at the end of the month.")),
        columns=(
            Column("figure", noted(say(mark("Figure")), Note.REGISTERED, Note.CASES)),
            Column("month", edition.period, Kind.COUNT),
            Column("before", before, Kind.COUNT),
            Column("change", say(mark("Change")), Kind.COUNT),
        ),
        rows=_overview(edition),
        notes=(Note.REGISTERED, Note.CASES, Note.REPEAT, Note.NOW),
        source=say(SOURCE),
    )


def _overview(edition: MonthEdition) -> tuple[tuple[Cell, ...], ...]:
    figures, say = edition.figures, edition.say
    total, before = figures.total, figures.total_before
    rows = [
        _compared(say(text), count(total, fact), count(before, fact)) for text, fact in COMPARED
    ]
    rows.append(_compared(say(mark("Ratings given")), rated(total), rated(before)))
    rows.append(_compared(say(mark("of these, bad")), bad(total), bad(before)))
    repeat = noted(say(mark("Applicants with two appeals or more")), Note.REPEAT)
    alone = [(repeat, len(figures.repeaters))]
    if not figures.scope:
        alone.append((say(mark("Appeals registered ever, all bodies")), figures.ever))
        alone.append(
            (noted(say(mark("Mail that waits for a person")), Note.NOW), figures.held.count)
        )
    return (*rows, *((label, n, Mark.NOT_APPLICABLE, Mark.NOT_APPLICABLE) for label, n in alone))


def _compared(label: str, now: int, before: int) -> tuple[Cell, ...]:
    return (label, now, before, now - before)


def trend_table(edition: MonthEdition) -> Table:
    """The months up to this one."""
    say = edition.say
    rows = tuple(_trend_row(edition, one) for one in edition.figures.trend)
    title = say(mark("Appeals registered, month by month"))
    chart = bar_chart(edition, title, "month", "received", rows)
    return Table(
        name="months",
        tab=say(mark("Month by month")),
        title=edition.titled(say(mark("Month by month"))),
        about=say(
            mark("How many appeals were registered, and how many cases were decided in time.")
        ),
        columns=(
            Column("month", say(mark("Month"))),
            Column("received", noted(say(mark("Registered")), Note.REGISTERED), Kind.COUNT),
            Column("decided", noted(say(mark("Decided")), Note.CASES), Kind.COUNT),
            Column(
                "in_time", noted(say(mark("In time, of decided (%)")), Note.IN_TIME), Kind.PERCENT
            ),
        ),
        rows=rows,
        notes=(Note.REGISTERED, Note.CASES, Note.IN_TIME),
        chart=chart,
        source=say(SOURCE),
    )


def _trend_row(edition: MonthEdition, one: Trend) -> tuple[Cell, ...]:
    total = together(one.tallies.values())
    decided = count(total, Fact.DECIDED)
    in_time = share(count(total, Fact.IN_TIME), decided)
    return (edition.month(one.month), count(total, Fact.RECEIVED), decided, in_time)
