"""Appeals, drafts, decisions and the ladder survive a kill at every step: once, and never lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    COMPLAINT,
    DIRECTOR,
    HEAD,
    MINISTER,
    Note,
    appeal_mail,
    appeals,
    bodies,
    decisions,
    kinds,
    mail,
    movements,
    notes,
    one,
    parts,
    reply,
    route,
    swept,
    take,
)
from journeys.test_crash import (
    IN_SWEEP,
    JOBS,
    TAKING_IN,
    everything_settled,
    killed,
    sent_once,
)
from journeys.town import Town, rows, town

from register.appeals.tables import Draft, Step
from register.database import reading
from register.letters import Letter, LetterState

__all__ = ["bodies", "town"]

PLACES = ["recorded", "moved", *TAKING_IN, "claimed", "handed-over"]
ANSWER = "Ответ: разъяснено\n\nПроверка была внеплановой, по жалобе работника."


def go_on(town: Town, *jobs: str) -> None:
    """The next pass, after the dead run's lease is over."""
    town.clock.pass_days(1 / 48)
    town.run(*(jobs or JOBS))


@pytest.mark.parametrize("place", PLACES)
def test_an_appeal_survives_a_kill_at(bodies: Town, place: str):
    """ML1, ML2: one number, one slip, one case, whatever step the process died in."""
    bodies.deliver(appeal_mail(COMPLAINT))
    assert killed(bodies, place)
    go_on(bodies)
    (appeal,) = appeals(bodies)
    assert route(bodies) == ["registered", "assigned"]
    letters = sent_once(bodies)
    assert set(letters) == {APPLICANT, BERMET}
    assert appeal.number in letters[APPLICANT]["Subject"].replace("\xa0", "")
    everything_settled(bodies)
    assert take(bodies, appeal_mail(COMPLAINT)) == []  # delivered again, as after a restore
    assert len(appeals(bodies)) == 1


@pytest.mark.parametrize("place", ["attempt-counted", "effect-made", "taken-in"])
def test_a_draft_and_its_confirmation_survive_a_kill_at(bodies: Town, place: str):
    """ML1, TR4: one draft, one key that counts, one decision, one letter to the applicant."""
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    bodies.run("send")
    bodies.sent()
    bodies.deliver(mail(case.reply_to, ANSWER, BERMET))
    assert killed(bodies, place)
    found = taken_up(bodies)
    assert len(rows(bodies, Draft)) == 1
    confirm = one(found, "case_confirm", BERMET)
    bodies.deliver(mail(confirm.reply_to, "да", BERMET))
    assert killed(bodies, place)
    found = taken_up(bodies)
    assert kinds(found) == [("appeal_decided", APPLICANT), ("case_result", BERMET)]
    assert len(decisions(bodies)) == 1
    assert Counter(route(bodies))["decided"] == 1
    assert [draft.outcome for draft in rows(bodies, Draft)] == ["done"]


def taken_up(town: Town) -> list[Note]:
    """What the next pass finds in the outbox, read before it is wiped; then it is sent."""
    town.clock.pass_days(1 / 48)
    town.run("fetch", "take-in")
    found = [note for note in notes(town) if note.facts]
    town.run("send")
    return found


@pytest.mark.parametrize("place", IN_SWEEP)
def test_the_ladder_killed_before_or_after_its_commit_takes_no_step_twice(bodies: Town, place: str):
    """ML1, SC2: the sweep dies on every day on which a step is due; each is made once."""
    take(bodies, appeal_mail(COMPLAINT))
    for day in (4, 6, 10, 11, 12):
        bodies.clock.now = datetime(2026, 8, day, 6, 0, tzinfo=UTC)
        assert killed(bodies, f"{place}@2", ("deadlines",))  # the first commit counts anew
        go_on(bodies, "deadlines")
    with reading(bodies.installation.engine) as session:
        steps = [step.step for step in session.scalars(sa.select(Step).order_by(Step.at))]
    warned = [f"warned/2026-08-07/{days}" for days in (3, 1)]
    assert steps == [*warned, *(f"overdue/{rung}" for rung in (1, 2, 3))]
    assert route(bodies)[2:] == ["warned", "warned", "escalated", "escalated", "escalated"]
    due = Counter(note.to for note in notes(bodies) if note.kind == "case_due")
    assert due == {BERMET: 5, HEAD: 1, DIRECTOR: 1, MINISTER: 1}


def test_after_three_days_down_each_overdue_part_takes_one_step_oldest_first(bodies: Town):
    """SC2: nothing is made up for by a flood; the next step comes on the next working day."""
    for number in range(6):
        take(bodies, appeal_mail(f"Жалоба {number}: прошу объяснить проверку.", f"a{number}@b.kg"))
        if number in (1, 3):
            bodies.clock.pass_days(1)
    bodies.clock.now = datetime(2026, 8, 10, 6, 0, tzinfo=UTC)  # Monday: the oldest are overdue
    swept(bodies)
    bodies.clock.now = datetime(2026, 8, 13, 6, 0, tzinfo=UTC)  # three days down
    found = swept(bodies)
    assert {part.rung for part in parts(bodies)} == {1, 2}
    last = [
        one.part_id for one in movements(bodies) if one.at >= bodies.clock.now - timedelta(hours=1)
    ]
    assert len(last) == len(set(last)) == 6
    due = {part.id: part.due_on for part in parts(bodies)}
    assert [due[part_id] for part_id in last] == sorted(due.values())
    # One letter a person, however many cases; those above hear of theirs alone.
    told = Counter(note.kind for note in found)
    # A list for each person, and each case in full for the one to whom it climbed.
    assert told == {"case_due": len({note.to for note in found}), "case_new": 6}
    assert swept(bodies) == []
    bodies.clock.pass_days(1)
    swept(bodies)
    assert {part.rung for part in parts(bodies)} == {2, 3}


def test_a_clock_set_back_and_the_night_change_nothing(bodies: Town):
    """SC3: no step twice, and none outside of working hours."""
    take(bodies, appeal_mail(COMPLAINT))
    bodies.clock.now = datetime(2026, 8, 10, 6, 0, tzinfo=UTC)
    swept(bodies)
    assert route(bodies)[-1] == "escalated"
    before = route(bodies)
    bodies.clock.now = datetime(2026, 8, 8, 6, 0, tzinfo=UTC)
    assert swept(bodies) == []
    bodies.clock.now = datetime(2026, 8, 10, 6, 5, tzinfo=UTC)
    assert swept(bodies) == []
    bodies.clock.now = datetime(2026, 8, 10, 20, 0, tzinfo=UTC)  # 02:00 of the 11th in Bishkek
    assert swept(bodies) == []
    assert route(bodies) == before
    bodies.clock.now = datetime(2026, 8, 11, 4, 0, tzinfo=UTC)
    swept(bodies)
    assert route(bodies)[-2:] == ["escalated", "escalated"]


def test_letters_of_a_kill_at_the_handing_over_are_flagged_and_never_lost(bodies: Town):
    """ML3: the slip with its PIN goes out byte for byte the same, or not again."""
    bodies.deliver(appeal_mail(COMPLAINT))
    assert killed(bodies, "handed-over")
    go_on(bodies)
    states = {letter.state for letter in rows(bodies, Letter)}
    assert states == {LetterState.SENT}
    assert set(sent_once(bodies)) == {APPLICANT, BERMET}
    assert reply(bodies, Note("", "", {"thread": "a" * 32}), "Где моя жалоба?", APPLICANT)
