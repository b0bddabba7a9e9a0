"""The published lists and what fixes them: Merkle roots, receipts.txt, invitations.txt, receipts.

Part of the shipped verify.py (reports.verify_script puts it together): standard library only,
Python 3.8. Nothing here is shared with the program that wrote the lists, so that a fault there is
found here.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

RECEIPTS, INVITATIONS = "receipts.txt", "invitations.txt"
CODE = re.compile(r"[0-9a-f]{64}")
PAIR = re.compile(r"[0-9a-f]{64} [0-9a-f]{64}")
SECTION = re.compile(r"\[(responses|replaced|appeals|batch [1-9][0-9]{0,8})\]")
LONGEST_LINE = 200  # characters; a line of two codes has 129
LONGEST_TOLD = 4000  # characters of a sentence that holds what others wrote
MOST_CORRECTIONS = 10_000  # of one answer, one after the other


class Findings:
    """What was checked, in the order it was: one sentence each."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def ok(self, says: str) -> None:
        """A check that was passed."""
        self._add("ok", says)

    def wrong(self, says: str) -> None:
        """A check that failed."""
        self._add("WRONG", says)

    def unknown(self, says: str) -> None:
        """A check that could not be made."""
        self._add("not checked", says)

    def note(self, says: str) -> None:
        """What the reader should know."""
        self._add("note", says)

    def check(self, holds: bool, says: str, otherwise: str) -> bool:
        """One check and both of its sentences."""
        (self.ok if holds else self.wrong)(says if holds else otherwise)
        return holds

    def count(self, mark: str) -> int:
        """How many lines begin with this mark."""
        return sum(1 for found, _ in self.lines if found == mark)

    def _add(self, mark: str, says: str) -> None:
        """One line, whatever a file had in it: no further lines, nothing a terminal obeys."""
        plain = "".join(c if c.isprintable() else "?" for c in says[:LONGEST_TOLD])
        self.lines.append((mark, plain))


class Malformed(Exception):
    """A file that is not what it has to be; the message says where."""


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of RFC 9162, section 2.1.1; of no leaves the hash of nothing."""
    stack: list[tuple[int, bytes]] = []  # of whole subtrees: height and hash
    for leaf in leaves:
        height, top = 0, hashlib.sha256(b"\x00" + leaf).digest()
        while stack and stack[-1][0] == height:
            height, top = height + 1, hashlib.sha256(b"\x01" + stack.pop()[1] + top).digest()
        stack.append((height, top))
    if not stack:
        return hashlib.sha256(b"").digest()
    _, top = stack.pop()
    while stack:
        top = hashlib.sha256(b"\x01" + stack.pop()[1] + top).digest()
    return top


class Codes:
    """Codes in ascending order and nothing around them: a million takes 32 MB."""

    def __init__(self) -> None:
        self._all = bytearray()

    def add(self, code: bytes) -> None:
        """Put the next code, 32 bytes, at the end."""
        self._all += code

    def __len__(self) -> int:
        return len(self._all) // 32

    def __getitem__(self, place: int) -> bytes:
        return bytes(self._all[32 * place : 32 * place + 32])

    def __iter__(self) -> Iterator[bytes]:
        return (self[place] for place in range(len(self)))

    def __contains__(self, code: bytes) -> bool:
        place = bisect_left(self, code)
        return place < len(self) and self[place] == code


@dataclass
class Lists:
    """What the two lists hold."""

    responses: Codes = field(default_factory=Codes)  # counted
    replaced: dict[bytes, bytes] = field(default_factory=dict)  # code → that of its correction
    appeals: Codes = field(default_factory=Codes)
    batches: dict[int, Codes] = field(default_factory=dict)  # leaves of invitations
    is_proven: bool = False  # receipts.txt is the list of the manifest's roots

    def counted(self, code: bytes) -> bytes | None:
        """What was counted in the end for this answer or its corrections; None: nothing."""
        for _ in range(MOST_CORRECTIONS):
            if code not in self.replaced:
                break
            code = self.replaced[code]
        return code if code in self.responses else None


def read_lines(file: BinaryIO, name: str, first: str) -> Iterator[tuple[int, str]]:
    """The lines after the first one, numbered from 2; Malformed where it is no list."""
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
        if not line.endswith(b"\n"):
            raise Malformed(f"{name}, line {number}: too long, or cut off")
        try:
            text = line[:-1].decode("ascii")
        except UnicodeDecodeError:
            raise Malformed(f"{name}, line {number}: not plain text") from None
        if number > 1:
            yield number, text
        elif text != first:
            raise Malformed(f"{name} does not begin with '{first}'")


def read_sections(file: BinaryIO, name: str, first: str) -> Iterator[tuple[str, str, str]]:
    """Place, section and line of a list; the lines of a section ascend, and none is there twice."""
    section, before, seen = "", "", {""}
    for number, line in read_lines(file, name, first):
        if line.startswith("["):
            if line in seen or not SECTION.fullmatch(line):
                raise Malformed(f"{name}, line {number}: {line} is no section, or there twice")
            section, before = line, ""
            seen.add(line)
            continue
        if line <= before or not section:
            raise Malformed(f"{name}, line {number}: out of order, or there twice")
        before = line
        yield f"{name}, line {number}", section, line


def read_receipts(file: BinaryIO, quarter: str, lists: Lists) -> None:
    """receipts.txt into `lists`; Malformed names the first line that is wrong."""
    for place, section, line in read_sections(file, RECEIPTS, f"achyk receipts 1 {quarter}"):
        wanted = {"[responses]": CODE, "[replaced]": PAIR, "[appeals]": CODE}.get(section)
        if wanted is None or not wanted.fullmatch(line):
            raise Malformed(f"{place}: not a code of {section}")
        code = bytes.fromhex(line[:64])
        if section != "[replaced]":
            (lists.responses if section == "[responses]" else lists.appeals).add(code)
        elif code in lists.replaced:
            raise Malformed(f"{place}: replaced twice")
        else:
            lists.replaced[code] = bytes.fromhex(line[65:])


def read_invitations(file: BinaryIO, quarter: str, lists: Lists) -> None:
    """invitations.txt into `lists`; Malformed names the first line that is wrong."""
    leaves, section = Codes(), ""
    for place, named, line in read_sections(file, INVITATIONS, f"achyk invitations 1 {quarter}"):
        if named != section:
            if not named.startswith("[batch "):
                raise Malformed(f"{place}: not in a batch")
            section, leaves = named, Codes()
            lists.batches[int(named[7:-1])] = leaves
        if not CODE.fullmatch(line):
            raise Malformed(f"{place}: not a code")
        leaves.add(bytes.fromhex(line))


def check_corrections(found: Findings, lists: Lists) -> None:
    """Every replaced answer leads to a counted one, and no two answers became one."""
    counted, lost = frozenset(lists.responses), 0
    lost += len(lists.replaced) - len(set(lists.replaced.values()))
    known: dict[bytes, bool] = {}
    for first in lists.replaced:
        way: list[bytes] = []
        code = first
        while code in lists.replaced and code not in known and len(way) <= len(lists.replaced):
            known[code] = False  # a circle leads to no counted answer
            way.append(code)
            code = lists.replaced[code]
        leads = known.get(code, code in counted)
        known.update(dict.fromkeys(way, leads))
        lost += not known[first] or first in counted
    found.check(
        not lost,
        f"corrected answers: {len(lists.replaced)}, each replaced by a counted one",
        f"receipts.txt: {lost} replaced answers lead to no counted one of their own",
    )


def check_tree(
    found: Findings, stated: Mapping[str, Any], size: int, leaves: Iterable[bytes], what: str
) -> bool:
    """A list against size and root in the manifest."""
    return found.check(
        stated["size"] == size and stated["root"] == merkle_root(leaves).hex(),
        f"{what}: {size}, as the manifest's root has them",
        f"{what}: {size} in the list; they are not those of the manifest's root",
    )


def check_receipts_list(
    file: BinaryIO, manifest: Mapping[str, Any], lists: Lists, found: Findings
) -> None:
    """receipts.txt against the manifest."""
    read_receipts(file, manifest["quarter"], lists)
    roots, answers, steps = manifest["roots"], lists.responses, lists.appeals
    holds = check_tree(found, roots["responses"], len(answers), answers, "counted answers")
    holds &= check_tree(found, roots["appeals"], len(steps), steps, "steps of appeals")
    lists.is_proven = holds
    check_corrections(found, lists)


def check_invitations(
    file: BinaryIO, manifest: Mapping[str, Any], lists: Lists, found: Findings
) -> None:
    """invitations.txt against the manifest, and answers against invitations."""
    read_invitations(file, manifest["quarter"], lists)
    size, merged = sum(map(len, lists.batches.values())), _Merged(lists.batches.values())
    check_tree(found, manifest["roots"]["invitations"], size, merged, "invitations")
    if merged.twice:
        found.wrong(f"{merged.twice} invitations stand in the list twice")
    _check_batches(manifest["roots"]["batches"], lists, found)
    found.check(
        len(lists.responses) <= size,
        "there are no more counted answers than invitations",
        f"there are {len(lists.responses)} counted answers to {size} invitations",
    )


class _Merged:
    """The leaves of all batches, ascending, and how many of them came twice."""

    def __init__(self, batches: Iterable[Codes]) -> None:
        self.batches, self.twice = batches, 0

    def __iter__(self) -> Iterator[bytes]:
        before = b""
        for leaf in heapq.merge(*self.batches):
            self.twice += leaf == before
            before = leaf
            yield leaf


def _check_batches(stated: Sequence[Mapping[str, Any]], lists: Lists, found: Findings) -> None:
    for batch in stated:
        if type(batch["number"]) is not int or not CODE.fullmatch(batch["statement"]):
            raise Malformed("the manifest states a batch of invitations that is none")
    by_number = {batch["number"]: batch for batch in stated}
    wrong = sorted(set(lists.batches) - set(by_number))
    if len(by_number) != len(stated):
        found.wrong("a batch of invitations is stated twice")
    for number, batch in sorted(by_number.items()):
        inside = lists.batches.get(number, Codes())
        if batch["size"] != len(inside) or batch["root"] != merkle_root(inside).hex():
            wrong.append(number)
    found.check(
        not wrong,
        f"batches of invitations: {len(by_number)}, each as its statement has it",
        f"batches of invitations that are not as stated: {', '.join(map(str, wrong[:20]))}",
    )
    late = sum(int(batch.get("late", 0)) for batch in stated)
    if late:
        found.note(f"{late} invitations were committed to only after their letters had gone")


def decoded(text: Any) -> bytes:
    """Base64 as bytes; empty where it is none."""
    try:
        return base64.b64decode(str(text).strip(), validate=True)
    except ValueError:
        return b""
