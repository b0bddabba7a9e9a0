"""From the register to a quarter's figures: aggregates by SQL, one query a dimension.

Responses carry their own coarse attributes and are never joined with invitations or inspections
(trust.md, Anonymous by construction). Free words are counted, not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from reports.counts import Counts, Dimension, Figures, Funnel, Group, together

CLOSED = (QuestionKind.CHOICE, QuestionKind.SCALE)


def quarter_figures(session: Session, quarter: str, questionnaire: Questionnaire) -> Figures:
    """The figures of `quarter` (2026-Q3); answers only of responses to this questionnaire."""
    names = body_names(session)
    groups = {
        dimension: _groups(session, quarter, questionnaire, dimension, names)
        for dimension in Dimension
    }
    return Figures(
        quarter=quarter,
        questionnaire=questionnaire,
        total=together(groups[Dimension.BODY]),
        groups=groups,
        no_address=_no_address(session, quarter),
        channels=_channels(session, quarter),
        words=_words(session, quarter, questionnaire),
        body_names=names,
        changed=changed(session, quarter),
    )


def _groups(
    session: Session,
    quarter: str,
    questionnaire: Questionnaire,
    dimension: Dimension,
    names: Mapping[str, str],
) -> tuple[Group, ...]:
    funnels = _funnels(session, quarter, dimension)
    answered, answers = _answers(session, quarter, questionnaire, dimension)
    codes = _ordered({*funnels, *answered}, dimension, names)
    return tuple(
        Group(
            code=code,
            funnel=Funnel(**funnels.get(code, {}), answered=answered.get(code, 0)),
            answers=answers.get(code, {}),
        )
        for code in codes
    )


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


def _funnels(session: Session, quarter: str, dimension: Dimension) -> dict[str, dict[str, int]]:
    """An inspection stands in the group in which its response does: as it was when invited."""
    as_invited = getattr(Invitation, dimension.value)
    now = getattr(Inspection, dimension.value)
    column = sa.case((Invitation.id.is_not(None), as_invited), else_=now).label("grouped_by")
    steps = _steps(Quarter.parse(quarter))
    rows = session.execute(
        sa.select(column, *(step.label(name) for name, step in steps.items()))
        .select_from(Inspection)
        .outerjoin(Invitation, Invitation.inspection_id == Inspection.id)
        .where(Inspection.quarter == quarter, takes_place())
        .group_by(column)
    )
    return _added((_code(row[0]), dict(zip(steps, row[1:], strict=True))) for row in rows)


def _steps(quarter: Quarter) -> dict[str, sa.ColumnElement[int]]:
    state = Invitation.state
    gone = sa.and_(Invitation.delivered, state != InvitationState.UNREACHABLE)
    conditions: dict[str, sa.ColumnElement[bool]] = {
        "inspected": sa.true(),
        "late": sa.func.coalesce(Inspection.prolonged_until, Inspection.finished_on)
        < quarter.first,
        "with_address": sa.or_(Inspection.email.is_not(None), Invitation.id.is_not(None)),
        "left_alone": state == InvitationState.SUPPRESSED,
        "invited": state != InvitationState.SUPPRESSED,
        "returned": state == InvitationState.UNREACHABLE,
        "stopped": state == InvitationState.STOPPED,
        "delivered": sa.or_(gone, state == InvitationState.ANSWERED),
    }
    return {name: sa.func.count().filter(condition) for name, condition in conditions.items()}


def _added(rows: Any) -> dict[str, dict[str, int]]:
    """Rows by code; what was stored as NULL and as '' is one group."""
    merged: dict[str, dict[str, int]] = {}
    for code, steps in rows:
        before = merged.get(code, {})
        merged[code] = {name: before.get(name, 0) + count for name, count in steps.items()}
    return merged


def _answers(
    session: Session, quarter: str, questionnaire: Questionnaire, dimension: Dimension
) -> tuple[dict[str, int], dict[str, dict[int, Counts]]]:
    """Per group: how many responded; and question → value → count."""
    column = getattr(Response, dimension.value)
    closed = [q for q in questionnaire.questions if q.kind in CLOSED]
    asked = Response.questionnaire == questionnaire.code
    tallies = {
        f"{question.number}/{value}": sa.func.count().filter(asked, _column(question) == value)
        for question in closed
        for value in question.values()
    }
    rows = session.execute(
        sa.select(column, sa.func.count(), *(t.label(n) for n, t in tallies.items()))
        .where(Response.quarter == quarter, Response.current)
        .group_by(column)
    )
    merged = _added(
        (_code(row[0]), dict(zip(("all", *tallies), row[1:], strict=True))) for row in rows
    )
    answers: dict[str, dict[int, Counts]] = {
        code: {q.number: {v: row[f"{q.number}/{v}"] for v in q.values()} for q in closed}
        for code, row in merged.items()
    }
    for question in (q for q in questionnaire.questions if q.kind is QuestionKind.NUMBER):
        for code, counts in _numbers(session, quarter, questionnaire, question, column).items():
            answers[code][question.number] = counts
    return {code: row["all"] for code, row in merged.items()}, answers


def _numbers(
    session: Session, quarter: str, questionnaire: Questionnaire, question: Question, column: Any
) -> dict[str, dict[str, int]]:
    value = _column(question)
    rows = session.execute(
        sa.select(column, value, sa.func.count())
        .where(Response.quarter == quarter, Response.current, value.is_not(None))
        .where(Response.questionnaire == questionnaire.code)
        .group_by(column, value)
        .order_by(value)
    )
    counts: dict[str, dict[str, int]] = {}
    for code, number, count in rows:
        group = counts.setdefault(_code(code), {})
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
