"""The month's tables of bodies: what came and went, deadlines, decisions and ratings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from config.languages import mark
from register.rules.appeal import DecisionKind, MovementKind
from register.rules.appeal_words import says
from reports.monthly_counts import Fact, Tally, split_up
from reports.monthly_edition import MonthEdition, bad, count, given, median_days, rated, share
from reports.monthly_notes import Note, noted
from reports.table import Cell, Chart, Column, Kind, Table, valued

ALL = mark("All bodies")
BODY = mark("Body")
SOURCE = mark("Source: register of appeals.")
Cells = Callable[[Tally], tuple[Cell, ...]]


def body_rows(edition: MonthEdition, cells: Cells) -> tuple[tuple[Cell, ...], ...]:
    """All bodies together, then each body that has anything to count."""
    total = (edition.say(ALL), *cells(edition.figures.total))
    return (total, *((name, *cells(tally)) for _, name, tally in edition.bodies()))


def body_column(edition: MonthEdition) -> Column:
    """The first column of a table of bodies."""
    return Column("body", noted(edition.say(BODY), Note.BODIES))


def bar_chart(
    edition: MonthEdition, title: str, label: str, value: str, rows: Sequence[Sequence[Cell]]
) -> Chart | None:
    """Bars of the second column, named by the first; None where nothing has a number."""
    drawn = valued(rows, 1)
    if not drawn:
        return None
    values = "; ".join(f"{rows[i][0]} {rows[i][1]}" for i in drawn)
    said = edition.say(mark("Bar chart: %(subject)s. %(values)s."), subject=title, values=values)
    return Chart(title, said, label, value, drawn, edition.say(mark("number")))


def flow_table(edition: MonthEdition) -> Table:
    """What came to each body, what it passed on, and what it decided."""
    say = edition.say
    subject = say(mark("What came and what was decided, by body"))
    return Table(
        name="by_body",
        tab=say(mark("Bodies")),
        title=edition.titled(subject),
        about=say(
            mark("How many appeals each body got in the month, and what became of its cases.")
        ),
        columns=(
            body_column(edition),
            Column("received", noted(say(mark("Registered")), Note.REGISTERED), Kind.COUNT),
            Column("prompt", noted(say(mark("Registered in time (%)")), Note.PROMPT), Kind.PERCENT),
            Column("taken", say(mark("Got from other bodies")), Kind.COUNT),
            Column("given", say(mark("Passed to other bodies")), Kind.COUNT),
            Column("decided", noted(say(mark("Decided")), Note.CASES), Kind.COUNT),
            Column("open", say(mark("Open at the end of the month")), Kind.COUNT),
            Column("overdue", noted(say(mark("of these overdue")), Note.OVERDUE), Kind.COUNT),
        ),
        rows=body_rows(edition, _flow),
        notes=(Note.REGISTERED, Note.CASES, Note.PROMPT, Note.OVERDUE, Note.BODIES),
        source=say(SOURCE),
        total=True,
    )


def _flow(tally: Tally) -> tuple[Cell, ...]:
    received = count(tally, Fact.RECEIVED)
    return (
        received,
        share(count(tally, Fact.PROMPT), received),
        count(tally, Fact.TAKEN),
        count(tally, Fact.GIVEN),
        count(tally, Fact.DECIDED),
        count(tally, Fact.OPEN),
        count(tally, Fact.OVERDUE),
    )


def deadline_table(edition: MonthEdition) -> Table:
    """How each body kept its due dates."""
    say = edition.say
    return Table(
        name="deadlines",
        tab=say(mark("Deadlines")),
        title=edition.titled(say(mark("How the due dates were kept, by body"))),
        about=say(
            mark("Decided in time and late, what fell due, and how often more time was taken.")
        ),
        columns=(
            body_column(edition),
            Column("decided", noted(say(mark("Decided")), Note.CASES), Kind.COUNT),
            Column("in_time", noted(say(mark("in time")), Note.IN_TIME), Kind.COUNT),
            Column("late", say(mark("late")), Kind.COUNT),
            Column("in_time_share", say(mark("In time, of decided (%)")), Kind.PERCENT),
            Column("fell_due", noted(say(mark("Fell due")), Note.FELL_DUE), Kind.COUNT),
            Column("met_share", say(mark("Decided by then (%)")), Kind.PERCENT),
            Column("days", noted(say(mark("Median working days")), Note.DAYS), Kind.TENTH),
            Column("extended", noted(say(mark("Due dates extended")), Note.ROUTE), Kind.COUNT),
            Column("raised", say(mark("Raised to a head")), Kind.COUNT),
        ),
        rows=body_rows(edition, _deadlines),
        notes=(Note.CASES, Note.IN_TIME, Note.FELL_DUE, Note.DAYS, Note.ROUTE, Note.BODIES),
        source=say(SOURCE),
        total=True,
    )


def _deadlines(tally: Tally) -> tuple[Cell, ...]:
    decided, in_time = count(tally, Fact.DECIDED), count(tally, Fact.IN_TIME)
    fell_due = count(tally, Fact.FELL_DUE)
    return (
        decided,
        in_time,
        decided - in_time,
        share(in_time, decided),
        fell_due,
        share(count(tally, Fact.MET), fell_due),
        given(median_days(tally)),
        count(tally, Fact.STEP, MovementKind.EXTENDED),
        count(tally, Fact.STEP, MovementKind.ESCALATED),
    )


def decided_table(edition: MonthEdition) -> Table:
    """The kinds of decision of each body."""
    say, kinds = edition.say, tuple(DecisionKind)
    headings = (says(kind, edition.language) for kind in kinds)
    columns = (
        Column(kind.value, heading[:1].upper() + heading[1:], Kind.COUNT)
        for kind, heading in zip(kinds, headings, strict=True)
    )
    return Table(
        name="decisions_by_body",
        tab=say(mark("Decisions of bodies")),
        title=edition.titled(say(mark("How the cases ended, by body"))),
        about=say(mark("What each body decided in the month.")),
        columns=(
            body_column(edition),
            Column("decided", noted(say(mark("Decided")), Note.CASES), Kind.COUNT),
            *columns,
        ),
        rows=body_rows(
            edition,
            lambda tally: (
                count(tally, Fact.DECIDED),
                *(count(tally, Fact.DECISION, kind) for kind in kinds),
            ),
        ),
        notes=(Note.CASES, Note.BODIES),
        source=say(SOURCE),
        total=True,
    )


def rated_table(edition: MonthEdition) -> Table:
    """What applicants think of the answers of each body."""
    say = edition.say
    return Table(
        name="ratings_by_body",
        tab=say(mark("Ratings of bodies")),
        title=edition.titled(say(mark("What applicants think of the answers, by body"))),
        about=say(mark("After a decision the applicant is asked once: was this an answer?")),
        columns=(
            body_column(edition),
            Column("rated", noted(say(mark("Ratings")), Note.RATED), Kind.COUNT),
            *(Column(f"rating_{n}", str(n), Kind.COUNT) for n in range(5, 0, -1)),
            Column("no_answer", say(mark("No answer to my question")), Kind.COUNT),
            Column("bad_share", say(mark("Bad ratings (%)")), Kind.PERCENT),
            Column("reopened", say(mark("Opened again one level higher")), Kind.COUNT),
        ),
        rows=body_rows(edition, _ratings),
        notes=(Note.RATED, Note.BODIES),
        source=say(SOURCE),
        total=True,
    )


def _ratings(tally: Tally) -> tuple[Cell, ...]:
    found = split_up(tally, Fact.RATING)
    return (
        rated(tally),
        *(found.get(str(n), 0) for n in range(5, -1, -1)),
        share(bad(tally), rated(tally)),
        count(tally, Fact.REOPENED),
    )
