"""`achyk status`: what waits, what is held, what fails and since when, how the last runs ended."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from jobs.commands import status_appeals, status_releases
from jobs.commands.running import ready
from jobs.obstacles import obstacles
from register.database import reading
from register.standing import JobStanding, Standing, job_standings, standing


def status(arguments: Namespace) -> int:
    """Print the standing, in words or as JSON."""
    installation = ready(arguments)
    now = installation.clock().astimezone(installation.zone)
    with reading(installation.engine) as session:
        found, jobs = standing(session), job_standings(session, now)
        appeals = status_appeals.counted(session, installation.moment(), installation.book())
    releases = status_releases.counted(installation)
    blocked = obstacles(installation)
    if arguments.json:
        told = as_json(found, jobs, blocked) | {
            "appeals": status_appeals.as_json(appeals),
            "releases": status_releases.as_json(releases),
        }
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        about = [*status_appeals.in_words(appeals), *status_releases.in_words(releases)]
        print("\n".join(in_words(found, jobs, blocked, now, about)))
    return 0


def as_json(found: Standing, jobs: Sequence[JobStanding], blocked: Sequence[str]) -> dict[str, Any]:
    """The standing for a program."""
    return {
        "messages": found.messages,
        "oldest_message": _iso(found.oldest_message),
        "letters": found.letters,
        "oldest_letter": _iso(found.oldest_letter),
        "failed_letters": found.failed,
        "repeated_letters": found.repeated,
        "invitations": found.invitations,
        "inspections": found.inspections,
        "responses": found.responses,
        "unconfirmed_uploads": found.unconfirmed,
        "obstacles": list(blocked),
        "runs": [_job_json(job) for job in jobs],
    }


def _job_json(job: JobStanding) -> dict[str, Any]:
    run = job.run
    return {
        "job": run.job,
        "period": run.period,
        "state": _state(job),
        "started_at": _iso(run.started_at),
        "finished_at": _iso(run.finished_at),
        "counts": run.counts or {},
        "made_good": run.covers,
        "trouble": run.trouble,
        "succeeded_at": _iso(job.succeeded_at),
        "failing_since": _iso(job.failing_since),
    }


def in_words(
    found: Standing,
    jobs: Sequence[JobStanding],
    blocked: Sequence[str],
    now: datetime,
    appeals: Sequence[str] = (),
) -> list[str]:
    """The standing for a person, a line a thing; times in the zone of `now`."""
    lines = [f"trouble      {says}" for says in blocked]
    lines += [
        f"messages     {_counts(found.messages)}{_waits(found.oldest_message, now)}",
        f"letters      {_counts(found.letters)}{_waits(found.oldest_letter, now)}",
    ]
    if found.failed:
        lines.append(f"failed       {_counts(found.failed)}")
    if found.repeated:
        again = "sent again because nobody knew whether they had gone"
        lines.append(f"repeated     {found.repeated} letters {again}")
    lines.append(f"invitations  {_counts(found.invitations)}")
    lines.append(f"register     {found.inspections} inspections, {found.responses} responses")
    if found.unconfirmed:
        lines.append(f"uploads      {found.unconfirmed} wait for their sender to confirm them")
    if found.messages.get("held"):
        lines.append(f"held         {found.messages['held']}: see achyk held list")
    return [*lines, *appeals] + [line for job in jobs for line in _job_lines(job, now)]


def _job_lines(job: JobStanding, now: datetime) -> list[str]:
    run = job.run
    counted = ", ".join(f"{name} {count}" for name, count in (run.counts or {}).items() if count)
    says = run.trouble or counted or _otherwise(job)
    if run.covers:
        says += f"; made good {run.covers} missed"
    started = run.started_at.astimezone(now.tzinfo)
    head = f"run          {run.job:<10} {started:%Y-%m-%d %H:%M}"
    lines = [f"{head} {_state(job)}: {says}"]
    if job.failing_since is not None:
        lines.append(f"failing      {run.job:<10} {_since(job, now)}")
    return lines


def _otherwise(job: JobStanding) -> str:
    if job.died:
        return "its process ended in the middle; the next one takes it over"
    return "at work" if _state(job) == "running" else "nothing to do"


def _since(job: JobStanding, now: datetime) -> str:
    """Since when it fails, when it last did not, and what the latest failure was."""
    since = (job.failing_since or now).astimezone(now.tzinfo)
    before = "it never ended well"
    if job.succeeded_at is not None:
        before = f"it last ended well {job.succeeded_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"
    latest = f": {job.says}" if job.says and job.says != job.run.trouble else ""
    return f"since {since:%Y-%m-%d %H:%M}; {before}{latest}"


def _state(job: JobStanding) -> str:
    return "died" if job.died else job.run.state.value


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"


def _waits(since: datetime | None, now: datetime) -> str:
    return f"; the oldest waits {waited(since, now)}" if since is not None else ""


def waited(since: datetime, now: datetime) -> str:
    """Days and hours from `since` to `now`, as "2 d 3 h"; nothing where a clock was set back."""
    passed = max(now - since, timedelta())
    return f"{passed.days} d {passed.seconds // 3600} h"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
