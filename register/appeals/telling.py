"""What applicants and officials are told of an appeal: each letter once, in the mover's commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.clock import left, zone_of
from register.appeals.conflict import Staff, barred_from
from register.appeals.contact import read_contact, read_words
from register.appeals.handing_on import attached, fitting
from register.appeals.moving import label_of, movements_of
from register.appeals.tables import Appeal, AppealFile, AppealPart, Movement
from register.inspections import Inspection
from register.keys import Keys
from register.letters import Letter, enqueue
from register.moment import Moment
from register.rules.appeal import MovementKind, Notify
from register.rules.appeal_words import says
from register.rules.letter import TO_APPLICANTS, LetterKind

THREAD = "appeal"  # purpose of the signature in an applicant's reply address
CASE = "case"  # and in an officer's, for one officer only
KEY_LETTERS = 16
_FILES = (
    sa.select(AppealFile)
    .where(AppealFile.appeal_id == sa.bindparam("appeal"))
    .order_by(AppealFile.id)
)
ABOUT = "appeal/"  # by what the letters of an appeal are found
_ENDED = (MovementKind.DECIDED, MovementKind.RATED)
_WRITTEN = (MovementKind.ASKED, MovementKind.ANSWERED, MovementKind.ADDED, *_ENDED)


@dataclass(frozen=True)
class Telling:
    """What letters about one part are made from."""

    session: Session
    moment: Moment
    book: Book
    staff: Staff
    appeal: Appeal
    part: AppealPart

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the body where the part is."""
        return zone_of(self.staff.zones, self.staff.chain(self.part.body), self.moment.zone)

    @property
    def label(self) -> str:
        """The number as it is shown."""
        return str(label_of(self.appeal, self.part))

    def body_name(self, code: str | None = None) -> str:
        """A body's name; the part's own for None."""
        code = code or self.part.body
        return self.staff.bodies.get(code, code)


def thread_of(keys: Keys, appeal: Appeal) -> str:
    """The secret in the address to which an applicant replies."""
    return appeal.key + keys.sign(THREAD, appeal.key)


def case_of(keys: Keys, part: AppealPart, email: str) -> str:
    """The secret in the address to which this officer, and nobody else, replies about a part."""
    return part.key + keys.sign(CASE, f"{part.key}/{email}")


def by_thread(session: Session, keys: Keys, token: str) -> Appeal | None:
    """The appeal whose applicant was given this secret."""
    key, signature = token[:KEY_LETTERS], token[KEY_LETTERS:]
    if not keys.checks(THREAD, key, signature):
        return None
    return session.scalar(sa.select(Appeal).filter_by(key=key))


def by_case(session: Session, keys: Keys, token: str, email: str) -> AppealPart | None:
    """The part about which this officer was given this secret."""
    key, signature = token[:KEY_LETTERS], token[KEY_LETTERS:]
    if not keys.checks(CASE, f"{key}/{email}", signature):
        return None
    return session.scalar(sa.select(AppealPart).filter_by(key=key))


def by_letter(session: Session, letter_ids: Sequence[str]) -> Appeal | None:
    """The appeal whose letter to its applicant is answered, by that letter's own random id."""
    for letter_id in letter_ids:
        letter = session.get(Letter, letter_id)
        if letter is not None and letter.kind in TO_APPLICANTS and letter.about:
            key = letter.about.removeprefix(ABOUT)
            return session.scalar(sa.select(Appeal).filter_by(key=key))
    return None


def tell_applicant(telling: Telling, kind: LetterKind, key: str, facts: Mapping[str, Any]) -> bool:
    """A letter or SMS to the applicant, as chosen; False where there is no way, or it was told."""
    moment, appeal = telling.moment, telling.appeal
    contact = read_contact(moment.keys, appeal)
    to = contact.phone if appeal.notify is Notify.SMS else contact.email
    if appeal.notify is Notify.NONE or not to:
        return False
    name = f"{kind.value}/{key}"
    context = {**common_facts(telling), **facts}
    return enqueue(
        telling.session, moment, kind, name, to, appeal.language, context, about=about(appeal)
    )


def common_facts(telling: Telling) -> dict[str, Any]:
    """What every letter to an applicant begins with."""
    keys, appeal = telling.moment.keys, telling.appeal
    return {
        "number": appeal.number,
        "label": telling.label,
        "thread": thread_of(keys, appeal),
        "subject": read_contact(keys, appeal).subject,
        "body": telling.body_name(),
        "due_on": telling.part.due_on.isoformat(),
    }


def about(appeal: Appeal) -> str:
    """By what the letters of an appeal are found."""
    return f"{ABOUT}{appeal.key}"


def tell_officer(
    telling: Telling, kind: LetterKind, key: str, email: str, facts: Mapping[str, Any], to: str = ""
) -> bool:
    """A letter to an official's registered address; `to`: to this registered telephone instead."""
    moment, appeal, part = telling.moment, telling.appeal, telling.part
    zone = telling.zone
    today = moment.now.astimezone(zone).date()
    common = {
        "number": appeal.number,
        "label": telling.label,
        "case": case_of(moment.keys, part, email),
        "body": telling.body_name(),
        "due_on": part.due_on.isoformat(),
        "days_left": left(telling.book, today, part.due_on),
        "kind": appeal.kind.value,
        "language": appeal.language,  # the law wants the reply in it
        "received_on": appeal.received_at.astimezone(zone).date().isoformat(),
    }
    context = {**common, **facts}
    to = to or email
    name, language = f"{kind.value}/{key}/{to}", language_of(telling.staff, email)
    return enqueue(telling.session, moment, kind, name, to, language, context, about=about(appeal))


def language_of(staff: Staff, email: str) -> str:
    """The language of a person's letters."""
    return next((one.language for one in staff.officers if one.email == email), "ru")


def files_of(telling: Telling, movement_id: int | None = None) -> list[dict[str, Any]]:
    """The files of an appeal, or of one movement of it."""
    return _files(telling, (movement_id,))


def _files(telling: Telling, movements: Sequence[int | None]) -> list[dict[str, Any]]:
    """Those of several movements, in their order; None stands for the appeal's own."""
    found = telling.session.scalars(_FILES, {"appeal": telling.appeal.id}).all()
    return [
        {
            "name": read_words(telling.moment.keys, file.name),
            "type": file.type,
            "bytes": file.bytes,
            "digest": file.digest,
            "verdict": file.verdict,
        }
        for movement in movements
        for file in found
        if file.movement_id == movement
    ]


def tell_holder(
    telling: Telling, why: str, key: str, earlier: Mapping[str, Any] | None = None, to: str = ""
) -> bool:
    """The whole case to its holder: what is asked, until when, and how to answer by reply."""
    part, appeal, moment = telling.part, telling.appeal, telling.moment
    holder = to or part.holder
    if not holder:
        return False
    route = movements_of(telling.session, telling.appeal.id)
    since = _written_since(telling, route)
    files = fitting(_files(telling, (None, *(one.id for one in since))))
    facts = {
        "why": why,
        # What ended the level below stands apart where the case is new on this one.
        "text": _whole_text(
            telling,
            [one for one in since if not earlier or one.kind not in _ENDED],
            language_of(telling.staff, holder),
        ),
        "subject": read_contact(moment.keys, appeal).subject,
        "applicant": read_contact(moment.keys, appeal).name,
        "files": [{"name": file["name"], "verdict": file["verdict"]} for file in files],
        "attached": attached(files),
        "route": route_facts(telling, route),
        "earlier": dict(earlier) if earlier else None,
        "alike": alike_facts(telling, holder),
        "inspection": inspection_facts(telling),
    }
    return tell_officer(telling, LetterKind.CASE_NEW, key, holder, facts)


def _written_since(telling: Telling, route: Sequence[Movement]) -> list[Movement]:
    """What was asked and what the applicant wrote later about this part, or before it was split."""
    part, written = telling.part, [one for one in route if one.kind in _WRITTEN]
    if all(one.part_id == part.id for one in written):
        return written
    of_part = sa.select(AppealPart.id).where(
        AppealPart.appeal_id == part.appeal_id, AppealPart.number.in_((0, part.number))
    )
    parts = frozenset(telling.session.scalars(of_part))
    return [one for one in written if one.part_id in parts]


def _whole_text(telling: Telling, since: Sequence[Movement], language: str) -> str:
    """The appeal and what was written since, each with its day: for who did not follow it."""
    keys, zone = telling.moment.keys, telling.moment.zone
    whole, own = read_words(keys, telling.appeal.words), read_words(keys, telling.part.words)
    # Whoever split the appeal wrote what the part asks: the applicant's own words stand below.
    first = f"{own}\n\n— — —\n\n{whole}" if own else whole
    more = [
        f"{one.at.astimezone(zone):%d.%m.%Y}, {says(one.kind, language)}:\n{words}"
        for one in since
        if (words := read_words(keys, one.words))
    ]
    return "\n\n".join([first, *more])


def route_facts(telling: Telling, route: Sequence[Movement]) -> list[dict[str, Any]]:
    """The movements, with the post and never the person."""
    zone = telling.moment.zone
    return [
        {
            "at": one.at.astimezone(zone).isoformat(timespec="minutes"),
            "kind": one.kind.value,
            "body": telling.body_name(one.body),
            "post": one.post or "program",
            "due_on": one.due_on.isoformat(),
        }
        for one in route
    ]


def alike_facts(telling: Telling, reader: str) -> list[dict[str, Any]]:
    """Others of the same collective appeal, but for those that bar the reader."""
    session, staff = telling.session, telling.staff
    if not telling.appeal.collective:
        return []
    others = (
        sa.select(Appeal, AppealPart)
        .join(AppealPart, AppealPart.appeal_id == Appeal.id)
        .where(Appeal.collective == telling.appeal.collective, Appeal.id != telling.appeal.id)
        .order_by(Appeal.id, AppealPart.id)
        .limit(20)
    )
    cases = [(appeal, part) for appeal, part in session.execute(others)]
    kept_out = barred_from(session, telling.moment, staff, cases)
    return [
        {"label": str(label_of(appeal, part)), "state": part.state.value}
        for appeal, part in cases
        if part.id in kept_out and not kept_out[part.id].bars(reader, staff.bodies_of(reader))
    ]


def inspection_facts(telling: Telling) -> dict[str, Any] | None:
    """The inspection that the appeal is about."""
    if telling.appeal.inspection_id is None:
        return None
    found = telling.session.get_one(Inspection, telling.appeal.inspection_id)
    return {
        "no": found.registration_no,
        "business": found.business_name,
        "finished_on": found.finished_on.isoformat(),
    }
