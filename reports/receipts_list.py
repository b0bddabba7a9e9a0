"""receipts.txt and invitations.txt: the quarter's published lists, and the roots over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from register.rules.merkle import root

RECEIPTS, INVITATIONS = "receipts.txt", "invitations.txt"
CODE = 64  # letters of a code


@dataclass(frozen=True)
class Tree:
    """A list of codes as the manifest names it."""

    root: str  # hex
    size: int

    @property
    def stated(self) -> dict[str, object]:
        """As it stands in the manifest."""
        return {"root": self.root, "size": self.size}


@dataclass(frozen=True)
class Lists:
    """The quarter's lists."""

    receipts: bytes
    invitations: bytes
    responses: Tree  # of the counted answers
    appeals: Tree  # of the steps of appeals
    invited: Tree  # of all invitations

    @property
    def files(self) -> dict[str, bytes]:
        """The two files of the bundle."""
        return {RECEIPTS: self.receipts, INVITATIONS: self.invitations}


def quarter_lists(
    quarter: str, responses: Iterable[str], appeals: Iterable[str], invitations: Iterable[str]
) -> Lists:
    """The lists from their lines, without line ends.

    `responses`: the code of each counted answer, and of each replaced one with that of its
    correction; `appeals`: codes of steps; in any order (register.receipts). `invitations`: the
    whole list as register.batches gives it.
    """
    answers, steps, invited = sorted(responses), sorted(appeals), list(invitations)
    counted = [line for line in answers if len(line) == CODE]
    replaced = [line for line in answers if len(line) != CODE]
    sections = (["[responses]", *counted], ["[replaced]", *replaced], ["[appeals]", *steps])
    leaves = [line for line in invited[1:] if not line.startswith("[")]
    return Lists(
        receipts=_text([f"achyk receipts 1 {quarter}", *chain.from_iterable(sections)]),
        invitations=_text(invited),
        responses=_tree(counted),
        appeals=_tree(steps),
        invited=_tree(leaves),
    )


def _tree(codes: list[str]) -> Tree:
    return Tree(root([bytes.fromhex(code) for code in sorted(codes)]).hex(), len(codes))


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("ascii")
