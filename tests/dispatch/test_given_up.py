"""Letters refused until their attempts are used up: what that says of the address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from register.database import transaction
from register.letters import Letter, LetterState, enqueue
from register.returns import came_back
from register.rules.letter import LetterKind
from register.rules.retry import ATTEMPTS


def give_up(office, number, answer):
    """A letter written on a day of its own meets the refusal at its last attempt."""
    office.now += timedelta(days=7)
    with transaction(office.engine) as session:
        words = {"in_reply_to": ""}
        moment, kind, key = office.moment(), LetterKind.RECEIVED, f"k/{number}"
        assert enqueue(session, moment, kind, key, "a@b.kg", "ru", words)
        letter = session.query(Letter).filter_by(key=key).one()
        letter.attempts = ATTEMPTS - 1
    office.server.answers["RCPT"] = [answer]
    assert office.send() == {LetterState.FAILED.value: 1}


@pytest.mark.parametrize(
    ("answer", "silenced"),
    [
        ("452 4.2.2 mailbox full", ["a@b.kg"]),
        ("450 try again", ["a@b.kg"]),
        ("552 5.2.2 mailbox full", ["a@b.kg"]),
        ("452 4.3.1 our own server's disk is full", []),
        ("554 5.7.1 relay access denied", []),
    ],
)
def test_three_letters_given_up_in_a_row_silence_an_address_that_takes_none(
    office, answer, silenced
):
    """ML4: each ends failed; only a mailbox that says so three times is left alone."""
    give_up(office, 1, answer)
    give_up(office, 2, answer)
    assert office.suppressed() == []
    give_up(office, 3, answer)
    assert office.suppressed() == silenced


STATUSES = ("5.1.1", "5.2.1", "5.2.2", "5.3.4", "5.4.4", "5.5.0", "5.6.0", "5.7.1", "5.7.26")


@pytest.mark.parametrize("status", STATUSES)
def test_whether_a_server_refuses_a_letter_or_returns_it_says_the_same_of_its_address(
    office, status
):
    """ML4: at once, after all attempts, or as a notice: the postmaster's choice decides nothing."""
    office.write("notice@b.kg")
    assert office.send() == {"sent": 1}
    with transaction(office.engine) as session:
        (letter,) = session.query(Letter).all()
        came_back(session, office.moment(), letter.id, status)
    by_notice = office.suppressed() == ["notice@b.kg"]
    office.write("refused@b.kg")
    for _ in range(ATTEMPTS):
        office.server.answers["RCPT"] = [f"550 {status} no"]
        office.send()
        office.now += timedelta(days=1)
    letter = office.letters()["refused@b.kg"]
    assert (letter.state, letter.status) == (LetterState.FAILED, status)
    assert ("refused@b.kg" in office.suppressed()) is by_notice
    assert by_notice is (status in ("5.1.1", "5.2.1", "5.4.4", "5.5.0"))
