"""Hostile files are opened in a child process with limits on memory, processor time and output.

A fresh interpreter for each file (about 0.06 s) and not a fork server: nothing of one file can
reach the next, no thread of the parent is forked, and what aborts takes only itself along. The
child gets bytes and gives bytes; nothing it writes is ever unpickled.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from config.trouble import WorldTrouble
from ingest.limits import NO_ROOM, Limits

_PIECE = 1 << 20  # bytes read at once, at most
_END_SECONDS = 10.0  # until a child that has closed its answer is gone
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"capacity overflow")


@dataclass(frozen=True)
class Died:
    """The child did not end well."""

    code: str  # "timeout", "bomb" (wanted too much memory or output) or "broken"


class ChildDied(Exception):
    """The child did not end well; what it said until then counts for nothing."""

    def __init__(self, died: Died) -> None:
        super().__init__(died.code)
        self.died = died


def run_confined(
    module: str, order: Mapping[str, Any], data: bytes, limits: Limits
) -> bytes | Died:
    """What `python -m module` answers to `order` and `data`, within `limits`.

    RuntimeError when the child fails by an exception of our own making: that is a bug, not a
    hostile file. WorldTrouble when this machine has no room for it.
    """
    try:
        return b"".join(confined_pieces(module, order, data, limits))
    except ChildDied as error:
        return error.died


def confined_pieces(
    module: str, order: Mapping[str, Any], data: bytes, limits: Limits
) -> Iterator[bytes]:
    """The same answer in pieces while the child still works; ChildDied if it ends badly.

    Its time runs only while it is waited for: whoever takes long over a piece costs it nothing.
    """
    try:
        with (
            tempfile.TemporaryFile() as ordered,
            tempfile.TemporaryFile() as asked,
            tempfile.TemporaryFile() as said,
        ):
            ordered.write(json.dumps({"order": order, "limits": limits._asdict()}).encode())
            asked.write(data)
            for file in (ordered, asked):
                file.seek(0)
            child = _started(module, ordered, asked, said)
            try:
                yield from _pieces(child, limits, len(data))
                status = _status(child)
                if status != 0:
                    said.seek(0)
                    raise ChildDied(_how_it_died(status, said.read()))
            finally:
                _end(child)
    except OSError as error:
        raise WorldTrouble(
            f"cannot open a file in a process of its own: {error.strerror}; make room in "
            f"{tempfile.gettempdir()}, or free memory and processes"
        ) from error


def _started(
    module: str, ordered: IO[bytes], asked: IO[bytes], said: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, str(ordered.fileno())],
        pass_fds=(ordered.fileno(),),
        stdin=asked,
        stdout=subprocess.PIPE,
        stderr=said,
        env=bare_environment(),
    )


def _pieces(child: subprocess.Popen[bytes], limits: Limits, size: int) -> Iterator[bytes]:
    """What it writes, until it closes its end; ChildDied when it writes or takes too much."""
    assert child.stdout is not None
    left, room = limits.patience * limits.seconds_for(size), limits.output
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        while True:
            began = time.monotonic()
            if not waiting.select(max(left, 0.001)):
                raise ChildDied(Died("timeout"))
            left -= time.monotonic() - began
            piece = os.read(child.stdout.fileno(), _PIECE)
            if not piece:
                return
            room -= len(piece)
            if room < 0:
                raise ChildDied(Died("bomb"))
            yield piece


def _status(child: subprocess.Popen[bytes]) -> int:
    """How it ended; it has closed its answer, so it is about to."""
    try:
        return child.wait(_END_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ChildDied(Died("timeout")) from error


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()  # nothing, if it has ended
    if child.stdout is not None:
        child.stdout.close()
    child.wait()


def bare_environment() -> dict[str, str]:
    """No setting or secret of the parent reaches the child."""
    root = str(Path(__file__).resolve().parents[1])
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": root, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"}


def _how_it_died(status: int, said: bytes) -> Died:
    if status == NO_ROOM:
        raise WorldTrouble(
            f"no room for what is read of a file; make room in {tempfile.gettempdir()}"
        )
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return Died("timeout")
    if any(words in said for words in _OUT_OF_MEMORY) or b"File too large" in said:
        return Died("bomb")
    if status < 0 or b"PanicException" in said:
        return Died("broken")
    raise RuntimeError(f"the confined reader failed:\n{said.decode(errors='replace')}")
