"""Appeals from the mail that brings them to the decision, and one level up."""

from __future__ import annotations

import sqlalchemy as sa
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    CHYNARA,
    COMPLAINT,
    DIRECTOR,
    HEAD,
    MINISTER,
    answer,
    appeal_mail,
    appeals,
    bodies,
    do,
    one,
    only,
    parts,
    plain,
    post,
    reply,
    route,
    take,
    to,
)
from journeys.town import Town, row, rows, town, upload_mail, workbook

from register.database import transaction
from register.letters import Letter, mark_bounced
from register.responses import ResponseWords
from register.rules.letter import LetterKind

__all__ = ["bodies", "town"]


def test_from_the_mail_to_the_decision_and_one_level_up(bodies: Town):
    letters = post(bodies, appeal_mail(COMPLAINT))
    slip = only(letters, APPLICANT, "appeal_slip")
    case = only(letters, BERMET, "case_new")
    (appeal,) = appeals(bodies)
    assert appeal.number in slip.as_string().replace(" ", "") or appeal.number[:3] in plain(slip)
    assert "дважды за месяц" in plain(case)
    letters = answer(bodies, case, "спросить\nПришлите, пожалуйста, номер предписания.", BERMET)
    confirm = only(letters, BERMET, "case_confirm")
    assert not to(letters, APPLICANT)
    question = only(answer(bodies, confirm, "да", BERMET), APPLICANT, "appeal_asked")
    assert "номер предписания" in plain(question)
    bodies.clock.pass_days(3)
    letters = answer(bodies, question, "Предписание № 77 от 1 июля.", APPLICANT)
    news = only(letters, BERMET, "case_news")
    assert "№ 77" in plain(news)
    letters = do(bodies, news, "Ответ: отказано\n\nПроверка была внеплановой по жалобе.", BERMET)
    decided = only(letters, APPLICANT, "appeal_decided")
    assert "внеплановой по жалобе" in plain(decided)
    letters = answer(bodies, decided, "1", APPLICANT)
    reopened = only(letters, HEAD, "case_new")
    assert "внеплановой по жалобе" in plain(reopened)
    assert [(part.level, part.state.value) for part in parts(bodies)] == [
        (1, "decided"),
        (2, "open"),
    ]
    assert route(bodies) == [
        *("registered", "assigned", "asked", "suspended", "answered", "resumed", "decided"),
        *("rated", "reopened"),
    ]


def test_an_overdue_appeal_climbs_to_the_ministry_one_step_a_working_day(bodies: Town):
    post(bodies, appeal_mail(COMPLAINT))
    told: dict[str, list[str]] = {}
    whole: list[str] = []
    for _ in range(40):
        bodies.clock.pass_days(1)
        bodies.run("deadlines", "send")
        for letter in bodies.sent():
            if letter["X-Achyk-Letter"] == "case_due":
                day = bodies.clock.now.date().isoformat()
                told.setdefault(str(letter["To"]), []).append(day)
            if letter["X-Achyk-Letter"] == "case_new":
                assert "дважды за месяц" in plain(letter)
                whole.append(str(letter["To"]))
    (part,) = parts(bodies)
    assert part.rung == 3
    assert told[HEAD] < told[DIRECTOR] < told[MINISTER]
    # Who stands at the top is reminded each week.
    assert [len(told[one]) for one in (HEAD, DIRECTOR, MINISTER)] == [1, 1, 3]
    assert whole == [HEAD, DIRECTOR, MINISTER]  # who is to answer for it can read it
    assert len(told[BERMET]) == 7  # two warnings, each of the three steps, two reminders


def test_the_job_watch_by_itself_takes_the_steps_of_the_ladder(bodies: Town):
    """contract.md: `run watch` sweeps; the job `deadlines` is the same in between."""
    take(bodies, appeal_mail(COMPLAINT))
    bodies.clock.pass_days(30)
    bodies.run("watch")
    assert route(bodies).count("escalated") == 1
    bodies.run("watch", "deadlines")
    assert route(bodies).count("escalated") == 1


def test_a_case_letter_is_cancelled_where_its_reader_is_named_before_it_goes(bodies: Town):
    """WB5: checked at each reading, so at the very last moment too."""
    notes = take(bodies, appeal_mail(COMPLAINT))
    holder = next(note.to for note in notes if note.kind == "case_new")
    name = {BERMET: "Садыкова Бермет", CHYNARA: "Осмонова Чынара"}[holder]
    slip = one(notes, "appeal_slip", APPLICANT)
    reply(bodies, slip, f"Прошу учесть: проверку вела {name}.", APPLICANT)
    bodies.run("send")
    sent = bodies.sent()
    assert to(sent, holder) == []
    assert len([letter for letter in sent if letter["X-Achyk-Letter"] == "case_new"]) == 1


def test_words_of_the_survey_become_an_appeal_only_where_they_ask_for_it(bodies: Town):
    """trust.md: the words are kept once, apart from the answers."""
    bodies.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    bodies.run("fetch", "take-in")
    bodies.clock.pass_days(1)
    bodies.run("invite", "send")
    invitation = only(bodies.sent(), "one@business.kg", "invitation")
    said = "1: да\n3: 4\n14: Обращение: верните изъятые документы, без них мы не можем работать."
    letters = answer(bodies, invitation, said, "one@business.kg")
    only(letters, "one@business.kg", "echo")
    only(letters, "one@business.kg", "appeal_slip")
    (appeal,) = appeals(bodies)
    assert (appeal.channel.value, appeal.inspection_id is not None) == ("survey", True)
    assert not rows(bodies, ResponseWords)


def test_a_question_that_came_back_is_said_on_the_route_and_told_once(bodies: Town):
    case = only(post(bodies, appeal_mail(COMPLAINT)), BERMET, "case_new")
    do(bodies, case, "Вопрос: какой номер у предписания?", BERMET)
    with transaction(bodies.installation.engine) as session:
        asked = sa.select(Letter).where(Letter.kind == LetterKind.APPEAL_ASKED)
        mark_bounced(session.scalars(asked).one(), "5.1.1")
    bodies.run("deadlines", "deadlines", "send")
    news = only(bodies.sent(), BERMET, "case_news")
    assert "вернулось" in plain(news)
    assert route(bodies).count("undelivered") == 1
