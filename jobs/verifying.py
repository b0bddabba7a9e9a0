"""Is a release what was signed: its own manifest, the register, and the copy at every target."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.trouble import Trouble
from jobs.access import access
from jobs.places import Place, bundle_files, places
from jobs.wiring import Installation
from register.database import reading
from register.keys import KEPT
from register.receipts import altered, miscounted, openings
from register.releases import Release, altered_rows, events_of
from register.signing import known_keys
from reports.targets import opened
from reports.verify import Brought, verify_files
from reports.verify_bundle import MANIFEST


@dataclass(frozen=True)
class Check:
    """One check, and how it ended."""

    good: bool
    says: str


def check_files(files: Mapping[str, bytes], brought: Brought | None = None) -> list[Check]:
    """What the shipped program says of a bundle."""
    found = verify_files(files, brought)
    return [Check(mark != "WRONG", f"{mark}: {says}") for mark, says in found.lines]


def check_kept(installation: Installation, release: Release) -> list[Check]:
    """A release against the register it was built from, and against every copy of it."""
    if not release.bundle:
        return [Check(True, f"{release.quarter} was made by an older program: it has no manifest")]
    try:
        files = bundle_files(installation, release, release.bundle)
    except Trouble as trouble:
        return [Check(False, str(trouble))]
    checks = [_stored(installation, release), _row(installation, release.quarter)]
    with _auditor(installation, release.quarter, files.get(MANIFEST, b"")) as brought:
        checks += check_files(files, brought)
    with reading(installation.engine) as session:
        changed = len(altered(session, installation.keys, release.quarter))
        counts = miscounted(session, release.quarter)
        events = events_of(session, release.quarter)
    says = f"{changed} responses in the register were changed since they were receipted"
    checks.append(Check(not changed, says if changed else "the register holds what was receipted"))
    checks.append(_counted(counts))
    lying = places(installation, release, events, installation.moment().today)
    return checks + list(copies(installation, lying))


def is_kept(installation: Installation, release: Release) -> bool:
    """Whether the bundle is there as it was built, with the manifest that was told."""
    if not installation.blobs.opens(KEPT, release.bundle or release.workbook):
        return False
    if not release.bundle:
        return True
    manifest = bundle_files(installation, release, release.bundle).get("manifest.json", b"")
    return hashlib.sha256(manifest).hexdigest() == release.manifest


def _stored(installation: Installation, release: Release) -> Check:
    if is_kept(installation, release):
        return Check(True, "the bundle is kept as it was built")
    return Check(False, "the bundle that is kept is not what was built; restore it from a backup")


def _row(installation: Installation, quarter: str) -> Check:
    with reading(installation.engine) as session:
        says = altered_rows(session).get(quarter, "")
    if says:
        return Check(False, f"its row in releases was changed by hand: {says}")
    return Check(True, "its row in releases is as it was done")


def _counted(counts: tuple[int, int] | None) -> Check:
    if counts is None:
        return Check(True, "as many responses as answered invitations")
    answered, kept = counts
    says = f"{answered} answered invitations and {kept} responses of the same groups"
    return Check(False, f"{says}: some were put in or taken away by hand")


@contextmanager
def _auditor(installation: Installation, quarter: str, manifest: bytes) -> Iterator[Brought]:
    """What an auditor would bring: the key, and what opens every code."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "openings"
        with reading(installation.engine) as session, path.open("w", encoding="utf-8") as file:
            lines = openings(session, installation.keys, quarter, installation.zone)
            file.writelines(f"{line}\n" for line in lines)
        yield Brought(key=_key_of(installation, manifest), openings=path)


def _key_of(installation: Installation, manifest: bytes) -> str:
    """The release's own key where it is or was ours, else ours: the release is not."""
    ours = [public.hex() for public in known_keys(installation.keys)]
    try:
        stated = json.loads(manifest)["keys"]["current"]
    except (ValueError, LookupError, TypeError):
        return ours[0]
    return str(stated) if stated in ours else ours[0]


def copies(installation: Installation, lying: list[Place]) -> Iterator[Check]:
    """Whether each place is at every target what was decided."""
    for url in installation.settings.publication.targets:
        try:
            with opened(url, access(installation)) as target:
                for place in lying:
                    same = target.content(place.name) == dict(place.files())
                    says = "is" if same else "is NOT"
                    yield Check(same, f"{url}/{place.name} {says} what was decided")
        except Trouble as trouble:
            yield Check(False, str(trouble))
