"""The counts of the audit on address gaming: one pass over inspections, one over responses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.questionnaire import QuestionKind, Questionnaire
from register.bodies import Officer
from register.businesses import BusinessAddress
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.responses import Response
from register.rules.record import EmailSource
from register.waiting import takes_place
from reports.gaming import MOST_CASES, Count, Sign, Who
from reports.gaming_addresses import Known, officials

HIGH = 0.75  # a fine above so many of its body's is high
MARKS = 3  # a response with fewer marks on scales tells nothing about being uniform
CLOSED = (QuestionKind.CHOICE, QuestionKind.SCALE)
INFLUENCE = "influence"  # key of the question
Found = dict[Sign, dict[Who, Count]]


def gaming_counts(session: Session, quarter: str, questionnaire: Questionnaire) -> Found:
    """Sign → body and inspector → how often it could and did occur in the quarter."""
    found: Found = {sign: defaultdict(Count) for sign in Sign}
    _of_inspections(session, quarter, found)
    _of_responses(session, quarter, questionnaire, found)
    return found


def _of_inspections(session: Session, quarter: str, found: Found) -> None:
    known, bars = _known(session), _high_fines(session, quarter)
    email = sa.func.lower(sa.func.coalesce(Inspection.email, Invitation.email))
    rows = session.execute(
        sa.select(
            Inspection.registration_no,
            Inspection.body,
            Inspection.inspector_ids,
            Inspection.tax_id,
            Inspection.fine_som,
            email,
            Invitation.state,
        )
        .outerjoin(Invitation, Invitation.inspection_id == Inspection.id)
        .where(Inspection.quarter == quarter, takes_place())
        .order_by(Inspection.registration_no)
        .execution_options(yield_per=10_000)
    )
    for number, body, ids, tax_id, fine, address, state in rows:
        signs = dict(_signs(known, tax_id, address, state))
        if body in bars and (fine or 0) >= bars[body]:
            signs[Sign.MISSING_FINED] = not address
        for inspector in ids.split():
            for sign, occurs in signs.items():
                _count(found[sign][body, inspector], occurs, number)


def _signs(
    known: Known, tax_id: str, email: str | None, state: InvitationState | None
) -> Iterator[tuple[Sign, bool]]:
    """The signs that an inspection can bear, and whether it does."""
    yield Sign.MISSING, not email
    if not email:
        return
    yield Sign.SHARED, email in known.shared
    yield Sign.OFFICIAL, known.officials.near(email)
    registered = known.registry.get(tax_id)
    if registered:
        yield Sign.NOT_REGISTRY, email not in registered
    if state not in (None, InvitationState.SUPPRESSED):
        yield Sign.RETURNED, state is InvitationState.UNREACHABLE


def _count(one: Count, occurs: bool, number: str = "") -> None:
    one.base += 1
    one.observed += occurs
    if occurs and number and len(one.cases) < MOST_CASES:
        one.cases.append(number)


def _known(session: Session) -> Known:
    email = sa.func.lower(BusinessAddress.email)
    several = sa.func.count(sa.distinct(BusinessAddress.tax_id)) > 1
    shared = session.scalars(sa.select(email).group_by(email).having(several))
    registry: dict[str, set[str]] = defaultdict(set)
    of_registry = sa.select(BusinessAddress.tax_id, email)
    of_registry = of_registry.where(BusinessAddress.source == EmailSource.REGISTRY)
    for tax_id, address in session.execute(of_registry):
        registry[tax_id].add(address)
    return Known(
        shared=frozenset(shared),
        registry={tax_id: frozenset(addresses) for tax_id, addresses in registry.items()},
        officials=officials(session.scalars(sa.select(Officer.email))),
    )


def _high_fines(session: Session, quarter: str) -> dict[str, int]:
    """Body → the fine from which on it is high there; bodies that fine nobody have none."""
    fines: dict[str, list[int]] = defaultdict(list)
    fined = sa.select(Inspection.body, Inspection.fine_som).where(Inspection.fine_som > 0)
    for body, fine in session.execute(fined.where(Inspection.quarter == quarter)):
        fines[body].append(fine or 0)
    return {body: sorted(listed)[int(len(listed) * HIGH)] for body, listed in fines.items()}


def _of_responses(
    session: Session, quarter: str, questionnaire: Questionnaire, found: Found
) -> None:
    closed = [q for q in questionnaire.questions if q.kind in CLOSED]
    scales = [at for at, q in enumerate(closed) if q.kind is QuestionKind.SCALE]
    influence = next((at for at, q in enumerate(closed) if q.key == INFLUENCE), None)
    columns: list[Any] = [getattr(Response, f"q{q.number}") for q in closed]
    rows = session.execute(
        sa.select(Response.body, Response.inspector_ids, *columns)
        .where(Response.quarter == quarter, Response.current)
        .where(Response.questionnaire == questionnaire.code)
        .execution_options(yield_per=10_000)
    )
    alike: dict[Who, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for body, ids, *answers in rows:
        marks = [answers[at] for at in scales if (answers[at] or "").isdigit()]
        for inspector in ids.split():
            who = body, inspector
            alike[who][tuple(answers)] += 1
            if len(marks) >= MARKS:
                _count(found[Sign.UNIFORM][who], len(set(marks)) == 1)
            if influence is not None and answers[influence]:
                _count(found[Sign.INFLUENCED][who], answers[influence] == "yes")
    for who, vectors in alike.items():
        repeated = sum(times for times in vectors.values() if times > 1)
        found[Sign.ALIKE][who] = Count(sum(vectors.values()), repeated)
