"""What `achyk status` says of releases: the last one, what is late, what was changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jobs.closed import Missing, missing
from jobs.wiring import Installation
from register.database import reading
from register.releases import Release, ReleaseState, all_releases, altered_rows


@dataclass(frozen=True)
class Releases:
    """How the releases stand."""

    last: Release | None
    late: Sequence[Missing]
    changed: Mapping[str, str]  # quarter → what its row says that was never done


def counted(installation: Installation) -> Releases:
    """The standing of today."""
    with reading(installation.engine) as session:
        releases, changed = all_releases(session), altered_rows(session)
    return Releases(releases[-1] if releases else None, missing(installation), changed)


def standing_of(release: Release) -> str:
    """One release, for a person."""
    told = f"{release.quarter}, revision {release.revision}, is"
    if release.state is ReleaseState.WITHHELD:
        return f"{told} withheld by {release.person}: {release.reason}"
    if release.state is ReleaseState.BUILT:
        return f"{told} built and goes out on {release.publish_on}, even if nobody acts"
    return f"{told} published"


def as_json(found: Releases) -> dict[str, Any]:
    """The standing for a program."""
    last = found.last
    told = None
    if last is not None:
        day = None if last.publish_on is None else last.publish_on.isoformat()
        told = {"quarter": last.quarter, "revision": last.revision, "state": last.state.value}
        told |= {"publish_on": day}
    late = [
        {"quarter": str(one.quarter), "since": one.since.isoformat(), "why": one.why}
        for one in found.late
    ]
    return {"last": told, "late": late, "changed_by_hand": dict(found.changed)}


def in_words(found: Releases) -> list[str]:
    """A line a thing."""
    told = "none yet" if found.last is None else standing_of(found.last)
    lines = [f"release      {told}"]
    lines += [f"late         {one.quarter} since {one.since}: {one.why}" for one in found.late]
    changed = found.changed.items()
    return lines + [f"changed      the row of {q} in releases, by hand: {w}" for q, w in changed]
