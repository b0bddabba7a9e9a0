"""An installation on real servers: reads IMAP, writes SMTP; what its tests count from outside."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from email import message_from_bytes
from pathlib import Path

import sqlalchemy as sa
from journeys.town import SIGNATORY, Clock, Town

from config.template import settings_file
from jobs.commands.setup import make
from jobs.wiring import open_installation
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction

INSPECTOR, ADMINISTRATOR = "inspector@mail.test", "administrator@mail.test"
SETTINGS = {
    "mail.domain": "mail.test",
    "mail.in.password": "pw",
    "mail.in.authserv_id": "mx.achyk.test",
    "mail.in.trusted_hops": 1,  # Dovecot's own Received stands above
    "mail.out.pace": 0,
    "survey.delay": 2,
}


def open_town(folder: Path, settings: Mapping[str, object]) -> Town:
    """An installation with one body, an inspector and an administrator; the clock is set by hand.

    `settings`: at least database.url, mail.in.url and mail.out.url.
    """
    made = make(folder, settings_file({**SETTINGS, **settings}) + SIGNATORY)
    clock, chance = Clock(), random.Random(20260720)
    installation = open_installation(made.folder, {}, clock, chance.randbytes)
    with transaction(installation.engine) as session:
        add_body(session, "GETI", "Госинспекция")
        add_officer(session, INSPECTOR, Role.INSPECTOR, "GETI", "I-1", "Асан", "ru")
        add_officer(session, ADMINISTRATOR, Role.ADMINISTRATOR, "GETI")
    return Town(installation, clock, chance)


def rows(town: Town, table: type) -> list:
    """Every row of a table."""
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(table)))


def ids(mails: list[bytes]) -> Counter[str]:
    """How many copies of each Message-ID lie in a mailbox."""
    return Counter(message_from_bytes(mail)["Message-ID"] for mail in mails)
