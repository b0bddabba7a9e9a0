"""A proxy before a real IMAP server, in a process of its own, that fails at a chosen command.

    with run_faulty_imap(folder, dovecot.imap) as proxy:
        proxy.plan(Fault(at=7, do="cut-after"))

What it can do at a command: "cut-before" (the server never hears it), "cut-after" (the server did
it, nobody hears the answer), "cut-within" (half of the answer arrives), "stall", "answer" (the
server never hears it and `text` is answered, as "NO later"), "say" (`text` stands before the
server's answer), "meanwhile" (another client does `text`, IMAP commands line by line, before the
server hears it), "replace" (in the answer, `text` "OLD=>NEW", a regular expression, is replaced).
"""

import json
import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from io import BufferedReader
from pathlib import Path
from urllib.parse import quote

from services.process import LOOPBACK, free_ports, listens, running

LITERAL = re.compile(rb"\{(\d+)\}\r\n$")


@dataclass(frozen=True)
class Fault:
    """What happens at one command."""

    do: str
    at: int = 0
    # the how-manieth command since the plan was made; 0: whichever `command` fits
    command: str = ""
    # a regular expression over the command without its tag, as "UID MOVE"
    text: str = ""
    times: int = 1
    # how often


@dataclass
class FaultyImap:
    """The running proxy, seen from outside."""

    port: int
    folder: Path
    plans: int = 0

    def url(self, user: str, folder: str = "INBOX") -> str:
        """The mailbox as [mail.in] url names it."""
        return f"imap://{quote(user)}@{LOOPBACK}:{self.port}/{folder}"

    def plan(self, *faults: Fault, hide: tuple[str, ...] = ()) -> None:
        """What is to happen from now on; `hide`: extensions the server shall seem not to have."""
        self.plans += 1
        told = {"number": self.plans, "faults": [asdict(fault) for fault in faults], "hide": hide}
        made = self.folder / "plan.made"
        made.write_text(json.dumps(told))
        made.rename(self.folder / "plan.json")
        for name in ("said", "met"):
            (self.folder / name).write_text("")

    def met(self) -> int:
        """How many faults have happened since the plan was made."""
        return len((self.folder / "met").read_text().splitlines())

    def said(self) -> list[str]:
        """The commands since the plan was made, without their tags."""
        return (self.folder / "said").read_text().splitlines()


@contextmanager
def run_faulty_imap(folder: Path, server: int, port: int = 0) -> Iterator[FaultyImap]:
    """The proxy before the server on the port `server`; `port` 0: it takes a free one itself."""
    folder.mkdir(parents=True, exist_ok=True)
    proxy = FaultyImap(port or free_ports(1)[0], folder)
    proxy.plan()
    own = folder / "process"  # the guard deletes this one
    own.mkdir()
    command = [sys.executable, "-m", "services.faulty_imap", str(folder), str(proxy.port)]
    place = {"PYTHONPATH": str(Path(__file__).parents[1])}
    ready = lambda: listens(proxy.port)  # noqa: E731
    with running(own, [*command, str(server)], ready, folder / "log", place):
        yield proxy


class _Cut(Exception):
    """The connection ends here."""


@dataclass
class _State:
    """The plan, and how far it has come, over all connections."""

    folder: Path
    port: int
    # of the real server
    number: int = 0
    commands: int = 0
    hide: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    left: dict[int, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def due(self, line: bytes) -> Fault | None:
        """Count this command; what happens at it."""
        with self.lock:
            self._read()
            self.commands += 1
            command = line.decode("utf-8", "replace").partition(" ")[2].strip()
            with (self.folder / "said").open("a") as said:
                said.write(command + "\n")
            for index, fault in enumerate(self.faults):
                here = fault.at == self.commands if fault.at else re.match(fault.command, command)
                if here and self.left[index]:
                    self.left[index] -= 1
                    with (self.folder / "met").open("a") as met:
                        met.write(f"{fault.do} {command}\n")
                    return fault
        return None

    def _read(self) -> None:
        told = json.loads((self.folder / "plan.json").read_text())
        if told["number"] != self.number:
            self.number, self.commands, self.hide = told["number"], 0, tuple(told["hide"])
            self.faults = [Fault(**fault) for fault in told["faults"]]
            self.left = {index: fault.times for index, fault in enumerate(self.faults)}


@dataclass
class _Talk:
    """One client, and our connection to the server on its behalf."""

    state: _State
    client: socket.socket
    lines: BufferedReader
    server: socket.socket
    answers: BufferedReader
    user: tuple[str, str] = ("", "")

    def go(self) -> None:
        self.client.sendall(self._shown(self.answers.readline()))
        while line := self.lines.readline():
            if b" LOGIN " in line:
                _, _, user, password = line.decode().split()
                self.user = (user.strip('"'), password.strip('"'))
            self._command(line, self.state.due(line))

    def _command(self, line: bytes, fault: Fault | None) -> None:
        tag = line.partition(b" ")[0]
        do = fault.do if fault else ""
        text = fault.text if fault else ""
        if do == "cut-before":
            raise _Cut
        if do == "stall":
            self.lines.read(1)  # until the client hangs up
            raise _Cut
        if do == "answer":
            untagged = text.startswith("BYE")
            self.client.sendall((b"*" if untagged else tag) + b" " + text.encode() + b"\r\n")
            if untagged:
                raise _Cut
            return
        if do == "meanwhile":
            self._meanwhile(text)
        self.server.sendall(line)
        if do == "say":
            self.client.sendall(text.encode() + b"\r\n")
        if do in ("cut-after", "cut-within", "replace"):
            self._spoil(b"".join(self._answer(tag)), do, text)
            return
        for part in self._answer(tag):
            self.client.sendall(self._shown(part))

    def _spoil(self, answer: bytes, do: str, text: str) -> None:
        if do == "cut-within":
            self.client.sendall(answer[: len(answer) // 2])
        if do != "replace":
            raise _Cut
        old, _, new = text.partition("=>")
        self.client.sendall(re.sub(old.encode(), new.encode(), answer))

    def _answer(self, tag: bytes) -> Iterator[bytes]:
        """The server's answer to one command, line by line and literal by literal."""
        while line := self.answers.readline():
            yield line
            if line.startswith(b"+"):
                self.server.sendall(self.lines.readline())
            size = LITERAL.search(line)
            if size:
                yield self.answers.read(int(size[1]))
            elif line.startswith(tag + b" "):
                return
        raise _Cut

    def _shown(self, line: bytes) -> bytes:
        if b"CAPABILITY" in line:
            for word in self.state.hide:
                line = re.sub(rb" " + word.encode() + rb"(?=[ \]\r])", b"", line)
        return line

    def _meanwhile(self, text: str) -> None:
        import imaplib

        with imaplib.IMAP4(LOOPBACK, self.state.port) as other:
            other.login(*self.user)
            other.select("INBOX")
            for command in text.splitlines():
                name, *rest = command.split(" ", 1)
                answer = (
                    other.xatom(name, *rest) if name != "UID" else other.uid(*rest[0].split(" ", 1))
                )
                if answer[0] != "OK":
                    raise RuntimeError(f"{command}: {answer}")


def _connected(state: _State, client: socket.socket) -> None:
    with client, socket.create_connection((LOOPBACK, state.port)) as server:
        for each in (client, server):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with (
            client.makefile("rb") as lines,
            server.makefile("rb") as answers,
            suppress(_Cut, OSError),
        ):
            _Talk(state, client, lines, server, answers).go()


def _serve(folder: Path, port: int, target: int) -> None:
    state = _State(folder, target)
    with socket.create_server((LOOPBACK, port)) as listening:
        while True:
            client, _ = listening.accept()
            threading.Thread(target=_connected, args=(state, client), daemon=True).start()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
