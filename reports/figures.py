"""From the register to a quarter's figures: aggregates by SQL, over the three dimensions at once.

Responses carry their own coarse attributes and are never joined with invitations or inspections
(trust.md, Anonymous by construction). Free words are counted, not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.questionnaire import Question, QuestionKind, Questionnaire
from config.regions import regions
from register.bodies import body_names
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.responses import Channel, Response, ResponseWords
from register.rules.quarter import Quarter
from register.rules.record import InspectionKind, NoEmail
from register.waiting import takes_place
from reports.changes import changed
from reports.counts import Counts, Dimension, Figures, Funnel, Group, Joint, together
from reports.largest import ALL, Place, largest

CLOSED = (QuestionKind.CHOICE, QuestionKind.SCALE)
GROUPED = tuple(getattr(Response, dimension.value) for dimension in Dimension)
Codes = tuple[str, str, str]
"""Body, region and kind as stored; '' where none was stated."""


def quarter_figures(session: Session, quarter: str, questionnaire: Questionnaire) -> Figures:
    """The figures of `quarter` (2026-Q3); answers only of responses to this questionnaire."""
    names = body_names(session)
    cells = _cells(session, quarter, questionnaire)
    most = largest(session, quarter, _delivered())
    return Figures(
        quarter=quarter,
        questionnaire=questionnaire,
        total=_largest_of(together(cells), most.get(ALL, 1)),
        groups={dimension: _groups(cells, dimension, names, most) for dimension in Dimension},
        no_address=_no_address(session, quarter),
        channels=_channels(session, quarter),
        words=_words(session, quarter, questionnaire),
        body_names=names,
        changed=changed(session, quarter),
        cells=cells,
    )


def _cells(session: Session, quarter: str, questionnaire: Questionnaire) -> tuple[Joint, ...]:
    """Every combination of body, region and kind that occurs, in the order of their codes."""
    funnels = _funnels(session, quarter)
    answered, answers = _answers(session, quarter, questionnaire)
    return tuple(
        Joint(
            codes=codes,
            funnel=Funnel(**funnels.get(codes, {}), answered=answered.get(codes, 0)),
            answers=answers.get(codes, {}),
        )
        for codes in sorted({*funnels, *answered})
    )


def _groups(
    cells: Sequence[Joint],
    dimension: Dimension,
    names: Mapping[str, str],
    most: Mapping[Place, int],
) -> tuple[Group, ...]:
    parts: dict[str, list[Joint]] = {}
    for cell in cells:
        parts.setdefault(cell.code(dimension), []).append(cell)
    return tuple(
        _largest_of(
            replace(together(parts.get(code, ())), code=code), most.get((dimension, code), 1)
        )
        for code in _ordered(set(parts), dimension, names)
    )


def _largest_of(group: Group, most: int) -> Group:
    """The group with the size of its largest business, which is one where there are few."""
    return replace(group, largest=min(most, group.funnel.delivered))


def _ordered(found: set[str], dimension: Dimension, names: Mapping[str, str]) -> list[str]:
    """Bodies by name; regions and kinds as the configuration lists them, all of them; '' last."""
    listed = {
        Dimension.BODY: sorted(found, key=lambda code: (names.get(code, code).casefold(), code)),
        Dimension.REGION: [region.code for region in regions()],
        Dimension.KIND: [kind.value for kind in InspectionKind],
    }[dimension]
    known = [code for code in listed if code]
    return known + sorted(found - {*known, ""}) + [""] * ("" in found)


def _code(value: Any) -> str:
    return str(value or "")


def _codes(row: Any) -> Codes:
    body, region, kind = (_code(value) for value in row[:3])
    return body, region, kind


def _funnels(session: Session, quarter: str) -> dict[Codes, dict[str, int]]:
    """An inspection stands in the group in which its response does: as it was when invited."""
    columns = [
        sa.case(
            (Invitation.id.is_not(None), getattr(Invitation, dimension.value)),
            else_=getattr(Inspection, dimension.value),
        ).label(f"by_{dimension.value}")
        for dimension in Dimension
    ]
    steps = _steps(Quarter.parse(quarter))
    rows = session.execute(
        sa.select(*columns, *(step.label(name) for name, step in steps.items()))
        .select_from(Inspection)
        .outerjoin(Invitation, Invitation.inspection_id == Inspection.id)
        .where(Inspection.quarter == quarter, takes_place())
        .group_by(*columns)
    )
    return _added((_codes(row), dict(zip(steps, row[3:], strict=True))) for row in rows)


def _steps(quarter: Quarter) -> dict[str, sa.ColumnElement[int]]:
    state = Invitation.state
    conditions: dict[str, sa.ColumnElement[bool]] = {
        "inspected": sa.true(),
        "late": sa.func.coalesce(Inspection.prolonged_until, Inspection.finished_on)
        < quarter.first,
        "with_address": sa.or_(Inspection.email.is_not(None), Invitation.id.is_not(None)),
        "left_alone": state == InvitationState.SUPPRESSED,
        "invited": state != InvitationState.SUPPRESSED,
        "returned": state == InvitationState.UNREACHABLE,
        "stopped": state == InvitationState.STOPPED,
        "delivered": _delivered(),
    }
    return {name: sa.func.count().filter(condition) for name, condition in conditions.items()}


def _delivered() -> sa.ColumnElement[bool]:
    state = Invitation.state
    gone = sa.and_(Invitation.delivered, state != InvitationState.UNREACHABLE)
    return sa.or_(gone, state == InvitationState.ANSWERED)


def _added(rows: Iterable[tuple[Codes, dict[str, int]]]) -> dict[Codes, dict[str, int]]:
    """Rows by codes; what was stored as NULL and as '' is one group."""
    merged: dict[Codes, dict[str, int]] = {}
    for codes, steps in rows:
        before = merged.get(codes, {})
        merged[codes] = {name: before.get(name, 0) + count for name, count in steps.items()}
    return merged


def _answers(
    session: Session, quarter: str, questionnaire: Questionnaire
) -> tuple[dict[Codes, int], dict[Codes, dict[int, Counts]]]:
    """How many responded; and question → value → count."""
    closed = [q for q in questionnaire.questions if q.kind in CLOSED]
    asked = Response.questionnaire == questionnaire.code
    tallies = {
        f"{question.number}/{value}": sa.func.count().filter(asked, _column(question) == value)
        for question in closed
        for value in question.values()
    }
    rows = session.execute(
        sa.select(*GROUPED, sa.func.count(), *(t.label(n) for n, t in tallies.items()))
        .where(Response.quarter == quarter, Response.current)
        .group_by(*GROUPED)
    )
    merged = _added(
        (_codes(row), dict(zip(("all", *tallies), row[3:], strict=True))) for row in rows
    )
    answers: dict[Codes, dict[int, Counts]] = {
        codes: {q.number: {v: row[f"{q.number}/{v}"] for v in q.values()} for q in closed}
        for codes, row in merged.items()
    }
    for question in (q for q in questionnaire.questions if q.kind is QuestionKind.NUMBER):
        for codes, counts in _numbers(session, quarter, questionnaire, question).items():
            answers[codes][question.number] = counts
    return {codes: row["all"] for codes, row in merged.items()}, answers


def _numbers(
    session: Session, quarter: str, questionnaire: Questionnaire, question: Question
) -> dict[Codes, dict[str, int]]:
    value = _column(question)
    rows = session.execute(
        sa.select(*GROUPED, value, sa.func.count())
        .where(Response.quarter == quarter, Response.current, value.is_not(None))
        .where(Response.questionnaire == questionnaire.code)
        .group_by(*GROUPED, value)
        .order_by(value)
    )
    counts: dict[Codes, dict[str, int]] = {}
    for row in rows:
        group = counts.setdefault(_codes(row), {})
        number, count = row[3], row[4]
        group[number] = group.get(number, 0) + count
    return counts


def _column(question: Question) -> Any:
    return getattr(Response, f"q{question.number}")


def _no_address(session: Session, quarter: str) -> Counts:
    reason = Inspection.no_email_reason
    rows = session.execute(
        sa.select(reason, sa.func.count())
        .where(Inspection.quarter == quarter, Inspection.email.is_(None), takes_place())
        .group_by(reason)
    )
    return _in_order(rows.all(), (*(reason.value for reason in NoEmail), ""))


def _channels(session: Session, quarter: str) -> Counts:
    rows = session.execute(
        sa.select(Response.channel, sa.func.count())
        .where(Response.quarter == quarter, Response.current)
        .group_by(Response.channel)
    )
    return _in_order(rows.all(), tuple(channel.value for channel in Channel))


def _in_order(rows: Sequence[Any], codes: tuple[str, ...]) -> Counts:
    found = {_code(value): count for value, count in rows}
    return {code: found.get(code, 0) for code in codes}


def _words(session: Session, quarter: str, questionnaire: Questionnaire) -> Mapping[int, int]:
    rows = session.execute(
        sa.select(ResponseWords.question, sa.func.count().label("answers"))
        .where(ResponseWords.quarter == quarter)
        .group_by(ResponseWords.question)
    )
    found = {row.question: row.answers for row in rows}
    texts = (q for q in questionnaire.questions if q.kind is QuestionKind.TEXT)
    return {question.number: found.get(question.number, 0) for question in texts}
