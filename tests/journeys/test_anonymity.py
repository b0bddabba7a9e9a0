"""No join, query or dump connects a business with its answers (trust.md)."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.town import Town, reply_mail, row, upload_mail, workbook

from register.database import reading
from register.invitations import Invitation
from register.letters import Letter
from register.rules.letter import LetterKind
from register.tables import metadata


@pytest.fixture
def letters(town: Town) -> dict[str, EmailMessage]:
    """Three invitations that went out, by their address."""
    town.deliver(upload_mail(workbook([row(n, f"b{n}@business.kg") for n in (1, 2, 3)])))
    town.run("fetch", "take-in", "invite", "send")
    return {one["To"]: one for one in town.sent() if "business" in one["To"]}


def answer(town: Town, letters: dict[str, EmailMessage], number: int, text: str) -> None:
    address = f"b{number}@business.kg"
    town.deliver(reply_mail(letters[address], text, address))
    town.run("fetch", "take-in", "send")


def tables(town: Town) -> dict[str, list[tuple]]:
    """Every row of every table, as a dump has them."""
    with reading(town.installation.engine) as session:
        return {
            table.name: [tuple(found) for found in session.execute(sa.select(table))]
            for table in metadata.sorted_tables
        }


def test_no_transaction_number_joins_a_business_with_its_answers(town, letters):
    if town.installation.engine.dialect.name != "postgresql":
        pytest.skip("only PostgreSQL keeps the number of the transaction with each row")
    for number in (1, 2, 3):
        answer(town, letters, number, f"1: да\n3: {number}")
        assert not _joined(town)


def _joined(town: Town) -> list:
    with reading(town.installation.engine) as session:
        return session.execute(
            sa.text(
                "SELECT i.email, r.q3 FROM invitations i "
                "JOIN responses r ON i.xmin::text = r.xmin::text"
            )
        ).all()


def test_nothing_beside_an_address_tells_the_week_of_an_answer(town, letters):
    """The response keeps its week: no letter, reminder or invitation may narrow it down."""
    for number in (1, 2, 3):
        town.clock.pass_days(7.1)
        town.run("remind", "send")
        answer(town, letters, number, f"1: да\n3: {number}")
    with reading(town.installation.engine) as session:
        kinds = (LetterKind.ECHO, LetterKind.REMINDER, LetterKind.INVITATION)
        rows = session.scalars(sa.select(Letter).where(Letter.kind.in_(kinds))).all()
        invitations = session.scalars(sa.select(Invitation)).all()
    assert len(rows) > 6
    for letter in rows:
        assert "@" not in letter.recipient
        assert letter.about == ""
    assert len({(one.last_on, one.reminders) for one in invitations}) == 1


def test_an_echo_is_counted_for_two_days_and_then_forgotten(town, letters):
    """LP2 needs to count echoes; after that not even a mask of the address remains."""
    answer(town, letters, 1, "1: да")
    town.clock.pass_days(3)
    town.run("send")
    with reading(town.installation.engine) as session:
        echoes = session.scalars(sa.select(Letter).filter_by(kind=LetterKind.ECHO)).all()
    assert [echo.recipient for echo in echoes] == [""]


def test_a_token_lies_nowhere_after_its_answer(town, letters, caplog):
    """WB1, WB7: not in a table, not in a log, not in the free pages of the file."""
    caplog.set_level(logging.DEBUG)
    token = letters["b1@business.kg"]["Reply-To"].partition("+")[2].partition("@")[0]
    with reading(town.installation.engine) as session:
        found = sa.select(Invitation.sealed_token).where(Invitation.email == "b1@business.kg")
        sealed = session.scalar(found)
    answer(town, letters, 1, "1: да\n14: Всё спокойно")
    for name, rows in tables(town).items():
        for values in rows:
            assert token not in str(values), name
            assert sealed not in values, name
    assert token not in caplog.text
    assert "business.kg" not in caplog.text
    assert "спокойно" not in caplog.text
    if town.installation.engine.dialect.name == "sqlite":
        file = _whole_file(town)
        assert sealed not in file
        assert token.encode() not in file


def _whole_file(town: Town) -> bytes:
    town.installation.engine.dispose()
    path = str(town.installation.engine.url.database)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with open(path, "rb") as file:
        return file.read()


def test_originals_lie_sealed_and_their_names_tell_nothing(town, letters):
    """trust.md: raw replies identify the sender; they are readable with the quarter's key alone."""
    answer(town, letters, 1, "1: да\n14: Всё спокойно")
    blobs = [path for path in (town.installation.folder / "blobs").rglob("*") if path.is_file()]
    assert blobs
    for path in blobs:
        data = path.read_bytes()
        assert b"business.kg" not in data
        assert len(path.name) == len(hashlib.sha256().hexdigest())


def test_who_answered_and_then_wants_out_is_left_alone_though_no_letter_names_the_address(
    town, letters
):
    """LP4: the link in an old letter works after its address was forgotten."""
    from starlette.testclient import TestClient

    from jobs.facing import portal_app

    answer(town, letters, 1, "1: да")
    link = str(letters["b1@business.kg"]["List-Unsubscribe"]).partition("<")[2].partition(">")[0]
    client = TestClient(portal_app(town.installation), base_url="https://achyk.test")
    done = client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    town.deliver(upload_mail(workbook([row(9, "b1@business.kg")]), message_id="<9@geti.kg>"))
    town.sent()
    town.clock.pass_days(1)
    town.run("fetch", "take-in", "invite", "send")
    assert [one["To"] for one in town.sent()] == ["asan@geti.kg"]
