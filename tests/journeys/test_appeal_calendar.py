"""A holiday declared after the fact moves open deadlines, is told, and stands on the route."""

from __future__ import annotations

from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    COMPLAINT,
    act_by_mail,
    appeal_mail,
    bodies,
    kinds,
    movements,
    notes,
    one,
    parts,
    reply,
    route,
    swept,
    take,
)
from journeys.town import Town, town

__all__ = ["bodies", "town"]

ANSWER = "Ответ: разъяснено\n\nПроверка была внеплановой, по жалобе работника."


def declare(town: Town, *days: str) -> None:
    """The Cabinet gives these days off; the administrator writes them into the folder."""
    folder = town.installation.folder / "calendars"
    folder.mkdir(exist_ok=True)
    lines = "".join(f'    {{ day = {day}, reason = "kg-cabinet" }},\n' for day in days)
    (folder / "kg-2026.toml").write_text(f"off = [\n{lines}]\n", "utf-8")


def test_the_due_date_moves_and_everybody_is_told_once(bodies: Town):
    found = take(bodies, appeal_mail(COMPLAINT))
    assert one(found, "appeal_slip", APPLICANT).facts["due_on"] == "2026-08-07"
    bodies.clock.pass_days(7)
    declare(bodies, "2026-07-29", "2026-07-30")
    found = swept(bodies)
    assert kinds(found) == [("appeal_moved", APPLICANT), ("case_news", BERMET)]
    moved, news = found if found[0].kind == "appeal_moved" else found[::-1]
    assert moved.facts["event"] == news.facts["event"] == "recounted"
    assert (moved.facts["due_before"], moved.facts["due_on"]) == ("2026-08-07", "2026-08-11")
    assert movements(bodies)[-1].detail == "2026-08-07>2026-08-11"
    assert route(bodies)[-1] == "recounted"
    assert swept(bodies) == []
    # Warnings and steps follow the new date.
    for _ in range(20):
        bodies.clock.pass_days(1)
        swept(bodies)
    warned = [one.detail for one in movements(bodies) if one.kind.value == "warned"]
    assert warned == ["warned/2026-08-11/3", "warned/2026-08-11/1"]


def test_a_day_that_concerns_nobody_tells_nobody(bodies: Town):
    take(bodies, appeal_mail(COMPLAINT))
    declare(bodies, "2026-12-31", "2026-08-02")  # after the due date; and a Sunday
    assert swept(bodies) == []
    assert route(bodies) == ["registered", "assigned"]
    assert parts(bodies)[0].calendar.startswith("kg/")


def test_what_is_decided_is_not_counted_anew(bodies: Town):
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    act_by_mail(bodies, case, ANSWER, BERMET)
    declare(bodies, "2026-07-29")
    assert swept(bodies) == []
    assert parts(bodies)[0].due_on.isoformat() == "2026-08-07"


def test_a_resting_clock_is_not_taken_for_a_new_calendar(bodies: Town):
    """The days of a question count when it is answered, and are no fault of the calendar."""
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    found = act_by_mail(bodies, case, "спросить\nКакой номер предписания?", BERMET)
    bodies.clock.pass_days(3)
    declare(bodies, "2026-12-31")
    assert swept(bodies) == []
    question = one(found, "appeal_asked", APPLICANT)
    reply(bodies, question, "Номер 77.", APPLICANT)
    assert parts(bodies)[0].due_on.isoformat() == "2026-08-11"  # 21 and 22 July rested


def test_a_decision_on_a_resting_clock_is_in_time(bodies: Town):
    """The officer decides without waiting for the answer: the days rested are not held against."""
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    bodies.clock.pass_days(14)
    act_by_mail(bodies, case, "спросить\nКакой номер предписания?", BERMET)
    bodies.clock.pass_days(7)
    act_by_mail(bodies, case, ANSWER, BERMET)
    (part,) = parts(bodies)
    assert part.state.value == "decided"
    assert part.decided_at is not None
    assert part.decided_at.date() <= part.due_on


def test_an_unanswered_question_ends_and_the_clock_runs_on(bodies: Town):
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    act_by_mail(bodies, case, "спросить\nКакой номер предписания?", BERMET)
    for _ in range(40):
        bodies.clock.pass_days(1)
        found = swept(bodies)
        if found:
            break
    assert [(note.kind, note.to, note.facts["event"]) for note in found] == [
        ("case_news", BERMET, "unanswered")
    ]
    assert route(bodies)[-2:] == ["suspended", "resumed"]
    assert parts(bodies)[0].state.value == "open"
    assert len([note for note in notes(bodies) if note.kind == "appeal_asked"]) == 1
