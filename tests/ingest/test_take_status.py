"""How an appeal stands, asked by mail: the same shape for every number, content for one address."""

from __future__ import annotations

import pytest
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    COMPLAINT,
    Note,
    act_by_mail,
    appeal_mail,
    bodies,
    kinds,
    mail,
    one,
    plain,
    post,
    take,
)
from journeys.town import Town, town

from register.rules.number import new_number
from register.rules.pin import new_pin

__all__ = ["bodies", "town"]

# What happens is the same on every database.
pytestmark = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)

STRANGER = "asker@home.kg"
SECRET = "Проверка была внеплановой, по жалобе работника."


@pytest.fixture
def slip(bodies: Town) -> Note:
    """The slip of an appeal that is decided by now."""
    found = take(bodies, appeal_mail(COMPLAINT))
    act_by_mail(bodies, one(found, "case_new", BERMET), f"Ответ: отказано\n\n{SECRET}", BERMET)
    return one(found, "appeal_slip", APPLICANT)


def asked(town: Town, text: str, sender: str = STRANGER, subject: str = "") -> Note:
    """The one letter that answers the question."""
    found = take(town, mail("appeals@achyk.test", text, sender, subject=subject))
    assert kinds(found) == [("appeal_status", sender)]
    return found[0]


def wrong(pin: str) -> str:
    return new_pin(lambda size: b"\x01" * size) if pin[0] != "B" else "CCCC-CCCC"


def unknown(town: Town) -> str:
    return new_number(town.installation.moment().today, lambda size: b"\x05" * size)


def test_the_pin_opens_the_route_and_the_address_on_file_the_answer(bodies: Town, slip: Note):
    """WB4: stage and due date for the number; the rest for who proves more."""
    number, pin = slip.facts["number"], slip.facts["pin"]
    bare = asked(bodies, number)
    assert (bare.facts["stage"], bare.facts["route"], bare.facts["answer"]) == ("decided", [], "")
    bad = asked(bodies, f"{number} {wrong(pin)}", "two@home.kg")
    assert (bad.facts["stage"], bad.facts["route"]) == ("decided", [])
    other = asked(bodies, f"{number}\nPIN: {pin}", "three@home.kg")
    assert [step["kind"] for step in other.facts["route"]] == ["registered", "assigned", "decided"]
    assert other.facts["answer"] == ""
    own = asked(bodies, f"{number} {pin}", APPLICANT)
    assert own.facts["answer"] == SECRET


@pytest.mark.parametrize("said", ["officer", "bermet", "Садыкова", BERMET])
def test_no_status_names_a_person(bodies: Town, slip: Note, said: str):
    """The post, never the person."""
    own = asked(bodies, f"{slip.facts['number']} {slip.facts['pin']}", APPLICANT)
    shown = said in str(own.facts["route"])
    assert shown == (said == "officer")


def test_known_and_unknown_numbers_are_answered_in_the_same_lines(bodies: Town, slip: Note):
    """WB4: no line, field, subject or header more or less, whatever was asked with it."""
    number, pin = slip.facts["number"], slip.facts["pin"]
    questions = [number, unknown(bodies), f"{number} {wrong(pin)}", f"{unknown(bodies)} {pin}"]
    letters = []
    for at, text in enumerate(questions):
        raw = mail("appeals@achyk.test", text, f"asker{at}@home.kg", subject="")
        (letter,) = post_only_status(bodies, raw)
        letters.append(letter)
    shapes = {tuple(part.get_content_type() for part in letter.walk()) for letter in letters}
    fields = {tuple(name for name in letter.keys()) for letter in letters}  # noqa: SIM118
    lines = {len(plain(letter).splitlines()) for letter in letters}
    firsts = {
        tuple(line.split(":")[0] for line in plain(letter).splitlines()) for letter in letters
    }
    assert len(shapes) == len(fields) == len(lines) == 1
    assert len({len(first) for first in firsts}) == 1
    assert all("Reply-To" not in letter or "+" not in letter["Reply-To"] for letter in letters)
    lengths = [len(letter.as_bytes()) for letter in letters]
    assert max(lengths) - min(lengths) < 300


def post_only_status(town: Town, raw: bytes) -> list:
    return [letter for letter in post(town, raw) if letter["X-Achyk-Letter"] == "appeal_status"]


def test_who_guesses_pins_gets_twenty_answers_a_day(bodies: Town, slip: Note):
    """WB4, LP2: the limit of answers is the limit of guesses that tell anything."""
    number = slip.facts["number"]
    guesses = (new_pin(lambda size, n=n: bytes([n]) * size) for n in range(30))
    mails = [
        mail("appeals@achyk.test", f"{number} {guess}", STRANGER, subject="") for guess in guesses
    ]
    found = take(bodies, *mails)
    assert len(found) == 20
    assert all(note.facts["route"] == [] for note in found)


def test_several_numbers_in_one_mail_are_answered_three_at_most(bodies: Town, slip: Note):
    number = slip.facts["number"]
    others = [new_number(bodies.installation.moment().today, lambda size, n=n: bytes([n]) * size)
              for n in (7, 8, 9)]  # fmt: skip
    found = take(bodies, mail("appeals@achyk.test", "\n".join([number, *others]), STRANGER))
    assert [note.kind for note in found] == ["appeal_status"] * 3
    assert sorted(note.facts["stage"] for note in found) == ["decided", "unknown", "unknown"]


def test_a_failed_proof_is_not_answered(bodies: Town, slip: Note):
    """LP1."""
    raw = mail("appeals@achyk.test", slip.facts["number"], APPLICANT, dmarc="fail", subject="")
    assert take(bodies, raw) == []
