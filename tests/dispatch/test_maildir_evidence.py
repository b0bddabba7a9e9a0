"""Mail folders as evidence: the one letters go out into, and the one with copies."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from outbox_sought import NOW, copy, sought

from config.trouble import WorldTrouble
from dispatch.maildir import MaildirOutgoing
from dispatch.maildir_evidence import CopiesFolder, OutgoingFolder


def ids(*numbers: int) -> set[str]:
    return {sought(number).letter_id for number in numbers}


@pytest.fixture
def out(tmp_path):
    """A folder with letters 1 and 2."""
    for letter in (sought(1), sought(2)):
        MaildirOutgoing(tmp_path).send(letter.return_path, letter.recipient, letter.content)
    return tmp_path


@pytest.fixture
def copies(tmp_path):
    """A mailbox with copies of letters 1 and 2."""
    (tmp_path / "new").mkdir()
    (tmp_path / "cur").mkdir()
    (tmp_path / "new/1784512345.M1P2.mail").write_bytes(copy(1))
    (tmp_path / "cur/1784512345.M1P3.mail:2,S").write_bytes(copy(2, "message-id:\r\n "))
    return tmp_path


def test_a_letter_lies_in_the_folder_under_its_digest(out):
    """ML3."""
    assert OutgoingFolder(out).found([sought(1), sought(2), sought(3)]) == ids(1, 2)


def test_a_letter_that_a_reader_has_seen_is_found_too(out):
    for path in (out / "new").iterdir():
        path.rename(out / "cur" / f"{path.name}:2,RS")
    assert OutgoingFolder(out).found([sought(1), sought(3)]) == ids(1)


def test_a_letter_half_written_has_not_gone(out):
    for path in (out / "new").iterdir():
        path.rename(out / "tmp" / path.name)
    assert OutgoingFolder(out).found([sought(1)]) == set()


def test_a_letter_whose_bytes_a_restored_register_does_not_know_is_found_by_its_id(tmp_path):
    MaildirOutgoing(tmp_path).send("b+x@mail.test", "1@business.test", copy(1))
    assert OutgoingFolder(tmp_path).found([sought(1, None), sought(2, None)]) == ids(1)


def test_a_folder_without_letters_holds_none(tmp_path):
    assert OutgoingFolder(tmp_path / "out").found([sought(1), sought(2, None)]) == set()


def test_a_copy_is_found_by_its_message_id(copies):
    """ML3."""
    letters = [sought(number) for number in (1, 2, 3)]
    assert CopiesFolder(copies).found(letters) == ids(1, 2)


def test_a_message_id_in_a_text_is_no_copy(copies):
    for path in (copies / "new").iterdir():
        path.write_bytes(b"Subject: x\r\nMessage-ID: <other@x>\r\n\r\n" + copy(1))
    assert CopiesFolder(copies).found([sought(1)]) == set()


def test_a_copy_from_long_before_is_not_opened(copies):
    (path,) = (copies / "new").iterdir()
    before = (NOW - timedelta(days=3)).timestamp()
    os.utime(path, (before, before))
    assert CopiesFolder(copies).found([sought(1)]) == set()
    assert CopiesFolder(copies).found([sought(1, hours=72)]) == ids(1)


def test_a_copy_that_is_read_while_we_look_is_seen(copies, monkeypatch):
    """It has another name then, in another folder."""
    (path,) = (copies / "new").iterdir()
    listed = os.listdir

    def moved_after(folder):
        names = listed(folder)
        if str(folder).endswith("cur") and path.exists():
            path.rename(copies / "cur" / f"{path.name}:2,S")
        return names

    monkeypatch.setattr(os, "listdir", moved_after)
    assert CopiesFolder(copies).found([sought(1)]) == ids(1)


def test_a_mailbox_that_is_not_there_proves_nothing(tmp_path):
    """Its disk may be missing."""
    with pytest.raises(WorldTrouble, match="no mail folder"):
        CopiesFolder(tmp_path / "copies").found([sought(1)])
    with pytest.raises(WorldTrouble, match="no mail folder"):
        CopiesFolder(tmp_path / "copies").prove()


@pytest.mark.parametrize("kind", [OutgoingFolder, CopiesFolder])
def test_a_folder_that_cannot_be_read_proves_nothing(copies, kind):
    (copies / "cur/1784512345.M1P3.mail:2,S").unlink()
    (copies / "cur").rmdir()
    (copies / "cur").write_text("a file where a folder should be")
    with pytest.raises(WorldTrouble, match="cannot be read"):
        kind(copies).found([sought(1)])
    with pytest.raises(WorldTrouble, match="cannot be read"):
        kind(copies).prove()


@pytest.mark.parametrize("kind", [OutgoingFolder, CopiesFolder])
def test_what_is_looked_through_is_told(copies, kind):
    assert str(copies) in kind(copies).prove()
