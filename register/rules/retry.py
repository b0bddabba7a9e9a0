"""When a letter that could not be handed over is tried again."""

from __future__ import annotations

from datetime import timedelta

ATTEMPTS = 15
"""With the waits below: a little over four days, as mail servers do (RFC 5321 4.5.4.1)."""

FIRST = timedelta(minutes=2)
LONGEST = timedelta(hours=16)
LATEST = LONGEST * 6 / 5
"""No letter is put off for longer: chance adds up to a fifth."""


def wait(attempts: int, chance: float) -> timedelta | None:
    """How long to wait after `attempts` failed ones; None: give up.

    Doubles from two minutes to sixteen hours; `chance` (0 to 1) adds up to a fifth, so that many
    letters that failed together do not come back together.
    """
    if attempts >= ATTEMPTS:
        return None
    doubled: timedelta = min(FIRST * 2 ** max(attempts - 1, 0), LONGEST)
    return doubled * (1 + chance / 5)
