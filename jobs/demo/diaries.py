"""The demo's appeals as samples/appeals.toml tells them: who writes, and who does what about it."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from functools import cache
from typing import Any

from jobs.demo.samples import FOLDER, Habit
from jobs.demo.speech import chosen

APPEALS = "appeals@achyk.example"
CLIENTS = ("gmail", "outlook", "mailru", "thunderbird")


@dataclass(frozen=True)
class Enclosure:
    """A file that comes with an appeal."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Matter:
    """What somebody appeals about."""

    code: str  # its name in the diaries
    at: datetime | None  # local, when the mail arrives; None: it comes in an answer to the survey
    name: str
    email: str
    language: str
    subject: str
    text: str
    files: tuple[Enclosure, ...]


@dataclass(frozen=True)
class Entry:
    """What a person does once the letter has come that it is about."""

    matter: str  # code
    who: str  # address
    letter: str  # kind of the letter that is answered
    part: str  # "/2", "-2" behind the number; "" the whole
    at: datetime  # local
    says: str  # {number}, {pin}, {wrong}: as on the slip; the last has one digit wrong
    confirms: str  # the answer to "is this yours?", the next morning; "" nothing is asked
    to: str  # "" reply; else a new mail to this address


@cache
def matters() -> tuple[Matter, ...]:
    """Every appeal, in the order of the file."""
    return tuple(_matter(row) for row in _told()["matter"])


@cache
def entries() -> tuple[Entry, ...]:
    """Every act, in the order of the file."""
    return tuple(_entry(row, one) for row in _told()["matter"] for one in row.get("then", ()))


@cache
def turns() -> Mapping[date, tuple[time, ...]]:
    """Days that are played in finer turns, and when: an alert does not wait for the evening."""
    found: dict[date, tuple[time, ...]] = {}
    for at in _told()["turns"]:
        found[at.date()] = (*found.get(at.date(), ()), at.time())
    return found


def writer(email: str, language: str) -> Habit:
    """A person as a program of mail knows one: nothing but how the reply is written."""
    blank: dict[str, Any] = dict.fromkeys((one.name for one in fields(Habit)), "")
    client = chosen(CLIENTS, email)
    known = {"email": email, "language": language, "client": client, "charset": "utf-8"}
    return Habit(**{**blank, **known, "style": "colon"})


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / "appeals.toml").read_text("utf-8"))


def _matter(row: Mapping[str, Any]) -> Matter:
    files = (
        Enclosure(one["name"], base64.b64decode(one["base64"])) for one in row.get("files", ())
    )
    return Matter(
        code=row["code"],
        at=row.get("at"),
        name=row["name"],
        email=row["email"],
        language=row["language"],
        subject=row.get("subject", ""),
        text=row.get("text", "").strip(),
        files=tuple(files),
    )


def _entry(row: Mapping[str, Any], one: Mapping[str, Any]) -> Entry:
    return Entry(
        matter=row["code"],
        who=one["who"],
        letter=one["letter"],
        part=one.get("part", ""),
        at=one["at"],
        says=one["says"].strip(),
        confirms=one.get("confirms", ""),
        to=one.get("to", ""),
    )
