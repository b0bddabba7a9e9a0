"""What taking in needs beside a mail: the register, the blob store, the settings, the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.questionnaire import Questionnaire
from config.settings import Settings
from ingest.authority import Authority
from ingest.classify import Classified, OwnAddresses
from ingest.reader import Reader
from ingest.reading import Reading, Terms
from register.blobs import Blobs
from register.keys import Keys
from register.messages import Message
from register.moment import Moment


@dataclass(frozen=True)
class Desk:
    """The desk a mail is laid on."""

    engine: sa.Engine
    blobs: Blobs
    keys: Keys
    settings: Settings
    questionnaire: Questionnaire
    moment: Moment
    reader: Reader

    @property
    def own(self) -> OwnAddresses:
        """The addresses that are ours."""
        mail = self.settings.mail
        return OwnAddresses(
            survey=mail.address(mail.survey),
            appeals=mail.address(mail.appeals),
            uploads=mail.address(mail.uploads),
            bounces=mail.address(mail.bounces),
            domain=mail.domain,
        )

    def terms(self, staff: frozenset[str]) -> Terms:
        """What the reader is told; `staff` are the addresses of inspectors and officers."""
        mail, url = self.settings.mail, self.settings.portal.url.rstrip("/")
        return Terms(
            own=self.own,
            staff=staff,
            authserv_id=mail.in_.authserv_id,
            trusted_hops=mail.in_.trusted_hops,
            questionnaire=self.questionnaire,
            names=(mail.name, url),
        )


@dataclass(frozen=True)
class Case:
    """A mail, read and classified, on the desk."""

    desk: Desk
    mail: Reading
    classified: Classified
    authority: Authority
    sameness: str  # hex digest alike in every delivery of this mail; keys what is answered once


Effect = Callable[[Session, Message], None]
"""What a mail does to the register: run inside the one transaction that also settles its row."""
