"""A forged proof, sent through our own mail server to ourselves: it must not be believed (TR2)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from enum import StrEnum

from ingest.boxes.incoming import Incoming
from ingest.mail.authority import Authority, read_authority
from jobs.wiring import Installation, system_clock

WAITS = 30.0  # seconds until a mail to oneself is given up
LOOKS = 0.5  # seconds between two looks
_BACK = timedelta(hours=1)  # the mail server's clock may be behind ours


class Fate(StrEnum):
    """What became of the forged field."""

    GONE = "gone"  # the server took it away
    DOUBTED = "doubted"  # it came through, and counts for nothing
    BELIEVED = "believed"  # whoever writes it may enter rows
    MISSING = "missing"  # the mail did not come back in time


def probe(installation: Installation) -> Fate:
    """Send one mail with a forged Authentication-Results field, and see what arrives of it.

    It goes the way our letters go, from our own address to the one for spreadsheets, and stays in
    the mailbox: it is taken in as an echo of our own, without effect. Raises WorldTrouble.
    """
    mark = installation.randbytes(10).hex()
    mail = installation.settings.mail
    with installation.outgoing() as outgoing:
        sender, to = mail.address(mail.bounces), mail.address(mail.uploads)
        outgoing.send(sender, to, forged(installation, mark))
    raw = _arrived(installation, mark)
    if raw is None:
        return Fate.MISSING
    return fate(raw, mark, mail.in_.authserv_id, mail.in_.trusted_hops)


def forged(installation: Installation, mark: str) -> bytes:
    """The mail; `mark` stands in the forged field and in its Message-ID."""
    mail = installation.settings.mail
    own = mail.address(mail.survey)
    fields = (
        f"Authentication-Results: {mail.in_.authserv_id};"
        f" dmarc=pass header.from={own.rpartition('@')[2]} policy.check={mark}",
        f"From: {own}",
        f"To: {mail.address(mail.uploads)}",
        "Subject: achyk check",
        f"Message-ID: <check-{mark}@{mail.domain}>",
        f"Date: {format_datetime(installation.clock())}",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
    )
    text = "Sent by `achyk check` to see whether a forged proof of the sender is believed.\r\n"
    return "\r\n".join((*fields, "", text)).encode()


def fate(raw: bytes, mark: str, server: str, hops: int) -> Fate:
    """What became of the field with `mark` in the mail as it arrived."""
    if f"policy.check={mark}".encode() not in raw:
        return Fate.GONE
    # A result of the server's own beside the forged one makes two, and two count for nothing.
    believed = read_authority(raw, server, hops) is Authority.PASS
    return Fate.BELIEVED if believed else Fate.DOUBTED


def _arrived(installation: Installation, mark: str) -> bytes | None:
    seen: set[tuple[str, str, str]] = set()
    end = time.monotonic() + WAITS
    while True:
        for mailbox in installation.incoming():
            with mailbox:
                for raw in _new(mailbox, seen):
                    if f"check-{mark}@".encode() in raw:
                        return raw
        if time.monotonic() > end:
            return None
        time.sleep(LOOKS)


def _new(mailbox: Incoming, seen: set[tuple[str, str, str]]) -> Iterator[bytes]:
    """What came lately and was not looked at before, also where a fetch has moved it."""
    since = system_clock() - _BACK
    done = mailbox.done()
    for place in (mailbox, done) if done is not None else (mailbox,):
        for one in (one for piece in place.listed(since) for one in piece):
            key = (place.mailbox, one.uidvalidity, one.uid)
            if key not in seen:
                seen.add(key)
                loaded = place.load(one.uidvalidity, [one.uid])
                yield from (mail.raw for mails in loaded for mail in mails)
