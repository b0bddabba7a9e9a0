"""A sheet in a foreign layout: which mapping fits it, and where its columns stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from config.columns import Columns, columns
from config.mapping import ANY, Mappings, SheetMapping
from config.matching import plain_words
from ingest.sheets.headers import SEARCHED_ROWS, Header
from ingest.sheets.row_known import Known
from ingest.sheets.sheet import Cells, Refusal, Value, cell_name
from ingest.sheets.values import read_list, text_of

LONGEST_HEADER = 200  # a longer text is none
LEAST_FOUND = 3  # columns of a layout, from which a file may be meant to have it
FOREIGN_ID = "foreign_id"  # kind of a tax id column whose numbers are another country's

WIDEST = 1000  # columns in which headers are looked for

_MEANT = re.compile("[#%$€₸₽+&@<>=*]")  # signs that tell one header from another


class _Named(NamedTuple):
    """The texts of a row."""

    same: dict[str, list[int]]  # text → indexes of its cells
    alike: dict[str, list[int]]  # the same by `_alike`


@dataclass(frozen=True)
class Fit:
    """A mapping, and where its columns stand in a sheet."""

    mapping: SheetMapping
    header: Header  # `columns`: of each code its first source; constants have none
    places: Mapping[str, int]  # header of theirs → index counted from 0

    @cached_property
    def spec(self) -> Columns:
        """The columns as rows of this sheet are checked against them."""
        tax_id = self.mapping.columns.get("tax_id")
        if tax_id is None or tax_id.check != ANY:
            return columns()
        listed = columns().listed
        return replace(
            columns(),
            listed=tuple(
                replace(one, kind=FOREIGN_ID) if one.code == "tax_id" else one for one in listed
            ),
        )


def foreign(
    mappings: Mappings, top: Cells, known: Known | None, bodies: frozenset[str] | None
) -> Fit | Refusal | None:
    """The mapping that fits a sheet with the first rows `top`, or what is wrong, or None.

    `bodies` are those whose mappings count, None: all. Of several that fit, the one with the most
    columns. Refusal: "mapping-columns" when only some are there, "mapping-unregistered" when a
    body or inspector that it sets is not in `known`, "mapping-broken" when no mapping fits and
    one has a mistake.
    """
    listed = [one for one in mappings.listed if _is_for(one, bodies)]
    named = [_named(cells) for cells in top[:SEARCHED_ROWS]] if listed else []
    found = [_fit(one, named, top) for one in listed]
    if whole := [fit for fit in found if isinstance(fit, Fit)]:
        fit = max(whole, key=lambda one: len(one.places))
        strange = unregistered(fit.mapping, known) if known else ()
        return Refusal("mapping-unregistered", strange, detail=fit.mapping.name) if strange else fit
    if near := [refusal for refusal in found if isinstance(refusal, Refusal)]:
        return min(near, key=lambda refusal: len(refusal.missing))
    return Refusal("mapping-broken", (*columns().mandatory(), "email")) if mappings.wrong else None


def unregistered(mapping: SheetMapping, known: Known) -> tuple[str, ...]:
    """The body and inspectors that the mapping sets for every row and `known` does not have."""
    body = mapping.columns["body"].constant
    inspectors = read_list(mapping.columns["inspector_id"].constant or "")
    strange = [one for one in inspectors if one not in known.inspectors]
    if body and body not in known.bodies and body.casefold() not in known.body_names:
        strange.insert(0, body)
    return tuple(strange)


def _is_for(mapping: SheetMapping, bodies: frozenset[str] | None) -> bool:
    return bodies is None or not mapping.body or mapping.body in bodies


def _fit(mapping: SheetMapping, named: Sequence[_Named], top: Cells) -> Fit | Refusal | None:
    """The row that names the most columns of the layout: all of them, half of them, or too few."""
    headers = mapping.headers()
    rows = [_places(one, headers) for one in named]
    best = max(range(len(rows)), key=lambda index: len(rows[index]), default=None)
    if best is None:
        return None
    found = {header: places[0] for header, places in rows[best].items()}
    missing = tuple(header for header in headers if header not in found)
    if not missing:
        first = {code: source.headers[:1] for code, source in mapping.columns.items()}
        ours = {code: found[header] for code, named in first.items() for header in named}
        twice = tuple(_twice(rows[best], ours, best + 1))
        return Fit(mapping, Header(best + 1, ours, twice, missing=(), rows=(top[best],)), found)
    if len(found) < max(LEAST_FOUND, len(headers) / 2):
        return None
    return Refusal("mapping-columns", missing, detail=mapping.name)


def _named(cells: tuple[Value, ...]) -> _Named:
    """The texts of a row and their columns: as they stand, and without case and punctuation."""
    named = _Named({}, {})
    for index, value in enumerate(cells[:WIDEST]):
        text = text_of(value) if isinstance(value, str) and len(value) <= LONGEST_HEADER else ""
        if text:
            named.same.setdefault(text, []).append(index)
            named.alike.setdefault(_alike(text), []).append(index)
    return named


def _places(row: _Named, headers: tuple[str, ...]) -> dict[str, list[int]]:
    """Where each header stands: the very same text, else those that differ in case and signs."""
    found = {header: row.same.get(header) or row.alike.get(_alike(header)) for header in headers}
    return {header: places for header, places in found.items() if places}


def _twice(
    found: Mapping[str, Sequence[int]], ours: Mapping[str, int], row: int
) -> Iterator[tuple[str, str, str | None]]:
    """As in `Header.unknown`: columns under a header that another one before them has, too."""
    codes = {index: code for code, index in ours.items()}
    for header, (first, *others) in found.items():
        for index in others:
            if first in codes:
                yield cell_name(row, index), header, codes[first]


def _alike(text: str) -> str:
    """ "License #" is no "License", and "Fine, %" no "Fine": these signs are words."""
    return plain_words(_MEANT.sub(_as_word, text)) or text


def _as_word(sign: re.Match[str]) -> str:
    return f" {unicodedata.name(sign[0])} "
