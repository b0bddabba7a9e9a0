"""Under which quarter's key something lies that would join a business with its answers.

The keys of the quarters are in no backup. A register that is put back on another machine has lost
them: what they sealed is then given up in a way that loses no answer.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Survey
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState, by_token, reopen
from register.keys import Keys
from register.letters import OPEN_STATES, Letter, mark_cancelled
from register.moment import Moment
from register.rules.quarter import Quarter

LOST = "the key of its quarter is lost, and with it what the letter said"


def vault_for(session: Session, moment: Moment, token: str) -> str | None:
    """Under which quarter's key a mail or a letter with this token is kept; None: it is unknown.

    Under its invitation's, as long as answers are taken; then under today's, for the other may be
    destroyed.
    """
    invitation = by_token(session, token)
    if invitation is None:
        return None
    if moment.today <= invitation.closes_on:
        return invitation.quarter
    return str(Quarter.of(moment.today))


def give_up_lost(session: Session, moment: Moment, survey: Survey) -> Mapping[str, int]:
    """Give up what lies under keys that are gone; counts of what had to be given up.

    A letter that cannot be read any more does not go. An invitation of which nothing proves that
    it arrived is opened anew, with a token of its own. One that was delivered keeps its link, by
    which it can be answered, and is not reminded: nobody but the business knows its token now.
    """
    letters = [one for one in _open_letters(session) if not _reads(moment.keys, one)]
    for letter in letters:
        mark_cancelled(letter, LOST)
    counts = {"letters_lost": len(letters), "reopened": 0, "unreminded": 0}
    for invitation in _open_invitations(session):
        if invitation.sealed_token is None or moment.keys.opens(invitation.sealed_token):
            continue
        invitation.sealed_token = None
        if invitation.delivered or moment.today > invitation.closes_on:
            counts["unreminded"] += 1
            continue
        inspection = session.get_one(Inspection, invitation.inspection_id)
        reopen(session, moment, invitation, inspection, survey, invitation.email)
        counts["reopened"] += 1
    return {name: count for name, count in counts.items() if count}


def _open_letters(session: Session) -> list[Letter]:
    waiting = sa.select(Letter).where(Letter.state.in_(OPEN_STATES)).order_by(Letter.id)
    return list(session.scalars(waiting))


def _reads(keys: Keys, letter: Letter) -> bool:
    return all(sealed is None or keys.opens(sealed) for sealed in (letter.context, letter.content))


def _open_invitations(session: Session) -> list[Invitation]:
    is_open = Invitation.state == InvitationState.OPEN
    return list(session.scalars(sa.select(Invitation).where(is_open).order_by(Invitation.id)))
