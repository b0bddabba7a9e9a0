"""`achyk appeal show` and `list`: where an appeal stands, its route, and which parts wait."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.trouble import Trouble
from dispatch.clean import one_line
from jobs.commands.running import ready
from jobs.commands.typed import a_label, write_bytes
from register.appeals.clock import left
from register.appeals.conflict import staff_now
from register.appeals.contact import read_contact, read_words
from register.appeals.finding import part_by_label, parts_of, stage_of
from register.appeals.listing import waiting_parts
from register.appeals.moving import label_of, movements_of
from register.appeals.tables import Appeal, AppealFile, AppealPart, Decision, Movement
from register.appeals.telling import Telling
from register.bodies import below
from register.database import reading
from register.inspections import Inspection
from register.keys import KEPT
from register.rules.file_verdict import verdict_says
from register.rules.number import spaced


def show(arguments: Namespace) -> int:
    """What is known of an appeal; personal data and words only when asked for."""
    installation, label = ready(arguments), a_label(arguments.number)
    with reading(installation.engine) as session:
        part = part_by_label(session, label)
        appeal = session.get_one(Appeal, part.appeal_id)
        moment = installation.moment()
        telling = Telling(
            session, moment, installation.book(), staff_now(session, moment), appeal, part
        )
        found = _facts(telling, words=arguments.text)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print("\n".join(in_words(found)))
    return 0


def _facts(telling: Telling, *, words: bool) -> dict[str, Any]:
    session, moment, appeal = telling.session, telling.moment, telling.appeal
    about = session.get(Inspection, appeal.inspection_id) if appeal.inspection_id else None
    facts = {
        "number": appeal.number,
        "channel": appeal.channel.value,
        "kind": appeal.kind.value,
        "language": appeal.language,
        "received_at": _iso(appeal.received_at, moment.zone),
        "registered_at": _iso(appeal.registered_at, moment.zone),
        "accepted_by": appeal.accepted_by,
        "notify": appeal.notify.value,
        "inspection": about.registration_no if about else None,
        "region": appeal.region,
        "signature": appeal.signature,
        "collective": appeal.collective,
        "parts": [_part(telling, part) for part in parts_of(session, appeal)],
        "files": [_file(telling, one) for one in files_in_order(session, appeal)],
        "route": [_step(telling, one, words) for one in movements_of(session, appeal.id)],
    }
    return facts | _words(telling) if words else facts


def _part(telling: Telling, part: AppealPart) -> dict[str, Any]:
    decision = telling.session.get(Decision, part.id)
    return {
        "label": str(label_of(telling.appeal, part)),
        "state": part.state.value,
        "stage": stage_of(telling.book, telling.moment.today, part).value,
        "body": part.body,
        "holder": part.holder,
        "rung": part.rung,
        "due_on": part.due_on.isoformat(),
        "days_left": left(telling.book, telling.moment.today, part.due_on),
        "decision": decision.kind.value if decision else None,
        "rating": part.rating,
    }


def files_in_order(session: Session, appeal: Appeal) -> Sequence[AppealFile]:
    """Every file of an appeal, whenever it came; they are counted from 1."""
    found = sa.select(AppealFile).filter_by(appeal_id=appeal.id).order_by(AppealFile.id)
    return session.scalars(found).all()


def _file(telling: Telling, file: AppealFile) -> dict[str, Any]:
    return {
        "name": read_words(telling.moment.keys, file.name),
        "type": file.type,
        "bytes": file.bytes,
        "verdict": file.verdict,
    }


def file(arguments: Namespace) -> int:
    """Write a file of an appeal as it came, whatever its verdict; it is not opened."""
    installation, label = ready(arguments), a_label(arguments.number)
    with reading(installation.engine) as session:
        part = part_by_label(session, label)
        files = files_in_order(session, session.get_one(Appeal, part.appeal_id))
        if not 1 <= arguments.file <= len(files):
            raise Trouble(f"appeal {label.number} has {len(files)} files; count from 1")
        chosen = files[arguments.file - 1]
        says, digest = verdict_says(chosen.verdict, "en"), chosen.digest
    write_bytes(arguments.out, installation.blobs.get(KEPT, digest))
    print(f"{arguments.out}: {says or 'may be opened'}")
    return 0


def _step(telling: Telling, one: Movement, words: bool) -> dict[str, Any]:
    step = {
        "at": _iso(one.at, telling.moment.zone),
        "kind": one.kind.value,
        "body": one.body,
        "by": one.by,
        "post": one.post or "program",
        "detail": one.detail,
        "due_on": one.due_on.isoformat(),
    }
    return step | {"words": read_words(telling.moment.keys, one.words)} if words else step


def _words(telling: Telling) -> dict[str, Any]:
    """What only whoever needs it should have on the screen."""
    keys, appeal = telling.moment.keys, telling.appeal
    contact = read_contact(keys, appeal)
    applicant = {name: value for name, value in vars(contact).items() if value}
    return {"applicant": applicant, "text": read_words(keys, appeal.words)}


def in_words(found: dict[str, Any]) -> Iterator[str]:
    """A line a fact, a part, a file and a movement; strangers' words without what hides (AT2)."""
    yield f"{'number':<13} {spaced(found['number'])}"
    for key, value in found.items():
        if isinstance(value, str) and value and key not in ("number", "text"):
            yield f"{key:<13} {one_line(value)}"
    for part in found["parts"]:
        yield _part_line(part)
    for number, one in enumerate(found["files"], 1):
        says = verdict_says(one["verdict"], "en") or "may be opened"
        yield f"{f'file {number}':<13} {one_line(one['name'])} ({one['bytes']} bytes): {says}"
    yield ""
    for step in found["route"]:
        yield _step_line(step)
        yield from (f"    {one_line(line)}" for line in step.get("words", "").splitlines())
    for key, value in found.get("applicant", {}).items():
        yield f"{key:<13} {one_line(value)}"
    if "text" in found:
        yield ""
        yield from (one_line(line, len(line) + 1) for line in found["text"].splitlines())


def _part_line(part: dict[str, Any]) -> str:
    days = part["days_left"]
    ended = part["decision"] or part["state"]
    waits = f"{part['stage']}, {days} working days" if part["state"] == "open" else ended
    rated = f"; rated {part['rating']}" if part["rating"] is not None else ""
    holder = part["holder"] or "NOBODY"
    return f"{part['label']:<21} due {part['due_on']}  {waits}  {part['body']}  {holder}{rated}"


def _step_line(step: dict[str, Any]) -> str:
    who = f"{step['post']} {step['by']}".strip()
    detail = f"  {one_line(step['detail'])}" if step["detail"] else ""
    at = step["at"].replace("T", " ")[:16]
    return f"{at}  {step['kind']:<12} {step['body']}  {who}{detail}  due {step['due_on']}"


def list_appeals(arguments: Namespace) -> int:
    """The parts that wait, the earliest due first."""
    installation = ready(arguments)
    book, today = installation.book(), installation.moment().today
    with reading(installation.engine) as session:
        bodies = below(session, arguments.body) if arguments.body else None
        overdue = today if arguments.overdue else None
        rows = waiting_parts(session, bodies, overdue, unassigned=arguments.unassigned)
        listed = [
            {
                "label": str(label_of(appeal, part)),
                "due_on": part.due_on.isoformat(),
                "days_left": left(book, today, part.due_on),
                "stage": stage_of(book, today, part).value,
                "kind": appeal.kind.value,
                "body": part.body,
                "holder": part.holder,
                "rung": part.rung,
            }
            for appeal, part in rows
        ]
    print(json.dumps(listed, ensure_ascii=False, indent=2) if arguments.json else _table(listed))
    return 0


def _table(listed: list[dict[str, Any]]) -> str:
    if not listed:
        return "nothing waits"
    return "\n".join(
        f"{one['label']:<21} due {one['due_on']} {one['days_left']:>4}  {one['stage']:<8} "
        f"{one['kind']:<11} {one['body']}  {one['holder'] or 'NOBODY'}"
        for one in listed
    )


def _iso(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")
