"""Which invitation a mail without its token answers: by the letter that it says it answers.

A reply names our letter in In-Reply-To or References: sixteen random letters that only the
addressee has. Sender and subject alone match nothing. Nothing is stored of the match.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from ingest.desk import Case
from ingest.mail.authority import Authority
from ingest.mail.classify import Classified, Kind
from register.database import reading
from register.invitations import Invitation, InvitationState, by_about
from register.letters import Letter

_PERHAPS = frozenset({Kind.REPLY, Kind.APPEAL, Kind.STATUS, Kind.OTHER})
"""What a person wrote and no secret in an address explains."""


def matched(case: Case) -> Case:
    """The case as the reply to the invitation whose letter it answers; as it is where none does.

    Only an open invitation is matched: once answered it has no token any more, and only the
    holder of the token can correct an answer.
    """
    if not case.mail.letters or case.classified.kind not in _PERHAPS:
        return case
    with reading(case.desk.engine) as session:
        invitation = _invitation_of(session, case)
        found = as_invited(case, invitation) if invitation else case
    # One that shows the token as well stays as it is: its sender may be answered himself.
    return case if found.classified == case.classified else found


def _invitation_of(session: Session, case: Case) -> Invitation | None:
    for letter_id in case.mail.letters:
        letter = session.get(Letter, letter_id)
        if letter:
            # The nearest letter is meant; older ones of the thread may be about another inspection.
            invitation = by_about(session, letter.about)
            return invitation if invitation and _is_open(case, invitation) else None
    return None


def _is_open(case: Case, invitation: Invitation) -> bool:
    """Not answered and not stopped; one that has closed is told so, as with its token."""
    sealed = invitation.sealed_token
    is_open = invitation.state is InvitationState.OPEN and sealed is not None
    return is_open and case.desk.keys.opens(sealed or b"")  # a quarter's key may be lost


def as_invited(case: Case, invitation: Invitation) -> Case:
    """The case as if the mail had come from the invited address with the invitation's token.

    It proves nothing of that address. What is answered goes there, whoever wrote: only that
    address may hold the token.
    """
    token = case.desk.keys.unseal_named(invitation.sealed_token or b"").decode()
    return replace(
        case,
        mail=replace(case.mail, sender=invitation.email),
        classified=Classified(Kind.REPLY, token),
        authority=Authority.NONE,
    )
