"""How long something waits, in words."""

from __future__ import annotations

from datetime import datetime, timedelta


def waited(since: datetime, now: datetime) -> str:
    """Days and hours from `since` to `now`, as "2 d 3 h"; nothing where a clock was set back."""
    passed = max(now - since, timedelta())
    return f"{passed.days} d {passed.seconds // 3600} h"
