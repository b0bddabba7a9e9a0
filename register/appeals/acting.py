"""Acting on a part: the rights are asked first, then the deed is done, moved and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.addressee import may_act
from register.appeals.alerting import alert_waits, first_alert
from register.appeals.assigning import assign, ensure_holder
from register.appeals.conflict import Barred, barred, staff_now
from register.appeals.deciding import decide, forward_outside
from register.appeals.deed import (
    ALERT_WAITS,
    CLOSED,
    NO_KIND,
    NO_REASON,
    NOT_YOURS,
    Deed,
    Refused,
)
from register.appeals.ladder_times import next_look, sooner
from register.appeals.lengthening import ask, extend, run_on
from register.appeals.moving import move
from register.appeals.parting import forward, split
from register.appeals.tables import Appeal, AppealPart
from register.appeals.telling import Telling
from register.bodies import Role
from register.moment import Moment
from register.rules.appeal import WAITING_STATES, Action, AppealKind, MovementKind, PartState


@dataclass(frozen=True)
class Hand:
    """A person about to act on a part: who may, in which post, and what the letters need."""

    telling: Telling
    kept_out: Barred
    by: str
    post: str


def act(
    session: Session, moment: Moment, book: Book, part_id: int, email: str, deed: Deed
) -> AppealPart:
    """Do a deed on a part; Refused, in a sentence, where it may not be done."""
    hand = take(session, moment, book, part_id, email.lower())
    if deed.action is Action.ASSIGN:
        hand = replace(hand, post=hand.post or _post_to_assign(hand))
    if not hand.post:
        raise Refused("not_yours", NOT_YOURS)
    part = hand.telling.part
    if part.state not in WAITING_STATES:
        raise Refused("closed", CLOSED)
    _DEEDS[deed.action](hand, deed)
    if part.state is PartState.OPEN:
        ensure_holder(hand.telling, hand.kept_out)
        # A deed puts nothing off that was due before: a warning of today, an alert's minutes.
        part.look_at = sooner(part.look_at, next_look(book, hand.telling.zone, part, moment.now))
    elif part.state is not PartState.ASKED:
        part.look_at = None
    return part


def take(session: Session, moment: Moment, book: Book, part_id: int, email: str) -> Hand:
    """A part in a hand, locked: of two officers at once the second sees what the first did."""
    part = locked(session, part_id)
    appeal = session.get_one(Appeal, part.appeal_id)
    staff = staff_now(session, moment)
    kept_out = barred(session, moment, appeal, staff, part)
    post = may_act(staff, kept_out, part, email, appeal.kind is AppealKind.ALERT)
    return Hand(Telling(session, moment, book, staff, appeal, part), kept_out, email, post)


def locked(session: Session, part_id: int) -> AppealPart:
    """A part as the register has it now, whatever was read of it before, and nobody else's."""
    session.flush()
    return session.get_one(AppealPart, part_id, with_for_update=True, populate_existing=True)


def _post_to_assign(hand: Hand) -> str:
    """An operator or administrator may give a case to a person, and nothing else."""
    staff = hand.telling.staff
    roles = {one.role for one in staff.officers if one.email == hand.by}
    if hand.kept_out.bars(hand.by, staff.bodies_of(hand.by)):
        return ""
    may = (Role.OPERATOR, Role.ADMINISTRATOR)
    return next((role.value for role in may if role in roles), "")


def _decide(hand: Hand, deed: Deed) -> None:
    if deed.decision is None:
        raise Refused("no_kind", NO_KIND)
    _end_question(hand)
    decide(hand.telling, hand.by, hand.post, deed)


def _ask(hand: Hand, deed: Deed) -> None:
    ask(hand.telling, hand.by, hand.post, deed)


def _forward(hand: Hand, deed: Deed) -> None:
    if not deed.reason.strip():
        raise Refused("no_reason", NO_REASON)
    _end_question(hand)
    if deed.outside:
        return forward_outside(hand.telling, hand.by, hand.post, deed)
    return forward(hand.telling, hand.kept_out, hand.by, hand.post, deed)


def _extend(hand: Hand, deed: Deed) -> None:
    if not deed.reason.strip():
        raise Refused("no_reason", NO_REASON)
    extend(hand.telling, hand.by, hand.post, deed)


def _split(hand: Hand, deed: Deed) -> None:
    _end_question(hand)
    ensure_holder(hand.telling, hand.kept_out)  # parts that stay, stay with somebody who may
    split(hand.telling, hand.kept_out, hand.by, hand.post, deed)


def _reclassify(hand: Hand, deed: Deed) -> None:
    appeal, part = hand.telling.appeal, hand.telling.part
    if deed.kind is None or not deed.reason.strip():
        raise Refused("no_reason", NO_REASON)
    if alert_waits(hand.telling):
        raise Refused("alert", ALERT_WAITS)
    change = f"{appeal.kind.value}>{deed.kind.value}"
    is_alert_now = deed.kind is AppealKind.ALERT is not appeal.kind
    appeal.kind = deed.kind
    move(
        hand.telling.session,
        hand.telling.moment,
        part,
        MovementKind.RECLASSIFIED,
        by=hand.by,
        post=hand.post,
        detail=change,
        words=deed.reason,
    )
    if is_alert_now and alert_waits(hand.telling):
        first_alert(hand.telling, hand.kept_out)


def _acknowledge(hand: Hand, deed: Deed) -> None:
    telling = hand.telling
    move(
        telling.session,
        telling.moment,
        telling.part,
        MovementKind.ACKNOWLEDGED,
        by=hand.by,
        post=hand.post,
        words=deed.text or deed.reason,
    )


def _assign(hand: Hand, deed: Deed) -> None:
    assign(hand.telling, hand.kept_out, hand.by, hand.post, deed.officer.lower())


def _end_question(hand: Hand) -> None:
    """Whoever decides does not wait for the applicant's answer any more: the clock runs again."""
    if hand.telling.part.state is PartState.ASKED:
        run_on(hand.telling)


_DEEDS: Mapping[Action, Callable[[Hand, Deed], None]] = {
    Action.DECIDE: _decide,
    Action.ASK: _ask,
    Action.FORWARD: _forward,
    Action.EXTEND: _extend,
    Action.SPLIT: _split,
    Action.RECLASSIFY: _reclassify,
    Action.ACKNOWLEDGE: _acknowledge,
    Action.ASSIGN: _assign,
}
