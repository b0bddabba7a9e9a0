"""Files that could not be scanned when they came are scanned as soon as the scanner is back."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from ingest.appeals.clamd import Clamd
from ingest.appeals.files import scanned_anew
from jobs.wiring import Installation
from register.appeals.conflict import staff_now
from register.appeals.finding import main_part, parts_of
from register.appeals.news import tell_news
from register.appeals.tables import Appeal, AppealFile
from register.appeals.telling import Telling, files_of
from register.database import reading, transaction
from register.keys import KEPT
from register.moment import Moment
from register.rules.appeal import WAITING_STATES
from register.rules.file_verdict import FileVerdict

BATCH = 50  # files a run


def scan_anew(installation: Installation) -> dict[str, int]:
    """Scan what waits for it, and hand on to its official what is found clean; counts."""
    address = installation.settings.files.clamd
    if not address:
        return {}
    waiting = sa.select(AppealFile.id, AppealFile.digest).filter_by(
        verdict=FileVerdict.NOT_SCANNED.value
    )
    with reading(installation.engine) as session:
        files = session.execute(waiting.order_by(AppealFile.id).limit(BATCH)).all()
    done = 0
    for file_id, digest in files:
        verdict = scanned_anew(installation.blobs.get(KEPT, digest), Clamd(address).scan)
        if verdict is FileVerdict.NOT_SCANNED:
            break  # it is still down; `check` says so
        with transaction(installation.engine) as session:
            _settle(session, installation.moment(), installation.book(), file_id, verdict)
        done += 1
    return {"scanned": done} if done else {}


def _settle(
    session: Session, moment: Moment, book: Book, file_id: int, verdict: FileVerdict
) -> None:
    file = session.get_one(AppealFile, file_id, with_for_update=True)
    file.verdict = verdict.value
    appeal = session.get_one(Appeal, file.appeal_id)
    part = main_part(parts_of(session, appeal))
    if verdict is not FileVerdict.OPENS or part.state not in WAITING_STATES:
        return
    telling = Telling(session, moment, book, staff_now(session, moment), appeal, part)
    found = [one for one in files_of(telling, file.movement_id) if one["digest"] == file.digest]
    tell_news(telling, f"file/{file_id}", "added", files=found)
