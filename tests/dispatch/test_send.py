"""The outbox against a mail server that fails in every way (safety.md ML3, ML4)."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from services.scripted import DROP, Scripted, run_scripted

from config.settings import Mail, MailOut, Settings
from config.trouble import WorldTrouble
from dispatch.outgoing import open_outgoing
from dispatch.send import Post, send
from register.blobs import Blobs
from register.database import open_engine, reading, transaction
from register.keys import Keys
from register.letters import LEASE, Letter, LetterState, enqueue
from register.moment import Moment
from register.rules.letter import LetterKind
from register.rules.retry import ATTEMPTS
from register.suppressions import Suppression, SuppressionReason, suppress


class Office:
    """An outbox with letters in it, a clock, and the way to the scripted server."""

    def __init__(self, url: str, folder, server: Scripted) -> None:
        self.engine = open_engine(url, folder)
        self.seeded = random.Random(4).randbytes
        self.keys = Keys(folder / "keys", self.seeded)
        self.keys.make()
        self.now = datetime(2026, 7, 20, 4, tzinfo=UTC)
        self.server = server
        mail = Mail(domain="achyk.test", out=MailOut(url=server.url, starttls="never"))
        settings = Settings(folder=folder, mail=mail)
        self.post = Post(self.engine, Blobs(folder / "blobs", self.keys), settings, self.moment)

    def moment(self) -> Moment:
        return Moment(self.now, self.seeded, self.keys, ZoneInfo("Asia/Bishkek"))

    def write(self, *recipients: str, **context: object) -> None:
        with transaction(self.engine) as session:
            for to in recipients:
                kind = LetterKind.RECEIVED
                words = {"in_reply_to": "", **context}
                assert enqueue(session, self.moment(), kind, f"k/{to}", to, "ru", words)

    def send(self) -> dict[str, int]:
        url = self.server.url
        with open_outgoing(url, installation=self.post.settings.folder, timeout=5) as outgoing:
            return send(self.post, outgoing)

    def letters(self) -> dict[str, Letter]:
        with reading(self.engine) as session:
            return {letter.recipient: letter for letter in session.scalars(sa.select(Letter))}

    def suppressed(self) -> list[str]:
        with reading(self.engine) as session:
            return list(session.scalars(sa.select(Suppression.email)))


@pytest.fixture
def office(register_url, tmp_path):
    with run_scripted() as server:
        made = Office(register_url, tmp_path, server)
        yield made
        made.engine.dispose()


def test_letters_that_went_are_wiped_and_sent_no_second_time(office):
    office.write("a@b.kg", "c@d.kg")
    assert office.send() == {"sent": 2}
    assert office.send() == {}
    assert len(office.server.letters) == 2
    for letter in office.letters().values():
        assert (letter.state, letter.context, letter.content) == (LetterState.SENT, None, None)


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "550 unknown", "553 5.1.3 bad"])
def test_an_address_that_does_not_exist_fails_at_once_and_is_suppressed(office, answer):
    office.write("gone@b.kg")
    office.server.answers["RCPT"] = [answer]
    assert office.send() == {"failed": 1}
    assert office.suppressed() == ["gone@b.kg"]


@pytest.mark.parametrize(
    "answer", ["451 4.7.1 greylisted", "452 4.2.2 full", "554 5.7.1 relaying denied", "554 no"]
)
def test_a_refusal_that_may_pass_is_tried_again_later(office, answer):
    """ML4: a mistake in our own server's settings must not cost the letters of the day."""
    office.write("a@b.kg")
    office.server.answers["RCPT"] = [answer]
    assert office.send() == {"waiting": 1}
    assert office.send() == {}
    office.now += timedelta(minutes=3)
    assert office.send() == {"sent": 1}
    assert office.suppressed() == []


def test_a_letter_refused_often_enough_has_failed(office):
    office.write("a@b.kg")
    office.server.answers["RCPT"] = ["451 4.3.0 try later"] * 50
    for _ in range(50):
        office.send()
        office.now += timedelta(days=1)
    letter = office.letters()["a@b.kg"]
    assert (letter.state, letter.attempts) == (LetterState.FAILED, ATTEMPTS)


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_drops_before_the_letter_gives_everything_back(office, step):
    """ML4: no attempt is counted, nothing was sent, and all of it goes when the server is back."""
    office.write("a@b.kg", "c@d.kg")
    office.server.answers[step] = [DROP] * 4
    with pytest.raises(WorldTrouble):
        office.send()
    states = {(letter.state, letter.attempts) for letter in office.letters().values()}
    assert states == {(LetterState.WAITING, 0)}
    office.server.answers.clear()
    office.now += timedelta(minutes=3)
    assert office.send() == {"sent": 2}
    assert len(office.server.letters) == 2


def test_a_verdict_that_never_came_makes_the_letter_unknown_and_it_goes_again_unchanged(office):
    """ML3, ML4: it may have gone; the second copy is byte for byte the first."""
    office.write("a@b.kg")
    office.server.answers["DOT"] = [DROP]
    assert office.send() == {"unknown": 1}
    fixed = office.letters()["a@b.kg"].read_content(office.keys)
    office.now += timedelta(minutes=5)
    assert office.send() == {"sent": 1}
    (sent,) = office.server.letters
    assert sent.strip() == (fixed or b"").strip()
    assert office.letters()["a@b.kg"].repeats == 1


def test_a_claim_whose_run_died_is_taken_up_after_its_lease(office):
    office.write("a@b.kg")
    with transaction(office.engine) as session:
        letter = session.scalars(sa.select(Letter)).one()
        letter.state, letter.lease_until = LetterState.SENDING, office.now + LEASE
    assert office.send() == {}
    office.now += LEASE + timedelta(seconds=1)
    assert office.send() == {"unknown": 1, "sent": 1}


def test_a_letter_that_cannot_be_written_keeps_no_other_from_going(office):
    office.write("a@b.kg")
    office.write(
        "c@d.kg", attached=[{"name": "x", "type": "a/b", "vault": "kept", "digest": "0" * 64}]
    )
    office.write("e@f.kg")
    counts = office.send()
    assert counts == {"sent": 2, "unwritten": 1}
    assert office.letters()["c@d.kg"].state is LetterState.WAITING


def test_an_address_that_bounced_gets_nothing(office):
    office.write("a@b.kg", "c@d.kg")
    with transaction(office.engine) as session:
        suppress(session, office.moment(), "A@b.kg", SuppressionReason.BOUNCED)
    assert office.send() == {"sent": 1, "cancelled": 1}


def test_the_return_path_is_the_letters_own_and_signed(office):
    """TR7: a bounce can only name a letter whose return path we signed."""
    from register.letters import letter_of

    office.write("a@b.kg")
    office.send()
    path = next(line for line in office.server.said if line.upper().startswith("MAIL"))
    signed = path.partition("+")[2].partition("@")[0]
    assert letter_of(signed, office.keys) == office.letters()["a@b.kg"].id
    assert letter_of(signed[:-1] + ("a" if signed[-1] != "a" else "b"), office.keys) is None


def test_no_register_row_keeps_the_words_of_a_refusal(office):
    """WB7: a server's words may hold the address or more."""
    office.write("a@b.kg")
    office.server.answers["RCPT"] = ["550 5.1.1 <secret@b.kg> unknown"]
    office.send()
    assert "secret" not in office.letters()["a@b.kg"].trouble
