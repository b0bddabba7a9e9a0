"""A spreadsheet read, checked and stored, beside python-calamine reading it and nothing more.

    make bench

Each in a process of its own, the rounds interleaved; also printed is how much memory the process
that checks and stores has taken, and its child. ACHYK_BENCH_ROWS asks for another number of rows.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from exam.installed import install

ROOT = Path(__file__).parent.parent
ROWS = int(os.environ.get("ACHYK_BENCH_ROWS", "100000"))
ROUNDS = 3
ODD = 50  # one row in so many has something wrong in it
COLUMNS = (
    "registration_no",
    "registered_at",
    "body",
    "unit",
    "inspector_id",
    "kind",
    "basis",
    "risk",
    "business_name",
    "tax_id",
    "address",
    "region",
    "sector",
    "started_on",
    "finished_on",
    "violations",
    "fine_som",
    "email",
    "email_source",
    "phone",
)
STREETS = ("Чүй проспекти", "ул. Токтогула", "пр. Манаса", "ул. Ахунбаева", "ул. Льва Толстого")


def make_sheet(path: Path, rows: int) -> None:
    """A sheet of `rows` inspections of other businesses, of twenty columns."""
    import xlsxwriter

    from config.columns import columns

    chance, spec = random.Random(1), columns()
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("Проверки"), book.add_format({"num_format": "dd.mm.yyyy"})
        for at, code in enumerate(COLUMNS):
            sheet.write_string(0, at, spec.title(code, "ru"))
        for number in range(1, rows + 1):
            for at, value in enumerate(a_row(number, chance)):
                if isinstance(value, date):
                    sheet.write_datetime(number, at, value, day)
                elif isinstance(value, int):
                    sheet.write_number(number, at, value)
                else:
                    sheet.write_string(number, at, value)


def a_row(number: int, chance: random.Random) -> list[str | int | date]:
    """One inspection; of some the end lies before the start."""
    start = date(2026, 7, 1) + timedelta(chance.randrange(80))
    days = chance.randrange(10) if number % ODD else -3
    born = date(1990, 1, 1) + timedelta(chance.randrange(12_000))
    return [
        f"{number // 1000:03}-{number:07}",
        start,
        "GETI",
        f"Отдел {chance.randrange(12)}",
        f"I-{chance.randrange(1, 3)}",
        chance.choice(["плановая", "внеплановая", "контрольная"]),
        "План проверок на 2026 год",
        chance.choice(["высокая", "средняя", "низкая"]),
        f"ОсОО «Предприятие {number}»",
        f"{chance.randrange(3)}{born:%d%m%Y}{chance.randrange(100_000):05}",
        f"г. Бишкек, {chance.choice(STREETS)}, {chance.randrange(400)}",
        chance.choice(["г. Бишкек", "Ошская область", "Чуйская область", "Нарынская область"]),
        chance.choice(["торговля", "общественное питание", "производство"]),
        start,
        start + timedelta(days),
        chance.randrange(9),
        chance.randrange(50) * 100,
        f"info@firma{number}.kg",
        chance.choice(["реестр", "предприниматель"]),
        f"+996 555 {chance.randrange(10**6):06}",
    ]


def read_bare(path: Path) -> float:
    """python-calamine: every value in a Python list; seconds on the wall."""
    import python_calamine

    start = time.perf_counter()
    book = python_calamine.load_workbook(path)
    for row in book.get_sheet_by_index(0).iter_rows():
        len(row)
    return time.perf_counter() - start


def take_in(path: Path) -> float:
    """What the drop folder does with the file: read, checked, stored durably; seconds."""
    from config.settings import load
    from ingest.drop_folder import take
    from jobs.wiring import Installation

    with tempfile.TemporaryDirectory() as folder:
        home = install(Path(folder) / "achyk")
        desk = Installation(load(home, {})).desk()
        start = time.perf_counter()
        counts, _ = take(desk, path)
        seconds = time.perf_counter() - start
    if counts.accepted != ROWS - ROWS // ODD:
        raise RuntimeError(f"not the rows that were to be taken: {counts}")
    return seconds


ACTS = {"bare": read_bare, "here": take_in}


def timed(act: str, path: Path) -> dict[str, float]:
    """Seconds on the wall and megabytes, of `act` in a process of its own."""
    command = [sys.executable, __file__, act, str(path)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def tell(act: str, path: Path) -> None:
    """In that process: do it and print what it cost."""
    seconds = ACTS[act](path)
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"seconds": seconds, "own": own, "child": children}))


def main() -> None:
    """Make the file, take the rounds, print the line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inspections.xlsx"
        make_sheet(path, ROWS)
        rounds = [(timed("bare", path), timed("here", path)) for _ in range(ROUNDS)]
    bare = min(there["seconds"] for there, _ in rounds)
    ours = min(here["seconds"] for _, here in rounds)
    own, child = (max(here[who] for _, here in rounds) for who in ("own", "child"))
    print(f"{'':34}{'here':>12}{'yardstick':>14}{'ratio':>10}")
    label = f"take in a sheet ({ROWS:,} × {len(COLUMNS)})"
    print(f"{label:34}{ROWS / ours:10.0f}/s{ROWS / bare:12.0f}/s{bare / ours:10.2f}")
    print(f"{'  memory: taking in, its reader':34}{own:9.0f} MB{child:11.0f} MB")


if __name__ == "__main__":
    tell(sys.argv[1], Path(sys.argv[2])) if len(sys.argv) > 2 else main()
