"""Letters to witnesses and administrators: the roots of a release, or that it is late."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.addresses import addresses
from jobs.closed import Missing
from jobs.places import bundle_files, roots_of
from jobs.wiring import Installation
from register.bodies import administrators
from register.database import reading, transaction
from register.letters import enqueue
from register.moment import Moment
from register.releases import Release, ReleaseEvent, ReleaseEventKind, all_releases
from register.rules.letter import LetterKind
from register.signing import fingerprint, signer

ACTS = (ReleaseEventKind.WITHHELD, ReleaseEventKind.PUBLISHED)
AGAIN = timedelta(days=30)
FRESH = 40  # days; who becomes a witness later is told of the releases to come


def tell_roots(
    installation: Installation, session: Session, moment: Moment, release: Release, manifest: bytes
) -> int:
    """What must not change any more, once to each person; how many letters are new.

    The key holds the manifest's digest: whatever else is ever given out as the same release is
    told again.
    """
    roots = roots_of(json.loads(manifest))
    context = {
        "what": "release",
        "quarter": release.quarter,
        "revision": release.revision,
        "made_on": release.made_at.astimezone(installation.zone).date().isoformat(),
        "manifest": release.manifest,
        "roots": [[root.name, root.digest, root.size] for root in roots],
        "key": fingerprint(signer(installation.keys).public),
        "publish_on": "" if release.publish_on is None else release.publish_on.isoformat(),
        "places": addresses(installation),
    }
    about = f"{release.quarter}/{release.revision}/{release.manifest[:16]}"
    return _tell(installation, session, moment, about, context)


def tell_untold(installation: Installation) -> int:
    """The letters on the roots of fresh releases, where they have gone from the register."""
    moment, told = installation.moment(), 0
    with reading(installation.engine) as session:
        fresh = [
            one
            for one in all_releases(session)
            if one.manifest and (moment.now - one.made_at).days < FRESH
        ]
    for one in fresh:
        manifest = bundle_files(installation, one, one.bundle)["manifest.json"]
        with transaction(installation.engine) as session:
            told += tell_roots(installation, session, installation.moment(), one, manifest)
    return told


def tell_missing(installation: Installation, late: Missing) -> int:
    """That a release is late, to each person, and again while it is; how many letters are new."""
    context = {
        "what": "late",
        "quarter": str(late.quarter),
        "since": late.since.isoformat(),
        "why": late.why,
    }
    moment = installation.moment()
    again = (moment.today - late.since) // AGAIN
    about = f"{late.quarter}/late/{late.since.isoformat()}" + (f"/{again}" if again else "")
    with transaction(installation.engine) as session:
        return _tell(installation, session, moment, about, context)


def tell_acts(installation: Installation) -> int:
    """Who withheld a release, or published it by hand: once to each person; how many are new.

    Whoever is named there by somebody else hears of it.
    """
    moment, new = installation.moment(), 0
    named = sa.select(ReleaseEvent).where(ReleaseEvent.person != "", ReleaseEvent.kind.in_(ACTS))
    named = named.where(ReleaseEvent.at > moment.now - timedelta(days=FRESH))
    with transaction(installation.engine) as session:
        for event in session.scalars(named.order_by(ReleaseEvent.id)).all():
            context = {
                "what": event.kind.value,
                "quarter": event.quarter,
                "since": event.at.astimezone(installation.zone).date().isoformat(),
                "person": event.person,
                "why": event.reason,
            }
            about = f"{event.quarter}/act/{event.id}"
            new += _tell(installation, session, moment, about, context)
    return new


def tell_changed(installation: Installation, quarter: str, says: str) -> int:
    """That the row of a release was changed by hand, to each person; how many are new."""
    moment = installation.moment()
    today = moment.today.isoformat()
    context = {"what": "changed", "quarter": quarter, "since": today, "why": says}
    with transaction(installation.engine) as session:
        return _tell(installation, session, moment, f"{quarter}/changed/{today}", context)


def told(installation: Installation, session: Session) -> dict[str, str]:
    """Who is told what must not change any more: address → language."""
    published = installation.settings.publication
    people = dict.fromkeys(published.witnesses, published.language)
    return people | {person.email: person.language for person in administrators(session)}


def _tell(
    installation: Installation,
    session: Session,
    moment: Moment,
    about: str,
    context: Mapping[str, object],
) -> int:
    kind = LetterKind.WITNESS
    return sum(
        enqueue(session, moment, kind, f"witness/{about}/{email}", email, language, context)
        for email, language in told(installation, session).items()
    )
