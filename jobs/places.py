"""What belongs at a target: a quarter's release, its earlier revisions, or who withholds it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.trouble import WorldTrouble
from jobs.closed import Missing
from jobs.wiring import Installation
from register.keys import KEPT, KeyTrouble
from register.releases import Release, ReleaseEvent, ReleaseEventKind, ReleaseState
from register.rules.commitment import canonical
from register.signing import fingerprint, key_chain, signer
from reports import releases_page as page
from reports.bundle import unzipped, withheld_files
from reports.imprint import Imprint, Root

WORKBOOK = "report.xlsx"
LISTS = ("manifest.json", "manifest.json.sig", "receipts.txt", "invitations.txt", "verify.py")
"""What is public of a release though it is withheld."""

WITHHELD = "withheld.json"

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Place:
    """A folder at each target, and what is to lie in it."""

    name: str
    files: Callable[[], Files]


def languages(installation: Installation) -> tuple[str, ...]:
    """The languages of publication, the first one first."""
    published = installation.settings.publication
    return tuple(dict.fromkeys((published.language, *published.languages)))


def is_due(release: Release, today: date) -> bool:
    """Whether it goes out, if nobody withholds it."""
    waits = release.state is ReleaseState.BUILT and release.publish_on is not None
    return not waits or today >= release.publish_on  # type: ignore[operator]


def places(
    installation: Installation, release: Release, events: Sequence[ReleaseEvent], today: date
) -> list[Place]:
    """What is to lie at every target about a quarter today.

    While a revision waits for its day the last one that was published stays.
    """
    if release.state is ReleaseState.WITHHELD:
        since = _since(installation, events)
        return [Place(release.quarter, lambda: _withheld(installation, release, since))]
    public = {e.revision: e.bundle for e in events if e.kind is ReleaseEventKind.PUBLISHED}
    if is_due(release, today):
        public[release.revision] = release.bundle
    if not public:
        return []
    *earlier, last = sorted(public)
    here = [Place(release.quarter, lambda: bundle_files(installation, release, public[last]))]
    return here + [
        Place(revision_place(release.quarter, number), _kept(installation, release, public[number]))
        for number in earlier
    ]


def _kept(installation: Installation, release: Release, bundle: str) -> Callable[[], Files]:
    return lambda: bundle_files(installation, release, bundle)


def revision_place(quarter: str, number: int) -> str:
    """Where an earlier revision lies, beside the last one."""
    return f"{quarter}-r{number}"


def bundle_files(installation: Installation, release: Release, bundle: str) -> Files:
    """The files of a bundle; of a release by an older program its workbook alone."""
    try:
        kept = installation.blobs.get(KEPT, bundle or release.workbook)
    except KeyTrouble as trouble:
        path = installation.blobs.path(KEPT, bundle or release.workbook)
        says = f"{path}, the release of {release.quarter}, is damaged or sealed with another key"
        raise WorldTrouble(f"{says}; restore it from a backup") from trouble
    return unzipped(kept) if bundle else {WORKBOOK: kept}


def _withheld(installation: Installation, release: Release, since: date) -> Files:
    """Name and reason in place of the figures, with the roots and the lists under them."""
    files = bundle_files(installation, release, release.bundle)
    lists = {name: files[name] for name in LISTS if name in files}
    manifest = files.get("manifest.json", b"")
    imprint = imprint_of(installation, release, manifest)
    told = withheld_files(release.person, release.reason, imprint, languages(installation), since)
    key = signer(installation.keys)  # another one than the release's, when it was changed since
    statement = {
        "format": "achyk withheld 1",
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in told.items()},
        "keys": {"current": key.public.hex(), "chain": key_chain(installation.keys)},
        "manifest": hashlib.sha256(manifest).hexdigest() if manifest else "",
        "person": release.person,
        "quarter": release.quarter,
        "reason": release.reason,
        "revision": release.revision,
        "since": since.isoformat(),
    }
    signed = canonical(statement) + b"\n"
    signature = base64.b64encode(key.sign(signed)) + b"\n"
    return {**told, **lists, WITHHELD: signed, f"{WITHHELD}.sig": signature}


def imprint_of(installation: Installation, release: Release, manifest: bytes) -> Imprint:
    """What a release says of itself, read from its manifest again."""
    told = json.loads(manifest) if manifest else {}
    return Imprint(
        quarter=release.quarter,
        made_at=release.made_at.astimezone(installation.zone),
        publisher=told.get("publisher", installation.settings.mail.name),
        contact=installation.settings.mail.address(installation.settings.mail.survey),
        revision=release.revision,
        fingerprint=fingerprint(signer(installation.keys).public),
        roots=roots_of(told),
    )


def roots_of(manifest: Mapping[str, object]) -> tuple[Root, ...]:
    """The roots that a manifest names."""
    roots = manifest.get("roots", {})
    assert isinstance(roots, dict)
    names = ("responses", "appeals", "invitations")
    return tuple(Root(n, roots[n]["root"], roots[n]["size"]) for n in names if n in roots)


def _since(installation: Installation, events: Iterable[ReleaseEvent]) -> date:
    kept_back = [e for e in events if e.kind is ReleaseEventKind.WITHHELD]
    return _day(installation, kept_back[-1])


def entry(
    installation: Installation,
    release: Release,
    events: Sequence[ReleaseEvent],
    lying: list[Place],
    late: Missing | None = None,
) -> page.Entry:
    """A quarter as the page of all releases lists it."""
    names = {place.name for place in lying}
    public = [n for n in range(1, release.revision) if revision_place(release.quarter, n) in names]
    deeds = list(_deeds(installation, events))
    if late is not None:
        deeds.append(_late(late))
    elif release.state is ReleaseState.BUILT and release.publish_on is not None:
        built = release.made_at.astimezone(installation.zone).date()
        deeds.append(page.Deed(page.COMING, built, release.publish_on))
    return page.Entry(release.quarter, bool(names), tuple(deeds), tuple(public))


def late_entry(late: Missing) -> page.Entry:
    """A quarter that has no release though it is due, as the page of all releases lists it."""
    return page.Entry(str(late.quarter), False, (_late(late),))


def _late(late: Missing) -> page.Deed:
    return page.Deed(page.LATE, late.since, reason=late.why)


def _deeds(installation: Installation, events: Sequence[ReleaseEvent]) -> Iterable[page.Deed]:
    for at, event in enumerate(events):
        day, later = _day(installation, event), events[at + 1 :]
        if event.kind is ReleaseEventKind.PUBLISHED:
            says = page.REVISION_PUBLISHED if event.revision > 1 else page.PUBLISHED
            says = page.PUBLISHED_BY if event.person else says
            yield page.Deed(says, day, None, event.revision, event.person, event.reason)
        if event.kind is ReleaseEventKind.REVISED:
            yield page.Deed(page.REVISED, day, None, event.revision, event.person, event.reason)
        if event.kind is ReleaseEventKind.WITHHELD:
            until = _day(installation, later[0]) if later else None
            says = page.WITHHELD if until is None else page.WAS_WITHHELD
            yield page.Deed(says, day, until, event.revision, event.person, event.reason)


def _day(installation: Installation, event: ReleaseEvent) -> date:
    return event.at.astimezone(installation.zone).date()
