"""Mails explained by two processes, beside the standard library's bare parser in one.

    make bench

Over the project's own set, and over the corpora where they are; each mail many times, so that what
starting costs is small. Prints the ratio of one run, the rounds interleaved.
"""

import os
import time
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path

from config.questionnaire import questionnaire
from ingest.mail.classify import OwnAddresses
from ingest.mail.readers import explain_all
from ingest.mail.reading import Terms

ROOT = Path(__file__).parent.parent
CORPORA = Path(os.environ.get("ACHYK_CORPORA", ROOT.parent / "shared" / "corpora"))
OWN_SET = ROOT / "tests" / "exam" / "mails"
FEWEST = 4_000  # mails in one round
ROUNDS = 3
WORKERS = 2
OWN = OwnAddresses(
    "survey@mail.test", "appeals@mail.test", "uploads@mail.test", "bounces@mail.test", "mail.test"
)
TERMS = Terms(OWN, frozenset(), "mx.mail.test", 1, questionnaire("inspection-1"))


def mails_in(*folders: Path) -> list[Path]:
    """Every mail below the folders."""
    found = (path for folder in folders if folder.is_dir() for path in folder.rglob("*.eml"))
    bounces = (path for path in (CORPORA / "bounces/flufl").glob("*") if path.suffix != ".json")
    return sorted({*found, *(bounces if CORPORA in folders else ())})


def parse_bare(paths: list[Path]) -> None:
    """The standard library's parser in its fastest form, results thrown away."""
    parser = BytesParser(policy=policy.compat32)
    for path in paths:
        parser.parsebytes(path.read_bytes())


def explain(paths: list[Path]) -> None:
    """What `achyk explain mail --workers 2` does, but for writing it out."""
    for _, explained in explain_all(paths, TERMS, WORKERS):
        explained()


def seconds(act: Callable[[], None]) -> float:
    """How long it takes on the wall."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> None:
    """Print a line for the own set, and one for the corpora."""
    print(f"{'':34}{'here':>12}{'yardstick':>14}{'ratio':>10}")
    for name, folder in (("own set", OWN_SET), ("corpora", CORPORA)):
        mails = mails_in(folder)
        if not mails:
            continue
        paths = mails * (FEWEST // len(mails) + 1)
        rounds = [
            (seconds(lambda: parse_bare(paths)), seconds(lambda: explain(paths)))  # noqa: B023
            for _ in range(ROUNDS)
        ]
        bare, ours = (min(times) for times in zip(*rounds, strict=True))
        size = sum(path.stat().st_size for path in mails) / len(mails) / 1000
        label = f"explain mail ({name}, {size:.1f} kB)"
        print(
            f"{label:34}{len(paths) / ours:10.0f}/s{len(paths) / bare:12.0f}/s{bare / ours:10.2f}"
        )


if __name__ == "__main__":
    main()
