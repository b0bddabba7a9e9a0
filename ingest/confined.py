"""Hostile files are opened in a child process with limits on memory, processor time and output.

A fresh interpreter for each file (about 0.06 s) and not a fork server: nothing of one file can
reach the next, no thread of the parent is forked, and what aborts takes only itself along. The
child gets bytes and gives bytes; nothing it writes is ever unpickled.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

MEGABYTE = 1 << 20
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"capacity overflow")


@dataclass(frozen=True)
class Limits:
    """What one file may cost; sizes in bytes."""

    size: int = 25 * MEGABYTE  # of the file as it came
    entries: int = 2000  # in the zip directory
    inflated: int = 600 * MEGABYTE  # all entries together, unpacked
    ratio: int = 120  # unpacked : packed, for entries above 4 MB
    cells: int = 6_000_000  # rows × columns of one sheet, empty ones too
    memory: int = 500 * MEGABYTE  # address space of the child
    output: int = 250 * MEGABYTE  # any file or answer that the child writes
    seconds: float = 3.0  # wall clock and processor, for a small file
    seconds_a_megabyte: float = 2.5  # and for each further megabyte of input

    def seconds_for(self, size: int) -> float:
        """Seconds that a file of `size` bytes may take."""
        return self.seconds + self.seconds_a_megabyte * size / MEGABYTE


LIMITS = Limits()


@dataclass(frozen=True)
class Died:
    """The child did not end well."""

    code: str  # "timeout", "bomb" (wanted too much memory or output) or "broken"


def run_confined(
    module: str, order: Mapping[str, Any], data: bytes, limits: Limits
) -> bytes | Died:
    """What `python -m module` answers to `order` and `data`, within `limits`.

    RuntimeError when the child fails by an exception of our own making: that is a bug, not a
    hostile file.
    """
    with (
        tempfile.TemporaryFile() as asked,
        tempfile.TemporaryFile() as answer,
        tempfile.TemporaryFile() as said,
    ):
        asked.write(json.dumps({"order": order, "limits": asdict(limits)}).encode() + b"\n" + data)
        asked.seek(0)
        status = _run(module, asked, answer, said, limits.seconds_for(len(data)))
        if status == 0:
            answer.seek(0)
            return answer.read()
        said.seek(0)
        return _how_it_died(status, said.read(64_000))


def take_order() -> tuple[dict[str, Any], bytes, Limits]:
    """In the child: its limits are set before the first hostile byte is looked at."""
    first = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**first["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    seconds = int(limits.seconds_for(len(data))) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    return first["order"], data, limits


def _run(
    module: str, asked: IO[bytes], answer: IO[bytes], said: IO[bytes], seconds: float
) -> int | None:
    """The exit status, negative for a signal, None when the time was up."""
    command = [sys.executable, "-P", "-m", module]
    try:
        done = subprocess.run(
            command,
            stdin=asked,
            stdout=answer,
            stderr=said,
            env=_environment(),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode


def _environment() -> dict[str, str]:
    """No setting or secret of the parent reaches the child."""
    root = str(Path(__file__).resolve().parents[1])
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": root, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"}


def _how_it_died(status: int | None, said: bytes) -> Died:
    if status is None or status in (-signal.SIGXCPU, -signal.SIGKILL):
        return Died("timeout")
    if any(words in said for words in _OUT_OF_MEMORY) or b"File too large" in said:
        return Died("bomb")
    if status < 0 or b"PanicException" in said:
        return Died("broken")
    raise RuntimeError(f"the confined reader failed:\n{said.decode(errors='replace')}")
