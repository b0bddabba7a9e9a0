"""The restore drill: an older backup meets a mailbox that moved on (ML7), and both are compared."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import shutil
import signal
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from journeys.town import Town, reply_mail, row, upload_mail, workbook

from config.trouble import Trouble, WorldTrouble
from ingest import take_in
from ingest.boxes.compare import compare
from ingest.mail.message import content_digest
from jobs import put_database
from jobs.backup import backup
from jobs.recover import must_be_settled, recover
from jobs.restore import World, restore
from register import failpoint, snapshot
from register.backup import complete, read_manifest, verify
from register.database import reading
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.letters import Letter, LetterState
from register.messages import Message, MessageState
from register.responses import Response
from register.restorations import Restoration
from register.rules.letter import LetterKind
from register.runs import Run, RunState
from register.suppressions import Suppression

WORK = ("fetch", "take-in", "invite", "remind", "send")
FLAG = "Возможно, вы уже получали это письмо"
ONCE_MORE = "ответьте, пожалуйста, ещё раз"
BACKING_UP = ["backup-database", "backup-files", "backup-manifest"]
RESTORING = ["restore-files", "restore-ready", "restore-aside", "restore-swapped"]
RECOVERING = ["rescued", "mail-rescued", "recovered"]
KEEPING = [*BACKING_UP, *RESTORING, *RECOVERING]
AFTER_CLOSE = datetime(2026, 10, 31, 4, 0, tzinfo=UTC)  # of the quarter in which it all begins
on_sqlite = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)
# For what both databases do alike.


def quiet(done: int) -> None:
    """Nobody watches."""


@dataclass
class Drill:
    """A town whose mails and letters are counted from outside, whatever becomes of its register."""

    town: Town
    backups: Path
    safe: Path  # where a copy of the standing keys lies
    delivered: list[bytes]
    said: dict[str, tuple[str, ...]]  # Message-ID → what the letter says; outlives the register

    @property
    def folder(self) -> Path:
        return self.town.installation.folder

    def deliver(self, raw: bytes) -> None:
        self.delivered.append(raw)
        self.town.clock.pass_days(1 / 1440)
        self.town.deliver(raw)

    def run(self, *jobs: str) -> None:
        self.town.run(*(jobs or WORK))
        self.remember()

    def rows(self, table: type) -> list:
        with reading(self.town.installation.engine) as session:
            return list(session.scalars(sa.select(table)))

    def remember(self) -> None:
        """What each letter says, by its id: of an invitation which inspection it asks about."""
        asked = {i.id: i.inspection_id for i in self.rows(Invitation)}
        numbers = {i.id: i.registration_no for i in self.rows(Inspection)}
        for letter in self.rows(Letter):
            kind, _, rest = letter.key.partition("/")
            if kind == "invite":
                invitation, opened, number = rest.split("/")
                said = (kind, numbers[asked[invitation]], opened, number)
            elif kind == "forgotten":  # its key was kept before
                continue
            else:
                said = (kind, rest)
            self.said[f"<{letter.id}@achyk.test>"] = said

    def outside(self) -> list[EmailMessage]:
        """Every letter that ever went out, in the order of its going."""
        paths = (self.folder / "mail/out/new").iterdir()
        files = sorted(paths, key=lambda path: path.stat().st_mtime_ns)
        letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
        return [letter for letter in letters if isinstance(letter, EmailMessage)]

    def to(self, number: int, kind: str = "invitation") -> EmailMessage:
        """The last letter of a kind to a business."""
        found = [
            letter
            for letter in self.outside()
            if letter["To"] == address(number) and letter["X-Achyk-Letter"] == kind
        ]
        return found[-1]

    def reply(self, number: int, text: str, to: EmailMessage | None = None) -> None:
        self.deliver(reply_mail(to or self.to(number), text, address(number)))

    def upload(self, *numbers: int) -> None:
        sheet = workbook([row(number, address(number)) for number in numbers])
        name = f"<upload-{'-'.join(map(str, numbers))}@geti.kg>"
        self.deliver(upload_mail(sheet, message_id=name))

    def back_up(self) -> Path:
        self.town.clock.pass_days(1 / 1440)
        return backup(self.town.installation, self.backups, quiet)

    def destroy(self, keys: bool = True) -> None:
        """Nothing is left of the installation but the mail folders, which stand for servers."""
        self.remember()
        self.town.installation.engine.dispose()
        engine = self.town.installation.engine
        if engine.dialect.name == "sqlite":
            for path in Path(str(engine.url.database)).parent.glob("achyk.db*"):
                path.unlink()
        else:
            with engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")
            engine.dispose()
        for path in self.folder.iterdir():
            if path.name != "mail":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        if keys:
            shutil.copytree(self.safe, self.folder / "keys")

    def world(self, seed: str = "after") -> World:
        """Chance of its own: the new register must not draw the ids of the lost one."""
        self.town.chance.seed(seed)
        return World({}, self.town.clock, self.town.chance.randbytes)

    def restore(self, force: bool = False) -> None:
        world = self.world()
        done = restore(self.folder, self.backups, world, quiet, force=force)
        self.town.installation = done.installation

    def recover(self) -> dict[str, int]:
        counts = dict(recover(self.town.installation, quiet))
        self.remember()
        return counts

    def killed(self, place: str, work: Callable[[], object]) -> bool:
        """Do the work in a process of its own that dies at `place`, as in a power cut."""
        self.town.installation.engine.dispose()
        child = os.fork()
        if child == 0:
            try:
                failpoint.arm(f"{place}:kill")
                work()
            except BaseException:  # noqa: BLE001 - told, and the child ends
                traceback.print_exc()
            finally:
                os._exit(0)  # also after trouble: or a second pytest would go on from here
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.fixture
def drill(town: Town, tmp_path: Path) -> Drill:
    """A town, a folder for backups on another disk, and the keys in a safe place."""
    safe = tmp_path / "safe"
    safe.mkdir()
    for path in (town.installation.folder / "keys").glob("*.key"):
        shutil.copy(path, safe)
    return Drill(town, tmp_path / "backups", safe, [], {})


def address(number: int) -> str:
    return f"b{number}@business.kg"


def bounce_of(letter: EmailMessage) -> bytes:
    """What a mail server sends back to the return path of a letter that it could not deliver."""
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.business.kg\r\n"
        f"To: {letter['X-Achyk-Return-Path'] or letter['Return-Path'].strip('<>')}\r\n"
        f"Message-ID: <bounce-{letter['Message-ID'][1:17]}@mx.business.kg>\r\n"
        "Subject: Undelivered Mail\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.business.kg\r\n\r\n"
        f"Final-Recipient: rfc822; {letter['To']}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "--b--\r\n"
    ).encode()


def first_half(drill: Drill) -> None:
    """What the backup holds: answers, letters still open, a mail not yet taken in."""
    drill.upload(1, 2, 3, 4)
    drill.run()
    drill.reply(1, "1: да\n3: 5")
    drill.run()
    drill.upload(5, 6)
    drill.run("fetch", "take-in", "invite")  # receipt and invitations wait in the outbox
    drill.reply(2, "1: да\n3: 4")
    drill.run("fetch")  # kept under the quarter's key, and not read yet


def lost_time(drill: Drill) -> None:
    """What happened after the backup, and is known to mailboxes and mail servers only."""
    drill.run("send", "take-in", "send")
    drill.upload(7, 8)
    drill.run()
    drill.reply(3, "1: нет\n3: 1")
    drill.reply(5, "1: да\n3: 2")
    drill.reply(7, "1: да\n3: 3")
    drill.reply(1, "3: 2")
    drill.deliver(bounce_of(drill.to(4)))
    drill.run()
    drill.town.clock.pass_days(8)
    drill.run()  # reminders to those who are silent
    drill.upload(9)  # nobody has fetched it yet


def everything_is_known_once(drill: Drill, inspections: int) -> None:
    """ML1, counted from outside."""
    known = Counter(message.sameness for message in drill.rows(Message))
    assert known == Counter(content_digest(raw).hex() for raw in drill.delivered)
    assert {one.state for one in drill.rows(Message)} <= {MessageState.DONE, MessageState.HELD}
    numbers = sorted(one.registration_no for one in drill.rows(Inspection))
    assert numbers == [f"R-{number:04d}" for number in range(1, inspections + 1)]
    assert len(drill.rows(Invitation)) == inspections


def second_letters_are_flagged(drill: Drill) -> list[EmailMessage]:
    """No letter goes out twice, unless the second one says so; returns the second ones."""
    repeats = {f"<{letter.id}@achyk.test>": letter.repeats for letter in drill.rows(Letter)}
    copies = Counter(letter["Message-ID"] for letter in drill.outside())
    assert {name for name, count in copies.items() if count > 1} == set()
    by_words = defaultdict(list)
    for letter in drill.outside():
        by_words[(letter["To"], *drill.said[letter["Message-ID"]])].append(letter)
    second = [letter for letters in by_words.values() for letter in letters[1:]]
    for letter in second:
        assert FLAG in text_of(letter), drill.said[letter["Message-ID"]]
        assert repeats[letter["Message-ID"]] >= 1
    return second


def text_of(letter: EmailMessage) -> str:
    """The words, whatever the line ends."""
    body = letter.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def answers(drill: Drill) -> Counter[tuple[str | None, str | None]]:
    """The answers that count, as (question 1, question 3)."""
    return Counter((one.q1, one.q3) for one in drill.rows(Response) if one.current)


def test_an_older_backup_meets_a_mailbox_that_moved_on(drill):
    """ML7, ML1: the whole drill."""
    first_half(drill)
    drill.back_up()
    lost_time(drill)
    before = answers(drill)
    assert before == Counter([("yes", "2"), ("yes", "4"), ("no", "1"), ("yes", "2"), ("yes", "3")])
    went = {letter["Message-ID"] for letter in drill.outside()}
    drill.destroy()
    drill.restore()

    with pytest.raises(Trouble, match="run achyk recover"):
        drill.run("send")
    doubted = [one for one in drill.rows(Letter) if one.state is LetterState.UNKNOWN]
    (restoration,) = drill.rows(Restoration)
    assert len(doubted) == 3
    assert {one.handed_at for one in doubted} == {restoration.taken_at}
    assert RunState.RUNNING not in {run.state for run in drill.rows(Run)}

    counts = drill.recover()
    assert counts["found"] == 3  # the open letters had gone: nothing of them goes again
    assert counts["originals_renewed"] == 1  # the quarter's key was lost with the machine
    assert counts["originals_lost"] == 0
    assert {letter["Message-ID"] for letter in drill.outside()} == went  # nothing was sent so far
    assert drill.recover() == {}
    drill.run()
    everything_is_known_once(drill, 9)
    second = second_letters_are_flagged(drill)
    assert len(second) > 5
    # Token 7 died with the lost register: its answer is held, and asked for by the new invitation.
    assert answers(drill) == before - Counter([("yes", "3")])
    held = [one for one in drill.rows(Message) if one.state is MessageState.HELD]
    assert [one.reason for one in held] == ["unmatched"]
    assert [one.email for one in drill.rows(Suppression)] == [address(4)]

    again = drill.to(7)
    assert FLAG in text_of(again)
    assert ONCE_MORE in text_of(again)
    assert "21 июля" not in text_of(again)
    order = [letter["X-Achyk-Letter"] for letter in drill.outside() if letter["To"] == address(7)]
    assert order.index("unmatched_reply") > len(order) - 1 - order[::-1].index("invitation")
    drill.reply(7, "1: да\n3: 3", again)
    drill.town.clock.pass_days(1)
    drill.run()
    assert answers(drill) == before
    # Afterwards everything is as usual: no letter is flagged any more.
    echo = drill.to(7, "echo")
    assert FLAG not in text_of(echo)
    assert {one.state for one in drill.rows(Letter)} <= {
        LetterState.SENT, LetterState.CANCELLED, LetterState.BOUNCED
    }  # fmt: skip


@on_sqlite
def test_letters_that_nobody_can_prove_to_have_gone_go_again_and_say_so(drill):
    """ML3: at least once, flagged: people have taken the letters out of the folder."""
    first_half(drill)
    drill.back_up()
    drill.run("send")
    (receipt, *_) = [one for one in drill.outside() if one["To"] == "asan@geti.kg"][1:]
    for path in (drill.folder / "mail/out/new").iterdir():
        path.unlink()
    drill.destroy()
    drill.restore()
    assert drill.recover()["repeated"] == 3
    drill.run("send")
    again = {letter["Message-ID"]: text_of(letter) for letter in drill.outside()}
    assert FLAG in again[receipt["Message-ID"]]
    assert ONCE_MORE not in again[receipt["Message-ID"]]
    assert all(FLAG in words for words in again.values())


@on_sqlite
def test_a_register_that_is_restored_says_from_when_its_records_are_lost(drill):
    """In each language, at the top of the letter, as text and as HTML."""
    drill.deliver(
        upload_mail(
            workbook(
                [
                    row(number, address(number), language=language)
                    for number, language in enumerate(("ky", "ru", "kk", "en"), 1)
                ]
            )
        )
    )
    drill.back_up()
    drill.run()
    drill.destroy()
    drill.restore()
    drill.recover()
    drill.run()
    says = ("Бул катты мурда алган", FLAG, "Бұл хатты бұрын алған", "You may have received this")
    for number, words in enumerate(says, 1):
        letter = drill.to(number)
        assert text_of(letter).startswith(words)
        html = letter.get_body(("html",))
        assert words in html.get_content()
    assert "20 июля 2026" in text_of(drill.to(2))


@on_sqlite
@pytest.mark.parametrize("place", BACKING_UP)
def test_a_backup_that_is_killed_is_none_and_the_next_one_is_whole(drill, place):
    """ML1 at every failpoint of a backup."""
    drill.upload(1)
    drill.run("fetch", "take-in")
    assert drill.killed(place, drill.back_up)
    assert complete(drill.backups) == []
    drill.town.clock.pass_days(1 / 24)
    whole = drill.back_up()
    assert not verify(whole, read_manifest(whole), quiet)
    assert complete(drill.backups) == [whole]
    assert [path.name for path in drill.backups.iterdir() if path.name != ".lock"] == [whole.name]


@on_sqlite
@pytest.mark.parametrize("place", [*RESTORING, *RECOVERING, "attempt-counted"])
def test_a_kill_in_the_middle_is_made_good_by_doing_it_again(drill, place):
    """ML1 at every failpoint of restore and recovery."""
    drill.upload(1, 2)
    drill.run("fetch", "take-in", "invite")
    drill.back_up()
    drill.run("send")
    drill.reply(1, "1: да\n3: 5")
    drill.upload(3)
    drill.run()
    drill.destroy()
    if place in RESTORING:
        assert drill.killed(place, drill.restore)
    drill.restore()
    if place not in RESTORING:
        assert drill.killed(place, drill.recover)
        drill.world("once more")
    drill.recover()
    drill.run()
    everything_is_known_once(drill, 3)
    assert len(second_letters_are_flagged(drill)) == 3  # echo, receipt, invitation
    assert answers(drill) == Counter([("yes", "5")])


@pytest.mark.parametrize("place", RESTORING)
def test_no_moment_of_a_restore_passes_for_a_register_that_may_send(drill, place):
    """A live register is replaced: killed at any step, nothing goes out before it is settled."""
    drill.upload(1)
    drill.run("fetch", "take-in", "invite")
    drill.back_up()
    drill.run("send")
    went = len(drill.outside())
    assert drill.killed(place, lambda: drill.restore(force=True))
    drill.town.installation = drill.world().open(drill.folder)
    with pytest.raises(Trouble, match="a restore was interrupted"):
        must_be_settled(drill.town.installation)
    with pytest.raises(Trouble, match="a restore was interrupted"):
        drill.recover()
    with pytest.raises(Trouble, match="a restore was interrupted"):
        drill.town.run("send")
    assert len(drill.outside()) == went


def test_a_newer_register_is_replaced_only_by_force_and_is_kept(drill):
    first_half(drill)
    drill.back_up()
    drill.upload(7, 8)
    drill.run()
    drill.town.installation.engine.dispose()
    with pytest.raises(Trouble, match="the register here is newer"):
        drill.restore()
    assert len(drill.rows(Inspection)) == 8
    drill.town.installation.engine.dispose()
    done = restore(drill.folder, drill.backups, drill.world(), quiet, force=True)
    drill.town.installation = done.installation
    assert len(drill.rows(Inspection)) == 6
    assert done.aside is not None
    assert done.aside.stat().st_size > 10_000
    # It did nothing since: another backup may take its place without force.
    drill.town.installation.engine.dispose()
    drill.restore()
    drill.recover()
    assert len(drill.rows(Inspection)) == 8


@on_sqlite
def test_a_damaged_backup_touches_nothing(drill):
    first_half(drill)
    place = drill.back_up()
    (place / "database.sqlite").write_bytes(b"rot")
    drill.town.installation.engine.dispose()
    with pytest.raises(Trouble, match=r"the database in the backup .* is damaged"):
        drill.restore(force=True)
    assert not drill.rows(Restoration)
    assert not list(drill.folder.glob("*.before-*"))
    drill.run()
    assert len(drill.rows(Inspection)) == 6


@on_sqlite
@pytest.mark.parametrize("here", ["whole", "gone"])
def test_a_damaged_original_is_left_out_and_named_and_all_else_comes_back(drill, here):
    """ML7: one bad block must not make a whole backup useless."""
    first_half(drill)
    place = drill.back_up()
    victim = next(place.rglob("blobs/kept/*/*"))
    victim.write_bytes(b"rot")
    name = victim.relative_to(place)
    if here == "gone":
        drill.destroy()
    drill.town.installation.engine.dispose()
    done = restore(drill.folder, place, drill.world(), quiet, force=True)
    drill.town.installation = done.installation
    assert done.left_out == ((name.as_posix(),) if here == "gone" else ())
    assert (drill.folder / name).exists() == (here == "whole")
    drill.recover()
    drill.run()
    everything_is_known_once(drill, 6)


@on_sqlite
def test_a_refused_restore_has_changed_no_key_and_stops_no_job(drill):
    """All proofs before any writing: a backup of another installation, given by mistake."""
    drill.upload(1)
    drill.run()
    drill.town.clock.pass_days(1 / 1440)
    backup(drill.town.installation, drill.backups, quiet, with_keys=True)
    drill.upload(2)
    drill.run()
    keys = drill.folder / "keys"
    (keys / "outbox.key").write_bytes(b"x" * 32)
    before = {path.name: path.read_bytes() for path in keys.iterdir() if path.is_file()}
    drill.town.installation.engine.dispose()
    with pytest.raises(Trouble, match="the register here is newer"):
        drill.restore()
    assert {path.name: path.read_bytes() for path in keys.iterdir() if path.is_file()} == before
    must_be_settled(drill.town.installation)
    drill.town.installation.engine.dispose()
    drill.restore(force=True)
    assert (keys / "outbox.key").read_bytes() != before["outbox.key"]
    assert [path.read_bytes() for path in keys.glob("outbox.key.before-*")] == [b"x" * 32]


@on_sqlite
def test_a_restore_killed_while_it_copied_has_replaced_nothing_and_may_be_given_up(drill):
    """The mark that stops every job goes with the refusal."""
    drill.upload(1)
    drill.run()
    drill.back_up()
    drill.upload(2)
    drill.run()
    assert drill.killed("restore-files", lambda: drill.restore(force=True))
    drill.town.installation = drill.world().open(drill.folder)
    with pytest.raises(Trouble, match="a restore was interrupted"):
        must_be_settled(drill.town.installation)
    with pytest.raises(Trouble, match="the register here is newer"):
        drill.restore()
    drill.run()
    assert len(drill.rows(Inspection)) == 2


@on_sqlite
def test_a_program_that_opens_the_register_during_the_copying_is_not_cut_off(drill, monkeypatch):
    """It would go on with the file that was put aside, and what it did would be lost."""
    drill.upload(1)
    drill.run()
    drill.back_up()
    drill.town.installation.engine.dispose()
    monkeypatch.setattr(snapshot, "WAIT_SECONDS", 0.1)
    other, opened = drill.world().open(drill.folder), []

    def meanwhile(place: str) -> None:
        if place == "restore-ready":
            opened.append(other.engine.connect())
            opened[0].exec_driver_sql("SELECT count(*) FROM letters").all()

    monkeypatch.setattr(put_database, "reach", meanwhile)
    with pytest.raises(Trouble, match="stop achyk serve"):
        drill.restore(force=True)
    opened[0].close()
    other.engine.dispose()
    assert not list(drill.folder.rglob("achyk.db.before-*"))
    monkeypatch.undo()
    drill.restore(force=True)


@on_sqlite
def test_a_backup_of_a_time_to_come_is_not_the_newest_and_replaces_nothing_unasked(drill):
    drill.upload(1)
    drill.run()
    now = drill.town.clock.now
    drill.town.clock.now = now.replace(year=2036)
    wrong = drill.back_up()
    drill.town.clock.now = now
    drill.town.installation.engine.dispose()
    with pytest.raises(Trouble, match="only backups dated in the future"):
        drill.restore()
    with pytest.raises(Trouble, match="which is still to come"):
        restore(drill.folder, wrong, drill.world(), quiet)
    right = drill.back_up()
    drill.town.installation.engine.dispose()
    assert restore(drill.folder, drill.backups, drill.world(), quiet, force=True).place == right


@on_sqlite
@pytest.mark.parametrize("keys", ["none", "others"])
def test_without_the_keys_it_was_sealed_under_nothing_is_restored(drill, keys):
    first_half(drill)
    drill.back_up()
    drill.destroy(keys=False)
    if keys == "others":  # as `achyk init` makes them on a fresh machine
        shutil.copytree(drill.safe, drill.folder / "keys")
        (drill.folder / "keys/outbox.key").write_bytes(b"x" * 32)
    with pytest.raises(Trouble, match=r"outbox\.key.*safe place"):
        drill.restore()
    shutil.rmtree(drill.folder / "keys", ignore_errors=True)
    shutil.copytree(drill.safe, drill.folder / "keys")
    drill.restore()
    drill.recover()
    assert len(drill.rows(Inspection)) == 6


@on_sqlite
def test_a_backup_with_keys_needs_no_other(drill):
    first_half(drill)
    drill.town.clock.pass_days(1 / 1440)
    backup(drill.town.installation, drill.backups, quiet, with_keys=True)
    drill.destroy(keys=False)
    drill.restore()
    drill.recover()
    drill.run()
    assert {one.state for one in drill.rows(Letter)} <= {LetterState.SENT, LetterState.CANCELLED}


@on_sqlite
def test_a_full_disk_leaves_the_register_that_was_here(drill, monkeypatch):
    """ML9: a sentence, nothing lost; with room it goes through."""
    first_half(drill)
    drill.back_up()
    shutil.rmtree(drill.folder / "blobs")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    drill.town.installation.engine.dispose()
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(WorldTrouble, match="No space left on device"):
            drill.restore(force=True)
    assert len(drill.rows(Inspection)) == 6
    assert not drill.rows(Restoration)
    drill.town.installation.engine.dispose()
    drill.restore(force=True)
    drill.recover()
    drill.run()
    assert Counter(one.state for one in drill.rows(Message)) == {MessageState.DONE: 4}


def test_a_register_in_use_is_not_replaced(drill, monkeypatch):
    drill.upload(1)
    drill.run()
    drill.back_up()
    monkeypatch.setattr(snapshot, "WAIT_SECONDS", 0.1)
    other = drill.world().open(drill.folder)
    with other.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        drill.town.installation.engine.dispose()
        with pytest.raises(Trouble, match="stop achyk serve"):
            drill.restore(force=True)
    other.engine.dispose()
    monkeypatch.undo()
    drill.restore(force=True)


@on_sqlite
def test_recovery_waits_for_a_mailbox_that_does_not_answer(drill):
    """Not settled by half: nothing is sent until every mailbox has been looked through."""
    drill.upload(1)
    drill.run()
    drill.back_up()
    drill.upload(2)
    drill.run()
    drill.destroy()
    inbox = drill.folder / "mail/in"
    inbox.rename(drill.folder / "mail/away")
    drill.restore()
    shutil.rmtree(inbox)  # what the restore has made in its place
    with pytest.raises(WorldTrouble, match="does not exist"):
        drill.recover()
    with pytest.raises(Trouble, match="run achyk recover"):
        drill.run("send")
    (drill.folder / "mail/away").rename(inbox)
    drill.recover()
    drill.run()
    everything_is_known_once(drill, 2)


@on_sqlite
def test_an_original_that_is_nowhere_any_more_is_held_and_stops_no_other(drill):
    first_half(drill)
    drill.back_up()
    drill.upload(7)
    drill.run()
    for path in (drill.folder / "mail/in/.Done/cur").iterdir():
        if b"b2@business.kg" in path.read_bytes():
            path.unlink()
    drill.destroy()
    drill.restore()
    assert drill.recover()["originals_lost"] == 1
    drill.run()
    held = [one.reason for one in drill.rows(Message) if one.state is MessageState.HELD]
    assert held == ["unreadable"]
    assert len(drill.rows(Inspection)) == 7


@on_sqlite
def test_originals_that_survived_without_their_key_do_not_stand_in_the_way(drill):
    """The disk with blobs/ is whole, the quarter's key is gone: the mailbox has them still."""
    drill.back_up()
    drill.upload(1)
    drill.run("fetch", "take-in")
    survived = shutil.copytree(drill.folder / "blobs", drill.backups.parent / "survived")
    drill.destroy()
    shutil.copytree(survived, drill.folder / "blobs")
    drill.restore()
    assert drill.recover()["rescued"] == 1
    assert len(drill.rows(Inspection)) == 1


@on_sqlite
def test_a_mail_that_breaks_the_reader_is_held_before_anything_is_sent(drill, monkeypatch):
    """ML6: what it might cause later would not be flagged."""
    drill.back_up()
    drill.upload(1)
    drill.upload(2)
    drill.run("fetch")
    drill.destroy()
    drill.restore()
    usual = take_in.effect_of

    def broken(case):
        if case.mail.message_id == "<upload-1@geti.kg>":
            raise RuntimeError
        return usual(case)

    monkeypatch.setattr(take_in, "effect_of", broken)
    drill.recover()
    states = Counter(one.state for one in drill.rows(Message))
    assert states == {MessageState.HELD: 1, MessageState.DONE: 1}


@on_sqlite
def test_recovery_waits_for_the_log_that_tells_what_has_gone(drill):
    """ML3: however old the backup is; else all its open letters would go twice."""
    drill.upload(1)
    drill.run("fetch", "take-in")
    drill.back_up()
    drill.town.clock.pass_days(3)
    drill.destroy()
    world = drill.world()
    world = World({"ACHYK_MAIL__OUT__LOG": "maillog"}, world.clock, world.randbytes)
    done = restore(drill.folder, drill.backups, world, quiet)
    drill.town.installation = done.installation
    with pytest.raises(WorldTrouble, match="maillog"):
        drill.recover()
    assert [one.state for one in drill.rows(Letter)] == [LetterState.UNKNOWN]
    (drill.folder / "maillog").touch()
    assert drill.recover()["repeated"] == 1


@on_sqlite
def test_a_log_that_breaks_off_settles_no_letter_without_it(drill):
    """ML3: raised before any letter is marked, for the second recovery asks of the rest only."""
    drill.upload(1)
    drill.run("fetch", "take-in")
    drill.back_up()
    drill.town.clock.pass_days(3)
    drill.destroy()
    world = drill.world()
    world = World({"ACHYK_MAIL__OUT__LOG": "maillog"}, world.clock, world.randbytes)
    drill.town.installation = restore(drill.folder, drill.backups, world, quiet).installation
    (drill.folder / "maillog").touch()
    rotated = drill.folder / "maillog.1.gz"
    lines = b"".join(hashlib.sha256(b"%d" % n).hexdigest().encode() + b"\n" for n in range(9999))
    rotated.write_bytes(gzip.compress(lines)[:200_000])
    with pytest.raises(WorldTrouble, match=r"maillog\.1\.gz"):
        drill.recover()
    assert [one.state for one in drill.rows(Letter)] == [LetterState.UNKNOWN]
    rotated.write_bytes(gzip.compress(lines))
    assert drill.recover()["repeated"] == 1


def drop(drill: Drill, name: str, data: bytes) -> None:
    """A file laid into the drop folder a minute ago, and taken."""
    path = drill.folder / "drop" / name
    path.write_bytes(data)
    os.utime(path, (path.stat().st_mtime - 60,) * 2)
    drill.run("take-in")


@on_sqlite
def test_files_of_the_drop_folder_are_taken_once_more_where_they_lie(drill):
    """ML7: what came after the backup, in the order in which it came."""
    drop(drill, "before.xlsx", workbook([row(1, address(1))]))
    drill.back_up()
    drop(drill, "z.xlsx", workbook([row(2, address(2))]))
    drop(drill, "a.xlsx", workbook([row(2, "later@business.kg"), row(3, "no address")]))
    lying = {path: path.read_bytes() for path in (drill.folder / "drop").rglob("*.*")}
    assert len(lying) == 7  # three files with a receipt, and the marked workbook
    drill.town.installation.engine.dispose()
    drill.restore(force=True)
    assert drill.recover()["files_again"] == 2
    drill.run()
    found = {one.registration_no: one.email for one in drill.rows(Inspection)}
    assert found == {"R-0001": address(1), "R-0002": "later@business.kg"}
    assert {path: path.read_bytes() for path in (drill.folder / "drop").rglob("*.*")} == lying


@on_sqlite
def test_a_report_that_the_lost_register_published_is_never_written_over(drill):
    """Two people must not hold two versions of one quarter."""
    drill.upload(1, 2)
    drill.run("fetch", "take-in")
    drill.back_up()
    drill.run()
    drill.reply(1, "1: да\n3: 5")
    drill.run()
    drill.town.clock.now = AFTER_CLOSE
    drill.run("quarterly")
    drill.town.clock.pass_days(3)
    drill.run("publish")
    path = drill.folder / "release/2026-Q3/report.xlsx"
    published = path.read_bytes()
    drill.town.installation.engine.dispose()
    drill.restore(force=True)
    drill.recover()
    with pytest.raises(Trouble, match=r"report\.xlsx was there when the register was restored"):
        drill.run("quarterly")
    assert path.read_bytes() == published
    assert [one for one in drill.rows(Letter) if one.kind is LetterKind.QUARTERLY] == []
    for target in ("release", "mirror"):
        shutil.rmtree(drill.folder / target / "2026-Q3")
    drill.run("quarterly")
    drill.town.clock.pass_days(3)
    drill.run("publish")
    assert path.exists()


@on_sqlite
def test_a_look_at_a_quarter_before_its_close_hinders_no_report_of_it(drill):
    """Restored in July, looked at in August: nobody can have published it before."""
    drill.upload(1)
    drill.run("fetch", "take-in")
    drill.back_up()
    drill.town.installation.engine.dispose()
    drill.restore(force=True)
    drill.recover()
    path = drill.folder / "release/2026-Q3/report.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a look")
    drill.town.clock.now = AFTER_CLOSE
    drill.run("quarterly")
    drill.town.clock.pass_days(3)
    drill.run("publish")
    assert path.read_bytes() != b"a look"


@on_sqlite
def test_recovery_hangs_on_nothing_but_mail(drill):
    """A publication folder that cannot be written is no reason to send nothing."""
    drill.upload(1)
    drill.run("fetch", "take-in")
    drill.back_up()
    drill.town.clock.now = AFTER_CLOSE
    drill.destroy()
    drill.restore()
    (drill.folder / "release").write_text("no folder")
    drill.recover()
    must_be_settled(drill.town.installation)


def both_ways(drill: Drill, *, rescue: bool = False):
    (mailbox,) = drill.town.installation.incoming()
    desk = drill.town.installation.desk()
    return compare(desk, mailbox, None, rescue=rescue)


@on_sqlite
def test_mailbox_and_register_that_agree_have_nothing_to_tell(drill):
    """ML10: and a second copy of a mail is no stranger."""
    first_half(drill)
    drill.town.deliver(drill.delivered[0])
    drill.town.deliver(b"X-Other: trace\r\n" + drill.delivered[1])
    drill.run()
    drill.town.clock.pass_days(1)
    found = both_ways(drill)
    assert (found.unknown, found.missing) == (0, 0)


@on_sqlite
@pytest.mark.parametrize("where", ["mail/in/new", "mail/in/.Done/cur"])
def test_a_mail_that_the_register_does_not_know_is_rescued(drill, where):
    """ML10: once, as new; an hour is left to fetch, but not to a mail that was already moved."""
    first_half(drill)
    drill.upload(7)
    (path,) = (drill.folder / "mail/in/new").iterdir()
    path.rename(drill.folder / where / path.name)
    waits = where == "mail/in/new"
    assert both_ways(drill).unknown == (0 if waits else 1)
    drill.town.clock.pass_days(1 / 12)
    assert both_ways(drill).unknown == 1
    assert len(drill.rows(Message)) == 4  # looking changes nothing
    assert both_ways(drill, rescue=True).unknown == 1
    assert both_ways(drill, rescue=True).unknown == 0
    drill.run()
    assert len(drill.rows(Inspection)) == 7
    assert both_ways(drill).missing == 0


@on_sqlite
def test_a_mail_that_left_the_mailbox_is_told_and_its_original_is_kept(drill):
    """ML10, the other way."""
    first_half(drill)
    drill.town.clock.pass_days(1)
    victim = sorted((drill.folder / "mail/in/.Done/cur").iterdir())[0]
    victim.unlink()
    assert both_ways(drill).missing == 1


@on_sqlite
def test_invitations_that_were_answered_stay_answered(drill):
    """What the backup knew is not asked for anew."""
    first_half(drill)
    drill.back_up()
    drill.destroy()
    drill.restore()
    drill.recover()
    drill.run()
    states = Counter(one.state for one in drill.rows(Invitation))
    assert states == {InvitationState.ANSWERED: 2, InvitationState.OPEN: 4}
    # What was sealed under the lost key of the quarter was cancelled; they have a new token.
    written = [one for one in drill.rows(Letter) if one.state is not LetterState.CANCELLED]
    assert sum(one.kind is LetterKind.INVITATION for one in written) == 6
