"""Answers of a group as published cells: base, share, interval, bounds, or what hides them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.languages import mark
from config.questionnaire import Question, QuestionKind
from reports.counts import HEADLINE, Counts, Dimension, Funnel, Group, rated_counts
from reports.disclosure import base
from reports.edition import Edition
from reports.estimates import mean, share, silence_bounds, wilson
from reports.notes import Note, noted
from reports.table import Cell, Chart, Column, Kind, Mark, valued

SOURCE = mark("Source: answers of invited businesses.")
ESTIMATE_NOTES = (Note.FAVOURABLE, Note.INTERVAL, Note.SILENT)


@dataclass(frozen=True)
class Tally:
    """The answers of one group to one question, as far as a share is concerned."""

    favourable: int
    base: int  # who rated: without "not applicable"
    silent: int  # had the letter and did not answer the question

    @property
    def counts(self) -> Counts:
        """What a published share tells apart."""
        return {"favourable": self.favourable, "other": self.base - self.favourable}


def tally(question: Question, group: Group) -> Tally:
    """The favourable answers of a group among those who rated."""
    counts = group.counts(question.number)
    among = rated_counts(question, counts)
    rest = group.funnel.delivered - base(counts)
    favourable = sum(among.get(value, 0) for value in question.favourable)
    return Tally(favourable, base(among), max(0, rest))


def population(funnel: Funnel, answers: int) -> int | None:
    """How many there are to ask, where all of them were asked; else None."""
    everyone = funnel.invited == funnel.inspected and answers <= funnel.inspected
    return funnel.inspected if everyone else None


def estimate_cells(taken: Tally, funnel: Funnel, *, shown: bool) -> tuple[Cell, ...]:
    """Base, share, the ends of its interval, and its bounds; in percent with one decimal."""
    if not taken.base:
        return (0, *[Mark.NOT_APPLICABLE] * 5)
    if not shown:
        return (Mark.SUPPRESSED,) * 6
    k, n = taken.favourable, taken.base
    shares = (
        share(k, n),
        *wilson(k, n, population=population(funnel, n)),
        *silence_bounds(k, n, taken.silent),
    )
    return (n, *(round(100 * value, 1) for value in shares))


def estimate_columns(edition: Edition) -> tuple[Column, ...]:
    """The columns of `estimate_cells`."""
    say = edition.say
    return (
        Column("answers", say(mark("Answers (number)")), Kind.COUNT),
        Column("share", noted(say(mark("Favourable (%)")), Note.FAVOURABLE), Kind.PERCENT),
        Column("low", noted(say(mark("Interval from (%)")), Note.INTERVAL), Kind.PERCENT),
        Column("high", say(mark("Interval to (%)")), Kind.PERCENT),
        Column(
            "lowest",
            noted(say(mark("Lowest possible (%)")), Note.SILENT),
            Kind.PERCENT,
        ),
        Column("highest", say(mark("Highest possible (%)")), Kind.PERCENT),
    )


def margins(share_cell: Cell, low: Cell, high: Cell) -> tuple[Cell, Cell]:
    """The distances from a figure to the ends of its interval, as rounded as they are."""
    if isinstance(share_cell, str) or isinstance(low, str) or isinstance(high, str):
        return share_cell, share_cell
    return round(share_cell - low, 1), round(high - share_cell, 1)


def margin_columns(edition: Edition) -> tuple[Column, ...]:
    """The columns of `margins`."""
    say = edition.say
    down = noted(say(mark("Lower margin (points)")), Note.MARGIN)
    up = say(mark("Upper margin (points)"))
    return Column("down", down, Kind.PERCENT), Column("up", up, Kind.PERCENT)


def mean_cell(question: Question, counts: Counts, *, shown: bool) -> Cell:
    """The mean mark of a scale with two decimals."""
    among = rated_counts(question, counts)
    if question.kind is not QuestionKind.SCALE or not base(among):
        return Mark.NOT_APPLICABLE
    if not shown:
        return Mark.SUPPRESSED
    return round(mean({float(value): count for value, count in among.items()}), 2)


def unfit_groups(edition: Edition, dimension: Dimension, question: Question) -> frozenset[int]:
    """The indices of the groups whose share of the question is not shown."""
    return edition.protection.hidden(question.number, dimension)


def total_shown(edition: Edition, question: Question) -> bool:
    """Whether the figures of a question over all groups are shown."""
    return edition.protection.total_shown(question.number)


def total_cells(edition: Edition, question: Question) -> tuple[Cell, ...]:
    """`estimate_cells` over all groups."""
    total = edition.figures.total
    shown = total_shown(edition, question)
    return estimate_cells(tally(question, total), total.funnel, shown=shown)


def favourable_label(edition: Edition, question: Question) -> str:
    """The answers counted as favourable, in words."""
    return ", ".join(question.shown(value, edition.language) for value in question.favourable)


def numbered(edition: Edition, question: Question) -> str:
    """'12. Satisfied overall'."""
    return f"{question.number}. {question.titled(edition.language)}"


def answered_so(edition: Edition, question: Question) -> str:
    """'10. Unofficial payment: no': of a choice a share says nothing without its answer."""
    name = numbered(edition, question)
    is_choice = question.kind is QuestionKind.CHOICE
    return f"{name}: {favourable_label(edition, question).lower()}" if is_choice else name


def reported(edition: Edition) -> tuple[Question, ...]:
    """The questions whose favourable share is reported."""
    return tuple(q for q in edition.figures.questionnaire.questions if q.favourable)


def headline(edition: Edition) -> Question | None:
    """The question that stands for the whole inspection, if this questionnaire has it."""
    return next((q for q in reported(edition) if q.key == HEADLINE), None)


def group_note(dimension: Dimension) -> Note:
    """The note at the head of the groups."""
    return Note.ORDER if dimension is Dimension.BODY else Note.GROUPED


def bars(
    edition: Edition, subject: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> Chart | None:
    """Bars of the shares with their intervals; None where nothing can be drawn."""
    keys = [column.key for column in columns]
    share_at = keys.index("share")
    drawn = valued(rows, share_at, keys.index("down"), keys.index("up"))
    if not drawn:
        return None
    values = "; ".join(f"{rows[i][0]} {edition.decimal(float(rows[i][share_at]))} %" for i in drawn)
    says = edition.say(
        mark("Bar chart with 95 per cent intervals: %(subject)s. %(values)s."),
        subject=subject,
        values=values,
    )
    unit = edition.say(mark("share (%)"))
    chart = Chart(subject, says, keys[0], "share", drawn, unit, "down", "up")
    return replace(chart, least="lowest", most="highest") if "lowest" in keys else chart
