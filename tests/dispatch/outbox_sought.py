"""A letter of unknown fate, for the tests of what is looked up where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dispatch.evidence import Sought

NOW = datetime.now(UTC)


def sought(number: int, content: bytes | None = b"Subject: x\r\n\r\ny\r\n", hours=1.0) -> Sought:
    """The letter of that number (1 to 9), handed over so many hours ago."""
    letter_id = chr(ord("a") + number) * 16
    signed = letter_id + "s" * 16
    return Sought(
        letter_id=letter_id,
        signed=signed,
        return_path=f"bounces+{signed}@mail.test",
        recipient=f"{number}@business.test",
        content=content,
        since=NOW - timedelta(hours=hours),
    )


def copy(number: int, field: str = "Message-ID: ") -> bytes:
    """That letter as it lies in a mailbox."""
    lines = ["Received: from here", "From: survey@mail.test"]
    lines += [f"{field}<{sought(number).letter_id}@mail.test>", "Subject: x", "", "text", ""]
    return "\r\n".join(lines).encode()
