"""The key that signs in public: made once, handed over in public, never replaced in silence."""

from __future__ import annotations

import base64
import json
import stat
from datetime import date
from itertools import pairwise

import pytest

from config.trouble import Trouble
from register.keys import Keys
from register.rules.commitment import canonical
from register.signing import (
    begin_anew,
    fingerprint,
    handed_over,
    key_chain,
    key_id,
    known_keys,
    make_signing_key,
    rotate,
    signer,
    verify,
)

DAY = date(2026, 11, 22)


@pytest.fixture
def keys(tmp_path):
    made = Keys(tmp_path / "keys")
    made.make()
    make_signing_key(made)
    return made


def test_the_signature_is_that_of_the_rfc():
    """RFC 8032, 7.1, test 2."""
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert verify(bytes.fromhex(public), b"\x72", bytes.fromhex(signature))
    assert not verify(bytes.fromhex(public), b"\x73", bytes.fromhex(signature))


def test_what_is_signed_is_known_by_the_public_key_alone(keys):
    by = signer(keys)
    signature = by.sign(b"said")
    assert signature == signer(keys).sign(b"said")
    assert verify(by.public, b"said", signature)
    assert not verify(by.public, b"sayd", signature)
    assert not verify(bytes(32), b"said", signature)
    assert not verify(b"short", b"said", signature)
    assert by.key_id == key_id(by.public) == fingerprint(by.public)[:16]


def test_the_seed_is_for_the_owner_only_and_shown_nowhere(keys):
    path = keys.folder / "publication.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().hex() not in repr(signer(keys)) + repr(keys)


def test_an_installation_from_before_gets_a_key(keys):
    (keys.folder / "publication.key").unlink()
    (keys.folder / "publication.chain").unlink()
    assert make_signing_key(keys) is True
    assert make_signing_key(keys) is False
    assert key_chain(keys) == []


def test_a_lost_key_is_told_and_no_new_one_stands_in_for_it(keys):
    (keys.folder / "publication.key").unlink()
    with pytest.raises(Trouble, match="--lost"):
        make_signing_key(keys)
    with pytest.raises(Trouble, match="--lost"):
        signer(keys)
    with pytest.raises(Trouble, match="--lost"):
        rotate(keys, DAY)
    begin_anew(keys, DAY, "ab" * 32)
    (lost,) = key_chain(keys)
    assert (lost["format"], lost["old"], handed_over(lost)) == ("achyk lost key 1", "ab" * 32, True)
    assert lost["new"] == signer(keys).public.hex()
    assert not handed_over({**lost, "old": "00" * 32})
    assert not handed_over({**lost, "format": "achyk hand-over 1"})
    with pytest.raises(Trouble, match="without --lost"):
        begin_anew(keys, DAY)


def test_the_chain_up_to_a_lost_key_is_kept(keys):
    publics = [signer(keys).public]
    rotate(keys, DAY)
    publics.append(signer(keys).public)
    keys.path("publication").unlink()
    begin_anew(keys, DAY)
    assert known_keys(keys) == (signer(keys).public, *publics[::-1])
    assert all(handed_over(one) for one in key_chain(keys))


def test_the_old_key_hands_over_and_is_destroyed(keys):
    publics, seeds = [signer(keys).public.hex()], [keys.secret("publication")]
    for _ in range(2):
        rotate(keys, DAY)
        publics.append(signer(keys).public.hex())
        seeds.append(keys.secret("publication"))
    chain = key_chain(keys)
    assert [(one["old"], one["new"]) for one in chain] == list(pairwise(publics))
    assert all(handed_over(one) and one["day"] == "2026-11-22" for one in chain)
    assert [one.hex() for one in known_keys(keys)] == publics[::-1]
    held = b"".join(path.read_bytes() for path in keys.folder.iterdir())
    assert seeds[2] in held
    assert not any(seed in held for seed in seeds[:2])
    assert stat.S_IMODE((keys.folder / "publication.key").stat().st_mode) == 0o600


def test_another_process_that_runs_on_signs_with_the_new_key(keys):
    running = Keys(keys.folder)
    before = signer(running).public
    rotate(keys, DAY)
    assert signer(running).public == signer(keys).public != before


@pytest.mark.parametrize("name", ["old", "new", "day", "format"])
def test_a_changed_hand_over_is_known(keys, name):
    rotate(keys, DAY)
    [statement] = key_chain(keys)
    assert handed_over(statement)
    assert not handed_over({**statement, name: "00" * 32})
    assert not handed_over({key: value for key, value in statement.items() if key != name})
    assert not handed_over({**statement, "signature": "AAAA"})


def test_a_hand_over_of_the_first_program_named_no_format_and_is_believed(keys):
    by = signer(keys)
    stated = {"old": by.public.hex(), "new": "11" * 32, "day": "2026-11-22"}
    signature = base64.b64encode(by.sign(canonical(stated))).decode()
    assert handed_over({**stated, "signature": signature})


def test_a_hand_over_that_was_cut_off_has_no_effect(keys, monkeypatch):
    """The power fails between the statement and the key."""
    rotate(keys, DAY)
    before = signer(keys).public
    with monkeypatch.context() as cut:
        cut.setattr("register.signing._replace_key", lambda path, seed: None)
        rotate(keys, DAY)
    assert signer(keys).public == before
    assert len((keys.folder / "publication.chain").read_text("ascii").splitlines()) == 2
    assert len(key_chain(keys)) == 1
    rotate(keys, DAY)
    chain = key_chain(keys)
    assert [one["old"] for one in chain][1:] == [before.hex()]
    assert chain[-1]["new"] == signer(keys).public.hex()


def test_a_damaged_chain_is_told(keys):
    rotate(keys, DAY)
    for damaged in ("{", json.dumps({"old": "x"}), "[]"):
        (keys.folder / "publication.chain").write_text(damaged + "\n")
        with pytest.raises(Trouble, match="damaged"):
            key_chain(keys)
