"""What a mail server's refusal says about the address (RFC 3463, RFC 5321)."""

from __future__ import annotations

import re

NO_SUCH_MAILBOX = frozenset({550, 551, 553})
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


def blames_address(code: int, reply: str) -> bool:
    """Whether a permanent refusal means that the address itself cannot be written to.

    An enhanced status decides where there is one (5.1.x: the address; 5.7.x, say, is the letter's
    content or our standing); without one, the codes that RFC 5321 gives to a missing mailbox.
    """
    found = STATUS.search(reply)
    if found:
        return found[1] == "5" and found[2] == "1"
    return code in NO_SUCH_MAILBOX
