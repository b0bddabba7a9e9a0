"""A real SMTP server, in a process of its own, that fails where a plan says and keeps what it took.

    with run_faulty_smtp(folder, {3: "dot:drop-kept"}) as server: ...

A fault is "STEP:WHAT". Steps: connect, ehlo, mail, rcpt, data (instead of 354), body (354 was said,
the letter is on its way), dot (the verdict), after (250 was said). What: drop, stall, at dot also
drop-kept and stall-kept (the letter is kept and no verdict given), or an answer such as
"451 4.3.0 later". After 421 the connection is closed.
"""

import asyncio
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from aiosmtpd.smtp import SMTP
from services.process import LOOPBACK, free_ports, listens, running

STEPS = ("connect", "ehlo", "mail", "rcpt", "data", "body", "dot", "after")
CHANCES = (
    *(f"{step}:drop" for step in STEPS),
    *(f"{step}:421 4.3.2 shutting down" for step in STEPS[:7] if step != "body"),
    *(f"{step}:451 4.3.0 try again later" for step in ("mail", "rcpt", "data", "dot")),
    "dot:drop-kept",
)
"""What random faults are drawn from: none of them refuses a letter for good, none takes long."""

QUEUED = "250 2.0.0 queued"
IDENTITY = re.compile(rb"(?mi)^message-id:\s*(\S+)")


@dataclass(frozen=True)
class Plan:
    """Which letter meets which fault; letters are counted by MAIL commands, from 1."""

    faults: Mapping[int, str] = field(default_factory=dict)
    # connect and ehlo: of the connection opened before that letter
    rate: float = 0.0
    # how many of all letters meet a random fault
    seed: str = ""
    chances: tuple[str, ...] = CHANCES

    def fault(self, number: int) -> str:
        """What is to happen to this letter; the same each time."""
        if number in self.faults:
            return self.faults[number]
        chance = random.Random(f"{self.seed}:{number}")
        return chance.choice(self.chances) if chance.random() < self.rate else ""


@dataclass(frozen=True)
class FaultySmtp:
    """The running server, seen from outside."""

    port: int
    folder: Path
    # one file for each letter accepted

    @property
    def url(self) -> str:
        """As [mail.out] url names it."""
        return f"smtp://{LOOPBACK}:{self.port}"

    def accepted(self) -> Counter[str]:
        """How many copies of each Message-ID the server took."""
        return Counter(_message_id(path) for path in self._files())

    def copies(self) -> dict[str, list[bytes]]:
        """The bytes of every copy by Message-ID, in the order of arrival."""
        found = defaultdict(list)
        for path in self._files():
            found[_message_id(path)].append(path.read_bytes())
        return dict(found)

    def met(self) -> list[str]:
        """The faults that have really happened, in order."""
        path = self.folder / "faults"
        return path.read_text().splitlines() if path.exists() else []

    def _files(self) -> list[Path]:
        return sorted((self.folder / "accepted").iterdir())


@contextmanager
def run_faulty_smtp(
    folder: Path, plan: Plan | Mapping[int, str], port: int = 0
) -> Iterator[FaultySmtp]:
    """The server; what it took lies in `folder` and outlives it. `port` 0: a free one."""
    plan = plan if isinstance(plan, Plan) else Plan(plan)
    (folder / "accepted").mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps(asdict(plan)))
    server = FaultySmtp(port or free_ports(1)[0], folder)
    own = folder / "process"  # the guard deletes this one
    own.mkdir()
    command = [sys.executable, "-m", "services.faulty_smtp", str(folder), str(server.port)]
    place = {"PYTHONPATH": str(Path(__file__).parents[1])}
    with running(own, command, lambda: listens(server.port), folder / "log", place):
        yield server


def _message_id(path: Path) -> str:
    return unquote(path.name.partition("-")[2])


@dataclass
class _State:
    """What the process knows of all its connections."""

    folder: Path
    plan: Plan
    letters: int = 0
    kept: int = 0
    spent: set[int] = field(default_factory=set)

    def due(self, step: str) -> str:
        """What is to happen at this step; '' for nothing. Each fault happens once."""
        number = self.letters + (step in ("connect", "ehlo"))
        at, _, what = self.plan.fault(number).partition(":")
        if at != step or number in self.spent:
            return ""
        self.spent.add(number)
        with (self.folder / "faults").open("a") as log:
            log.write(f"{number} {at}:{what}\n")
        return what

    def keep(self, content: bytes) -> None:
        """One file for each acceptance, complete before anybody can see it."""
        self.kept += 1
        found = IDENTITY.search(content)
        name = quote(found[1].decode("ascii", "replace") if found else "none", safe="")
        made = self.folder / "process" / "letter"
        made.write_bytes(content)
        made.rename(self.folder / "accepted" / f"{self.kept:07d}-{name}")


class _Faulty(SMTP):
    """aiosmtpd, except for what is due."""

    def __init__(self, state: _State, **options: Any) -> None:
        self.state = state
        super().__init__(self, **options)

    async def _handle_client(self) -> None:
        what = self.state.due("connect")
        if not what:
            await super()._handle_client()
            return
        await self.push(await self._do(what))
        self.transport.close()

    async def smtp_EHLO(self, arg: str) -> None:
        if not await self._happens("ehlo"):
            await super().smtp_EHLO(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        self.state.letters += 1
        if not await self._happens("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        if not await self._happens("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if not await self._happens("data"):
            await super().smtp_DATA(arg)

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        """The letter is here: keep it and say so, unless something else is due."""
        what = self.state.due("dot")
        if not what or what.endswith("-kept"):
            self.state.keep(envelope.content)
        return await self._do(what) if what else QUEUED

    async def push(self, status: str | bytes) -> None:
        """Where 354 and 250 are said, the connection may end with it."""
        if self.transport is None:
            return
        await super().push(status)
        if status == QUEUED:
            await self._happens("after")
        elif str(status).startswith("354"):
            await self._happens("body")
        elif str(status).startswith("421") and self.transport is not None:
            self.transport.close()

    async def _happens(self, step: str) -> bool:
        what = self.state.due(step)
        if what:
            await self.push(await self._do(what))
        return bool(what)

    async def _do(self, what: str) -> str:
        """Drop or stall, then until the connection is lost this waits; an answer is handed back."""
        if what.startswith("drop") and self.transport is not None:
            self.transport.close()  # what was said before still goes out
        if what.startswith(("drop", "stall")):
            await asyncio.sleep(3600)
        return what


async def _serve(folder: Path, port: int) -> None:
    told = json.loads((folder / "plan.json").read_text())
    faults = {int(number): fault for number, fault in told.pop("faults").items()}
    state = _State(folder, Plan(faults, **told))
    options = {"hostname": "faulty.test", "enable_SMTPUTF8": True, "data_size_limit": None}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Faulty(state, loop=loop, **options), LOOPBACK, port, backlog=200
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
