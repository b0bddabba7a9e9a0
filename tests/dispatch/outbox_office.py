"""An outbox with letters in it, a clock, and the way to a scripted mail server."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from appeal_letters import APPEAL_CONTEXTS
from services.scripted import Scripted

from config.mail_settings import Mail, MailOut
from config.progress import quiet
from config.settings import Settings
from config.sms_settings import Sms
from dispatch.evidence import Evidence
from dispatch.outgoing import open_outgoing, with_sms
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
        self.sms = Sms()
        self.out_url = server.url

    @property
    def post(self) -> Post:
        """What sending needs, as the settings are now."""
        out = MailOut(url=self.out_url, starttls="never", pace=self.pace)
        settings = Settings(
            folder=self.folder, mail=Mail(domain="achyk.test", out=out), sms=self.sms
        )
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

    def tell(self, *phones: str, kind: LetterKind = LetterKind.APPEAL_NOTED, **facts: Any) -> None:
        """Put a letter to each telephone in the outbox."""
        with transaction(self.engine) as session:
            for to in phones:
                words = APPEAL_CONTEXTS[kind] | facts
                assert enqueue(session, self.moment(), kind, f"{kind}/{to}", to, "ru", words)

    def send(self) -> dict[str, int]:
        mail = open_outgoing(
            self.out_url,
            installation=self.folder,
            timeout=self.timeout,
            verdict_timeout=self.verdict_timeout,
        )
        both = with_sms(mail, self.sms, installation=self.folder, timeout=self.timeout)
        with both as outgoing:
            return send(self.post, outgoing, quiet)

    def letters(self) -> dict[str, Letter]:
        with reading(self.engine) as session:
            return {letter.recipient: letter for letter in session.scalars(sa.select(Letter))}

    def suppressed(self) -> list[str]:
        with reading(self.engine) as session:
            return list(session.scalars(sa.select(Suppression.email)))
