"""Hostile files are opened in a child process with limits on memory, processor time and output.

A fresh interpreter for each file (about 0.06 s) and not a fork server: nothing of one file can
reach the next, no thread of the parent is forked, and what aborts takes only itself along. The
child gets bytes and gives bytes; nothing it writes is ever unpickled.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from config.trouble import WorldTrouble
from ingest.limits import NO_ROOM, Limits

_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"capacity overflow")


@dataclass(frozen=True)
class Died:
    """The child did not end well."""

    code: str  # "timeout", "bomb" (wanted too much memory or output) or "broken"


def run_confined(
    module: str, order: Mapping[str, Any], data: bytes, limits: Limits
) -> bytes | Died:
    """What `python -m module` answers to `order` and `data`, within `limits`.

    RuntimeError when the child fails by an exception of our own making: that is a bug, not a
    hostile file. WorldTrouble when this machine has no room for it.
    """
    try:
        return _answered(module, order, data, limits)
    except OSError as error:
        raise WorldTrouble(
            f"cannot open a file in a process of its own: {error.strerror}; make room in "
            f"{tempfile.gettempdir()}, or free memory and processes"
        ) from error


def _answered(module: str, order: Mapping[str, Any], data: bytes, limits: Limits) -> bytes | Died:
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answer:
        order_line = json.dumps({"order": order, "limits": limits._asdict()})
        asked.write(order_line.encode() + b"\n" + data)
        asked.seek(0)
        patience = limits.patience * limits.seconds_for(len(data))
        status, said = _run(module, asked, answer, patience)
        if status == 0:
            answer.seek(0)
            return answer.read()
        return _how_it_died(status, said)


def _run(
    module: str, asked: IO[bytes], answer: IO[bytes], seconds: float
) -> tuple[int | None, bytes]:
    """The exit status, negative for a signal, None when the time was up; and what it complained.

    The answer goes to a file, whose size the child's limits hold down.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", module],
            stdin=asked,
            stdout=answer,
            stderr=subprocess.PIPE,
            env=bare_environment(),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, b""
    return done.returncode, done.stderr


def bare_environment() -> dict[str, str]:
    """No setting or secret of the parent reaches the child."""
    root = str(Path(__file__).resolve().parents[1])
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": root, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"}


def _how_it_died(status: int | None, said: bytes) -> Died:
    if status == NO_ROOM:
        raise WorldTrouble(
            f"no room for what is read of a file; make room in {tempfile.gettempdir()}"
        )
    if status is None or status in (-signal.SIGXCPU, -signal.SIGKILL):
        return Died("timeout")
    if any(words in said for words in _OUT_OF_MEMORY) or b"File too large" in said:
        return Died("bomb")
    if status < 0 or b"PanicException" in said:
        return Died("broken")
    raise RuntimeError(f"the confined reader failed:\n{said.decode(errors='replace')}")
