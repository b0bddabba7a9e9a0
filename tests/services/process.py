"""Starting a real server under a guard, free ports, and waiting until it answers."""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

import pytest

GUARD = Path(__file__).with_name("guard.py")
LOOPBACK = "127.0.0.1"
PATIENCE = 20.0


@contextmanager
def running(
    folder: Path,
    command: list[str],
    ready: Callable[[], bool],
    log: Path,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[int]:
    """The server's pid while it runs; `folder` is deleted with it."""
    with log.open("ab") as said:
        guard = subprocess.Popen(
            [sys.executable, str(GUARD), str(folder), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            start_new_session=True,
            env=os.environ | {"LC_ALL": "C"} | dict(environ),
        )
    assert guard.stdin is not None
    assert guard.stdout is not None
    try:
        pid = int(guard.stdout.readline())
        if not within(PATIENCE, ready):
            raise RuntimeError(f"{command[0]} does not answer:\n{log.read_text()[-3000:]}")
        yield pid
    finally:
        guard.stdin.close()
        guard.wait(timeout=30)
        guard.stdout.close()


def within(seconds: float, ready: Callable[[], bool]) -> bool:
    """Does `ready` come true in time?"""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def listens(port: int) -> bool:
    """Does somebody take connections on this port of the loopback?"""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def free_ports(count: int) -> list[int]:
    """Ports nobody uses at this moment.

    Below those the kernel gives to outgoing connections: one of these could take the port before
    the server does, or a probe of the port could meet itself.
    """
    ports: list[int] = []
    while len(ports) < count:
        port = random.randrange(16_000, 32_000)
        with suppress(OSError), socket.create_server((LOOPBACK, port)):
            if port not in ports:
                ports.append(port)
    return ports


def absent(reason: str) -> None:
    """Skip the test; fail it where ACHYK_REQUIRE_SERVICES=1 says that everything must be there."""
    if os.environ.get("ACHYK_REQUIRE_SERVICES") == "1":
        pytest.fail(f"ACHYK_REQUIRE_SERVICES=1, but {reason}", pytrace=False)
    pytest.skip(reason)


def need(*programs: str, root: bool = False) -> None:
    """Skip unless these programs are installed, and we are root where the server insists."""
    missing = [name for name in programs if shutil.which(name, path=_path()) is None]
    if missing:
        absent(f"{', '.join(missing)} not installed; see tests/services/install.sh")
    if root and os.geteuid() != 0:
        absent(f"{programs[0]} can only be started by root")


def _path() -> str:
    return f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/lib/postfix/sbin"
