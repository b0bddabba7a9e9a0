"""A small mail filter that plays OpenDMARC beside Postfix: it writes what it found on each mail.

Speaks the milter protocol (version 6) as Postfix's smtpd uses it. It takes a mail for genuine when
its envelope sender is of the From's own domain; what else a real one looks up is not played.
"""

import re
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from services.postfix import Postfix
from services.process import LOOPBACK, within

FIELD = "Authentication-Results"
ADD, CHANGE = 0x01, 0x10
SILENT = b"DAQK"  # macros, abort, quit, quit for a new connection: nothing is answered


@dataclass
class Milter:
    """What it does to mail."""

    server: str  # the authserv-id it writes
    port: int = 0
    place: int = 1  # where the field goes: OpenDMARC says 1, others 0
    writes: bool = True
    removes: bool = True  # takes away fields from outside that bear its name
    domains: list[str] = field(default_factory=list)  # of the From fields seen


@contextmanager
def run_milter(postfix: Postfix, server: str = "mx.achyk.test") -> Iterator[Milter]:
    """The filter at work in that Postfix."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        milter = Milter(server, listening.getsockname()[1])
        threading.Thread(target=_serve, args=(listening, milter), daemon=True).start()
        _use(postfix, f"inet:{LOOPBACK}:{milter.port}")
        try:
            yield milter
        finally:
            _use(postfix, "")


def _use(postfix: Postfix, milters: str) -> None:
    etc = str(postfix.base / "etc")
    settings = [f"smtpd_milters={milters}", "milter_default_action=tempfail"]
    subprocess.run(["/usr/sbin/postconf", "-c", etc, "-e", *settings], check=True)
    children = Path(f"/proc/{postfix.pid}/task/{postfix.pid}/children")
    before = set(children.read_text().split())
    postfix.reload()
    # Those that listened before do so with the old settings until they end.
    assert within(20, lambda: not before & _listening(children))


def _listening(children: Path) -> set[str]:
    pids = children.read_text().split()
    names = {pid: Path(f"/proc/{pid}/comm") for pid in pids}
    return {pid for pid, name in names.items() if name.exists() and "smtpd" in name.read_text()}


def _serve(listening: socket.socket, milter: Milter) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_talk, args=(connection, milter), daemon=True).start()


def _talk(connection: socket.socket, milter: Milter) -> None:
    sender, fields = "", []
    with connection, connection.makefile("rb") as packets, suppress(OSError, struct.error):
        while True:
            (length,) = struct.unpack(">I", packets.read(4))
            command, body = packets.read(1), packets.read(length - 1)
            if command == b"O":
                _say(connection, b"O", struct.pack(">III", 6, ADD | CHANGE, 0))
                continue
            if command == b"M":
                sender, fields = body.split(b"\0")[0].decode().strip("<>"), []
            elif command == b"L":
                fields.append(tuple(body.decode("utf-8", "replace").split("\0")[:2]))
            elif command == b"E":
                _write(connection, milter, sender, fields)
            if command not in SILENT:
                _say(connection, b"c")


def _write(
    connection: socket.socket, milter: Milter, sender: str, fields: list[tuple[str, str]]
) -> None:
    results = [value for name, value in fields if name.lower() == FIELD.lower()]
    # From the last to the first: a field that is gone moves those below it.
    for number in range(len(results), 0, -1):
        if milter.removes and results[number - 1].lower().lstrip().startswith(milter.server):
            _say(connection, b"m", struct.pack(">I", number) + f"{FIELD}\0\0".encode())
    written = next((value for name, value in fields if name.lower() == "from"), "")
    domain = "".join(re.findall(r"@([\w.-]+)", written)[:1])
    milter.domains.append(domain)
    verdict = "pass" if domain and sender.endswith(f"@{domain}") else "fail"
    if milter.writes:
        said = f"{milter.server};\n\tdmarc={verdict} (p=none dis=none) header.from={domain}"
        _say(connection, b"i", struct.pack(">I", milter.place) + f"{FIELD}\0{said}\0".encode())


def _say(connection: socket.socket, command: bytes, body: bytes = b"") -> None:
    connection.sendall(struct.pack(">I", 1 + len(body)) + command + body)
