"""Merkle trees (RFC 9162, 2.1, with SHA-256): one hash that fixes a whole list of codes.

A leaf's entry is the code itself. Trees are made over codes in sorted order, so that their place
tells nothing; the functions take the order that they are given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_LEAF, _NODE = b"\x00", b"\x01"  # RFC 9162, 2.1.1: no inner node can pass for a leaf


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash over all leaves; of no leaf, that of nothing."""
    return _top(_hashed(leaves)) if leaves else hashlib.sha256().digest()


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """By what one leaf leads to the root, from below (2.1.3.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} of {len(leaves)}")
    path, level = [], _hashed(leaves)
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            path.append(level[beside])
        level, index = _above(level), index >> 1
    return path


def included(root: bytes, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bool:
    """Whether `leaf` stands at `index` of the tree of `size` with this root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, _leaf(leaf)
    for beside in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = _node(beside, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = _node(found, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistency(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """By what the tree of the first `old` leaves is shown to be a part of this one (2.1.4.1)."""
    if not 0 < old <= len(leaves):
        raise IndexError(f"the first {old} of {len(leaves)} leaves")
    return _kept(_hashed(leaves), old, is_whole=True)


def consistent(
    old_root: bytes, old: int, new_root: bytes, new: int, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of `new` leaves begins with the tree of `old` leaves (2.1.4.2)."""
    if old == new:
        return not proof and old_root == new_root
    if not 0 < old < new or not proof:
        return False
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = _node(beside, before), _node(beside, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = _node(after, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _kept(hashes: list[bytes], old: int, *, is_whole: bool) -> list[bytes]:
    """SUBPROOF of 2.1.4.1; `is_whole`: the old tree itself, whose root the reader has."""
    if old == len(hashes):
        return [] if is_whole else [_top(hashes)]
    split = 1 << (len(hashes) - 1).bit_length() - 1  # the largest power of two below the size
    left, right = hashes[:split], hashes[split:]
    if old <= split:
        return [*_kept(left, old, is_whole=is_whole), _top(right)]
    return [*_kept(right, old - split, is_whole=False), _top(left)]


def _top(level: list[bytes]) -> bytes:
    while len(level) > 1:
        level = _above(level)
    return level[0]


def _above(level: list[bytes]) -> list[bytes]:
    """Neighbours in pairs; who has none goes up unchanged: the tree of the RFC, level by level."""
    paired = len(level) & ~1
    above = [_node(level[i], level[i + 1]) for i in range(0, paired, 2)]
    return above + level[paired:]


def _hashed(leaves: Sequence[bytes]) -> list[bytes]:
    return [_leaf(leaf) for leaf in leaves]


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(_LEAF + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
