"""An outbox with letters in it, a clock, and the way to a scripted mail server."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from services.scripted import Scripted

from config.mail_settings import Mail, MailOut
from config.progress import quiet
from config.settings import Settings
from dispatch.evidence import Evidence
from dispatch.outgoing import open_outgoing
from dispatch.post import Post
from dispatch.send import send
from register.blobs import Blobs
from register.database import open_engine, reading, transaction
from register.keys import Keys
from register.letters import Letter, enqueue
from register.moment import Moment
from register.rules.letter import LetterKind
from register.suppressions import Suppression


class Office:
    """An outbox with letters in it, a clock, and the way to the scripted server."""

    def __init__(self, url: str, folder: Path, server: Scripted) -> None:
        self.engine = open_engine(url, folder)
        self.seeded = random.Random(4).randbytes
        self.keys = Keys(folder / "keys", self.seeded)
        self.keys.make()
        self.now = datetime(2026, 7, 20, 4, tzinfo=UTC)
        self.server = server
        self.folder = folder
        self.pace = 60
        self.timeout, self.verdict_timeout = 5.0, 5.0
        self.evidence: Sequence[Evidence] = ()

    @property
    def post(self) -> Post:
        """What sending needs, as the settings are now."""
        out = MailOut(url=self.server.url, starttls="never", pace=self.pace)
        settings = Settings(folder=self.folder, mail=Mail(domain="achyk.test", out=out))
        blobs = Blobs(self.folder / "blobs", self.keys)
        return Post(self.engine, blobs, settings, self.moment, self.evidence)

    def moment(self) -> Moment:
        return Moment(self.now, self.seeded, self.keys, ZoneInfo("Asia/Bishkek"))

    def write(self, *recipients: str, **context: object) -> None:
        with transaction(self.engine) as session:
            for to in recipients:
                kind = LetterKind.RECEIVED
                words = {"in_reply_to": "", **context}
                assert enqueue(session, self.moment(), kind, f"k/{to}", to, "ru", words)

    def send(self) -> dict[str, int]:
        with open_outgoing(
            self.server.url,
            installation=self.folder,
            timeout=self.timeout,
            verdict_timeout=self.verdict_timeout,
        ) as outgoing:
            return send(self.post, outgoing, quiet)

    def letters(self) -> dict[str, Letter]:
        with reading(self.engine) as session:
            return {letter.recipient: letter for letter in session.scalars(sa.select(Letter))}

    def suppressed(self) -> list[str]:
        with reading(self.engine) as session:
            return list(session.scalars(sa.select(Suppression.email)))
