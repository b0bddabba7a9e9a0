"""What a mail server's refusal says about address and letter (RFC 3463, RFC 5321)."""

from __future__ import annotations

import re
from enum import StrEnum

NO_SUCH_MAILBOX = frozenset({550, 551, 553})
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
BLAMED = re.compile(r"5\.1\.(?![78]\b)\d+")  # 5.1.7 and 5.1.8 are about the sender's address
DOMAINS = re.compile(r"4\.[347]\.\d+")
GREY = re.compile(r"gr[ae]y[ -]?list", re.IGNORECASE)
HOPELESS = re.compile(rf"{BLAMED.pattern}|5\.(?:2\.1|3\.4|6\.\d+)")
OURS = re.compile(r"[45]\.[67]\.\d+|[45]\.1\.[78]|5\.2\.3|5\.3\.4")
SOFT = re.compile(r"4\.\d+\.\d+|5\.2\.2")
KEPT = re.compile(r"refused: (\d{3})(?: ([245]\.\d{1,3}\.\d{1,3}))?")


class Verdict(StrEnum):
    """What the status of a letter that came back says of its address."""

    HARD = "hard"  # it cannot be written to: nothing more is sent there
    SOFT = "soft"  # full, or its server away: this letter did not arrive, another may
    OURS = "ours"  # our sender address, standing or the letter itself was refused: not its fault


def verdict(status: str) -> Verdict:
    """What a failure that a delivery notice reports (RFC 3463 status) says of the address.

    "Mailbox full" is soft also where it is given for good (5.2.2): mailboxes are tidied. Policy
    (x.7.x), content (x.6.x), size (5.2.3, 5.3.4) and sender (x.1.7, x.1.8) blame us. Whatever
    else is permanent is hard.
    """
    if OURS.fullmatch(status):
        return Verdict.OURS
    return Verdict.SOFT if SOFT.fullmatch(status) else Verdict.HARD


def blames_address(code: int, reply: str) -> bool:
    """Whether a permanent refusal means that the address itself cannot be written to.

    An enhanced status decides where there is one (5.1.x: the address; 5.7.x, say, is the letter's
    content or our standing); without one, the codes that RFC 5321 gives to a missing mailbox.
    """
    found = STATUS.search(reply)
    if found:
        return BLAMED.fullmatch(found[0]) is not None
    return code in NO_SUCH_MAILBOX


def is_hopeless(code: int, reply: str) -> bool:
    """Whether trying the very same letter again cannot help.

    The address is wrong (5.1.x), its mailbox closed (5.2.1), the letter too long (5.3.4) or
    unreadable (5.6.x). Any other refusal, as "relaying denied" (5.7.1), may be our own server's
    settings: a mistake there must not cost every letter of the day.
    """
    found = STATUS.search(reply)
    if found:
        return HOPELESS.fullmatch(found[0]) is not None
    return code in NO_SUCH_MAILBOX


def blames_domain(code: int, reply: str) -> bool:
    """Whether a temporary refusal would meet every letter to that domain at the moment.

    Its mail system (4.3.x), the way to it (4.4.x), or its policy towards us (4.7.x: too many, too
    fast). Not greylisting, which wants to see each letter once before it takes any.
    """
    found = STATUS.search(reply)
    temporary = 400 <= code < 500 and found is not None and DOMAINS.fullmatch(found[0]) is not None
    return temporary and GREY.search(reply) is None


def told(code: int, reply: str) -> str:
    """What the register keeps of a refusal: the server's words may hold the address (WB7)."""
    found = STATUS.search(reply)
    return f"refused: {code} {found[0]}" if found else f"refused: {code}"


def told_softly(trouble: str) -> bool:
    """Whether what was kept of a refusal says that the mailbox takes no letters for now.

    Not where the status blames us, or the mail server that we hand over to (4.3.x).
    """
    found = KEPT.fullmatch(trouble)
    if found is None or found[1][0] != "4":
        return False
    status = found[2] or "4.0.0"
    return verdict(status) is Verdict.SOFT and not status.startswith("4.3.")
