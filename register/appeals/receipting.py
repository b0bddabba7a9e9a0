"""Receipts of appeals: each movement has a code that will stand in its quarter's published list.

The codes are not stored: a movement cannot be changed, so that its code can be made again from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from register.appeals.tables import Appeal, AppealPart, Movement
from register.appeals.telling import Telling
from register.committing import carried, commit_movement, give_receipt
from register.keys import Keys
from register.moment import Moment
from register.rules.appeal import MovementKind
from register.rules.commitment import APPEAL, appeal_record
from register.rules.quarter import Quarter
from register.rules.receipt import Receipt


def record_of(appeal: Appeal, part: AppealPart, movement: Movement) -> bytes:
    """What the code of a movement is made of; `part`: the movement's."""
    return appeal_record(
        at=movement.at,
        body=movement.body,
        detail=movement.detail,
        due_on=movement.due_on,
        kind=movement.kind.value,
        level=part.level,
        number=appeal.number,
        part=part.number,
        step=movement.rung,
    )


def code_of(keys: Keys, appeal: Appeal, part: AppealPart, movement: Movement) -> bytes:
    """The code of a movement; `part`: the movement's."""
    return commit_movement(keys, appeal.key, movement.id, record_of(appeal, part, movement))


def receipt_of_movement(
    moment: Moment, appeal: Appeal, part: AppealPart, movement: Movement
) -> Receipt:
    """The receipt of a movement: of the quarter in which it was made, here."""
    code = code_of(moment.keys, appeal, part, movement)
    quarter = Quarter.of(movement.at.astimezone(moment.zone).date())
    return give_receipt(moment.keys, APPEAL, str(quarter), code, moment.today)


def receipt_facts(telling: Telling, movement: Movement) -> dict[str, Any]:
    """What a letter about a movement of the part has in its context for the receipt."""
    receipt = receipt_of_movement(telling.moment, telling.appeal, telling.part, movement)
    return {"receipt": carried(receipt)}


def codes_of(telling: Telling, movements: Sequence[Movement]) -> list[str]:
    """The codes of an appeal's movements, in their order."""
    keys, appeal = telling.moment.keys, telling.appeal
    found = telling.session.scalars(sa.select(AppealPart).filter_by(appeal_id=appeal.id))
    parts = {part.id: part for part in found}
    return [code_of(keys, appeal, parts[one.part_id], one).hex() for one in movements]


def registered_facts(telling: Telling, movement: Movement | None) -> dict[str, Any]:
    """The same for the movement by which the appeal was registered, looked up unless given."""
    session, appeal = telling.session, telling.appeal
    first = sa.select(Movement).filter_by(appeal_id=appeal.id, kind=MovementKind.REGISTERED)
    movement = movement or session.scalars(first.order_by(Movement.id).limit(1)).one()
    part = session.get_one(AppealPart, movement.part_id)
    return {"receipt": carried(receipt_of_movement(telling.moment, appeal, part, movement))}
