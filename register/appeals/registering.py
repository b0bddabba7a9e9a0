"""Registering: an appeal gets its number, deadline and first addressee at the moment it comes in.

Nothing is judged here. Whatever reaches this point is registered, and nobody can take it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from config.trouble import WorldTrouble
from register.appeals.addressee import Addressee, addressee
from register.appeals.assigning import step_of
from register.appeals.clock import due_of, zone_of
from register.appeals.conflict import Barred, Staff, barred_by, staff_now
from register.appeals.contact import pin_digest, seal_contact, seal_words
from register.appeals.incoming import Incoming, KeptFile
from register.appeals.ladder_times import next_look
from register.appeals.moving import move
from register.appeals.tables import Appeal, AppealBand, AppealFile, AppealPart, Movement
from register.inspections import Inspection
from register.moment import Moment
from register.rules.appeal import LONGEST_WORDS, AppealKind, MovementKind, Notify, PartState
from register.rules.appeal_words import Post
from register.rules.deadline import registration_due, start_of
from register.rules.likeness import bands, sketch
from register.rules.number import new_number
from register.rules.pin import new_pin
from register.rules.tokens import RandBytes, new_id

MOST_FILES = 200  # of one appeal; the original holds them all
_SAME = sa.select(Appeal).where(Appeal.sameness == sa.bindparam("sameness"))


@dataclass(frozen=True)
class Registered:
    """An appeal just registered, or found to be registered before."""

    appeal: Appeal
    part: AppealPart
    pin: str  # told once, on the slip; '' when it was registered before
    is_new: bool
    staff: Staff
    kept_out: Barred
    movement: Movement | None = None  # by which it was registered; None: before


def register(session: Session, moment: Moment, book: Book, incoming: Incoming) -> Registered:
    """Register what came in: number, deadline, first addressee, movement 1; the letters are apart.

    The same mail once more finds the appeal that it made. Safe to call again after a crash: all of
    it is one commit, the caller's.
    """
    staff = staff_now(session, moment)
    earlier = _earlier(session, incoming)
    if earlier is not None:
        part = session.scalars(
            sa.select(AppealPart).filter_by(appeal_id=earlier.id).order_by(AppealPart.id)
        ).first()
        assert part is not None  # made with the appeal, and the database deletes none
        return Registered(earlier, part, "", False, staff, Barred(frozenset(), frozenset()))
    inspection = _inspection(session, incoming.inspections)
    draw = _source(moment, incoming)
    pin = new_pin(draw)
    appeal = _appeal(session, moment, book, incoming, inspection, pin, draw)
    texts = (incoming.contact.subject, incoming.words)
    kept_out = barred_by(session, staff, incoming.contact, texts, appeal.inspection_id)
    to = _first(session, staff, kept_out, book, incoming, inspection)
    part = open_part(session, moment, book, staff, appeal, to, received=appeal.received_at)
    by = incoming.accepted_by
    post = Post.OPERATOR.value if by else ""
    channel = incoming.channel.value
    kind = MovementKind.REGISTERED
    made = move(session, moment, part, kind, by=by, post=post, detail=channel, flush=False)
    if to.holder:
        step = step_of(to.rung)
        move(session, moment, part, MovementKind.ASSIGNED, detail=step, flush=False)
    session.flush()  # both at once
    return Registered(appeal, part, pin, True, staff, kept_out, made)


def _source(moment: Moment, incoming: Incoming) -> RandBytes:
    """Whence number, PIN and keys are drawn: of a mail they are the same whenever it is read.

    After a restore from an older backup its slip, and every reply to it, still fit.
    """
    if incoming.sameness is None:
        return moment.randbytes
    return moment.keys.derive("appeal", incoming.sameness)


def _reply_language(moment: Moment, book: Book, incoming: Incoming) -> str:
    """The language of the reply where that of the appeal is none of ours: the law's first."""
    return book.profiles.on(moment.day(incoming.received_at)).reply_language(None)


def _earlier(session: Session, incoming: Incoming) -> Appeal | None:
    if incoming.sameness is None:
        return None
    return session.scalar(_SAME, {"sameness": incoming.sameness})


def _inspection(session: Session, numbers: tuple[str, ...]) -> Inspection | None:
    """The inspection that is named; None also where two are: nobody can say which is meant."""
    if not numbers:
        return None
    found = sa.select(Inspection).where(Inspection.registration_no.in_(numbers)).limit(2)
    inspections = session.scalars(found).all()
    return inspections[0] if len(inspections) == 1 else None


def _appeal(
    session: Session,
    moment: Moment,
    book: Book,
    incoming: Incoming,
    inspection: Inspection | None,
    pin: str,
    draw: RandBytes,
) -> Appeal:
    contact, keys = incoming.contact, moment.keys
    # One in 10^7 is taken: then all fails.
    number = new_number(moment.day(incoming.received_at), draw)
    words = incoming.words[:LONGEST_WORDS]
    shape = sketch(words)
    appeal = Appeal(
        number=number,
        key=new_id(draw),
        pin=pin_digest(keys, number, pin),
        channel=incoming.channel,
        kind=incoming.kind,
        language=incoming.language or _reply_language(moment, book, incoming),
        # A clock ahead of ours may not move the receipt into the future.
        received_at=min(incoming.received_at, moment.now),
        registered_at=moment.now,
        accepted_by=incoming.accepted_by,
        applicant=keys.mask(contact.reached_at) if contact.reached_at else "",
        contact=seal_contact(keys, contact),
        words=seal_words(keys, words),
        notify=_notify(incoming, book),
        original=incoming.original,
        sameness=incoming.sameness,
        inspection_id=inspection.id if inspection else None,
        region=incoming.region or (inspection.region if inspection else None) or "",
        signature=incoming.signature,
        signer=seal_words(keys, incoming.signer) if incoming.signer else None,
        sketch=shape,
    )
    session.add(appeal)
    session.flush()
    session.add_all(AppealBand(appeal_id=appeal.id, band=band) for band in bands(shape))
    keep_files(session, moment, appeal, incoming.files)
    return appeal


def keep_files(
    session: Session,
    moment: Moment,
    appeal: Appeal,
    files: tuple[KeptFile, ...],
    movement_id: int | None = None,
) -> None:
    """Record files that lie in the kept vault."""
    session.add_all(
        AppealFile(
            appeal_id=appeal.id,
            movement_id=movement_id,
            name=seal_words(moment.keys, file.name),
            type=file.type,
            bytes=file.bytes,
            digest=file.digest,
            verdict=file.verdict,
        )
        for file in files[:MOST_FILES]
    )


def _notify(incoming: Incoming, book: Book) -> Notify:
    """How the applicant can be told: as wished, else as there is an address for."""
    contact = incoming.contact
    if incoming.notify is Notify.SMS and contact.phone and book.sms:
        return Notify.SMS
    if contact.email and incoming.notify is not Notify.NONE:
        return Notify.MAIL
    return Notify.SMS if contact.phone and book.sms else Notify.NONE


def _first(
    session: Session,
    staff: Staff,
    kept_out: Barred,
    book: Book,
    incoming: Incoming,
    inspection: Inspection | None,
) -> Addressee:
    unit = inspection.unit if inspection and inspection.unit in staff.parent else None
    routed = book.routes.target(
        f"{incoming.contact.subject}\n{incoming.words}",
        incoming.kind.value,
        incoming.region or (inspection.region if inspection else "") or "",
        unit or (inspection.body if inspection else ""),
        staff.parent,
    )
    wished = incoming.body if incoming.body in staff.parent else None
    target = wished or routed or staff.top
    if not target:
        raise WorldTrouble("no state body is registered yet; add one: achyk body add CODE NAME")
    return addressee(session, staff, kept_out, target)


def open_part(
    session: Session,
    moment: Moment,
    book: Book,
    staff: Staff,
    appeal: Appeal,
    to: Addressee,
    *,
    received: datetime,
    number: int = 0,
    level: int = 1,
    words: str = "",
    like: AppealPart | None = None,
) -> AppealPart:
    """A new part with its own clock, counted as the law in force at its receipt says.

    `like`: the whole that it is split from; law, start, extensions and pauses are those.
    """
    zone = zone_of(staff.zones, staff.chain(to.body), moment.zone)
    here = received.astimezone(zone)
    law = book.law_of(like.profile) if like else book.profiles.on(here.date())
    part = AppealPart(
        appeal_id=appeal.id,
        number=number,
        level=level,
        key=new_id(moment.keys.derive("part", f"{appeal.key}/{number}/{level}")),
        words=seal_words(moment.keys, words) if words else None,
        body=to.body,
        holder=to.holder,
        rung=to.rung,
        state=PartState.OPEN,
        version=0,
        opened_at=received,
        profile=law.version,
        calendar=book.calendar_version,
        starts_on=like.starts_on if like else start_of(law, here, moment.now.astimezone(zone)),
        registration_due=registration_due(law, book.calendar, book.hours, here),
        due_on=here.date(),
        extensions=like.extensions if like else "",
        pauses=like.pauses if like else "",
    )
    part.due_on = due_of(book, part, moment.today)
    part.look_at = _look(book, zone, moment, appeal, part)
    session.add(part)
    session.flush()
    return part


def _look(
    book: Book, zone: ZoneInfo, moment: Moment, appeal: Appeal, part: AppealPart
) -> datetime | None:
    if appeal.kind is AppealKind.ALERT and part.level == 1:
        return moment.now + timedelta(minutes=book.acknowledge)
    return next_look(book, zone, part, moment.now)
