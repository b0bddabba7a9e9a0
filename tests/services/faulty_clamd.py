"""A small clamd: takes files as the real one does, and fails exactly where a test wants it to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

VIRUS = b"EVIL-TEST-FILE"
DROP, STALL = "drop", "stall"


@dataclass
class FaultyClamd:
    """What was asked, and what is still to be answered."""

    address: str
    limit: int = 1 << 30  # bytes of a file that it takes
    answers: list[str] = field(default_factory=list)  # before the usual ones; DROP, STALL
    scanned: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)


@contextmanager
def run_faulty_clamd(path: Path | None = None) -> Iterator[FaultyClamd]:
    """On a socket of this machine, or on a free port of the loopback."""
    with _listening(path) as listening:
        place = f"unix:{path}" if path else "tcp:{}:{}".format(*listening.getsockname())
        clamd = FaultyClamd(place)
        threading.Thread(target=_serve, args=(listening, clamd), daemon=True).start()
        yield clamd


def _listening(path: Path | None) -> socket.socket:
    if path is None:
        return socket.create_server(("127.0.0.1", 0))
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()
    return listening


def _serve(listening: socket.socket, clamd: FaultyClamd) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_talk, args=(connection, clamd), daemon=True).start()


def _talk(connection: socket.socket, clamd: FaultyClamd) -> None:
    with connection, connection.makefile("rb") as read, suppress(OSError):
        command = b"".join(iter(lambda: read.read(1), b"\0"))
        clamd.commands.append(command)
        if command == b"zVERSION":
            _say(connection, clamd, "ClamAV 1.4.3/27500/Mon Jan  6 09:41:48 2025")
            return
        data = b""
        while size := int.from_bytes(read.read(4), "big"):
            data += read.read(size)
            if len(data) > clamd.limit:
                _say(connection, clamd, "INSTREAM size limit exceeded. ERROR")
                return  # and hangs up while more is coming, as the real one
        clamd.scanned.append(data)
        _say(connection, clamd, "stream: Evil.Test FOUND" if VIRUS in data else "stream: OK")


def _say(connection: socket.socket, clamd: FaultyClamd, usual: str) -> None:
    answer = clamd.answers.pop(0) if clamd.answers else usual
    if answer == STALL:
        connection.recv(1)
    elif answer != DROP:
        connection.sendall(answer.encode() + b"\0")
