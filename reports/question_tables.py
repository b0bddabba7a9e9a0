"""The tables of single questions: how often each answer was given, and hours by group."""

from __future__ import annotations

from config.languages import mark
from config.questionnaire import Question, QuestionKind
from reports.counts import Counts, Dimension, rated, rated_counts
from reports.disclosure import base
from reports.edition import ALL, BY, HEADINGS, Edition
from reports.estimates import QUARTILES, mean, quantile, share, wilson
from reports.notes import Note, noted
from reports.table import Cell, Column, Kind, Mark, Table
from reports.tallies import (
    SOURCE,
    bars,
    group_note,
    margin_columns,
    margins,
    numbered,
    population,
    total_shown,
    unfit_groups,
)

CLOSED = (QuestionKind.CHOICE, QuestionKind.SCALE)


def distribution_table(edition: Edition, question: Question) -> Table:
    """How often each answer to a closed question was given, over all inspections."""
    say = edition.say
    subject = numbered(edition, question)
    columns = (
        Column("answer", say(mark("Answer"))),
        Column("answers", say(mark("Answers (number)")), Kind.COUNT),
        Column("share", say(mark("Share (%)")), Kind.PERCENT),
        Column("low", noted(say(mark("Interval from (%)")), Note.INTERVAL), Kind.PERCENT),
        Column("high", say(mark("Interval to (%)")), Kind.PERCENT),
        *margin_columns(edition),
    )
    rows = _distribution_rows(edition, question)
    return Table(
        name=f"question_{question.number:02d}_{question.key}"[:40],
        tab=question.titled(edition.language),
        title=edition.titled(subject),
        about=_asked(edition, question),
        columns=columns,
        rows=rows,
        notes=(Note.INTERVAL, Note.MARGIN),
        chart=bars(edition, subject, columns, rows),
        source=say(SOURCE),
        total=True,
    )


def _asked(edition: Edition, question: Question) -> str:
    ends = question.ends or {}
    meaning = ends.get(edition.language) or ends.get("en", "")
    asked = f"“{question.asked(edition.language)}”"
    return f"{asked} {meaning}." if meaning else asked


def _distribution_rows(edition: Edition, question: Question) -> tuple[tuple[Cell, ...], ...]:
    counts = edition.figures.total.counts(question.number)
    whole = base(rated_counts(question, counts))
    label = edition.say(mark("All who answered"))
    values = [question.shown(value, edition.language) for value in question.values()]
    if base(counts) and not total_shown(edition, question):
        return tuple((name, *(Mark.SUPPRESSED,) * 6) for name in (label, *values))
    apart = (Mark.NOT_APPLICABLE,) * 4
    full = 100.0 if whole else Mark.NOT_APPLICABLE
    lines = (_line(edition, question, value, whole) for value in question.values())
    return (
        (label, whole, full, *apart),
        *((name, *line) for name, line in zip(values, lines, strict=True)),
    )


def _line(edition: Edition, question: Question, value: str, whole: int) -> tuple[Cell, ...]:
    """Count, share, interval, margins of one answer; one outside the base has its count only."""
    total = edition.figures.total
    count = total.counts(question.number).get(value, 0)
    if value not in rated(question) or not whole:
        return (count, *(Mark.NOT_APPLICABLE,) * 5)
    interval = wilson(count, whole, population=population(total.funnel, whole))
    cells = [round(100 * part, 1) for part in (share(count, whole), *interval)]
    return (count, *cells, *margins(*cells))


def hours_table(edition: Edition, question: Question, dimension: Dimension) -> Table:
    """Mean and quartiles of a number, by group."""
    say = edition.say
    subject = f"{question.titled(edition.language)}, {say(BY[dimension])}"
    note = group_note(dimension)
    return Table(
        name=f"{question.key}_by_{dimension.value}",
        tab=edition.tabbed(dimension, question.titled(edition.language)),
        title=edition.titled(subject),
        about=_asked(edition, question),
        columns=(
            Column("group", noted(say(HEADINGS[dimension]), note)),
            Column("answers", noted(say(mark("Answers (number)")), Note.HOURS), Kind.COUNT),
            Column("mean", say(mark("Mean (hours)")), Kind.DECIMAL),
            Column("quartile_1", say(mark("Lower quartile (hours)")), Kind.DECIMAL),
            Column("median", say(mark("Median (hours)")), Kind.DECIMAL),
            Column("quartile_3", say(mark("Upper quartile (hours)")), Kind.DECIMAL),
        ),
        rows=_hours_rows(edition, question, dimension),
        notes=(note, Note.HOURS),
        source=say(SOURCE),
        total=True,
    )


def _hours_rows(
    edition: Edition, question: Question, dimension: Dimension
) -> tuple[tuple[Cell, ...], ...]:
    figures = edition.figures
    parts = [group.counts(question.number) for group in figures.groups[dimension]]
    unfit = unfit_groups(edition, dimension, question)
    whole = figures.total.counts(question.number)
    first = _hours_row(edition.say(ALL[dimension]), whole, total_shown(edition, question))
    lines = enumerate(zip(edition.labels(dimension), parts, strict=True))
    return (first, *(_hours_row(label, part, i not in unfit) for i, (label, part) in lines))


def _hours_row(label: str, counts: Counts, shown: bool) -> tuple[Cell, ...]:
    if not base(counts):
        return (label, 0, *(Mark.NOT_APPLICABLE,) * 4)
    if not shown:
        return (label, *(Mark.SUPPRESSED,) * 5)
    hours = {float(value): count for value, count in counts.items()}
    places = (mean(hours), *(quantile(hours, p) for p in QUARTILES))
    return (label, base(counts), *(round(place, 2) for place in places))
