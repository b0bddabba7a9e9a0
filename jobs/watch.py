"""The daily watch: administrators are told what waits for a person and what does not go well.

Nothing of a mail stands in the letter, neither sender nor subject nor text (WB7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.languages import catalogue, mark
from config.trouble import Trouble
from jobs.comparison import compare_all
from jobs.purging import windows
from jobs.wiring import Installation
from register.bodies import Officer
from register.changing import often_changed
from register.database import reading, transaction
from register.letters import Letter
from register.messages import Message, held_messages
from register.moment import Moment
from register.notices import tell_administrators
from register.purges import still_held
from register.rules.letter import SURVEYS, TO_STAFF, LetterKind
from register.standing import (
    JobStanding,
    Standing,
    failed_letters,
    job_standings,
    standing,
)

WARNED = timedelta(days=14)  # before held mail of a quarter is destroyed
LONG = timedelta(days=1)  # what waits or fails longer is told
NEWEST = 20  # held messages that the letter names by number

TO_BUSINESSES = mark("invitations and reminders")
TO_OWN_STAFF = mark("letters to inspectors and administrators")
ANSWERS_TO_MAIL = mark("answers to those who wrote to us")


@dataclass(frozen=True)
class Concern:
    """What a day's letter is about."""

    held: Sequence[Message]  # oldest first
    failed: Mapping[str, int]  # letters that failed since the last such letter, by kind
    lost: int  # messages still to be placed that have no original any more
    jobs: Sequence[JobStanding]  # those that have not ended well for a day
    oldest_message: datetime | None  # waits longer than a day to be taken in
    oldest_letter: datetime | None  # waits longer than a day to go out
    changed: Sequence[tuple[str, int]] = ()  # who changed whom rows are about, how often
    ending: Sequence[tuple[int, date]] = ()  # how many held mails are destroyed, and on which day

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        waits = self.oldest_message is not None or self.oldest_letter is not None
        told = self.held or self.failed or self.lost or self.jobs or self.changed
        return bool(told or waits)


def watch(installation: Installation) -> dict[str, int]:
    """Compare mailboxes and register, then tell what is found; returns counts.

    Where a mailbox cannot be read the rest is told all the same, and then the Trouble is raised.
    """
    try:
        found = compare_all(installation, rescue=True)
    except Trouble:
        tell(installation, lost=0)
        raise
    return {**tell(installation, found.lost), **found.counts()}


def tell(installation: Installation, lost: int) -> dict[str, int]:
    """Write to each administrator, once a day, if anything waits or fails."""
    moment = installation.moment()
    with reading(installation.engine) as session:
        concern = concerns(session, moment, lost)
    concern = replace(concern, ending=_ending(installation, moment))
    letters = 0
    if concern.any:
        with transaction(installation.engine) as session:
            letters = _write(session, moment, concern)
    return {"held": len(concern.held), "letters": letters}


def concerns(session: Session, moment: Moment, lost: int) -> Concern:
    """What is to be told at this moment."""
    found, told = standing(session), _told_last(session)
    return Concern(
        held=held_messages(session),
        failed=failed_letters(session, told),
        lost=lost,
        jobs=[job for job in job_standings(session, moment.now) if _fails_long(job, moment)],
        changed=often_changed(session, moment, told),
        ending=(),
        **_waiting_long(found, moment),
    )


def _ending(installation: Installation, moment: Moment) -> list[tuple[int, date]]:
    """Held mail that nobody can look at any more in a while."""
    soon = [one for one in windows(installation) if one.ends_at <= moment.now + WARNED]
    with reading(installation.engine) as session:
        counted = [(still_held(session, str(one.quarter)), one.ends_at) for one in soon]
    zone = moment.zone
    return [(count, max(at, moment.now).astimezone(zone).date()) for count, at in counted if count]


def _told_last(session: Session) -> datetime | None:
    """When the last letter of the watch was written: what failed before it has been told."""
    written = sa.select(sa.func.max(Letter.created_at)).where(Letter.kind == LetterKind.HELD_MAIL)
    return session.scalar(written)


def _fails_long(job: JobStanding, moment: Moment) -> bool:
    """Whether runs fail and none has ended well for a day."""
    if job.failing_since is None:
        return False
    return (job.succeeded_at or job.failing_since) < moment.now - LONG


def _waiting_long(found: Standing, moment: Moment) -> dict[str, datetime | None]:
    since = {"oldest_message": found.oldest_message, "oldest_letter": found.oldest_letter}
    latest = moment.now - LONG
    return {name: at if at and at < latest else None for name, at in since.items()}


def _write(session: Session, moment: Moment, concern: Concern) -> int:
    key = f"held/{moment.today.isoformat()}"

    def facts(person: Officer) -> dict[str, Any]:
        return letter_facts(concern, moment, person.language)

    return tell_administrators(session, moment, LetterKind.HELD_MAIL, key, facts)


def letter_facts(concern: Concern, moment: Moment, language: str) -> dict[str, Any]:
    """What the letter says, in `language`; days in the installation's zone."""
    held, translated = concern.held, catalogue(language).gettext
    reasons = Counter(message.held for message in held).most_common()
    failed: Counter[str] = Counter()
    for kind, count in concern.failed.items():
        failed[group_of(LetterKind(kind))] += count
    return {
        "held": len(held),
        "reasons": [{"says": translated(r.says), "count": count} for r, count in reasons],
        "oldest_on": _day(moment, held[0].arrived_at if held else None),
        "numbers": sorted((message.id for message in held), reverse=True)[:NEWEST],
        "failed": [{"kind": translated(k), "count": n} for k, n in failed.most_common()],
        "lost": concern.lost,
        "jobs": [_job_facts(job, moment) for job in concern.jobs],
        "message_since": _day(moment, concern.oldest_message),
        "letter_since": _day(moment, concern.oldest_letter),
        "ending": [{"count": count, "on": on.isoformat()} for count, on in concern.ending],
        "changed": [{"sender": sender, "count": count} for sender, count in concern.changed],
    }


def group_of(kind: LetterKind) -> str:
    """The kind of letter in words, for translation."""
    if kind in SURVEYS:
        return TO_BUSINESSES
    return TO_OWN_STAFF if kind in TO_STAFF else ANSWERS_TO_MAIL


def _job_facts(job: JobStanding, moment: Moment) -> dict[str, Any]:
    since = job.failing_since or moment.now
    return {"job": job.run.job, "since": _day(moment, since), "says": job.says}


def _day(moment: Moment, at: datetime | None) -> str | None:
    return at.astimezone(moment.zone).date().isoformat() if at is not None else None
