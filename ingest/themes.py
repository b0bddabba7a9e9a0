"""The workbook in which free words are coded: written for an administrator, and read back.

It holds what businesses wrote in confidence, in random order, without anything that says who. Rows
may be sorted, hidden or left out before it comes back, and columns moved: a row is known by its
key. A row without a theme changes nothing, so several people may share the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from config.languages import pick
from config.matching import plain_words
from config.questionnaire import Questionnaire
from config.trouble import Trouble
from ingest.sheets.sheet import NO_VALUE, Refusal, Sheet, Value, cell_name, read_sheets
from ingest.sheets.values import text_of
from ingest.workbooks.excel import saved_book
from ingest.workbooks.plain_book import AS_TEXT, Look, PlainCell, PlainSheet, Rule
from register.keys import Keys
from register.rules.quarter import Quarter
from register.themes import (
    MOST,
    NONE,
    FreeWords,
    Theme,
    WordsKey,
    all_themes,
    code_words,
    free_words,
    kept_words,
    opened_key,
    words_key,
)

KEY = "key"
HEADER = (KEY, "question", "words", *(f"theme {n}" for n in range(1, MOST + 1)))
WIDTHS = (8, 26, 90, 24, 24, 24)
FORMULA = "=…"  # one that was never computed
MOST_TOLD = 20  # problems in one message
_HEAD = Look(bold=True, fill="FFD9E2EC")
_WRAPPED = Look(wrapped=True)
_GREY = Look(colour="FF808080")


@dataclass
class Coded:
    """What a workbook changed."""

    quarter: str
    changed: int = 0
    same: int = 0
    empty: int = 0  # no theme was given: left as it was
    gone: int = 0  # the words are here no more
    rewritten: int = 0  # the business has changed its words since: left as it was
    problems: list[str] = field(default_factory=list)


def themes_book(
    session: Session, keys: Keys, quarter: str, asked: Questionnaire, language: str
) -> tuple[bytes, int]:
    """The workbook of a quarter's free words, and how many it holds; Trouble where there is none.

    In the order of the keys, which are sealed anew each time: no order of arrival, no digest.
    """
    themes = all_themes(session)
    if not themes:
        raise Trouble("there is no theme to code words as; see achyk theme add")
    listed = sorted((words_key(keys, quarter, one), one) for one in free_words(session, quarter))
    if not listed:
        raise Trouble(f"no business wrote in its own words in {quarter}")
    rows = [_row(key, one, asked, language) for key, one in listed]
    sheet = PlainSheet(
        name=quarter,
        rows=[[PlainCell(heading, _HEAD) for heading in HEADER], *rows],
        widths=dict(enumerate(WIDTHS)),
        formats=dict.fromkeys(range(3, len(HEADER)), AS_TEXT),
        rules=dict.fromkeys(range(3, len(HEADER)), _rule(themes, len(rows) + 1)),
        frozen="A2",
    )
    return saved_book([sheet, _legend(themes, language)]), len(rows)


def _row(key: str, one: FreeWords, asked: Questionnaire, language: str) -> list[PlainCell]:
    question = asked.question(one.question)
    title = f"{one.question}. {question.titled(language)}" if question else str(one.question)
    found = [*one.themes, *[None] * MOST][:MOST]
    return [
        PlainCell(key, _GREY),
        PlainCell(title, _WRAPPED),
        PlainCell(one.words, _WRAPPED),
        *(PlainCell(code) for code in found),
    ]


def _rule(themes: Sequence[Theme], rows: int) -> Rule:
    says = f"Choose a code from the sheet themes, or {NONE} to take back what was said before."
    return Rule("list", source=f"themes!$A$2:$A${len(themes) + 2}", rows=rows, says=says)


def _legend(themes: Sequence[Theme], language: str) -> PlainSheet:
    known = [[PlainCell(one.code), PlainCell(pick(one.titles, language))] for one in themes]
    head = [PlainCell("code", _HEAD), PlainCell("title", _HEAD)]
    none = [PlainCell(NONE, _GREY), PlainCell("take back what was said before", _GREY)]
    return PlainSheet(name="themes", rows=[head, *known, none], widths={0: 30, 1: 80})


def read_themes(session: Session, keys: Keys, quarter: str, path: Path) -> Coded:
    """Take in a coded workbook: all of it, or Trouble that names every bad cell."""
    coded = Coded(str(Quarter.parse(quarter)))
    known = _known(all_themes(session))
    rows: dict[WordsKey, frozenset[str] | None] = {}
    for sheet, header in _lists(_sheets(path)):
        for number, cells in enumerate(sheet.cells[1:], 2):
            _read_row(keys, coded, known, rows, _Row(sheet.name, number, cells, header))
    if coded.problems:
        more = len(coded.problems) - MOST_TOLD
        told = "; ".join(coded.problems[:MOST_TOLD]) + (f"; and {more} more" if more > 0 else "")
        raise Trouble(f"{path}: nothing was taken in: {told}")
    for key, found in rows.items():
        _take(session, coded, key, found)
    return coded


def _sheets(path: Path) -> tuple[Sheet, ...]:
    try:
        sheets = read_sheets(path.read_bytes())
    except OSError as error:
        raise Trouble(f"cannot read {path}: {error.strerror}") from error
    if isinstance(sheets, Refusal):
        raise Trouble(f"{path} is no readable spreadsheet ({sheets.code}); save it as xlsx")
    return sheets


def _lists(sheets: tuple[Sheet, ...]) -> Iterator[tuple[Sheet, dict[str, int]]]:
    """The sheets with keys and themes, and where their columns stand."""
    found = False
    for sheet in sheets:
        headings = [text_of(value).lower() for value in sheet.cells[0]] if sheet.cells else []
        header = {name: headings.index(name) for name in HEADER if name in headings}
        if KEY in header and HEADER[3] in header:
            found = True
            yield sheet, header
    if not found:
        raise Trouble("no sheet has the columns key and theme 1; export the words anew")


def _known(themes: Sequence[Theme]) -> dict[str, str]:
    """How a theme may be named → its code: the code, or a title that only one of them has."""
    by_title: dict[str, set[str]] = {}
    for theme in themes:
        for title in theme.titles.values():
            by_title.setdefault(plain_words(title), set()).add(theme.code)
    unique = {title: min(codes) for title, codes in by_title.items() if len(codes) == 1}
    return {**unique, **{theme.code: theme.code for theme in themes}}


@dataclass(frozen=True)
class _Row:
    sheet: str
    number: int
    cells: tuple[Value, ...]
    header: Mapping[str, int]

    def text(self, heading: str) -> str:
        """The text in the column; '' where there is no such column or nothing in it."""
        at = self.header.get(heading)
        value = self.cells[at] if at is not None and at < len(self.cells) else None
        return FORMULA if value is NO_VALUE else text_of(value)

    def place(self, heading: str) -> str:
        """The cell as a person finds it."""
        return f"{self.sheet} {cell_name(self.number, self.header[heading])}".strip()


def _read_row(
    keys: Keys,
    coded: Coded,
    known: Mapping[str, str],
    rows: dict[WordsKey, frozenset[str] | None],
    row: _Row,
) -> None:
    given = {name: row.text(name) for name in HEADER[3:] if row.text(name)}
    if not given and not row.text(KEY):
        return
    key = opened_key(keys, coded.quarter, row.text(KEY))
    if key is None:
        told = f"{row.place(KEY)}: no key of this installation and {coded.quarter}"
        coded.problems.append(told)
        return
    found = _found(coded, known, row, given)
    before = rows.get(key)
    if before is not None and found is not None and before != found:
        coded.problems.append(f"{row.place(KEY)}: the same words stand twice, coded differently")
    rows[key] = before if found is None else found


def _found(
    coded: Coded, known: Mapping[str, str], row: _Row, given: Mapping[str, str]
) -> frozenset[str] | None:
    """The codes that a row gives; empty for `none`, None where it gives nothing."""
    codes: set[str] = set()
    for heading, text in given.items():
        code = known.get(text.lower()) or known.get(plain_words(text))
        if code is None and text.lower() != NONE:
            shown = text if len(text) <= 60 else text[:59] + "…"
            coded.problems.append(f"{row.place(heading)}: there is no theme {shown!r}")
        elif code is not None:
            codes.add(code)
    if codes and any(text.lower() == NONE for text in given.values()):
        coded.problems.append(f"{row.place(KEY)}: {NONE} stands beside a theme")
    return frozenset(codes) if given else None


def _take(session: Session, coded: Coded, key: WordsKey, found: frozenset[str] | None) -> None:
    as_listed = kept_words(session, coded.quarter, key)
    if as_listed is None:
        coded.gone += 1
    elif found is None:
        coded.empty += 1
    elif not as_listed:
        coded.rewritten += 1
    else:
        changed = code_words(session, key, found)
        coded.changed += changed
        coded.same += not changed
