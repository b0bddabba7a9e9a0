"""What the letters about appeals need beside their templates: words for codes, moments, months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from config.dates import long_date, long_month
from dispatch.slip_facts import counted_lines
from register.rules.appeal import DecisionKind
from register.rules.appeal_words import named, says
from register.rules.file_verdict import verdict_says
from register.rules.number import spaced

NAMEABLE = tuple(kind for kind in DecisionKind if kind is not DecisionKind.OUTSIDE)
"""What an officer may call an answer; what goes outside is forwarded."""


def filters(language: str) -> dict[str, Callable[..., Any]]:
    """The filters of these templates, by name."""
    return {
        "says": lambda code, family: named(family, code, language),
        "spaced": spaced,
        "moment": lambda iso: moment_at(iso, language),
        "verdict_says": lambda code: verdict_says(code, language),
        "month": lambda text: long_month(date.fromisoformat(f"{text}-01"), language),
        "counted_lines": lambda counted: list(counted_lines(counted, language)) if counted else [],
    }


def kinds_of_decision(language: str) -> str:
    """The kinds of decision as an officer may write them."""
    return "; ".join(says(kind, language) for kind in NAMEABLE)


def moment_at(iso: str, language: str) -> str:
    """A local moment, day and minute: 22 November 2026, 19:05."""
    at = datetime.fromisoformat(iso)
    return f"{long_date(at.date(), language)}, {at:%H:%M}"
