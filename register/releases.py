"""Releases: a quarter as decided, once; whoever asks later gets the very same.

A release is built, then published or withheld; a revision begins that anew. What was done, by whom
and why is appended to its events, which are published. The database refuses to change an event; a
row of releases it does not. So what is decided is read from the events, and a row that says
something else is told and not believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from config.trouble import Trouble
from register.database import Base, UtcDateTime, insert_once, states
from register.moment import Moment


class ReleaseState(StrEnum):
    """Where a release stands."""

    BUILT = "built"  # decided, not yet at the targets
    PUBLISHED = "published"
    WITHHELD = "withheld"  # a named person keeps it back, for a published reason


class ReleaseEventKind(StrEnum):
    """What was done to a release."""

    BUILT = "built"
    PUBLISHED = "published"
    WITHHELD = "withheld"
    REVISED = "revised"


class Release(Base):
    """What was published of a quarter."""

    __tablename__ = "releases"

    quarter: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    workbook: Mapped[str] = mapped_column(sa.String(64))  # its blob in the vault `kept`
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON)  # that letters about it name
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ReleaseState] = mapped_column(
        states(ReleaseState), default=ReleaseState.PUBLISHED, server_default="published"
    )
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    # Its bundle, a blob in the vault `kept`; '' where an older program reported the quarter.
    bundle: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    # SHA-256 of its manifest.
    manifest: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    person: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    publish_on: Mapped[date | None]  # goes out on this day, even if nobody acts
    basis: Mapped[Any | None] = mapped_column(sa.JSON)  # counts a revision is compared with


class ReleaseEvent(Base):
    """One act on a release; appended only."""

    __tablename__ = "release_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[str] = mapped_column(sa.String(7), index=True)
    revision: Mapped[int]
    kind: Mapped[ReleaseEventKind] = mapped_column(states(ReleaseEventKind))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[str] = mapped_column(sa.String(200), default="")  # '' the program
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    manifest: Mapped[str] = mapped_column(sa.String(64), default="")
    bundle: Mapped[str] = mapped_column(sa.String(64), default="")
    # Of what was built or revised, all else that its row says; None of other acts.
    content: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)


@dataclass(frozen=True)
class Built:
    """A release as it was built: what is kept of it."""

    quarter: str
    workbook: str  # blobs in the vault `kept`
    bundle: str
    manifest: str  # SHA-256
    figures: Mapping[str, Any]
    basis: Any


@dataclass(frozen=True)
class Act:
    """Who does something to a release, and why; both are published."""

    person: str
    reason: str


PROGRAM = Act("", "")


def release_of(session: Session, quarter: str) -> Release | None:
    """The release of a quarter as its events tell it; a copy, which writes nothing."""
    return _decided(quarter, events_of(session, quarter), session.get(Release, quarter))


def all_releases(session: Session) -> Sequence[Release]:
    """Every release as its events tell it, the oldest quarter first."""
    quarters = sa.select(ReleaseEvent.quarter).distinct().order_by(ReleaseEvent.quarter)
    found = (release_of(session, quarter) for quarter in session.scalars(quarters).all())
    return [one for one in found if one is not None]


def events_of(session: Session, quarter: str) -> Sequence[ReleaseEvent]:
    """What was done to the release of a quarter, in order; nobody withholds without a name."""
    found = sa.select(ReleaseEvent).where(ReleaseEvent.quarter == quarter)
    events = session.scalars(found.order_by(ReleaseEvent.id)).all()
    return [e for e in events if e.kind is not ReleaseEventKind.WITHHELD or (e.person and e.reason)]


def altered_rows(session: Session) -> dict[str, str]:
    """Quarter → what its row says that was never done: somebody changed the database by hand."""
    rows = {row.quarter: row for row in session.scalars(sa.select(Release))}
    told = {one.quarter: one for one in all_releases(session)}
    found = {}
    for quarter in sorted(rows.keys() | told.keys()):
        row, decided = rows.get(quarter), told.get(quarter)
        if decided is None:
            found[quarter] = "nobody built it"
        elif row is None:
            found[quarter] = "its row is gone"
        else:
            differ = [name for name in _COLUMNS if getattr(row, name) != getattr(decided, name)]
            if differ:
                found[quarter] = f"not as it was done: {', '.join(differ)}"
    return found


def record_built(session: Session, moment: Moment, built: Built, publish_on: date) -> bool:
    """A quarter is decided; False where it was decided before: that stays."""
    values = {
        "quarter": built.quarter,
        "workbook": built.workbook,
        "bundle": built.bundle,
        "manifest": built.manifest,
        "figures": dict(built.figures),
        "basis": built.basis,
        "made_at": moment.now,
        "state": ReleaseState.BUILT,
        "publish_on": publish_on,
    }
    if not insert_once(session, Release, values):
        if events_of(session, built.quarter):
            return False
        # A row that nobody built must not keep the release from coming.
        session.execute(sa.delete(Release).where(Release.quarter == built.quarter))
        insert_once(session, Release, values)
    elif events_of(session, built.quarter):
        raise Trouble(f"the row of {built.quarter} in releases is gone; restore a backup")
    release = session.get_one(Release, built.quarter, populate_existing=True)
    _note(session, moment, release, ReleaseEventKind.BUILT)
    return True


def record_revision(
    session: Session, moment: Moment, built: Built, publish_on: date, act: Act
) -> Release:
    """A further revision takes the place of the last; that stays in the events, and as a blob."""
    release = _locked(session, built.quarter)
    release.revision += 1
    release.workbook, release.bundle, release.manifest = (
        built.workbook,
        built.bundle,
        built.manifest,
    )
    release.figures, release.basis = dict(built.figures), built.basis
    release.made_at, release.publish_on = moment.now, publish_on
    release.state, release.person, release.reason = ReleaseState.BUILT, "", ""
    _note(session, moment, release, ReleaseEventKind.REVISED, act)
    return release


def mark_published(session: Session, moment: Moment, quarter: str, revision: int) -> bool:
    """It lies at a target; False where somebody withheld or revised it meanwhile."""
    release = _locked(session, quarter)
    if (release.state, release.revision) != (ReleaseState.BUILT, revision):
        return False
    _publish(session, moment, release)
    return True


def lift(session: Session, moment: Moment, quarter: str, act: Act) -> bool:
    """Publish a release that waits or is withheld, from now on; False: it is published already."""
    release = _locked(session, quarter)
    if release.state is ReleaseState.PUBLISHED:
        return False
    _publish(session, moment, release, act)
    return True


def withhold(session: Session, moment: Moment, quarter: str, act: Act) -> None:
    """A named person keeps the release back, for a reason that is published in its place."""
    release = _locked(session, quarter)
    if release.state is ReleaseState.WITHHELD:
        says = f"{quarter} is withheld already, by {release.person}; achyk release publish lifts it"
        raise Trouble(says)
    release.state, release.person, release.reason = ReleaseState.WITHHELD, act.person, act.reason
    _note(session, moment, release, ReleaseEventKind.WITHHELD, act)


def put_right(session: Session, quarter: str) -> None:
    """Write the row of a release as its events tell it; one that nobody built is left."""
    if events_of(session, quarter):
        _locked(session, quarter)


def _publish(session: Session, moment: Moment, release: Release, act: Act = PROGRAM) -> None:
    release.state, release.person, release.reason = ReleaseState.PUBLISHED, "", ""
    _note(session, moment, release, ReleaseEventKind.PUBLISHED, act)


def _locked(session: Session, quarter: str) -> Release:
    """The row, put right where it was changed by hand: what is done next is done to what holds."""
    row = session.get(Release, quarter, with_for_update=True, populate_existing=True)
    decided = release_of(session, quarter)
    if decided is None:
        says = f"there is no release of {quarter} yet; it is built when the quarter has closed"
        raise Trouble(says)
    if row is None:
        session.add(decided)
        session.flush()
        return decided
    for name in _COLUMNS:
        setattr(row, name, getattr(decided, name))
    return row


_COLUMNS = tuple(column.name for column in Release.__table__.columns)
_BUILT = (ReleaseEventKind.BUILT, ReleaseEventKind.REVISED)


def _decided(quarter: str, events: Sequence[ReleaseEvent], row: Release | None) -> Release | None:
    """From the last building on; what an older program reported has but one event."""
    if not events:
        return None
    first = next((e for e in reversed(events) if e.kind in _BUILT), events[0])
    last = events[-1]
    kept_back = last.kind is ReleaseEventKind.WITHHELD
    return Release(
        quarter=quarter,
        made_at=first.at,
        state=ReleaseState.BUILT if last.kind in _BUILT else ReleaseState(last.kind.value),
        revision=first.revision,
        bundle=first.bundle,
        manifest=first.manifest,
        person=last.person if kept_back else "",
        reason=last.reason if kept_back else "",
        **_content(first.content, row),
    )


def _content(content: dict[str, Any] | None, row: Release | None) -> dict[str, Any]:
    """Of what an older program reported, the row alone tells it."""
    if content is None:
        told = {"workbook": row.workbook, "figures": row.figures} if row else {}
        return {"workbook": "", "figures": {}, "basis": None, "publish_on": None} | told
    return content | {"publish_on": date.fromisoformat(content["publish_on"])}


def _note(
    session: Session,
    moment: Moment,
    release: Release,
    kind: ReleaseEventKind,
    act: Act = PROGRAM,
) -> None:
    session.add(
        ReleaseEvent(
            quarter=release.quarter,
            revision=release.revision,
            kind=kind,
            at=moment.now,
            person=act.person,
            reason=act.reason,
            manifest=release.manifest,
            bundle=release.bundle,
            content=_kept_of(release) if kind in _BUILT else None,
        )
    )


def _kept_of(release: Release) -> dict[str, Any]:
    day = None if release.publish_on is None else release.publish_on.isoformat()
    kept = {name: getattr(release, name) for name in ("workbook", "figures", "basis")}
    return {**kept, "publish_on": day}
