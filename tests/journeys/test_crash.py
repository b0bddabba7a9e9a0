"""A run killed between any two steps and started again completes, and nothing happens twice."""

from __future__ import annotations

import os
import re
import signal
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from journeys.test_crash_servers import AT_MAILBOX, AT_SMTP
from journeys.test_restore import KEEPING
from journeys.town import Town, reply_mail, row, rows, upload_mail, workbook

from register import failpoint
from register.inspections import Inspection
from register.invitations import Invitation
from register.letters import Letter, LetterState
from register.messages import Message, MessageState
from register.purges import Purge
from register.responses import Response

ROOT = Path(__file__).parents[2]
JOBS = ("fetch", "take-in", "invite", "send")
ARRIVING = ["blob-written", "blobs-kept", "fetched", "recorded", "moved"]
TAKING_IN = ["attempt-counted", "effect-made", "taken-in"]
SENDING = ["claimed", "handing-over", "handed-over", "marked"]
INVITING = ["invited", "batched", "batch-published"]
IN_UPLOAD = [*ARRIVING, *TAKING_IN, "file-entered", *INVITING, *SENDING]
IN_REPLY = [*ARRIVING, *TAKING_IN, *SENDING]
IN_SWEEP = ["steps-made", "swept"]  # killed there by test_appeal_crash
IN_PURGE = [
    "purge-begun", "key-destroyed", "originals-removed", "mails-removed", "copies-removed",
    "old-databases-removed", "traces-wiped", "compacted",
]  # fmt: skip
IN_RELEASE = [  # killed there by test_publishing and test_targets
    "release-kept", "release-built", "file-uploaded", "uploaded", "moved-aside", "renamed",
    "placed",
]  # fmt: skip
SMS_POSTED = "sms-posted"  # killed there by test_sms


def killed(town: Town, place: str, jobs: Sequence[str] = JOBS) -> bool:
    """A full pass in a process of its own that dies at `place`, as in a power cut."""
    town.installation.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            # Its own chance: the run after it must not draw the same ids.
            town.chance.seed(f"{place} {town.clock.now}")
            failpoint.arm(f"{place}:kill")
            town.run(*jobs)
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)  # also after trouble: or a second pytest would go on from here
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL), f"not killed at {place} but ended with {ended}; see above"
    return ended == -signal.SIGKILL


def go_on(town: Town) -> None:
    """The next pass, after the dead run's lease is over."""
    town.clock.pass_days(1 / 48)
    town.run(*JOBS)


def drop(town: Town, name: str, data: bytes) -> None:
    path = town.installation.drop / name
    path.write_bytes(data)
    os.utime(path, (0, 0))


def sent_once(town: Town) -> dict[str, EmailMessage]:
    """The letters outside by recipient and kind; two with one Message-ID would be two letters."""
    letters = town.sent()
    assert len({letter["Message-ID"] for letter in letters}) == len(letters)
    return {letter["To"]: letter for letter in letters}


def everything_settled(town: Town) -> None:
    assert {message.state for message in rows(town, Message)} == {MessageState.DONE}
    assert {letter.state for letter in rows(town, Letter)} <= {
        LetterState.SENT, LetterState.CANCELLED
    }  # fmt: skip
    assert all(letter.context is letter.content is None for letter in rows(town, Letter))


def test_every_failpoint_is_exercised():
    """ML1: the lists above are the list in the code."""
    packages = ("register", "ingest", "dispatch", "jobs", "reports", "portal")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    texts = [path.read_text("utf-8") for path in sources]
    named = {place for text in texts for place in re.findall(r'\breach\("([^"]+)"\)', text)}
    assert named == {
        *AT_MAILBOX,
        *AT_SMTP,
        *KEEPING,
        *IN_UPLOAD,
        *IN_REPLY,
        *IN_SWEEP,
        *IN_PURGE,
        *IN_RELEASE,
        SMS_POSTED,
    }


@pytest.mark.parametrize("place", IN_UPLOAD)
def test_an_upload_survives_a_kill_at(town, place):
    """ML1, ML2, ML3: every row once, every letter once, whatever step the process died in."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg"), row(2, "two@business.kg")])))
    drop(town, "more.xlsx", workbook([row(3, "three@business.kg")]))
    assert killed(town, place)
    go_on(town)
    assert len(rows(town, Inspection)) == len(rows(town, Invitation)) == 3
    letters = sent_once(town)
    assert set(letters) == {
        "asan@geti.kg", "one@business.kg", "two@business.kg", "three@business.kg"
    }  # fmt: skip
    everything_settled(town)


@pytest.mark.parametrize("place", IN_REPLY)
def test_an_answer_survives_a_kill_at(town, place):
    """ML1, ML2, ML3: one response, one echo."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run(*JOBS)
    invitation = sent_once(town)["one@business.kg"]
    town.deliver(reply_mail(invitation, "1: да\n3: 5", "one@business.kg"))
    assert killed(town, place)
    go_on(town)
    (response,) = rows(town, Response)
    assert (response.version, response.q1, response.q3) == (1, "yes", "5")
    assert set(sent_once(town)) == {"one@business.kg"}
    everything_settled(town)


@pytest.mark.parametrize("place", IN_PURGE)
def test_a_purge_survives_a_kill_at(town, place):
    """ML1: from its first steps on nothing is readable, and the next run finishes it."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run(*JOBS)
    town.deliver(reply_mail(sent_once(town)["one@business.kg"], "1: да", "one@business.kg"))
    town.run(*JOBS)
    fingerprint = town.installation.keys.fingerprint("2026-Q3")
    town.clock.now = datetime(2027, 1, 29, 4, 0, tzinfo=UTC)
    assert killed(town, place, ["purge"])
    town.clock.pass_days(1)
    assert town.run("purge") == [{"purged": 1}]
    (purge,) = rows(town, Purge)
    assert (purge.fingerprint, purge.finished) == (fingerprint, True)
    folder = town.installation.folder
    assert not list((folder / "keys/quarters").iterdir())
    assert not [path for path in (folder / "blobs/2026-Q3").rglob("*") if path.is_file()]
    assert not [path for path in (folder / "mail/in").rglob("*.mail*") if path.is_file()]
    assert {message.arrived_at.day for message in rows(town, Message)} == {1}
    (response,) = rows(town, Response)
    assert response.q1 == "yes"


def test_a_letter_of_unknown_fate_goes_again_byte_for_byte_and_says_so(town):
    """ML3: at least once, never lost; the second copy is the first one and is flagged."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    assert killed(town, "handed-over")
    out = town.installation.folder / "mail/out/new"
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    (name,) = first
    (out / name).unlink()  # a reader took it away: there is no proof any more
    go_on(town)
    assert (out / name).read_bytes() == first[name]
    # The one in flight alone: of the other it is certain that no server had heard of it.
    assert sorted(letter.repeats for letter in rows(town, Letter)) == [0, 1]


def test_a_letter_of_unknown_fate_that_is_found_does_not_go_again(town):
    """ML3: looked up before it is sent again."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    assert killed(town, "handed-over")
    out = town.installation.folder / "mail/out"
    (path,) = (out / "new").iterdir()
    path.rename(out / "cur" / f"{path.name}:2,S")  # a reader has seen it
    go_on(town)
    assert len(list((out / "new").iterdir())) == 1
    assert path.name not in os.listdir(out / "new")
    assert [letter.repeats for letter in rows(town, Letter)] == [0, 0]
    everything_settled(town)


def test_a_failpoint_that_cannot_be_read_is_told():
    from config.trouble import Trouble

    with pytest.raises(Trouble, match="NAME:kill"):
        failpoint.arm("claimed:explode")
    failpoint.arm("")
