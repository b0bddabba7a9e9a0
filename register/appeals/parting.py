"""Sending a part to another unit, and parting a mixed appeal into several."""

from __future__ import annotations

import sqlalchemy as sa

from config.matching import letters_only
from register.appeals.addressee import OFFICER, Addressee, addressee
from register.appeals.assigning import step_of
from register.appeals.clock import late_to_forward
from register.appeals.conflict import Barred
from register.appeals.deed import NO_UNIT, NOBODY, TWO_PARTS, Deed, Refused
from register.appeals.moving import label_of, move
from register.appeals.news import tell_moved
from register.appeals.registering import open_part
from register.appeals.tables import Step
from register.appeals.telling import Telling, tell_holder
from register.appeals.unassigned import tell_unassigned
from register.bodies import body_names
from register.rules.appeal import MOST_PARTS, MovementKind, PartState


def unit_code(telling: Telling, said: str) -> str:
    """The code of the body that is meant by code or by name; Refused when none is, or several."""
    names = body_names(telling.session)
    wanted = letters_only(said)
    exact = [code for code in names if letters_only(code) == wanted]
    named = exact or [code for code, name in names.items() if letters_only(name) == wanted]
    if not named and len(wanted) >= 5:
        named = [code for code, name in names.items() if letters_only(name).startswith(wanted)]
    if len(named) != 1:
        raise Refused("no_unit", NO_UNIT, unit=said)
    return named[0]


def forward(telling: Telling, kept_out: Barred, by: str, post: str, deed: Deed) -> None:
    """Send the part to another unit; its clock runs on, and the applicant is told."""
    part, moment = telling.part, telling.moment
    to = _free(telling, kept_out, deed.unit)
    late = late_to_forward(telling.book, part, telling.zone, moment.now)
    part.body, part.holder, part.rung = to.body, to.holder, to.rung
    made = move(
        telling.session,
        moment,
        part,
        MovementKind.FORWARDED,
        by=by,
        post=post,
        detail=to.body + late,
        words=deed.reason,
    )
    move(telling.session, moment, part, MovementKind.ASSIGNED, detail=step_of(to.rung))
    # Where it is overdue its new heads are told one after the other, as the former ones were.
    taken = sa.delete(Step).where(Step.part_id == part.id, Step.step.startswith("overdue/"))
    telling.session.execute(taken)
    to_body = telling.body_name()
    tell_moved(telling, made, "forwarded", reason=deed.reason, to_body=to_body)
    tell_holder(telling, "forwarded", str(made.id))


def _free(telling: Telling, kept_out: Barred, said: str) -> Addressee:
    code = unit_code(telling, said)
    # A second look stays as high as it came, wherever it goes.
    lowest = telling.part.rung if telling.part.level > 1 else OFFICER
    to = addressee(telling.session, telling.staff, kept_out, code, lowest)
    if not to.holder:
        raise Refused("nobody", NOBODY, unit=telling.body_name(code))
    return to


def split(telling: Telling, kept_out: Barred, by: str, post: str, deed: Deed) -> None:
    """Part the appeal: each part has its addressee, and the clock of the whole from its receipt."""
    part, appeal = telling.part, telling.appeal
    if part.number != 0 or not 2 <= len(deed.parts) <= MOST_PARTS:
        raise Refused("two_parts", TWO_PARTS)
    holder = Addressee(part.body, part.holder, part.rung)
    targets = [
        _free(telling, kept_out, one.unit) if one.unit.strip() else holder for one in deed.parts
    ]
    part.state = PartState.SPLIT
    made = move(
        telling.session,
        telling.moment,
        part,
        MovementKind.SPLIT,
        by=by,
        post=post,
        detail=str(len(deed.parts)),
    )
    told = []
    for number, (one, to) in enumerate(zip(deed.parts, targets, strict=True), start=1):
        opened = _open(telling, kept_out, number, one.text, to)
        told.append(
            {
                "label": str(label_of(appeal, opened.part)),
                "body": opened.body_name(),
                "due_on": opened.part.due_on.isoformat(),
                "words": one.text,
            }
        )
    tell_moved(telling, made, "split", reason=deed.reason, parts=told)


def _open(telling: Telling, kept_out: Barred, number: int, words: str, to: Addressee) -> Telling:
    whole, session, moment = telling.part, telling.session, telling.moment
    part = open_part(
        session,
        moment,
        telling.book,
        telling.staff,
        telling.appeal,
        to,
        received=whole.opened_at,
        number=number,
        level=whole.level,
        words=words,
        like=whole,
    )
    made = move(session, moment, part, MovementKind.ASSIGNED, detail=step_of(to.rung))
    opened = Telling(session, moment, telling.book, telling.staff, telling.appeal, part)
    if not tell_holder(opened, "split", str(made.id)):
        tell_unassigned(opened, kept_out)
    return opened
