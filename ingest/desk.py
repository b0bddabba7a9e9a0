"""What taking in needs beside a mail: the register, the blob store, the settings, the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from config.questionnaire import Questionnaire
from config.settings import Settings
from config.trouble import WorldTrouble
from ingest.mail.authority import Authority
from ingest.mail.classify import Classified, OwnAddresses
from ingest.mail.reader import Reader
from ingest.mail.reading import Reading, Terms
from ingest.mail.signature import Trust
from register.blobs import BlobMissing, Blobs
from register.keys import STANDING, Keys, KeyTrouble
from register.messages import Message
from register.moment import Moment

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """The desk a mail is laid on."""

    engine: sa.Engine
    blobs: Blobs
    keys: Keys
    settings: Settings
    questionnaire: Questionnaire
    moment: Callable[[], Moment]  # this moment; a run lasts for hours
    reader: Reader
    open_book: Callable[[], Book]  # the rules for appeals; the same for as long as the desk stands

    def original(self, vault: str, digest: str) -> bytes:
        """What is kept there; BlobMissing also when its seal does not open, as others' may.

        WorldTrouble only where the installation is to blame: a quarter's key may be destroyed or
        another one, but where a standing key is gone too, nothing can be done until it is back.
        """
        try:
            return self.blobs.get(vault, digest)
        except KeyTrouble as error:
            if not all(self.keys.path(name).exists() for name in STANDING):
                raise
            raise BlobMissing(f"an original does not open: {error}") from error
        except OSError as error:
            trouble = f"cannot read the keys in {self.keys.folder}: {error.strerror}"
            raise WorldTrouble(f"{trouble}; see their rights and the disk") from error

    @property
    def book(self) -> Book:
        """The rules for appeals: a file that is wrong stops appeals, and nothing else."""
        return self.open_book()

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
            trust=self._trust(),
        )

    def _trust(self) -> Trust | None:
        """The authorities whose signatures count; the hour is enough to judge dates by."""
        name = self.settings.mail.in_.authorities
        if not name:
            return None
        try:
            authorities = (self.settings.folder / name).read_text("ascii")
        except (OSError, ValueError) as error:
            raise WorldTrouble(
                f"mail.in.authorities: cannot read {name}; it has to hold certificates in PEM"
            ) from error
        return Trust(authorities, self.moment().now.replace(minute=0, second=0, microsecond=0))


@dataclass(frozen=True)
class Case:
    """A mail, read and classified, on the desk."""

    desk: Desk
    moment: Moment  # when it was taken up; all its effects are of that moment
    mail: Reading
    classified: Classified
    authority: Authority
    sameness: str  # hex digest alike in every delivery of this mail; keys what is answered once
    raw: bytes = b""  # the mail as it came
    arrived_at: datetime = NEVER  # when it lay in the mailbox


Effect = Callable[[Session, Message], None]
"""What a mail does to the register: run inside the one transaction that also settles its row."""
