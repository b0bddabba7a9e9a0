"""The quarter's release: built once when a quarter has closed, and told to administrators."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from config.trouble import Trouble
from jobs.access import access
from jobs.addresses import addresses
from jobs.closed import closed_lately, inspected, last_day, unread
from jobs.places import WORKBOOK, bundle_files
from jobs.releasing import build_release
from jobs.wiring import Installation
from register.bodies import administrators
from register.database import reading, transaction
from register.keys import KEPT
from register.letters import Letter, enqueue, has_letter
from register.releases import Release, release_of
from register.restorations import last_restored
from register.rules.letter import LetterKind
from register.rules.quarter import Quarter
from reports.gaming_book import address_audit
from reports.quarter import publisher_of
from reports.targets import opened

SUMMARY = "summary.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
log = logging.getLogger("achyk.quarterly")


class PublishedBefore(Trouble):
    """The release of a quarter lies at a target, and the register lost it."""


def put_file(path: Path, content: bytes) -> Path:
    """A file of a report; an earlier one is replaced whole or not at all."""
    temporary = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise Trouble(f"cannot write {path}: {error.strerror}; make room or rights") from error
    return path


def report_due(installation: Installation) -> dict[str, int]:
    """Release the last closed quarter, told once to each administrator, and any forgotten one.

    What is published is decided once. An administrator who comes later gets that very workbook,
    whatever was corrected since: two people must not hold two versions of one quarter. After a
    standstill each quarter of the past year that was never told is told, oldest first.
    """
    counts = Counter(reports=0, letters=0)
    *earlier, last = closed_lately(installation.moment().today, installation.settings.survey.close)
    due = [quarter for quarter in earlier if not _told_anybody(installation, quarter)]
    if not _told(installation, last):
        due.append(last)
    troubles = []
    for quarter in due:
        try:
            counts.update(_report(installation, quarter))
        except Trouble as trouble:  # that of one quarter does not keep the others waiting
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return dict(counts)


def prove_unpublished(installation: Installation, quarter: Quarter) -> None:
    """PublishedBefore when a lost register may have published this quarter: never written over.

    Where the register was put back, every target is asked; one that does not answer may have it.
    """
    with reading(installation.engine) as session:
        restored = last_restored(session)
        if restored is None or release_of(session, str(quarter)) is not None:
            return
    if restored.astimezone(installation.zone).date() <= last_day(installation, quarter):
        return
    for url in installation.settings.publication.targets:
        with opened(url, access(installation)) as target:
            lying = f"{quarter}/{WORKBOOK}", f"{quarter}/manifest.json"
            found = [path for path in lying if target.exists(path)]
        if found:
            raise PublishedBefore(
                f"{url}/{found[0]} was there when the register was restored, which does not know "
                "it: it stays the release of its quarter; move it away to have the quarter "
                "released anew"
            )


def _report(installation: Installation, quarter: Quarter) -> dict[str, int]:
    if not inspected(installation, quarter):
        return {}
    if unread(installation, quarter):
        log.warning("the release of %s waits: mail from before its close is not taken in", quarter)
        return {}
    prove_unpublished(installation, quarter)
    made = build_release(installation, quarter)
    return {"reports": int(made), "letters": _mail(installation, quarter)}


def _key(quarter: Quarter, email: str, revision: int = 1) -> str:
    return f"quarterly/{quarter}/" + (f"r{revision}/" if revision > 1 else "") + email


def _told(installation: Installation, quarter: Quarter) -> bool:
    with reading(installation.engine) as session:
        release = release_of(session, str(quarter))
        people = administrators(session)
        revision = 1 if release is None else release.revision
        keys = [_key(quarter, person.email, revision) for person in people]
        return bool(keys) and all(has_letter(session, key) for key in keys)


def _told_anybody(installation: Installation, quarter: Quarter) -> bool:
    """Newcomers get the last quarter, not all that were told before they came."""
    with reading(installation.engine) as session:
        keys = Letter.key.startswith(_key(quarter, ""), autoescape=True)
        return session.scalar(sa.select(Letter.id).where(keys).limit(1)) is not None


def _mail(installation: Installation, quarter: Quarter) -> int:
    """Tell administrators of the release, each once; how many letters are new."""
    with reading(installation.engine) as session:
        release = release_of(session, str(quarter))
    assert release is not None
    context = _context(installation, release)
    with transaction(installation.engine) as session:
        moment = installation.moment()
        return sum(
            enqueue(
                session,
                moment,
                LetterKind.QUARTERLY,
                _key(quarter, person.email, release.revision),
                person.email,
                person.language,
                context,
            )
            for person in administrators(session)
        )


def _context(installation: Installation, release: Release) -> dict[str, Any]:
    """What the letter names; the workbook, the summary on one page, the audit of addresses."""
    workbook = {"type": XLSX, "vault": KEPT, "digest": release.workbook}
    attached = [{"name": f"achyk-{release.quarter}.xlsx", **workbook}]
    summary = bundle_files(installation, release, release.bundle).get(SUMMARY)
    if summary is not None:
        page = {"type": "text/html", "vault": KEPT, "digest": installation.blobs.put(KEPT, summary)}
        attached.append({"name": f"achyk-{release.quarter}.html", **page})
    attached.append({"name": f"addresses-{release.quarter}.xlsx", **_audit(installation, release)})
    return {
        "quarter": release.quarter,
        "revision": release.revision,
        "figures": release.figures,
        "publish_on": "" if release.publish_on is None else release.publish_on.isoformat(),
        "targets": addresses(installation),
        "manifest": release.manifest,
        "attached": attached,
    }


def _audit(installation: Installation, release: Release) -> dict[str, str]:
    """Where addresses look chosen: for administrators alone, never published."""
    settings = installation.settings
    with reading(installation.engine) as session:
        publisher, now = publisher_of(session, settings), installation.clock()
        content = address_audit(session, release.quarter, settings, publisher, now)
    return {"type": XLSX, "vault": KEPT, "digest": installation.blobs.put(KEPT, content)}
