"""`achyk release`: the quarter's release, published, withheld, revised, checked and shown."""

from __future__ import annotations

import csv
import io
import sys
import unicodedata
from argparse import Namespace
from pathlib import Path

from config.trouble import Trouble
from jobs.commands.running import ready
from jobs.commands.typed import write_bytes
from jobs.places import bundle_files
from jobs.publishing import publish_due
from jobs.releasing import revise as revise_one
from jobs.verifying import Check, check_files, check_kept
from jobs.wiring import Installation
from register.database import reading, transaction
from register.receipts import openings as openings_of
from register.releases import (
    Act,
    Release,
    all_releases,
    altered_rows,
    events_of,
    lift,
    release_of,
)
from register.releases import withhold as withhold_one
from register.rules.quarter import Quarter


def list_releases(arguments: Namespace) -> int:
    """Every release, and what was done to it."""
    installation = ready(arguments)
    zone = installation.zone
    with reading(installation.engine) as session:
        for quarter, says in altered_rows(session).items():
            print(f"{quarter}  its row was changed by hand: {says}; below stands what was done")
        for one in all_releases(session):
            due = f", goes out on {one.publish_on}" if one.state == "built" else ""
            print(f"{one.quarter}  {one.state}{due}, revision {one.revision}  {one.manifest}")
            for event in events_of(session, one.quarter):
                at = event.at.astimezone(zone)
                by = f" by {event.person}: {event.reason}" if event.person else ""
                print(f"  {at:%Y-%m-%d %H:%M}  {event.kind} (revision {event.revision}){by}")
    return 0


def publish(arguments: Namespace) -> int:
    """Publish a release now, or lift that it is withheld; name and reason are published."""
    act = _act(arguments)
    installation, quarter = _of(arguments)
    with transaction(installation.engine) as session:
        lift(session, installation.moment(), quarter, act)
    _put(installation)
    print(f"{quarter} is published: {_targets(installation)}")
    return 0


def withhold(arguments: Namespace) -> int:
    """Keep a release back: name and reason are published in its place."""
    act = _act(arguments)
    installation, quarter = _of(arguments)
    with transaction(installation.engine) as session:
        withhold_one(session, installation.moment(), quarter, act)
    _put(installation)
    print(f"{quarter} is withheld; name and reason stand in its place: {_targets(installation)}")
    return 0


def revise(arguments: Namespace) -> int:
    """Build a further revision from the register as it stands now."""
    act = _act(arguments)
    installation, quarter = _of(arguments)
    number = revise_one(installation, Quarter.parse(quarter), act)
    with reading(installation.engine) as session:
        release = _known(session.get(Release, quarter), quarter)
    print(f"{quarter} has revision {number}; it goes out on {release.publish_on}")
    return 0


def verify(arguments: Namespace) -> int:
    """Check a release against its own manifest, the register and every target; or a folder."""
    folder = Path(arguments.which)
    if folder.is_dir():
        return _told(check_files(_files_in(folder)))
    installation = ready(arguments)
    quarter = str(Quarter.parse(arguments.which))
    with reading(installation.engine) as session:
        release = _known(release_of(session, quarter), quarter)
    return _told(check_kept(installation, release))


def table(arguments: Namespace) -> int:
    """One table of a release, on standard output."""
    installation, quarter = _of(arguments)
    with reading(installation.engine) as session:
        release = _known(release_of(session, quarter), quarter)
    files = bundle_files(installation, release, release.bundle)
    tables = {
        name.removeprefix("data/").removesuffix(".csv"): data
        for name, data in files.items()
        if name.startswith("data/") and name.endswith(".csv")
    }
    data = tables.get(arguments.name)
    if data is None:
        raise Trouble(f"{quarter} has no table {arguments.name!r}; there is {', '.join(tables)}")
    text = data.decode("utf-8-sig")
    print(text if arguments.csv else _drawn(text), end="")
    return 0


def openings(arguments: Namespace) -> int:
    """What opens the codes of a quarter, for an auditor: every answer, and nobody's name."""
    installation, quarter = _of(arguments)
    with reading(installation.engine) as session:
        lines = openings_of(session, installation.keys, quarter, installation.zone)
        told = [f"{line}\n" for line in lines]
    write_bytes(arguments.file, b"")
    arguments.file.chmod(0o600)
    write_bytes(arguments.file, "".join(told).encode())
    print(f"{arguments.file}: {len(told)} records; give it to the auditor only")
    return 0


def _of(arguments: Namespace) -> tuple[Installation, str]:
    quarter = str(Quarter.parse(arguments.quarter))
    return ready(arguments), quarter


def _known(release: Release | None, quarter: str) -> Release:
    if release is None:
        says = f"there is no release of {quarter} yet; it is built when the quarter has closed"
        raise Trouble(says)
    return release


def _act(arguments: Namespace) -> Act:
    act = Act(*(" ".join(text.split()) for text in (arguments.person, arguments.reason)))
    if any(unicodedata.category(sign)[0] == "C" for sign in act.person + act.reason):
        raise Trouble("take signs that cannot be seen out of --person and --reason")
    if any(sum(sign.isalpha() for sign in text) < 3 for text in (act.person, act.reason)):
        raise Trouble("give --person 'NAME, POST' and --reason TEXT in words; both are published")
    if len(act.person) > 200 or len(act.reason) > 500:
        raise Trouble("take at most 200 characters for --person and 500 for --reason")
    return act


def _put(installation: Installation) -> None:
    """At every target now; one that fails is tried again by the job."""
    try:
        publish_due(installation)
    except Trouble as trouble:
        says = "it is decided, and put there by the next achyk run publish"
        raise Trouble(f"{trouble}; {says}") from trouble


def _targets(installation: Installation) -> str:
    return ", ".join(installation.settings.publication.targets)


def _told(checks: list[Check]) -> int:
    for one in checks:
        print(f"{'good' if one.good else 'BAD '}  {one.says}")
    bad = [one for one in checks if not one.good]
    if bad:
        print(f"achyk: {len(bad)} of {len(checks)} checks failed", file=sys.stderr)
    return 1 if bad else 0


def _files_in(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _drawn(text: str) -> str:
    """A table in columns, for a person."""
    rows = list(csv.reader(io.StringIO(text)))
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)
