"""The reader: mails are read in a child process with limits, so that none harms what it lies in.

One child for many mails: it costs 0.3 s to start and knows nothing of an installation but what it
is told. It is replaced when it dies, and after a good many mails. Nothing of its answers is
unpickled but the values named here: a child gone mad cannot make the parent do anything.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

from config.trouble import Trouble, WorldTrouble
from ingest.answers.reply import Reply
from ingest.bounces.bounce import Bounce, Failed
from ingest.confined import bare_environment
from ingest.limits import MAIL_LIMITS, OUT_OF_MEMORY, MailLimits
from ingest.mail import channel
from ingest.mail.authority import Authority
from ingest.mail.classify import Classified, Kind
from ingest.mail.confirming import Confirmation
from ingest.mail.message import Attachment
from ingest.mail.reading import Reading, Terms
from ingest.mail.signature import Signature, Standing
from register.rules.appeal import DecisionKind

CHILD = "ingest.mail.reading_child"
START_SECONDS = 60.0  # of wall clock until a new child is ready
_END_SECONDS = 10.0  # until one that was killed or has hung up is gone
_TIME_IS_UP = (-signal.SIGPROF, -signal.SIGXCPU)
_VALUES: tuple[type, ...] = (Reading, Reply, Classified, Kind, Authority, Bounce, Failed)
_VALUES += (Attachment, Signature, Standing, Confirmation, DecisionKind)
_KNOWN = {(value.__module__, value.__qualname__): value for value in _VALUES}


class ReadingFailed(Trouble):
    """A mail that its reader did not survive, or could not read."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"the mail cannot be read ({cause}); keep it and tell the administrator")
        self.cause = cause  # "time", "memory", "signal 9", "ValueError at parts.py:12"; no words


@dataclass
class _Child:
    """A running child, and what it has done."""

    process: subprocess.Popen[bytes]
    channel: socket.socket
    lifeline: IO[bytes]  # a pipe into which nothing is written: the child dies when it closes
    told: Terms | None = None  # the terms it knows
    mails: int = 0
    read: int = 0  # bytes


class Reader:
    """Reads mails in a child process, started when first needed; for any thread."""

    def __init__(self, limits: MailLimits = MAIL_LIMITS) -> None:
        self._limits = limits
        self._forget()

    def _forget(self) -> None:
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._child: _Child | None = None

    @property
    def pid(self) -> int | None:
        """The running child's process id."""
        return self._child.process.pid if self._child else None

    def read(self, raw: bytes, terms: Terms) -> Reading:
        """The reading of `raw`; ReadingFailed when it breaks the reader, WorldTrouble without one.

        A mail may use so much processor time; on a busy machine that may last several times longer.
        """
        (found,) = self._ask("read", [raw], terms)
        if isinstance(found, ReadingFailed):
            raise found
        if not isinstance(found, Reading):
            raise ReadingFailed("answer")
        return found

    def explain(self, raw: bytes, terms: Terms) -> dict[str, Any]:
        """The same for `explain mail`: the keys of the contract, "path" still empty."""
        (found,) = self.explain_together([raw], terms)
        if isinstance(found, ReadingFailed):
            raise found
        return found

    def explain_together(
        self, raws: Sequence[bytes], terms: Terms
    ) -> list[dict[str, Any] | ReadingFailed]:
        """The same of several mails in one exchange with the child.

        A mail on which it dies costs no other its reading: then each is asked about alone.
        """
        try:
            found = self._ask("explain", raws, terms)
        except ReadingFailed as failed:
            if len(raws) == 1:
                return [failed]
            return [alone for raw in raws for alone in self.explain_together([raw], terms)]
        return [
            value if isinstance(value, dict | ReadingFailed) else ReadingFailed("answer")
            for value in found
        ]

    def close(self) -> None:
        """End the child; the next mail would start another."""
        child, mine = self._child, self._owner == os.getpid()
        self._child = None
        if child is not None and mine:
            _end(child)

    def _ask(self, task: str, raws: Sequence[bytes], terms: Terms) -> list[Any]:
        """What the child says of each, ReadingFailed for one it raised on; raised if it dies."""
        if self._owner != os.getpid():
            self._forget()  # this process was forked: the child and its channel are the parent's
        with self._lock:
            child = self._ready(sum(map(len, raws)))
            try:
                answers = _asked(child, task, raws, terms, self._limits)
                if len(answers) != len(raws):
                    raise channel.Garbled
            except BaseException as error:
                # What it would say next may belong to this mail: it answers no other.
                self._child = None
                cause = _cause_of_death(child, error)
                if cause is None:
                    raise
                raise ReadingFailed(cause) from None
        return [value if says == "read" else ReadingFailed(str(value)) for says, value in answers]

    def _ready(self, size: int) -> _Child:
        """The child for the next mail; a fresh one where it is dead, or has done its share."""
        child, limits = self._child, self._limits
        if child is not None and (
            child.process.poll() is not None
            or child.mails >= limits.mails
            or child.read + size > max(limits.read, size)
        ):
            self._child = None
            _end(child)
        self._child = self._child or _start(limits)
        return self._child


def _asked(
    child: _Child, task: str, raws: Sequence[bytes], terms: Terms, limits: MailLimits
) -> Any:
    """What the child answers; raises by what `_cause_of_death` knows."""
    seconds = limits.patience * sum(limits.seconds_for(len(raw)) for raw in raws)
    told = None if terms is child.told or terms == child.told else terms
    order = pickle.dumps((task, told, raws), pickle.HIGHEST_PROTOCOL)
    channel.send(child.channel, order, seconds)
    answer = channel.receive(child.channel, limits.answer, seconds)
    child.told, child.mails = terms, child.mails + len(raws)
    child.read += sum(map(len, raws))
    try:
        return _Answer(io.BytesIO(answer)).load()
    except Exception as error:
        raise channel.Garbled from error  # broken pickles raise anything


class _Answer(pickle.Unpickler):
    """Unpickles plain values and the few dataclasses that a reading is made of."""

    def find_class(self, module: str, name: str) -> Any:
        known = _KNOWN.get((module, name))
        if known is None:
            raise channel.Garbled
        return known


def _start(limits: MailLimits) -> _Child:
    try:
        with ExitStack() as here:
            child = _Child(*_process(limits, here))
    except OSError as error:
        raise WorldTrouble(
            f"cannot start the process that reads mail: {error.strerror}; "
            "free memory, open files or processes"
        ) from error
    try:
        channel.receive(child.channel, 0, START_SECONDS)
    except (OSError, EOFError) as error:
        _end(child)
        raise WorldTrouble(
            f"the process that reads mail ended before it began ({child.process.returncode}); free "
            "memory or processes, and see what it said on standard error"
        ) from error
    return child


def _process(
    limits: MailLimits, here: ExitStack
) -> tuple[subprocess.Popen[bytes], socket.socket, IO[bytes]]:
    """A fresh interpreter, not a fork of this one: it inherits no thread, file, setting or key.

    Its ends of the channel and the lifeline are closed with `here`.
    """
    ours, theirs = socket.socketpair()
    here.enter_context(theirs)
    held, ending = os.pipe()
    here.callback(os.close, held)
    with ExitStack() as unless_started:
        unless_started.callback(ours.close)
        lifeline = unless_started.enter_context(open(ending, "wb", buffering=0))
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", CHILD, json.dumps(limits._asdict()), str(held)],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            pass_fds=(held,),
            env=bare_environment(),
            start_new_session=True,  # Ctrl-C is for the parent, which finishes what it has begun
        )
        unless_started.pop_all()
    return process, ours, lifeline


def _cause_of_death(child: _Child, error: BaseException) -> str | None:
    """Ends the child; why it did not answer, in a word, or None when it is not to blame."""
    if isinstance(error, EOFError | ConnectionError):
        status = _end(child, kill=False)
        if status in _TIME_IS_UP:
            return "time"
        if status == OUT_OF_MEMORY:
            return "memory"
        if status == -signal.SIGIO:
            raise WorldTrouble(
                "the process that reads mail took us for dead; look for a program that sends "
                "signals, the mail is read again"
            )
        return f"signal {-status}" if status < 0 else f"exit {status}"
    _end(child)
    if isinstance(error, TimeoutError):
        return "time"
    if isinstance(error, channel.Garbled):
        return "answer"
    return None


def _end(child: _Child, *, kill: bool = True) -> int:
    """Its exit status, once it is gone: there is nothing in it to be saved."""
    child.channel.close()
    if kill:
        child.process.kill()
    try:
        return child.process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        child.process.kill()
        return child.process.wait()
    finally:
        child.lifeline.close()
