"""The published lists of receipts: every code of a quarter, and what opens it for an auditor.

The lists show that the counted set is fixed and that nothing with a receipt was left out. What
stands in a response can be shown to fit its code (`altered`), for the secret behind it is derived.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.tables import Appeal, AppealPart, Movement
from register.committing import appeal_salt, commit_movement, response_salt
from register.invitations import Invitation, InvitationState
from register.keys import Keys
from register.releases import ReleaseEvent
from register.responses import Response, committed, record_of
from register.rules.commitment import APPEAL, RESPONSE, appeal_record
from register.rules.quarter import Quarter

BATCH = 5_000
_STREAM = {"yield_per": BATCH}  # a million movements must not stand in memory at once


@dataclass(frozen=True)
class Altered:
    """A response that is not what its receipt was given for."""

    digest: bytes
    version: int


def commit_old(session: Session, keys: Keys) -> int:
    """Give their codes to responses that an older program wrote; how many there were.

    Once, when the tables were brought to this program's shape. Afterwards a response without a
    code was changed by hand, and a code given to it would make that look true.
    """
    old = sa.select(Response).filter_by(commitment=None)
    old = old.order_by(Response.digest, Response.version).limit(BATCH)
    done = 0
    while rows := session.scalars(old).all():
        for row in rows:
            row.commitment = committed(keys, row)
        session.flush()
        for row in rows:
            session.expunge(row)  # else all would stand in memory until the commit
        done += len(rows)
    return done


def is_uncommitted(session: Session) -> bool:
    """Whether no response has a code and no release has told of any: a time before there were."""
    coded = sa.select(Response.digest).where(Response.commitment.is_not(None)).limit(1)
    told = sa.select(ReleaseEvent.id).where(ReleaseEvent.manifest != "").limit(1)
    return session.scalar(coded) is None and session.scalar(told) is None


def miscounted(session: Session, quarter: str) -> tuple[int, int] | None:
    """Answered invitations and counted responses, of the groups where they are not as many.

    A response that was taken away, or put in, by hand; None where all agree.
    """
    answered = _groups(session, Invitation, quarter, Invitation.state == InvitationState.ANSWERED)
    kept = _groups(session, Response, quarter, Response.current.is_(True))
    wrong = [group for group in answered.keys() | kept.keys() if answered[group] != kept[group]]
    if not wrong:
        return None
    return sum(answered[group] for group in wrong), sum(kept[group] for group in wrong)


def _groups(
    session: Session,
    table: type[Invitation] | type[Response],
    quarter: str,
    counted: sa.ColumnElement[bool],
) -> Counter[tuple[object, ...]]:
    columns = (table.body, table.region, table.kind)
    found = sa.select(*columns, sa.func.count()).where(table.quarter == quarter, counted)
    rows = session.execute(found.group_by(*columns))
    return Counter({tuple(group): count for *group, count in rows})


def altered(session: Session, keys: Keys, quarter: str) -> list[Altered]:
    """Responses of the quarter that were changed behind the program's back.

    Their code is not made of what they say; or a version is missing; or one counts that is not the
    last. A response that is gone altogether is known by its receipt alone.
    """
    found, before = [], None
    for row in _responses(session, quarter):
        is_first = before is None or before.digest != row.digest
        expected = 1 if is_first or before is None else before.version + 1
        wrong = row.commitment != committed(keys, row) or row.version != expected
        if before is not None and before.current != is_first and before not in found:
            found.append(before)
        if wrong:
            found.append(row)
        before = row
    if before is not None and not before.current and before not in found:
        found.append(before)
    return [Altered(row.digest, row.version) for row in found]


def response_lines(session: Session, keys: Keys, quarter: str) -> Iterator[str]:
    """The code of each counted response, and of each replaced version with that of the next."""
    columns = (Response.digest, Response.version, Response.current, Response.commitment)
    found = sa.select(*columns).where(Response.quarter == quarter)
    ordered = found.order_by(Response.digest, Response.version)
    before: tuple[bytes, str] | None = None  # a replaced version, until the next one is known
    for digest, version, current, stored in session.execute(ordered.execution_options(**_STREAM)):
        code = (stored or committed(keys, session.get_one(Response, (digest, version)))).hex()
        if before is not None and before[0] == digest:
            yield f"{before[1]} {code}"
        before = None if current else (digest, code)
        if current:
            yield code


def appeal_lines(session: Session, keys: Keys, quarter: str, zone: ZoneInfo) -> Iterator[str]:
    """The code of each movement of the quarter, by the days of `zone`."""
    for key, movement_id, record in _movements(session, quarter, zone):
        yield commit_movement(keys, key, movement_id, record).hex()


def openings(session: Session, keys: Keys, quarter: str, zone: ZoneInfo) -> Iterator[str]:
    """What opens every code of both lists, a JSON object a line: for an auditor alone.

    kind, salt (hex) and record; the code is made of the record in canonical JSON.
    """
    for row in _responses(session, quarter):
        yield _opening(RESPONSE, response_salt(keys, row.digest, row.version), record_of(row))
    for key, movement_id, record in _movements(session, quarter, zone):
        yield _opening(APPEAL, appeal_salt(keys, key, movement_id), record)


def _opening(kind: str, salt: bytes, record: bytes) -> str:
    return f'{{"kind":{json.dumps(kind)},"record":{record.decode()},"salt":"{salt.hex()}"}}'


def _responses(session: Session, quarter: str) -> Iterator[Response]:
    """Every version, the versions of one response in order; nothing else has an order."""
    found = sa.select(Response).filter_by(quarter=quarter)
    ordered = found.order_by(Response.digest, Response.version)
    yield from session.scalars(ordered.execution_options(**_STREAM))


def _movements(session: Session, quarter: str, zone: ZoneInfo) -> Iterator[tuple[str, int, bytes]]:
    """Of every movement of the quarter: its appeal's key, its id and its record."""
    within = Quarter.parse(quarter)
    begin = datetime.combine(within.first, time(), zone)
    end = datetime.combine(within.next.first, time(), zone)
    found = (
        sa.select(
            Appeal.key,
            Movement.id,
            Movement.at,
            Movement.body,
            Movement.detail,
            Movement.due_on,
            Movement.kind,
            AppealPart.level,
            Appeal.number,
            AppealPart.number.label("part"),
            Movement.rung,
        )
        .join(AppealPart, AppealPart.id == Movement.part_id)
        .join(Appeal, Appeal.id == Movement.appeal_id)
        .where(Movement.at >= begin, Movement.at < end)
        .order_by(Movement.id)
    )
    # Columns and no objects: of these there are many more than of responses.
    for one in session.execute(found.execution_options(**_STREAM)):
        record = appeal_record(
            at=one.at,
            body=one.body,
            detail=one.detail,
            due_on=one.due_on,
            kind=one.kind.value,
            level=one.level,
            number=one.number,
            part=one.part,
            step=one.rung,
        )
        yield one.key, one.id, record
