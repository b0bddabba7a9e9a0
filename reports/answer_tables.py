"""The tables of favourable shares: all questions at a glance, and by body, region and kind."""

from __future__ import annotations

from collections.abc import Sequence

from config.languages import mark
from config.questionnaire import Question
from reports.counts import Dimension, Group
from reports.edition import ALL, BY, HEADINGS, Edition
from reports.notes import Note, noted
from reports.table import Cell, Column, Kind, Table
from reports.tallies import (
    ESTIMATE_NOTES,
    SOURCE,
    answered_so,
    bars,
    estimate_cells,
    estimate_columns,
    favourable_label,
    group_note,
    margin_columns,
    margins,
    mean_cell,
    reported,
    tally,
    total_cells,
    total_shown,
    unfit_groups,
)


def summary_table(edition: Edition) -> Table:
    """Every question with a favourable answer, over all inspections."""
    say = edition.say
    subject = say(mark("All questions at a glance"))
    rows = tuple(_summary_row(edition, question) for question in reported(edition))
    columns = (
        Column("question", say(mark("Question"))),
        Column("favourable", say(mark("Counted as favourable"))),
        *estimate_columns(edition),
        Column("mean", noted(say(mark("Mean (1 to 5)")), Note.MEAN), Kind.DECIMAL),
        *margin_columns(edition),
    )
    return Table(
        name="summary",
        tab=subject,
        title=edition.titled(subject),
        about=say(mark("The share of favourable answers to each question, all bodies together.")),
        columns=columns,
        rows=rows,
        notes=(*ESTIMATE_NOTES, Note.MARGIN, Note.MEAN),
        chart=bars(edition, subject, columns, rows),
        source=say(SOURCE),
    )


def _summary_row(edition: Edition, question: Question) -> tuple[Cell, ...]:
    cells = total_cells(edition, question)
    counts = edition.figures.total.counts(question.number)
    return (
        answered_so(edition, question),
        favourable_label(edition, question),
        *cells,
        mean_cell(question, counts, shown=total_shown(edition, question)),
        *margins(*cells[1:4]),
    )


def headline_table(edition: Edition, question: Question, dimension: Dimension) -> Table:
    """The headline question by group, with its chart."""
    say = edition.say
    by = say(BY[dimension])
    subject = f"{question.titled(edition.language)}, {by}"
    columns = (
        Column("group", noted(say(HEADINGS[dimension]), group_note(dimension))),
        *estimate_columns(edition),
        Column("mean", noted(say(mark("Mean (1 to 5)")), Note.MEAN), Kind.DECIMAL),
        *margin_columns(edition),
    )
    rows = _headline_rows(edition, question, dimension)
    return Table(
        name=f"{question.key}_by_{dimension.value}",
        tab=edition.tabbed(dimension, question.titled(edition.language)),
        title=edition.titled(subject),
        about=_asked(edition, question),
        columns=columns,
        rows=rows,
        notes=tuple(sorted((*ESTIMATE_NOTES, group_note(dimension), Note.MARGIN, Note.MEAN))),
        chart=bars(edition, subject, columns, rows),
        source=say(SOURCE),
        total=True,
    )


def _asked(edition: Edition, question: Question) -> str:
    return edition.say(
        mark("Question %(number)s: “%(asked)s” Favourable: %(favourable)s."),
        number=question.number,
        asked=question.asked(edition.language),
        favourable=favourable_label(edition, question),
    )


def _headline_rows(
    edition: Edition, question: Question, dimension: Dimension
) -> tuple[tuple[Cell, ...], ...]:
    figures, unfit = edition.figures, unfit_groups(edition, dimension, question)
    everyone = (edition.say(ALL[dimension]), figures.total, total_shown(edition, question))
    parts = enumerate(zip(edition.labels(dimension), figures.groups[dimension], strict=True))
    listed = [everyone, *((label, group, i not in unfit) for i, (label, group) in parts)]
    return tuple(_headline_row(question, *entry) for entry in listed)


def _headline_row(question: Question, label: str, group: Group, shown: bool) -> tuple[Cell, ...]:
    cells = estimate_cells(tally(question, group), group.funnel, shown=shown)
    average = mean_cell(question, group.counts(question.number), shown=shown)
    return (label, *cells, average, *margins(*cells[1:4]))


def questions_table(edition: Edition, dimension: Dimension) -> Table:
    """Every reported question for every group, one line each, to be searched."""
    say = edition.say
    subject = say(mark("All questions, %(by)s"), by=say(BY[dimension]))
    return Table(
        name=f"questions_by_{dimension.value}",
        tab=edition.tabbed(dimension, say(mark("all questions"))),
        title=edition.titled(subject),
        about=say(
            mark("The share of favourable answers. Use the buttons in the header to select.")
        ),
        columns=(
            Column("question", say(mark("Question"))),
            Column("group", noted(say(HEADINGS[dimension]), group_note(dimension))),
            *estimate_columns(edition),
        ),
        rows=tuple(
            row for question in reported(edition) for row in _lines(edition, question, dimension)
        ),
        notes=tuple(sorted((*ESTIMATE_NOTES, group_note(dimension)))),
        source=say(SOURCE),
        filtered=True,
    )


def _lines(
    edition: Edition, question: Question, dimension: Dimension
) -> Sequence[tuple[Cell, ...]]:
    rows = _headline_rows(edition, question, dimension)
    name = answered_so(edition, question)
    return [(name, *row[:7]) for row in rows]
