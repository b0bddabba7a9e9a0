"""Publishing: what lies at each target is made to be what the register decided, again and again.

A release goes out on its day even if nobody acts (trust.md, Dead-man publication). A target that
fails keeps no other one waiting; it is tried again at every run.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.settings import Settings
from config.trouble import Trouble, WorldTrouble, all_in_one
from jobs.access import access
from jobs.closed import Missing, missing
from jobs.places import WITHHELD, Place, entry, is_due, languages, late_entry, places
from jobs.wiring import Installation
from jobs.witnesses import tell_acts, tell_changed, tell_missing, tell_untold
from register.database import reading, transaction
from register.failpoint import reach
from register.releases import (
    Release,
    ReleaseEvent,
    ReleaseState,
    all_releases,
    altered_rows,
    events_of,
    mark_published,
    put_right,
)
from reports.quarter import publisher_of
from reports.releases_page import releases_page
from reports.targets import Target, folder_of, opened

LOCK = ".publishing"
COMPARED = 4  # quarters whose every file is compared at each run; of older ones a lost place is put
log = logging.getLogger("achyk.publish")


@dataclass
class Publication:
    """One run: the targets that were reached, and what went wrong."""

    installation: Installation
    targets: list[Target] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=lambda: Counter(published=0, placed=0))


def local_folders(settings: Settings) -> list[Path]:
    """The targets that are folders."""
    found = (folder_of(url, settings.folder) for url in settings.publication.targets)
    return [folder for folder in found if folder is not None]


def publish_due(installation: Installation) -> dict[str, int]:
    """Put at every target what is due; Trouble of one target is raised when all else is done."""
    run = Publication(installation)
    with _alone(installation), ExitStack() as open_targets:
        _reach_targets(run, open_targets)
        with reading(installation.engine) as session:
            found = [(one, events_of(session, one.quarter)) for one in all_releases(session)]
            changed = altered_rows(session)
        for at, (release, events) in enumerate(reversed(found)):
            _publish(run, release, events, compares=at < COMPARED)
        late = missing(installation)
        if found or late:
            _publish_page(run, late)
    _tell(run, late)
    for quarter, says in changed.items():
        _put_right(run, quarter, says)
    if run.troubles:
        raise all_in_one(run.troubles)
    return dict(run.counts)


def _reach_targets(run: Publication, open_targets: ExitStack) -> None:
    for url in run.installation.settings.publication.targets:
        try:
            target = open_targets.enter_context(opened(url, access(run.installation)))
        except Trouble as trouble:
            run.troubles.append(trouble)
        else:
            run.targets.append(target)


def _tell(run: Publication, late: Sequence[Missing]) -> None:
    """Witnesses and administrators: what they were not told yet."""
    told = sum(tell_missing(run.installation, one) for one in late)
    told += tell_acts(run.installation)
    try:
        told += tell_untold(run.installation)
    except Trouble as trouble:
        run.troubles.append(trouble)
    if told:
        run.counts["told"] = told


def _put_right(run: Publication, quarter: str, says: str) -> None:
    """It is told before it is mended: else nobody would ever hear of it."""
    tell_changed(run.installation, quarter, says)
    with transaction(run.installation.engine) as session:
        put_right(session, quarter)
    run.troubles.append(
        Trouble(
            f"the row of {quarter} in releases was changed by hand ({says}); what was done to the "
            "release is known, and the row says it again: find out who changed it"
        )
    )


def _publish(
    run: Publication, release: Release, events: Sequence[ReleaseEvent], *, compares: bool
) -> None:
    installation, today = run.installation, run.installation.moment().today
    wanted = places(installation, release, events, today)
    took = [t for t in run.targets if _put(run, t, release, wanted, compares=compares)]
    reach("placed")
    if not took or release.state is not ReleaseState.BUILT or not is_due(release, today):
        return
    with transaction(installation.engine) as session:
        moment = installation.moment()
        if mark_published(session, moment, release.quarter, release.revision):
            run.counts["published"] += 1


def _put(
    run: Publication, target: Target, release: Release, wanted: Sequence[Place], *, compares: bool
) -> bool:
    """Whether the target has it all."""
    try:
        _prove_known(target, release)
        for place in wanted:
            there = target.exists(place.name)
            if there and not compares:
                continue
            put = target.put(place.name, place.files())
            run.counts["placed"] += put
            if put and there:
                log.warning("%s/%s was something else, and is replaced", target.name, place.name)
        stale = f"{release.quarter}-r"
        for name in target.names(""):
            if name.startswith(stale) and name not in {place.name for place in wanted}:
                target.remove(name)
    except Trouble as trouble:
        run.troubles.append(trouble)
        return False
    return True


def _prove_known(target: Target, release: Release) -> None:
    """Trouble where the target has what a register that was put back does not know of."""
    if release.state is not ReleaseState.BUILT:
        return
    there = target.read(f"{release.quarter}/manifest.json")
    if there is not None and _revision(there) > release.revision:
        raise Trouble(
            f"{target.name} has a later revision of {release.quarter} than the register: it stays; "
            "restore a later backup, or move it away to have this one published"
        )
    if there is not None and _revision(there) == release.revision and not _is_same(there, release):
        raise Trouble(
            f"{target.name} has another release of {release.quarter} than the register, of the "
            "same revision: it stays; find out which is true, and move it away if this one is"
        )
    if release.revision == 1 and target.exists(f"{release.quarter}/{WITHHELD}"):
        raise Trouble(
            f"{release.quarter} is withheld at {target.name}, and the register does not know it: "
            "say achyk release withhold again, or achyk release publish"
        )


def _is_same(manifest: bytes, release: Release) -> bool:
    return hashlib.sha256(manifest).hexdigest() == release.manifest


def _revision(manifest: bytes) -> int:
    try:
        return int(json.loads(manifest)["revision"])
    except (ValueError, KeyError, TypeError):
        return 0


def _publish_page(run: Publication, late: Sequence[Missing]) -> None:
    """The list of all releases, and of those that should be there, at the root of every target."""
    installation, today = run.installation, run.installation.moment().today
    with reading(installation.engine) as session:
        publisher = publisher_of(session, installation.settings)
        entries = []
        waits = {str(one.quarter): one for one in late}
        for release in all_releases(session):
            events = events_of(session, release.quarter)
            lying = places(installation, release, events, today)
            its = waits.pop(release.quarter, None)
            if its is not None:  # due, and not to be had: no link to what is not there
                lying = [one for one in lying if one.name != release.quarter]
            entries.append(entry(installation, release, events, lying, its))
    entries += [late_entry(one) for one in waits.values()]
    files = releases_page(entries, publisher, languages(installation))
    for target in run.targets:
        try:
            for name, data in files.items():
                if target.read(name) != data:
                    target.write(name, data)
        except Trouble as trouble:
            run.troubles.append(trouble)


@contextmanager
def _alone(installation: Installation) -> Iterator[None]:
    """No two publish at once: each would take the other's half made folder for a dead one's."""
    path = installation.folder / LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise WorldTrouble(f"cannot write {path}: {error.strerror}; make room or rights") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorldTrouble("another process publishes just now; wait for it") from error
        yield
    finally:
        with suppress(OSError):
            os.close(descriptor)
