"""Letters out to a Maildir folder."""

import os
from pathlib import Path

import pytest

from dispatch.outgoing import Refused, SendTrouble, open_outgoing

LETTER = b"Subject: Invitation\r\n\r\nPlease answer\r\n"


def opened(tmp_path: Path):
    return open_outgoing("maildir:mail/out", installation=tmp_path)


def letters(tmp_path: Path) -> list[bytes]:
    return [path.read_bytes() for path in (tmp_path / "mail/out/new").iterdir()]


def test_a_letter_is_a_file_with_its_envelope_on_top(tmp_path):
    with opened(tmp_path) as outgoing:
        reply = outgoing.send("bounces+key@mail.test", "info@b.test", LETTER)
    (path,) = (tmp_path / "mail/out/new").iterdir()
    assert path.name in reply
    assert path.read_bytes() == (
        b"Return-Path: <bounces+key@mail.test>\r\nX-Envelope-To: <info@b.test>\r\n" + LETTER
    )
    assert list((tmp_path / "mail/out/tmp").iterdir()) == []


def test_the_envelope_has_the_line_ends_of_the_letter(tmp_path):
    opened(tmp_path).send("", "info@b.test", LETTER.replace(b"\r\n", b"\n"))
    (raw,) = letters(tmp_path)
    assert raw.startswith(b"Return-Path: <>\nX-Envelope-To: <info@b.test>\nSubject")
    assert b"\r" not in raw


def test_letters_lie_beside_each_other_and_the_same_letter_again_replaces_itself(tmp_path):
    """ML3: handed over again after a crash."""
    outgoing = opened(tmp_path)
    for recipient in ("a@b.test", "c@d.test", "a@b.test"):
        outgoing.send("", recipient, LETTER)
    assert len(letters(tmp_path)) == 2


def test_an_address_in_cyrillic_stands_in_utf_8(tmp_path):
    opened(tmp_path).send("", "инспектор@пример.kg", LETTER)
    assert "X-Envelope-To: <инспектор@пример.kg>".encode() in letters(tmp_path)[0]


@pytest.mark.parametrize("address", ["a@b.test>\nBcc: c@d.test", "a b@c.test", ""])
def test_an_address_that_would_be_a_second_field_is_refused(tmp_path, address):
    """TR6."""
    with pytest.raises(Refused) as caught:
        opened(tmp_path).send("", address, LETTER)
    assert caught.value.permanent
    assert not (tmp_path / "mail").exists()


def test_a_letter_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    """ML3: fsync, rename, fsync of the folder."""
    steps = []
    fsync, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), fsync(handle)))
    monkeypatch.setattr(Path, "rename", lambda old, new: (steps.append("rename"), rename(old, new)))
    opened(tmp_path).send("", "a@b.test", LETTER)
    assert steps == ["fsync", "rename", "fsync"]


def test_a_disk_that_refuses_before_the_rename_leaves_no_letter(tmp_path, monkeypatch):
    """ML9."""

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SendTrouble, match="No space left") as caught:
        opened(tmp_path).send("", "a@b.test", LETTER)
    assert not caught.value.uncertain
    assert letters(tmp_path) == []


def test_a_disk_that_refuses_after_the_rename_leaves_the_letter_uncertain(tmp_path, monkeypatch):
    (tmp_path / "mail/out/new").mkdir(parents=True)
    fsync, calls = os.fsync, []

    def second_fails(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", second_fails)
    with pytest.raises(SendTrouble) as caught:
        opened(tmp_path).send("", "a@b.test", LETTER)
    assert caught.value.uncertain
    assert len(letters(tmp_path)) == 1
