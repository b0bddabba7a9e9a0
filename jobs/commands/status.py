"""`achyk status`: what waits, what is held, and how the last runs ended."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from jobs.commands.running import ready
from register.database import reading
from register.runs import Run
from register.standing import Standing, standing


def status(arguments: Namespace) -> int:
    """Print the standing, in words or as JSON."""
    installation = ready(arguments)
    with reading(installation.engine) as session:
        now, found = installation.clock().astimezone(installation.zone), standing(session)
    if arguments.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(in_words(found, now)))
    return 0


def as_json(found: Standing) -> dict[str, Any]:
    """The standing for a program."""
    return {
        "messages": found.messages,
        "oldest_message": _iso(found.oldest_message),
        "letters": found.letters,
        "oldest_letter": _iso(found.oldest_letter),
        "invitations": found.invitations,
        "inspections": found.inspections,
        "responses": found.responses,
        "unconfirmed_uploads": found.unconfirmed,
        "runs": [_run_json(run) for run in found.runs],
    }


def _run_json(run: Run) -> dict[str, Any]:
    return {
        "job": run.job,
        "period": run.period,
        "state": run.state.value,
        "started_at": _iso(run.started_at),
        "finished_at": _iso(run.finished_at),
        "counts": run.counts or {},
        "trouble": run.trouble,
    }


def in_words(found: Standing, now: datetime) -> list[str]:
    """The standing for a person, a line a thing; times in the zone of `now`."""
    lines = [
        f"messages     {_counts(found.messages)}{_waits(found.oldest_message, now)}",
        f"letters      {_counts(found.letters)}{_waits(found.oldest_letter, now)}",
        f"invitations  {_counts(found.invitations)}",
        f"register     {found.inspections} inspections, {found.responses} responses",
    ]
    if found.unconfirmed:
        lines.append(f"uploads      {found.unconfirmed} wait for their sender to confirm them")
    if found.messages.get("held"):
        lines.append(f"held         {found.messages['held']}: see achyk held list")
    return lines + [_run_line(run, now.tzinfo) for run in found.runs]


def _run_line(run: Run, zone: tzinfo | None) -> str:
    counted = ", ".join(f"{name} {count}" for name, count in (run.counts or {}).items() if count)
    says = run.trouble or counted or "nothing to do"
    started = run.started_at.astimezone(zone)
    return f"run          {run.job:<10} {started:%Y-%m-%d %H:%M} {run.state.value}: {says}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"


def _waits(since: datetime | None, now: datetime) -> str:
    if since is None:
        return ""
    waited = max(now - since, timedelta())
    return f"; the oldest waits {waited.days} d {waited.seconds // 3600} h"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
