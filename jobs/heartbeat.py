"""The heartbeat: a run that goes on keeps its lease, however long one of its steps is silent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from config.trouble import WorldTrouble
from jobs.wiring import Installation
from register.database import transaction
from register.runs import Turn, extend

BEAT_SECONDS = 30.0  # a tenth of the lease: several may fail
log = logging.getLogger("achyk.run")


@contextmanager
def kept_alive(installation: Installation, turn: Turn) -> Iterator[None]:
    """Extend the lease of a turn as long as the block runs, from a thread beside it."""
    over = threading.Event()
    beating = threading.Thread(target=_beat, args=(installation, turn, over), daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def _beat(installation: Installation, turn: Turn, over: threading.Event) -> None:
    while not over.wait(BEAT_SECONDS):
        try:
            with transaction(installation.engine) as session:
                ours = extend(session, installation.moment(), turn)
        except WorldTrouble as trouble:
            # The work may go on; whether the run ends well is its matter.
            log.warning("%s: the lease could not be extended: %s", turn.job, trouble)
            continue
        if not ours:
            return
