"""The child that reads mails one after another; ingest.mail.reader starts and asks it.

It gets bytes and plain values and answers with values; it opens no database, key or connection.
It dies of its own when a mail takes too much processor time, and when nobody waits any more.
"""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ingest.limits import OUT_OF_MEMORY, MailLimits
from ingest.mail import channel
from ingest.mail.explain_mail import explain
from ingest.mail.reading import Terms, read_mail

READ, RAISED = "read", "raised"
_LONGEST = 1 << 40  # what the parent sends is taken whole


def _explain(raw: bytes, terms: Terms) -> dict[str, Any]:
    known = terms.staff.__contains__
    hops = terms.trusted_hops
    own, asked = terms.own, terms.questionnaire
    return explain("", raw, own, terms.authserv_id, hops, known, asked, terms.trust)


TASKS: Mapping[str, Callable[[bytes, Terms], Any]] = {"read": read_mail, "explain": _explain}


def main() -> None:
    """Answer on standard input, a socket, until the parent hangs up."""
    limits = MailLimits(**json.loads(sys.argv[1]))
    _bind(limits)
    _die_with_parent(int(sys.argv[2]))
    with socket.socket(fileno=0) as parent:
        channel.send(parent, b"")
        # From here on nothing may be said but in answers: a complaint could quote the mail (WB7).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        try:
            _answer_all(parent, limits)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except (EOFError, ConnectionError):
            os._exit(0)  # the parent has hung up


def _bind(limits: MailLimits) -> None:
    """The limits that hold for good; a signal to the whole group is meant for the parent alone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for number in (signal.SIGPROF, signal.SIGIO):
        signal.signal(number, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def _answer_all(parent: socket.socket, limits: MailLimits) -> None:
    terms: Terms | None = None
    while True:
        task, told, raws = pickle.loads(channel.receive(parent, _LONGEST))
        terms = told or terms
        assert terms is not None
        answers = []
        for raw in raws:
            # The kernel ends this process when its time is up, whatever the code does meanwhile:
            # a regular expression would let no handler of ours run.
            signal.setitimer(signal.ITIMER_PROF, limits.seconds_for(len(raw)))
            answers.append(_answer(task, raw, terms))
        answer = pickle.dumps(answers, pickle.HIGHEST_PROTOCOL)
        signal.setitimer(signal.ITIMER_PROF, 0)
        channel.send(parent, answer)


def _answer(task: str, raw: bytes, terms: Terms) -> tuple[str, Any]:
    try:
        return READ, TASKS[task](raw, terms)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - told to the parent, where it counts as an attempt
        return RAISED, _kind_and_place(error)


def _kind_and_place(error: Exception) -> str:
    """«ValueError at parts.py:12»: what an exception itself says may quote the mail (WB7)."""
    kind, frames = type(error).__name__, traceback.extract_tb(error.__traceback__)
    return f"{kind} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"


def _die_with_parent(lifeline: int) -> None:
    """The kernel ends this process when the parent, which holds the pipe's other end, is gone.

    A pipe of its own into which nobody writes: on the socket the kernel would also announce data,
    and may do so after they have been taken, in the middle of the reading.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(0)  # it was gone before


if __name__ == "__main__":
    main()
