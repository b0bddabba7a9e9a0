"""The facts of letters about appeals, one set for each kind."""

from __future__ import annotations

from typing import Any

from register.rules.letter import LetterKind

NUMBER = "261184222301297061"
THREAD = "a2" * 16
CASE = "c3" * 16
TEXT = "Добрый день!\n\nИнспектор <b>требует</b> & берёт деньги.\n1) Почему?\n2) Кто ответит?"
CODE = "0a" * 32


def receipt(kind: str) -> dict[str, str]:
    """A receipt as a letter's context holds it."""
    lines = (
        "achyk receipt 1",
        f"kind: {kind}",
        "quarter: 2026-Q4",
        f"code: {CODE}",
        "day: 2026-11-22",
        "key: 0123456789abcdef",
        f"signature: {'Ab+/' * 21}AA==",
    )
    text = "".join(f"{line}\n" for line in lines)
    name = f"receipt-2026-Q4-{CODE[:8]}.txt"
    told = {"kind": kind, "quarter": "2026-Q4", "code": CODE, "name": name, "text": text}
    return told | {"listed_on": "2027-02-03"}


_TO_APPLICANT = {
    "number": NUMBER,
    "label": NUMBER,
    "thread": THREAD,
    "subject": "Купите <у нас>",
    "body": "ЭТКМИ, Чүй",
    "due_on": "2026-12-11",
}
_TO_OFFICER = {
    "number": NUMBER,
    "label": f"{NUMBER}/2",
    "case": CASE,
    "body": "ЭТКМИ, Чүй",
    "due_on": "2026-12-11",
    "days_left": 14,
    "kind": "complaint",
    "received_on": "2026-11-22",
}
_ROUTE = [
    {"at": "2026-11-22T19:05+06:00", "kind": "registered", "body": "ЭТКМИ", "post": "program"},
    {"at": "2026-11-23T09:00+06:00", "kind": "forwarded", "body": "ЭТКМИ, Чүй", "post": "officer"},
]
_INSPECTION = {"no": "2026-08-00123", "business": "ОсОО «Ак-Суу»", "finished_on": "2026-08-05"}
APPEAL_CONTEXTS: dict[LetterKind, dict[str, Any]] = {
    LetterKind.APPEAL_SLIP: _TO_APPLICANT
    | {
        "pin": "ABCD-EFGH",
        "received_at": "2026-11-22T19:05+06:00",
        "registered_at": "2026-11-22T19:06+06:00",
        "channel": "mail",
        "kind": "complaint",
        "counted": {
            "starts_on": "2026-11-23",
            "days": 14,
            "unit": "working",
            "law": "№ 67, 04.05.2007",
            "skipped": [{"day": "2026-12-01", "says": "№ 1"}],
        },
        "applicant": "Айгүл Асанова",
        "signature": "valid",
        "signer": "Асанова А.",
        "files": [
            {"name": "фото.jpg", "bytes": 10, "verdict": ""},
            {"name": "a.exe", "bytes": 10, "verdict": "program"},
        ],
        "status_url": "https://achyk.kg/status",
        "complain_to": ["+996 312 000000"],
        "unassigned": True,
        "receipt": receipt("appeal"),
    },
    LetterKind.APPEAL_ASKED: _TO_APPLICANT
    | {"question": "Когда это было?\nГде?", "by_post": "officer", "answer_by": "2026-12-04"},
    LetterKind.APPEAL_MOVED: _TO_APPLICANT
    | {
        "event": "split",
        "reason": "Вопросы\nразные.",
        "due_before": "2026-12-01",
        "parts": [
            {"label": f"{NUMBER}/1", "body": "ЭТКМИ", "due_on": "2026-12-11", "words": "Почему?"},
            {"label": f"{NUMBER}/2", "body": "МСХ", "due_on": "2026-12-11", "words": "Кто?"},
        ],
    },
    LetterKind.APPEAL_DECIDED: _TO_APPLICANT
    | {
        "decision": "partly",
        "reason": "",
        "text": "Здравствуйте!\n\nВаша жалоба проверена.",
        "may_rate": True,
    },
    LetterKind.APPEAL_STATUS: _TO_APPLICANT
    | {"stage": "near", "route": _ROUTE, "answer": "Проверено.", "codes": [CODE, CODE[::-1]]},
    LetterKind.APPEAL_NOTED: _TO_APPLICANT | {"event": "rated", "rating": 4},
    LetterKind.CASE_NEW: _TO_OFFICER
    | {
        "why": "reopened",
        "text": TEXT,
        "subject": "Жалоба",
        "applicant": "Айгүл Асанова",
        "files": [
            {"name": "фото.jpg", "verdict": ""},
            {"name": "a.exe", "verdict": "program"},
        ],
        "route": _ROUTE,
        "earlier": {"text": "Отвечено.", "rating": 0},
        "alike": [{"label": NUMBER, "state": "open"}],
        "inspection": _INSPECTION,
    },
    LetterKind.CASE_NEWS: _TO_OFFICER | {"event": "answered", "text": "Это было вчера."},
    LetterKind.CASE_CONFIRM: _TO_OFFICER
    | {
        "key": "k" * 26,
        "action": "decide",
        "decision": None,
        "text": "Ваша жалоба проверена.",
        "unit": "",
        "days": None,
        "reason": "",
        "parts": [],
        "expires_on": "2026-11-30",
    },
    LetterKind.CASE_RESULT: _TO_OFFICER
    | {"outcome": "refused", "action": "extend", "says": "№ 30."},
    LetterKind.CASE_DUE: {
        "role": "head",
        "cases": [
            {
                "label": NUMBER,
                "case": CASE,
                "body": "ЭТКМИ",
                "due_on": "2026-11-20",
                "days": -1,
                "holder": "Асан Үсөнов",
                "event": "overdue",
                "rung": 1,
            },
            {
                "label": f"{NUMBER}/2",
                "case": "d4" * 16,
                "body": "ЭТКМИ",
                "due_on": "2026-11-25",
                "days": 2,
                "holder": "",
                "event": "warned",
                "rung": 0,
            },
        ],
    },
    LetterKind.ALERT: _TO_OFFICER
    | {
        "kind": "alert",
        "text": "Они пришли\nбез предписания!",
        "minutes": 15,
        "step": 2,
        "inspection": _INSPECTION | {"events": [{"on": "2026-08-01", "kind": "prolonged"}]},
    },
    LetterKind.MONTHLY: {
        "month": "2026-10",
        "body": "",
        "as_of": "2026-10-31",
        "figures": {
            "received": 1240,
            "received_before": 1100,
            "decided": 900,
            "on_time_share": 91.25,
            "on_time_before": None,
            "open": 340,
            "overdue": 21,
            "overdue_before": 30,
            "median_days": 9.0,
            "median_before": 8.5,
            "rated": 120,
            "bad_share": 12.5,
            "bad_before": 10.0,
        },
    },
    LetterKind.UNASSIGNED: {"labels": [NUMBER, f"{NUMBER}/2"], "bodies": ["ЭТКМИ, Нарын"]},
}
