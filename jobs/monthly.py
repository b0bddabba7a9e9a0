"""The monthly analysis of appeals: made on the first working day, mailed to those who answer.

Administrators get the whole, each head the own body with all under it. Nothing is kept beside the
letters: what was open at the end of a month is told by the movements, so that the analysis of a
past month has the same figures whenever it is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from config.trouble import Trouble
from jobs.quarterly import XLSX, put_file
from jobs.wiring import Installation
from register.appeals.conflict import Barred, Staff, barred, staff_now
from register.appeals.tables import Appeal, AppealPart
from register.bodies import Body, Officer, Role, administrators
from register.database import reading, transaction
from register.keys import KEPT
from register.letters import Letter, enqueue
from register.moment import Moment
from register.rules.deadline import add_working
from register.rules.letter import LetterKind
from register.rules.month import Month
from reports.monthly import analysed, month_report
from reports.monthly_counts import MonthFigures, subtree
from reports.monthly_reply_tables import named_appeals
from reports.quarter import Report, publisher_of

WHOLE = ""  # the scope of administrators: all bodies
BACK = 3  # months before the last one that are told late, where nobody was told of them
FOLDER = "analysis"  # in the installation: it is for those who answer, and is not published


@dataclass(frozen=True)
class Readers:
    """Who gets one workbook."""

    body: str  # whose subtree it is; WHOLE: all bodies
    people: tuple[Officer, ...]


@dataclass
class Analysis:
    """A month as it was counted, from which every workbook of it is made."""

    installation: Installation
    book: Book
    month: Month
    figures: MonthFigures
    publisher: str
    kept_out: dict[int, Barred] = field(default_factory=dict)  # appeal → who may not see it

    def report(self, body: str = WHOLE, readers: Collection[str] = ()) -> Report:
        """The workbook of a body and all under it; `readers`: who must not see what bars them."""
        settings, now = self.installation.settings, self.installation.clock()
        hidden = self._hidden(body, readers) if readers else frozenset()
        return month_report(self.figures, settings, self.book, self.publisher, now, body, hidden)

    def _hidden(self, body: str, readers: Collection[str]) -> frozenset[int]:
        """The appeals that one of these readers has to be kept away from."""
        within = subtree(self.figures.places, body)
        with reading(self.installation.engine) as session:
            moment = self.installation.moment()
            staff = staff_now(session, moment)
            for appeal_id in named_appeals(self.figures, within) - self.kept_out.keys():
                self.kept_out[appeal_id] = _kept_out(session, moment, staff, appeal_id)
        return frozenset(
            appeal_id
            for appeal_id, kept_out in self.kept_out.items()
            if any(kept_out.bars(email, staff.bodies_of(email)) for email in readers)
        )


def _kept_out(session: Session, moment: Moment, staff: Staff, appeal_id: int) -> Barred:
    """By any of its parts."""
    appeal = session.get_one(Appeal, appeal_id)
    parts = session.scalars(sa.select(AppealPart).filter_by(appeal_id=appeal_id)).all()
    found = [barred(session, moment, appeal, staff, part) for part in parts]
    return Barred(
        frozenset().union(*(one.people for one in found)),
        frozenset().union(*(one.bodies for one in found)),
    )


def analyse(installation: Installation, month: Month) -> Analysis:
    """Count a month; Trouble when it has not begun."""
    now = installation.clock()
    if month.begins(installation.zone) > now:
        raise Trouble(f"{month} has not begun yet; name a month that has")
    book = installation.book()
    with reading(installation.engine) as session:
        figures = analysed(session, month, installation.settings, book, now)
        publisher = publisher_of(session, installation.settings)
    return Analysis(installation, book, month, figures, publisher)


def analysis_path(folder: Path, month: Month, body: str = WHOLE) -> Path:
    """Where the workbook of a month lies in a folder."""
    code = "".join(c if c.isalnum() or c in "-_" else "_" for c in body)
    return folder / f"appeals-{month}{'-' * bool(code)}{code}.xlsx"


def write_analysis(
    installation: Installation, month: Month, body: str = WHOLE, folder: Path | None = None
) -> Path:
    """Make the workbook of a month now, as a file; Trouble when there is no such body."""
    with reading(installation.engine) as session:
        if body and session.get(Body, body) is None:
            raise Trouble(f"no body {body!r}; see achyk body add")
    report = analyse(installation, month).report(body)
    return put_file(
        analysis_path(folder or installation.folder / FOLDER, month, body), report.workbook
    )


def tell_due(installation: Installation) -> dict[str, int]:
    """From the first working day on, tell the month that has ended, each reader once.

    After a standstill the months before, three at most, that nobody was told of come first.
    """
    today = installation.moment().today
    counts = Counter(analyses=0, letters=0)
    for month in _due(installation, today):
        counts.update(_tell(installation, month))
    return dict(counts)


def _due(installation: Installation, today: date) -> list[Month]:
    this = Month.of(today)
    if today < add_working(installation.book().calendar, this.first, 0):
        return []
    last = this.previous
    earlier = [last.previous]
    while len(earlier) < BACK:
        earlier.insert(0, earlier[0].previous)
    with reading(installation.engine) as session:
        forgotten = [month for month in earlier if not _told_anybody(session, month)]
        return [month for month in (*forgotten, last) if _any_appeal(installation, session, month)]


def _told_anybody(session: Session, month: Month) -> bool:
    """Newcomers get the last month, not all that were told before they came."""
    keys = Letter.key.startswith(f"monthly/{month}/", autoescape=True)
    return session.scalar(sa.select(Letter.id).where(keys).limit(1)) is not None


def _any_appeal(installation: Installation, session: Session, month: Month) -> bool:
    """Whether appeals were registered by then: an empty month is told, a time before them not."""
    before = Appeal.registered_at < month.next.begins(installation.zone)
    return session.scalar(sa.select(Appeal.id).where(before).limit(1)) is not None


def _tell(installation: Installation, month: Month) -> dict[str, int]:
    with reading(installation.engine) as session:
        waiting = [one for one in _readers(session) if _untold(session, month, one)]
    if not waiting:
        return {}
    analysis = analyse(installation, month)
    letters = 0
    for readers in waiting:
        letters += _mail(analysis, readers)
    return {"analyses": len(waiting), "letters": letters}


def _readers(session: Session) -> list[Readers]:
    """Administrators first, then the heads body by body."""
    heads: dict[str, list[Officer]] = {}
    found = sa.select(Officer).where(Officer.role == Role.HEAD)
    for head in session.scalars(found.order_by(Officer.body_code, Officer.email)):
        heads.setdefault(head.body_code, []).append(head)
    whole = Readers(WHOLE, administrators(session))
    return [whole, *(Readers(body, tuple(people)) for body, people in heads.items())]


def _untold(session: Session, month: Month, readers: Readers) -> bool:
    keys = {_key(month, readers.body, person.email) for person in readers.people}
    told = session.scalars(sa.select(Letter.key).where(Letter.key.in_(keys)))
    return bool(keys - set(told))


def _key(month: Month, body: str, email: str) -> str:
    return f"monthly/{month}/{body}/{email}"


def _mail(analysis: Analysis, readers: Readers) -> int:
    """One workbook to all of its readers, in one commit; how many letters are new."""
    installation, month, body = analysis.installation, analysis.month, readers.body
    heads = {person.email for person in readers.people} if body else set()
    report = analysis.report(body, heads)
    context = _context(analysis, body, report)
    with transaction(installation.engine) as session:
        moment = installation.moment()
        return sum(
            enqueue(
                session,
                moment,
                LetterKind.MONTHLY,
                _key(month, body, person.email),
                person.email,
                person.language,
                context,
            )
            for person in readers.people
        )


def _context(analysis: Analysis, body: str, report: Report) -> Mapping[str, Any]:
    digest = analysis.installation.blobs.put(KEPT, report.workbook)
    name = analysis_path(Path(), analysis.month, body).name
    place = analysis.figures.places.get(body)
    return {
        "month": str(analysis.month),
        "body": place.name if place else "",
        "as_of": analysis.figures.as_of.isoformat(),
        "figures": report.headline,
        "attached": [{"name": name, "type": XLSX, "vault": KEPT, "digest": digest}],
    }
