"""What one hostile file may cost, and how the confined child binds itself to that.

Imported by the child, which starts once a file: so it imports little, and Limits is a NamedTuple,
since dataclasses would add a fifth to the start.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

MEGABYTE = 1 << 20


class Refused(Exception):
    """The file is not opened; `code` as in ingest.sheets.sheet.Refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Limits(NamedTuple):
    """What one file may cost; sizes in bytes."""

    size: int = 256 * MEGABYTE  # of the file as it came
    entries: int = 2000  # in the zip directory
    inflated: int = 600 * MEGABYTE  # all entries together, unpacked
    ratio: int = 120  # unpacked : packed, for entries above 4 MB
    cells: int = 6_000_000  # rows × columns of one sheet, empty ones too
    memory: int = 500 * MEGABYTE  # address space of the child
    output: int = 250 * MEGABYTE  # any file or answer that the child writes
    seconds: float = 1.0  # of processor time, for a small file, and what is rounded up
    seconds_a_megabyte: float = 2.5  # and for each further megabyte of input
    patience: float = 5.0  # wall clock : processor time; other work may be using the machine

    def seconds_for(self, size: int) -> float:
        """Seconds of processor time that a file of `size` bytes may take."""
        return self.seconds + self.seconds_a_megabyte * size / MEGABYTE

    def grown_for(self, size: int) -> Limits:
        """Wider ones for a file so large that only an honest one is likely: a million rows.

        Such files come through the drop folder: no mail brings them.
        """
        beyond = max(0, size - LARGE)
        return self._replace(
            inflated=self.inflated + 12 * beyond,
            cells=self.cells + beyond * 250_000 // MEGABYTE,
            memory=self.memory + 32 * beyond,  # address space; two thirds of it are used
            output=self.output + 6 * beyond,
        )


LARGE = 25 * MEGABYTE
LIMITS = Limits()


class MailLimits(NamedTuple):
    """What reading one mail may cost; sizes in bytes.

    An honest mail of 60 MB, the longest that is fetched, takes 0.9 GB and 6 s of processor time.
    """

    memory: int = 1536 * MEGABYTE  # address space of the child
    answer: int = 250 * MEGABYTE  # what the child may say of one mail: its spreadsheets, mostly
    seconds: float = 30.0  # of processor time, for a small mail
    seconds_a_megabyte: float = 1.0  # and for each further megabyte
    patience: float = 5.0  # wall clock : processor time; with both a mail ends within its lease
    mails: int = 2000  # a child is replaced after so many
    read: int = 64 * MEGABYTE  # or after so much, since memory once taken is seldom given back

    def seconds_for(self, size: int) -> float:
        """Seconds of processor time that a mail of `size` bytes may take."""
        return self.seconds + self.seconds_a_megabyte * size / MEGABYTE


MAIL_LIMITS = MailLimits()
OUT_OF_MEMORY = 71  # the exit code by which a child says so
NO_ROOM = 74  # and that its answer did not find room: no file is to blame for it


def answering(work: Callable[[], None]) -> None:
    """In the child: do the work that writes the answer, and tell a full disk by NO_ROOM."""
    try:
        work()
        sys.stdout.buffer.flush()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            os._exit(NO_ROOM)
        raise


def take_order() -> tuple[dict[str, Any], bytes, Limits]:
    """In the child: its limits are set before the first hostile byte is looked at."""
    with open(int(sys.argv[1]), "rb") as ordered:
        first = json.load(ordered)
    limits = Limits(**first["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    seconds = int(limits.seconds_for(len(data))) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    return first["order"], data, limits
