"""Failpoints: named places where a test stops or kills the process (safety.md, FP).

`ACHYK_FAILPOINT=name:kill` ends the process there as a power cut does; `name:raise` raises,
`name:sleep` waits a minute. `name@3:kill` does it the third time. Unset, a failpoint costs one
comparison.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass

from config.trouble import Trouble, WorldTrouble

ACTIONS = ("kill", "raise", "sleep")
SLEEP_SECONDS = 60


@dataclass
class _Armed:
    place: str = ""
    act: str = ""
    left: int = 0  # how many times the place is still to be reached


_armed = _Armed()


def arm(text: str) -> None:
    """Set the failpoint as ACHYK_FAILPOINT words it; '' disarms. Trouble when it cannot be read."""
    name, _, act = text.partition(":")
    place, _, times = name.partition("@")
    if text and (act not in ACTIONS or not (times or "1").isdigit()):
        raise Trouble(f"ACHYK_FAILPOINT: write NAME:kill, :raise or :sleep; found {text!r}")
    _armed.place, _armed.act, _armed.left = place, act, int(times or 1)


def reach(place: str) -> None:
    """A place where a run may be ended from outside."""
    if place == _armed.place:
        _act()


def _act() -> None:
    _armed.left -= 1
    if _armed.left != 0:
        return
    if _armed.act == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if _armed.act == "raise":
        raise WorldTrouble(f"failpoint {_armed.place}")
    time.sleep(SLEEP_SECONDS)


arm(os.environ.get("ACHYK_FAILPOINT", ""))
