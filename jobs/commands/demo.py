"""`achyk demo`: a whole quarter, played in a folder of its own and told at the end."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from jobs.progress import progress


def demo(arguments: Namespace) -> int:
    """Play, lay out samples of the letters, and say what happened and where things lie."""
    from jobs.demo.closing import OCTOBER, show
    from jobs.demo.followed import followed
    from jobs.demo.letters import write_letters
    from jobs.demo.outcome import outcome
    from jobs.demo.place import prepare
    from jobs.demo.play import FIRST, LAST, calendar, play
    from jobs.monthly import write_analysis

    folder = prepare(arguments.keep)
    print(f"Playing {FIRST:%-d %B} to {LAST:%-d %B %Y} in {folder} …", flush=True)
    with _told(len(list(calendar()))) as tell:
        played = play(folder, tell)
    write_letters(played, folder / "letters")
    write_analysis(played.installation, OCTOBER)
    show(outcome(played), followed(played), folder)
    return 0


@contextmanager
def _told(days: int) -> Iterator[Callable[[date], None]]:
    """A bar of days for a person who watches, else a line a month."""
    with progress("days", days) as advance:

        def tell(day: date) -> None:
            advance(1)
            if day.day == 1 and not sys.stderr.isatty():
                print(f"  {day:%B %Y}", flush=True)

        yield tell
