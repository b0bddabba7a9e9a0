"""The two letters that tell what happened to a part: to its applicant, and to its holder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from register.appeals.handing_on import attached
from register.appeals.receipting import receipt_facts
from register.appeals.tables import Movement
from register.appeals.telling import Telling, tell_applicant, tell_officer
from register.rules.letter import LetterKind


def tell_moved(
    telling: Telling,
    made: Movement,
    event: str,
    *,
    reason: str = "",
    due_before: date | None = None,
    to_body: str = "",
    parts: Sequence[dict[str, Any]] = (),
) -> bool:
    """Tell the applicant of a step, with its receipt.

    `event`: one that the template appeal_moved has words for.
    `due_before`: where it was moved, else it is as it was. `parts`: label, body, due_on, words.
    """
    facts = {
        "event": event,
        "reason": reason,
        "due_before": (due_before or telling.part.due_on).isoformat(),
        "to_body": to_body,
        "parts": list(parts),
        **receipt_facts(telling, made),
    }
    return tell_applicant(telling, LetterKind.APPEAL_MOVED, str(made.id), facts)


def tell_news(
    telling: Telling,
    key: str,
    event: str,
    *,
    text: str = "",
    files: Sequence[dict[str, Any]] = (),
    **more: Any,
) -> bool:
    """Tell the holder what is new; False where nobody holds the part.

    `event` is one that the template case_news has words for, `files` are as `files_of` gives them.
    """
    if not telling.part.holder:
        return False
    facts = {
        "event": event,
        "text": text,
        "files": [{"name": file["name"], "verdict": file["verdict"]} for file in files],
        "attached": attached(files),
        **more,
    }
    return tell_officer(telling, LetterKind.CASE_NEWS, key, telling.part.holder, facts)
