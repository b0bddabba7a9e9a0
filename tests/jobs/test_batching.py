"""Batches of invitations in public: before a letter goes, and whole whatever fails."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from journeys.town import Town, row, rows, upload_mail, workbook

from config.template import settings_file
from config.trouble import Trouble, WorldTrouble
from jobs.batching import close_and_publish
from jobs.wiring import open_installation
from register import failpoint
from register.batches import Batch, InvitationLeaf, altered_batches
from register.database import reading, transaction
from register.invitations import Invitation
from register.letters import Letter
from register.restorations import begin_restoration, settle
from register.rules.batch import digest_of, leaf_of, read_statement
from register.rules.letter import LetterKind
from register.signing import rotate, signer, verify

UPLOADED = ("fetch", "take-in")
on_sqlite = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)
# For what both databases do alike.


def upload(town: Town, *numbers: int) -> None:
    sheet = workbook([row(number, f"b{number}@business.kg") for number in numbers])
    town.deliver(upload_mail(sheet, message_id=f"<upload-{numbers[0]}@geti.kg>"))
    town.run(*UPLOADED)


def places(town: Town) -> list[Path]:
    return [town.installation.folder / name / "invitations" for name in ("release", "mirror")]


def public(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def all_is_whole(town: Town, folder: Path) -> None:
    """What anybody can check with nothing but the folder and the public key."""
    key, before = signer(town.installation.keys).public, None
    numbers = sorted(int(path.stem) for path in folder.glob("*.json"))
    assert numbers == list(range(1, len(numbers) + 1))
    listed: list[str] = []
    for number in numbers:
        raw = (folder / f"{number}.json").read_bytes()
        assert verify(key, raw, base64.b64decode((folder / f"{number}.json.sig").read_bytes()))
        told = read_statement(raw.decode())
        assert told.before == before
        before = (number, digest_of(raw.decode()))
        lines = (folder / f"{number}.txt").read_text("ascii").splitlines()
        assert (lines, len(lines)) == (sorted(lines), told.size)
        listed += lines
    assert len(listed) == len(set(listed))
    known = {leaf_of(one.token_digest).hex() for one in rows(town, Invitation)}
    assert set(listed) == known
    with reading(town.installation.engine) as session:
        assert altered_batches(session, "2026-Q3") == []


def backed_up(town: Town, to: Path) -> None:
    with closing(sqlite3.connect(str(town.installation.engine.url.database))) as database:
        database.execute(f"VACUUM INTO '{to}'")


def put_back(town: Town, backup: Path, *, told: bool = True) -> None:
    """The database as it was; `told`: by achyk restore."""
    engine = town.installation.engine
    engine.dispose()
    for path in Path(str(engine.url.database)).parent.glob("achyk.db*"):
        path.unlink()
    shutil.copy(backup, str(engine.url.database))
    town.chance.seed("after the restore")
    if told:
        with transaction(engine) as session:
            begin_restoration(session, town.installation.moment(), town.clock.now)


@on_sqlite
def test_a_run_of_invite_puts_its_batch_at_every_target(town):
    upload(town, 1, 2, 3)
    town.run("invite")
    for folder in places(town):
        assert sorted(public(folder)) == ["1.json", "1.json.sig", "1.txt"]
        all_is_whole(town, folder)
    town.run("invite")  # with nothing to do
    upload(town, 4)
    town.run("invite")
    for folder in places(town):
        assert len(public(folder)) == 6
        all_is_whole(town, folder)


def test_no_letter_of_an_invitation_goes_that_is_in_no_batch(town):
    """Even where the run that invited died before it could make the batch."""
    upload(town, 1, 2)
    with pytest.raises(WorldTrouble):
        _raising(town, "invited@2", "invite")
    assert rows(town, Batch) == []
    town.run("send")
    assert [batch.told.size for batch in rows(town, Batch)] == [2]
    assert len([letter for letter in town.sent() if "business" in letter["To"]]) == 2
    town.run("invite")
    for folder in places(town):
        all_is_whole(town, folder)


def _raising(town: Town, place: str, job: str) -> None:
    failpoint.arm(f"{place}:raise")
    try:
        town.run(job)
    finally:
        failpoint.arm("")


@on_sqlite
@pytest.mark.parametrize(
    "place", ["invited", "batched", *(f"batch-published@{n}" for n in range(1, 7))]
)
def test_whatever_a_run_dies_in_the_next_one_makes_it_whole(town, place):
    upload(town, 1, 2)
    town.installation.engine.dispose()
    child = os.fork()
    if child == 0:
        failpoint.arm(f"{place}:kill")
        try:
            town.run("invite")
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    town.chance.seed(place)  # it must not draw the same again
    town.clock.pass_days(1 / 48)  # its lease is over
    town.run("invite", "send")
    assert sorted(one.told.size for one in rows(town, Batch)) == [2]
    for folder in places(town):
        all_is_whole(town, folder)


@on_sqlite
def test_a_target_that_fails_keeps_neither_letters_nor_the_other_target_back(town):
    upload(town, 1)
    release, mirror = places(town)
    release.parent.mkdir(exist_ok=True)
    release.write_text("a file where a folder should be")
    with pytest.raises(WorldTrouble, match="release"):
        town.run("invite")
    all_is_whole(town, mirror)
    assert len(town.run("send")) == 1
    assert any("business" in letter["To"] for letter in town.sent())
    release.unlink()
    town.run("invite")
    all_is_whole(town, release)


@on_sqlite
def test_what_somebody_took_from_a_target_or_changed_there_is_put_back(town):
    upload(town, 1)
    town.run("invite")
    release, mirror = places(town)
    (release / "1.json").unlink()
    (mirror / "1.json").write_bytes((mirror / "1.json").read_bytes().replace(b"Q3", b"Q4"))
    town.run("invite")
    for folder in (release, mirror):
        all_is_whole(town, folder)


@on_sqlite
@pytest.mark.parametrize("rotated", [False, True])
def test_a_restored_register_takes_over_the_batches_that_it_lost(town, tmp_path, rotated):
    """The next number is told once only; leaves of lost letters stay in the list."""
    upload(town, 1)
    town.run("invite")
    upload(town, 2, 3)
    backed_up(town, tmp_path / "backup.db")
    town.run("invite")
    upload(town, 4)
    town.run("invite")
    release, mirror = places(town)
    was = public(release)
    assert len(was) == 9
    if rotated:
        rotate(town.installation.keys, town.installation.moment().today)
    put_back(town, tmp_path / "backup.db")
    close_and_publish(town.installation)
    assert [(batch.number, batch.told.size) for batch in rows(town, Batch)] == [
        (1, 1),
        (2, 2),
        (3, 1),
    ]
    with transaction(town.installation.engine) as session:
        settle(session, town.installation.moment())
    town.run("invite")
    assert {name: data for name, data in public(release).items() if name in was} == was
    assert public(release) == public(mirror)
    numbers = [
        (batch.number, batch.told.before[0] if batch.told.before else 0)
        for batch in rows(town, Batch)
    ]
    assert numbers == [(1, 0), (2, 1), (3, 2), (4, 3)]
    with reading(town.installation.engine) as session:
        assert altered_batches(session, "2026-Q3") == []
    assert len(rows(town, InvitationLeaf)) == 6  # two were asked again, under new tokens


@on_sqlite
def test_a_restored_register_makes_no_batch_before_a_target_was_asked(town, tmp_path):
    upload(town, 1)
    backed_up(town, tmp_path / "backup.db")
    town.run("invite")
    put_back(town, tmp_path / "backup.db")
    folders = [folder.parent for folder in places(town)]
    for folder in folders:
        folder.rename(folder.with_name(f"{folder.name} away"))
        folder.write_text("not a folder")
    with transaction(town.installation.engine) as session:
        session.add(InvitationLeaf(leaf=b"x" * 32, quarter="2026-Q3"))
    with pytest.raises(WorldTrouble, match="invitations"):
        close_and_publish(town.installation)
    assert rows(town, Batch) == []
    folders[1].unlink()
    folders[1].with_name(f"{folders[1].name} away").rename(folders[1])
    was = public(folders[1] / "invitations")
    close_and_publish(town.installation)  # one that answers is enough
    assert [batch.number for batch in rows(town, Batch)] == [1, 2]
    assert public(folders[1] / "invitations") == was  # nothing goes out before all is recovered


@on_sqlite
def test_a_batch_missing_between_is_told_and_nothing_is_made(town, tmp_path):
    upload(town, 1)
    backed_up(town, tmp_path / "backup.db")
    town.run("invite")
    upload(town, 2)
    town.run("invite")
    put_back(town, tmp_path / "backup.db")
    for folder in places(town):
        (folder / "1.json").unlink()
    with pytest.raises(Trouble, match=r"batch 2 .* does not follow on batch 0"):
        close_and_publish(town.installation)
    assert rows(town, Batch) == []


@on_sqlite
def test_a_stranger_who_can_write_at_a_target_moves_nothing(town):
    upload(town, 1)
    town.run("invite")
    release, _ = places(town)
    for name, data in public(release).items():
        (release / name.replace("1", "2", 1)).write_bytes(data)
    (release / "3.json").write_bytes(b"{}")
    (release / "x.json").write_bytes(b"{}")
    upload(town, 2)
    town.run("invite")
    assert [batch.number for batch in rows(town, Batch)] == [1, 2]
    (release / "3.json").unlink()
    (release / "x.json").unlink()
    for folder in places(town):
        all_is_whole(town, folder)


@on_sqlite
def test_a_database_put_back_by_hand_is_found_out(town, tmp_path):
    """Both batches are signed, so this is told, and neither is written over."""
    upload(town, 1)
    backed_up(town, tmp_path / "backup.db")
    town.run("invite")
    put_back(town, tmp_path / "backup.db", told=False)
    with pytest.raises(WorldTrouble):
        _raising(town, "invited", "invite")
    town.run("send")  # another batch 1
    was = public(places(town)[0])
    with pytest.raises(Trouble, match="another batch 1 of invitations than the register"):
        town.run("invite")
    assert public(places(town)[0]) == was


@on_sqlite
def test_witnesses_hear_once_of_the_last_batch_when_its_day_is_over(town):
    settings = {
        "mail.domain": "achyk.test", "portal.url": "https://achyk.test", "survey.delay": 2,
        "mail.in.authserv_id": "mx.achyk.test",
        "database.url": str(town.installation.settings.database.url),
        "publication.witnesses": ("one@witness.kg", "two@witness.kg"),
    }  # fmt: skip
    (town.installation.folder / "achyk.toml").write_text(settings_file(settings), "utf-8")
    town.installation = open_installation(
        town.installation.folder, {}, town.clock, town.chance.randbytes
    )
    upload(town, 1)
    town.run("invite")
    upload(town, 2)
    town.run("invite", "invite")
    assert witnessed(town) == []
    town.clock.pass_days(1)
    town.run("invite", "invite")
    (batch,) = [one for one in rows(town, Batch) if one.number == 2]
    letters = witnessed(town)
    assert sorted(letter.recipient for letter in letters) == ["one@witness.kg", "two@witness.kg"]
    told = letters[0].read_context(town.installation.keys)
    assert (told["number"], told["sha256"]) == (2, digest_of(batch.statement))
    town.clock.pass_days(1)
    town.run("invite")
    assert len(witnessed(town)) == 2


def witnessed(town: Town) -> list[Letter]:
    return [one for one in rows(town, Letter) if one.kind is LetterKind.WITNESS]


@on_sqlite
def test_nothing_of_a_batch_names_a_business_or_its_inspection(town):
    upload(town, 1)
    town.run("invite")
    (invitation,) = rows(town, Invitation)
    everything = b"".join(public(places(town)[0]).values()).decode()
    for word in (invitation.id, invitation.email, invitation.body, invitation.token_digest.hex()):
        assert word not in everything
    with town.installation.engine.connect() as connection:
        made = connection.execute(sa.select(Batch.__table__.c.statement)).scalar_one()
    assert set(read_statement(made).__dict__) == {
        "number", "quarter", "made_on", "size", "late", "root", "before"
    }  # fmt: skip
