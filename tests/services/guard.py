"""Runs one server in the foreground and ends it when whoever started us is gone, however it went.

    python guard.py FOLDER COMMAND...

The starter holds the other end of our standard input: closing it, or dying, even by SIGKILL, is
the one way to stop. The server gets SIGINT (which tells PostgreSQL not to wait for clients), then
after ten seconds SIGKILL with its whole process group; FOLDER is deleted.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys


def main(folder: str, command: list[str]) -> None:
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, signal.SIG_IGN)
    server = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_listen_again,
    )
    print(server.pid, flush=True)
    sys.stdin.read()
    server.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(timeout=10)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _listen_again() -> None:
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, signal.SIG_DFL)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
