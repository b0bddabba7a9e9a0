"""Commitments: a public code that fixes a record, and tells nothing of it.

A record is written in one way only, hashed behind 32 secret bytes; whoever is shown both can check
that the code was made of this record and of no other (trust.md, "Receipts").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

RESPONSE, APPEAL = "response", "appeal"
PURPOSES = (RESPONSE, APPEAL)
SALT_BYTES = 32

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(record: Mapping[str, Any]) -> bytes:
    """The one way in which a record is written: JSON, keys sorted, no blanks, UTF-8."""
    return _ENCODER.encode(record).encode("utf-8")


def commitment(purpose: str, salt: bytes, record: bytes) -> bytes:
    """The code of a record: 32 bytes."""
    if purpose not in PURPOSES or len(salt) != SALT_BYTES:
        raise ValueError(f"not a commitment: {purpose!r}, {len(salt)} bytes of salt")
    return hashlib.sha256(f"achyk/{purpose}/1".encode() + salt + record).digest()


def response_record(
    *,
    answers: Mapping[int, str],
    body: str,
    channel: str,
    inspectors: str,
    kind: str,
    quarter: str,
    questionnaire: str,
    region: str | None,
    unit: str | None,
    week: str,
    version: int,
) -> bytes:
    """One version of a business's answers, free words left out."""
    return canonical(
        {
            "answers": {str(number): value for number, value in answers.items()},
            "body": body,
            "channel": channel,
            "inspectors": inspectors,
            "kind": kind,
            "quarter": quarter,
            "questionnaire": questionnaire,
            "region": region,
            "unit": unit,
            "week": week,
            "version": version,
        }
    )


def appeal_record(
    *,
    at: datetime,
    body: str,
    detail: str,
    due_on: date,
    kind: str,
    level: int,
    number: str,
    part: int,
    step: int,
) -> bytes:
    """One movement of an appeal: no words and no names. `step`: the rung of the ladder."""
    return canonical(
        {
            "at": at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z",
            "body": body,
            "detail": detail,
            "due_on": due_on.isoformat(),
            "kind": kind,
            "level": level,
            "number": number,
            "part": part,
            "step": step,
        }
    )
