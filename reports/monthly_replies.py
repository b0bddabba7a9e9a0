"""The replies of a month compared: which are alike, and which came a second time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from register.appeals.tables import Appeal, AppealPart, Decision
from register.rules.likeness import bands, likeness
from register.rules.number import Label
from reports.monthly_counts import Reply
from reports.monthly_span import Span

ALIKE = 0.8  # two replies that share so much of their words say the same
LEADERS = 20  # different replies that are remembered under one band
NEAREST = 8  # with how many of them, those that share most bands, a further one is compared


@dataclass(frozen=True)
class Group:
    """Replies alike each other, to different matters."""

    replies: tuple[Reply, ...]  # in the order of their labels


def month_replies(session: Session, span: Span) -> tuple[Reply, ...]:
    """Every decision of the month; one for all appeals that were taken together as a collective."""
    seen: set[tuple[str, bytes]] = set()
    found = []
    for row in session.execute(_query(span)):
        if row.collective and (row.collective, row.sketch) in seen:
            continue
        seen.add((row.collective, row.sketch))
        found.append(
            Reply(
                appeal_id=row.appeal_id,
                label=str(Label(row.appeal, row.number, row.level)),
                body=row.body,
                sketch=row.sketch,
                length=row.length,
                questions=row.questions,
                same_again=bool(row.earlier) and alike(row.earlier, row.sketch),
            )
        )
    return tuple(found)


def _query(span: Span) -> Any:
    lower, before = aliased(AppealPart), aliased(Decision)
    wanted: Any = sa.select(
        AppealPart.appeal_id,
        Appeal.number.label("appeal"),
        AppealPart.number,
        AppealPart.level,
        Appeal.collective,
        Decision.body,
        Decision.sketch,
        Decision.length,
        Decision.questions,
        before.sketch.label("earlier"),
    )
    same = sa.and_(lower.appeal_id == AppealPart.appeal_id, lower.number == AppealPart.number)
    return (
        wanted.join(AppealPart, AppealPart.id == Decision.part_id)
        .join(Appeal, Appeal.id == AppealPart.appeal_id)
        .outerjoin(lower, sa.and_(same, lower.level == AppealPart.level - 1))
        .outerjoin(before, before.part_id == lower.id)
        .where(span.covers(Decision.at))
        .order_by(Appeal.number, AppealPart.number, AppealPart.level)
    )


def alike(one: bytes, other: bytes) -> bool:
    """Whether two sketches are of replies that say the same; too short ones never are."""
    return bool(bands(one)) and likeness(one, other) >= ALIKE


def groups_of(replies: Iterable[Reply]) -> tuple[Group, ...]:
    """The groups of replies alike each other to two appeals or more, the largest first.

    Replies that share a band are compared, not all with all. The parts of one appeal, and its
    levels, do not make a group: what is said to one applicant again is counted on its own.
    """
    by_sketch: dict[bytes, list[Reply]] = defaultdict(list)
    for reply in replies:
        if any(reply.sketch):  # of zeros: too short to compare
            by_sketch[reply.sketch].append(reply)
    found = (
        Group(tuple(sorted((r for s in sketches for r in by_sketch[s]), key=lambda r: r.label)))
        for sketches in _joined(list(by_sketch))
    )
    wide = [group for group in found if len({reply.appeal_id for reply in group.replies}) > 1]
    return tuple(sorted(wide, key=lambda group: (-len(group.replies), group.replies[0].label)))


def _joined(sketches: Sequence[bytes]) -> Iterable[list[bytes]]:
    """The sketches in groups: each is compared with the leaders it shares a band with."""
    leaders: dict[int, list[bytes]] = defaultdict(list)
    groups: dict[bytes, list[bytes]] = {}
    for sketch in sketches:
        found = bands(sketch)
        shared = Counter(leader for band in found for leader in leaders[band])
        near = (leader for leader, _ in shared.most_common(NEAREST))
        own = next((leader for leader in near if likeness(leader, sketch) >= ALIKE), sketch)
        groups.setdefault(own, []).append(sketch)
        if own is sketch:
            for band in found:
                if len(leaders[band]) < LEADERS:
                    leaders[band].append(sketch)
    return groups.values()
