"""A small SMTP server that fails exactly where a test wants it to."""

import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedReader

from services.process import LOOPBACK

DROP = "drop"
STALL = "stall"
USUAL = {
    "CONNECT": "220 scripted.test",
    "EHLO": "250 scripted.test",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 queued as 1",
    "RSET": "250 2.0.0 Ok",
    "NOOP": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
}


@dataclass
class Scripted:
    """What happened, and what is still to happen at CONNECT, a command, BODY or DOT."""

    port: int
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    # next answers for each step, before the usual ones; DROP closes, STALL never answers
    said: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    # accepted with 250
    connections: int = 0
    lost_verdicts: int = 0
    # so many more letters are accepted, and the connection ends before that is said

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.port}"

    def answer(self, step: str) -> str:
        planned = self.answers[step]
        return planned.pop(0) if planned else USUAL.get(step, "502 5.5.2 what?")


@contextmanager
def run_scripted() -> Iterator[Scripted]:
    """The server, in a thread of its own for each connection."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        scripted = Scripted(listening.getsockname()[1])
        threading.Thread(target=_serve, args=(listening, scripted), daemon=True).start()
        yield scripted


def _serve(listening: socket.socket, scripted: Scripted) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            scripted.connections += 1
            threading.Thread(target=_talk, args=(connection, scripted), daemon=True).start()


def _talk(connection: socket.socket, scripted: Scripted) -> None:
    with connection, connection.makefile("rb") as lines, suppress(OSError):
        step = "CONNECT"
        while code := _answered(connection, scripted, step):
            if code == "354" and not _taken(connection, lines, scripted):
                return
            line = lines.readline().decode()
            scripted.said.append(line.strip())
            step = line[:4].upper().strip()


def _taken(connection: socket.socket, lines: BufferedReader, scripted: Scripted) -> bool:
    """Read the letter and give the verdict; False ends the connection."""
    if scripted.answers["BODY"]:
        scripted.answers["BODY"].pop(0)
        return False  # gone after 354, before the letter is read
    body = _received(lines)
    if body is None:
        return False
    verdict = scripted.answer("DOT")
    if verdict.startswith("250"):
        scripted.letters.append(body)  # before it is said: the test goes on at once
        if scripted.lost_verdicts:
            scripted.lost_verdicts -= 1
            return False
    return bool(_said(connection, verdict))


def _received(lines: BufferedReader) -> bytes | None:
    """The letter up to its closing dot; None if the client went away before."""
    body = b""
    for line in iter(lines.readline, b""):
        if line == b".\r\n":
            return body
        body += line
    return None


def _answered(connection: socket.socket, scripted: Scripted, step: str) -> str:
    """The code answered; empty when the connection ends here."""
    return _said(connection, scripted.answer(step) if step else DROP)


def _said(connection: socket.socket, answer: str) -> str:
    if answer == STALL:
        connection.recv(1)
    if answer in (DROP, STALL):
        return ""
    connection.sendall(answer.encode() + b"\r\n")
    return "" if answer[:3] in ("421", "221") else answer[:3]
