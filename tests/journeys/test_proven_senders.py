"""Where our own server's Authentication-Results stand, seen on a real Postfix and Dovecot (TR2)."""

from __future__ import annotations

import pytest
from journeys.on_servers import open_town, rows
from journeys.town import Town
from services.milter import Milter, run_milter

from ingest.mail.authority import Authority, read_authority
from jobs.commands.check import Finding, Verdict, examine
from jobs.probe import Fate, fate
from jobs.wiring import open_installation
from register.messages import Message, MessageState

pytestmark = pytest.mark.service
OURS = "mx.achyk.test"
FORGED = f"Authentication-Results: {OURS}; dmarc=pass header.from=geti.kg\r\n"
PASS, FAIL, NONE = Authority.PASS, Authority.FAIL, Authority.NONE


@pytest.fixture
def milter(postfix):
    with run_milter(postfix, OURS) as milter:
        yield milter


def delivered(dovecot, postfix, sender: str, forged: str = "") -> bytes:
    """A mail from asan@geti.kg handed in by `sender`, as it then lies in the mailbox."""
    dovecot.add("proven")
    before = len(dovecot.mails("proven"))
    raw = f"{forged}From: asan@geti.kg\r\nTo: proven@mail.test\r\nSubject: x\r\n\r\nbody\r\n"
    postfix.send(sender, "proven@mail.test", raw.encode())
    return dovecot.wait("proven", before + 1)[-1]


def believed(raw: bytes) -> list[Authority]:
    """By how many hops are trusted: none, one, two."""
    return [read_authority(raw, OURS, hops) for hops in range(3)]


@pytest.mark.parametrize(
    ("place", "expected"), [(0, [NONE, PASS, PASS]), (1, [NONE, NONE, PASS])], ids=["0", "1"]
)
def test_our_field_stands_below_the_received_lines_that_settings_name(
    dovecot, postfix, milter: Milter, place: int, expected: list[Authority]
):
    """TR2: one hop is Dovecot's own line; Postfix's is a second one where the filter says 1."""
    milter.place = place
    raw = delivered(dovecot, postfix, "asan@geti.kg")
    assert believed(raw) == expected
    forger = delivered(dovecot, postfix, "any@evil.test")
    assert believed(forger)[2] is FAIL


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("removes", [True, False])
def test_a_forged_field_proves_nothing_where_our_server_writes_its_own(
    dovecot, postfix, milter: Milter, place: int, removes: bool
):
    """TR1, TR2: taken away, or one of two that contradict each other."""
    milter.place, milter.removes = place, removes
    raw = delivered(dovecot, postfix, "any@evil.test", FORGED)
    assert raw.count(FORGED.encode()) == int(not removes)
    assert PASS not in believed(raw)


def test_a_forged_field_alone_is_believed_only_where_too_many_hops_are_trusted(dovecot, postfix):
    """TR2: below Postfix's own line anybody's field stands; nothing tells them apart."""
    raw = delivered(dovecot, postfix, "any@evil.test", FORGED)
    assert believed(raw) == [NONE, NONE, PASS]


@pytest.fixture
def place(tmp_path, dovecot, postfix, one_inbox: str) -> Town:
    """An installation that trusts what stands below the lines of Dovecot and Postfix."""
    dovecot.empty()
    settings = {
        "mail.in.url": [dovecot.url(one_inbox)],
        "mail.in.trusted_hops": 2,
        "mail.out.url": postfix.url,
        "database.url": f"sqlite:///{tmp_path / 'achyk.db'}",
    }
    return open_town(tmp_path / "achyk", settings)


def senders(place: Town) -> list[Finding]:
    return [one for one in examine(place.installation) if one.part == "senders"][1:]


def test_check_sees_a_forged_field_that_would_be_believed(place: Town):
    """TR2: it is sent through the real server, which here takes nothing away."""
    (finding,) = senders(place)
    assert finding.verdict is Verdict.BAD
    assert "mail.in.trusted_hops" in finding.says


def test_check_sees_that_the_server_takes_a_forged_field_away(place: Town, milter: Milter):
    """TR2: and what it sent is taken in without effect."""
    (finding,) = senders(place)
    assert finding == Finding("senders", Verdict.GOOD, "a forged result in its name is taken away")
    place.run("fetch", "take-in", "send")
    (message,) = rows(place, Message)
    assert (message.state, message.kind) == (MessageState.DONE, "own")
    assert milter.domains == ["mail.test"]


def test_check_sees_that_a_field_which_comes_through_is_not_believed(place: Town, milter: Milter):
    """TR2."""
    milter.removes = False
    assert senders(place)[0].says == "a forged result in its name comes through and is not believed"


def test_a_mail_that_does_not_come_back_is_told(place: Town, dovecot, monkeypatch):
    """TR2: who reads another mailbox than ours is told that nothing could be seen."""
    monkeypatch.setattr("jobs.probe.WAITS", 1.0)
    read = dovecot.url("appeals")
    elsewhere = open_installation(place.installation.folder, {"ACHYK_MAIL__IN__URL": read})
    (finding,) = [one for one in examine(elsewhere) if one.part == "senders"][1:]
    assert finding.verdict is Verdict.ADVICE
    assert "did not come back within 1 seconds" in finding.says


def test_only_the_marked_field_is_meant() -> None:
    raw = (
        b"Authentication-Results: mx.test; dmarc=pass header.from=a.test\r\nFrom: b@a.test\r\n\r\n"
    )
    assert fate(raw, "77", "mx.test", 0) is Fate.GONE
    marked = raw.replace(b"=a.test", b"=a.test policy.check=77")
    assert fate(marked, "77", "mx.test", 0) is Fate.BELIEVED
    assert fate(marked, "77", "other.test", 0) is Fate.DOUBTED
