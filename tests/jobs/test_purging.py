"""The purge as a job: when it is due, what it waits for, and what a run that died leaves."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from journeys.town import Town, received, reply_mail, row, rows, upload_mail, workbook
from starlette.testclient import TestClient

from config.settings import Backup
from config.trouble import WorldTrouble
from jobs.backup import backup_daily
from jobs.facing import portal_app
from jobs.purging import purge_due, windows
from register import failpoint
from register.database import transaction
from register.invitations import Invitation, InvitationState
from register.keys import OUTBOX, KeyTrouble
from register.letters import Letter
from register.messages import Message, MessageState
from register.purges import UNSEEN, Purge
from register.suppressions import Suppression

ENDS = datetime(2027, 1, 28, 18, 0, tzinfo=UTC)  # midnight in Bishkek, 90 days after 30 October
on_sqlite = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)


def quiet(done: int) -> None:
    """Nobody watches."""


@pytest.fixture
def answered(town: Town) -> Town:
    """Two were asked, one answered; a mail that nobody could place is held."""
    town.deliver(upload_mail(workbook([row(1, "b1@business.kg"), row(2, "b2@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    (letter,) = [one for one in town.sent() if one["To"] == "b1@business.kg"]
    town.deliver(reply_mail(letter, "1: да", "b1@business.kg"))
    strange = EmailMessage()
    strange["From"], strange["To"] = "who@business.kg", "survey@achyk.test"
    strange["Message-ID"] = "<strange@business.kg>"
    strange.set_content("Что это за письмо?")
    town.deliver(received(strange.as_bytes(), None))
    town.run("fetch", "take-in", "send")
    return town


def mails(town: Town) -> list[Path]:
    return [one for one in (town.installation.folder / "mail/in").rglob("*.mail*") if one.is_file()]


def originals(town: Town) -> list[Path]:
    place = town.installation.folder / "blobs/2026-Q3"
    return [path for path in place.rglob("*") if path.is_file()]


def key(town: Town) -> Path:
    return town.installation.keys.path("2026-Q3")


@on_sqlite
def test_until_the_last_moment_of_the_window_nothing_is_destroyed(answered):
    assert [(str(one.quarter), one.ends_at) for one in windows(answered.installation)] == [
        ("2026-Q3", ENDS)
    ]
    answered.clock.now = ENDS - timedelta(seconds=1)
    assert purge_due(answered.installation) == {}
    assert key(answered).exists()
    assert len(originals(answered)) == len(mails(answered)) == 3


def test_then_the_key_the_originals_and_the_mails_are_gone(answered):
    keys, digest = answered.installation.keys, originals(answered)[0].name
    fingerprint = keys.fingerprint("2026-Q3")
    answered.clock.now = ENDS
    assert purge_due(answered.installation) == {"purged": 1}
    assert not key(answered).exists()
    assert originals(answered) == mails(answered) == []
    with pytest.raises(KeyTrouble):
        keys.unseal("2026-Q3", b"0" * 40)
    assert not answered.installation.blobs.opens("2026-Q3", digest)
    (purge,) = rows(answered, Purge)
    assert (purge.fingerprint, purge.finished) == (fingerprint, True)
    told = ("keys", "originals", "copies", "mails", "invitations")
    assert [purge.counts[name] for name in told] == [1, 3, 3, 3, 2]
    assert {one.sealed_token for one in rows(answered, Invitation)} == {None}
    assert {one.state for one in rows(answered, Invitation)} == {
        InvitationState.ANSWERED, InvitationState.OPEN,
    }  # fmt: skip


@on_sqlite
def test_what_nobody_placed_is_laid_aside_and_says_so(answered):
    (held,) = [one for one in rows(answered, Message) if one.state is MessageState.HELD]
    answered.clock.now = ENDS
    purge_due(answered.installation)
    (aside,) = [one for one in rows(answered, Message) if one.id == held.id]
    assert (aside.state, aside.placed, aside.sameness) == (
        MessageState.ASIDE, UNSEEN, held.sameness,
    )  # fmt: skip


@on_sqlite
def test_a_mail_that_is_still_to_be_taken_in_is_waited_for(answered):
    with transaction(answered.installation.engine) as session:
        session.get_one(Message, 2).state = MessageState.NEW
    answered.clock.now = ENDS
    assert purge_due(answered.installation) == {"waiting": 1}
    assert key(answered).exists()


@on_sqlite
def test_it_is_done_once(answered):
    answered.clock.now = ENDS
    purge_due(answered.installation)
    (before,) = rows(answered, Purge)
    answered.clock.pass_days(1)
    assert purge_due(answered.installation) == {}
    (after,) = rows(answered, Purge)
    assert (after.purged_at, after.counts) == (before.purged_at, before.counts)


@on_sqlite
def test_a_key_that_comes_back_is_destroyed_once_more(answered, tmp_path):
    kept = tmp_path / "kept.key"
    shutil.copy(key(answered), kept)
    answered.clock.now = ENDS
    purge_due(answered.installation)
    shutil.copy(kept, key(answered))
    assert purge_due(answered.installation) == {"purged": 1}
    assert not key(answered).exists()
    (purge,) = rows(answered, Purge)
    assert purge.counts["keys"] == 2


@on_sqlite
@pytest.mark.parametrize("step", ["key-destroyed", "traces-wiped"])  # all: test_crash
def test_wherever_it_dies_the_next_run_finishes_it(answered, step):
    answered.clock.now = ENDS
    fingerprint = answered.installation.keys.fingerprint("2026-Q3")
    failpoint.arm(f"{step}:raise")
    with pytest.raises(WorldTrouble, match=step):
        purge_due(answered.installation)
    (begun,) = rows(answered, Purge)
    assert not begun.finished
    failpoint.arm("")
    assert purge_due(answered.installation) == {"purged": 1}
    (purge,) = rows(answered, Purge)
    assert (purge.fingerprint, purge.finished) == (fingerprint, True)
    assert originals(answered) == mails(answered) == []
    assert not key(answered).exists()


@on_sqlite
def test_a_mailbox_that_does_not_answer_keeps_the_key_from_nothing(answered, monkeypatch):
    """The key goes first: from then on nothing is readable but what lies in that mailbox."""
    folder = answered.installation.folder / "mail/in"
    answered.clock.now = ENDS
    folder.rename(folder.with_name("away"))
    with pytest.raises(WorldTrouble, match="does not exist"):
        purge_due(answered.installation)
    assert not key(answered).exists()
    folder.with_name("away").rename(folder)
    assert purge_due(answered.installation) == {"purged": 1}
    assert mails(answered) == []


@on_sqlite
def test_a_late_reply_is_kept_under_the_key_of_its_invitation(answered):
    """Else it would be readable for a quarter longer than was promised."""
    answered.clock.now = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
    answered.run("remind", "send")
    (letter,) = [one for one in answered.sent() if one["To"] == "b2@business.kg"][-1:]
    answered.deliver(reply_mail(letter, "1: нет", "b2@business.kg"))
    answered.run("fetch", "take-in")
    assert {one.vault for one in rows(answered, Message)} == {"2026-Q3"}
    answered.clock.now = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
    answered.deliver(reply_mail(letter, "1: да\n2: да", "b2@business.kg"))
    answered.run("fetch", "take-in")
    newest = max(rows(answered, Message), key=lambda one: one.id)
    assert newest.vault == "2026-Q4"


@on_sqlite
def test_copies_of_the_database_from_while_answers_were_taken_go_but_never_the_latest(
    answered, tmp_path
):
    settings = replace(answered.installation.settings, backup=Backup(folder="backups", keep=999))
    town = replace(answered, installation=replace(answered.installation, settings=settings))
    place = town.installation.folder / "backups"
    backup_daily(town.installation, quiet)
    aside = Path(str(town.installation.engine.url.database) + ".before-2026-08-01T000000Z")
    aside.write_bytes(b"as it was")
    town.clock.now = ENDS
    purge_due(town.installation)
    assert len([one for one in place.iterdir() if one.is_dir()]) == 1  # it was the only one
    assert not aside.exists()
    backup_daily(town.installation, quiet)
    key(town).write_bytes(b"0" * 32)  # have it purged again
    purge_due(town.installation)
    (left,) = [one for one in place.iterdir() if one.is_dir()]
    assert left.name > "2027"


@on_sqlite
def test_copies_of_our_letters_bear_tokens_and_go_too(answered):
    """The default: letters go out into a mail folder, and who takes them away may leave some."""
    out = answered.installation.folder / "mail/out/new"
    answered.clock.pass_days(8)
    answered.run("remind", "watch", "send")
    assert {one.kind.value for one in rows(answered, Letter)} >= {"reminder", "held_mail"}
    said = [path.read_bytes() for path in out.iterdir()]
    assert any(b"X-Achyk-Letter: reminder" in one for one in said)
    answered.clock.now = ENDS
    purge_due(answered.installation)
    left = [path.read_bytes() for path in out.iterdir()]
    assert left
    assert not any(b"X-Achyk-Letter: reminder" in one for one in left)


@on_sqlite
def test_the_link_in_a_letter_older_than_the_window_is_not_known_any_more(answered):
    """Its letter knows no address: nobody is taken off the list in somebody's place."""
    answered.clock.pass_days(8)
    answered.run("remind", "send")
    (letter,) = [one for one in answered.sent() if one["X-Achyk-Letter"] == "reminder"]
    link = str(letter["List-Unsubscribe"]).partition("<")[2].partition(">")[0]
    client = TestClient(portal_app(answered.installation), base_url="https://achyk.test")
    assert client.get(link).status_code == 200
    answered.clock.now = ENDS
    purge_due(answered.installation)
    done = client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 404
    assert rows(answered, Suppression) == []


@on_sqlite
def test_tokens_lie_under_the_key_of_their_quarter(answered):
    """What an older program sealed under the outbox key is read all the same."""
    keys = answered.installation.keys
    (sealed,) = [one.sealed_token for one in rows(answered, Invitation) if one.sealed_token]
    assert sealed.startswith(b"2026-Q3:")
    old = keys.seal(OUTBOX, keys.unseal_named(sealed))
    assert keys.unseal_named(old) == keys.unseal_named(sealed)
