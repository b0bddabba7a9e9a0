"""What goes back to the sender of a spreadsheet: a workbook with what is wrong marked in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from functools import partial

from config.columns import columns
from config.languages import pick
from ingest.confined import Died, run_confined
from ingest.sheets.checked import MOST_WRONG, Checked, Line
from ingest.sheets.event_sheet import find_event_header
from ingest.sheets.headers import SEARCHED_ROWS, Header, find_header
from ingest.sheets.problem import Problem
from ingest.sheets.sheet import (
    Cells,
    Coming,
    Unread,
    Value,
    cell_name,
    column_letters,
    coming_sheets,
)
from ingest.workbooks.excel import saved_book
from ingest.workbooks.mark_cells import place_of
from ingest.workbooks.mark_notes import AUTHOR
from ingest.workbooks.mark_summary import is_our_name
from ingest.workbooks.marked import MARKING, NO_MACROS, marked
from ingest.workbooks.marks import CellMark, Form, cell_marks, our_names, summary
from ingest.workbooks.plain_book import PlainSheet
from ingest.workbooks.plain_rows import header_height, plain_row, sheet_name, widths

LARGEST = 20_000  # rows; of a longer file only the wrong ones go back
MOST_CELLS = 150_000  # which openpyxl writes in some four seconds

Place = tuple[str, str]  # sheet and cell


@dataclass(frozen=True)
class Returned:
    """A workbook that goes back."""

    workbook: bytes
    form: Form


@dataclass(frozen=True)
class _Copied:
    """Rows of one sheet that are written again."""

    name: str  # as in the file
    header_row: int  # among `rows`, 1-based; 0 for none
    rows: list[tuple[Value, ...]]
    places: Mapping[str, str] = field(default_factory=dict)  # cell in the file → cell here


def send_back(data: bytes, read: Checked, language: str) -> Returned | None:
    """The workbook that goes back for the file `data` as it was read; None without problems.

    The sender's own where that can be marked without loss; one made anew from the values for
    other formats; else, and for long files, one of the wrong rows alone. These two only where a
    cell is meant: what is said of whole sheets stands in the letter.
    """
    if not read.problems:
        return None
    marks = any(problem.cell for problem in read.problems)  # else the letter says it all
    if len(data) <= MARKING.size and read.rows <= LARGEST:
        own = _own_marked(data, read.problems, language)
        if own is None and marks and not _is_xlsx(data):
            own = _made_anew(data, read, language)
        if own is not None:
            return own
    return _wrong_rows(data, read, language) if marks else None


def _own_marked(data: bytes, problems: Sequence[Problem], language: str) -> Returned | None:
    if not data.startswith(b"PK"):
        return None
    found = summary(problems, language)
    order = {
        "marks": [asdict(mark) for mark in cell_marks(problems, language)],
        "summary": asdict(found),
        "without_macros": asdict(summary(problems, language, Form.NO_MACROS))["lines"],
    }
    answer = run_confined("ingest.workbooks.marked", order, data, MARKING)
    if isinstance(answer, Died) or not answer:
        return None
    return Returned(answer[1:], Form.NO_MACROS if answer[:1] == NO_MACROS else Form.MARKED)


def _is_xlsx(data: bytes) -> bool:
    """Told by the name of a part that only xlsx and xlsm have."""
    return data.startswith(b"PK") and b"xl/workbook.xml" in data


def _made_anew(data: bytes, read: Checked, language: str) -> Returned | None:
    """All sheets' values in an xlsx, marked; None when there are too many."""
    copied, cells = [], 0
    for coming in _coming(data):
        rows = [block.row(index) for block in coming.blocks for index in range(block.rows)]
        cells += sum(map(len, rows))
        if cells > MOST_CELLS:
            return None
        if rows:
            places = {one.cell: one.cell for one in read.problems if one.sheet == coming.name}
            copied.append(_Copied(coming.name, _header_row(read, coming.name, rows), rows, places))
    return _written(copied, read.problems, language, Form.ANEW)


def _wrong_rows(data: bytes, read: Checked, language: str) -> Returned:
    """The header and the rows that were not taken in, with the list of all problems."""
    wrong, copied = _to_correct(read), []
    for name, found in _wrong_lines(data, read, wrong):
        if numbers := sorted(wrong.get(name, ())):
            copied.append(_copied_rows(name, *found(numbers), read))
    return _written(copied, read.problems, language, Form.ROWS if copied else Form.LIST)


def _to_correct(read: Checked) -> Mapping[str, Set[int]]:
    """Sheet → the rows that go back, as long as there is room.

    Sent back as they are they must change nothing: a row that contradicts another goes with it or
    not at all, for alone it would correct the other; and so would one row of several that are one.
    """
    wrong: dict[str, set[int]] = {}
    room = MOST_WRONG
    if any(problem.code == "rows-merged" for problem in read.problems):
        return wrong
    for problem in read.problems:
        if problem.warning or not problem.row or not problem.column:
            continue
        rows = {(problem.sheet, problem.row)}
        if problem.code == "registration-conflict":
            rows = rows | {problem.other} if problem.other else set()
        new = {(sheet, row) for sheet, row in rows if row not in wrong.get(sheet, ())}
        if len(new) > room:
            break
        room -= len(new)
        for sheet, row in new:
            wrong.setdefault(sheet, set()).add(row)
    return wrong


def _coming(data: bytes) -> Iterable[Coming]:
    """The sheets once more, without those of ours; what was read once can be read again."""
    try:
        ours = our_names()
        yield from (one for one in coming_sheets(data) if not is_our_name(one.name, ours))
    except Unread as error:
        raise RuntimeError(f"a file that was read is not read again: {error}") from error


def _wrong_lines(
    data: bytes, read: Checked, wrong: Mapping[str, Set[int]]
) -> Iterator[tuple[str, Callable[[Sequence[int]], tuple[Cells, Mapping[int, Line]]]]]:
    """Each sheet with a call for its first rows and those asked for.

    They were kept while the file was checked, but for what only its rows together or the register
    find wrong: then the file is read once more.
    """
    if all(numbers <= read.wrong.get(name, {}).keys() for name, numbers in wrong.items()):
        for name in wrong:
            yield name, partial(_kept_lines, read, name)
    else:
        for coming in _coming(data):
            yield coming.name, partial(_lines_again, coming)


def _kept_lines(
    read: Checked, name: str, numbers: Sequence[int]
) -> tuple[Cells, Mapping[int, Line]]:
    return read.tops[name], {number: read.wrong[name][number] for number in numbers}


def _lines_again(coming: Coming, numbers: Sequence[int]) -> tuple[Cells, Mapping[int, Line]]:
    top: Cells = ()
    found: dict[int, Line] = {}
    wanted = set(numbers)
    for block in coming.blocks:
        if block.first == 1:
            top = tuple(block.row(index) for index in range(min(SEARCHED_ROWS, block.rows)))
        for number in wanted & set(range(block.first, block.first + block.rows)):
            found[number] = block.row(number - block.first)
    return top, found


def _copied_rows(name: str, top: Cells, found: Mapping[int, Line], read: Checked) -> _Copied:
    """The rows down to the header, so that it is found again, and these rows."""
    head = _header_row(read, name, top)
    letters = _letters(read, name, top)
    here = [problem for problem in read.problems if problem.sheet == name]
    kept = sorted(found.keys() - {problem.row for problem in here if _elsewhere(problem, letters)})
    moved = {number: head + at for at, number in enumerate(kept, start=1)}
    places = {
        problem.cell: cell_name(moved[problem.row], place_of(problem.cell)[1])
        for problem in here
        if problem.cell and problem.row in moved
    }
    return _Copied(name, head, [*top[:head], *(found[one] for one in kept)], places)


def _elsewhere(problem: Problem, letters: Mapping[str, str]) -> bool:
    """Does the row belong to another table of the sheet, one with a header of its own?"""
    stands = letters.get(problem.column)
    return stands is not None and problem.cell.rstrip("0123456789") != stands


def _header_row(read: Checked, name: str, top: Sequence[tuple[Value, ...]]) -> int:
    if name == read.sheet:
        return read.header_row
    header = _header(tuple(top[:SEARCHED_ROWS]))
    return header.row if header else 0


def _header(top: Cells) -> Header | None:
    return find_header(top, columns()) or find_event_header(top)


def _letters(read: Checked, name: str, top: Cells) -> Mapping[str, str]:
    if name == read.sheet:
        return read.columns
    header = _header(top)
    return {code: column_letters(at) for code, at in header.columns.items()} if header else {}


def _written(
    copied: Sequence[_Copied], problems: Sequence[Problem], language: str, form: Form
) -> Returned:
    """A workbook of ours with these rows, marked as a sender's would be."""
    names: dict[str, str] = {}
    usual = pick(columns().template.sheet, language)
    for one in copied:
        names[one.name] = sheet_name(one.name, names.values(), usual)
    placed = {(one.name, cell): (names[one.name], here)
              for one in copied for cell, here in one.places.items()}  # fmt: skip
    here = [one for one in problems if (one.sheet, one.cell) in placed]
    marks = [_moved(mark, *placed[mark.sheet, mark.cell]) for mark in cell_marks(here, language)]
    sheets = [_sheet(one, names[one.name]) for one in copied]
    found = summary(problems, language, form, placed)
    book = saved_book(sheets or [PlainSheet(AUTHOR, [])])  # which is taken away as one of ours
    return Returned(marked(book, marks, asdict(found)), form)


def _moved(mark: CellMark, sheet: str, cell: str) -> dict[str, object]:
    return asdict(replace(mark, sheet=sheet, cell=cell))


def _sheet(copied: _Copied, name: str) -> PlainSheet:
    rows = [plain_row(row, header=number == copied.header_row)
            for number, row in enumerate(copied.rows, start=1)]  # fmt: skip
    head = copied.header_row
    frozen = f"A{head + 1}" if head else ""
    wide = widths(copied.rows, head)
    high = {head: header_height(copied.rows[head - 1], wide)} if head else {}
    return PlainSheet(name, rows, widths=wide, heights=high, frozen=frozen)
