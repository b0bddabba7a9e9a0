"""The quarterly report: built when a quarter has closed, kept, and mailed to administrators."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa

from config.settings import Settings
from config.trouble import Trouble
from jobs.wiring import Installation
from register.bodies import administrators
from register.database import reading, transaction
from register.inspections import Inspection
from register.keys import KEPT
from register.letters import Letter, enqueue, has_letter
from register.messages import waits_since
from register.releases import record_release, release_of
from register.restorations import last_restored
from register.rules.letter import LetterKind
from register.rules.quarter import Quarter, closes_on
from reports.quarter import Report, quarter_report

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LATE = timedelta(days=366)  # a report that comes later than this after the close comes no more
log = logging.getLogger("achyk.quarterly")


class PublishedBefore(Trouble):
    """The report of a quarter lies in the publication folder, and the register lost it."""


def last_closed(today: date, close: int) -> Quarter:
    """The latest quarter whose answers are complete: no answer counts any more."""
    quarter = Quarter.of(today)
    while closes_on(quarter, close) >= today:
        quarter = quarter.previous
    return quarter


def closed_lately(today: date, close: int) -> list[Quarter]:
    """The quarters that closed within a year before `today`, oldest first; one at least."""
    quarters = [last_closed(today, close)]
    while closes_on(quarters[0].previous, close) >= today - LATE:
        quarters.insert(0, quarters[0].previous)
    return quarters


def build(installation: Installation, quarter: Quarter) -> Report:
    """The report of a quarter: as it was published, else as the register stands now."""
    with reading(installation.engine) as session:
        release = release_of(session, str(quarter))
        if release is None:
            now = installation.clock()
            return quarter_report(session, str(quarter), installation.settings, now)
    return Report(installation.blobs.get(KEPT, release.workbook), release.figures)


def report_path(folder: Path, quarter: Quarter) -> Path:
    """Where the workbook of a quarter lies in a publication folder."""
    return folder / str(quarter) / "report.xlsx"


def write_report(folder: Path, quarter: Quarter, report: Report) -> Path:
    """The workbook as a file; an earlier one is replaced whole or not at all."""
    return put_file(report_path(folder, quarter), report.workbook)


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


def report_folders(settings: Settings) -> list[Path]:
    """The publication targets, seen from the installation."""
    targets = [target.removeprefix("file://") for target in settings.publication.targets]
    return [settings.folder / target for target in targets]


def report_due(installation: Installation) -> dict[str, int]:
    """Report the last closed quarter, once to each administrator, and before it any forgotten one.

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
        except PublishedBefore as trouble:  # that of one quarter does not keep the others waiting
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return dict(counts)


def prove_unpublished(installation: Installation, quarter: Quarter) -> None:
    """PublishedBefore when a lost register may have published this quarter: never written over."""
    folders = report_folders(installation.settings)
    lying = [path for path in (report_path(f, quarter) for f in folders) if path.exists()]
    if not lying:
        return
    with reading(installation.engine) as session:
        restored = last_restored(session)
        if restored is None or release_of(session, str(quarter)) is not None:
            return
    if restored.astimezone(installation.zone).date() > _last_day(installation, quarter):
        raise PublishedBefore(
            f"{lying[0]} was there when the register was restored, which does not know it: it "
            "stays the report of its quarter; move it away to have the quarter reported anew"
        )


def _report(installation: Installation, quarter: Quarter) -> dict[str, int]:
    if not _inspected(installation, quarter):
        return {}
    if _unread(installation, quarter):
        log.warning("the report of %s waits: mail from before its close is not taken in", quarter)
        return {}
    prove_unpublished(installation, quarter)
    made = _publish(installation, quarter)
    report = build(installation, quarter)
    for folder in report_folders(installation.settings):
        if made or not report_path(folder, quarter).exists():
            write_report(folder, quarter, report)
    return {"reports": int(made), "letters": _mail(installation, quarter, report)}


def _publish(installation: Installation, quarter: Quarter) -> bool:
    """Decide what the quarter's report is; False where that was decided before."""
    with reading(installation.engine) as session:
        if release_of(session, str(quarter)) is not None:
            return False
    report = build(installation, quarter)
    workbook = installation.blobs.put(KEPT, report.workbook)
    with transaction(installation.engine) as session:
        moment = installation.moment()
        return record_release(session, moment, str(quarter), workbook, report.headline)


def _unread(installation: Installation, quarter: Quarter) -> bool:
    """Whether a mail that came in time is still to be taken in: it may hold an answer."""
    last_day = _last_day(installation, quarter)
    end = datetime.combine(last_day + timedelta(days=1), time(), installation.zone)
    with reading(installation.engine) as session:
        return waits_since(session, end)


def _last_day(installation: Installation, quarter: Quarter) -> date:
    return closes_on(quarter, installation.settings.survey.close)


def _key(quarter: Quarter, email: str) -> str:
    return f"quarterly/{quarter}/{email}"


def _told(installation: Installation, quarter: Quarter) -> bool:
    with reading(installation.engine) as session:
        people = administrators(session)
        return bool(people) and all(has_letter(session, _key(quarter, p.email)) for p in people)


def _told_anybody(installation: Installation, quarter: Quarter) -> bool:
    """Newcomers get the last quarter, not all that were told before they came."""
    with reading(installation.engine) as session:
        keys = Letter.key.startswith(_key(quarter, ""), autoescape=True)
        return session.scalar(sa.select(Letter.id).where(keys).limit(1)) is not None


def _inspected(installation: Installation, quarter: Quarter) -> bool:
    """Whether there is anything to report: an installation begins in the middle of some year."""
    with reading(installation.engine) as session:
        one = sa.select(Inspection.id).where(Inspection.quarter == str(quarter)).limit(1)
        return session.scalar(one) is not None


def _mail(installation: Installation, quarter: Quarter, report: Report) -> int:
    digest = installation.blobs.put(KEPT, report.workbook)
    name = f"achyk-{quarter}.xlsx"
    context = {
        "quarter": str(quarter),
        "figures": report.headline,
        "attached": [{"name": name, "type": XLSX, "vault": KEPT, "digest": digest}],
    }
    with transaction(installation.engine) as session:
        moment = installation.moment()
        return sum(
            enqueue(
                session,
                moment,
                LetterKind.QUARTERLY,
                _key(quarter, person.email),
                person.email,
                person.language,
                context,
            )
            for person in administrators(session)
        )
