"""The tables of the way from inspection to answer."""

from __future__ import annotations

from collections.abc import Sequence

from config.languages import mark
from reports.counts import Dimension, Funnel
from reports.edition import ALL, BY, HEADINGS, Edition
from reports.notes import Note, noted
from reports.subjects import ANSWERED
from reports.table import Cell, Chart, Column, Kind, Mark, Table, valued

ANSWER_RATE = 8  # place of the answer rate in a row
STEPS = ("inspected", "with_address", "invited", "delivered", "answered")
STEP_LABELS = (
    mark("Inspected"),
    mark("Address given"),
    mark("Invited"),
    mark("Delivered"),
    mark("Answered"),
)
FUNNEL_ABOUT = mark(
    "How many of the inspected businesses could be asked, were reached, and answered."
)
FUNNEL_NOTES = (Note.INSPECTED, Note.ADDRESS, Note.INVITED, Note.DELIVERED, Note.ANSWERED)
SOURCE = mark("Source: register of inspections and invitations.")


def percent(part: int, whole: int) -> Cell:
    """A share in percent with one decimal; [x] where there is no whole or it is the smaller."""
    if whole < 1 or part > whole:
        return Mark.NOT_APPLICABLE
    return round(100 * part / whole, 1)


def total_table(edition: Edition) -> Table:
    """The funnel over all inspections, a step a row."""
    say, funnel = edition.say, edition.figures.total.funnel
    subject = say(mark("From inspection to answer"))
    rows = _step_rows(edition, funnel)
    return Table(
        name="funnel",
        tab=subject,
        title=edition.titled(subject),
        about=say(FUNNEL_ABOUT),
        columns=(
            Column("step", noted(say(mark("Step")), *FUNNEL_NOTES)),
            Column("inspections", say(mark("Inspections (number)")), Kind.COUNT),
            Column("of_inspected", say(mark("Of the inspected (%)")), Kind.PERCENT),
            Column("of_before", say(mark("Of the step before (%)")), Kind.PERCENT),
        ),
        rows=rows,
        notes=FUNNEL_NOTES,
        chart=_step_chart(edition, subject, rows),
        source=say(SOURCE),
    )


def _step_rows(edition: Edition, funnel: Funnel) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    before = funnel.inspected
    for key, label in zip(STEPS, STEP_LABELS, strict=True):
        count = getattr(funnel, key)
        if key == "answered" and not edition.protection.answered_shown:
            rows.append((edition.say(label), *[Mark.SUPPRESSED] * 3))
        else:
            shares = percent(count, funnel.inspected), percent(count, before)
            rows.append((edition.say(label), count, *shares))
        before = count
    return tuple(rows)


def _step_chart(edition: Edition, subject: str, rows: Sequence[tuple[Cell, ...]]) -> Chart:
    drawn = valued(rows, 1)
    values = "; ".join(f"{rows[i][0]} {rows[i][1]}" for i in drawn)
    says = edition.say(mark("Bar chart: %(subject)s. %(values)s."), subject=subject, values=values)
    unit = edition.say(mark("number of inspections"))
    return Chart(subject, says, "step", "inspections", drawn, unit, beside="of_inspected")


def funnel_table(edition: Edition, dimension: Dimension) -> Table:
    """The funnel of every group, the total first."""
    say = edition.say
    subject = say(mark("From inspection to answer, %(by)s"), by=say(BY[dimension]))
    groups = edition.figures.groups[dimension]
    unfit = edition.protection.hidden(ANSWERED, dimension)
    total = edition.figures.total.funnel
    rows = [_funnel_row(say(ALL[dimension]), total, edition.protection.answered_shown)]
    for index, label in enumerate(edition.labels(dimension)):
        rows.append(_funnel_row(label, groups[index].funnel, index not in unfit))
    columns = _funnel_columns(edition, dimension)
    return Table(
        name=f"funnel_by_{dimension.value}",
        tab=edition.tabbed(dimension, say(mark("from inspection to answer"))),
        title=edition.titled(subject),
        about=say(FUNNEL_ABOUT),
        columns=columns,
        rows=tuple(rows),
        notes=_funnel_notes(dimension),
        chart=_rate_chart(edition, rows),
        source=say(SOURCE),
        total=True,
    )


def _funnel_row(label: str, funnel: Funnel, shown: bool) -> tuple[Cell, ...]:
    answered: Cell = funnel.answered if shown else Mark.SUPPRESSED
    rate = percent(funnel.answered, funnel.delivered) if shown else Mark.SUPPRESSED
    return (
        label,
        funnel.inspected,
        funnel.with_address,
        funnel.invited,
        funnel.delivered,
        answered,
        percent(funnel.with_address, funnel.inspected),
        percent(funnel.delivered, funnel.inspected),
        rate,
        funnel.late,
    )


def _funnel_columns(edition: Edition, dimension: Dimension) -> tuple[Column, ...]:
    say = edition.say
    grouped = () if dimension is Dimension.BODY else (Note.GROUPED,)
    order = (Note.ORDER,) if dimension is Dimension.BODY else ()
    stated = (
        (mark("Inspected (number)"), (Note.INSPECTED,)),
        (mark("Address given (number)"), (Note.ADDRESS,)),
        (mark("Invited (number)"), (Note.INVITED,)),
        (mark("Delivered (number)"), (Note.DELIVERED,)),
        (mark("Answered (number)"), (Note.ANSWERED, *grouped)),
    )
    counts = (
        Column(key, noted(say(text), *notes), Kind.COUNT)
        for key, (text, notes) in zip(STEPS, stated, strict=True)
    )
    return (
        Column("group", noted(say(HEADINGS[dimension]), *order)),
        *counts,
        Column("address_rate", say(mark("Address given, of inspected (%)")), Kind.PERCENT),
        Column("delivery_rate", say(mark("Delivered, of inspected (%)")), Kind.PERCENT),
        Column("answer_rate", say(mark("Answered, of delivered (%)")), Kind.PERCENT),
        Column("late", noted(say(mark("Reported late (number)")), Note.LATE), Kind.COUNT),
    )


def _funnel_notes(dimension: Dimension) -> tuple[int, ...]:
    more = Note.ORDER if dimension is Dimension.BODY else Note.GROUPED
    return (*range(Note.INSPECTED, Note.LATE + 1), more.value)


def _rate_chart(edition: Edition, rows: Sequence[tuple[Cell, ...]]) -> Chart | None:
    """Who answered, of those who had the letter."""
    drawn = valued(rows, ANSWER_RATE)
    if not drawn:
        return None
    title = edition.say(mark("Answered, of delivered (%)"))
    values = "; ".join(f"{rows[i][0]} {rows[i][ANSWER_RATE]}" for i in drawn)
    says = edition.say(mark("Bar chart: %(subject)s. %(values)s."), subject=title, values=values)
    return Chart(title, says, "group", "answer_rate", drawn, edition.say(mark("share (%)")))


def enough(edition: Edition, answers: int) -> Cell:
    """A number that no other figure is linked with, unless it is small."""
    return Mark.SUPPRESSED if 0 < answers < edition.minimum_base else answers
