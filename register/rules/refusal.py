"""What a mail server's refusal says about address and letter (RFC 3463, RFC 5321)."""

from __future__ import annotations

import re

NO_SUCH_MAILBOX = frozenset({550, 551, 553})
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
HOPELESS = re.compile(r"5\.(?:1\.\d+|2\.1|3\.4|6\.\d+)")


def blames_address(code: int, reply: str) -> bool:
    """Whether a permanent refusal means that the address itself cannot be written to.

    An enhanced status decides where there is one (5.1.x: the address; 5.7.x, say, is the letter's
    content or our standing); without one, the codes that RFC 5321 gives to a missing mailbox.
    """
    found = STATUS.search(reply)
    if found:
        return found[1] == "5" and found[2] == "1"
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
