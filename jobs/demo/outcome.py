"""What happened in the play, counted in the register and in the world outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.questionnaire import questionnaire
from config.settings import Settings
from jobs.demo.play import QUARTER, Played
from jobs.quarterly import report_folders
from register.database import reading
from register.inspections import EventKind, Inspection, InspectionEvent
from register.invitations import Invitation
from register.letters import Letter, LetterState
from register.messages import Message
from register.responses import Response
from register.rules.letter import LetterKind
from register.uploads import Upload
from reports.edition import Edition
from reports.figures import quarter_figures
from reports.quarter import Headline, headline_figures


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
    settings = played.installation.settings
    with reading(played.installation.engine) as session:
        current, versions = _one(session, sa.func.count().filter(Response.current), sa.func.count())
        put_right = sa.func.count().filter(InspectionEvent.kind == EventKind.CORRECTED)
        return Outcome(
            mails_in=played.world.mails_laid,
            messages=_messages(session),
            uploads=_by(session, Upload.state),
            rows=_rows(session),
            inspections=_one(session, sa.func.count(Inspection.id))[0],
            corrected=_one(session, put_right)[0],
            invitations=_by(session, Invitation.state),
            letters=_letters(session),
            letters_out=len(played.world.deliveries),
            responses=current,
            corrections=versions - current,
            figures=_figures(session, settings),
            workbook=report_folders(settings)[0] / QUARTER / "report.xlsx",
        )


def _one(session: Session, *counts: Any) -> Any:
    return session.execute(sa.select(*counts)).one()


def _by(session: Session, state: Any) -> dict[str, int]:
    rows = session.execute(sa.select(state, sa.func.count()).group_by(state))
    return {str(value): count for value, count in rows}


def _messages(session: Session) -> dict[tuple[str, str, str], int]:
    columns = (Message.kind, Message.state, Message.reason)
    rows = session.execute(sa.select(*columns, sa.func.count()).group_by(*columns))
    return {(kind, str(state), reason): count for kind, state, reason, count in rows}


def _letters(session: Session) -> dict[tuple[LetterKind, LetterState], int]:
    columns = (Letter.kind, Letter.state)
    rows = session.execute(sa.select(*columns, sa.func.count()).group_by(*columns))
    return {(kind, state): count for kind, state, count in rows}


def _rows(session: Session) -> dict[str, int]:
    names = ("accepted", "corrected", "unchanged", "rejected")
    sums = (sa.func.coalesce(sa.func.sum(getattr(Upload, name)), 0) for name in names)
    return dict(zip(names, _one(session, *sums), strict=True))


def _figures(session: Session, settings: Settings) -> Headline:
    asked = questionnaire(settings.survey.questionnaire)
    figures = quarter_figures(session, QUARTER, asked)
    published = settings.publication
    return headline_figures(Edition(figures, published.minimum_base, published.language))
