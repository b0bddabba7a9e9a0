"""The appeals of the demo against the diaries recomputed by hand, and who got to see what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from demo.appeals_by_hand import DIARY, Story, alike, programs, story

from jobs.demo.closing import show
from jobs.demo.followed import Followed, followed
from jobs.demo.letter import Received
from jobs.demo.parties import labels

pytestmark = pytest.mark.xdist_group("demo")  # played once, not once in every worker

MATTERS = DIARY["matter"]
ENTRIES = [entry for matter in MATTERS for entry in matter.get("then", ())]


@pytest.fixture(scope="module")
def counted(played) -> Followed:
    return followed(played)


@pytest.fixture(scope="module")
def told_by_hand(by_hand) -> Story:
    return story(by_hand[0])


def letters(played, *kinds: str) -> Iterator[Received]:
    """The letters of these kinds that reached a mailbox."""
    return (one.letter for one in played.world.deliveries if one.letter.kind in kinds)


def number_of(played, code: str) -> str:
    return next(number for number, known in played.world.parties.numbers.items() if known == code)


# -- the counts -------------------------------------------------------------------------------


def test_everybody_found_the_letter_that_the_diary_answers(played):
    """No entry is left over: each addressee, question, level and confirmation was as foreseen."""
    assert played.world.parties.waiting == []
    assert played.world.parties.confirming == {}


def test_every_appeal_is_registered_as_the_kind_a_reader_would_call_it(counted):
    assert counted.registered == len(MATTERS)
    assert counted.kinds == Counter(one["kind"] for one in MATTERS)
    by_survey = sum("survey" in one for one in MATTERS)
    assert counted.channels == {"mail": len(MATTERS) - by_survey, "survey": by_survey}


def test_parts_are_decided_on_time_and_late_as_by_hand(counted, told_by_hand):
    parts = told_by_hand.parts.values()
    expected = (
        len(parts),
        told_by_hand.decided(late=False),
        told_by_hand.decided(late=True),
        sum(part.decided is None for part in parts),
    )
    assert (counted.parts, counted.on_time, counted.late, counted.open) == expected
    assert min(expected) > 0


def test_due_dates_are_those_counted_by_hand(played, database, told_by_hand):
    rows = database.execute(
        "select a.number, p.number, p.level, p.due_on from appeal_parts p"
        " join appeals a on a.id = p.appeal_id where p.state != 'split'"
    )
    found = {
        (
            played.world.parties.numbers[number],
            (part and f"/{part}") or (level > 1 and f"-{level}") or "",
        ): due
        for number, part, level, due in rows
    }
    assert found == {key: part.due.isoformat() for key, part in told_by_hand.parts.items()}


def test_every_movement_is_one_that_somebody_made_or_the_calendar_asked_for(counted, told_by_hand):
    assert counted.movements == {kind: n for kind, n in told_by_hand.movements.items() if n}


def test_alerts_are_taken_up_after_the_minutes_of_the_diary(counted, told_by_hand):
    assert sorted(counted.acknowledged) == sorted(told_by_hand.minutes)
    assert min(told_by_hand.minutes) < 15 < max(told_by_hand.minutes)  # one had to climb


def test_ratings_are_those_given(counted, told_by_hand):
    given = (part.rating for part in told_by_hand.parts.values() if part.rating)
    assert counted.ratings == Counter(given)


def test_letters_alike_are_recognised(counted):
    assert counted.alike == alike() == 2


# -- who is told what -------------------------------------------------------------------------


def test_every_applicant_got_a_slip_and_every_decision(played, told_by_hand):
    slips = Counter(one.recipient for one in letters(played, "appeal_slip"))
    assert slips == Counter(one["email"] for one in MATTERS)
    answered = Counter(labels(one)[0] for one in letters(played, "appeal_decided"))
    decided = [key for key, part in told_by_hand.parts.items() if part.decided]
    assert answered == Counter((number_of(played, code), part) for code, part in decided)


def test_nothing_is_done_before_its_key_is_confirmed(played):
    """TR4: as many questions as entries that answer one, and each was done."""
    asked = Counter(one.recipient for one in letters(played, "case_confirm"))
    assert asked == Counter(one["who"] for one in ENTRIES if "confirms" in one)
    told = [one.recipient for one in letters(played, "case_result")]
    assert len(told) == asked.total() + sum(one["does"] == "acknowledge" for one in ENTRIES)


def test_the_officer_who_is_named_never_hears_of_it(played):
    number = number_of(played, "named")
    readers = {
        delivery.letter.recipient
        for delivery in played.world.deliveries
        if delivery.letter.kind.startswith(("case_", "alert"))
        and number in (one for one, _ in labels(delivery.letter))
    }
    assert readers == {"t.akhmedov@itb.example"}


def test_a_program_is_kept_and_handed_on_to_nobody(played, counted):
    assert counted.locked == programs() == 1
    (case,) = (
        one
        for one in letters(played, "case_new")
        if labels(one) and labels(one)[0][0] == number_of(played, "attached")
    )
    names = [part.get_filename() for part in case.whole.walk() if part.get_filename()]
    assert len(names) == 1
    begins = b"TVqQAAMAAAAE"
    assert not [d for d in played.world.deliveries if begins in d.letter.raw]


def test_the_number_with_its_pin_shows_the_route_and_a_misread_one_nothing(played):
    number = number_of(played, "sealed")
    known, unknown = letters(played, "appeal_status")
    assert labels(known)[0] == (number, "")
    assert number not in [one for one, _ in labels(unknown)]
    steps = [one.text.count("2026") for one in (known, unknown)]
    assert steps[0] >= 3
    assert steps[1] == 0


def test_the_overdue_case_reached_every_head_up_to_the_ministry(played):
    number = number_of(played, "silent")
    told = [one for one in letters(played, "case_due") if number in (n for n, _ in labels(one))]
    heads = [one.recipient for one in told if one.recipient != "a.sooronov@itb.example"]
    assert heads == [
        "m.turdubaeva@itb.example",
        "n.abdykerimov@itb.example",
        "k.tursunbekov@minekon.example",
    ]


# -- the last words ---------------------------------------------------------------------------


def test_the_table_at_the_end_tells_of_appeals(told, counted, played, capsys):
    show(told, counted, played.world.folder)
    said = capsys.readouterr().out
    assert re.search(rf"decided on time +{counted.on_time} +{counted.late} late", said)
    assert re.search(rf"levels climbed +{counted.movements['escalated']} ", said)
    assert re.search(rf"appeal show {number_of(played, 'twice')}$", said, re.M)
    assert re.search(rf"explain deadline {number_of(played, 'lift')}$", said, re.M)
