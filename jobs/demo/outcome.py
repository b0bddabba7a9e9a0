"""What happened in the play, counted in the register and in the world outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.demo.play import QUARTER, Played
from jobs.publishing import local_folders
from register.database import reading
from register.inspections import EventKind, Inspection, InspectionEvent
from register.invitations import Invitation
from register.letters import Letter, LetterState
from register.messages import Message
from register.releases import release_of
from register.responses import Response
from register.rules.letter import LetterKind
from register.uploads import Upload
from reports.quarter import Headline
from reports.verify import told_lines, verify_folder


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
    figures: Headline  # of the release
    release: Path  # its folder at the first target
    files: Sequence[str]  # of it, by name
    checked: str  # what the release's own program says of it

    @property
    def workbook(self) -> Path:
        """The workbook of the release."""
        return self.release / "report.xlsx"

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
    release = local_folders(played.installation.settings)[0] / QUARTER
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
            figures=_figures(session),
            release=release,
            files=_files(release),
            checked=told_lines(verify_folder(release))[-1],
        )


def _files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


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


def _figures(session: Session) -> Headline:
    release = release_of(session, QUARTER)
    assert release is not None
    return release.figures
