"""The whole mail flow as a Hypothesis state machine (safety.md ML8).

Mails arrive, once or twice; jobs run, are killed, are held up and overtaken; the mail server
refuses, stalls and loses its verdicts; the mailbox is renumbered, cut off, tidied by others; time
goes by, and back. After each step the register, the mailbox and the wire are compared with what
the mails say must be (`machine/watch.py`), and in the end everything must come to rest.

Clock, chance and network are given to the program. The examples are the same each time, unless
`ACHYK_MACHINE_EXAMPLES=n` asks for so many others: then a failure names the seed, and `ACHYK_SEED`
plays that run again. The failing example is printed as a program, shortened unless `CI` is set.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from journeys.machine.house import template
from journeys.machine.rules import Machine, warm_up

from ingest import upload_file
from ingest.sheets.sheet import Coming, Refusal, Sheet, Unread, as_coming, read_sheets

MOST = int(os.environ.get("ACHYK_MACHINE_EXAMPLES", "14"))
STEPS = 30
SAME_EACH_TIME = not {"ACHYK_SEED", "ACHYK_MACHINE_EXAMPLES"} & set(os.environ)
SHRINKS = not os.environ.get("CI")  # minutes, which a person has when looking for the cause
SETTINGS = settings(
    max_examples=MOST,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    derandomize=SAME_EACH_TIME,
    phases=(Phase.generate, Phase.shrink) if SHRINKS else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def cached_sheets(whole: Callable[[bytes], tuple[Sheet, ...] | Refusal]) -> Callable[..., Any]:
    def coming(data: bytes) -> Iterator[Coming]:
        sheets = whole(data)
        if isinstance(sheets, Refusal):
            raise Unread(sheets)
        yield from map(as_coming, sheets)

    return coming


def test_whatever_happens_nothing_is_lost_and_nothing_happens_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ML8, and through it ML1 to ML5 and ML7: the invariants hold after each step and at rest."""
    # A file's cells depend on its bytes alone: the confined process reads each file but once.
    monkeypatch.setattr(upload_file, "coming_sheets", cached_sheets(cache(read_sheets)))
    warm_up(template(tmp_path), tmp_path)

    class Here(Machine):
        origin, folder, played = template(tmp_path), tmp_path, 0

    chosen = int(os.environ.get("ACHYK_SEED") or random.randrange(2**32))
    machine = Here if SAME_EACH_TIME else seed(chosen)(Here)
    try:
        run_state_machine_as_test(machine, settings=SETTINGS)
    except BaseException as error:
        again = "" if SAME_EACH_TIME else f" with ACHYK_SEED={chosen} ACHYK_MACHINE_EXAMPLES={MOST}"
        error.add_note(f"Found after {Here.played} examples; to see it again, run the test{again}.")
        raise
