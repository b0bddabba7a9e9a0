"""Figures from the register, against a recount in plain Python of what was put into it."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from config.questionnaire import QuestionKind, questionnaire
from register.database import reading, transaction
from register.inspections import Inspection
from register.responses import Response, record_answers
from register.rules.record import InspectionKind, NoEmail
from register.suppressions import SuppressionReason, suppress
from reports.counts import Dimension
from reports.figures import quarter_figures

ASKED = questionnaire("inspection-1")


def figures(country, quarter="2026-Q3", asked=ASKED):
    with reading(country.engine) as session:
        return quarter_figures(session, quarter, asked)


def recount(visits):
    """The funnel of some visits, counted one by one."""
    answered = [v for v in visits if v.answers is not None]
    return {
        "inspected": len(visits),
        "late": sum(v.day.month < 7 for v in visits),
        "with_address": sum(v.no_email is None for v in visits),
        "invited": sum(v.no_email is None for v in visits),
        "returned": sum(v.returned for v in visits),
        "delivered": sum(
            v.no_email is None and ((v.delivered and not v.returned) or v.answers is not None)
            for v in visits
        ),
        "answered": len(answered),
    }


def grouped(visits, dimension):
    groups = {}
    for visit in visits:
        value = getattr(visit, dimension.value)
        code = getattr(value, "value", value) or ""
        groups.setdefault(code, []).append(visit)
    return groups


@pytest.mark.parametrize("dimension", list(Dimension))
def test_every_group_has_the_figures_of_an_independent_recount(full, dimension):
    found = {group.code: group for group in figures(full).groups[dimension]}
    expected = grouped(full.visits, dimension)
    assert {code for code, group in found.items() if group.funnel.inspected} == set(expected)
    for code, visits in expected.items():
        funnel = found[code].funnel
        assert {name: getattr(funnel, name) for name in recount(visits)} == recount(visits)
        for question in ASKED.questions:
            if question.kind is QuestionKind.TEXT:
                continue
            given = Counter(v.answers.get(question.number) for v in visits if v.answers)
            del given[None]
            counts = {v: n for v, n in found[code].counts(question.number).items() if n}
            assert counts == dict(given)


def test_the_total_is_a_recount_of_all(full):
    total = figures(full).total.funnel
    expected = recount(full.visits)
    assert {name: getattr(total, name) for name in expected} == expected
    assert expected["late"] > 0


@pytest.mark.service
def test_every_database_gives_the_same_figures(anywhere, visit):
    visits = [
        visit(answers={12: "5", 9: "2.5"}, words={14: "Thank you."}),
        visit(answers={12: "1", 9: "8"}, region=None, kind=InspectionKind.CONTROL),
        visit(no_email=NoEmail.REFUSED),
        visit(returned=True),
    ]
    found = figures(anywhere.enter(*visits))
    expected = recount(visits)
    assert {name: getattr(found.total.funnel, name) for name in expected} == expected
    assert found.total.counts(9) == {"2.5": 1, "8": 1}
    assert {g.code: g.funnel.answered for g in found.groups[Dimension.KIND]} == {
        "planned": 1,
        "unplanned": 0,
        "control": 1,
    }
    assert [g.code for g in found.groups[Dimension.REGION]][-1] == ""


def test_reasons_channels_and_words_are_counted(full):
    found, visits = figures(full), full.visits
    reasons = Counter(v.no_email.value for v in visits if v.no_email)
    assert {code: n for code, n in found.no_address.items() if n} == dict(reasons)
    channels = Counter(v.channel.value for v in visits if v.answers is not None)
    assert found.channels == {"mail": channels["mail"], "web": channels["web"]}
    assert found.words == {14: sum(bool(v.words) for v in visits if v.answers is not None)}


def test_a_corrected_response_is_counted_once_as_it_stands_now(country, visit):
    tokens = country.enter(visit(answers={12: "1", 3: "4"})).tokens
    with transaction(country.engine) as session:
        moment = replace(country.moment, now=country.moment.now + timedelta(days=1))
        record_answers(session, moment, tokens[0], {12: "5"}, {}, (3, 12), visit().channel)
    with reading(country.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 2
    total = figures(country).total
    assert total.funnel.answered == 1
    assert {value: n for value, n in total.counts(12).items() if n} == {"5": 1}
    assert total.counts(3)["4"] == 1


def test_answers_to_another_questionnaire_are_responses_but_no_answers_here(country, visit):
    country.enter(visit(answers={12: "5"}))
    total = figures(country, asked=replace(ASKED, code="inspection-2")).total
    assert total.funnel.answered == 1
    assert not any(total.counts(12).values())


def test_an_address_left_alone_is_not_invited(country, visit):
    with transaction(country.engine) as session:
        suppress(session, country.moment, "b1@business.test", SuppressionReason.BOUNCED)
    funnel = figures(country.enter(visit(delivered=False))).total.funnel
    assert (funnel.with_address, funnel.left_alone, funnel.invited) == (1, 1, 0)


def test_an_answer_proves_that_the_letter_arrived(country, visit):
    funnel = figures(country.enter(visit(delivered=False, answers={12: "5"}))).total.funnel
    assert (funnel.delivered, funnel.answered) == (1, 1)


def test_another_quarter_is_empty_but_lists_regions_and_kinds(full):
    found = figures(full, "2025-Q1")
    assert found.total.funnel.inspected == 0
    assert found.groups[Dimension.BODY] == ()
    assert [g.code for g in found.groups[Dimension.KIND]] == [kind.value for kind in InspectionKind]
    assert set(found.no_address) == {*(reason.value for reason in NoEmail), ""}


def test_bodies_stand_in_the_order_of_their_names(full):
    found = figures(full)
    names = [found.body_names[group.code] for group in found.groups[Dimension.BODY]]
    assert names == sorted(names, key=str.casefold)


def test_no_statement_joins_responses_with_anything(full):
    seen = []

    def watch(connection, cursor, statement, *rest):
        seen.append(statement.lower())

    sa.event.listen(full.engine, "before_cursor_execute", watch)
    try:
        figures(full)
    finally:
        sa.event.remove(full.engine, "before_cursor_execute", watch)
    about = [statement for statement in seen if "responses" in statement]
    assert about
    assert not [s for s in about if " join " in s or "invitations" in s or "inspections" in s]


@pytest.mark.parametrize("dimension", list(Dimension))
def test_whatever_is_corrected_after_the_invitation_no_group_has_more_answers_than_letters(
    country, visit, dimension
):
    country.body("sanepid", "Sanitary Service")
    country.enter(*(visit(answers={12: "5"}) for _ in range(3)), visit(no_email=NoEmail.REFUSED))
    with transaction(country.engine) as session:
        for inspection in session.scalars(sa.select(Inspection)):
            inspection.region, inspection.kind = "osh", InspectionKind.CONTROL
            inspection.body = "sanepid"
    found = {group.code: group.funnel for group in figures(country).groups[dimension]}
    for funnel in found.values():
        assert funnel.answered <= funnel.delivered <= funnel.invited <= funnel.with_address
        assert funnel.with_address <= funnel.inspected
    stayed = {"body": "geti", "region": "chuy", "kind": "planned"}[dimension.value]
    moved = {"body": "sanepid", "region": "osh", "kind": "control"}[dimension.value]
    assert (found[stayed].inspected, found[stayed].answered) == (3, 3)
    assert (found[moved].inspected, found[moved].answered) == (1, 0)


def test_an_address_that_is_gone_from_the_inspection_was_given_all_the_same(country, visit):
    country.enter(visit(answers={12: "5"}))
    with transaction(country.engine) as session:
        session.scalars(sa.select(Inspection)).one().email = None
    funnel = figures(country).total.funnel
    assert (funnel.with_address, funnel.answered) == (1, 1)


def test_the_groups_of_every_dimension_are_sums_of_the_joint_cells(full):
    found = figures(full)
    for dimension in Dimension:
        for group in found.groups[dimension]:
            cells = [cell for cell in found.cells if cell.code(dimension) == group.code]
            assert sum(cell.funnel.delivered for cell in cells) == group.funnel.delivered
            assert sum(cell.counts(12).get("5", 0) for cell in cells) == group.counts(12).get(
                "5", 0
            )
    stated = Counter((visit.body, visit.region or "", visit.kind.value) for visit in full.visits)
    assert {cell.codes: cell.funnel.inspected for cell in found.cells} == dict(stated)


def test_the_largest_business_of_a_group_is_the_one_with_most_delivered_letters(country, visit):
    country.enter(
        *(visit(business=7) for _ in range(3)),
        visit(business=7, region="osh"),
        visit(business=7, returned=True),
        *(visit(business=8, region="osh", kind=InspectionKind.CONTROL) for _ in range(2)),
        visit(region="naryn"),
        visit(region="batken", no_email=NoEmail.REFUSED),
    )
    found = figures(country)
    assert found.total.largest == 4
    regions = {group.code: group.largest for group in found.groups[Dimension.REGION]}
    assert (regions["chuy"], regions["osh"]) == (3, 2)
    assert (regions["naryn"], regions["batken"], regions["talas"]) == (1, 0, 0)
    kinds = {group.code: group.largest for group in found.groups[Dimension.KIND]}
    assert (kinds["planned"], kinds["control"]) == (4, 2)
