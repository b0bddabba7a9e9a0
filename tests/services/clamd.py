"""A real clamd with two signatures of its own, on a socket in a folder of its own."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.faulty_clamd import VIRUS
from services.process import need, running

LIMIT = 1 << 20  # bytes of a file that it takes
CONFIGURED = """
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}/signatures
StreamMaxLength 1M
Foreground yes
"""


@contextmanager
def run_clamd() -> Iterator[str]:
    """Its address; skips where it is not installed."""
    need("clamd")
    folder = Path(tempfile.mkdtemp(prefix="achyk-clamd-"))
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "whole.hdb").write_text(f"{hashlib.md5(VIRUS).hexdigest()}:{len(VIRUS)}:Evil\n")
    (signatures / "body.ndb").write_text(f"Evil.Body:0:*:{VIRUS.hex()}\n")
    (folder / "clamd.conf").write_text(CONFIGURED.format(folder=folder))
    command = [shutil.which("clamd") or "/usr/sbin/clamd", "-c", str(folder / "clamd.conf")]
    ready = (folder / "clamd.ctl").is_socket
    with running(folder, command, ready, folder / "start.log"):
        yield f"unix:{folder}/clamd.ctl"
