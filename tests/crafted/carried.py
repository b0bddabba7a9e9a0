"""Parts with a message inside, by every name that a program may give it."""

from __future__ import annotations

from crafted.attacks import CODED, HIDDEN, PART, TOP


def _message(label: bytes) -> bytes:
    """A part that holds a mail, which is nothing but a workbook."""
    head = TOP.split(b"Content-Type")[0] + PART.split(b"\r\n", 1)[1].replace(b"july", b"june")
    return b"--outer-1\r\n" + label + b"\r\n\r\n" + head + HIDDEN


CARRIED: dict[str, bytes] = {
    **{
        f"message/{kind}": PART + CODED + _message(b"Content-Type: message/" + kind.encode())
        for kind in (
            *("rfc822", "global", "news", "rfc822-headers", "http", "x-foo"),
            *("delivery-status", "disposition-notification", "feedback-report"),
        )
    },
    **{
        f"multipart/{kind}": PART
        + CODED
        + b"--outer-1\r\nContent-Type: multipart/"
        + kind.encode()
        + b'; boundary="inner"\r\n\r\n'
        + _message(label).replace(b"--outer-1\r\n", b"--inner\r\n", 1)
        + b"--inner--\r\n"
        for kind, label in (
            ("report; report-type=delivery-status", b"Content-Type: message/rfc822"),
            ("report", b"Content-Type: message/rfc822"),
            ("digest", b"Content-ID: <1@geti.kg>"),
        )
    },
}
"""Behind the honest file, a message with a file of its own: one program opens it, others do not."""
