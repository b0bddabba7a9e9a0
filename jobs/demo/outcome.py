"""What happened in the play, counted in the register and in the world outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from jobs.demo.play import QUARTER, Played
from jobs.quarterly import build, report_folders
from register.database import reading
from register.inspections import EventKind, Inspection, InspectionEvent
from register.invitations import Invitation
from register.letters import Letter, LetterState
from register.messages import Message
from register.responses import Response
from register.rules.letter import LetterKind
from register.rules.quarter import Quarter
from register.uploads import Upload
from reports.quarter import Headline


@dataclass(frozen=True)
class Outcome:
    """The counts of a play."""

    mails_in: int  # laid into the mailbox
    messages: Mapping[tuple[str, str, str], int]  # kind, state, reason of being held
    uploads: Mapping[str, int]  # by state
    rows: Mapping[str, int]  # accepted, corrected, unchanged, rejected
    inspections: int
    corrected: int  # inspections put right by a later upload
    invitations: Mapping[str, int]  # by state
    letters: Mapping[tuple[LetterKind, LetterState], int]
    letters_out: int  # taken by the world's mail server
    responses: int
    corrections: int  # of answers
    figures: Headline
    workbook: Path

    def messages_of(self, kind: str, *states: str) -> int:
        """How many mails of a kind were so placed."""
        return sum(n for (k, s, _), n in self.messages.items() if k == kind and s in states)

    def letters_of(self, kind: LetterKind) -> int:
        """How many letters of a kind went out."""
        gone = (LetterState.SENT, LetterState.BOUNCED)
        return sum(n for (k, state), n in self.letters.items() if k is kind and state in gone)

    def held(self) -> dict[str, int]:
        """Reason → how many mails wait for a person."""
        counted: Counter[str] = Counter()
        for (_, state, reason), number in self.messages.items():
            if state == "held":
                counted[reason] += number
        return dict(sorted(counted.items()))


def outcome(played: Played) -> Outcome:
    """Count."""
    installation = played.installation
    names = ("accepted", "corrected", "unchanged", "rejected")
    with reading(installation.engine) as session:
        sums = session.execute(
            sa.select(*(sa.func.coalesce(sa.func.sum(getattr(Upload, n)), 0) for n in names))
        ).one()
        corrected = InspectionEvent.kind == EventKind.CORRECTED
        versions = session.execute(
            sa.select(sa.func.count().filter(Response.current), sa.func.count())
        ).one()
        counted = {
            "messages": _messages(session),
            "uploads": {state.value: n for state, n in _by(session, Upload.state)},
            "rows": dict(zip(names, sums, strict=True)),
            "inspections": _all(session, sa.select(sa.func.count(Inspection.id))),
            "corrected": _all(session, sa.select(sa.func.count()).where(corrected)),
            "invitations": {state.value: n for state, n in _by(session, Invitation.state)},
            "letters": {(kind, state): n for kind, state, n in _by(session, Letter.kind, Letter.state)},
            "responses": versions[0],
            "corrections": versions[1] - versions[0],
        }
    quarter = Quarter.parse(QUARTER)
    return Outcome(
        mails_in=played.world.mails_laid,
        letters_out=len(played.world.deliveries),
        figures=build(installation, quarter).headline,
        workbook=report_folders(installation.settings)[0] / QUARTER / "report.xlsx",
        **counted,
    )
