"""Several readers side by side: what each of many mails says, in the order they were given."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from ingest.limits import MAIL_LIMITS, MailLimits
from ingest.reader import Reader
from ingest.reading import Terms

MOST = 8  # children at once, however many cores there are
AHEAD = 16  # mails for each child that are read before their turn to be told

Explained = Callable[[], dict[str, Any]]


def explain_all(
    paths: Iterable[Path],
    terms: Terms,
    workers: int | None = None,
    limits: MailLimits = MAIL_LIMITS,
) -> Iterator[tuple[Path, Explained]]:
    """Each of `paths`, with a call that returns the keys of the contract ("path" still empty).

    The call raises OSError for a file that cannot be opened, ReadingFailed for a mail that breaks
    its reader; either costs only itself. `workers` children: one for each core unless told.
    """
    count = max(1, min(workers or os.cpu_count() or 1, MOST))
    readers = [Reader(limits) for _ in range(count)]
    free: SimpleQueue[Reader] = SimpleQueue()
    for reader in readers:
        free.put(reader)

    def explained(path: Path) -> dict[str, Any]:
        raw, reader = path.read_bytes(), free.get()
        try:
            return reader.explain(raw, terms)
        finally:
            free.put(reader)

    with ThreadPoolExecutor(count) as pool:
        try:
            yield from _in_order(paths, lambda path: pool.submit(explained, path), count * AHEAD)
        finally:
            pool.shutdown(cancel_futures=True)
            for reader in readers:
                reader.close()


def _in_order(
    paths: Iterable[Path], begin: Callable[[Path], Future[dict[str, Any]]], ahead: int
) -> Iterator[tuple[Path, Explained]]:
    """At most `ahead` are begun beyond the one that is told: a folder of any size fits."""
    coming = iter(paths)
    begun = deque((path, begin(path)) for path in islice(coming, ahead))
    while begun:
        path, future = begun.popleft()
        yield path, future.result
        begun.extend((path, begin(path)) for path in islice(coming, 1))
