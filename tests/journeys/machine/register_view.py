"""The register as it stands, read in one go: what the model is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from journeys.machine.world import MAILBOXES

from jobs.wiring import Installation
from register.database import reading
from register.inspections import Inspection
from register.invitations import Invitation
from register.letters import Letter
from register.messages import Message
from register.responses import COLUMNS, Response
from register.suppressions import Suppression, SuppressionReason

QUESTIONS = tuple(f"q{number}" for number in range(1, COLUMNS + 1))


@dataclass(frozen=True)
class View:
    """The rows that matter, as named tuples of plain values."""

    messages: dict[int, Any]  # by id
    letters: dict[str, Any]  # by id
    inspections: dict[str, Any]  # by registration number
    invitations: dict[int, Any]  # by inspection id
    answers: dict[bytes, tuple[int, dict[int, str]]]  # current: digest → version, answers
    suppressed: frozenset[tuple[str, SuppressionReason, datetime]]  # since when

    def invitation(self, registration_no: str) -> Any:
        """The asking about an inspection; None."""
        inspection = self.inspections.get(registration_no)
        return None if inspection is None else self.invitations.get(inspection.id)

    @property
    def letter_keys(self) -> frozenset[str]:
        return frozenset(letter.key for letter in self.letters.values())

    @property
    def token_digests(self) -> frozenset[bytes]:
        """Of the tokens that open something."""
        return frozenset(one.token_digest for one in self.invitations.values())


def view(installation: Installation) -> View:
    """Read the register."""
    with reading(installation.engine) as session:
        rows = {
            table: session.execute(sa.select(*table.__table__.columns)).all()
            for table in (Message, Letter, Inspection, Invitation, Response, Suppression)
        }
    assert {row.mailbox for row in rows[Message]} <= set(MAILBOXES.values())
    return View(
        messages={row.id: row for row in rows[Message]},
        letters={row.id: row for row in rows[Letter]},
        inspections={row.registration_no: row for row in rows[Inspection]},
        invitations={row.inspection_id: row for row in rows[Invitation]},
        answers={row.digest: (row.version, _answers(row)) for row in rows[Response] if row.current},
        suppressed=frozenset((r.email, r.reason, r.since) for r in rows[Suppression]),
    )


def _answers(row: Any) -> dict[int, str]:
    values = {n: getattr(row, name) for n, name in enumerate(QUESTIONS, 1)}
    return {number: value for number, value in values.items() if value is not None}
