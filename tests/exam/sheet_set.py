"""The project's own workbooks (tests/exam/sheets), written to a folder, and how they are judged.

Each case holds the file's bytes and what its author expects, complete: every field of every
record, every problem with its cell. See exam/sheets/case.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from exam.compare import Found, Verdict, says
from exam.sheets import (
    set_cells,
    set_copies,
    set_events,
    set_exports,
    set_foreign,
    set_formats,
    set_languages,
    set_layouts,
    set_life,
    set_odd,
    set_otherwise,
    set_people,
    set_quarters,
    set_refused,
    set_tables,
    set_templates,
    set_traps,
    set_values,
    set_workbooks,
)
from exam.sheets.case import ANY, Case

GROUP = "sheets own set"
FIELDS = ("read", "refused", "header", "records", "events", "problems")
GOALS = {(GROUP, field): 1.0 for field in FIELDS}


def cases(templates: Path) -> dict[str, list[Case]]:
    """The cases by the part of the set they belong to; `templates` as `achyk init` left them."""
    return {
        "life": list(set_life.cases()),
        "layouts": list(set_layouts.cases()),
        "values": list(set_values.cases()),
        "cells": list(set_cells.cases()),
        "tables": list(set_tables.cases()),
        "workbooks": list(set_workbooks.cases()),
        "people": list(set_people.cases()),
        "formats": list(set_formats.cases()),
        "copies": list(set_copies.cases()),
        "foreign": list(set_foreign.cases()),
        "otherwise": list(set_otherwise.cases()),
        "exports": list(set_exports.cases()),
        "traps": list(set_traps.cases()),
        "events": list(set_events.cases()),
        "quarters": list(set_quarters.cases()),
        "odd": list(set_odd.cases()),
        "languages": list(set_languages.cases()),
        "templates": list(set_templates.cases(templates)),
        "refused": list(set_refused.cases()),
    }


def written(folder: Path, made: Mapping[str, Sequence[Case]]) -> list[Path]:
    """The files of the cases, in one folder for each part."""
    paths = []
    for part, parts in made.items():
        (folder / part).mkdir(parents=True)
        for case in parts:
            path = folder / part / case.name
            path.write_bytes(case.data)
            paths.append(path)
    return paths


def verdicts(
    folder: Path, made: Mapping[str, Sequence[Case]], found: Mapping[Path, Found]
) -> Iterator[Verdict]:
    for part, parts in made.items():
        for case in parts:
            path = folder / part / case.name
            yield from judge(case, f"{part}/{case.name}", found.get(path))


def judge(case: Case, name: str, found: Found | None) -> Iterator[Verdict]:
    """A verdict for each field; `read` alone where the program said nothing."""
    yield Verdict(GROUP, name, "read", found is not None, "" if found else "no answer")
    if found is None:
        return
    yield _verdict(name, "refused", case.refused, found["refused"])
    if case.refused is None:
        yield _verdict(name, "header", *_header(case, found))
        yield _verdict(name, "records", *_records(case, found))
        yield _verdict(name, "events", list(case.events), _events(found))
        yield _problems(case, name, found)


def _verdict(name: str, field: str, want: object, got: object) -> Verdict:
    return Verdict(GROUP, name, field, want == got, "" if want == got else says(want, got))


def _header(case: Case, found: Found) -> tuple[object, object]:
    """Sheet, row and those columns that the case names."""
    want = [
        found["sheet"] if case.sheet == ANY else case.sheet,
        found["header_row"] if case.header is None else case.header,
        dict(case.columns),
    ]
    columns = {code: found["columns"].get(code) for code in case.columns}
    return want, [found["sheet"], found["header_row"], columns]


def _records(case: Case, found: Found) -> tuple[object, object]:
    """The numbers of rows and of accepted ones, then the records in their order.

    Of records that are equal only the number is shown, so that the difference is seen.
    """
    got = [_fields(record, want) for record, want in _beside(case, found)]
    rows = len(case.records) if case.rows is None else case.rows
    want_counts = [rows, len(case.records), len(case.records)]
    got_counts = [found["rows"], found["accepted"], len(found["records"])]
    want = [{} if pair[0] == pair[1] else pair[1] for pair in got]
    return [want_counts, want], [got_counts, [{} if a == b else a for a, b in got]]


def _beside(case: Case, found: Found) -> Iterator[tuple[Found, Found]]:
    by_number: dict[str, list[Found]] = {}
    for record in found["records"]:
        by_number.setdefault(record["registration_no"], []).append(record)
    for want in case.records:
        came = by_number.get(want["registration_no"], [])
        yield (came.pop(0) if came else {}), want


def _fields(record: Found, want: Found) -> tuple[object, object]:
    """The fields in which the two differ: what came, what was meant."""
    differ = [key for key in want if record.get(key) != want[key]] if record else list(want)[:1]
    return {key: record.get(key) for key in differ}, {key: want[key] for key in differ}


def _events(found: Found) -> list[Found]:
    """The events without their places."""
    kept = ("registration_no", "kind", "on", "until", "basis")
    return [{key: event[key] for key in kept} for event in found["events"]]


def _problems(case: Case, name: str, found: Found) -> Verdict:
    """Every problem that must be told is told once, and no other."""
    told = Counter(_spelt(problem, found["sheet"]) for problem in found["problems"])
    want = Counter(case.problems)
    lacking, beyond = sorted((want - told).elements()), sorted((told - want).elements())
    return Verdict(GROUP, name, "problems", told == want, f"lacking {lacking}, beyond {beyond}")


def _spelt(problem: Found, sheet: str) -> str:
    """The problem as a case writes it."""
    cell = problem["cell"] or "-"
    there = problem["sheet"] and problem["sheet"] != sheet
    return f"{problem['sheet']}!{cell} {problem['code']}" if there else f"{cell} {problem['code']}"
