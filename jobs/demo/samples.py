"""The demo's committed sample inputs, read into values: what is handed in, who answers how."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "samples"


@dataclass(frozen=True)
class Handed:
    """One workbook handed in."""

    day: date
    time: time
    door: str  # mail or drop
    sender: str
    file: str  # in samples/uploads; "": the inspector forgot to attach it
    name: str  # as the sender calls it
    proof: str  # what DMARC said: pass, fail, none
    copies: int  # how often the mail server delivered it
    language: str
    says: str  # the words of the mail

    def at(self, zone: ZoneInfo) -> datetime:
        """When it arrives."""
        return datetime.combine(self.day, self.time, zone)

    def data(self) -> bytes:
        """The workbook."""
        return (FOLDER / "uploads" / self.file).read_bytes()


@dataclass(frozen=True)
class Habit:
    """How the business of one inspection deals with our letters about it."""

    registration_no: str
    email: str
    language: str  # it writes in
    delivery: str  # ok, delayed, or which mail system returns the letter
    robot: str  # "", marked (says so in its header), bare
    letter: str  # which letter it answers: 0 the invitation, 1 and 2 the reminders; "" none
    after: str  # days after that letter, or a day
    client: str
    charset: str
    style: str  # how the answers are written down
    act: str  # "", or what it does instead of a plain reply
    answers: Mapping[int, str]
    slips: Mapping[int, str]  # written out of range
    words: str
    again_after: str  # days after its reply, or a day
    again: Mapping[int, str]  # the correction

    @property
    def who(self) -> str:
        """The name in the sender's address."""
        return self.email.partition("@")[0].partition(".")[0].capitalize()


@cache
def handed_in() -> tuple[Handed, ...]:
    """uploads.csv, in the order of arrival."""
    return tuple(_handed(row) for row in _rows("uploads.csv"))


@cache
def habits() -> Mapping[str, Habit]:
    """businesses.csv: registration number → how its business behaves."""
    return {row["registration_no"]: _habit(row) for row in _rows("businesses.csv")}


@cache
def wording() -> Mapping[str, Any]:
    """habits.toml: how people and mail programs write."""
    return tomllib.loads((FOLDER / "habits.toml").read_text("utf-8"))


@cache
def mail_text(name: str) -> str:
    """A mail as a program writes it, with places to fill in."""
    return (FOLDER / "mails" / f"{name}.txt").read_text("utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _handed(row: Mapping[str, str]) -> Handed:
    return Handed(
        **{
            **row,
            "day": date.fromisoformat(row["day"]),
            "time": time.fromisoformat(row["time"]),
            "copies": int(row["copies"]),
        }  # type: ignore[arg-type]
    )


def _habit(row: Mapping[str, str]) -> Habit:
    answers = {name: _answers(row[name]) for name in ("answers", "slips", "again")}
    return Habit(**{**row, **answers})  # type: ignore[arg-type]


def _answers(text: str) -> dict[int, str]:
    pairs = (pair.split("=") for pair in text.split(";") if pair)
    return {int(number): value for number, value in pairs}
