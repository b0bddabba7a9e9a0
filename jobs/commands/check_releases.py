"""What `achyk check` says of releases: the last one, what is late, what was changed by hand."""

from __future__ import annotations

from collections.abc import Iterator

from config.trouble import Trouble
from jobs.commands.status_releases import counted, standing_of
from jobs.finding import Finding, Verdict
from jobs.places import places
from jobs.verifying import copies, is_kept
from jobs.wiring import Installation
from register.database import reading
from register.releases import Release, ReleaseState, all_releases, events_of

LOOKED_AT = 4  # quarters whose kept bundle is opened


def releases(installation: Installation) -> Iterator[Finding]:
    """Whether what was decided is kept, is where it should be, and comes when it should."""
    found = counted(installation)
    for quarter, says in found.changed.items():
        told = f"the row of {quarter} in releases was changed by hand: {says}; it is not believed"
        yield Finding("releases", Verdict.BAD, f"{told}: find out who did so")
    for late in found.late:
        says = f"{late.quarter} is late since {late.since}: {late.why}"
        yield Finding("releases", Verdict.BAD, says)
    if found.last is None:
        if not found.late:
            yield Finding("releases", Verdict.GOOD, "none yet")
        return
    withheld = found.last.state is ReleaseState.WITHHELD
    verdict = Verdict.ADVICE if withheld else Verdict.GOOD
    yield Finding("releases", verdict, standing_of(found.last))
    yield from _kept(installation)
    yield from _lying(installation, found.last)


def _kept(installation: Installation) -> Iterator[Finding]:
    with reading(installation.engine) as session:
        last = all_releases(session)[-LOOKED_AT:]
    for one in last:
        try:
            good = is_kept(installation, one)
        except Trouble as trouble:
            yield Finding("releases", Verdict.BAD, str(trouble))
            continue
        if not good:
            says = f"the bundle of {one.quarter} in blobs/kept is not there as it was built"
            yield Finding("releases", Verdict.BAD, f"{says}; restore it from a backup")


def _lying(installation: Installation, last: Release) -> Iterator[Finding]:
    """Of the last release alone: a server far away is asked for every file of it."""
    with reading(installation.engine) as session:
        events = events_of(session, last.quarter)
    wanted = places(installation, last, events, installation.moment().today)
    try:
        wrong = [one for one in copies(installation, wanted) if not one.good]
    except Trouble:  # the kept bundle does not open: that has its own line
        return
    for one in wrong:
        yield Finding("releases", Verdict.BAD, f"{one.says}; see achyk run publish")
