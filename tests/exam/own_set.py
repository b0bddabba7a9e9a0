"""The project's own messages: tests/exam/mails/GROUP/NAME.eml beside NAME.json.

The .json is an object with some of the keys that `explain mail --json` prints, and `note`: why the
message is there. A key that is given is compared, one that is absent is not (see exam/compare.py).
The installation they are written to is that of exam/installed.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from exam.compare import Found, Verdict, judge

MAILS = Path(__file__).parent / "mails"
GOALS = {"text": 0.98, "answers": 0.98, "kind": 0.99}
"""The least share of right ones, over all groups together."""


def messages() -> list[Path]:
    """Every message, group by group."""
    return sorted(MAILS.glob("*/*.eml"))


def expected_of(path: Path) -> Found:
    found: Found = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return found


def verdicts(found: Mapping[Path, Found]) -> Iterator[Verdict]:
    """Every message judged; `found` is what was said of each path."""
    for path in messages():
        yield from judge(path.parent.name, path.stem, expected_of(path), found.get(path))
