"""Giving a part to a person: at once when it moves, and anew when who had it may not have it."""

from __future__ import annotations

from register.appeals.addressee import OFFICER, Addressee, addressee, free, rung_of
from register.appeals.conflict import Barred
from register.appeals.deed import NO_PERSON, Refused
from register.appeals.moving import move
from register.appeals.telling import Telling, tell_holder
from register.appeals.unassigned import tell_unassigned
from register.bodies import ACTING
from register.rules.appeal import MovementKind


def assign(telling: Telling, kept_out: Barred, by: str, post: str, officer: str) -> None:
    """Give the part to this person of its body or of one above or below; Refused when not."""
    staff, part = telling.staff, telling.part
    chain = staff.chain(part.body)
    reach = frozenset(chain) | staff.below(part.body)
    fit = any(
        one.email == officer and one.role in ACTING and one.body_code in reach
        for one in staff.officers
    )
    if not fit or kept_out.bars(officer, staff.bodies_of(officer)):
        raise Refused("no_person", NO_PERSON, officer=officer)
    part.holder, part.rung = officer, rung_of(staff, part, officer)
    made = move(
        telling.session,
        telling.moment,
        part,
        MovementKind.ASSIGNED,
        by=by,
        post=post,
        detail=step_of(part.rung),
    )
    tell_holder(telling, "taken_over", str(made.id))


def ensure_holder(telling: Telling, kept_out: Barred) -> bool:
    """See that the part is with somebody who may have it; True if it was given to another.

    A holder is passed over who is barred by now, is away, or is registered no longer.
    """
    staff, part = telling.staff, telling.part
    acting = staff.substitutes.get(part.holder, part.holder)
    still = any(one.email == part.holder and one.role in ACTING for one in staff.officers)
    if still and acting == part.holder and not kept_out.bars(acting, staff.bodies_of(acting)):
        return False
    before = part.holder
    # A reopened part stays as high as it came; any other begins again at the bottom.
    lowest = part.rung if part.level > 1 else OFFICER
    found = addressee(telling.session, staff, kept_out, part.body, lowest)
    if not found.holder and lowest > OFFICER:
        found = addressee(telling.session, staff, kept_out, part.body)
    own = tuple(one for one in staff.officers if one.email == before and one.role in ACTING)
    if acting != before and acting in free(staff, kept_out, own):
        found = Addressee(part.body, acting, part.rung)  # who was named for the absence
    if found.holder == before:
        return False
    part.holder, part.rung = found.holder, max(found.rung, part.rung)
    made = move(
        telling.session,
        telling.moment,
        part,
        MovementKind.ASSIGNED,
        detail=step_of(found.rung) if found.holder else "nobody",
    )
    why = "substitute" if acting == found.holder else "taken_over"
    if not tell_holder(telling, why, str(made.id)):
        tell_unassigned(telling, kept_out)
    return True


def step_of(rung: int) -> str:
    """How a rung is written in a movement's detail."""
    return "officer" if rung == OFFICER else f"head/{rung}"
