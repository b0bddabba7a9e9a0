"""The one place where real parts are wired: an installation from its folder."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.settings import Settings, load

if TYPE_CHECKING:
    import sqlalchemy as sa

    from config.book import Book
    from config.questionnaire import Questionnaire
    from dispatch.evidence import Evidence
    from dispatch.outgoing import Outgoing
    from dispatch.post import Post
    from ingest.boxes.incoming import Incoming
    from ingest.desk import Desk
    from ingest.mail.reader import Reader
    from register.blobs import Blobs
    from register.keys import Keys
    from register.moment import Moment

DROP = "drop"


def system_clock() -> datetime:
    """Now, aware, from the system."""
    return datetime.now(UTC)


@cache
def process_reader() -> Reader:
    """The one reader of this process, for all installations it opens: it keeps nothing of any."""
    from ingest.mail.reader import Reader

    reader = Reader()
    atexit.register(reader.close)
    return reader


@dataclass(frozen=True)
class Installation:
    """An installation's parts, each made when first asked for.

    Heavy parts are imported where they are made: `achyk --help` must not pay for a mail reader.
    """

    settings: Settings
    clock: Callable[[], datetime] = system_clock
    randbytes: Callable[[int], bytes] = os.urandom

    @property
    def folder(self) -> Path:
        """Where the installation lives."""
        return self.settings.folder

    @property
    def drop(self) -> Path:
        """Where spreadsheets may be laid."""
        return self.folder / DROP

    @cached_property
    def zone(self) -> ZoneInfo:
        """The installation's time zone."""
        return ZoneInfo(self.settings.schedule.time_zone)

    @cached_property
    def engine(self) -> sa.Engine:
        """The register's database."""
        from register.database import open_engine

        return open_engine(self.settings.database.url, self.folder)

    @cached_property
    def keys(self) -> Keys:
        """The secret keys."""
        from register.keys import Keys

        return Keys(self.folder / "keys", self.randbytes)

    @cached_property
    def blobs(self) -> Blobs:
        """The originals."""
        from register.blobs import Blobs

        return Blobs(self.folder / "blobs", self.keys)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire in use."""
        from config.questionnaire import questionnaire

        return questionnaire(self.settings.survey.questionnaire)

    @cached_property
    def reader(self) -> Reader:
        """Who reads mail."""
        return process_reader()

    def moment(self) -> Moment:
        """This moment."""
        from register.moment import Moment

        return Moment(self.clock(), self.randbytes, self.keys, self.zone)

    def book(self) -> Book:
        """The rules for appeals, read anew: a holiday declared this morning counts."""
        from config.book import load_book

        return load_book(self.settings)

    def desk(self) -> Desk:
        """What taking in needs."""
        from ingest.desk import Desk

        return Desk(
            engine=self.engine,
            blobs=self.blobs,
            keys=self.keys,
            settings=self.settings,
            questionnaire=self.questionnaire,
            moment=self.moment,
            reader=self.reader,
            open_book=cache(self.book),
        )

    def post(self) -> Post:
        """What sending needs."""
        from dispatch.post import Post

        return Post(self.engine, self.blobs, self.settings, self.moment, self.evidence())

    def evidence(self) -> tuple[Evidence, ...]:
        """Where letters of unknown fate are looked up; nothing is opened yet."""
        from dispatch.evidence import open_evidence

        return open_evidence(self.settings.mail.out, self.folder)

    def incoming(self) -> list[Incoming]:
        """Every mailbox, not yet connected."""
        from ingest.boxes.incoming import open_incoming

        inbound = self.settings.mail.in_
        return [
            open_incoming(
                url,
                inbound.password,
                installation=self.folder,
                starttls=inbound.starttls,
                ca_file=self._file(inbound.ca_file),
            )
            for url in inbound.url
        ]

    def sent_copies(self) -> list[Incoming]:
        """Every mailbox where copies of our own letters may lie, not yet connected."""
        from config.servers import maildir_folder
        from ingest.boxes.incoming import open_incoming

        out = self.settings.mail.out
        places = [(out.copies, out.copies_password)] if out.copies else []
        folder = maildir_folder(out.url, self.folder)
        if folder is not None and folder.is_dir():
            places.append((out.url, ""))
        return [
            open_incoming(
                url,
                password,
                installation=self.folder,
                starttls=out.starttls,
                ca_file=self._file(out.ca_file),
            )
            for url, password in places
        ]

    def outgoing(self) -> Outgoing:
        """The way out, not yet connected."""
        from dispatch.outgoing import open_outgoing, with_sms

        out = self.settings.mail.out
        mail = open_outgoing(
            out.url,
            out.password,
            installation=self.folder,
            starttls=out.starttls,
            ca_file=self._file(out.ca_file),
            hello=self.settings.mail.domain,
        )
        return with_sms(mail, self.settings.sms, installation=self.folder)

    def _file(self, name: str) -> Path | None:
        return self.folder / name if name else None


def open_installation(
    folder: Path,
    environ: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = system_clock,
    randbytes: Callable[[int], bytes] = os.urandom,
) -> Installation:
    """The installation in `folder`; SettingsTrouble when there is none."""
    return Installation(load(folder, environ), clock, randbytes)
