"""One worker of the soak: passes over the installation, one after another, until it is killed.

    python worker.py FOLDER START SCALE SEED

The program is the real one; only its clock runs SCALE times as fast as the world's since START, so
that leases of minutes are over in seconds. The file `ahead` in FOLDER moves it on by so many
seconds. A failpoint in the environment kills the process from within; the soak also kills it from
without.
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.trouble import Trouble
from jobs.run import period_now, run_job
from jobs.wiring import Installation, open_installation
from jobs.work import JOBS

SKIPPED = {
    "backup",
    "publish",
    "quarterly",
    "watch",
}  # the flow of mail is under test
PAUSE = 0.05


def scaled_clock(folder: Path, start: float, scale: float):
    """The installation's clock; it begins in the middle of a quarter."""
    origin = datetime(2026, 8, 10, 4, 0, tzinfo=UTC)
    ahead = folder / "ahead"

    def clock() -> datetime:
        jumped = float(ahead.read_text() or 0) if ahead.exists() else 0.0
        return origin + timedelta(seconds=(time.time() - start) * scale + jumped)

    return clock


def one_pass(installation: Installation) -> bool:
    """Every job once; whether anything was done."""
    moved = False
    for job in (name for name in JOBS if name not in SKIPPED):
        try:
            counts = run_job(installation, job, period_now(installation.clock()))
        except Trouble as trouble:
            print(f"{job}: {trouble}", file=sys.stderr, flush=True)
        else:
            moved = moved or any((counts or {}).values())
    return moved


def main() -> None:
    """Pass after pass, with a short rest where there was nothing to do."""
    folder, start, scale = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    chance = random.Random(int(sys.argv[4]))
    clock = scaled_clock(folder, start, scale)
    parent = os.getppid()
    while os.getppid() == parent:  # the soak itself may be killed: no worker outlives it
        installation = open_installation(folder, {}, clock, chance.randbytes)
        if not one_pass(installation):
            time.sleep(PAUSE)


if __name__ == "__main__":
    main()
