"""Secrets: what is sealed stays sealed without its key, what is signed cannot be guessed."""

from __future__ import annotations

import stat

import pytest

from config.trouble import Trouble
from register.blobs import Blobs
from register.keys import OUTBOX, Keys


@pytest.fixture
def keys(tmp_path):
    made = Keys(tmp_path / "keys")
    made.make()
    return made


def test_what_is_sealed_is_opened_by_the_same_key_alone(keys, tmp_path):
    sealed = keys.seal(OUTBOX, b"token")
    assert b"token" not in sealed
    assert Keys(tmp_path / "keys").unseal(OUTBOX, sealed) == b"token"
    changed = keys.seal("kept", b"")
    changed = changed[:-1] + bytes([changed[-1] ^ 1])
    with pytest.raises(Trouble, match="does not open"):
        keys.unseal("kept", changed)


def test_without_its_quarters_key_nothing_of_the_quarter_can_be_read(tmp_path):
    sealed = Keys(tmp_path / "keys").seal("2026-Q3", b"a reply")
    (tmp_path / "keys" / "quarters" / "2026-Q3.key").unlink()
    with pytest.raises(Trouble, match="missing"):
        Keys(tmp_path / "keys").unseal("2026-Q3", sealed)


def test_keys_are_for_the_owner_only(keys, tmp_path):
    keys.seal(OUTBOX, b"")
    mode = (tmp_path / "keys" / "outbox.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_damaged_key_is_told_and_not_used(keys, tmp_path):
    (tmp_path / "keys" / "outbox.key").write_bytes(b"short")
    with pytest.raises(Trouble, match="32 bytes"):
        Keys(tmp_path / "keys").seal(OUTBOX, b"x")


@pytest.mark.parametrize("lost", ["outbox", "kept", "sign"])
def test_a_lost_key_is_told_and_no_new_one_stands_in_for_it(keys, tmp_path, lost):
    """A new key would open nothing that the lost one sealed, and nobody would learn of it."""
    (tmp_path / "keys" / f"{lost}.key").unlink()
    again = Keys(tmp_path / "keys")
    with pytest.raises(Trouble, match="missing"):
        again.make()
    with pytest.raises(Trouble, match="missing"):
        again.sign("x", "y") if lost == "sign" else again.seal(lost, b"x")
    assert not (tmp_path / "keys" / f"{lost}.key").exists()


@pytest.mark.parametrize("changed", ["id-2", "id-1 "])
def test_a_signature_fits_one_text_and_one_purpose(keys, changed):
    """TR7: a return path that we did not sign is not believed."""
    signature = keys.sign("bounce", "id-1")
    assert keys.checks("bounce", "id-1", signature)
    assert not keys.checks("bounce", changed, signature)
    assert not keys.checks("unsubscribe", "id-1", signature)


def test_a_vault_is_no_path(keys):
    with pytest.raises(ValueError, match="not a vault"):
        keys.path("../outbox")


def test_an_original_is_kept_sealed_and_comes_back_whole(tmp_path, keys):
    blobs = Blobs(tmp_path / "blobs", keys)
    digest = blobs.put("2026-Q3", b"From: one@business.kg")
    assert blobs.put("2026-Q3", b"From: one@business.kg") == digest
    assert blobs.get("2026-Q3", digest) == b"From: one@business.kg"
    files = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"business" not in files[0].read_bytes()


def test_an_original_that_is_gone_is_told_in_a_sentence(tmp_path, keys):
    with pytest.raises(Trouble, match="is missing"):
        Blobs(tmp_path / "blobs", keys).get("kept", "0" * 64)


def test_a_destroyed_key_is_gone_with_its_bytes_and_for_every_process(keys, tmp_path):
    """Also for one that has read it before, and with what a killed process left of making it."""
    sealed = keys.seal_under("2026-Q3", b"a token")
    path = keys.path("2026-Q3")
    other = Keys(tmp_path / "keys")
    assert other.unseal_named(sealed) == b"a token"
    left = path.with_name(f".{path.name}.x1y2")
    left.write_bytes(path.read_bytes())
    linked = tmp_path / "the-same-bytes"
    linked.hardlink_to(path)
    assert keys.destroy("2026-Q3")
    assert list(path.parent.iterdir()) == []
    assert linked.read_bytes() == bytes(32)  # overwritten, not only unlinked
    for one in (keys, other):
        assert not one.opens(sealed)
        with pytest.raises(Trouble, match="missing"):
            one.unseal_named(sealed)
    assert not keys.destroy("2026-Q3")


def test_a_standing_key_is_never_destroyed(keys):
    with pytest.raises(ValueError, match="standing"):
        keys.destroy(OUTBOX)
    assert keys.unseal_named(keys.seal_under(OUTBOX, b"x")) == b"x"


def test_what_is_sealed_under_a_quarter_names_it_and_what_is_older_names_none(keys):
    assert keys.seal_under("2026-Q3", b"").startswith(b"2026-Q3:")
    assert keys.unseal_named(keys.seal(OUTBOX, b"sealed by an older program")) == (
        b"sealed by an older program"
    )
