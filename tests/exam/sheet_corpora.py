"""Odd spreadsheets of the open corpora: none may crash the reader, hold it up, or leave it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from exam.compare import Found, Verdict
from exam.corpora import CORPORA

from ingest.sheets.problem import REFUSAL_SAYS

GROUP = "sheets corpora"
FIELDS = ("no crash", "typed", "no hang", "no escape")
GOALS = {(GROUP, field): 1.0 for field in FIELDS}
FOLDER = CORPORA / "sheets"
FORMATS = (None, "xlsx", "xlsm", "xlsb", "xls", "ods", "csv")


def books() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*/*") if path.is_file())


def state_of(*folders: Path) -> dict[str, str]:
    """The digest of every file in the folders, to be held against that of later."""
    found = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def verdicts(
    paths: list[Path], found: Mapping[Path, Found], before: object, after: object
) -> Iterator[Verdict]:
    """Each file judged; `before` and `after` are the states of what reading must not change."""
    for path in paths:
        yield from _file(path.name, found.get(path))
    if paths:
        told = "" if before == after else "reading changed files"
        yield Verdict(GROUP, "all", "no escape", before == after, told)


def _file(name: str, found: Found | None) -> Iterator[Verdict]:
    yield Verdict(GROUP, name, "no crash", found is not None, "" if found else "no answer")
    if found is None:
        return
    refused, format = found["refused"], found["format"]
    typed = (refused is None or refused in REFUSAL_SAYS) and format in FORMATS
    yield Verdict(GROUP, name, "typed", typed, f"refused {refused!r}, format {format!r}")
    yield Verdict(GROUP, name, "no hang", refused != "timeout", f"refused {refused!r}")
