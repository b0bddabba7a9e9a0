"""A virus scanner asked over its socket: clamd, by its command INSTREAM.

The file goes over the connection and is written nowhere. What clamd cannot say is no verdict: the
file is then not handed on (ingest.appeals.files), and asked about again later.
"""

from __future__ import annotations

import socket
import time
from contextlib import closing
from dataclasses import dataclass

from config.trouble import WorldTrouble
from ingest.appeals.files import Scanned

_PIECE = 1 << 18  # bytes sent as one chunk; clamd takes any
_LONGEST_ANSWER = 4096
_SECONDS = 60.0  # from connecting until the answer stands whole
_SECONDS_A_MEGABYTE = 4.0  # and for each megabyte that is to be scanned


@dataclass(frozen=True)
class Clamd:
    """Where it listens."""

    address: str  # "unix:/run/clamav/clamd.ctl" or "tcp:HOST:PORT"
    patience: float = _SECONDS

    def scan(self, data: bytes) -> Scanned:
        """What it says of a file; WorldTrouble where it does not answer, or in no known way."""
        seconds = self.patience + _SECONDS_A_MEGABYTE * len(data) / (1 << 20)
        answer = self._asked(b"zINSTREAM\0", data, seconds)
        if answer == "stream: OK":
            return Scanned.CLEAN
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return Scanned.INFECTED
        if answer.startswith("INSTREAM size limit exceeded"):
            return Scanned.TOO_LARGE
        raise self._trouble(f"answers {answer[:100]!r}")

    def version(self) -> str:
        """As "ClamAV 1.4.3/27500/Mon Jan  6 09:41:48 2025": program and signatures, for `check`."""
        return self._asked(b"zVERSION\0", None, self.patience)

    def _asked(self, command: bytes, data: bytes | None, seconds: float) -> str:
        until = time.monotonic() + seconds
        try:
            with closing(self._connected(until)) as connection:
                connection.sendall(command)
                if data is not None:
                    _send(connection, data, until)
                answer = _received(connection, until)
        except OSError as error:
            says = "does not answer in time" if isinstance(error, TimeoutError) else error.strerror
            raise self._trouble(f"{says or error}") from error
        if not answer.endswith(b"\0"):
            raise self._trouble("ends the connection without an answer")
        return answer[:-1].decode("utf-8", "replace").strip()

    def _connected(self, until: float) -> socket.socket:
        scheme, _, place = self.address.partition(":")
        if scheme == "tcp":
            host, _, port = place.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), _left(until))
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(_left(until))
            connection.connect(place)
        except OSError:
            connection.close()
            raise
        return connection

    def _trouble(self, says: str) -> WorldTrouble:
        return WorldTrouble(
            f"the virus scanner at {self.address} {says}; files of appeals are kept back until it "
            "has seen them: start clamd, or empty files.clamd"
        )


def _send(connection: socket.socket, data: bytes, until: float) -> None:
    """Chunks with their lengths, then an empty one; clamd may have answered before the end."""
    view = memoryview(data)
    try:
        for at in range(0, len(data), _PIECE):
            piece = view[at : at + _PIECE]
            connection.settimeout(_left(until))
            connection.sendall(len(piece).to_bytes(4, "big") + piece)
        connection.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return  # over its limit it says so and hangs up: the answer is there to be read


def _received(connection: socket.socket, until: float) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) <= _LONGEST_ANSWER:
        connection.settimeout(_left(until))
        piece = connection.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
