"""The one who is rated does not choose who asks, who is asked, or what is counted."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from journeys.test_bad_input import bounce
from journeys.town import Town, reply_mail, row, rows, texts, upload_mail, workbook

from config.questionnaire import questionnaire
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.responses import Response
from register.rules.quarter import Quarter, closes_on
from reports.counts import Dimension, Figures, Funnel
from reports.figures import quarter_figures

THIRD = Quarter(2026, 3)


def hand_in(town: Town, *lines: list[object], number: int = 1, **mail: str) -> None:
    """An inspector's workbook, taken in."""
    town.deliver(upload_mail(workbook(lines), message_id=f"<{number}@geti.kg>", **mail))
    town.run("fetch", "take-in")


def receipts(town: Town, to: str = "asan@geti.kg") -> str:
    town.run("send")
    return "\n".join(texts(town.sent(), to))


def letter_to(town: Town, address: str):
    town.run("invite", "send")
    return next(letter for letter in town.sent() if letter["To"] == address)


def figures(town: Town) -> Figures:
    with reading(town.installation.engine) as session:
        return quarter_figures(session, str(THIRD), questionnaire("inspection-1"))


def narrows(funnel: Funnel) -> bool:
    steps = (
        funnel.inspected,
        funnel.with_address,
        funnel.invited + funnel.left_alone,
        funnel.delivered,
        funnel.answered,
    )
    return list(steps) == sorted(steps, reverse=True)


@pytest.mark.parametrize("days_left", [0, 1, 8])
def test_an_inspection_told_at_the_last_moment_is_asked_about(town, days_left):
    """Too late for its own quarter, it is counted and asked about in the one that runs."""
    last = closes_on(THIRD, town.installation.settings.survey.close)
    town.clock.now = datetime.combine(last, datetime.min.time(), UTC) + timedelta(hours=6)
    town.clock.pass_days(-days_left)
    day = datetime(2026, 9, 10)
    hand_in(town, row(1, "one@business.kg", start=day, end=day))
    town.run("invite")
    (asked,) = rows(town, Invitation)
    assert (asked.quarter, asked.state) == ("2026-Q4", InvitationState.OPEN)


def test_an_address_taken_away_before_the_invitation_is_asked_all_the_same(town):
    end = datetime(2026, 7, 20)
    hand_in(town, row(1, "one@business.kg", start=end, end=end))
    receipts(town)
    hand_in(town, row(1, None, start=end, end=end), sender="gulnara@geti.kg", number=2)
    assert "мурда көрсөтүлгөн" in receipts(town, "gulnara@geti.kg")
    town.clock.pass_days(3)
    assert letter_to(town, "one@business.kg")


def test_another_business_and_address_before_the_invitation_are_told_and_asked_later(town):
    """G14: the business that was written down first is asked, and the friend only after it."""
    end = datetime(2026, 7, 19)
    hand_in(town, row(1, "one@business.kg", start=end, end=end))
    receipts(town)
    swapped = row(
        1, "friend@mail.ru", name="Друг", tax="01207200100099", start=end, end=end, inspector="I-2"
    )
    hand_in(town, swapped, sender="gulnara@geti.kg", number=2)
    said = receipts(town, "gulnara@geti.kg")
    assert "01207200100001" in said
    assert "I-1" in said
    assert "one@business.kg" not in said
    town.clock.pass_days(2)
    asked = letter_to(town, "one@business.kg")
    assert "Друг" not in texts([asked], "one@business.kg")[0]
    town.deliver(bounce(town, asked, asked["Return-Path"].strip("<>")))
    town.run("fetch", "take-in")
    assert letter_to(town, "friend@mail.ru")


@pytest.mark.parametrize(
    "address",
    [
        "asan+1@geti.kg",
        "ASAN@GETI.KG",
        "survey@achyk.test",
        "uploads+x@achyk.test",
        "anybody@achyk.test",
    ],
)
def test_an_address_of_an_inspector_or_ours_is_none_of_a_business(town, address):
    hand_in(town, row(1, address))
    assert rows(town, Inspection) == []


def test_an_address_in_the_domain_of_staff_is_pointed_out(town):
    with transaction(town.installation.engine) as session:
        add_officer(session, "boss@mail.ru", Role.HEAD, "GETI")
    hand_in(town, row(1, "kassa@geti.kg"), row(2, "shop@mail.ru"))
    said = receipts(town)
    assert len(rows(town, Inspection)) == 2
    assert "kassa@geti.kg находится в почтовом домене инспекций" in said
    assert "shop@mail.ru" not in said


@pytest.fixture
def neighbours(town: Town) -> Town:
    """A unit of GETI, and another body."""
    with transaction(town.installation.engine) as session:
        add_body(session, "GETI-OSH", "Ошское управление", "GETI")
        add_body(session, "FIRE", "Пожарная инспекция")
        add_officer(session, "osh@geti.kg", Role.INSPECTOR, "GETI-OSH", "O-1", "", "ru")
        add_officer(session, "bek@fire.kg", Role.INSPECTOR, "FIRE", "F-1", "Бек", "ru")
    return town


def test_a_row_cannot_name_an_inspector_of_another_body(neighbours):
    hand_in(neighbours, row(1, "a@business.kg", body="FIRE", inspector="I-2"), sender="bek@fire.kg")
    assert rows(neighbours, Inspection) == []
    assert "относится к другому органу" in receipts(neighbours, "bek@fire.kg")


def test_a_unit_may_name_inspectors_of_the_body_above_and_the_body_those_below(neighbours):
    hand_in(
        neighbours,
        row(1, "a@business.kg", body="GETI-OSH", inspector="O-1; I-1"),
        sender="osh@geti.kg",
    )
    hand_in(neighbours, row(2, "b@business.kg", inspector="O-1"), number=2)
    assert len(rows(neighbours, Inspection)) == 2


def test_the_drop_folder_names_for_each_body_its_own_inspectors(neighbours):
    town = neighbours
    lines = [
        row(1, "a@business.kg", body="FIRE", inspector="F-1"),
        row(2, "b@business.kg", body="GETI-OSH", inspector="I-1"),
        row(3, "c@business.kg", body="FIRE", inspector="I-1"),
        row(4, "d@business.kg", body="GETI", inspector="F-1; I-1"),
    ]
    lay(town, "alle.xlsx", workbook(lines))
    town.run("take-in")
    assert {one.registration_no for one in rows(town, Inspection)} == {"R-0001", "R-0002"}


def lay(town: Town, name: str, data: bytes) -> None:
    path = town.installation.drop / name
    path.write_bytes(data)
    os.utime(path, (path.stat().st_mtime - 60,) * 2)


@pytest.fixture
def answered(town: Town) -> Town:
    """One inspection, invited and answered."""
    hand_in(town, row(1, "one@business.kg"))
    letter = letter_to(town, "one@business.kg")
    town.deliver(reply_mail(letter, "1: да\n12: 1", "one@business.kg"))
    town.run("fetch", "take-in")
    assert len(rows(town, Response)) == 1
    return town


@pytest.mark.parametrize(
    "changed",
    [
        {"region": "Ошская область"},
        {"kind": "внеплановая"},
        {"email": None, "reason": "нет"},
        {"start": datetime(2026, 4, 2), "end": datetime(2026, 4, 3)},
    ],
)
def test_no_correction_makes_more_answers_than_invitations(answered, changed):
    values = {"email": "one@business.kg"} | changed
    hand_in(answered, row(1, **values), number=2)
    for dimension in Dimension:
        assert all(narrows(group.funnel) for group in figures(answered).groups[dimension])
    assert figures(answered).total.funnel.answered == 1
    assert figures(answered).total.funnel.with_address == 1


def test_an_end_corrected_before_the_invitation_is_counted_in_its_quarter(town):
    wrong, right = datetime(2026, 6, 30), datetime(2026, 7, 10)
    hand_in(town, row(1, None, start=wrong, end=wrong))
    assert figures(town).total.funnel.inspected == 0
    hand_in(town, row(1, None, start=right, end=right), number=2)
    assert figures(town).total.funnel.inspected == 1


def test_a_mailbox_that_dies_later_does_not_unsay_an_earlier_delivery(town):
    hand_in(town, row(1, "one@business.kg"))
    letter_to(town, "one@business.kg")
    assert figures(town).total.funnel.delivered == 1
    town.clock.pass_days(110)  # the quarter is closed and told
    late = datetime(2026, 11, 1)
    hand_in(town, row(2, "one@business.kg", start=late, end=late), number=2)
    second = letter_to(town, "one@business.kg")
    town.deliver(bounce(town, second, second["Return-Path"].strip("<>")))
    town.run("fetch", "take-in")
    assert figures(town).total.funnel.delivered == 1
    states = {one.quarter: one.state for one in rows(town, Invitation)}
    assert states["2026-Q4"] is InvitationState.UNREACHABLE


def test_a_corrected_address_is_asked_after_the_wrong_one_came_back(town):
    hand_in(town, row(1, "wrong@business.kg"))
    first = letter_to(town, "wrong@business.kg")
    town.deliver(bounce(town, first, first["Return-Path"].strip("<>")))
    hand_in(town, row(1, "right@business.kg"), number=2)
    second = letter_to(town, "right@business.kg")
    town.deliver(reply_mail(first, "1: нет", "wrong@business.kg"))  # its link opens nothing more
    town.run("fetch", "take-in")
    assert rows(town, Response) == []
    town.deliver(reply_mail(second, "1: да", "right@business.kg"))
    town.run("fetch", "take-in")
    assert [one.q1 for one in rows(town, Response)] == ["yes"]
    assert narrows(figures(town).total.funnel)


def test_a_late_bounce_of_the_wrong_address_does_not_stop_the_right_one(town):
    hand_in(town, row(1, "wrong@business.kg"))
    first = letter_to(town, "wrong@business.kg")
    town.clock.pass_days(7.1)
    town.run("remind", "send")
    (reminder,) = [letter for letter in town.sent() if letter["To"] == "wrong@business.kg"]
    town.deliver(bounce(town, first, first["Return-Path"].strip("<>")))
    hand_in(town, row(1, "right@business.kg"), number=2)
    town.deliver(bounce(town, reminder, reminder["Return-Path"].strip("<>")))
    town.run("fetch", "take-in")
    (one,) = rows(town, Invitation)
    assert (one.email, one.state) == ("right@business.kg", InvitationState.OPEN)


def test_the_same_file_again_does_not_undo_a_later_correction(town):
    first = workbook([row(1, "wrong@business.kg"), row(2, "b@business.kg", inspector="I-9")])
    town.deliver(upload_mail(first))
    town.run("fetch", "take-in")
    hand_in(town, row(1, "right@business.kg"), number=2)
    receipts(town)
    with transaction(town.installation.engine) as session:
        add_officer(session, "new@geti.kg", Role.INSPECTOR, "GETI", "I-9")
    town.deliver(upload_mail(first, message_id="<3@geti.kg>"))
    town.run("fetch", "take-in")
    emails = {one.registration_no: one.email for one in rows(town, Inspection)}
    # What was kept out the first time, for a reason that is no more, enters now.
    assert emails == {"R-0001": "right@business.kg", "R-0002": "b@business.kg"}
    assert "был получен 20.07.2026" in receipts(town)


def test_the_same_unproven_file_again_draws_no_second_question_that_day(town):
    """TR3, LP2: who repeats a forged file uses up no question of the real sender."""
    data = workbook([row(1, "one@business.kg")])
    for number in range(30):
        town.deliver(upload_mail(data, message_id=f"<{number}@evil>", proven=False))
    town.run("fetch", "take-in", "send")
    assert [letter["To"] for letter in town.sent()] == ["asan@geti.kg"]
    hand_in(town, row(9, "real@business.kg"), number=99, proven=False)
    town.run("send")
    assert [letter["To"] for letter in town.sent()] == ["asan@geti.kg"]
    town.clock.pass_days(1.1)
    town.deliver(upload_mail(data, message_id="<again@evil>", proven=False))
    town.run("fetch", "take-in", "send")
    assert [letter["To"] for letter in town.sent()] == ["asan@geti.kg"]
    assert rows(town, Inspection) == []
