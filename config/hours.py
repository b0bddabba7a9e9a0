"""The hours in which offices work, as the settings write them: 09:00-18:00."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

_WRITTEN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Hours:
    """Local time."""

    opens: time
    closes: time  # the first moment after


def read_hours(text: str) -> Hours | None:
    """The hours written as 09:00-18:00; None where it is written otherwise."""
    if not _WRITTEN.fullmatch(text):
        return None
    opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    return Hours(opens, closes) if opens < closes else None
