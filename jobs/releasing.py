"""Building a release: figures, files, lists of codes, manifest and signature; once, in one commit.

The same register gives the same bytes: the day of the release is part of it, the clock is not.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from config.bulk import without_collecting
from config.trouble import Trouble
from jobs.places import WORKBOOK, bundle_files
from jobs.wiring import Installation
from jobs.witnesses import tell_roots
from register.batches import altered_batches
from register.database import reading, transaction
from register.failpoint import reach
from register.keys import KEPT
from register.moment import Moment
from register.receipts import altered, miscounted
from register.releases import (
    Act,
    Built,
    Release,
    ReleaseEvent,
    ReleaseEventKind,
    ReleaseState,
    all_releases,
    events_of,
    record_built,
    record_revision,
    release_of,
)
from register.rules.quarter import Quarter
from register.signing import signer
from reports.bundle import zipped
from reports.imprint import Revised
from reports.past import Past, past_of
from reports.release import Made, Order, release
from reports.verify import Brought, verify_files

PASTS = 7  # quarters before, that a trend goes back
log = logging.getLogger("achyk.release")


def build_release(installation: Installation, quarter: Quarter) -> bool:
    """Decide what the release of a closed quarter is; False where that was decided before."""
    with reading(installation.engine) as session:
        if release_of(session, str(quarter)) is not None:
            return False
    _make_whole(installation, quarter)
    with reading(installation.engine) as session:
        made = bundle(installation, session, quarter, installation.clock())
    kept = _keep(installation, made)
    with transaction(installation.engine) as session:
        moment = installation.moment()
        new = record_built(session, moment, kept, _publish_on(installation, moment))
        if new:
            _tell_witnesses(installation, session, moment, made)
    reach("release-built")
    return new


def revise(installation: Installation, quarter: Quarter, act: Act) -> int:
    """A further revision; Trouble where the register would tell nothing else. Its number."""
    with reading(installation.engine) as session:
        old = release_of(session, str(quarter))
        events = events_of(session, str(quarter))
    if old is None or not old.bundle:
        says = f"there is no release of {quarter} to revise; it is built when the quarter closed"
        raise Trouble(says)
    _make_whole(installation, quarter)
    before = bundle_files(installation, old, old.bundle)
    number, now = old.revision + 1, installation.clock()
    day = now.astimezone(installation.zone).date()
    revisions = (*_revisions(installation, events), Revised(number, day, act.reason, act.person))
    with reading(installation.engine) as session:
        made = bundle(installation, session, quarter, now, revisions)
    if figures_of(made.files) == figures_of(before):
        says = f"nothing differs from the release of {quarter}; there is nothing to revise"
        raise Trouble(says)
    kept = _keep(installation, made)
    with transaction(installation.engine) as session:
        moment = installation.moment()
        publish_on = _publish_on(installation, moment)
        if old.publish_on is not None and not _was_public(events):
            publish_on = min(publish_on, old.publish_on)  # revising puts no quarter off
        record_revision(session, moment, kept, publish_on, act)
        _tell_witnesses(installation, session, moment, made)
    reach("release-built")
    return number


def bundle(
    installation: Installation,
    session: Session,
    quarter: Quarter,
    made_at: datetime,
    revisions: tuple[Revised, ...] = (),
) -> Made:
    """The sealed files of a quarter as the register stands; the same for the same moment."""
    order = order_of(installation, session, quarter, made_at, revisions)
    with without_collecting():
        made = release(session, installation.keys, order)
    found = verify_files(made.files, Brought(key=signer(installation.keys).public.hex()))
    wrong = [says for mark, says in found.lines if mark == "WRONG"]
    if wrong:
        raise Trouble(f"the release of {quarter} does not pass its own check: {wrong[0]}")
    return made


def order_of(
    installation: Installation,
    session: Session,
    quarter: Quarter,
    made_at: datetime,
    revisions: tuple[Revised, ...] = (),
) -> Order:
    """What a release follows: the releases before it, and its own earlier revisions."""
    before = [one for one in all_releases(session) if one.quarter < str(quarter) and one.bundle]
    public = [one for one in before if one.state is ReleaseState.PUBLISHED][-PASTS:]
    own = release_of(session, str(quarter))
    return Order(
        quarter=str(quarter),
        settings=installation.settings,
        calendar=installation.book().calendar,
        made_at=made_at.astimezone(installation.zone),
        revision=1 if not revisions else revisions[-1].revision,
        revisions=revisions,
        basis=None if own is None else own.basis,
        earlier=tuple(_past(installation, one) for one in reversed(public)),
        previous=(before[-1].quarter, before[-1].manifest) if before else None,
    )


def _past(installation: Installation, one: Release) -> Past:
    return past_of(bundle_files(installation, one, one.bundle))


def figures_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a release tells, without its words, its day and its key."""
    told = ("receipts.txt", "invitations.txt")
    return {
        name: data
        for name, data in files.items()
        if name in told or (name.startswith("data/") and name.endswith(".csv"))
    }


def _revisions(installation: Installation, events: Sequence[ReleaseEvent]) -> tuple[Revised, ...]:
    return tuple(
        Revised(e.revision, e.at.astimezone(installation.zone).date(), e.reason, e.person)
        for e in events
        if e.kind is ReleaseEventKind.REVISED
    )


def _was_public(events: Sequence[ReleaseEvent]) -> bool:
    return any(e.kind is ReleaseEventKind.PUBLISHED for e in events)


def _make_whole(installation: Installation, quarter: Quarter) -> None:
    """Every invitation in a batch, every response committed to; Trouble where one was altered."""
    from jobs.batching import close_and_publish

    try:
        close_and_publish(installation)
    except Trouble as trouble:  # a target that fails: the batches are made, and tried again daily
        log.warning("the release of %s is built although: %s", quarter, trouble)
    with reading(installation.engine) as session:
        changed = len(altered(session, installation.keys, str(quarter)))
        counts = miscounted(session, str(quarter))
        batches = altered_batches(session, str(quarter))
    by_hand = "the database was changed by hand; restore a backup, for no true release can be built"
    if batches:
        told = ", ".join(str(number) for number in batches)
        raise Trouble(f"invitations of batches {told} are not those that were told: {by_hand}")
    if changed:
        raise Trouble(f"{changed} responses of {quarter} are not what was receipted: {by_hand}")
    if counts:
        answered, kept = counts
        says = f"{answered} invitations of {quarter} are answered, and there are {kept} responses"
        raise Trouble(f"{says} of the same bodies, regions and kinds: {by_hand}")


def _keep(installation: Installation, made: Made) -> Built:
    """The blobs, safe on the disk before the register names them."""
    blobs = installation.blobs
    kept = Built(
        quarter=made.quarter,
        workbook=blobs.put(KEPT, made.files[WORKBOOK]),
        bundle=blobs.put(KEPT, zipped(made.files)),
        manifest=hashlib.sha256(made.manifest).hexdigest(),
        figures=made.headline,
        basis=made.basis,
    )
    reach("release-kept")
    return kept


def _publish_on(installation: Installation, moment: Moment) -> date:
    """Counted from its building: however late that is, there are days to look at it first."""
    return moment.today + timedelta(days=installation.settings.publication.wait)


def _tell_witnesses(
    installation: Installation, session: Session, moment: Moment, made: Made
) -> None:
    """The roots, in the commit of the release: nobody can change it after they are told."""
    release = release_of(session, made.quarter)
    assert release is not None
    tell_roots(installation, session, moment, release, made.manifest)
