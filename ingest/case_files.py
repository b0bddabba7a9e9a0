"""Files that come with an appeal or an official's answer: judged, then kept by their digest."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.appeals.clamd import Clamd
from ingest.appeals.files import Incoming, Judged, judge
from ingest.desk import Desk
from ingest.mail.message import Attachment
from register.appeals.incoming import KeptFile
from register.keys import KEPT

MEGABYTE = 1_000_000


def judged(desk: Desk, files: Sequence[Attachment]) -> tuple[Judged, ...]:
    """Each file with its verdict; a virus scanner that is down leaves it to be scanned anew."""
    address = desk.settings.files.clamd
    scan = Clamd(address).scan if address else None
    coming = [Incoming(file.name, file.declared, file.data) for file in files]
    return judge(coming, scan, desk.settings.files.largest * MEGABYTE)


def kept(desk: Desk, files: Sequence[Judged]) -> tuple[KeptFile, ...]:
    """All of them in the kept vault, whatever the verdict: nothing that came is lost."""
    return tuple(
        KeptFile(
            name=file.name,
            type=file.type,
            bytes=len(file.data),
            digest=desk.blobs.put(KEPT, file.data),
            verdict=file.verdict.value,
        )
        for file in files
    )
