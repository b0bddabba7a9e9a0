"""The tables of sources: what stands behind the figures of every group and every question."""

from __future__ import annotations

from collections.abc import Iterator

from config.languages import mark
from register.uploads import UploadState
from reports.counts import Dimension, Group, rated_counts
from reports.disclosure import base
from reports.edition import BY, Edition
from reports.funnel_tables import SOURCE
from reports.notes import Note, noted
from reports.provenance import ROWS, Provenance
from reports.subjects import ANSWERED
from reports.table import Cell, Column, Kind, Mark, Table
from reports.tallies import (
    headline,
    numbered,
    reported,
    tally,
    total_shown,
    unfit_groups,
)

STATES = {
    UploadState.TAKEN: mark("Spreadsheets taken in"),
    UploadState.REFUSED: mark("Spreadsheets refused: no readable list of inspections"),
    UploadState.UNCONFIRMED: mark("Spreadsheets without effect: their sender did not confirm them"),
}
ROW_LABELS = {
    "rows": mark("Rows in those taken in"),
    "accepted": mark("of these, new inspections"),
    "corrected": mark("of these, corrections"),
    "unchanged": mark("of these, known already"),
    "rejected": mark("of these, sent back with the reason"),
}
FUNNEL = ("inspected", "with_address", "invited", "delivered")
NOTES = (
    Note.INSPECTED,
    Note.ADDRESS,
    Note.INVITED,
    Note.DELIVERED,
    Note.ANSWERED,
    Note.ORDER,
    Note.GROUPED,
    Note.FILES,
    Note.COUNTED,
)


def provenance_tables(edition: Edition, found: Provenance) -> tuple[Table, ...]:
    """Sources by group, by question, and what came of the spreadsheets."""
    return (
        group_sources(edition, found),
        question_sources(edition),
        file_sources(edition, found),
    )


def group_sources(edition: Edition, found: Provenance) -> Table:
    """From spreadsheets to answers that count, for all and for every group."""
    say = edition.say
    return Table(
        name="provenance",
        tab=say(mark("Sources")),
        title=edition.titled(say(mark("Where the figures come from"))),
        about=say(
            mark(
                "Behind every figure of a group: spreadsheets, inspections, letters and answers, "
                "and the answers that count towards the headline figure."
            )
        ),
        columns=_columns(edition),
        rows=(_total(edition, found), *_rows(edition, found)),
        notes=NOTES,
        source=say(SOURCE),
        total=True,
        filtered=True,
    )


def _columns(edition: Edition) -> tuple[Column, ...]:
    say = edition.say
    counted = (
        ("files", mark("Spreadsheets (number)"), Note.FILES),
        ("inspected", mark("Inspected (number)"), Note.INSPECTED),
        ("with_address", mark("Address given (number)"), Note.ADDRESS),
        ("invited", mark("Invited (number)"), Note.INVITED),
        ("delivered", mark("Delivered (number)"), Note.DELIVERED),
        ("answered", mark("Answered (number)"), Note.ANSWERED),
        ("counted", mark("Count towards the headline (number)"), Note.COUNTED),
    )
    return (
        Column("by", say(mark("Grouped"))),
        Column("group", noted(say(mark("Group")), Note.ORDER, Note.GROUPED)),
        *(Column(key, noted(say(text), note), Kind.COUNT) for key, text, note in counted),
    )


def _total(edition: Edition, found: Provenance) -> tuple[Cell, ...]:
    total, question = edition.figures.total, headline(edition)
    counted: Cell = Mark.NOT_APPLICABLE
    if question is not None:
        rests = tally(question, total).base
        counted = rests if total_shown(edition, question) or not rests else Mark.SUPPRESSED
    return _row(
        edition.say(mark("all together")),
        edition.say(mark("All inspections")),
        found.files,
        total,
        (_answered(edition), counted),
    )


def _answered(edition: Edition) -> Cell:
    shown = edition.protection.answered_shown
    return edition.figures.total.funnel.answered if shown else Mark.SUPPRESSED


def _rows(edition: Edition, found: Provenance) -> Iterator[tuple[Cell, ...]]:
    for dimension in Dimension:
        files = found.by.get(dimension, {})
        answers = _answer_cells(edition, dimension)
        groups = edition.figures.groups[dimension]
        by = edition.say(BY[dimension])
        for at, label in enumerate(edition.labels(dimension)):
            yield _row(by, label, files.get(groups[at].code, 0), groups[at], answers[at])


def _row(
    by: str, label: str, files: int, group: Group, answers: tuple[Cell, Cell]
) -> tuple[Cell, ...]:
    return (by, label, files, *(getattr(group.funnel, step) for step in FUNNEL), *answers)


def _answer_cells(edition: Edition, dimension: Dimension) -> list[tuple[Cell, Cell]]:
    """How many answered, and how many count; hidden where the other tables hide them."""
    groups, question = edition.figures.groups[dimension], headline(edition)
    silent = edition.protection.hidden(ANSWERED, dimension)
    unfit = unfit_groups(edition, dimension, question) if question else frozenset()
    cells: list[tuple[Cell, Cell]] = []
    for at, group in enumerate(groups):
        answered: Cell = Mark.SUPPRESSED if at in silent else group.funnel.answered
        counted: Cell = Mark.NOT_APPLICABLE
        if question is not None:
            counted = Mark.SUPPRESSED if at in unfit else tally(question, group).base
        cells.append((answered, counted))
    return cells


def question_sources(edition: Edition) -> Table:
    """From responses to the answers behind each share, over all bodies."""
    say = edition.say
    return Table(
        name="provenance_questions",
        tab=say(mark("Sources of questions")),
        title=edition.titled(say(mark("What each share rests on"))),
        about=say(mark("All bodies together: of the responses, how many answered each question.")),
        columns=(
            Column("question", say(mark("Question"))),
            Column("delivered", noted(say(mark("Delivered (number)")), Note.DELIVERED), Kind.COUNT),
            Column("responses", noted(say(mark("Answered (number)")), Note.ANSWERED), Kind.COUNT),
            Column("answers", say(mark("Answered the question (number)")), Kind.COUNT),
            Column(
                "counted",
                noted(say(mark("Count towards the share (number)")), Note.COUNTED),
                Kind.COUNT,
            ),
        ),
        rows=tuple(_question_rows(edition)),
        notes=(Note.DELIVERED, Note.ANSWERED, Note.COUNTED),
        source=say(SOURCE),
    )


def _question_rows(edition: Edition) -> Iterator[tuple[Cell, ...]]:
    total = edition.figures.total
    answered = _answered(edition)
    for question in reported(edition):
        counts = total.counts(question.number)
        cells: tuple[Cell, ...] = (base(counts), base(rated_counts(question, counts)))
        if base(counts) and not total_shown(edition, question):
            cells = (Mark.SUPPRESSED,) * 2
        yield (numbered(edition, question), total.funnel.delivered, answered, *cells)


def file_sources(edition: Edition, found: Provenance) -> Table:
    """What came of the spreadsheets handed in during the quarter."""
    say = edition.say
    files = [(say(text), found.states.get(state, 0)) for state, text in STATES.items()]
    rows = [(say(ROW_LABELS[name]), found.rows.get(name, 0)) for name in ROWS]
    return Table(
        name="provenance_files",
        tab=say(mark("Spreadsheets")),
        title=edition.titled(say(mark("What came of the spreadsheets"))),
        about=say(
            mark(
                "Spreadsheets handed in on the days of this quarter, whatever quarter their "
                "inspections count in."
            )
        ),
        columns=(
            Column("what", say(mark("What came in"))),
            Column("count", say(mark("In all (number)")), Kind.COUNT),
        ),
        rows=(*files, *rows),
        source=say(SOURCE),
    )
