"""What the returned workbook says: a mark for each wrong cell, and the summary sheet's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from config.event_columns import column_title
from config.languages import Language, catalogue, mark
from ingest.sheets.problem import Problem, says
from ingest.workbooks.mark_notes import AUTHOR

LISTED = 5000  # problems on the summary sheet; more have one cause, and no one reads them

SHEET = mark("Achyk summary")
TITLE = mark("What was found in your workbook")
TO_CORRECT = mark("Problems to correct (these rows were not taken in): %(count)d")
REMARKS = mark("Remarks (these rows were taken in where they hold no problem): %(count)d")
FIRST_ONLY = mark("Only the first %(count)d are listed here. Many often have one cause.")
HEADINGS = (
    mark("Sheet"),
    mark("Cell"),
    mark("Column"),
    mark("Value"),
    mark("What is wrong and what to do"),
    mark("Must be corrected"),
)
IN_YOUR_FILE = mark("In your file")
YES, NO = mark("yes"), mark("no")
_WIDTHS = (15, 7, 23, 25, 62, 13)


Place = tuple[str, str]  # sheet and cell


class Form(StrEnum):
    """In which form a workbook goes back."""

    MARKED = "marked"  # the sender's own, marked
    NO_MACROS = "no-macros"  # the same, its macros left out
    ANEW = "anew"  # made anew from the values, for a format that cannot be marked
    ROWS = "rows"  # only the rows that were not taken in
    LIST = "list"  # only the list of remarks: no row is to be corrected


WHAT_TO_DO = {
    Form.MARKED: mark(
        "Correct the marked cells and send the workbook again. Rows that were taken in already do "
        "not enter twice."
    ),
    Form.NO_MACROS: mark(
        "Correct the marked cells and send this workbook, or your own with its macros. Rows that "
        "were taken in already do not enter twice."
    ),
    Form.ANEW: mark(
        "This workbook was made anew from the values of your file. Correct the marked cells, here "
        "or in your own file, and send it again. Rows that were taken in do not enter twice."
    ),
    Form.ROWS: mark(
        "This workbook holds only the rows that were not taken in. Correct the marked cells here "
        "and send this workbook; the other rows need not be sent again."
    ),
    Form.LIST: mark(
        "These are remarks only; nothing has to be sent again unless you want to correct something."
    ),
}


@dataclass(frozen=True)
class CellMark:
    """One cell to colour."""

    sheet: str  # '': the sheet of the other marks
    cell: str  # "C7"
    says: str  # the note; several problems of a cell on lines of their own
    warning: bool  # only remarks, nothing that keeps the row out


@dataclass(frozen=True)
class Summary:
    """The first sheet of the returned workbook."""

    sheet: str  # its name
    lines: tuple[str, ...]  # the title, the counts, what to do
    headings: tuple[str, ...]
    widths: tuple[int, ...]  # of the columns, in letters
    rows: tuple[tuple[str, ...], ...]  # as the headings say
    links: tuple[tuple[str, str], ...]  # where each leads: sheet and cell; ('', '') for nowhere
    warnings: tuple[bool, ...]  # which are only remarks
    ours: tuple[str, ...]  # names that such a sheet has: an earlier one is taken away


def cell_marks(problems: Sequence[Problem], language: str) -> tuple[CellMark, ...]:
    """One mark for each cell with problems; what concerns a whole sheet has none."""
    gettext = catalogue(language).gettext
    cells: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.cell:
            cells.setdefault((problem.sheet, problem.cell), []).append(problem)
    return tuple(
        CellMark(
            sheet=sheet,
            cell=cell,
            says="\n".join(says(problem, gettext) for problem in found),
            warning=all(problem.warning for problem in found),
        )
        for (sheet, cell), found in cells.items()
    )


def summary(
    problems: Sequence[Problem],
    language: str,
    form: Form = Form.MARKED,
    placed: Mapping[Place, Place] | None = None,
) -> Summary:
    """The summary of `problems` in `language`, what has to be corrected first.

    `placed`: where the cells stand in the workbook that goes back; None: as the problems name them.
    """
    gettext = catalogue(language).gettext
    shown = sorted(problems, key=lambda problem: problem.warning)[:LISTED]
    headings = [gettext(heading) for heading in HEADINGS]
    widths = list(_WIDTHS)
    if form is Form.ROWS:
        headings.insert(2, gettext(IN_YOUR_FILE))
        widths.insert(2, 12)
    links = tuple(_link(problem, placed, _usual(problems)) for problem in shown)
    return Summary(
        sheet=gettext(SHEET)[:31],
        lines=_lines(problems, language, form),
        headings=tuple(headings),
        widths=tuple(widths),
        rows=tuple(
            _row(problem, language, link if form is Form.ROWS else None)
            for problem, link in zip(shown, links, strict=True)
        ),
        links=links,
        warnings=tuple(problem.warning for problem in shown),
        ours=our_names(),
    )


def our_names() -> tuple[str, ...]:
    """How our summary is called in each language, and the sheet that only stands in for others."""
    return (AUTHOR, *(catalogue(language).gettext(SHEET)[:31] for language in Language))


def _lines(problems: Sequence[Problem], language: str, form: Form) -> tuple[str, ...]:
    gettext = catalogue(language).gettext
    errors = sum(not problem.warning for problem in problems)
    remarks = len(problems) - errors
    counts = [gettext(TO_CORRECT) % {"count": errors}] if errors else []
    counts += [gettext(REMARKS) % {"count": remarks}] if remarks else []
    if len(problems) > LISTED:
        counts.append(gettext(FIRST_ONLY) % {"count": LISTED})
    return (gettext(TITLE), *counts, gettext(WHAT_TO_DO[form if errors else Form.LIST]))


def _usual(problems: Sequence[Problem]) -> str:
    """The sheet that is meant where a problem names none."""
    return next((problem.sheet for problem in problems if problem.sheet), "")


def _link(
    problem: Problem,
    placed: Mapping[Place, Place] | None,
    usual: str,
) -> Place:
    sheet, cell = problem.sheet or usual, problem.cell
    if placed is not None:
        return placed.get((problem.sheet, cell), ("", ""))
    return (sheet, cell) if sheet and cell else ("", "")


def _row(problem: Problem, language: str, place: Place | None) -> tuple[str, ...]:
    gettext = catalogue(language).gettext
    cells = (problem.cell,) if place is None else (place[1], problem.cell)
    return (
        problem.sheet,
        *cells,
        column_title(problem.column, language) if problem.column else "",
        problem.value,
        says(problem, gettext),
        gettext(NO if problem.warning else YES),
    )
