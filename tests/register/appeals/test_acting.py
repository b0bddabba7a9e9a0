"""Acting: rights are asked first; a refusal changes nothing; each deed moves and tells."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from config.profiles import Unit
from register.appeals.clock import read_terms
from register.appeals.contact import Contact
from register.appeals.deed import Deed, PartDeed, Refused
from register.appeals.substitutes import send_away
from register.bodies import Role, add_officer
from register.database import transaction
from register.rules.appeal import Action, AppealKind, DecisionKind, Notify, PartState
from register.rules.letter import LetterKind

ANSWER = Deed(Action.DECIDE, text="План соблюдён.", decision=DecisionKind.EXPLAINED)
ASK = Deed(Action.ASK, text="Какого числа это было?")
EXTEND = Deed(Action.EXTEND, days=10, reason="ждём ответа налоговой")
FORWARD = Deed(Action.FORWARD, unit="OSH", reason="склад в Оше")
SPLIT = Deed(Action.SPLIT, parts=(PartDeed("OSH", "о складе"), PartDeed("", "о штрафе")))
OUTSIDE = Deed(Action.FORWARD, unit="Суд", outside=True, reason="не наше")
ALERT = Deed(Action.RECLASSIFY, kind=AppealKind.ALERT, reason="проверка идёт сейчас")
APPLICANT = "aida1@business.kg"


def test_the_holder_and_the_heads_above_may_decide_and_nobody_else(office):
    """TR4, WB5: rights are checked on every part."""
    for who in (
        *("two@chuy.kg", "osh@osh.kg", "oshhead@osh.kg", "rapid@geti.kg", "admin@min.kg"),
        *("clerk@min.kg", "aida1@business.kg", ""),
    ):
        part = office.part(body="CHUY")
        office.do(part, "head@chuy.kg", Deed(Action.ASSIGN, officer="one@chuy.kg"))
        before = office.letters(), office.route(part)
        with pytest.raises(Refused) as refused:
            office.do(part, who)
        assert refused.value.code == "not_yours"
        assert (office.letters(), office.route(part)) == before
        assert office.get(part).state is PartState.OPEN
    for who in ("ONE@chuy.kg", "head@chuy.kg", "director@geti.kg", "minister@min.kg"):
        part = office.part(body="CHUY")
        office.do(part, "head@chuy.kg", Deed(Action.ASSIGN, officer="one@chuy.kg"))
        assert office.do(part, who).state is PartState.DECIDED


def test_the_rapid_group_may_act_on_an_alert(office):
    part = office.part(kind=AppealKind.ALERT)
    office.do(part, "rapid@geti.kg", Deed(Action.ACKNOWLEDGE))
    assert office.route(part)[-1] == ("acknowledged", "")


@pytest.mark.parametrize("who", ["clerk@min.kg", "admin@min.kg"])
def test_an_operator_may_give_a_case_to_a_person_and_do_nothing_else(office, who):
    part = office.part()
    office.do(part, who, Deed(Action.ASSIGN, officer="Two@chuy.kg"))
    assert office.get(part).holder == "two@chuy.kg"
    for deed in (ANSWER, ASK, EXTEND, FORWARD, SPLIT, ALERT):
        with pytest.raises(Refused):
            office.do(part, who, deed)


@pytest.mark.parametrize(
    "officer", ["osh@osh.kg", "nobody@x.kg", "rapid@geti.kg", "clerk@min.kg", ""]
)
def test_a_case_is_given_only_to_an_officer_or_head_in_reach(office, officer):
    with pytest.raises(Refused) as refused:
        office.do(office.part(), "head@chuy.kg", Deed(Action.ASSIGN, officer=officer))
    assert refused.value.code == "no_person"


def test_a_substitute_acts_for_who_is_away_and_only_then(office):
    part = office.part()
    with transaction(office.engine) as session:
        day = office.moment.today
        send_away(session, office.moment, "one@chuy.kg", day, day, "osh@osh.kg")
    assert office.do(part, "osh@osh.kg", ASK).state is PartState.ASKED
    office.later(days=1)
    with pytest.raises(Refused):
        office.do(part, "osh@osh.kg")


REFUSED = (
    (Deed(Action.DECIDE, text="Ответ"), "no_kind"),
    (Deed(Action.DECIDE, text="  ", decision=DecisionKind.EXPLAINED), "no_text"),
    (Deed(Action.DECIDE, text="x", decision=DecisionKind.OUTSIDE), "no_unit"),
    (Deed(Action.DECIDE, decision=DecisionKind.LEFT), "no_reason"),
    (Deed(Action.DECIDE, decision=DecisionKind.LEFT, reason="лень"), "not_a_reason"),
    (Deed(Action.ASK, text="\n"), "no_text"),
    (Deed(Action.FORWARD, unit="OSH"), "no_reason"),
    (Deed(Action.FORWARD, unit="MARS", reason="туда"), "no_unit"),
    (Deed(Action.FORWARD, unit="", reason="туда"), "no_unit"),
    (Deed(Action.FORWARD, unit="", reason="туда", outside=True), "no_unit"),
    (Deed(Action.FORWARD, unit="LONE", reason="там никого"), "nobody"),
    (Deed(Action.EXTEND, days=5), "no_reason"),
    (Deed(Action.EXTEND, days=0, reason="x"), "too_long"),
    (Deed(Action.EXTEND, days=-3, reason="x"), "too_long"),
    (Deed(Action.EXTEND, days=32, reason="x"), "too_long"),
    (Deed(Action.EXTEND, days=10**9, reason="x"), "too_long"),
    (Deed(Action.SPLIT, parts=(PartDeed("", "одна"),)), "two_parts"),
    (Deed(Action.SPLIT, parts=(PartDeed("", "x"),) * 21), "two_parts"),
    (Deed(Action.SPLIT, parts=(PartDeed("", "x"), PartDeed("MARS", "y"))), "no_unit"),
    (Deed(Action.RECLASSIFY, kind=AppealKind.REQUEST), "no_reason"),
    (Deed(Action.RECLASSIFY, reason="x"), "no_reason"),
)


@pytest.mark.parametrize("asked", [False, True])
def test_a_deed_that_may_not_be_done_changes_nothing(office, asked):
    part = office.part()
    if asked:
        office.do(part, "one@chuy.kg", ASK)
    before = office.letters(), office.route(part), office.get(part).state
    for deed, code in REFUSED:
        with pytest.raises(Refused) as refused:
            office.do(part, "one@chuy.kg", deed)
        assert refused.value.code == code, deed
        assert (office.letters(), office.route(part), office.get(part).state) == before
    assert len(office.parts()) == 1


def test_nothing_is_asked_where_the_applicant_cannot_be_reached(office):
    with pytest.raises(Refused) as refused:
        office.do(office.part(notify=Notify.NONE), "one@chuy.kg", ASK)
    assert refused.value.code == "no_way"


@pytest.mark.parametrize(
    "deed", [ANSWER, SPLIT, Deed(Action.FORWARD, "", None, "Суд", True, 0, "x")]
)
def test_what_is_closed_stays_closed(office, deed):
    part = office.part()
    office.do(part, "one@chuy.kg", deed)
    assert office.get(part).look_at is None
    for second in (ANSWER, ASK, EXTEND, FORWARD, SPLIT, ALERT):
        with pytest.raises(Refused) as refused:
            office.do(part, "head@chuy.kg", second)
        assert refused.value.code == "closed"


def test_an_answer_closes_the_part_and_the_applicant_has_it(office):
    part = office.part()
    office.do(part, "one@chuy.kg")
    assert office.route(part)[-1] == ("decided", "explained")
    told = office.facts(LetterKind.APPEAL_DECIDED, APPLICANT)
    assert (told["text"], told["decision"], told["may_rate"]) == (
        "Разъясняем, что план соблюдён.",
        "explained",
        True,
    )


def test_an_extension_moves_the_date_within_the_law_and_says_why(office):
    part = office.part()
    office.do(part, "one@chuy.kg", EXTEND)
    stands = office.get(part)
    assert stands.due_on == date(2026, 8, 17)  # ten calendar days after 7 August
    assert read_terms(stands.extensions)[0].unit is Unit.CALENDAR
    told = office.facts(LetterKind.APPEAL_MOVED, APPLICANT)
    assert (told["event"], told["reason"]) == ("extended", "ждём ответа налоговой")
    office.do(part, "one@chuy.kg", Deed(Action.EXTEND, days=20, reason="ещё"))
    with pytest.raises(Refused):
        office.do(part, "one@chuy.kg", Deed(Action.EXTEND, days=4, reason="и ещё"))


def test_an_overdue_part_is_not_extended_but_one_that_rested_is(office):
    part = office.part()
    office.do(part, "one@chuy.kg", ASK)
    office.later(days=25)  # past the date as it stood before the question
    assert office.do(part, "one@chuy.kg", EXTEND).extensions == "10 calendar"
    late = office.part()
    office.later(days=40)
    with pytest.raises(Refused) as refused:
        office.do(late, "head@chuy.kg", EXTEND)
    assert refused.value.code == "too_late"


def test_twenty_small_extensions_can_be_stored(office):
    part = office.part()
    for _ in range(20):
        office.do(part, "one@chuy.kg", Deed(Action.EXTEND, days=1, reason="ещё день"))
    assert office.get(part).extensions.count("calendar") == 20


def answered_often(office, part: int) -> None:
    """Three questions, each answered the next day."""
    for _ in range(3):
        office.do(part, "one@chuy.kg", ASK)
        office.later(hours=30)
        assert office.write(part, "Десятого.") == "answered"


def test_a_fourth_question_is_refused_and_the_clock_goes_on(office):
    part = office.part()
    answered_often(office, part)
    before = office.get(part).due_on, office.route(part), office.letters()
    with pytest.raises(Refused) as refused:
        office.do(part, "one@chuy.kg", ASK)
    assert refused.value.code == "asked_often"
    assert (office.get(part).due_on, office.route(part), office.letters()) == before
    assert office.get(part).pauses.count("/") == 3


def test_a_split_opens_no_new_questions_but_the_next_level_does(office):
    part = office.part()
    answered_often(office, part)
    office.do(part, "one@chuy.kg", SPLIT)
    for one in office.parts()[1:]:
        with pytest.raises(Refused) as refused:
            office.do(one.id, one.holder, ASK)
        assert refused.value.code == "asked_often"
    other = office.part()
    office.do(other, "head@chuy.kg", Deed(Action.ASSIGN, officer="one@chuy.kg"))
    answered_often(office, other)
    office.do(other, "one@chuy.kg")
    higher = office.rate(other, 1)
    assert office.do(higher.id, higher.holder, ASK).state is PartState.ASKED


@pytest.mark.parametrize("deed", [ANSWER, FORWARD, SPLIT])
def test_who_goes_on_without_the_answer_has_the_days_of_the_question_counted(office, deed):
    part = office.part()
    office.do(part, "one@chuy.kg", ASK)
    office.later(days=3)
    office.do(part, "one@chuy.kg", deed)
    assert office.get(part).due_on == date(2026, 8, 11)  # 21 and 22 July rested
    assert ("resumed", "2026-07-23") in office.route(part)
    assert all(one.due_on == date(2026, 8, 11) for one in office.parts())


def test_a_forwarded_part_keeps_its_clock_and_the_applicant_hears_of_it(office):
    part = office.part()
    before = office.get(part).due_on
    office.do(part, "one@chuy.kg", FORWARD)
    stands = office.get(part)
    assert (stands.body, stands.holder, stands.due_on) == ("OSH", "osh@osh.kg", before)
    assert office.facts(LetterKind.APPEAL_MOVED, APPLICANT)["to_body"] == "Орган OSH"
    assert ("case_new", "osh@osh.kg") in office.letters()
    with pytest.raises(Refused):
        office.do(part, "one@chuy.kg")


@pytest.mark.parametrize(("days", "late"), [(3, ""), (4, "/late")])
def test_the_term_to_send_a_part_on_is_counted_from_its_receipt(office, days, late):
    """Three working days; registered on Tuesday, it had been received on Monday."""
    received = office.moment.now
    office.later(days=1)
    part = office.part(received_at=received)
    office.later(days=days - 1)
    office.do(part, "one@chuy.kg", FORWARD)
    assert ("forwarded", f"OSH{late}") in office.route(part)


def test_a_split_opens_parts_with_the_clock_of_the_whole(office):
    part = office.part()
    office.later(days=2)
    office.do(part, "one@chuy.kg", SPLIT)
    whole, first, second = office.parts()
    assert (whole.state, whole.look_at) == (PartState.SPLIT, None)
    assert [(p.number, p.holder) for p in (first, second)] == [
        (1, "osh@osh.kg"),
        (2, "one@chuy.kg"),
    ]
    assert {p.due_on for p in (whole, first, second)} == {date(2026, 8, 7)}
    with pytest.raises(Refused) as refused:
        office.do(first.id, "osh@osh.kg", SPLIT)
    assert refused.value.code == "two_parts"
    assert office.do(second.id, "one@chuy.kg").state is PartState.DECIDED
    assert office.get(first.id).state is PartState.OPEN


def test_a_reclassified_appeal_says_so_and_an_alert_is_told_at_once(office):
    part = office.part()
    office.do(part, "one@chuy.kg", ALERT)
    assert ("reclassified", "complaint>alert") in office.route(part)
    assert ("alert", "rapid@geti.kg") in office.letters()
    assert (office.get(part).look_at - office.moment.now).total_seconds() == 15 * 60


@pytest.mark.parametrize("deed", [EXTEND, Deed(Action.ASSIGN, officer="two@chuy.kg")])
def test_no_deed_stops_the_minutes_of_an_alert_that_nobody_took_up(office, deed):
    part = office.part(kind=AppealKind.ALERT)
    office.later(minutes=5)
    office.do(part, "head@chuy.kg", deed)
    office.later(minutes=11)
    assert office.sweep() == {"alerts": 1}


def test_of_two_officials_at_once_the_second_sees_what_the_first_did(office):
    part, outcomes = office.part(), []
    gate = threading.Barrier(2)

    def decide(who: str) -> None:
        gate.wait()
        try:
            office.do(part, who)
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.code)

    both = [threading.Thread(target=decide, args=(w,)) for w in ("one@chuy.kg", "head@chuy.kg")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["closed", "done"]


def test_a_new_head_may_act_from_that_moment_on(office):
    part = office.part()
    with transaction(office.engine) as session:
        add_officer(session, "new@geti.kg", Role.HEAD, "GETI", None, "Новиков Олег")
    assert office.do(part, "new@geti.kg").state is PartState.DECIDED


def test_once_its_term_is_over_only_a_head_sends_a_case_outside(office):
    part = office.part()
    office.later(days=20)
    with pytest.raises(Refused) as refused:
        office.do(part, "one@chuy.kg", OUTSIDE)
    assert refused.value.code == "head_only"
    assert office.get(part).state is PartState.OPEN
    assert office.do(part, "head@chuy.kg", OUTSIDE).state is PartState.FORWARDED
    assert office.route(part)[-1] == ("forwarded", "outside/late")


def test_who_left_an_address_is_not_anonymous(office):
    part = office.part()
    left = Deed(Action.DECIDE, decision=DecisionKind.LEFT, reason="anonymous")
    with pytest.raises(Refused) as refused:
        office.do(part, "one@chuy.kg", left)
    assert refused.value.code == "not_anonymous"
    nameless = office.part(contact=Contact())
    holder = office.get(nameless).holder
    assert office.do(nameless, holder, left).state is PartState.DECIDED


@pytest.mark.parametrize("text", [".", " — ", "5", ""])
def test_signs_are_no_answer(office, text):
    part = office.part()
    said = Deed(Action.DECIDE, text=text, decision=DecisionKind.EXPLAINED)
    with pytest.raises(Refused) as refused:
        office.do(part, "one@chuy.kg", said)
    assert refused.value.code == "no_text"
