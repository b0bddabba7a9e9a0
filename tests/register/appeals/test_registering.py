"""Registering: whatever comes in has number, clock, addressee and route in one commit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from config.trouble import WorldTrouble
from register.appeals.arriving import arrive
from register.appeals.contact import Contact, pin_digest, read_contact, read_words
from register.appeals.finding import appeal_by_number, pin_fits
from register.appeals.incoming import Incoming, KeptFile
from register.appeals.tables import Appeal, AppealFile
from register.database import open_engine, reading, transaction
from register.rules.appeal import AppealKind, Channel, Notify
from register.rules.letter import LetterKind
from register.rules.number import is_number


def test_an_appeal_has_number_deadline_addressee_route_slip_and_notice(office):
    made = office.arrive()
    assert is_number(made.appeal.number)
    assert made.part.due_on == date(2026, 8, 7)  # 14 working days from 20 July (Law 67)
    assert (made.part.body, made.part.holder, made.part.rung) == ("CHUY", "one@chuy.kg", 0)
    assert office.route(made.part.id) == [("registered", "mail"), ("assigned", "officer")]
    assert office.letters() == [
        ("appeal_slip", "aida1@business.kg"),
        ("case_new", "one@chuy.kg"),
    ]
    slip = office.facts(LetterKind.APPEAL_SLIP, "aida1@business.kg")
    assert (slip["number"], slip["pin"], slip["due_on"]) == (
        made.appeal.number,
        made.pin,
        "2026-08-07",
    )


def test_the_same_mail_once_more_makes_nothing_new(office):
    """ML1: effects of a mail happen at most once."""
    first = office.arrive(sameness="a" * 64)
    before = office.letters()
    again = office.arrive(sameness="a" * 64)
    assert (again.is_new, again.appeal.number, again.pin) == (False, first.appeal.number, "")
    assert len(office.parts()) == 1
    assert office.letters() == before


def test_the_database_holds_no_word_name_address_or_pin_in_the_clear(office):
    made = office.arrive("Тайные слова о взятке", contact=Contact("Аида", "aida@b.kg", "", "Тема"))
    with reading(office.engine) as session:
        row = session.execute(sa.select(sa.text("*")).select_from(Appeal.__table__)).one()
        stored = b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in row if v)
        for hidden in ("Тайные", "Аида", "aida@b.kg", "Тема", made.pin):
            assert hidden.encode() not in stored
        appeal = session.get_one(Appeal, made.appeal.id)
        assert read_words(office.moment.keys, appeal.words) == "Тайные слова о взятке"
        assert read_contact(office.moment.keys, appeal).name == "Аида"
        assert appeal.pin == pin_digest(office.moment.keys, appeal.number, made.pin)
        assert pin_fits(office.moment.keys, appeal, appeal.number, made.pin)
        assert not pin_fits(office.moment.keys, appeal, appeal.number, "0000-0000")
        assert not pin_fits(office.moment.keys, None, appeal.number, made.pin)
        assert appeal_by_number(session, "1" * 18) is None


def test_a_clock_ahead_of_ours_moves_no_receipt_into_the_future(office):
    made = office.arrive(received_at=office.moment.now + timedelta(days=400))
    assert made.appeal.received_at == office.moment.now


@pytest.mark.parametrize(
    ("facts", "notify"),
    [
        ({"contact": Contact(email="a@b.kg")}, Notify.MAIL),
        ({"contact": Contact(email="a@b.kg"), "notify": Notify.NONE}, Notify.NONE),
        ({"contact": Contact(phone="+996700123456")}, Notify.NONE),  # no gateway here
        ({"contact": Contact(email="a@b.kg", phone="+99670"), "notify": Notify.SMS}, Notify.MAIL),
        ({"contact": Contact(name="Без адреса")}, Notify.NONE),
    ],
)
def test_an_applicant_is_told_as_wished_or_as_can_be(office, facts, notify):
    assert office.arrive(**facts).appeal.notify is notify
    told = [kind for kind, _ in office.letters(LetterKind.APPEAL_SLIP)]
    assert bool(told) is (notify is Notify.MAIL)


def test_who_may_not_be_answered_by_a_machine_is_registered_without_a_slip(office):
    """LP1: no automatic answer; the appeal counts all the same."""
    made = office.arrive(answerable=False)
    assert made.is_new
    assert office.letters() == [("case_new", "one@chuy.kg")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [("OSH", "osh@osh.kg"), ("GETI", "director@geti.kg"), ("NOWHERE", "minister@min.kg")],
)
def test_the_body_addressed_has_it_else_the_body_above_all(office, body, expected):
    assert office.arrive(body=body).part.holder == expected


def test_without_any_body_nothing_can_be_registered_and_one_sentence_says_what_to_do(
    register_url, tmp_path, moment, book
):
    engine = open_engine(register_url, tmp_path)
    incoming = Incoming(Channel.MAIL, moment.now, "Жалоба")
    with transaction(engine) as session, pytest.raises(WorldTrouble, match="achyk body add"):
        arrive(session, moment, book, incoming)
    engine.dispose()


def test_an_officer_with_fewer_open_parts_gets_the_next(office):
    holders = [office.get(office.part()).holder for _ in range(4)]
    assert sorted(holders) == ["one@chuy.kg"] * 2 + ["two@chuy.kg"] * 2


def test_a_part_for_a_body_with_nobody_waits_and_administrators_hear_of_it(office):
    made = office.arrive(body="LONE")
    assert made.part.holder == ""
    assert ("unassigned", "admin@min.kg") in office.letters()
    assert office.route(made.part.id) == [("registered", "mail")]
    assert made.part.look_at is not None


def test_files_are_kept_up_to_a_limit_and_their_names_are_sealed(office):
    file = KeptFile("паспорт.pdf", "application/pdf", 10, "d" * 64)
    made = office.arrive(files=(file,) * 250)
    with reading(office.engine) as session:
        stored = session.scalars(sa.select(AppealFile)).all()
        assert len(stored) == 200
        assert all("паспорт".encode() not in one.name for one in stored)
    assert len(office.facts(LetterKind.CASE_NEW, made.part.holder)["files"]) == 200


@pytest.mark.parametrize("text", ["\udc80\ud800", "a\x00b", "", "\u202e" * 50, "Ж" * 250_000])
def test_hostile_text_is_registered_like_any(office, text):
    made = office.arrive(text, contact=Contact(text[:40], "a@b.kg", "", text[:80]))
    assert made.is_new
    assert office.facts(LetterKind.CASE_NEW, "one@chuy.kg")["label"] == made.appeal.number


def test_the_officer_never_sees_the_pin(office):
    made = office.arrive()
    assert made.pin not in str(office.facts(LetterKind.CASE_NEW, "one@chuy.kg"))


def test_an_alert_reaches_its_group_at_once(office):
    made = office.arrive(kind=AppealKind.ALERT, region="chuy")
    assert made.appeal.region == "chuy"
    assert ("alert", "rapid@geti.kg") in office.letters()
