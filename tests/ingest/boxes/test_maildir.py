"""Mail in from a Maildir folder."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.trouble import WorldTrouble
from ingest.boxes import maildir
from ingest.boxes.incoming import open_incoming


@pytest.fixture
def folder(tmp_path):
    """An empty Maildir below an installation."""
    for kind in ("tmp", "new", "cur"):
        (tmp_path / "mail/in" / kind).mkdir(parents=True)
    return tmp_path / "mail/in"


def put(folder: Path, name: str, text: str, age: int, kind: str = "new") -> Path:
    path = folder / kind / name
    path.write_bytes(text.encode())
    os.utime(path, (1_790_000_000 - age, 1_790_000_000 - age))
    return path


def opened(folder: Path, **more):
    return open_incoming("maildir:mail/in", installation=folder.parent.parent, **more)


def test_mails_of_new_and_cur_come_oldest_first_with_their_time(folder):
    put(folder, "b.1.host", "newest", age=10)
    put(folder, "a.2.host:2,S", "oldest", age=30, kind="cur")
    put(folder, "c.3.host", "middle", age=20)
    with opened(folder) as incoming:
        batches = list(incoming.batches(size=2))
    assert [[each.raw for each in batch] for batch in batches] == [
        [b"oldest", b"middle"],
        [b"newest"],
    ]
    first = batches[0][0]
    assert (first.mailbox, first.uidvalidity, first.uid) == (
        "maildir:mail/in",
        "maildir",
        "a.2.host",
    )
    assert first.arrived == datetime.fromtimestamp(1_790_000_000 - 30, UTC)
    assert first.arrived.tzinfo is not None


def test_reading_moves_nothing(folder):
    """ML2."""
    path = put(folder, "a", "x", age=0)
    list(opened(folder).batches())
    assert path.exists()


def test_unfinished_hidden_and_linked_files_are_no_mails(folder, tmp_path):
    put(folder, "half", "x", age=0, kind="tmp")
    put(folder, ".hidden", "x", age=0)
    (folder / "new/folder").mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "new/link").symlink_to(tmp_path / "secret")
    assert list(opened(folder).batches()) == []


def test_settled_mails_lie_in_the_done_subfolder_and_the_others_stay(folder):
    for name in ("a", "b", "c"):
        put(folder, name, name, age=0)
    put(folder, "d:2,S", "d", age=0, kind="cur")
    incoming = opened(folder)
    incoming.settle("maildir", ["a", "d", "gone"])
    incoming.settle("maildir", ["a"])
    assert [each.uid for batch in incoming.batches() for each in batch] == ["b", "c"]
    assert sorted(path.name for path in (folder / ".Done/cur").iterdir()) == ["a:2,", "d:2,"]


def test_a_second_mail_of_the_same_name_does_not_replace_the_first_one_done(folder):
    for text in ("first", "second"):
        put(folder, "same", text, age=0)
        opened(folder).settle("maildir", ["same"])
    done = {path.read_text() for path in (folder / ".Done/cur").iterdir()}
    assert done == {"first", "second"}


def test_uids_of_another_mailbox_move_nothing(folder):
    """ML5: an installation that went from IMAP to a folder."""
    path = put(folder, "12", "x", age=0)
    opened(folder).settle("1790000000", ["12"])
    assert path.exists()


def test_settling_between_batches_loses_none(folder):
    for number in range(7):
        put(folder, f"m{number}", str(number), age=7 - number)
    incoming = opened(folder)
    seen = []
    for batch in incoming.batches(size=3):
        seen += [each.raw.decode() for each in batch]
        incoming.settle("maildir", [each.uid for each in batch])
    assert seen == [str(number) for number in range(7)]
    assert list(incoming.batches()) == []


def test_a_mail_taken_away_meanwhile_is_passed_over(folder):
    paths = [put(folder, f"m{number}", str(number), age=3 - number) for number in range(3)]
    batches = opened(folder).batches(size=1)
    next(batches)
    paths[1].unlink()
    assert [each.raw for batch in batches for each in batch] == [b"2"]


def test_of_an_overlong_mail_only_the_beginning_is_loaded(folder):
    put(folder, "long", "x" * 100, age=1)
    put(folder, "exact", "y" * 60, age=0)
    (batch,) = opened(folder, max_bytes=60).batches()
    assert [(len(each.raw), each.truncated) for each in batch] == [(60, True), (60, False)]


def test_a_batch_too_heavy_for_the_memory_is_divided(folder, monkeypatch):
    monkeypatch.setattr(maildir, "BATCH_BYTES", 10)
    for number in range(4):
        put(folder, f"m{number}", "12345", age=4 - number)
    assert [len(batch) for batch in opened(folder).batches()] == [2, 2]


@pytest.mark.parametrize("act", ["batches", "settle"])
def test_a_missing_folder_is_trouble_and_not_an_empty_mailbox(tmp_path, act):
    """An unmounted disk must not look like a day without mail."""
    incoming = open_incoming("maildir:mail/in", installation=tmp_path)
    with pytest.raises(WorldTrouble, match="does not exist"):
        list(incoming.batches()) if act == "batches" else incoming.settle("maildir", ["a"])
    assert not (tmp_path / "mail").exists()


def test_a_disk_that_refuses_is_named_and_nothing_is_lost(folder):
    """ML9."""
    path = put(folder, "a", "x", age=0)
    (folder / ".Done").write_text("in the way")
    with pytest.raises(WorldTrouble, match=r"mail/in cannot be tidied"):
        opened(folder).settle("maildir", ["a"])
    assert path.exists()
