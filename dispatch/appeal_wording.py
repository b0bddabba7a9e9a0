"""What the letters about appeals need beside their templates: moments, months, how days counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from config.dates import long_date, long_month
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
        "counted_lines": lambda counted: counted_lines(counted, language),
    }


def kinds_of_decision(language: str) -> str:
    """The kinds of decision as an officer may write them."""
    return "; ".join(says(kind, language) for kind in NAMEABLE)


def moment_at(iso: str, language: str) -> str:
    """A local moment, day and minute: 22 November 2026, 19:05."""
    at = datetime.fromisoformat(iso)
    return f"{long_date(at.date(), language)}, {at:%H:%M}"


def counted_lines(counted: Mapping[str, Any], language: str) -> list[str]:
    """How a due date was counted, as its slip has it; none where no term is counted."""
    # Imported here: only the slip's letter pays for the tools that draw a page.
    from dispatch import slip_facts

    return list(slip_facts.counted_lines(counted, language)) if counted else []
