"""`make exam`: how well mail and sheets are read, by the real commands, against expected values.

`achyk explain mail --json` reads the project's own set (tests/exam/mails), `achyk explain sheet
--json` its own workbooks (tests/exam/sheets) and, where the folder of corpora lies beside the
checkout or is named by ACHYK_CORPORA, both read the open material in it. Printed is a table: group,
field, how many are right, the goal. The exit code is 1 if a goal is missed; `--failures` names
every file that was not read as expected, and says what came instead.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from exam import corpora, own_set, sheet_corpora, sheet_set
from exam.compare import Found, Verdict
from exam.installed import explained, install
from exam.sheet_home import explained_sheets, install_sheets

OWN = "own set"


@dataclass(frozen=True)
class Rate:
    """How often one field of one group was right."""

    group: str
    field: str
    right: int
    of: int
    goal: float | None  # the least share; None: no goal is set

    @property
    def met(self) -> bool:
        return self.goal is None or self.right >= self.goal * self.of


def rates(verdicts: Iterable[Verdict], goals: Mapping[tuple[str, str], float]) -> list[Rate]:
    """A rate for each group and field, in the order in which they first come."""
    counted: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for verdict in verdicts:
        counted[verdict.group, verdict.field].append(verdict.met)
    return [Rate(*key, sum(met), len(met), goals.get(key)) for key, met in counted.items()]


def own_rates(verdicts: Iterable[Verdict]) -> list[Rate]:
    """The groups of the own set one by one, then all together, against their goals."""
    judged = list(verdicts)
    together = (Verdict(OWN, v.name, v.field, v.met) for v in judged)
    goals = {(OWN, field): goal for field, goal in own_set.GOALS.items()}
    return [*rates(judged, {}), *rates(together, goals)]


def examine(folder: Path) -> tuple[list[Verdict], list[Verdict]]:
    """Read everything in an installation made in `folder`: (own set, corpora)."""
    home = install(folder / "achyk")
    own = list(own_set.verdicts(_read(home, [own_set.messages()])))
    made = corpora.pages(_new(folder / "pages"))
    groups = [corpora.bounces(), corpora.standard(), made, corpora.odd()]
    return own, list(corpora.verdicts(_read(home, groups), made))


def examine_sheets(folder: Path) -> list[Verdict]:
    """Read every workbook in an installation made in `folder`."""
    home = install_sheets(folder / "sheets-achyk")
    made = sheet_set.cases(home / "templates")
    files = folder / "sheets"
    found = explained_sheets(home, sheet_set.written(files, made))
    own = list(sheet_set.verdicts(files, made, found))
    odd = sheet_corpora.books()
    kept = (home, files, sheet_corpora.FOLDER)
    before = sheet_corpora.state_of(*kept)
    told = explained_sheets(home, odd)
    return [*own, *sheet_corpora.verdicts(odd, told, before, sheet_corpora.state_of(*kept))]


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _read(home: Path, groups: list[list[Path]]) -> dict[Path, Found]:
    """One call of the command for each group."""
    return {path: found for paths in groups for path, found in explained(home, paths).items()}


def table(found: list[Rate]) -> Iterator[str]:
    yield f"{'group':<20} {'field':<12} {'right':>5} {'of':>5} {'rate':>7} {'goal':>6}"
    for rate in found:
        goal = "" if rate.goal is None else f"{rate.goal:.0%}"
        met = "" if rate.goal is None else "met" if rate.met else "MISSED"
        share = f"{rate.right / rate.of:.1%}"
        yield (
            f"{rate.group:<20} {rate.field:<12} {rate.right:>5} {rate.of:>5} {share:>7} "
            f"{goal:>6} {met}"
        ).rstrip()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make exam", description=__doc__)
    parser.add_argument("--failures", action="store_true", help="name what was read wrongly")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        own, others = examine(Path(folder))
        sheets = examine_sheets(Path(folder))
    goals = {**corpora.GOALS, **sheet_set.GOALS, **sheet_corpora.GOALS}
    found = [*own_rates(own), *rates(others, goals), *rates(sheets, goals)]
    print("\n".join(table(found)))
    if not others:
        print("The folder of corpora is absent: only the own sets were read.")
    if chosen.failures:
        for verdict in (v for v in [*own, *others, *sheets] if not v.met):
            print(f"{verdict.group}/{verdict.name} [{verdict.field}] {verdict.says}")
    return int(not all(rate.met for rate in found))


if __name__ == "__main__":
    sys.exit(main())
