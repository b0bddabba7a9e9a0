"""All tables of a month's workbook of appeals, in their order; and those of the whole month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from config.languages import mark
from config.regions import regions
from register.rules.appeal import AppealKind, Channel, DecisionKind, MovementKind
from register.rules.appeal_words import says
from reports.monthly_body_tables import (
    SOURCE,
    bar_chart,
    deadline_table,
    decided_table,
    flow_table,
    rated_table,
)
from reports.monthly_counts import Fact, Trend, split_up, together
from reports.monthly_edition import MonthEdition, bad, count, median_days, rated, share
from reports.monthly_late_tables import heads_table, overdue_table
from reports.monthly_notes import Note, noted
from reports.monthly_reply_tables import alike_table, reply_table
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
        *_divided(edition),
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


def _divided(edition: MonthEdition) -> tuple[Table, ...]:
    """What was registered, by channel, by kind and by region."""
    say, language = edition.say, edition.language
    regional = {region.code: edition.region(region.code) for region in regions()}
    found = split_up(edition.figures.total, Fact.REGION)
    regional |= {code: edition.region(code) for code in sorted(found.keys() - regional.keys())}
    return (
        _division(
            edition,
            "by_channel",
            say(mark("by channel")),
            Fact.CHANNEL,
            {one.value: says(one, language) for one in Channel},
        ),
        _division(
            edition,
            "by_kind",
            say(mark("by kind")),
            Fact.KIND,
            {one.value: says(one, language) for one in AppealKind},
        ),
        _division(edition, "by_region", say(mark("by region")), Fact.REGION, regional),
    )


def _division(
    edition: MonthEdition, name: str, by: str, fact: Fact, words: Mapping[str, str]
) -> Table:
    say = edition.say
    found = split_up(edition.figures.total, fact)
    subject = say(mark("Appeals registered, %(by)s"), by=by)
    counted = noted(say(mark("Appeals (number)")), Note.REGISTERED)
    rows = _shares((words[code], found.get(code, 0)) for code in words)
    return Table(
        name=name,
        tab=say(mark("Registered %(by)s"), by=by),
        title=edition.titled(subject),
        about=say(mark("How the appeals of the month divide.")),
        columns=_share_columns(edition, by, counted),
        rows=rows,
        notes=(Note.REGISTERED,),
        chart=bar_chart(edition, subject, "what", "count", rows),
        source=say(SOURCE),
    )


def _share_columns(edition: MonthEdition, what: str, counted: str) -> tuple[Column, ...]:
    say = edition.say
    return (
        Column("what", what[:1].upper() + what[1:]),
        Column("count", counted, Kind.COUNT),
        Column("share", say(mark("Share (%)")), Kind.PERCENT),
    )


def _shares(counts: Iterable[tuple[str, int]]) -> tuple[tuple[Cell, ...], ...]:
    listed = [(label[:1].upper() + label[1:], number) for label, number in counts]
    whole = sum(number for _, number in listed)
    return tuple((label, number, share(number, whole)) for label, number in listed)


def decision_table(edition: MonthEdition) -> Table:
    """How the cases ended, and for what reasons some were left without consideration."""
    say, total = edition.say, edition.figures.total
    ended = [
        (says(kind, edition.language), count(total, Fact.DECISION, kind)) for kind in DecisionKind
    ]
    decided = count(total, Fact.DECIDED)
    counted = noted(say(mark("Cases (number)")), Note.CASES)
    rows = [(text[:1].upper() + text[1:], number, share(number, decided)) for text, number in ended]
    chart = bar_chart(edition, say(mark("How the cases ended")), "what", "count", rows)
    left = sorted(split_up(total, Fact.REASON).items(), key=lambda one: (-one[1], one[0]))
    because = mark("Left without consideration: %(reason)s")
    for code, number in left:
        label = say(because, reason=edition.reason(code, edition.language))
        rows.append((label, number, share(number, decided)))
    return Table(
        name="decisions",
        tab=say(mark("Decisions")),
        title=edition.titled(say(mark("How the cases ended"))),
        about=say(
            mark(
                "Decisions of the month by kind; under them, why appeals were left without "
                "consideration."
            )
        ),
        columns=_share_columns(edition, say(mark("Decision")), counted),
        rows=tuple(rows),
        notes=(Note.CASES,),
        chart=chart,
        source=say(SOURCE),
    )


def route_table(edition: MonthEdition) -> Table:
    """What happened on the way: forwarded, split, asked, raised."""
    say = edition.say
    return Table(
        name="route",
        tab=say(mark("On the way")),
        title=edition.titled(say(mark("What happened on the way"))),
        about=say(mark("Steps from one official to another, questions to applicants, and delays.")),
        columns=(
            Column("step", say(mark("Step"))),
            Column("count", noted(say(mark("How often")), Note.ROUTE), Kind.COUNT),
        ),
        rows=tuple(_route(edition)),
        notes=(Note.ROUTE,),
        source=say(SOURCE),
    )


def _route(edition: MonthEdition) -> Iterator[tuple[Cell, ...]]:
    say, total = edition.say, edition.figures.total
    steps = split_up(total, Fact.STEP)
    yield say(mark("Forwarded inside the register")), count(total, Fact.TAKEN)
    outside = count(total, Fact.DECISION, DecisionKind.OUTSIDE)
    yield say(mark("Forwarded to a body outside the register")), outside
    yield say(mark("Split into parts")), steps.get(MovementKind.SPLIT, 0)
    yield say(mark("Joined with appeals like it")), steps.get(MovementKind.JOINED, 0)
    yield say(mark("Kind of appeal changed")), steps.get(MovementKind.RECLASSIFIED, 0)
    yield say(mark("Due date extended")), steps.get(MovementKind.EXTENDED, 0)
    yield (
        say(mark("Due date recounted, the calendar having changed")),
        steps.get(MovementKind.RECOUNTED, 0),
    )
    yield from _questions(edition)
    yield say(mark("Reminders of a due date")), steps.get(MovementKind.WARNED, 0)
    for rung, number in sorted(split_up(total, Fact.RAISED).items()):
        yield say(mark("Raised to step %(step)s of the ladder"), step=rung), number
    yield say(mark("Opened again one level higher")), count(total, Fact.REOPENED)


def _questions(edition: MonthEdition) -> Iterator[tuple[Cell, ...]]:
    say, total = edition.say, edition.figures.total
    waited = split_up(total, Fact.WAITED)
    lost, open_ = count(total, Fact.UNANSWERED), count(total, Fact.WAITING)
    answered = sum(waited.values())
    yield say(mark("Questions to applicants")), answered + lost + open_
    days = median_days(total, Fact.WAITED)
    shown = "–" if days is None else edition.decimal(days)
    yield say(mark("of these answered, half of them within %(days)s days"), days=shown), answered
    yield say(mark("of these without an answer in time")), lost
    yield say(mark("of these still open")), open_
