"""The mapping of a foreign layout: where each column of ours stands in somebody's spreadsheet.

One TOML file a layout, in the folder that `sheets.mappings` names, with the table
`[sheets.mapping]`; a single one may stand in achyk.toml itself (docs/mapping.md).
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from config.columns import columns
from config.matching import plain_words
from config.regions import read_region, regions
from config.toml_table import Keys, Mistake, Table, line_of, nearest
from config.trouble import SettingsTrouble

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
SEPARATE, MERGE = "separate", "merge"
USUAL, ANY = "usual", "any"

_ROOT = ("sheets", "mapping")
_KEYS = ("body", "rows_of_one", "dates", "leave_out", "columns")
_ORIGINS = ("column", "columns", "constant")
_CHANGES = ("join", "prefix", "values", "default", "blanks")
_OF_KIND = {"date": ("dates",), "tax_id": ("check",)}
_COUNT = ("count", "parts")  # of violations
_SAMPLE = date(2026, 7, 31)


@dataclass(frozen=True)
class Source:
    """Where one column of ours comes from, and what is done to it."""

    headers: tuple[str, ...] = ()  # theirs; () for a constant
    constant: str | None = None
    join: str = " "  # between several
    prefix: str = ""  # before what stands there
    values: Mapping[str, str] = field(default_factory=dict)  # theirs, with * for any text → ours
    default: str | None = None  # for what `values` does not name; None: it stays as it stands
    blanks: tuple[str, ...] = ()  # what stands there for nothing
    dates: str = ""  # '': as the mapping says
    check: str = USUAL  # of a tax id: USUAL or ANY
    counts: bool = False  # the rows of an inspection in which it is filled
    parts: str = ""  # sign between the things to count in one cell; '' for one a cell


@dataclass(frozen=True)
class SheetMapping:
    """A foreign layout."""

    name: str  # of its file, without the ending
    columns: Mapping[str, Source]  # column code → where it comes from
    body: str = ""  # whose uploads it is for; '' for everybody's
    merges: bool = False  # rows with one registration number are one inspection
    dates: str = DAY_FIRST  # DAY_FIRST, MONTH_FIRST or a pattern as of strptime
    leave_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # header → values

    def headers(self) -> tuple[str, ...]:
        """Every column of theirs that has to be there, in the order of ours."""
        sources = (header for source in self.columns.values() for header in source.headers)
        return tuple(dict.fromkeys((*sources, *self.leave_out)))


@dataclass(frozen=True)
class Mappings:
    """What an installation has."""

    listed: tuple[SheetMapping, ...] = ()
    wrong: tuple[str, ...] = ()  # a sentence a mistake; files with one are not listed


def load_mappings(folder: Path, own: SheetMapping | None) -> Mappings:
    """Every mapping in `folder`, by name, and the mistakes in them; `own` of achyk.toml first."""
    listed = [own] if own else []
    wrong: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        found = _file(path)
        if isinstance(found, SheetMapping):
            listed.append(found)
        else:
            wrong += [f"{folder.name}/{path.name}{says}" for says in found]
    return Mappings(tuple(listed), tuple(wrong))


def own_mapping(entry: Any) -> SheetMapping:
    """The `[sheets.mapping]` of achyk.toml; SettingsTrouble names every key at fault."""
    found, mistakes = read_mapping("achyk.toml", entry)
    if mistakes:
        said = "; ".join(f"{'.'.join((*_ROOT, *keys))}: {says}" for keys, says in mistakes)
        raise SettingsTrouble(f"settings: {said}")
    return found


def _file(path: Path) -> SheetMapping | list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        return [f": cannot be read: {os.strerror(error.errno or 0)}; see its rights"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [f": is not valid TOML: {error}"]
    sheets = data.get("sheets")
    if list(data) != ["sheets"] or not isinstance(sheets, dict) or list(sheets) != ["mapping"]:
        return [": has to hold the table [sheets.mapping] and nothing beside it"]
    found, mistakes = read_mapping(path.stem, sheets["mapping"])
    return [_placed(text, keys, says) for keys, says in mistakes] or found


def _placed(text: str, keys: Keys, says: str) -> str:
    line = line_of(text, (*_ROOT, *keys))
    place = f", line {line}: " if line else ": "
    return place + (f"{'.'.join(keys)}: " if keys else "") + says


def read_mapping(name: str, entry: Any) -> tuple[SheetMapping, list[Mistake]]:
    """A mapping from what the TOML table holds, and what is wrong with it, by key."""
    table = Table(entry)
    table.know(_KEYS)
    body, left_out = table.text("body"), table.within("leave_out")
    found = SheetMapping(
        name=name,
        columns=_sources(table.within("columns"), body),
        body=body,
        merges=table.one_of("rows_of_one", SEPARATE, MERGE) == MERGE,
        dates=_dates(table) or DAY_FIRST,
        leave_out={header: left_out.texts(header) for header in left_out.entry},
    )
    return found, table.mistakes


def _sources(table: Table, body: str) -> dict[str, Source]:
    kinds = {column.code: column.kind for column in columns().listed}
    table.know(kinds)
    sources = {
        code: _source(table, code, kind) for code, kind in kinds.items() if code in table.entry
    }
    if body:
        sources.setdefault("body", Source(constant=body))
    needed = [code for code in columns().mandatory() if code not in sources]
    if "email" not in sources and "no_email_reason" not in sources:
        needed.append("email or no_email_reason")
    if needed:
        table.complain("", f"nothing is said of {', '.join(needed)}; add it")
    return sources


def _source(table: Table, code: str, kind: str) -> Source:
    """A text is the header of one column; a table says more."""
    entry = table.entry[code]
    entry = {"column": entry} if isinstance(entry, str) else entry
    table = Table(entry, (*table.keys, code), table.mistakes)
    counting = _COUNT if code == "violations" else ()
    table.know((*_ORIGINS, *_CHANGES, *_OF_KIND.get(kind, ()), *counting))
    _check_origin(table, code, (*_ORIGINS, *counting[:1]))
    single = [table.text(key) for key in ("column", "count") if key in table.entry]
    values = table.within("values")
    translated = {theirs: _target(values, code, theirs) for theirs in values.entry}
    return Source(
        headers=(*single, *table.texts("columns")),
        constant=_target(table, code, "constant"),
        join=table.text("join", " "),
        prefix=table.text("prefix"),
        values={theirs: ours for theirs, ours in translated.items() if ours is not None},
        default=_target(table, code, "default"),
        blanks=table.texts("blanks"),
        dates=_dates(table),
        check=table.one_of("check", USUAL, ANY),
        counts="count" in table.entry,
        parts=table.text("parts"),
    )


def _check_origin(table: Table, code: str, origins: tuple[str, ...]) -> None:
    """Exactly one place the column comes from, and with it only what applies to it."""
    found = [key for key in origins if key in table.entry]
    if len(found) != 1:
        table.complain("", f"write one of {', '.join(origins)}")
        return
    if not table.entry[found[0]] and found[0] != "constant":
        table.complain(found[0], "names no column")
    alone = {"constant": (), "count": ("parts",)}.get(found[0])
    for key in table.entry:
        if alone is not None and key not in (found[0], *alone):
            table.complain(key, f"does nothing beside {found[0]}; take it away")
        elif alone is None and key == "parts":
            table.complain(key, "says what `count` counts; write count in place of column")
    if found[0] == "constant" and code == "registration_no":
        table.complain(found[0], "each inspection has its own number; name a column")
    if "default" in table.entry and "values" not in table.entry:
        table.complain("default", "is for what `values` does not name; add values")


def _target(table: Table, code: str, key: str) -> str | None:
    """What is to stand in our column: of a coded one a code, or a word for it."""
    value = table.entry.get(key)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, date | int) and not isinstance(value, datetime):
        value = str(value)
    if value is not None and not isinstance(value, str):
        table.complain(key, f"expected a text in quotes, found {value!r}")
        return None
    if value and not _is_known(code, value):
        table.complain(key, f"{value!r} is not known; {nearest(value, _codes(code))}")
    return None if value is None else str(value)


def _is_known(code: str, value: str) -> bool:
    coded = columns().coded
    if code in coded:
        return (plain_words(value) or value) in coded[code]
    return code != "region" or read_region(value) is not None


def _codes(code: str) -> list[str]:
    coded = columns().values.get(code, ())
    return [one.code for one in coded] or [region.code for region in regions()]


def _dates(table: Table) -> str:
    value = table.text("dates")
    if value and value not in (DAY_FIRST, MONTH_FIRST) and not _is_pattern(value):
        says = f"must be {DAY_FIRST}, {MONTH_FIRST} or a pattern like %Y%m%d, found {value!r}"
        table.complain("dates", says)
    return value


def _is_pattern(value: str) -> bool:
    """Whether a day written by this pattern is read back as the same day."""
    try:
        return datetime.strptime(_SAMPLE.strftime(value), value).date() == _SAMPLE
    except ValueError:
        return False
