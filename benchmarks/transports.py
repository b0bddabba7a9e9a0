"""Mail in and out over real servers, beside the barest program that does the same.

    make bench

Prints ratios of one run, the rounds interleaved; on shared cores nothing else can be compared.
"""

import imaplib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from services.dovecot import Dovecot, run_dovecot
from services.postfix import Postfix, run_postfix

from dispatch.outgoing import open_outgoing
from ingest.boxes.incoming import open_incoming

ROOT = Path(__file__).parent.parent
MAILS = 1_000
LETTERS = 300
ROUNDS = 5
LETTER = b"Subject: a letter\r\nFrom: survey@mail.test\r\n\r\n" + b"Please answer. \r\n" * 250


def read_bare(dovecot: Dovecot) -> None:
    """imaplib, fifty mails in one FETCH, answers thrown away."""
    with imaplib.IMAP4("127.0.0.1", dovecot.imap) as imap:
        imap.login("customer", dovecot.password)
        imap.select("INBOX", readonly=True)
        uids = imap.uid("SEARCH", "ALL")[1][0].decode().split()
        for start in range(0, len(uids), 50):
            imap.uid("FETCH", ",".join(uids[start : start + 50]), "(INTERNALDATE BODY.PEEK[])")


def read(dovecot: Dovecot) -> None:
    """The program's own door."""
    url = dovecot.url("customer")
    with open_incoming(url, dovecot.password, installation=ROOT) as incoming:
        assert sum(len(batch) for batch in incoming.batches()) == MAILS


def send_bare(postfix: Postfix) -> None:
    """Postfix's own smtp-source: one session, a message each, written in C."""
    command = ["/usr/sbin/smtp-source", "-d", "-s", "1", "-m", str(LETTERS), "-l", "4000"]
    command += ["-f", "bounces@mail.test", "-t", "a@swallowed.test", f"127.0.0.1:{postfix.port}"]
    subprocess.run(command, check=True)


def send(postfix: Postfix) -> None:
    """The program's own door."""
    with open_outgoing(postfix.url, installation=ROOT, hello="mail.test") as outgoing:
        for _ in range(LETTERS):
            outgoing.send("bounces@mail.test", "a@swallowed.test", LETTER)


def seconds(act: Callable[[], None]) -> float:
    """How long it takes on the wall."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def compare(name: str, count: int, ours: Callable[[], None], bare: Callable[[], None]) -> None:
    """The best round of each: noise only ever adds."""
    rounds = [(seconds(bare), seconds(ours)) for _ in range(ROUNDS)]
    yardstick, own = (min(times) for times in zip(*rounds, strict=True))
    print(f"{name:34}{count / own:10.0f}/s{count / yardstick:12.0f}/s{yardstick / own:10.2f}")


def main() -> None:
    """Start the servers, fill a mailbox, print the table."""
    with run_dovecot() as dovecot, run_postfix(dovecot) as postfix:
        for _ in range(MAILS):
            dovecot.deliver("customer", LETTER)
        print(f"{'':34}{'here':>12}{'yardstick':>14}{'ratio':>10}")
        compare(
            "read over IMAP (imaplib)", MAILS, lambda: read(dovecot), lambda: read_bare(dovecot)
        )
        compare(
            "hand over by SMTP (smtp-source)",
            LETTERS,
            lambda: send(postfix),
            lambda: send_bare(postfix),
        )


if __name__ == "__main__":
    main()
