"""Several readers side by side: what each of many mails says, in the order they were given."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from ingest.limits import MAIL_LIMITS, MEGABYTE, MailLimits
from ingest.mail.reader import Reader, ReadingFailed
from ingest.mail.reading import Terms

MOST = 8  # children at once, however many cores there are
TOGETHER = 16  # mails in one exchange with a child: an exchange costs as much as a short mail
LARGE = MEGABYTE  # what they hold together, about: a long mail makes an exchange of its own
AHEAD = 2  # exchanges for each child that are begun before their turn to be told

Explained = Callable[[], dict[str, Any]]
_Found = dict[str, Any] | ReadingFailed | OSError


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

    def explained(together: Sequence[Path]) -> list[_Found]:
        reader = free.get()
        try:
            return _explained(together, reader, terms)
        finally:
            free.put(reader)

    with ThreadPoolExecutor(count) as pool:
        try:
            yield from _in_order(paths, lambda batch: pool.submit(explained, batch), count * AHEAD)
        finally:
            pool.shutdown(cancel_futures=True)
            for reader in readers:
                reader.close()


def _explained(paths: Sequence[Path], reader: Reader, terms: Terms) -> list[_Found]:
    """What each file says, or why it says nothing."""
    found: dict[int, _Found] = {}
    waiting: dict[int, bytes] = {}
    for number, path in enumerate(paths):
        try:
            waiting[number] = path.read_bytes()
        except OSError as error:
            found[number] = error
        if waiting and (number == len(paths) - 1 or sum(map(len, waiting.values())) > LARGE):
            found |= zip(waiting, reader.explain_together([*waiting.values()], terms), strict=True)
            waiting.clear()
    return [found[number] for number in range(len(paths))]


def _in_order(
    paths: Iterable[Path], begin: Callable[[Sequence[Path]], Future[list[_Found]]], ahead: int
) -> Iterator[tuple[Path, Explained]]:
    """At most `ahead` are begun beyond the one that is told: a folder of any size fits."""
    coming = iter(partial(_some, iter(paths)), ())
    begun = deque((batch, begin(batch)) for batch in islice(coming, ahead))
    while begun:
        batch, future = begun.popleft()
        for number, path in enumerate(batch):
            yield path, partial(_told, future, number)
        begun.extend((batch, begin(batch)) for batch in islice(coming, 1))


def _some(paths: Iterator[Path]) -> tuple[Path, ...]:
    return tuple(islice(paths, TOGETHER))


def _told(future: Future[list[_Found]], number: int) -> dict[str, Any]:
    found = future.result()[number]
    if isinstance(found, Exception):
        raise found
    return found
