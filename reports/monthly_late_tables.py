"""The month's tables of delay: every overdue case, and the heads who answer for them."""

from __future__ import annotations

from collections import defaultdict

from config.languages import mark
from register.rules.number import spaced
from reports.edition import printable
from reports.monthly_body_tables import SOURCE
from reports.monthly_counts import MonthFigures, Overdue
from reports.monthly_edition import MonthEdition, heads_of
from reports.monthly_notes import Note, noted
from reports.table import Cell, Column, Kind, Table

NO_HEAD = mark("no head is registered")
OFFICER_RUNG = mark("officer")
HEAD_RUNG = mark("head, step %(step)s")


def overdue_table(edition: MonthEdition) -> Table:
    """Every case that was overdue at the end of the month, the oldest due date first."""
    say = edition.say
    unread = (Note.HIDDEN,) if edition.figures.unread else ()
    return Table(
        name="overdue",
        tab=say(mark("Overdue cases")),
        title=edition.titled(say(mark("Overdue cases"))),
        about=say(mark("Cases not decided by their due date, the longest overdue first.")),
        columns=(
            Column("case", noted(say(mark("Case")), *unread)),
            Column("body", say(mark("Body"))),
            Column("head", noted(say(mark("Head who answers for it")), Note.HEADS)),
            Column("rung", say(mark("With whom it is"))),
            Column("due_on", say(mark("Due date"))),
            Column("days", noted(say(mark("Working days over")), Note.OVERDUE), Kind.COUNT),
        ),
        rows=tuple(_overdue_row(edition, one) for one in edition.figures.overdue)
        or ((say(mark("none")), "–", "–", "–", "–", 0),),
        notes=(Note.OVERDUE, Note.HEADS, *unread),
        source=say(SOURCE),
        filtered=len(edition.figures.overdue) > 1,
    )


def _overdue_row(edition: MonthEdition, one: Overdue) -> tuple[Cell, ...]:
    say = edition.say
    return (
        spaced(one.label),
        edition.body(one.body),
        named(edition, edition.heads(one.body)),
        say(HEAD_RUNG, step=one.rung) if one.rung else say(OFFICER_RUNG),
        edition.day(one.due_on),
        one.days,
    )


def named(edition: MonthEdition, heads: tuple[str, ...]) -> str:
    """The names of heads on one line, or that there is none."""
    return ", ".join(map(printable, heads)) or edition.say(NO_HEAD)


def heads_table(edition: MonthEdition) -> Table:
    """The heads who answer for overdue cases, by name; who answers for most of them first."""
    say = edition.say
    return Table(
        name="heads",
        tab=say(mark("Heads")),
        title=edition.titled(say(mark("Heads with overdue cases"))),
        about=say(
            mark("Who answers personally for cases that were overdue at the end of the month.")
        ),
        columns=(
            Column("head", noted(say(mark("Head")), Note.HEADS)),
            Column("body", say(mark("Body"))),
            Column("oldest", say(mark("Oldest due date"))),
            Column("cases", noted(say(mark("Overdue cases")), Note.OVERDUE), Kind.COUNT),
            Column("longest", say(mark("Longest, working days over")), Kind.COUNT),
        ),
        rows=_head_rows(edition) or ((say(mark("none")), "–", "–", 0, 0),),
        notes=(Note.OVERDUE, Note.HEADS),
        source=say(SOURCE),
    )


def _head_rows(edition: MonthEdition) -> tuple[tuple[Cell, ...], ...]:
    found = answering(edition.figures)
    order = sorted(found, key=lambda code: (-len(found[code]), edition.body(code)))
    return tuple(
        (
            named(edition, heads_of(edition.figures.places, code)[1]),
            edition.body(code) if code else "–",
            edition.day(min(one.due_on for one in found[code])),
            len(found[code]),
            max(one.days for one in found[code]),
        )
        for code in order
    )


def answering(figures: MonthFigures) -> dict[str, list[Overdue]]:
    """The overdue cases by the body whose head answers for them; '' where no body has a head."""
    found: dict[str, list[Overdue]] = defaultdict(list)
    for one in figures.overdue:
        found[heads_of(figures.places, one.body)[0]].append(one)
    return found
