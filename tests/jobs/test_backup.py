"""The daily backup, how `check` sees it, and the three commands."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest
from journeys.town import Town, row, upload_mail, workbook

from config.settings import FILE
from config.trouble import Trouble
from jobs import backup as jobs_backup
from jobs.backup import backup, shortcomings
from jobs.comparison import Found, compare_all
from jobs.recover import must_be_settled
from jobs.wiring import open_installation
from register.backup import complete
from register.keys import PUBLICATION, STANDING

on_sqlite = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)


def quiet(done: int) -> None:
    """Nobody watches."""


def with_backups(town: Town, folder: Path, keep: int = 2) -> Town:
    """The town with a folder for daily backups."""
    place = town.installation.folder
    environ = {"ACHYK_BACKUP__FOLDER": str(folder), "ACHYK_BACKUP__KEEP": str(keep)}
    installation = open_installation(place, environ, town.clock, town.chance.randbytes)
    return Town(installation, town.clock, town.chance, town.sequence)


def latest(folder: Path) -> Path:
    return complete(folder)[-1]


@on_sqlite
def test_every_day_one_is_made_and_the_oldest_goes(town, tmp_path):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    daily = with_backups(town, tmp_path / "daily")
    daily.run("fetch", "take-in")
    counts = []
    for _ in range(3):
        daily.clock.pass_days(1)
        counts += daily.run("backup")
    assert counts == [{"backups": 1, "removed": 0}] * 2 + [{"backups": 1, "removed": 1}]
    assert len(complete(tmp_path / "daily")) == 2


@on_sqlite
def test_without_a_folder_none_is_made(town):
    assert town.run("backup") == [{}]
    assert shortcomings(town.installation) == (
        False,
        "none by schedule: name a folder on another disk in [backup]",
    )


@on_sqlite
def test_check_tells_how_the_backups_stand(town, tmp_path, monkeypatch):
    daily = with_backups(town, tmp_path / "daily")
    is_fault, says = shortcomings(daily.installation)
    assert (is_fault, says.startswith("none yet")) == (False, True)
    daily.run("backup")
    is_fault, says = shortcomings(daily.installation)
    assert not is_fault
    assert "on the disk of the installation" in says
    daily.clock.pass_days(2.5)
    is_fault, says = shortcomings(daily.installation)
    assert is_fault
    assert "is 2 days old" in says
    wrong = latest(tmp_path / "daily").with_name("2036-01-01T000000Z")
    shutil.copytree(latest(tmp_path / "daily"), wrong)
    is_fault, says = shortcomings(daily.installation)
    assert (is_fault, says.startswith(f"{wrong} is dated in the future")) == (True, True)
    shutil.rmtree(wrong)
    manifest = latest(tmp_path / "daily") / "manifest.json"
    text = manifest.read_text("utf-8")
    manifest.write_text("{", "utf-8")
    assert shortcomings(daily.installation) == (
        True,
        f"{manifest} cannot be read: take another backup",
    )
    manifest.write_text(text, "utf-8")
    daily.run("backup")
    monkeypatch.setattr(jobs_backup, "_on_one_disk", lambda *_: False)
    assert shortcomings(daily.installation) == (False, "")


def test_backup_restore_and_recover_by_command(folder, achyk, tmp_path):
    """On a fresh machine: an empty folder, the keys from the safe place, and the backup."""
    achyk("body", "add", "GETI", "Inspectorate")
    (folder / "mappings").mkdir(exist_ok=True)
    (folder / "mappings/city.toml").write_text("[sheets.mapping]\n")
    said = achyk("backup", str(tmp_path / "b"))
    assert said.code == 0
    place = latest(tmp_path / "b")
    assert said.out.startswith(f"{place} is complete.")
    assert "keep a copy of" in said.out
    shutil.copytree(folder / "keys", tmp_path / "safe")
    shutil.rmtree(folder)
    refused = achyk("restore", str(tmp_path / "b"))
    assert refused.code == 1
    assert "Put them back from the safe place" in refused.err
    shutil.copytree(tmp_path / "safe", folder / "keys")
    said = achyk("restore", str(tmp_path / "b"))
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{place} is restored")
    assert "recovered  rescued 0" in said.out
    assert (folder / FILE).exists()
    assert (folder / "mappings/city.toml").read_text() == "[sheets.mapping]\n"
    (folder / "mappings/city.toml").unlink()  # it has no columns, as the check would tell
    assert achyk("recover").out == "nothing to recover\n"
    assert achyk("check").code == 0
    assert achyk("run", "all").code == 0


def test_an_original_damaged_in_the_backup_is_told_and_the_exit_tells(folder, achyk, tmp_path):
    (folder / "blobs/kept/aa").mkdir(parents=True)
    (folder / "blobs/kept/aa/aa11").write_bytes(b"sealed")
    achyk("backup", str(tmp_path / "b"))
    gc.collect()
    (latest(tmp_path / "b") / "blobs/kept/aa/aa11").write_bytes(b"rotten")
    (folder / "blobs/kept/aa/aa11").unlink()
    said = achyk("restore", str(tmp_path / "b"), "--force")
    assert said.code == 1
    assert "1 originals are damaged in" in said.err
    assert "blobs/kept/aa/aa11" in said.err
    assert "Answers and unsubscriptions by link since" in said.out
    assert achyk("run", "all").code == 0


def test_what_cannot_recover_yet_is_told_and_does_not_run(folder, achyk, tmp_path, monkeypatch):
    achyk("backup", str(tmp_path / "b"))
    gc.collect()  # the command's own connection: usually its process has ended
    monkeypatch.setenv("ACHYK_MAIL__IN__URL", "imap://survey@127.0.0.1:1/INBOX")
    said = achyk("restore", str(tmp_path / "b"), "--force")
    assert said.code == 1
    assert said.err.startswith("achyk: restored, but not recovered: imap://survey@127.0.0.1:1")
    assert "run achyk recover" in said.err
    for words in (("run", "send"), ("run", "all"), ("serve",)):
        refused = achyk(*words)
        assert refused.code == 1
        assert "run achyk recover as soon as the mail server answers" in refused.err
    assert any(
        line.startswith("BAD ") and "achyk recover" in line
        for line in achyk("check").out.splitlines()
    )
    assert achyk("status").code == 0
    monkeypatch.delenv("ACHYK_MAIL__IN__URL")
    assert achyk("recover").code == 0
    assert achyk("run", "send").code == 0


@pytest.mark.parametrize("where", ["nothing", "empty"])
def test_a_folder_without_backup_is_told(folder, achyk, tmp_path, where):
    if where == "empty":
        (tmp_path / "b").mkdir()
    said = achyk("restore", str(tmp_path / "b"))
    assert said == (1, "", f"achyk: {tmp_path / 'b'} holds no finished backup\n")


def test_a_backup_with_keys_says_nothing_of_a_safe_place(folder, achyk, tmp_path):
    said = achyk("backup", str(tmp_path / "b"), "--with-keys")
    place = latest(tmp_path / "b")
    assert said.out == f"{place} is complete.\n"
    held = {path.name for path in (place / "keys").iterdir()}
    wanted = (*STANDING, PUBLICATION)
    assert held == {*(f"{name}.key" for name in wanted), "publication.chain"}


@on_sqlite
def test_a_backup_of_another_database_is_refused(town, tmp_path):
    """A PostgreSQL dump is no SQLite file."""
    from jobs.restore import World, restore
    from register.backup import MANIFEST

    backup(town.installation, tmp_path / "b", quiet)
    manifest = latest(tmp_path / "b") / MANIFEST
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace('"sqlite"', '"postgresql"'), "utf-8")
    with pytest.raises(Trouble, match=r"set database\.url to one of the backup's kind"):
        restore(town.installation.folder, tmp_path / "b", World({}), quiet)
    manifest.write_text(text.replace('"revision": "0', '"revision": "9'), "utf-8")
    with pytest.raises(Trouble, match="which this program does not know"):
        restore(town.installation.folder, tmp_path / "b", World({}), quiet)
    must_be_settled(town.installation)


@on_sqlite
def test_the_daily_comparison_rescues_and_tells_what_is_lost(town):
    """ML10: both ways, over all mailboxes."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch")
    assert compare_all(town.installation, rescue=False) == Found(0, 0, 0)
    for path in (town.installation.folder / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    raw = upload_mail(workbook([row(2, "two@business.kg")]), message_id="<2@geti.kg>")
    stray = town.installation.folder / "mail/in/.Done/cur/stray:2,"
    stray.write_bytes(raw)
    now = town.clock.now.timestamp()
    os.utime(stray, (now, now))
    assert compare_all(town.installation, rescue=False) == Found(1, 0, 1)
    assert town.run("watch") == [{"held": 0, "letters": 1, "rescued": 1, "lost": 1}]
    assert compare_all(town.installation, rescue=False) == Found(0, 0, 1)


@on_sqlite
def test_what_came_long_ago_is_not_looked_through_every_day(town):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch")
    for path in (town.installation.folder / "mail/in/.Done/cur").iterdir():
        path.unlink()
    town.clock.pass_days(1)
    assert compare_all(town.installation, rescue=False) == Found(0, 1, 0)
    town.clock.pass_days(2)
    assert compare_all(town.installation, rescue=False) == Found(0, 0, 0)
