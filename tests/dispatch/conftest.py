"""Letters for the tests of dispatch: one set of facts for each kind, and ways to write them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from services.scripted import run_scripted

from config.questionnaire import questionnaire
from dispatch.compose import Content, Draft, Sender, Signed, compose, render
from register.rules.letter import LetterKind

# `outbox_office` lies beside this file; tests/ is no package, so that it hides none.
sys.path.append(str(Path(__file__).parent))

from appeal_letters import APPEAL_CONTEXTS, receipt
from outbox_office import Office

TOKEN = "abcdefghijklmnopqrstuvwx27"
SURVEY = questionnaire("inspection-1")
SENDER = Sender(
    name="Мамлекеттик инспекция, Бишкек",
    survey="survey@achyk.kg",
    appeals="appeals@achyk.kg",
    uploads="uploads@achyk.kg",
    bounces="bounces@achyk.kg",
    domain="achyk.kg",
    portal="https://achyk.kg",
)
SIGNED = (Signed("Бакыт Сыдыков", "министр", "Урматтуу ишкерлер!\n\nРахмат."),)
_PROBLEM = {"cell": "C7", "column": "tax_id", "value": "0123", "says": "Says what is wrong."}
_INSPECTION = {
    "token": TOKEN,
    "business_name": "ОсОО «Ак-Суу & <Ко>»",
    "registration_no": "2026-08-00123",
    "body": "ЭТКМИ",
    "kind": "planned",
    "started_on": "2026-08-03",
    "finished_on": "2026-08-05",
    "closes_on": "2026-09-20",
    "reminder": 0,
}
_UPLOAD = {
    "file": "Август.xlsx",
    "sheet": "Лист1",
    "rows": 1240,
    "accepted": 12,
    "corrected": 4,
    "unchanged": 1200,
    "rejected": 3,
    "problems": [_PROBLEM, _PROBLEM | {"value": "", "column": ""}],
    "warnings": [_PROBLEM],
    "more": 5,
    "returned": True,
}
CONTEXTS: dict[LetterKind, dict[str, Any]] = {
    LetterKind.INVITATION: _INSPECTION,
    LetterKind.REMINDER: _INSPECTION | {"reminder": 1},
    LetterKind.ECHO: {
        "token": TOKEN,
        "answers": {"1": "yes", "2": "id", "3": "4", "6": "na", "9": "2.5", "14": "Всё <хорошо>"},
        "unread": ["7: отлично!!"],
        "corrected": False,
        "missing": [4, 5],
        "closes_on": "2026-09-20",
        "body": "ЭТКМИ",
        "receipt": receipt("response"),
    },
    LetterKind.UNREAD_REPLY: {"token": TOKEN, "unread": ["№7"], "closes_on": "2026-09-20"},
    LetterKind.UNMATCHED_REPLY: {},
    LetterKind.CLOSED: {"closed_on": "2026-09-20"},
    LetterKind.UNSUBSCRIBED: {},
    LetterKind.RECEIVED: {},
    LetterKind.UPLOAD_RECEIPT: _UPLOAD,
    LetterKind.UPLOAD_REFUSED: {"file": "a.xlsx", "code": "broken", "says": "It is broken."},
    LetterKind.UPLOAD_CONFIRM: {
        "file": "a.xlsx",
        "rows": 12,
        "key": "k" * 26,
        "expires_on": "2026-08-30",
    },
    LetterKind.UPLOAD_UNKNOWN: {"file": "secret name.xlsx"},
    LetterKind.QUARTERLY: {
        "quarter": "2026-Q3",
        "figures": {
            "inspected": 12345,
            "with_address": 9000,
            "delivered": 8800,
            "answered": 2100,
            "satisfied_share": 57.3,
            "satisfied_low": 55.2,
            "satisfied_high": 59.4,
            "reached_share": 71.3,
            "answered_share": 23.9,
            "unofficial_share": 7.2,
            "unofficial_low": 5.9,
            "unofficial_high": 8.8,
        },
        "revision": 2,
        "publish_on": "2026-11-03",
        "targets": ["release", "sftp://achyk@www.economy.kg/srv/release"],
        "manifest": "ab" * 32,
    },
    LetterKind.WITNESS: {
        "what": "release",
        "quarter": "2026-Q3",
        "revision": 1,
        "made_on": "2026-10-31",
        "manifest": "ab" * 32,
        "roots": [
            ["responses", "cd" * 32, 2100],
            ["appeals", "ef" * 32, 61],
            ["invitations", "01" * 32, 9000],
        ],
        "key": "23" * 32,
        "publish_on": "2026-11-03",
        "places": ["https://achyk.kg"],
    },
    LetterKind.HELD_MAIL: {
        "held": 23,
        "reasons": [{"says": "Says why.", "count": 22}, {"says": "Says another.", "count": 1}],
        "oldest_on": "2026-08-03",
        "numbers": [77, 76, 41],
        "failed": [{"kind": "invitations", "count": 4}],
        "lost": 2,
        "jobs": [{"job": "fetch", "since": "2026-08-07", "says": "The mailbox is locked."}],
        "message_since": "2026-08-06",
        "letter_since": "2026-08-05",
        "changed": [{"sender": "asan@geti.kg", "count": 7}],
    },
    LetterKind.POISON_MAIL: {"number": 77, "arrived_on": "2026-08-03", "size": 60_000_000},
    **APPEAL_CONTEXTS,
}


def _draft(kind: LetterKind, language: str = "ky", **changed: Any) -> Draft:
    facts = CONTEXTS[kind] | changed.pop("context", {})
    usual = Draft(
        kind=kind,
        language=language,
        recipient="boss@ak-suu.kg",
        context=facts,
        message_id="<1.abc@achyk.kg>",
        date=datetime(2026, 8, 10, 9, tzinfo=timezone(timedelta(hours=6))),
        return_path="bounces+1@achyk.kg",
        unsubscribe="https://achyk.kg/u/" + "x" * 40,
    )
    return replace(usual, **changed)


@pytest.fixture(scope="session")
def words() -> Callable[..., Content]:
    """A letter in words: `words(kind, language, portal=…, without="closes_on", fact=…)`."""

    def write(
        kind: LetterKind,
        language: str,
        /,
        portal: str = SENDER.portal,
        without: str | tuple[str, ...] = "",
        **changed: Any,
    ) -> Content:
        dropped = (without,) if isinstance(without, str) else without
        facts = {name: v for name, v in (CONTEXTS[kind] | changed).items() if name not in dropped}
        draft = replace(_draft(kind, language), context=facts)
        return render(draft, replace(SENDER, portal=portal), SURVEY, SIGNED)

    return write


@pytest.fixture(scope="session")
def wire() -> Callable[..., bytes]:
    """A letter as bytes: `wire(kind, language, name=…, person=…, context={…}, recipient=…)`."""

    def write(
        kind: LetterKind, language: str = "ky", name: str = "", person: str = "", **changed: Any
    ) -> bytes:
        sender = replace(SENDER, name=name or SENDER.name)
        signed = [Signed(person, person, person)] if person else SIGNED
        return compose(_draft(kind, language, **changed), sender, SURVEY, signed)

    return write


@pytest.fixture
def office(register_url: str, tmp_path: Path) -> Iterator[Office]:
    """An outbox before a scripted server, on SQLite and on PostgreSQL."""
    with run_scripted() as server:
        made = Office(register_url, tmp_path, server)
        yield made
        made.engine.dispose()
