"""An official's mail: nothing counts before the one-time key comes back from the right person."""

from __future__ import annotations

import pytest
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    CHYNARA,
    COMPLAINT,
    DIRECTOR,
    HEAD,
    MINISTER,
    Note,
    act_by_mail,
    appeal_mail,
    bodies,
    decisions,
    held,
    kinds,
    mail,
    notes,
    one,
    reply,
    route,
    take,
)
from journeys.test_strict_gate import TRICKS
from journeys.town import Town, town

from config.languages import catalogue
from register.appeals.deed import CLOSED

__all__ = ["bodies", "town"]

ANSWER = "Ответ: разъяснено\n\nПроверка была внеплановой, по жалобе работника."


@pytest.fixture
def case(bodies: Town) -> Note:
    """A case that Bermet has just got."""
    return one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)


def drafted(town: Town, case: Note) -> Note:
    """The question whether what Bermet wrote is to be done."""
    return one(reply(town, case, ANSWER, BERMET), "case_confirm", BERMET)


@pytest.mark.parametrize("sender", [CHYNARA, DIRECTOR, "evil@evil.kg", "admin@economy.kg"])
def test_the_right_key_from_anybody_else_drafts_nothing(bodies: Town, case: Note, sender: str):
    """TR1, TR4: the key in the address fits one official only, whoever has seen it."""
    assert reply(bodies, case, ANSWER, sender) == []
    assert held(bodies)[-1] == ("held", "officer", "bad-key")
    assert route(bodies) == ["registered", "assigned"]


def test_the_right_person_with_a_wrong_key_drafts_nothing(bodies: Town, case: Note):
    """TR4: the From alone is no proof."""
    key = case.facts["case"]
    wrong = f"case+{key[:-1]}{'a' if key[-1] != 'a' else 'b'}@achyk.test"
    assert take(bodies, mail(wrong, ANSWER, BERMET)) == []
    assert held(bodies)[-1] == ("held", "officer", "bad-key")


def test_a_failed_proof_drafts_nothing_and_none_at_all_only_asks(bodies: Town, case: Note):
    """TR2, TR4: what is unproven is asked back at the registered address, and nowhere else."""
    assert reply(bodies, case, ANSWER, BERMET, dmarc="fail") == []
    assert held(bodies)[-1] == ("held", "officer", "bad-key")
    found = reply(bodies, case, f"{ANSWER} Ещё раз.", BERMET, dmarc="")
    assert kinds(found) == [("case_confirm", BERMET)]
    assert decisions(bodies) == []


def test_a_crafted_reply_is_held_and_its_writer_told_how_to_write(bodies: Town, case: Note):
    """TR2: what two programs read differently is no word of an official."""
    old, new = TRICKS["two types"]
    found = take(bodies, mail(case.reply_to, ANSWER, BERMET).replace(old, new))
    assert held(bodies)[-1] == ("held", "officer", "ambiguous")
    assert [(note.kind, note.facts["outcome"]) for note in found] == [("case_result", "unreadable")]
    assert route(bodies) == ["registered", "assigned"]


def test_a_crafted_yes_decides_nothing_and_the_key_stays_good(bodies: Town, case: Note):
    """TR4: one part that says yes and another that says no are no yes."""
    confirm = drafted(bodies, case)
    old, new = TRICKS["two types"]
    take(bodies, mail(confirm.reply_to, "да", BERMET, X_Copy="1").replace(old, new))
    assert held(bodies)[-1] == ("held", "confirmation", "ambiguous")
    assert decisions(bodies) == []
    reply(bodies, confirm, "Да.", BERMET)
    assert len(decisions(bodies)) == 1


def test_a_first_reply_to_a_case_decided_meanwhile_is_told_that_it_is_closed(
    bodies: Town, case: Note
):
    """TR4: nothing is drafted, and no key goes out."""
    reply(bodies, drafted(bodies, case), "да", BERMET)
    found = reply(bodies, case, "Ответ: отказано\n\nПлан был соблюдён.", BERMET)
    assert [(note.kind, note.facts["outcome"]) for note in found] == [("case_result", "stale")]
    assert found[0].facts["says"] == catalogue("ru").gettext(CLOSED)
    assert [one.kind.value for one in decisions(bodies)] == ["explained"]


def test_a_second_yes_is_told_that_it_is_done_and_changes_nothing(bodies: Town, case: Note):
    """TR4: a key counts once."""
    confirm = drafted(bodies, case)
    first = reply(bodies, confirm, "да", BERMET)
    assert kinds(first) == [("appeal_decided", APPLICANT), ("case_result", BERMET)]
    again = reply(bodies, confirm, "Да!", BERMET)
    assert [(note.kind, note.facts["outcome"]) for note in again] == [("case_result", "done")]
    assert len(decisions(bodies)) == 1
    assert route(bodies).count("decided") == 1


def test_a_yes_after_eight_days_does_nothing_and_is_told_so(bodies: Town, case: Note):
    """TR4: a key is good for seven days."""
    confirm = drafted(bodies, case)
    bodies.clock.pass_days(8)
    found = reply(bodies, confirm, "да", BERMET)
    assert [(note.kind, note.facts["outcome"]) for note in found] == [("case_result", "expired")]
    assert decisions(bodies) == []


@pytest.mark.parametrize("sender", [HEAD, CHYNARA, "evil@evil.kg"])
def test_a_yes_of_another_person_does_nothing(bodies: Town, case: Note, sender: str):
    """TR4: the key is bound to the officer, were it the head who sends it."""
    confirm = drafted(bodies, case)
    assert reply(bodies, confirm, "да", sender) == []
    assert held(bodies)[-1] == ("held", "confirmation", "bad-key")
    assert decisions(bodies) == []


def test_a_yes_whose_proof_failed_does_nothing(bodies: Town, case: Note):
    """TR2, TR4."""
    confirm = drafted(bodies, case)
    assert reply(bodies, confirm, "да", BERMET, dmarc="fail") == []
    assert decisions(bodies) == []


def test_a_yes_after_the_part_has_moved_does_nothing(bodies: Town, case: Note):
    """TR4: the key is bound to the version of the case: the applicant has written meanwhile."""
    confirm = drafted(bodies, case)
    slip = one(notes(bodies), "appeal_slip", APPLICANT)
    reply(bodies, slip, "Дополняю: предписание уже отменено судом.", APPLICANT)
    found = reply(bodies, confirm, "да", BERMET)
    assert [(note.kind, note.facts["outcome"]) for note in found] == [("case_result", "stale")]
    assert decisions(bodies) == []


def test_a_robot_that_answers_the_question_confirms_nothing(bodies: Town, case: Note):
    """TR4: nothing but a plain yes is one."""
    confirm = drafted(bodies, case)
    for text in ("Я в отпуске до 5 августа.", "Да, но сначала спросите заявителя", "да нет"):
        found = reply(bodies, confirm, text, BERMET)
        assert {note.facts["outcome"] for note in found} <= {"unreadable"}
    reply(bodies, confirm, "Да", BERMET, Auto_Submitted="auto-replied")
    assert decisions(bodies) == []
    reply(bodies, confirm, "нет", BERMET)
    assert reply(bodies, confirm, "да", BERMET)[0].facts["outcome"] == "stale"
    assert decisions(bodies) == []


def test_of_holder_and_head_at_once_the_second_is_told_that_the_case_has_moved(bodies: Town):
    """TR4: both drafted on the same version; one decision, whoever was first."""
    found = take(bodies, appeal_mail(COMPLAINT))
    case = one(found, "case_new", BERMET)
    bodies.clock.pass_days(25)
    bodies.run("deadlines")
    due = one(notes(bodies), "case_due", HEAD)
    ours = drafted(bodies, case)
    theirs = one(
        reply(bodies, due, "Ответ: удовлетворено\n\nОтменили.", HEAD), "case_confirm", HEAD
    )
    assert reply(bodies, theirs, "да", HEAD)[-1].kind in ("case_result", "appeal_decided")
    found = reply(bodies, ours, "да", BERMET)
    assert [(note.kind, note.facts["outcome"]) for note in found] == [("case_result", "stale")]
    assert [decision.by for decision in decisions(bodies)] == [HEAD]
    # And who writes about it afterwards is told at once.
    found = reply(bodies, case, f"{ANSWER} (повторно)", BERMET)
    assert [(note.kind, note.facts["outcome"]) for note in found] == [("case_result", "stale")]


def test_a_minister_to_whom_it_has_climbed_decides_by_the_same_way(bodies: Town, case: Note):
    """TR4: no post is so high that the key may be left out."""
    bodies.clock.pass_days(30)
    for _ in range(6):
        bodies.clock.pass_days(1)
        bodies.run("deadlines")
    due = [note for note in notes(bodies) if (note.kind, note.to) == ("case_due", MINISTER)]
    refusal = "Ответ: отказано\n\nОснований нет."
    assert kinds(reply(bodies, due[0], refusal, MINISTER)) == [("case_confirm", MINISTER)]
    assert decisions(bodies) == []
    found = act_by_mail(bodies, due[0], f"{refusal} Сроки соблюдены.", MINISTER)
    assert ("appeal_decided", APPLICANT) in kinds(found)


@pytest.mark.parametrize(
    "text",
    [
        "продлить на 400 дней: нет специалиста",
        "переслать в Управление, которого нет: не наше",
        "разделить\n1) одно → GETI",
        "спросить",
        "",
    ],
)
def test_a_command_that_cannot_be_done_is_told_and_changes_nothing(
    bodies: Town, case: Note, text: str
):
    found = reply(bodies, case, text, BERMET)
    if kinds(found) == [("case_confirm", BERMET)]:
        found = reply(bodies, found[0], "да", BERMET)
    assert {(note.kind, note.to) for note in found} <= {("case_result", BERMET)}
    assert all(note.facts["outcome"] in ("refused", "unreadable") for note in found)
    assert found
    assert route(bodies) == ["registered", "assigned"]
