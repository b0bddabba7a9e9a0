"""Receipts in real letters: they come back out of the mail, and nothing joins them to anybody."""

from __future__ import annotations

import logging
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.appeal_town import APPLICANT, COMPLAINT, appeal_mail, bodies, only, plain, post
from journeys.town import Town, reply_mail, row, town, upload_mail, workbook

from register.database import reading
from register.receipts import appeal_lines, response_lines
from register.responses import Response, ResponseWords
from register.rules.receipt import Receipt, parse, signed_bytes, text
from register.signing import signer, verify
from register.tables import metadata

__all__ = ["bodies", "town"]

BUSINESS = "one@business.kg"


@pytest.fixture
def letter(town: Town) -> EmailMessage:
    """The invitation as it arrived."""
    town.deliver(upload_mail(workbook([row(1, BUSINESS)])))
    town.run("fetch", "take-in", "invite", "send")
    return next(one for one in town.sent() if one["To"] == BUSINESS)


def answer(town: Town, letter: EmailMessage, said: str) -> EmailMessage:
    town.deliver(reply_mail(letter, said, BUSINESS))
    town.run("fetch", "take-in", "send")
    return next(one for one in town.sent() if one["To"] == BUSINESS)


def attached(letter: EmailMessage) -> tuple[str, Receipt]:
    """The receipt that a letter brings as a file, and the file's name."""
    files = [one for one in letter.iter_attachments() if one.get_content_type() == "text/plain"]
    assert len(files) == 1
    return str(files[0].get_filename()), parse(str(files[0].get_content()))


def proven(town: Town, receipt: Receipt) -> bool:
    by = signer(town.installation.keys)
    return receipt.key == by.key_id and verify(by.public, signed_bytes(receipt), receipt.signature)


def test_an_answer_by_mail_brings_a_receipt_and_a_correction_one_that_replaces_it(town, letter):
    echo = answer(town, letter, "1: да\n3: 4")
    name, first = attached(echo)
    assert name == f"receipt-2026-Q3-{first.code.hex()[:8]}.txt"
    assert proven(town, first)
    assert (first.kind, first.quarter, first.replaces) == ("response", "2026-Q3", None)
    assert first.code.hex() in plain(echo)
    html = echo.get_body(("html",))
    assert html is not None
    assert first.code.hex() in str(html.get_content())
    _, second = attached(answer(town, echo, "3: 5"))
    assert proven(town, second)
    assert second.replaces == first.code
    town.clock.pass_days(1.1)  # an answer that changes nothing is acknowledged once a day
    _, again = attached(answer(town, echo, "3: 5\n"))
    assert proven(town, again)
    assert (again.code, again.replaces) == (second.code, first.code)
    with reading(town.installation.engine) as session:
        found = sorted(response_lines(session, town.installation.keys, "2026-Q3"))
    assert found == sorted([second.code.hex(), f"{first.code.hex()} {second.code.hex()}"])


def test_a_receipt_comes_back_out_of_a_mail_that_quotes_it(town, letter):
    _, given = attached(answer(town, letter, "1: да"))
    quoted = "".join(f"> {line}\r\n" for line in text(given).splitlines())
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = BUSINESS, "friend@example.org", "x"
    mail.set_content(f"Смотрите:\n\n{quoted}\nС уважением", cte="quoted-printable")
    back = message_from_bytes(mail.as_bytes(policy=policy.SMTP), policy=policy.default)
    found = parse(str(back.get_content()))
    assert found == given
    assert proven(town, found)
    changed = parse(str(back.get_content()).replace("2026-Q3", "2026-Q4"))
    assert not proven(town, changed)


def test_a_letter_with_a_code_that_is_quoted_without_any_mark_answers_nothing(town, letter):
    """The code is a row of figures: no line of ours may read as an answer or as words."""
    echo = answer(town, letter, "1: да")
    answer_below = f"3: 5\n\n{plain(echo)}"
    town.deliver(reply_mail(echo, answer_below, BUSINESS, quoted=False))
    town.run("fetch", "take-in", "send")
    with reading(town.installation.engine) as session:
        (row,) = session.scalars(sa.select(Response).where(Response.current))
        answers = {n: v for n in range(1, 14) if (v := getattr(row, f"q{n}"))}
        words = list(session.scalars(sa.select(ResponseWords.words)))
    assert answers == {1: "yes", 3: "5"}
    assert words == []


def test_words_that_hold_a_receipt_are_kept_without_it(town, letter):
    """Whoever reads the words would find in the register the response that it names."""
    _, given = attached(answer(town, letter, "1: да"))
    answer(town, letter, f"14: Всё спокойно\nвот моя квитанция:\n{text(given)}")
    with reading(town.installation.engine) as session:
        words = "\n".join(session.scalars(sa.select(ResponseWords.words)))
    assert "спокойно" in words
    assert given.code.hex()[:24] not in words
    assert text(given).rpartition(": ")[2][:40] not in words


def test_a_receipt_that_is_sent_back_as_a_file_answers_nothing(town, letter):
    echo = answer(town, letter, "1: да")
    name, given = attached(echo)
    mail = message_from_bytes(reply_mail(echo, "3: 5", BUSINESS), policy=policy.default)
    mail.make_mixed()
    mail.add_attachment(text(given), filename=name)
    town.deliver(mail.as_bytes(policy=policy.SMTP))
    town.run("fetch", "take-in", "send")
    with reading(town.installation.engine) as session:
        (row,) = session.scalars(sa.select(Response).where(Response.current))
        assert {n: v for n in range(1, 14) if (v := getattr(row, f"q{n}"))} == {1: "yes", 3: "5"}
        assert list(session.scalars(sa.select(ResponseWords.words))) == []


def test_nothing_in_the_register_or_in_a_log_holds_a_code_beside_an_address(town, letter, caplog):
    """A code names its response; it may lie in the response, and sealed in a letter until sent."""
    caplog.set_level(logging.DEBUG)
    code = attached(answer(town, letter, "1: да"))[1].code
    assert code.hex() not in caplog.text
    holding = set()
    with reading(town.installation.engine) as session:
        for table in metadata.sorted_tables:
            for values in session.execute(sa.select(table)):
                if code in tuple(values) or code.hex() in str(tuple(values)):
                    holding.add(table.name)
    assert holding == {"responses"}
    folder = town.installation.folder
    for path in (folder / "blobs").rglob("*"):
        if path.is_file():
            assert code.hex().encode() not in path.read_bytes()


def test_a_slip_brings_the_receipt_of_the_registration(bodies: Town):
    slip = only(post(bodies, appeal_mail(COMPLAINT)), APPLICANT, "appeal_slip")
    _, receipt = attached(slip)
    assert proven(bodies, receipt)
    assert receipt.kind == "appeal"
    assert receipt.code.hex() in plain(slip)
    keys, zone = bodies.installation.keys, bodies.installation.zone
    with reading(bodies.installation.engine) as session:
        assert receipt.code.hex() in set(appeal_lines(session, keys, receipt.quarter, zone))
