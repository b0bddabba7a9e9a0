"""A backup is there whole or not at all, and what it says of itself is what it holds."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from config.trouble import Trouble, WorldTrouble
from register import snapshot
from register.backup import (
    MANIFEST,
    Source,
    ahead,
    complete,
    keep_newest,
    newest,
    read_manifest,
    remove_until,
    take_backup,
    verify,
)
from register.blobs import Blobs
from register.copying import copy_batch
from register.database import transaction
from register.keys import KEPT, PUBLICATION, STANDING, Keys
from register.suppressions import Suppression, SuppressionReason


@pytest.fixture
def source(engine, tmp_path: Path) -> Source:
    """An installation's parts with two originals."""
    keys = Keys(tmp_path / "keys")
    keys.make()
    blobs = Blobs(tmp_path / "blobs", keys)
    for number in range(2):
        blobs.put(KEPT, b"original %d" % number)
        blobs.put("2026-Q3", b"mail %d" % number)
    (tmp_path / "achyk.toml").write_text("[mail]\n", "utf-8")
    return Source(engine, blobs.folder, keys, tmp_path / "achyk.toml", "0.1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups are made."""
    return tmp_path / "backups"


def taken(source: Source, folder: Path, moment, seconds: int = 0, **how) -> Path:
    now = moment.now + timedelta(seconds=seconds)
    return take_backup(source, folder, now, lambda done: None, **how)


def proven(place: Path) -> None:
    assert verify(place, read_manifest(place), lambda done: None) == frozenset()


def left_behind(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != ".lock"]


def test_a_backup_holds_database_originals_and_settings_and_no_key(source, folder, moment):
    place = taken(source, folder, moment)
    manifest = read_manifest(place)
    proven(place)
    assert place.name == f"{moment.now:%Y-%m-%dT%H%M%SZ}"
    assert (manifest.taken_at, manifest.version) == (moment.now, "0.1")
    assert sum(name.startswith("blobs/") for name in manifest.files) == 4
    assert (place / "achyk.toml").read_text("utf-8") == "[mail]\n"
    everything = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert everything == {*manifest.files, MANIFEST}
    assert not [name for name in everything if name.endswith(".key")]
    assert manifest.keys == {name: source.keys.fingerprint(name) for name in STANDING}
    assert place.stat().st_mode & 0o077 == 0


def test_the_keys_of_quarters_are_in_no_backup_even_if_keys_are_wanted(source, folder, moment):
    """Destroying one must destroy a quarter's raw replies in every copy (trust.md)."""
    place = taken(source, folder, moment, with_keys=True)
    keys = {path.name for path in place.rglob("*.key")}
    assert keys == {f"{name}.key" for name in (*STANDING, PUBLICATION)}


def test_the_copy_is_that_of_one_moment_though_others_write(source, folder, moment, engine):
    """ML7: the backup API, never a copy of the file: what a writer has not committed is not in."""
    if engine.dialect.name != "sqlite":
        pytest.skip("the file of SQLite")
    values = {"reason": SuppressionReason.BOUNCED, "since": moment.now, "detail": ""}
    with transaction(engine) as session:
        session.add(Suppression(email="in@a.kg", **values))
    with transaction(engine) as session:
        session.add(Suppression(email="late@a.kg", **values))
        session.flush()
        place = taken(source, folder, moment)
    with sqlite3.connect(place / "database.sqlite") as copy:
        assert copy.execute("SELECT email FROM suppressions").fetchall() == [("in@a.kg",)]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    # The WAL holds what the file does not yet: a plain copy of the file would lack it.
    assert Path(str(engine.url.database) + "-wal").stat().st_size > 0


def test_what_the_backup_before_holds_is_linked_and_not_copied(source, folder, moment):
    first = taken(source, folder, moment)
    (source.blobs / KEPT / "aa").mkdir(exist_ok=True)
    (source.blobs / KEPT / "aa" / "a1").write_bytes(b"new")
    second = taken(source, folder, moment, 1)
    proven(second)
    for path in first.rglob("blobs/*/*/*"):
        assert path.samefile(second / path.relative_to(first))
    assert (second / "blobs" / KEPT / "aa" / "a1").stat().st_nlink == 1


def test_an_original_that_was_sealed_anew_is_copied_though_its_length_is_the_same(
    source, folder, moment
):
    first = taken(source, folder, moment)
    blobs = Blobs(source.blobs, source.keys)
    digest = blobs.renew(KEPT, b"original 0")
    second = taken(source, folder, moment, 1)
    proven(second)
    inside = blobs.path(KEPT, digest).relative_to(source.blobs.parent)
    assert (second / inside).read_bytes() == blobs.path(KEPT, digest).read_bytes()
    assert (first / inside).read_bytes() != (second / inside).read_bytes()
    proven(first)


def test_a_file_system_without_links_gets_copies(source, folder, moment, monkeypatch):
    first = taken(source, folder, moment)

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    second = taken(source, folder, moment, 1)
    proven(second)
    assert len(read_manifest(second).files) == len(read_manifest(first).files)


def harm_one(place: Path) -> str:
    """Turn a bit of one original in a backup, at the same length and time; its name there."""
    victim = next(path for path in place.rglob("blobs/*/*/*"))
    facts, data = victim.stat(), bytearray(victim.read_bytes())
    data[-1] ^= 1
    victim.write_bytes(bytes(data))
    os.utime(victim, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    return victim.relative_to(place).as_posix()


def test_an_original_damaged_in_the_backup_before_is_copied_afresh_and_told(
    source, folder, moment, caplog
):
    """ML7: one bad block must not go on through every backup to come."""
    first = taken(source, folder, moment)
    name = harm_one(first)
    second = taken(source, folder, moment, 1)
    assert verify(first, read_manifest(first), lambda done: None) == {name}
    proven(second)
    assert f"{first / name} is damaged" in caplog.text


@pytest.mark.parametrize("text", ["{", '{"form": 99}'])
def test_a_damaged_manifest_stops_no_later_backup(source, folder, moment, caplog, text):
    first = taken(source, folder, moment)
    (first / MANIFEST).write_text(text, "utf-8")
    proven(taken(source, folder, moment, 1))
    assert "everything is copied afresh" in caplog.text


def test_a_backup_dated_in_the_future_is_neither_the_newest_nor_one_of_those_kept(
    source, folder, moment
):
    wrong = taken(source, folder, moment, 3 * 86400)
    places = [taken(source, folder, moment, second) for second in range(3)]
    assert newest(folder, moment.now) == places[2]
    assert ahead(folder, moment.now) == [wrong]
    assert keep_newest(folder, 2, moment.now) == 1
    assert complete(folder) == [*places[1:], wrong]
    assert newest(folder, moment.now + timedelta(days=3)) == wrong


@pytest.mark.parametrize("harm", ["changed", "missing", "manifest", "cut", "newer", "outside"])
def test_a_damaged_backup_is_told_with_what_is_wrong(source, folder, moment, harm):
    place = taken(source, folder, moment)
    victim = next(path for path in place.rglob("blobs/*/*/*"))
    text = (place / MANIFEST).read_text("utf-8")
    facts = json.loads(text)
    if harm == "changed":
        data = bytearray(victim.read_bytes())
        data[-1] ^= 1
        victim.write_bytes(bytes(data))
    elif harm == "missing":
        victim.unlink()
    elif harm == "manifest":
        (place / MANIFEST).unlink()
    elif harm == "cut":
        (place / MANIFEST).write_text(text[: len(text) // 2], "utf-8")
    elif harm == "newer":
        (place / MANIFEST).write_text(json.dumps(facts | {"form": 99}), "utf-8")
    else:
        facts["files"]["../../etc/passwd"] = "0" * 64
        (place / MANIFEST).write_text(json.dumps(facts), "utf-8")
    if harm in ("changed", "missing"):
        found = verify(place, read_manifest(place), lambda done: None)
        assert found == {victim.relative_to(place).as_posix()}
        return
    says = {
        "manifest": "holds no finished backup",
        "cut": "cannot be read",
        "newer": "newer program",
        "outside": "cannot be read",
    }
    with pytest.raises(Trouble, match=says[harm]):
        proven(place)


def test_a_full_disk_leaves_no_half_backup_and_keeps_the_disk_not_full(
    source, folder, moment, monkeypatch
):
    """ML9: one sentence, nothing begun stays, the backup before is still the newest."""
    first = taken(source, folder, moment)
    (source.blobs / KEPT / "aa").mkdir(exist_ok=True)
    (source.blobs / KEPT / "aa" / "a1").write_bytes(b"new")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(WorldTrouble, match="No space left on device; make room"):
            taken(source, folder, moment, 1)
    assert left_behind(folder) == [first.name]
    assert newest(folder, moment.now) == first
    proven(taken(source, folder, moment, 2))


def test_what_a_killed_backup_left_behind_is_removed_and_never_taken_for_one(
    source, folder, moment
):
    part = folder / ".2026-01-01T000000Z.part"
    part.mkdir(parents=True)
    (part / MANIFEST).write_text("{}", "utf-8")
    (folder / "2026-01-02T000000Z").mkdir()
    (folder / ".2026-mine.part").mkdir()
    assert newest(folder, moment.now) is None
    place = taken(source, folder, moment)
    assert complete(folder) == [place]
    assert set(left_behind(folder)) == {place.name, "2026-01-02T000000Z", ".2026-mine.part"}


def test_two_backups_into_one_folder_at_once_are_refused(source, folder, moment):
    folder.mkdir()
    with (folder / ".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Trouble, match="another backup is being made"):
            taken(source, folder, moment)
    taken(source, folder, moment)
    with pytest.raises(Trouble, match="is there already"):
        taken(source, folder, moment)


def test_the_newest_are_kept(source, folder, moment):
    places = [taken(source, folder, moment, second) for second in range(4)]
    (folder / "2026-01-02T000000Z").mkdir()  # unfinished, somebody else's: left alone
    assert keep_newest(folder, 2, moment.now) == 2
    assert complete(folder) == places[2:]
    for place in places[2:]:
        proven(place)
    assert keep_newest(folder, 2, moment.now) == 0


def test_a_damaged_database_does_not_pass_for_a_backup(source, folder, moment, engine):
    """Or the rotation would drive out the last good one."""
    if engine.dialect.name != "sqlite":
        pytest.skip("the file of SQLite")
    with transaction(engine) as session:
        for number in range(500):
            values = {"reason": SuppressionReason.BOUNCED, "since": moment.now, "detail": "x" * 99}
            session.add(Suppression(email=f"{number}@a.kg", **values))
    engine.dispose()
    path = Path(str(engine.url.database))
    data = bytearray(path.read_bytes())
    for page in range(len(data) // 4096 - 12, len(data) // 4096):
        data[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(bytes(data))
    with pytest.raises(WorldTrouble, match=r"is damaged|cannot be copied"):
        taken(source, folder, moment)
    assert complete(folder) == []


def test_a_key_that_is_missing_stops_a_backup_that_is_to_hold_it(source, folder, moment):
    source.keys.path(KEPT).unlink()
    fresh = Keys(source.keys.folder)
    without = Source(source.engine, source.blobs, fresh, source.settings, source.version)
    with pytest.raises(WorldTrouble, match=r"kept\.key is missing"):
        taken(without, folder, moment, with_keys=True)
    assert read_manifest(taken(without, folder, moment)).keys[KEPT] == ""


def test_pg_dump_that_is_missing_or_older_is_told(
    source, folder, moment, engine, monkeypatch, tmp_path
):
    if engine.dialect.name != "postgresql":
        pytest.skip("a program of PostgreSQL")
    monkeypatch.setattr(snapshot, "PROGRAMS", tmp_path / "nowhere")
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(Trouble, match="pg_dump is missing"):
        taken(source, folder, moment)
    old = programs / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    with pytest.raises(Trouble, match="of version 9, older than the server"):
        taken(source, folder, moment)
    assert left_behind(folder) == []


def test_the_password_of_the_database_stands_in_no_argument_and_no_sentence(
    source, folder, moment, engine, monkeypatch, tmp_path
):
    """WB7: everybody on the machine can read the arguments of a program."""
    if engine.dialect.name != "postgresql":
        pytest.skip("a program of PostgreSQL")
    seen = tmp_path / "seen"
    programs = tmp_path / "15/bin"
    programs.mkdir(parents=True)
    version = engine.connect().scalar(sa.text("SHOW server_version_num"))
    programs = programs.parent.rename(tmp_path / str(int(version) // 10000)) / "bin"
    fake = programs / "pg_dump"
    fake.write_text(
        "#!/bin/sh\n"
        f'case "$1" in --version) echo "pg_dump (PostgreSQL) 99.1"; exit;; esac\n'
        f'echo "$@" > {seen}; echo "$PGPASSWORD" >> {seen}; echo "no such thing" >&2; exit 1\n'
    )
    fake.chmod(0o755)
    monkeypatch.setattr(snapshot, "PROGRAMS", tmp_path)
    secret = sa.create_engine(engine.url.set(password="tops3cret"))
    held = Source(secret, source.blobs, source.keys, source.settings, source.version)
    with pytest.raises(WorldTrouble, match="no such thing") as told:
        taken(held, folder, moment)
    secret.dispose()
    arguments, password = seen.read_text("utf-8").splitlines()
    assert password == "tops3cret"
    assert "tops3cret" not in arguments + str(told.value)
    shutil.rmtree(folder)


def test_a_database_in_use_is_told_from_one_that_is_damaged_or_not_to_be_opened(
    tmp_path, monkeypatch
):
    """What is taken for damaged is replaced; only that may be."""
    monkeypatch.setattr(snapshot, "WAIT_SECONDS", 0.1)
    place = tmp_path / "a.db"
    with closing(sqlite3.connect(place)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE t (a)")
        with pytest.raises(Trouble, match="another program has"):
            snapshot.prove_unused(place)
    snapshot.prove_unused(place)
    place.write_bytes(b"rot" * 5000)
    snapshot.prove_unused(place)
    with pytest.raises(WorldTrouble, match="not a database"):
        snapshot.fold_wal(place)
    with pytest.raises(WorldTrouble, match="unable to open"):
        snapshot.prove_unused(tmp_path)


def test_a_file_that_vanishes_is_no_part_of_a_copy_that_passes_for_whole(tmp_path):
    with pytest.raises(FileNotFoundError):
        copy_batch([(tmp_path / "gone", Path("gone"))], tmp_path / "copy")


def test_backups_of_before_a_day_are_removed_but_never_the_latest(source, folder, moment):
    until = moment.now + timedelta(seconds=3)
    places = [taken(source, folder, moment, seconds) for seconds in (0, 1, 5)]
    assert remove_until(folder, until, moment.now + timedelta(seconds=9)) == 2
    assert left_behind(folder) == [places[2].name]
    later = until + timedelta(days=1)
    assert remove_until(folder, later, later) == 0
    assert remove_until(folder / "none", later, later) == 0
