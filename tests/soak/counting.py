"""What the soak counts in the end, from outside: mailbox, register, and the letters accepted."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa
from services.faulty_smtp import FaultySmtp
from soak.outside import Outside

from jobs.wiring import Installation
from register.database import reading
from register.inspections import Inspection
from register.invitations import Invitation
from register.letters import OPEN_STATES, Letter, LetterState
from register.messages import Message, MessageState
from register.responses import Response
from register.rules.letter import LetterKind


@dataclass
class Findings:
    """Figures to tell, and what is not as it must be."""

    lines: list[str] = field(default_factory=list)
    amiss: list[str] = field(default_factory=list)

    def equal(self, what: str, found: object, wanted: object) -> None:
        """Tell a figure that must be another one."""
        if found != wanted:
            self.amiss.append(f"{what}: {found} instead of {wanted}")


def count_all(installation: Installation, outside: Outside, smtp: FaultySmtp) -> Findings:
    """Every invariant of safety.md ML1 that can be counted."""
    found = Findings()
    _mails(found, installation, outside)
    _effects(found, installation, outside)
    _letters(found, installation, smtp)
    _told_twice(found, installation)
    return found


def _mails(found: Findings, installation: Installation, outside: Outside) -> None:
    mailbox = installation.folder / "mail/in"
    found.equal("mails left in the mailbox", len(os.listdir(mailbox / "new")), 0)
    found.equal("mails in Done", len(os.listdir(mailbox / ".Done/cur")), outside.delivered)
    with reading(installation.engine) as session:
        states = Counter(session.scalars(sa.select(Message.state)))
        places = session.scalar(sa.select(sa.func.count(sa.distinct(Message.uid))))
    found.equal("messages", sum(states.values()), outside.delivered)
    found.equal("places of messages", places, outside.delivered)
    found.equal("messages still new", states[MessageState.NEW], 0)
    found.equal("messages held", states[MessageState.HELD], 0)
    shown = ", ".join(f"{count} {state.value}" for state, count in sorted(states.items()))
    found.lines.append(f"{outside.delivered} mails delivered; messages: {shown}")


def _effects(found: Findings, installation: Installation, outside: Outside) -> None:
    with reading(installation.engine) as session:
        inspections = session.scalars(sa.select(Inspection.registration_no)).all()
        invited = session.scalar(sa.select(sa.func.count()).select_from(Invitation))
        current = sa.select(Response).where(Response.current)
        answers = [(one.q3, one.q9, one.q12) for one in session.scalars(current)]  # type: ignore[attr-defined]
        versions = session.scalar(sa.select(sa.func.count()).select_from(Response))
    found.equal("inspections", len(inspections), outside.inspections)
    found.equal("invitations", invited, outside.inspections)
    found.equal("current responses", len(answers), len(outside.answered))
    wrong = set(answers) ^ outside.expected()
    found.equal("responses that are not the last answer sent", sorted(wrong)[:5], [])
    found.equal("versions of responses", versions, sum(outside.answered.values()))
    found.lines.append(f"{len(inspections)} inspections, {len(answers)} responses")


def _letters(found: Findings, installation: Installation, smtp: FaultySmtp) -> None:
    """At least once; a second copy only where its unknown fate is on record."""
    accepted = smtp.accepted()
    with reading(installation.engine) as session:
        letters = session.execute(sa.select(Letter.id, Letter.state, Letter.repeats)).all()
    copies = {one.id: accepted.get(f"<{one.id}@achyk.test>", 0) for one in letters}
    states = Counter(one.state for one in letters)
    second = [one for one in letters if copies[one.id] > 1]
    lost = [o.id for o in letters if o.state is LetterState.SENT and not copies[o.id]]
    unflagged = [one.id for one in second if copies[one.id] > 1 + one.repeats]
    found.equal("letters still open", sum(states[state] for state in OPEN_STATES), 0)
    found.equal("letters marked as sent that nobody got", lost[:5], [])
    found.equal("second copies without a logged unknown", unflagged[:5], [])
    found.equal("letters nobody wrote", sum(accepted.values()), sum(copies.values()))
    shown = ", ".join(f"{count} {state.value}" for state, count in sorted(states.items()))
    repeated = sum(one.repeats > 0 for one in letters)
    found.lines.append(
        f"{len(letters)} letters: {shown}; {repeated} of unknown fate sent again, "
        f"of these {len(second)} reached the server twice"
    )


def _told_twice(found: Findings, installation: Installation) -> None:
    """One invitation for each inspection, one echo for each version of an answer."""
    with reading(installation.engine) as session:
        kinds = Counter(session.scalars(sa.select(Letter.kind)))
        invited = session.scalar(sa.select(sa.func.count()).select_from(Invitation))
        versions = session.scalar(sa.select(sa.func.count()).select_from(Response))
    found.equal("letters of invitation", kinds[LetterKind.INVITATION], invited)
    found.equal("echoes", kinds[LetterKind.ECHO], versions)
