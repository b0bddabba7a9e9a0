"""The applicant's hand: answers, additions, ratings and the levels that bad ones open."""

from __future__ import annotations

import threading

import pytest

from register.appeals.applicant import choose_notices
from register.appeals.deed import Deed, Refused
from register.appeals.tables import Appeal
from register.database import transaction
from register.rules.appeal import Action, DecisionKind, Notify, PartState
from register.rules.letter import LetterKind

ASK = Deed(Action.ASK, text="Когда?")


def test_an_answer_sets_the_clock_going_and_reaches_who_asked(office):
    part = office.part()
    office.do(part, "one@chuy.kg", ASK)
    office.later(days=3)
    assert office.write(part, "Десятого июля.") == "answered"
    kinds = [kind for kind, _ in office.route(part)]
    assert kinds[-4:] == ["asked", "suspended", "answered", "resumed"]
    news = office.facts(LetterKind.CASE_NEWS, "one@chuy.kg")
    assert (news["event"], news["text"]) == ("answered", "Десятого июля.")


def test_what_comes_unasked_is_added_and_after_the_end_kept(office):
    part = office.part()
    assert office.write(part, "И ещё.") == "added"
    office.do(part, "one@chuy.kg")
    assert office.write(part, "Поздно.") == "late"
    assert [kind for kind, _ in office.route(part)][-1] == "added"


def test_words_that_name_the_holder_take_the_case_away_at_once(office):
    part = office.part()
    holder = office.get(part).holder
    assert holder == "one@chuy.kg"
    before = [one for one in office.letters() if one[1] == holder]
    office.write(part, "Инспектор Садыкова сама брала деньги.")
    assert office.get(part).holder == "two@chuy.kg"
    assert [one for one in office.letters() if one[1] == holder] == before
    with pytest.raises(Refused):
        office.do(part, holder)


def test_a_long_first_letter_hides_no_name_in_a_later_one(office):
    part = office.part("слово " * 40_000)
    office.write(part, "Инспектор Садыкова брала деньги.")
    assert office.get(part).holder == "two@chuy.kg"


@pytest.mark.parametrize("rating", [3, 4, 5])
def test_a_good_rating_is_recorded_and_opens_nothing(office, rating):
    part = office.part()
    office.do(part, "one@chuy.kg")
    assert office.rate(part, rating).rating == rating
    assert len(office.parts()) == 1
    assert office.rate(part, 1) is None  # rated once
    assert len(office.parts()) == 1


@pytest.mark.parametrize("rating", [0, 1, 2])
def test_a_bad_rating_opens_the_next_level_with_somebody_above(office, rating):
    part = office.part()
    office.do(part, "one@chuy.kg")
    office.rate(part, rating, "Вы не ответили.")
    first, second = office.parts()
    assert (first.rating, second.level, second.holder) == (rating, 2, "head@chuy.kg")
    assert office.route(second.id) == [("reopened", "head/1")]
    with pytest.raises(Refused):
        office.do(second.id, "one@chuy.kg")


def test_levels_climb_to_people_who_did_not_decide_and_end_at_nine(office):
    office.part()
    deciders = []
    for level in range(1, 10):
        part = office.parts()[-1]
        assert part.level == level
        if not part.holder:
            break
        assert part.holder not in deciders
        deciders.append(part.holder)
        office.do(part.id, part.holder)
        office.rate(part.id, 1)
    assert deciders[:4] == ["one@chuy.kg", "head@chuy.kg", "director@geti.kg", "minister@min.kg"]
    assert len(deciders) == len(set(deciders))
    last = office.parts()[-1]
    assert last.state is PartState.OPEN
    assert ("unassigned", "admin@min.kg") in office.letters()


def test_a_rating_comes_too_early_or_too_late(office):
    part = office.part()
    assert office.rate(part, 1) is None
    office.do(part, "one@chuy.kg")
    office.later(days=31)
    assert office.rate(part, 1) is None
    assert len(office.parts()) == 1


def test_what_was_sent_outside_without_cause_comes_back_one_level_up(office):
    part = office.part()
    office.do(part, "one@chuy.kg", Deed(Action.FORWARD, unit="Суд", outside=True, reason="не наше"))
    assert office.rate(part, 1).level == 2


def test_of_two_bad_ratings_at_once_one_opens_a_level(office):
    part = office.part()
    office.do(part, "one@chuy.kg")
    gate, made = threading.Barrier(2), []

    def one() -> None:
        gate.wait()
        made.append(office.rate(part, 1))

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(found is None for found in made) == [False, True]
    assert [one.level for one in office.parts()] == [1, 2]


def test_a_part_left_without_consideration_needs_a_reason_of_the_law(office):
    part = office.part()
    law = office.book.law_of(office.get(part).profile)
    deed = Deed(Action.DECIDE, decision=DecisionKind.LEFT, reason=law.leaving[0].code.upper())
    office.do(part, "one@chuy.kg", deed)
    told = office.facts(LetterKind.APPEAL_DECIDED, "aida1@business.kg")
    assert (told["decision"], told["reason"]) == ("left", law.leaving[0].shown("ru"))


def test_notices_are_chosen_only_where_there_is_a_way(office):
    made = office.arrive()
    with transaction(office.engine) as session:
        appeal = session.get_one(Appeal, made.appeal.id)

        def choose(how: Notify, phone: str = "") -> bool:
            return choose_notices(session, office.moment, office.book, appeal, how, phone)

        assert choose(Notify.MAIL)
        assert not choose(Notify.SMS, "+996700123456")  # no gateway in this installation
        assert choose(Notify.NONE)
        assert appeal.notify is Notify.NONE
