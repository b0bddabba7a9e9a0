"""`achyk key`: the key that signs in public, shown, changed, restored."""

from __future__ import annotations

import gc
import shutil

import pytest

from jobs.wiring import open_installation
from register.signing import fingerprint, handed_over, key_chain, signer


@pytest.fixture
def keys(folder):
    return open_installation(folder, {}).keys


def test_the_fingerprint_is_shown_and_no_secret(folder, achyk, keys):
    by = signer(keys)
    said = achyk("key", "show")
    assert said.out.splitlines() == [
        f"key          {by.key_id}",
        f"fingerprint  {fingerprint(by.public)}",
        f"public key   {by.public.hex()}",
    ]
    assert (folder / "keys/publication.key").read_bytes().hex() not in said.out
    assert fingerprint(by.public) in achyk("check").out


def test_a_new_key_is_signed_for_by_the_old_one(achyk, keys):
    before = signer(keys)
    said = achyk("key", "rotate")
    after = signer(keys)
    assert after.public != before.public
    assert f"fingerprint  {fingerprint(after.public)}" in said.out
    assert f"{before.key_id} to {after.key_id}" in said.out
    assert "Publish the new fingerprint" in said.out
    (statement,) = key_chain(keys)
    assert handed_over(statement)
    assert said.out.count("handed over") == achyk("key", "show").out.count("handed over") == 1


def test_a_lost_key_is_told_by_every_command_and_begun_anew_only_when_asked(folder, achyk, keys):
    refused = achyk("key", "rotate", "--lost")
    assert (refused.code, "rotate it without --lost" in refused.err) == (1, True)
    (folder / "keys/publication.key").unlink()
    for command in (("key", "show"), ("key", "rotate"), ("init", str(folder))):
        said = achyk(*command)
        assert said.code == 1
        assert "publication.key is missing" in said.err
    lines = [line for line in achyk("check").out.splitlines() if "signing key" in line]
    assert [line.startswith("BAD") for line in lines] == [True]
    assert achyk("key", "rotate", "--lost").code == 0
    assert [one["format"] for one in key_chain(keys)] == ["achyk lost key 1"]
    assert "lost         20" in achyk("key", "show").out
    assert not [line for line in achyk("check").out.splitlines() if line.startswith("BAD  sign")]


def test_an_older_installation_gets_its_key_from_init(folder, achyk, keys):
    for name in ("publication.key", "publication.chain"):
        (folder / "keys" / name).unlink()
    assert achyk("init", str(folder)).code == 0
    assert signer(keys).key_id in achyk("key", "show").out


def test_a_chain_that_was_tampered_with_is_told(folder, achyk, keys):
    achyk("key", "rotate")
    path = folder / "keys/publication.chain"
    path.write_text(path.read_text().replace('"day":"20', '"day":"19'))
    assert "publication.chain does not hold" in achyk("check").out


@pytest.mark.parametrize("rotated", [False, True])
def test_a_backup_with_keys_brings_the_key_back_but_never_over_its_successor(
    folder, achyk, keys, tmp_path, rotated
):
    achyk("key", "rotate")
    before, chain = signer(keys).public, key_chain(keys)
    assert achyk("backup", str(tmp_path / "b"), "--with-keys").code == 0
    if rotated:
        achyk("key", "rotate")
    else:
        shutil.rmtree(folder)
    gc.collect()  # as if each command had a process of its own: no connection stays open
    said = achyk("restore", str(tmp_path / "b"), *(["--force"] if rotated else []))
    assert (said.code, said.err) == (0, "")
    assert (signer(keys).public == before) is not rotated
    assert key_chain(keys)[: len(chain)] == chain
    assert len(key_chain(keys)) == len(chain) + rotated
