"""Letters of unknown fate: found, missing, or put off while a place cannot be asked (ML3)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from services.scripted import DROP

from config.mail_settings import MailOut
from config.trouble import WorldTrouble
from dispatch.evidence import EVER, Sought, open_evidence
from dispatch.reconcile import AGAIN, PATIENCE
from register.database import transaction
from register.letters import Letter, LetterState, letter_of
from register.outbox import mark_found


class Place:
    """A place of evidence that knows what a test tells it."""

    def __init__(self, says: str = "found somewhere") -> None:
        self.says = says
        self.known: set[str] = set()
        self.trouble = ""
        self.asked: list[list[Sought]] = []

    def found(self, letters: Sequence[Sought]) -> set[str]:
        self.asked.append(list(letters))
        if self.trouble:
            raise WorldTrouble(self.trouble)
        return self.known & {letter.letter_id for letter in letters}

    def prove(self) -> str:
        return self.says


@pytest.fixture
def lost(office):
    """Two letters handed over without a verdict, a place to look them up, and the time for it."""
    office.write("a@b.kg", "c@d.kg")
    office.server.answers["DOT"] = [DROP, DROP]
    assert office.send() == {"unknown": 2}
    office.now += timedelta(minutes=5)
    office.evidence = [Place()]
    return office


def test_what_is_found_is_sent_and_does_not_go_again(lost):
    """ML3."""
    (place,) = lost.evidence
    place.known = {letter.id for letter in lost.letters().values()}
    assert lost.send() == {"found": 2}
    assert lost.server.letters == []
    for letter in lost.letters().values():
        assert (letter.state, letter.repeats) == (LetterState.SENT, 0)
        assert letter.trouble == "found somewhere"
        assert (letter.context, letter.content) == (None, None)
    assert lost.send() == {}


def test_what_is_not_found_goes_again_and_the_log_names_its_id_only(lost, caplog):
    """ML3: at least once, flagged in register and log; WB7."""
    first = lost.letters()["a@b.kg"]
    (place,) = lost.evidence
    place.known = {first.id}
    with caplog.at_level(logging.WARNING, "achyk.send"):
        assert lost.send() == {"found": 1, "repeated": 1, "sent": 1}
    (again,) = [one for one in lost.letters().values() if one.repeats]
    assert again.recipient == "c@d.kg"
    (record,) = caplog.records
    assert again.id in record.getMessage()
    assert "c@d.kg" not in caplog.text


def test_it_is_looked_up_before_it_is_due_by_nobody(lost):
    """A mail server needs a moment to write its log."""
    lost.now -= timedelta(minutes=4)
    assert lost.send() == {}
    assert lost.evidence[0].asked == []


def test_every_place_is_asked_and_one_find_suffices(lost):
    first, second = Place("found in one"), Place("found in the other")
    lost.evidence = [first, second]
    one, other = lost.letters().values()
    first.known, second.known = {one.id}, {other.id}
    assert lost.send() == {"found": 2}
    troubles = {letter.id: letter.trouble for letter in lost.letters().values()}
    assert troubles == {one.id: "found in one", other.id: "found in the other"}


def test_a_place_is_told_all_that_is_known_of_a_letter(lost):
    lost.send()
    ((asked, _),) = lost.evidence[0].asked
    letter = next(one for one in lost.letters().values() if one.id == asked.letter_id)
    assert letter_of(asked.signed, lost.keys) == letter.id
    assert asked.return_path == f"bounces+{asked.signed}@achyk.test"
    assert asked.recipient == letter.recipient
    assert asked.content is not None
    assert f"<{letter.id}@achyk.test>".encode() in asked.content


def test_a_place_that_cannot_be_read_puts_the_second_copy_off_and_is_told(lost):
    """ML3: other letters go on; the trouble is in the run's record."""
    (place,) = lost.evidence
    place.trouble = "The log is gone."
    lost.write("e@f.kg")
    with pytest.raises(WorldTrouble, match="The log is gone"):
        lost.send()
    assert len(lost.server.letters) == 1
    assert lost.letters()["e@f.kg"].state is LetterState.SENT
    assert lost.send() == {}  # not at once again
    place.trouble, place.known = "", {lost.letters()["a@b.kg"].id}
    lost.now += AGAIN
    assert lost.send() == {"found": 1, "repeated": 1, "sent": 1}


def test_what_another_place_knows_is_not_put_off(lost):
    broken, place = Place(), Place()
    broken.trouble = "The log is gone."
    place.known = {lost.letters()["a@b.kg"].id}
    lost.evidence = [broken, place]
    with pytest.raises(WorldTrouble):
        lost.send()
    states = {to: letter.state for to, letter in lost.letters().items()}
    assert states == {"a@b.kg": LetterState.SENT, "c@d.kg": LetterState.UNKNOWN}


def test_after_a_day_it_goes_again_all_the_same(lost):
    """ML3: at least once, never lost."""
    lost.evidence[0].trouble = "The log is gone."
    lost.now += PATIENCE - timedelta(minutes=6)
    with pytest.raises(WorldTrouble):
        lost.send()
    assert lost.server.letters == []
    lost.now += AGAIN
    with pytest.raises(WorldTrouble):
        lost.send()
    assert len(lost.server.letters) == 2
    assert {letter.repeats for letter in lost.letters().values()} == {1}


def test_a_clock_that_was_ahead_does_not_make_the_day_longer(lost):
    """SC3: nor does it hide files that were written since."""
    lost.now -= timedelta(days=400)
    lost.evidence[0].trouble = "The log is gone."
    with pytest.raises(WorldTrouble):
        lost.send()
    assert {sought.since for sought in lost.evidence[0].asked[0]} == {EVER}
    assert len(lost.server.letters) == 2


def test_a_letter_settled_while_it_was_looked_up_stays_as_it_is(lost):
    """A delivery notice came meanwhile, or another worker was quicker."""
    (place,) = lost.evidence
    real = place.found

    def found(letters):
        with transaction(lost.engine) as session:
            for letter in letters:
                assert mark_found(session, lost.moment(), letter.letter_id, "a notice came")
        return real(letters)

    place.found = found
    assert lost.send() == {}
    assert {letter.trouble for letter in lost.letters().values()} == {"a notice came"}
    assert lost.server.letters == []


def test_a_lookup_that_took_too_long_says_nothing_of_a_later_copy(lost):
    """The letter has been handed over again meanwhile: it is that copy whose fate is unknown."""
    (place,) = lost.evidence

    def found(letters):
        with transaction(lost.engine) as session:
            for letter in session.scalars(sa.select(Letter)):
                letter.handed_at = lost.now
                letter.not_before = lost.now + timedelta(hours=1)
        return set()

    place.found = found
    assert lost.send() == {}
    assert {letter.state for letter in lost.letters().values()} == {LetterState.UNKNOWN}


def test_the_settings_name_the_places(tmp_path):
    def opened(**settings: str) -> list[str]:
        return [type(place).__name__ for place in open_evidence(MailOut(**settings), tmp_path)]

    assert opened() == ["OutgoingFolder"]
    assert opened(url="smtp://127.0.0.1") == []
    assert opened(url="smtp://127.0.0.1", log="/var/log/maillog", copies="maildir:c") == [
        "ServerLog",
        "CopiesFolder",
    ]
    assert opened(url="smtps://mail.kg", copies="imaps://copies@mail.kg") == ["ImapCopies"]
