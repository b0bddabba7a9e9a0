"""The blocks of a sheet as its rows are read: merged cells filled, and what was hidden told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from config.columns import Columns
from ingest.sheets.headers import SEARCHED_ROWS, Header
from ingest.sheets.problem import Problem
from ingest.sheets.sheet import Block, Cells, Coming, Value
from ingest.sheets.unseen import Merge, fill_down
from ingest.sheets.unseen_problems import unseen_problems
from ingest.sheets.values import is_blank


def filled(
    sheet: Coming,
    header: Header,
    spec: Columns,
    blocks: Iterable[Block],
    problems: list[Problem],
    places: Collection[int] = (),
) -> Iterator[Block]:
    """The blocks with the values of merged cells in all their rows; `problems` says what was odd.

    A count that stands once for several rows is not the count of each: it stays in the first.
    `places`: the columns that are read, those of the header if none are given.
    """
    kinds = {column.code: column.kind for column in spec.listed}
    counts = {at for code, at in header.columns.items() if kinds.get(code) == "count"}
    wanted = {*(places or header.columns.values())} - counts
    last, merged = 0, dict[Merge, Value]()
    for block in blocks:
        last = block.first + block.rows - 1
        fill_down(sheet.unseen, block.first, block.columns, header.row, wanted, merged)
        yield block
    problems += unseen_problems(
        sheet.name, sheet.unseen, header.row, header.columns, last, alone=counts
    )


def shifted(file_format: str, header: Header, block: Block) -> set[int]:
    """Rows of a csv file with more cells than its header: a delimiter within a cell moved them.

    As indexes in the block. Where most rows have them it is a column without a name.
    """
    if file_format != "csv":
        return set()
    width = max(map(len, header.rows), default=len(block.columns))
    beyond = block.columns[width:]
    found = {at for column in beyond for at, cell in enumerate(column) if not is_blank(cell)}
    return found if len(found) * 2 < block.rows else set()


def top_of(block: Block, begin: int = 0) -> Cells:
    """The rows among which a header is looked for, from the row `begin` of the block on."""
    end = min(begin + SEARCHED_ROWS, block.rows)
    return tuple(block.row(index) for index in range(begin, end))
