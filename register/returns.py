"""Letters that came back, or were refused until we gave up: what follows for address and asking."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.invitations import Invitation, InvitationState, by_about, stop_address
from register.letters import Letter, LetterState, mark_bounced
from register.moment import Moment
from register.outbox import mark_found
from register.rules.refusal import Verdict, verdict
from register.rules.returned import IN_A_ROW, Fate, Past, returned_in_a_row
from register.suppressions import SuppressionReason, lifted_from, suppress

LOOKED_BACK = 50  # letters to one address: far more than a row needs


def came_back(session: Session, moment: Moment, letter_id: str, status: str) -> bool:
    """A delivery notice reports failure with this status (RFC 3463); False: it did before."""
    letter = session.get(Letter, letter_id, with_for_update=True)  # of two notices one counts
    if letter is None or letter.state is LetterState.BOUNCED:
        return False
    mark_bounced(letter, status)
    did_not_arrive(session, moment, letter)
    return True


def did_not_arrive(session: Session, moment: Moment, letter: Letter) -> None:
    """A letter came back, or was refused for good or until its attempts were used up (FAILED).

    Call it after its state, status and trouble are set. A hard status leaves the address alone.
    Otherwise the letter alone has not arrived: its invitation stays open, and only three soft
    ones in a row silence the address.
    """
    if verdict(letter.status) is Verdict.HARD:
        leave_alone(session, moment, letter.recipient, letter.trouble)
        return
    invitation = _present(session, moment, letter)
    if invitation is not None and invitation.state is InvitationState.OPEN:
        invitation.soft_bounces += 1
        invitation.delivered = _has_arrived(session, invitation)
    if _fate(letter.state, letter.status) is not Fate.RETURNED:
        return
    past = _past(session, moment, letter.recipient)
    if returned_in_a_row(past, moment.today) >= IN_A_ROW:
        leave_alone(session, moment, letter.recipient, f"{letter.trouble}, {IN_A_ROW} in a row")


def got_through(session: Session, moment: Moment, letter_id: str) -> None:
    """A delivery notice says that the letter was delivered; also after it came back softly."""
    is_there(session, moment, letter_id)
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None or letter.state not in (LetterState.SENT, LetterState.BOUNCED):
        return
    if letter.state is LetterState.BOUNCED:
        if verdict(letter.status) is Verdict.HARD:
            return
        letter.state, letter.status = LetterState.SENT, ""
        letter.trouble = "delivered, as a notice says"
        letter.sent_at = letter.sent_at or moment.now
    invitation = _present(session, moment, letter)
    if invitation is not None:
        invitation.delivered = True


def is_there(session: Session, moment: Moment, letter_id: str) -> bool:
    """A notice proves that a mail server has the letter; False where that was known."""
    return mark_found(session, moment, letter_id, "a delivery notice tells of it")


def leave_alone(session: Session, moment: Moment, email: str, detail: str) -> None:
    """Nothing more is sent to the address, and it is asked about nothing more."""
    if email:  # an echo forgets to whom it went
        suppress(session, moment, email, SuppressionReason.BOUNCED, detail)
        stop_address(session, email, InvitationState.UNREACHABLE, moment.today)


def _present(session: Session, moment: Moment, letter: Letter) -> Invitation | None:
    """The invitation a letter asks about; None if it was opened anew since, or is told by now."""
    invitation = by_about(session, letter.about)
    if invitation is None or not letter.key.startswith(invitation.asking):
        return None
    return invitation if moment.today <= invitation.closes_on else None


def _has_arrived(session: Session, invitation: Invitation) -> bool:
    """Whether another of its letters was taken and did not come back."""
    sent = sa.select(Letter.id).where(Letter.about == invitation.about)
    sent = sent.where(Letter.key.startswith(invitation.asking, autoescape=True))
    return session.scalar(sent.where(Letter.state == LetterState.SENT).limit(1)) is not None


def _past(session: Session, moment: Moment, email: str) -> list[Past]:
    """What is known of letters to the address, newest first, since it was last written to again.

    By the address as written, in lower case, and by its mask: three look-ups in the index.
    """
    written = (email, email.lower(), moment.keys.mask(email))
    newest = sa.select(Letter.state, Letter.status, Letter.created_at, Letter.sent_at)
    newest = newest.where(Letter.recipient.in_(written)).limit(LOOKED_BACK)
    begun = lifted_from(session, moment, email)
    if begun is not None:
        newest = newest.where(Letter.created_at > begun)
    rows = session.execute(newest.order_by(Letter.created_at.desc(), Letter.id))
    past: list[Past] = []
    for state, status, created_at, sent_at in rows:
        fate = _fate(state, status)
        if fate is not None:
            at = created_at if fate is Fate.RETURNED else sent_at or created_at
            past.append(Past(moment.day(at), fate))
    return past


def _fate(state: LetterState, status: str) -> Fate | None:
    """None: it says nothing of the address, as one that is on its way or was refused for us."""
    if state is LetterState.SENT:
        return Fate.TAKEN
    back = state in (LetterState.BOUNCED, LetterState.FAILED)
    return Fate.RETURNED if back and verdict(status) is Verdict.SOFT else None
