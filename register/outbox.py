"""The way out of the outbox: claim, hand over, mark; and what becomes of a run that died.

A letter that is claimed is nobody else's until its lease ends; the very value of `lease_until` is
the claim, for no two claims have the same. `handed_at` is set in a commit of its own right before
a mail server hears of the letter: claimed without it, a letter has certainly not gone (ML3).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.invitations import by_about
from register.lease import over
from register.letters import Letter, LetterState, vault_of_letter, wipe
from register.moment import Moment
from register.rules.letter import LetterKind
from register.rules.phone import PHONES
from register.rules.retry import ATTEMPTS, LATEST, wait

LEASE = timedelta(minutes=15)
MARGIN = timedelta(minutes=10)  # for one hand-over: verdict 300 s, and the waits before it
PAUSE = timedelta(minutes=2)  # after the mail server itself failed


def claim(session: Session, moment: Moment, limit: int) -> Sequence[Letter]:
    """Take up to `limit` due letters for sending, oldest first; others leave them alone.

    The caller fixes Message-ID and bytes and commits before it speaks to a mail server (ML3).
    A letter of unknown fate is never claimed: it is looked up first.
    """
    due = _due(moment, LetterState.WAITING, limit).with_for_update(skip_locked=True)
    letters = session.scalars(due).all()
    for letter in letters:
        letter.state = LetterState.SENDING
        letter.lease_until, letter.handed_at = moment.now + LEASE, None
    return letters


def fix(letter: Letter, moment: Moment, message_id: str, content: bytes) -> None:
    """Fix what will be sent, so that a second attempt sends the very same."""
    letter.message_id = message_id
    letter.content = moment.keys.seal_under(vault_of_letter(letter), content)


def mark_handed(session: Session, moment: Moment, letter: Letter) -> bool:
    """From the commit on a server may have it; False: it is no longer ours, and not to be sent.

    The lease begins anew. `letter` may belong to an earlier session.
    """
    lease = moment.now + LEASE
    ours = sa.update(Letter).where(Letter.id == letter.id, Letter.state == LetterState.SENDING)
    ours = ours.where(Letter.lease_until == letter.lease_until)
    handed = ours.values(handed_at=moment.now, lease_until=lease).returning(Letter.id)
    if session.scalar(handed) is None:
        return False
    letter.handed_at, letter.lease_until = moment.now, lease
    return True


def still_ours(session: Session, letter: Letter) -> Letter | None:
    """The row of a letter claimed in an earlier session, locked; None if it is no longer ours."""
    ours = sa.select(Letter).where(Letter.id == letter.id, Letter.state == LetterState.SENDING)
    ours = ours.where(Letter.lease_until == letter.lease_until)
    return session.scalar(ours.with_for_update())


def release_expired(session: Session, moment: Moment) -> int:
    """Letters claimed by a run that died: unhanded ones wait again; how many are of unknown fate.

    An attempt is counted for these: a letter that kills the process is not tried for ever. What
    was put off beyond any waiting time there is (the clock has been set back since) is due.
    """
    dead = over(Letter.lease_until, moment.now, LEASE)
    expired = sa.update(Letter).where(Letter.state == LetterState.SENDING, dead)
    unhanded = expired.where(Letter.handed_at.is_(None))
    session.execute(unhanded.values(state=LetterState.WAITING, lease_until=None))
    unknown = expired.values(
        state=LetterState.UNKNOWN, lease_until=None, attempts=Letter.attempts + 1
    )
    count = len(session.scalars(unknown.returning(Letter.id)).all())
    put_off = sa.update(Letter).where(Letter.not_before > moment.now + LATEST)
    put_off = put_off.where(Letter.state.in_((LetterState.WAITING, LetterState.UNKNOWN)))
    session.execute(put_off.values(not_before=moment.now))
    return count


def unknown_due(session: Session, moment: Moment, limit: int) -> Sequence[Letter]:
    """Letters whose fate is to be looked up now, oldest first."""
    return session.scalars(_due(moment, LetterState.UNKNOWN, limit)).all()


def mark_sent(session: Session, moment: Moment, letter: Letter, reply: str) -> None:
    """The mail server took it: what it held is wiped; an echo forgets to whom it went."""
    if letter.state is LetterState.BOUNCED:
        return  # it came back before we were done
    letter.state = LetterState.SENT
    letter.sent_at, letter.lease_until = moment.now, None
    letter.trouble = reply[:500]
    wipe(letter)
    invitation = by_about(session, letter.about)
    # Unless it was reopened at another address while this letter was on its way.
    if invitation is not None and invitation.email == letter.recipient:
        invitation.delivered = True
    if letter.kind is LetterKind.ECHO:
        letter.recipient = moment.keys.mask(letter.recipient)


def mark_found(session: Session, moment: Moment, letter_id: str, where: str) -> bool:
    """It is proven that a letter of unknown fate had gone; False if that changes nothing.

    Also one that was already to go again, as long as no server has heard of it again.
    `where`: what proves it, as in "found in the mail server's log"; kept with the letter.
    """
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None or not _may_have_gone(letter):
        return False
    if letter.state is not LetterState.UNKNOWN:
        letter.repeats -= 1  # that copy is not sent after all
    mark_sent(session, moment, letter, where)
    return True


def mark_missing(letter: Letter, moment: Moment) -> None:
    """Nothing proves that a letter of unknown fate has gone: it goes again, and is flagged so."""
    if letter.attempts >= ATTEMPTS:
        return mark_failed(letter, moment, "no server ever told its fate")
    letter.state, letter.not_before = LetterState.WAITING, moment.now
    letter.repeats += 1
    return None


def mark_unknown(letter: Letter, moment: Moment, reason: str) -> None:
    """It was handed over and no verdict came: its fate is looked up after a while."""
    letter.attempts += 1
    letter.state, letter.lease_until = LetterState.UNKNOWN, None
    letter.not_before = moment.now + (wait(letter.attempts, moment.chance()) or LATEST)
    letter.trouble = reason[:500]


def mark_failed(letter: Letter, moment: Moment, reason: str, status: str = "") -> None:
    """It will not be tried again; `status` of the refusal (RFC 3463), if it was one."""
    letter.state, letter.lease_until = LetterState.FAILED, None
    letter.failed_at, letter.status = moment.now, status
    letter.trouble = reason[:500]
    wipe(letter)


def mark_retry(letter: Letter, moment: Moment, reason: str, status: str = "") -> None:
    """It certainly did not go: try again later; after the last attempt it has failed."""
    letter.attempts += 1
    pause = wait(letter.attempts, moment.chance())
    if pause is None:
        return mark_failed(letter, moment, reason, status)
    postpone(letter, moment.now + pause)
    letter.trouble = reason[:500]
    return None


def postpone(letter: Letter, until: datetime) -> None:
    """It certainly did not go, and waits until then; no attempt is counted."""
    letter.state, letter.not_before = LetterState.WAITING, until
    letter.lease_until = letter.handed_at = None


def handed_since(session: Session, moment: Moment, since: timedelta) -> list[tuple[str, datetime]]:
    """Recipient and time of every letter handed over within `since`, oldest first."""
    lately = sa.select(Letter.recipient, Letter.handed_at).order_by(Letter.handed_at)
    lately = lately.where(Letter.handed_at > moment.now - since, Letter.handed_at <= moment.now)
    return [(recipient, at) for recipient, at in session.execute(lately) if at is not None]


def waiting_ahead(session: Session, moment: Moment, domain: str) -> int:
    """How many letters to a domain, or to telephones, wait for a moment to come."""
    put_off = sa.select(sa.func.count()).select_from(Letter)
    put_off = put_off.where(Letter.state == LetterState.WAITING, Letter.not_before > moment.now)
    to = sa.func.lower(Letter.recipient).endswith(f"@{domain}", autoescape=True)
    if domain == PHONES:
        to = Letter.recipient.startswith("+") & ~Letter.recipient.contains("@")
    return session.scalar(put_off.where(to)) or 0


def _due(moment: Moment, state: LetterState, limit: int) -> sa.Select[Letter]:
    due = sa.select(Letter).where(Letter.state == state, Letter.not_before <= moment.now)
    return due.order_by(Letter.not_before, Letter.id).limit(limit)


def _may_have_gone(letter: Letter) -> bool:
    if letter.state is LetterState.UNKNOWN:
        return True
    again = letter.state is LetterState.SENDING and letter.handed_at is None
    return letter.repeats > 0 and (again or letter.state is LetterState.WAITING)
