"""Nobody handles a complaint about himself: every letter that is written is looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    CHYNARA,
    COMPLAINT,
    DIRECTOR,
    HEAD,
    MINISTER,
    act_by_mail,
    appeal_mail,
    appeals,
    kinds,
    notes,
    one,
    parts,
    reply,
    route,
    staff_up,
    swept,
    take,
)
from journeys.town import Town, row, town, upload_mail, workbook

from register.appeals.substitutes import send_away
from register.bodies import Role, add_body, add_officer
from register.database import transaction

__all__ = ["town"]

# What happens is the same on every database.
pytestmark = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)

OSH, OSH_HEAD = "asel@osh.kg", "head@osh.kg"
ABOUT_BERMET = "Прошу разобраться: Садыкова Бермет требовала у нас деньги за отсрочку."
ABOUT_HEAD = "Жалуюсь на начальника Начальникова Темира: он прислал внеплановую проверку."
ABOUT_DIRECTOR = "Директоров Болот лично покрывает незаконные проверки, прошу разобраться."


@pytest.fixture
def bodies(town: Town) -> Town:
    """Another unit stands beside; its one officer is the business's own inspector."""
    staff_up(town.installation)
    with transaction(town.installation.engine) as session:
        add_body(session, "GETI-OSH", "Ошское управление", "GETI")
        add_officer(session, OSH_HEAD, Role.HEAD, "GETI-OSH", None, "Ошев Канат", "ru")
        add_officer(session, OSH, Role.OFFICER, "GETI-OSH", "I-7", "Асель Турдубаева", "ru")
    return town


def told(town: Town) -> set[str]:
    """Everybody who was ever written to about the case."""
    return {note.to for note in notes(town) if note.kind.startswith(("case_", "alert"))}


def climb(town: Town) -> None:
    """Let the case be warned of and become as overdue as it can."""
    for days in (15, 2, 4, 1, 1, 1, 1, 3, 1, 1):
        town.clock.pass_days(days)
        swept(town)


@pytest.mark.parametrize(
    ("text", "barred", "holder", "above"),
    [
        (ABOUT_BERMET, {BERMET}, CHYNARA, {HEAD, DIRECTOR, MINISTER}),
        (f"{ABOUT_BERMET} И Осмонова Чынара с ней.", {BERMET, CHYNARA}, HEAD, {DIRECTOR, MINISTER}),
        (ABOUT_HEAD, {HEAD, BERMET, CHYNARA}, DIRECTOR, {MINISTER}),
        (ABOUT_DIRECTOR, {DIRECTOR, HEAD, BERMET, CHYNARA}, MINISTER, set()),
    ],
    ids=["officer", "both officers", "head of the unit", "director"],
)
def test_who_is_named_and_all_below_a_head_never_hear_of_it(
    bodies: Town, text: str, barred: set[str], holder: str, above: set[str]
):
    take(bodies, appeal_mail(text))
    assert [part.holder for part in parts(bodies)] == [holder]
    climb(bodies)
    assert told(bodies) == {holder, *above}
    assert told(bodies).isdisjoint(barred)


def test_where_everybody_is_named_an_administrator_from_elsewhere_hears_of_it(
    bodies: Town,
):
    with transaction(bodies.installation.engine) as session:
        add_body(session, "GOV", "Аппарат правительства")
        add_officer(session, "admin@gov.kg", Role.ADMINISTRATOR, "GOV", None, "", "ru")
    found = take(bodies, appeal_mail("Министров Аскар ничего не делает, прошу передать дальше."))
    assert kinds(found) == [("appeal_slip", APPLICANT), ("unassigned", "admin@gov.kg")]
    assert one(found, "appeal_slip", APPLICANT).facts["unassigned"]
    climb(bodies)
    assert told(bodies) == set()
    assert route(bodies).count("escalated") == 3


def test_the_inspector_of_the_business_that_writes_does_not_get_its_complaint(bodies: Town):
    with transaction(bodies.installation.engine) as session:
        add_officer(session, BERMET, Role.INSPECTOR, "GETI", "I-9", "Садыкова Бермет", "ru")
    take(bodies, upload_mail(workbook([row(1, APPLICANT, inspector="I-1, I-9")])))
    found = take(bodies, appeal_mail(COMPLAINT))
    assert kinds(found) == [("appeal_slip", APPLICANT), ("case_new", CHYNARA)]
    found = take(bodies, appeal_mail(COMPLAINT, "other@business.kg"))
    expected = [("appeal_slip", "other@business.kg"), ("case_new", BERMET)]
    assert [one for one in kinds(found) if one[0] != "case_news"] == expected  # one more alike
    # Who writes from elsewhere and names the inspection is the same to its inspectors.
    with transaction(bodies.installation.engine) as session:
        add_officer(session, BERMET, Role.OFFICER, "GETI", None, "Садыкова Бермет", "ru")
    text = "Проверка № R-0001 нам непонятна, прошу разъяснить её основания."
    found = take(bodies, appeal_mail(text, "third@home.kg"))
    assert kinds(found) == [("appeal_slip", "third@home.kg"), ("case_new", DIRECTOR)]


def test_a_name_that_comes_later_moves_the_case_at_once(bodies: Town):
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    found = act_by_mail(bodies, case, "спросить\nКто приходил?", BERMET)
    before = len([note for note in notes(bodies) if note.to == BERMET])
    found = reply(
        bodies,
        one(found, "appeal_asked", APPLICANT),
        "Приходила сама Садыкова Бермет, и она же требовала деньги.",
        APPLICANT,
    )
    moved = one(found, "case_new", CHYNARA)
    assert "требовала деньги" in moved.facts["text"]
    assert len([note for note in notes(bodies) if note.to == BERMET]) == before
    # What she drafts now is refused, and she learns no more than that it is not hers.
    found = reply(bodies, case, "Ответ: отказано\n\nЖалоба необоснованна.", BERMET)
    assert [(note.kind, note.facts["outcome"]) for note in found] == [("case_result", "not_yours")]
    climb(bodies)
    assert {note.kind for note in notes(bodies) if note.to == BERMET} == {
        *("case_new", "case_confirm", "case_result")
    }


def test_a_draft_of_who_is_named_meanwhile_is_not_done(bodies: Town):
    """TR4: rights are asked at the confirmation as well, not only at the draft."""
    found = take(bodies, appeal_mail(COMPLAINT))
    case, slip = one(found, "case_new", BERMET), one(found, "appeal_slip", APPLICANT)
    found = reply(bodies, case, "Ответ: отказано\n\nНет оснований.", BERMET)
    confirm = one(found, "case_confirm", BERMET)
    reply(bodies, slip, ABOUT_BERMET, APPLICANT)
    found = reply(bodies, confirm, "да", BERMET)
    assert {note.kind for note in found} == {"case_result"}
    assert "decided" not in route(bodies)


def test_a_barred_substitute_gets_nothing(bodies: Town):
    """The holder goes away and names, of all people, the one whom the case is about."""
    take(bodies, appeal_mail(f"{ABOUT_BERMET}"))
    moment = bodies.installation.moment()
    with transaction(bodies.installation.engine) as session:
        first = moment.today + timedelta(days=1)
        send_away(session, moment, CHYNARA, first, first + timedelta(days=30), BERMET)
    bodies.clock.pass_days(1)
    found = swept(bodies)
    assert kinds(found) == [("case_new", HEAD)]
    climb(bodies)
    assert BERMET not in told(bodies)


def test_who_acts_for_a_barred_head_is_barred_as_well(bodies: Town):
    take(bodies, appeal_mail(COMPLAINT))
    moment = bodies.installation.moment()
    with transaction(bodies.installation.engine) as session:
        send_away(session, moment, HEAD, moment.today, moment.today + timedelta(9), OSH_HEAD)
    take(bodies, appeal_mail(ABOUT_HEAD))
    assert [part.holder for part in parts(bodies)] == [BERMET, DIRECTOR]
    assert OSH_HEAD not in told(bodies)


@pytest.mark.parametrize(
    "order", ["переслать в GETI-OSH: их дело", "разделить\n1) Люди → GETI-OSH\n2) Срок → GETI"]
)
def test_a_unit_whose_head_is_named_is_passed_over_by_forwarding_and_splitting(
    bodies: Town, order: str
):
    text = "Ошев Канат, начальник в Оше, прислал к нам людей. Прошу разобраться."
    case = one(take(bodies, appeal_mail(text)), "case_new", BERMET)
    act_by_mail(bodies, case, order, BERMET)
    climb(bodies)
    assert {DIRECTOR, MINISTER} < told(bodies) <= {DIRECTOR, MINISTER, BERMET}
    assert {OSH, OSH_HEAD}.isdisjoint(told(bodies))


def test_a_second_look_is_never_of_who_decided_first(bodies: Town):
    """G11: not even when the decider has become the head above meanwhile."""
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    found = act_by_mail(bodies, case, "Ответ: отказано\n\nНет оснований.", BERMET)
    with transaction(bodies.installation.engine) as session:
        add_officer(session, BERMET, Role.HEAD, "GETI-CHUY", None, "Садыкова Бермет", "ru")
    found = reply(bodies, one(found, "appeal_decided", APPLICANT), "1", APPLICANT)
    assert BERMET not in {note.to for note in found}
    assert parts(bodies)[1].holder in (HEAD, DIRECTOR)


def test_parts_of_a_mixed_appeal_are_decided_by_others_and_rated_apart(bodies: Town):
    found = take(bodies, appeal_mail(COMPLAINT))
    case = one(found, "case_new", BERMET)
    order = "разделить\n1) Почему проверили дважды → GETI-OSH\n2) Отмена предписания → GETI"
    found = act_by_mail(bodies, case, order, BERMET)
    told_of_split = one(found, "appeal_moved", APPLICANT)
    assert [part["label"][-2:] for part in told_of_split.facts["parts"]] == ["/1", "/2"]
    first, second = one(found, "case_new", OSH), one(found, "case_new", DIRECTOR)
    assert "дважды" in first.facts["text"]
    one_told = one(
        act_by_mail(bodies, first, "Ответ: разъяснено\n\nПо плану.", OSH),
        "appeal_decided",
        APPLICANT,
    )
    act_by_mail(bodies, second, "Ответ: удовлетворено\n\nОтменили.", DIRECTOR)
    label = one_told.facts["label"]
    assert label.endswith("/1")
    found = reply(bodies, one_told, "1", APPLICANT, subject=f"Re: Ответ на обращение {label}")
    # The first part goes up to the head of the unit that answered it; the other one is at rest.
    assert ("case_new", OSH_HEAD) in kinds(found)
    rated = [(part.number, part.level, part.rating) for part in parts(bodies)]
    assert rated == [(0, 1, None), (1, 1, 1), (2, 1, None), (1, 2, None)]


def test_an_alert_about_the_head_of_the_group_goes_past_it(bodies: Town):
    text = "Прямо сейчас незаконная проверка без акта, пришёл Быстров Нур с людьми, помогите!"
    found = take(bodies, appeal_mail(text, subject="Незаконная проверка"))
    assert appeals(bodies)[0].kind.value == "alert"
    assert "rapid@geti.kg" not in {note.to for note in found}
    for _ in range(8):
        bodies.clock.now += timedelta(minutes=16)
        swept(bodies)
    assert "rapid@geti.kg" not in told(bodies)
    alerted = {note.to for note in notes(bodies) if note.kind == "alert"}
    assert alerted == {HEAD, DIRECTOR, MINISTER}
