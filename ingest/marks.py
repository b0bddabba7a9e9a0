"""What the returned workbook says: a mark for each wrong cell, and the summary sheet's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.columns import columns
from config.languages import catalogue, mark
from ingest.problem import Problem, says

SHEET = mark("Summary")
TITLE = mark("What was found in your workbook")
TO_CORRECT = mark("Problems to correct (these rows were not taken in): %(count)d")
REMARKS = mark("Remarks (these rows were taken in where they hold no problem): %(count)d")
WHAT_TO_DO = mark(
    "Correct the marked cells and send the workbook again. Rows that were taken in already do not "
    "enter twice."
)
HEADINGS = (
    mark("Sheet"),
    mark("Cell"),
    mark("Column"),
    mark("Value"),
    mark("What is wrong and what to do"),
    mark("Must be corrected"),
)
YES, NO = mark("yes"), mark("no")


@dataclass(frozen=True)
class CellMark:
    """One cell to colour."""

    sheet: str  # '': the sheet of the other marks
    cell: str  # "C7"
    says: str  # the comment; several problems of a cell on lines of their own
    warning: bool  # only remarks, nothing that keeps the row out


@dataclass(frozen=True)
class Summary:
    """The first sheet of the returned workbook."""

    sheet: str  # its name
    lines: tuple[str, ...]  # the title, the counts, what to do
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # as the headings say; the first two are sheet and cell


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


def summary(problems: Sequence[Problem], language: str) -> Summary:
    """The summary of `problems` in `language`."""
    gettext = catalogue(language).gettext
    errors = sum(not problem.warning for problem in problems)
    counts = (
        gettext(TO_CORRECT) % {"count": errors},
        gettext(REMARKS) % {"count": len(problems) - errors},
    )
    return Summary(
        sheet=gettext(SHEET)[:31],
        lines=(gettext(TITLE), *counts, gettext(WHAT_TO_DO)),
        headings=tuple(gettext(heading) for heading in HEADINGS),
        rows=tuple(_summary_row(problem, language) for problem in problems),
    )


def _summary_row(problem: Problem, language: str) -> tuple[str, ...]:
    gettext = catalogue(language).gettext
    return (
        problem.sheet,
        problem.cell,
        columns().title(problem.column, language) if problem.column else "",
        problem.value,
        says(problem, gettext),
        gettext(NO if problem.warning else YES),
    )
