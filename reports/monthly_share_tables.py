"""The month's tables of all bodies together: by channel, kind and region, decisions, the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from config.languages import mark
from config.regions import regions
from register.rules.appeal import AppealKind, Channel, DecisionKind, MovementKind
from register.rules.appeal_words import says
from reports.monthly_body_tables import SOURCE, bar_chart
from reports.monthly_counts import Fact, split_up
from reports.monthly_edition import MonthEdition, count, median_days, share
from reports.monthly_notes import Note, noted
from reports.table import Cell, Column, Kind, Table


def divided_tables(edition: MonthEdition) -> tuple[Table, ...]:
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
    yield say(mark("of these later than the law allows")), count(total, Fact.SENT_LATE)
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
