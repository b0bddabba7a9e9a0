"""132 odd spreadsheets that nobody here wrote: each is read or refused, none crashes or hangs."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from workbooks.make import TODAY

from ingest.sheets.explain_sheet import explain
from ingest.sheets.problem import REFUSAL_SAYS

_HERE = Path(__file__).resolve().parents[2]
CORPORA = Path(os.environ.get("ACHYK_CORPORA") or _HERE.parent / "shared" / "corpora")
FILES = sorted((CORPORA / "sheets" / "calamine").glob("*.*")) if CORPORA.is_dir() else []

# What a person would say of these files after looking at them.
EXPECTED = {
    "pass_protected.xlsx": "encrypted",
    "pass_protected.xlsb": "encrypted",
    "pass_protected.ods": "encrypted",
    "issue_385.xls": "encrypted",
    "errors.xlsx": "external-links",
    "too_small.xls": "not-a-spreadsheet",
    "empty_sheet.xlsx": "empty",
    "OOM_alloc3.xls": "broken",
}


def _told(path: Path) -> dict[str, Any]:
    return explain(path.name, path.read_bytes(), None, TODAY)


@pytest.mark.skipif(not FILES, reason=f"no sheets in {CORPORA}; set ACHYK_CORPORA")
def test_every_odd_spreadsheet_is_read_or_refused():
    """AT1."""
    with ThreadPoolExecutor(2) as pool:  # each waits for a child of its own
        told = list(pool.map(_told, FILES))
    refused = {one["path"]: one["refused"] for one in told}
    assert len(refused) > 100
    assert set(refused.values()) <= REFUSAL_SAYS.keys()  # none of them holds inspections
    assert {name: refused[name] for name in EXPECTED} == EXPECTED
    unread = [code for code in refused.values() if code in ("broken", "timeout", "bomb")]
    assert len(unread) <= 4, refused
