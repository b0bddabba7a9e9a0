"""What a mail server's refusal, at once or in a notice, says about address and letter (RFC 3463).

A postmaster may have his server refuse a letter or take it and return it: either way the same
status has the same verdict.
"""

from __future__ import annotations

import re
from enum import StrEnum

# Neither a part of an address on the net nor of a longer number.
STATUS = re.compile(r"(?<![\w.])[45]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
BARE = {550: "5.1.1", 551: "5.1.1", 552: "5.2.2", 553: "5.1.1"}
"""What RFC 5321 has a code mean where the server gives no status: no such mailbox; a full one."""

SENDER = r"[45]\.1\.[78]"
OURS = re.compile(rf"{SENDER}|[45]\.[67]\.\d+|4\.3\.\d+|5\.2\.3|5\.3\.4")
SOFT = re.compile(r"4\.\d+\.\d+|5\.2\.2")
HOPELESS = re.compile(rf"(?!{SENDER}$)5\.1\.\d+|5\.2\.[13]|5\.3\.4|5\.6\.\d+")
DOMAINS = re.compile(r"4\.[347]\.\d+")
GREY = re.compile(r"gr[ae]y[ -]?list", re.IGNORECASE)


class Verdict(StrEnum):
    """What the status of a letter that did not arrive says of its address."""

    HARD = "hard"  # it cannot be written to: nothing more is sent there
    SOFT = "soft"  # full, or its server away: this letter did not arrive, another may
    OURS = "ours"  # our sender, standing, server or the letter itself was refused: not its fault


def status_of(code: int, reply: str) -> str:
    """The status of a refusal; where the server gave none, what its code means (RFC 5321).

    A bare 554 or any like it names no mailbox, and may be our own server's settings: it counts
    as policy (5.7.0), which blames us. Any temporary one is of unknown cause (4.0.0).
    """
    found = STATUS.search(reply)
    if found:
        return found[0]
    return BARE.get(code, "5.7.0" if code >= 500 else "4.0.0")


def verdict(status: str) -> Verdict:
    """What a status says of the address.

    "Mailbox full" is soft also where it is given for good (5.2.2): mailboxes are tidied. Policy
    (x.7.x), content (x.6.x), size (5.2.3, 5.3.4) and sender (x.1.7, x.1.8) blame us; a mail
    system that is out of order (4.3.x), which may be ours, blames no mailbox. Whatever else is
    permanent is hard.
    """
    if OURS.fullmatch(status):
        return Verdict.OURS
    return Verdict.SOFT if SOFT.fullmatch(status) else Verdict.HARD


def may_go_yet(status: str) -> bool:
    """Whether trying the very same letter again may help.

    Not where the address is wrong (5.1.x), its mailbox closed (5.2.1), the letter too long
    (5.2.3, 5.3.4) or unreadable (5.6.x). Any other refusal may be our own server's settings or
    its way to the address (5.4.x): a mistake there must not cost every letter of the day. Its
    verdict counts when the letter is given up.
    """
    return HOPELESS.fullmatch(status) is None


def blames_domain(code: int, reply: str) -> bool:
    """Whether a temporary refusal would meet every letter to that domain at the moment.

    Its mail system (4.3.x), the way to it (4.4.x), or its policy towards us (4.7.x: too many, too
    fast). Not greylisting, which wants to see each letter once before it takes any.
    """
    temporary = 400 <= code < 500 and DOMAINS.fullmatch(status_of(code, reply)) is not None
    return temporary and GREY.search(reply) is None


def told(code: int, reply: str) -> str:
    """What the register keeps of a refusal: the server's words may hold the address (WB7)."""
    found = STATUS.search(reply)
    return f"refused: {code} {found[0]}" if found else f"refused: {code}"
