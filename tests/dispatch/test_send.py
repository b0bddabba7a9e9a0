"""The outbox against a mail server that fails in every way (safety.md ML3, ML4)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from services.scripted import DROP, STALL, USUAL
from services.sms_gateway import run_sms_gateway

from config.sms_settings import Sms
from config.trouble import WorldTrouble
from dispatch import claiming
from register import failpoint
from register.database import transaction
from register.letters import Letter, LetterState
from register.outbox import LEASE, claim, mark_handed, release_expired
from register.rules.letter import LetterKind
from register.rules.retry import ATTEMPTS
from register.suppressions import SuppressionReason, suppress


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


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL"])
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


@pytest.mark.parametrize("answer", [DROP, "421 4.3.2 <a@b.kg> is too much for me"])
@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_server_that_hangs_up_over_one_letter_gets_the_others(office, step, answer):
    """ML4: the letter in flight waits longer than the others, and in the end it has failed."""
    office.write("a@b.kg", "c@d.kg")
    office.server.answers[step] = [answer] * 2  # on the kept connection, and on a new one
    with pytest.raises(WorldTrouble) as told:
        office.send()
    assert "@" not in str(told.value)
    office.now += timedelta(minutes=3)
    office.server.answers[step] = [USUAL[step], answer, answer]
    with pytest.raises(WorldTrouble):
        office.send()
    (blamed,) = (to for to, one in office.letters().items() if one.attempts == 2)
    for _ in range(ATTEMPTS - 2):
        office.now += timedelta(days=1)
        office.server.answers[step] = [answer] * 2
        with pytest.raises(WorldTrouble):
            office.send()
    states = {to: one.state for to, one in office.letters().items()}
    assert states.pop(blamed) is LetterState.FAILED
    assert set(states.values()) == {LetterState.SENT}


def test_a_verdict_that_never_came_makes_the_letter_unknown_and_it_goes_again_unchanged(office):
    """ML3, ML4: it may have gone; the second copy is byte for byte the first."""
    office.write("a@b.kg")
    office.server.answers["DOT"] = [DROP]
    assert office.send() == {"unknown": 1}
    fixed = office.letters()["a@b.kg"].read_content(office.keys)
    office.now += timedelta(minutes=5)
    assert office.send() == {"repeated": 1, "sent": 1}
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
    assert office.send() == {"sent": 1}
    assert office.letters()["a@b.kg"].repeats == 0


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


@pytest.fixture
def stopped():
    """Arms a failpoint for one run."""
    yield failpoint.arm
    failpoint.arm("")


def on_the_wire(office) -> Counter[str]:
    """How often each letter was accepted, by its id."""
    identity = re.compile(rb"(?mi)^message-id: <([a-z2-7]{16})@")
    found = (identity.search(letter) for letter in office.server.letters)
    return Counter(match[1].decode() for match in found if match)


def settle(office) -> None:
    """Run after run, until nothing is left to do."""
    for _ in range(60):
        try:
            office.send()
        except WorldTrouble:
            pass_on = True
        else:
            states = {letter.state for letter in office.letters().values()}
            pass_on = bool(states - {LetterState.SENT, LetterState.FAILED})
        if not pass_on:
            return
        office.now += timedelta(hours=20)


STEPS = ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT"]
FAULTS = [DROP, STALL, "421 4.3.2 going down", "451 4.3.0 later", "451 no status", "554 5.7.1 no"]


@pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS)
def test_every_letter_ends_sent_and_a_second_copy_is_flagged(office, step, fault, times):
    """ML4: whatever the server does, and at whatever step, in the middle of many letters."""
    office.timeout = office.verdict_timeout = 0.2
    office.write("first@b.kg")
    office.send()
    office.write("a@b.kg", "c@d.kg", "e@f.kg")
    office.server.answers[step] = [fault] * times
    settle(office)
    wire = on_the_wire(office)
    for letter in office.letters().values():
        assert letter.state is LetterState.SENT
        assert 1 <= wire[letter.id] <= 1 + letter.repeats
    flagged = sum(letter.repeats for letter in office.letters().values())
    assert flagged <= (times if step == "DOT" and fault in (DROP, STALL) else 0)


def test_a_verdict_lost_after_the_letter_was_taken_makes_a_second_copy_and_says_so(office):
    """ML4: without any evidence at least once wins."""
    office.write("a@b.kg", "c@d.kg")
    office.server.answers["DOT"] = ["250 2.0.0"]
    office.server.lost_verdicts = 1
    assert office.send() == {"unknown": 1, "sent": 1}
    office.now += timedelta(minutes=5)
    assert office.send() == {"repeated": 1, "sent": 1}
    assert sorted(on_the_wire(office).values()) == [1, 2]
    for letter in office.letters().values():
        assert on_the_wire(office)[letter.id] == 1 + letter.repeats


def test_only_the_letter_in_flight_is_of_unknown_fate_when_the_run_dies(office, stopped):
    """ML3: the first had been marked, the third no server had heard of."""
    office.write("a@b.kg", "c@d.kg", "e@f.kg")
    stopped("handed-over@2:raise")
    with pytest.raises(WorldTrouble, match="failpoint"):
        office.send()
    states = {to: (one.state, one.handed_at is None) for to, one in office.letters().items()}
    assert Counter(states.values()) == {
        (LetterState.SENT, False): 1,
        (LetterState.SENDING, False): 1,
        (LetterState.WAITING, True): 1,
    }
    office.now += LEASE + timedelta(minutes=1)
    assert office.send() == {"unknown": 1, "repeated": 1, "sent": 2}
    assert sorted(on_the_wire(office).values()) == [1, 1, 2]
    assert sorted(letter.repeats for letter in office.letters().values()) == [0, 0, 1]


def test_a_letter_costs_one_commit(office):
    """ML3: its mark and the announcement of the next are one."""
    office.write(*(f"{number}@b{number}.kg" for number in range(20)))
    office.write("last@b.kg")
    commits = []
    sa.event.listen(office.engine, "commit", lambda connection: commits.append(1))
    office.send()
    assert len(office.server.letters) == 21
    assert len(commits) <= 21 + 6  # beginning, pace, two claims, looking up, first announcement


def test_what_another_run_has_taken_is_left_to_it(office, monkeypatch):
    """ML3: we stood still for longer than the lease, between claim and hand-over."""
    office.write("a@b.kg", "c@d.kg")
    claims = []

    def slowly(*arguments):
        claimed = real(*arguments)
        if not claims and claimed:
            office.now += LEASE + timedelta(seconds=1)
            with transaction(office.engine) as session:
                release_expired(session, office.moment())
                claims.extend(claim(session, office.moment(), 1))
        return claimed

    real = claiming.claim_batch
    monkeypatch.setattr("dispatch.send.claim_batch", slowly)
    counts = office.send()
    (theirs,) = claims
    # The other one waited again: nobody has it, so the next claim of this very run takes it.
    assert counts == {"left": 2, "sent": 1}
    assert theirs.id not in on_the_wire(office)
    assert office.letters()[theirs.recipient].lease_until == theirs.lease_until


def test_a_lease_too_short_for_a_verdict_is_renewed_before_the_letter_goes(office, monkeypatch):
    """ML3: the process stood still between announcement and hand-over."""
    office.write("a@b.kg")
    leases = []
    real = office.server.answer

    def look(step: str) -> str:
        if step == "DOT":
            leases.append(office.letters()["a@b.kg"].lease_until - office.now)
        return real(step)

    monkeypatch.setattr(office.server, "answer", look)
    monkeypatch.setattr("dispatch.hand_over.mark_handed", announced_slowly(office))
    assert office.send() == {"sent": 1}
    assert leases == [LEASE]


def announced_slowly(office):
    """`mark_handed`, after which the process stands still for six minutes, the first time."""
    stood = []

    def announce(session, moment, letter):
        handed = mark_handed(session, moment, letter)
        if not stood:
            stood.append(1)
            office.now += timedelta(minutes=6)
        return handed

    return announce


def test_a_lease_that_cannot_be_renewed_leaves_the_letter(office, monkeypatch):
    """ML3: while the process stood still another run found the letter unknown."""
    office.write("a@b.kg")
    announced = []

    def announce(session, moment, letter):
        if announced:
            release_expired(session, moment)
        else:
            office.now += LEASE + timedelta(seconds=1)
        announced.append(1)
        return mark_handed(session, moment, letter)

    monkeypatch.setattr("dispatch.hand_over.mark_handed", announce)
    assert office.send() == {"left": 1}
    assert office.server.letters == []
    assert office.letters()["a@b.kg"].state is LetterState.UNKNOWN


def test_no_more_go_to_one_domain_than_the_pace_allows_and_others_go_on(office):
    office.pace = 3
    office.write(*(f"{number}@b.kg" for number in range(8)), "x@c.kg", "y@d.kg")
    assert office.send() == {"sent": 5, "paced": 5}
    assert office.send() == {}
    paced = [one for one in office.letters().values() if one.state is LetterState.WAITING]
    assert {(one.attempts, one.content) for one in paced} == {(0, None)}
    office.now += timedelta(seconds=59)
    assert office.send() == {}
    office.now += timedelta(seconds=1)
    assert office.send() == {"sent": 3}
    office.now += timedelta(minutes=1)
    assert office.send() == {"sent": 2}
    assert sorted(on_the_wire(office).values()) == [1] * 10


def test_what_one_run_sent_counts_in_the_next(office):
    office.pace = 3
    office.write("1@b.kg", "2@b.kg")
    office.send()
    office.now += timedelta(seconds=30)
    office.write("3@b.kg", "4@b.kg")
    assert office.send() == {"sent": 1, "paced": 1}


def test_a_crowd_to_one_domain_is_claimed_once_and_keeps_its_turns(office, monkeypatch):
    """Not again and again in vain, neither in this run nor in the next."""
    office.pace = 2
    claimed = []
    monkeypatch.setattr("dispatch.claiming.claim", lambda *a: claimed_of(claimed, claim(*a)))
    office.write(*(f"a{number}@b.kg" for number in range(120)))
    assert office.send() == {"sent": 2, "paced": 118}
    assert len(claimed) == 120
    office.write(*(f"b{number}@b.kg" for number in range(10)))
    office.now += timedelta(minutes=1)
    assert office.send() == {"sent": 2, "paced": 10}
    assert len(claimed) == 132
    for _ in range(10):
        office.now += timedelta(minutes=1)
        assert office.send() == {"sent": 2}
    assert len(claimed) == 152


def claimed_of(seen: list, letters):
    seen.extend(letters)
    return letters


def test_a_domain_whose_server_takes_nothing_rests_and_the_others_go_on(office):
    office.write("1@b.kg", "2@b.kg", "3@b.kg", "x@c.kg")
    office.server.answers["RCPT"] = ["451 4.4.1 no answer from host"]
    assert office.send() == {"waiting": 1, "paced": 2, "sent": 1}
    rested = [one.attempts for one in office.letters().values() if one.recipient.endswith("b.kg")]
    assert sorted(rested) == [0, 0, 1]
    office.now += timedelta(minutes=6)
    assert office.send() == {"sent": 3}


@pytest.mark.parametrize("answer", ["451 4.7.1 Greylisted, try again", "452 4.2.2 mailbox full"])
def test_a_letter_put_off_for_itself_keeps_no_other_waiting(office, answer):
    office.write("1@b.kg", "2@b.kg")
    office.server.answers["RCPT"] = [answer]
    assert office.send() == {"waiting": 1, "sent": 1}


def test_all_telephones_are_behind_one_gateway_and_keep_to_its_pace(office):
    with run_sms_gateway() as gateway:
        office.sms, office.pace = Sms(url=gateway.url), 2
        office.tell(*(f"+99655511111{number}" for number in range(5)))
        assert office.send() == {"sent": 2, "paced": 3}
        office.tell("+996555999999", kind=LetterKind.APPEAL_STATUS)
        office.now += timedelta(minutes=1)
        assert office.send() == {"sent": 2, "paced": 1}
        office.now += timedelta(minutes=1)
        assert office.send() == {"sent": 2}
    assert len(gateway.posted) == 6
