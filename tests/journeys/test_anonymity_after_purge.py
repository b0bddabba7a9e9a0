"""After the purge no file, key, backup or log tells which business gave which answers (trust.md).

The same attacker is let loose before it and after it: what he finds before proves that he can.
"""

from __future__ import annotations

import logging
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from journeys.attacker import Attacker
from journeys.town import Town, received, reply_text, row, rows, upload_mail, workbook
from starlette.testclient import TestClient

from config.settings import Backup
from jobs.backup import backup
from jobs.facing import portal_app
from register.database import reading
from register.keys import OUTBOX, Keys
from register.letters import Letter
from register.messages import Message, MessageState
from register.purges import TELLING, Purge
from register.responses import Response
from register.rules.tokens import response_digest
from register.tables import metadata

COUNT = 12
BUSINESS_SIDE = ("httpx", "httpcore")  # whose browser the test plays
WINDOW_ENDS = datetime(2027, 1, 29, 4, 0, tzinfo=UTC)  # the third quarter, 30 days and 90
BY_CHANCE = 6  # right guesses of a random order: the chance of more is below one in ten thousand
on_sqlite = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Path]:
    """The log of everything, down to DEBUG, in a file."""
    path = tmp_path / "achyk.log"
    handler, root = logging.FileHandler(path), logging.getLogger()
    handler.addFilter(lambda record: not record.name.startswith(BUSINESS_SIDE))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield path
    root.removeHandler(handler)
    root.setLevel(before)
    handler.close()


class Quarter:
    """What is planted, and who answered what."""

    def __init__(self, town: Town, world: Path) -> None:
        self.town, self.world = town, world
        town.installation = _with_backups(town)
        self.letters: dict[str, EmailMessage] = {}
        self.answered: list[str] = []  # in the order of the answers
        self.planted: set[bytes] = set()
        self.copies: list[dict[str, list]] = []  # of a server's database
        self.raw = b""  # the last mail

    def invite(self) -> None:
        self.town.deliver(upload_mail(workbook([row(n, address(n)) for n in range(COUNT)])))
        self.town.run("fetch", "take-in", "invite", "send")
        self.letters = {one["To"]: one for one in self.town.sent() if "business" in one["To"]}
        assert len(self.letters) == COUNT

    def play(self) -> None:
        """All answer, in a random order, by mail or on the page; copies are made meanwhile."""
        self.invite()
        self.back_up_by_hand()
        order = list(range(COUNT))
        random.Random(7).shuffle(order)
        for turn, number in enumerate(order):
            self.town.clock.pass_days(0.26)
            self.answer(number)
            self.town.run("fetch", "take-in", "send")
            if turn < 2:  # between these two copies one has answered
                self.town.run("backup")

    def answer(self, number: int) -> None:
        """Every third on the page, one of them with a correction by mail."""
        to = address(number)
        self.answered.append(to)
        token = token_of(self.letters[to])
        self.planted.add(token.encode())
        if number % 3 == 0:
            client = TestClient(portal_app(self.town.installation), base_url="https://achyk.test")
            sent = {"q1": "yes", "q3": str(number % 5 + 1), "q14": f"page words {number}"}
            assert client.post(f"/s/{token}", data=sent).status_code in (200, 303)
        if number % 3 or number == 0:
            said = f"1: да\n3: {number % 5 + 1}\n14: words {number}"
            raw = reply_text(self.letters[to], said, to)
            mine = f"planted-{number}-signature".encode()
            self.planted |= {mine, _header(raw, b"Message-ID")}
            raw = raw.replace(b"\r\nDate:", b"\r\nX-Planted: " + mine + b"\r\nDate:", 1)
            self.raw = received(raw, to)
            self.town.deliver(self.raw)

    def back_up_by_hand(self) -> None:
        """As an operator does: with the keys, on a disk that no program of ours knows."""
        backup(self.town.installation, self.world / "by-hand", quiet, with_keys=True)
        if not self.on_sqlite:  # what pg_dump writes is packed: he has put it back somewhere
            self.copies.append(dump(self.town))

    def purge(self) -> object:
        self.town.clock.now = WINDOW_ENDS
        (counts,) = self.town.run("purge")
        self.town.run("backup")
        return counts

    @property
    def on_sqlite(self) -> bool:
        return self.town.installation.engine.dialect.name == "sqlite"

    def attacker(self) -> Attacker:
        """He comes when everything is written down; what letters went out he has not."""
        self.town.sent()
        tables = [] if self.on_sqlite else [*self.copies, dump(self.town)]
        return Attacker((self.world,), tables)

    @property
    def truth(self) -> dict[str, bytes]:
        """Which response each business gave."""
        return {to: response_digest(token_of(one)) for to, one in self.letters.items()}

    def found_by(self, attacker: Attacker) -> set[bytes]:
        """Which of the planted strings he can read anywhere."""
        whole = b"\n".join(attacker.plain())
        return {planted for planted in self.planted if planted in whole}

    def right(self, attacker: Attacker) -> int:
        """How many of those he is sure of are right."""
        return len(attacker.links() & set(self.truth.items()))


def _with_backups(town: Town):
    settings = replace(town.installation.settings, backup=Backup(folder="../backups", keep=1000))
    return replace(town.installation, settings=settings)


def address(number: int) -> str:
    return f"b{number}@business{number}.kg"


def token_of(letter: EmailMessage) -> str:
    return str(letter["Reply-To"]).partition("+")[2].partition("@")[0]


def _header(raw: bytes, name: bytes) -> bytes:
    (line,) = [one for one in raw.split(b"\r\n") if one.startswith(name + b":")]
    return line.partition(b"<")[2].partition(b"@")[0]


def dump(town: Town) -> dict[str, list]:
    """Every row of every table of a server, in the order in which they lie there."""
    order = sa.literal_column("ctid")
    with reading(town.installation.engine) as session:
        return {
            table.name: [
                dict(found._mapping) for found in session.execute(sa.select(table).order_by(order))
            ]
            for table in metadata.sorted_tables
        }


def quiet(done: int) -> None:
    """Nobody watches."""


def test_after_the_purge_nothing_on_the_disk_joins_a_business_with_its_answers(
    town, tmp_path, logged
):
    """The same attacker before and after: what he finds before proves that he can."""
    played = Quarter(town, tmp_path)
    played.play()
    before = played.attacker()
    assert played.right(before) == COUNT
    assert played.found_by(before) == played.planted
    told = responses(town)
    assert played.on_sqlite or len(numbers(town)) > 1
    sealed = tmp_path / "copied" / "blobs"
    shutil.copytree(town.installation.folder / "blobs", sealed)
    key = town.installation.keys.path("2026-Q3").read_bytes()

    assert played.purge() == {"purged": 1}

    after = played.attacker()
    assert after.keys
    assert len(after.copies) >= (3 if played.on_sqlite else 2)  # among them the one made by hand
    assert after.links() == set()
    assert not after.tokens() & {token_of(one) for one in played.letters.values()}
    assert played.found_by(after) == set()
    assert best_guess(after, played.truth) < BY_CHANCE
    assert len(numbers(town)) <= 1
    no_address_stands_beside_a_time(played)
    assert responses(town) == told
    a_second_copy_has_no_effect(played)
    # The key is what mattered: with it, copies of the originals and of the tokens tell all.
    (tmp_path / "kept.key").write_bytes(key)
    assert played.right(played.attacker()) == COUNT


def no_address_stands_beside_a_time(played: Quarter) -> None:
    """Not even as its mask, which whoever has the signing key can make for every address."""
    town = played.town
    masks = {town.installation.keys.mask(address(number)).encode() for number in range(COUNT)}
    letters = [one for one in rows(town, Letter) if one.kind in TELLING]
    assert len(letters) > COUNT
    assert {(one.recipient, one.about, one.trouble) for one in letters} == {("", "", "")}
    assert len({one.arrived_at for one in rows(town, Message)}) == 1
    for path in Attacker((town.installation.folder,)).files():
        data = path.read_bytes()
        assert not any(mask in data for mask in masks), path


def a_second_copy_has_no_effect(played: Quarter) -> None:
    """The register recognises the mail, and keeps it under the key of today."""
    played.town.deliver(played.raw)
    played.town.run("fetch", "take-in")
    newest = max(rows(played.town, Message), key=lambda one: one.id)
    (purge,) = rows(played.town, Purge)
    assert newest.state is MessageState.DUPLICATE
    assert newest.vault == "2027-Q1"
    assert len(purge.fingerprint) == 32
    assert purge.counts["originals"] > 0


def numbers(town: Town) -> set[object]:
    """The transactions that wrote invitations and responses; SQLite keeps none."""
    if town.installation.engine.dialect.name == "sqlite":
        return set()
    with reading(town.installation.engine) as session:
        both = "SELECT xmin::text FROM invitations UNION SELECT xmin::text FROM responses"
        return set(session.scalars(sa.text(both)))


def best_guess(attacker: Attacker, truth: dict[str, bytes]) -> int:
    """Rank against rank, in the order in which the rows lie; how many are right."""
    best = 0
    for copy in attacker.copies:
        who = [one["email"] for one in copy["invitations"] if one["state"] == "answered"]
        what = [one["digest"] for one in copy["responses"] if one["current"]]
        for guess in (what, what[::-1]):
            pairs = zip(who, guess, strict=False)
            best = max(best, sum(truth.get(to) == digest for to, digest in pairs))
    return best


def responses(town: Town) -> list:
    with reading(town.installation.engine) as session:
        return sorted(map(str, session.execute(sa.select(sa.inspect(Response).local_table))))


@on_sqlite
def test_tokens_under_a_key_that_stays_would_join_by_any_older_copy(
    town, tmp_path, logged, monkeypatch
):
    """The control of the vaults: sealed as an older program did, a copy by hand tells everybody."""
    under = Keys.seal_under
    monkeypatch.setattr(Keys, "seal_under", lambda keys, vault, data: under(keys, OUTBOX, data))
    played = Quarter(town, tmp_path)
    played.invite()
    played.back_up_by_hand()
    for number in range(3):
        played.answer(number)
    town.run("fetch", "take-in", "send")
    played.purge()
    assert played.right(played.attacker()) == 3
