"""Merkle trees: as RFC 6962 and 9162 have them, and no change passes."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.merkle import consistency, consistent, included, inclusion, root

# The entries, roots and proofs of the Certificate Transparency project's own tests
# (cpp/merkletree/merkle_tree_test.cc and trillian's), which test RFC 6962.
ENTRIES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SECOND = ROOTS[0]  # the leaf hash of the first entry, beside the second
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
PATHS = [
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [SECOND, B, D]),
]
PROOFS = [
    (1, 1, []),
    (1, 8, [A, B, C]),
    (6, 8, [F, E, ROOTS[3]]),
    (2, 5, [B, D]),
]
leaves = st.lists(st.binary(max_size=4), min_size=1, max_size=40)


def test_the_tree_of_nothing_has_the_hash_of_nothing():
    assert root([]) == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_public_vectors(size):
    assert root(ENTRIES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_paths_are_those_of_the_public_vectors(index, size, path):
    assert [each.hex() for each in inclusion(ENTRIES[:size], index)] == path
    steps = [bytes.fromhex(each) for each in path]
    assert included(bytes.fromhex(ROOTS[size - 1]), ENTRIES[index], index, size, steps)


@pytest.mark.parametrize(("old", "new", "proof"), PROOFS)
def test_consistency_proofs_are_those_of_the_public_vectors(old, new, proof):
    assert [each.hex() for each in consistency(ENTRIES[:new], old)] == proof
    steps = [bytes.fromhex(each) for each in proof]
    before, after = bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1])
    assert consistent(before, old, after, new, steps)


@given(leaves, st.data())
def test_each_leaf_leads_to_the_root_and_no_other_does(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    top, size = root(entries), len(entries)
    path = inclusion(entries, index)
    assert included(top, entries[index], index, size, path)
    assert not included(top, entries[index] + b"\x00", index, size, path)
    assert not included(root([*entries, b"more"]), entries[index], index, size, path)
    assert not included(top, entries[index], size, size, path)
    assert not included(top, entries[index], -1, size, path)
    assert not included(top, entries[index], index, size, [*path, top])
    for at in range(len(path)):
        assert not included(top, entries[index], index, size, path[:at] + path[at + 1 :])
        wrong = [*path[:at], hashlib.sha256(path[at]).digest(), *path[at + 1 :]]
        assert not included(top, entries[index], index, size, wrong)


@given(leaves, st.data())
def test_a_longer_tree_is_shown_to_begin_with_the_shorter_one(entries, data):
    old = data.draw(st.integers(1, len(entries)))
    before, after, size = root(entries[:old]), root(entries), len(entries)
    proof = consistency(entries, old)
    assert consistent(before, old, after, size, proof)
    other = root([*entries[: old - 1], entries[old - 1] + b"\x00"])
    assert not consistent(other, old, after, size, proof)
    assert not consistent(before, old, root([*entries, b""]), size, proof)
    assert not consistent(before, old, after, size, [*proof, after])
    assert old == size or not consistent(before, old, after, size, [])


@given(leaves, st.data())
def test_any_change_of_the_list_changes_its_root(entries, data):
    at = data.draw(st.integers(0, len(entries) - 1))
    assert root([*entries[:at], entries[at] + b"x", *entries[at + 1 :]]) != root(entries)
    assert root(entries[:at] + entries[at + 1 :]) != root(entries)
    assert root([*entries, entries[at]]) != root(entries)


@pytest.mark.parametrize("wrong", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_path(wrong):
    with pytest.raises(IndexError):
        inclusion(ENTRIES[:3], wrong)
    with pytest.raises(IndexError):
        consistency(ENTRIES[:2], wrong)
