"""`achyk explain deadline`: the due date of an appeal, and how it is counted, day by day."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from config.book import Book
from config.languages import pick
from config.profiles import Profile, Start, Term, Unit
from jobs.commands.running import ready
from jobs.commands.typed import a_label
from register.appeals.clock import counting, explanation, left, zone_of
from register.appeals.conflict import staff_now
from register.appeals.finding import part_by_label
from register.appeals.moving import label_of, movements_of
from register.appeals.tables import Appeal, AppealPart, Movement
from register.database import reading
from register.rules.appeal import MovementKind
from register.rules.deadline import Day, DayKind, limit

_WHY = {
    DayKind.WEEKEND: "weekend",
    DayKind.HOLIDAY: "holiday",
    DayKind.PAUSED: "the clock rested: the applicant was asked",
    DayKind.ROLLED: "the term ended on a day off: this is the next working day",
}

_MOVES = frozenset(
    (
        MovementKind.EXTENDED,
        MovementKind.SUSPENDED,
        MovementKind.RESUMED,
        MovementKind.RECOUNTED,
    )
)


def deadline(arguments: Namespace) -> int:
    """Rule, start, each day that does not count with its reason, what moved it, and the date."""
    installation, label = ready(arguments), a_label(arguments.number)
    with reading(installation.engine) as session:
        part = part_by_label(session, label)
        appeal = session.get_one(Appeal, part.appeal_id)
        book, moment = installation.book(), installation.moment()
        staff = staff_now(session, moment)
        zone = zone_of(staff.zones, staff.chain(part.body), moment.zone)
        steps = [one for one in movements_of(session, appeal.id) if one.part_id == part.id]
        moved = [_move(one, book, part, zone) for one in steps if one.kind in _MOVES]
        found = _facts(book, moment.today, appeal, part, zone) | {"moved": moved}
    print(json.dumps(found, ensure_ascii=False, indent=2) if arguments.json else _told(found))
    return 0


def _move(one: Movement, book: Book, part: AppealPart, zone: ZoneInfo) -> dict[str, str]:
    notice = book.law_of(part.profile).extension_notice or Term(0, Unit.WORKING)
    extended = one.kind is MovementKind.EXTENDED
    return {
        "at": one.at.astimezone(zone).date().isoformat(),
        "kind": one.kind.value,
        "detail": one.detail,
        "due_on": one.due_on.isoformat(),
        "told_by": _told_by(notice, book, one.at, zone) if extended else "",
    }


def _facts(
    book: Book, today: date, appeal: Appeal, part: AppealPart, zone: ZoneInfo
) -> dict[str, Any]:
    law, counted = book.law_of(part.profile), counting(book, part, today)
    days = explanation(book, part, today)
    return {
        "label": str(label_of(appeal, part)),
        "due_on": part.due_on.isoformat(),
        "days_left": left(book, today, part.due_on),
        "state": part.state.value,
        "rule": _rule(law),
        "time_zone": zone.key,
        "received_at": appeal.received_at.astimezone(zone).isoformat(timespec="minutes"),
        "registered_at": appeal.registered_at.astimezone(zone).isoformat(timespec="minutes"),
        "registration_due": part.registration_due.isoformat(),
        "receipt_told_by": _told_by(law.receipt_notice, book, appeal.received_at, zone),
        "opened_at": part.opened_at.astimezone(zone).isoformat(timespec="minutes"),
        "starts_on": part.starts_on.isoformat(),
        "extensions": [_term(one) for one in counted.extensions],
        "pauses": [[one.since.isoformat(), one.until.isoformat()] for one in counted.pauses],
        "calendar": part.calendar,
        "calendar_now": book.calendar_version,
        "counts_to": days[-1].on.isoformat(),
        "days": [_day(one) for one in days],
    }


def _told_by(term: Term, book: Book, at: datetime, zone: ZoneInfo) -> str:
    """The last day on which the law wants the applicant told of what happened at a moment."""
    return limit(term, book.calendar, at.astimezone(zone).date()).isoformat()


def _rule(law: Profile) -> dict[str, Any]:
    return {
        "profile": law.version,
        "law": law.law_name("en"),
        "term": _term(law.consideration),
        "from": law.consideration_from.value,
        "longest_extension": _term(law.extension),
        "unverified": list(law.unverified),
    }


def _term(term: Term) -> str:
    unit = term.unit.value if term.unit.value == "months" else f"{term.unit.value} days"
    return f"{term.count} {unit}"


def _day(day: Day) -> dict[str, Any]:
    reason = pick(day.reasons, "en")
    return {
        "on": day.on.isoformat(),
        "number": day.number,
        "kind": day.kind.value,
        "stage": day.stage,
        "reason": reason or _WHY.get(day.kind, ""),
    }


def _told(found: dict[str, Any]) -> str:
    rule = found["rule"]
    start = "registration" if rule["from"] == Start.REGISTRATION.value else "receipt"
    lines = [
        f"number        {found['label']}",
        f"due           {found['due_on']}, {_left(found['days_left'])}",
        f"rule          {rule['profile']}: {rule['law']}",
        f"term          {rule['term']} from {start}; {rule['longest_extension']} more at most",
        f"received      {_moment(found['received_at'])} ({found['time_zone']})",
        f"registered    {_moment(found['registered_at'])}, due {found['registration_due']}",
        f"slip          the applicant is to have it by {found['receipt_told_by']}",
        f"day 0         {found['starts_on']}: the day of {start} does not count",
        *(f"extended      {term}" for term in found["extensions"]),
        *(f"clock rested  {since} to {until}" for since, until in found["pauses"]),
        *(f"moved         {_moved(one)}" for one in found["moved"]),
        "",
        *_days(found["days"]),
    ]
    return "\n".join([*lines, *_doubts(found)])


def _moment(at: str) -> str:
    return at.replace("T", " ")[:16]


def _left(days: int) -> str:
    return f"{days} working days left" if days >= 0 else f"overdue by {-days} working days"


def _moved(one: dict[str, str]) -> str:
    told = f"; the applicant is to know by {one['told_by']}" if one["told_by"] else ""
    return f"{one['at']} {one['kind']} {one['detail']}: due {one['due_on']}{told}"


def _days(days: list[dict[str, Any]]) -> Iterator[str]:
    """Days that count together on a line, each other with its reason on its own."""
    for (counts, stage), some in groupby(days, lambda one: (bool(one["number"]), one["stage"])):
        run = list(some)
        if counts:
            yield f"{_span(run)}  {_numbers(run)}" + (f" of extension {stage}" if stage else "")
            continue
        for reason, same in groupby(run, lambda one: str(one["reason"])):
            yield f"{_span(list(same))}  not counted: {reason}"


def _span(run: list[dict[str, Any]]) -> str:
    first, last = run[0]["on"], run[-1]["on"]
    return (
        f"{first}{'' if first == last else f' to {last}':<14}" if first != last else f"{first:<24}"
    )


def _numbers(run: list[dict[str, Any]]) -> str:
    first, last = run[0]["number"], run[-1]["number"]
    return f"day {first}" if first == last else f"days {first} to {last}"


def _doubts(found: dict[str, Any]) -> Iterator[str]:
    """What a reader should know before relying on it."""
    if found["counts_to"] != found["due_on"]:
        yield f"note          counted today it would be {found['counts_to']}; achyk run watch"
    if found["calendar"] != found["calendar_now"]:
        yield "note          the calendar has changed since; achyk run watch counts it anew"
    if found["rule"]["unverified"]:
        names = ", ".join(found["rule"]["unverified"])
        yield f"note          not compared with the official text: {names}"
