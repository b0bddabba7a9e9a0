"""Who is kept away: whom the words name, who inspected, who acts for them or stands under them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.appeals.conflict import Barred, barred, staff_now
from register.appeals.contact import Contact
from register.appeals.deed import Deed, PartDeed, Refused
from register.appeals.substitutes import send_away
from register.appeals.tables import Appeal, AppealPart
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction
from register.inspections import record_inspection
from register.rules.appeal import Action, AppealKind
from register.rules.letter import LetterKind


def kept_out(office, part: int) -> Barred:
    with reading(office.engine) as session:
        stands = session.get_one(AppealPart, part)
        appeal = session.get_one(Appeal, stands.appeal_id)
        return barred(session, office.moment, appeal, staff_now(session, office.moment), stands)


@pytest.mark.parametrize(
    ("words", "people", "holder"),
    [
        ("Инспектор Садыкова груба.", {"one@chuy.kg"}, "two@chuy.kg"),
        ("Удостоверение I-11.", {"one@chuy.kg"}, "two@chuy.kg"),
        ("Садыкова и Осмонова грубы.", {"one@chuy.kg", "two@chuy.kg"}, "head@chuy.kg"),
        ("Начальников покрывает всех.", {"head@chuy.kg"}, "director@geti.kg"),
        ("Директоров берёт взятки.", {"director@geti.kg"}, "minister@min.kg"),
        ("Никто не виноват.", set(), "one@chuy.kg"),
    ],
)
def test_whom_the_words_name_is_passed_over_and_all_that_stand_under(office, words, people, holder):
    made = office.arrive(words)
    assert made.part.holder == holder
    assert made.kept_out.people == people == kept_out(office, made.part.id).people
    assert office.told() & people == set()


def test_where_every_administrator_is_barred_number_and_body_are_told_and_the_clock_runs(office):
    """Of two under a barred head, the one who is not named; where all are, all: it is not lost."""
    made = office.arrive("Министров берёт взятки, и Админов с ним.")
    assert (made.part.holder, made.part.look_at is not None) == ("", True)
    assert office.told() == {"admin@min.kg"}
    facts = office.facts(LetterKind.UNASSIGNED, "admin@min.kg")
    assert facts == {"labels": [made.appeal.number], "bodies": ["Орган CHUY"]}
    with transaction(office.engine) as session:
        add_officer(session, "other@min.kg", Role.ADMINISTRATOR, "MIN", None, "Другов Эмиль")
    office.arrive("Министров берёт взятки, и Админов с ним.")
    told = office.letters(LetterKind.UNASSIGNED)
    assert told == [("unassigned", "admin@min.kg"), ("unassigned", "other@min.kg")]


def test_who_is_named_learns_nothing_by_an_alert_either(office):
    office.arrive("Быстров и Начальников вымогают!", kind=AppealKind.ALERT)
    for _ in range(6):
        office.later(minutes=15)
        office.sweep()
    assert office.told() == {"director@geti.kg", "minister@min.kg"}


def test_who_ever_inspected_the_business_that_writes_is_kept_away(office, record):
    survey = Survey(delay=2, gap=7, close=30)
    with transaction(office.engine) as session:
        add_officer(session, "one@chuy.kg", Role.INSPECTOR, "CHUY", "I-11", "Садыкова Бермет")
        for n, ids in ((1, ("I-11",)), (2, ("I-99",))):
            facts = record(registration_no=f"R-{n}", body="CHUY", inspector_ids=ids)
            record_inspection(session, office.moment, facts, "upload-1", survey)
    wrote = Contact("Бизнес", "one@business.kg")
    assert office.arrive("Прошу объяснить.", contact=wrote).part.holder == "two@chuy.kg"
    named = office.arrive("Прошу объяснить.", inspections=("R-1",))
    assert named.part.holder == "two@chuy.kg"
    other = office.arrive("Прошу объяснить.")
    assert "one@chuy.kg" not in kept_out(office, other.part.id).people


def test_a_substitute_of_who_is_named_is_as_partial(office):
    with transaction(office.engine) as session:
        day = office.moment.today
        send_away(session, office.moment, "one@chuy.kg", day, day + timedelta(9), "osh@osh.kg")
    part = office.part("Садыкова груба.")
    assert kept_out(office, part).people == {"one@chuy.kg", "osh@osh.kg"}
    with pytest.raises(Refused) as refused:
        office.do(part, "minister@min.kg", Deed(Action.FORWARD, unit="LONE", reason="x"))
    assert refused.value.code == "nobody"
    office.do(part, "minister@min.kg", Deed(Action.FORWARD, unit="OSH", reason="x"))
    assert office.get(part).holder == "oshhead@osh.kg"


def test_nobody_stands_in_for_a_subordinate_of_who_is_named(office):
    with transaction(office.engine) as session:
        day = office.moment.today
        send_away(session, office.moment, "one@chuy.kg", day, day, "osh@osh.kg")
    part = office.part("Начальников берёт взятки.")
    assert office.get(part).holder == "director@geti.kg"
    with pytest.raises(Refused):
        office.do(part, "osh@osh.kg")


def test_who_becomes_partial_meanwhile_loses_the_case_at_the_next_step(office):
    part = office.part("Эргешов и его люди вымогают.")
    assert office.get(part).holder == "one@chuy.kg"
    with transaction(office.engine) as session:
        add_officer(session, "oshhead@osh.kg", Role.HEAD, "CHUY", None, "Эргешов Урмат")
    with pytest.raises(Refused):
        office.do(part, "one@chuy.kg")  # the new head of the unit is named
    before = office.letters()
    office.at(2026, 8, 4, 9, 30)
    assert office.sweep()["reassigned"] == 1
    assert office.get(part).holder == "director@geti.kg"
    new = [to for one in set(office.letters()) - set(before) for to in one[1:]]
    assert {to for to in new if to.endswith("chuy.kg")} == set()


def test_a_split_keeps_no_part_with_who_is_barred_by_now(office):
    part = office.part()
    office.write(part, "Спасибо.")
    with transaction(office.engine) as session:
        session.execute(
            sa.text("UPDATE officers SET name = 'Прошу Объяснить' WHERE email = :one"),
            {"one": "one@chuy.kg"},
        )
    halves = (PartDeed("", "раз"), PartDeed("", "два"))
    office.do(part, "head@chuy.kg", Deed(Action.SPLIT, parts=halves))
    assert {one.holder for one in office.parts()} == {"two@chuy.kg"}


def test_a_tree_with_a_circle_or_a_deep_chain_is_walked_to_its_end(office):
    with transaction(office.engine) as session:
        for n in range(40):
            add_body(session, f"L{n}", "x", f"L{n - 1}" if n else "OSH")
            session.flush()
    assert office.part(body="L39")
    with transaction(office.engine) as session:
        session.execute(sa.text("UPDATE bodies SET parent_code = 'CHUY' WHERE code = 'MIN'"))
    with reading(office.engine) as session:
        staff = staff_now(session, office.moment)
        assert staff.chain("CHUY") == ("CHUY", "GETI", "MIN")
        assert "CHUY" in staff.below("MIN")
    assert office.arrive().part.holder


def test_the_staff_is_that_of_the_moment(office):
    with reading(office.engine) as session:
        before = staff_now(session, office.moment)
        assert staff_now(session, office.moment) is before  # nothing changed: nothing is made anew
    with transaction(office.engine) as session:
        add_officer(session, "two@chuy.kg", Role.OFFICER, "CHUY", None, "Осмонова Чынара", "ky")
    with reading(office.engine) as session:
        after = staff_now(session, replace(office.moment))
    assert {o.language for o in after.officers if o.email == "two@chuy.kg"} == {"ky"}
