"""A mail server that drops, stalls or refuses at any step loses no letter and doubles none."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from journeys.on_servers import open_town, rows
from journeys.town import Town, row, workbook
from services.faulty_smtp import FaultySmtp, Plan, run_faulty_smtp

from config.trouble import WorldTrouble
from dispatch import outgoing
from register.letters import OPEN_STATES, Letter, LetterState

LETTERS = 24
FAULTS = {
    1: "connect:drop",
    2: "mail:421 4.3.2 shutting down",
    3: "rcpt:550 5.1.1 no such user",
    4: "rcpt:451 4.7.1 greylisted",
    5: "data:drop",
    6: "data:452 4.3.1 no space",
    7: "body:drop",
    8: "dot:drop",
    9: "dot:drop-kept",
    10: "dot:421 4.3.2 shutting down",
    11: "dot:451 4.3.0 later",
    12: "dot:554 5.6.0 not this one",
    13: "after:drop",
    14: "after:421 4.4.2 idle too long",
    15: "mail:drop",
    16: "dot:stall-kept",
    17: "rcpt:stall",
    18: "ehlo:421 4.3.2 too busy",
    19: "data:421 4.3.2 shutting down",
}
AT_NEW_CONNECTION = ("connect", "ehlo")


def begun(folder: Path, migrated: Path, url: str) -> Town:
    """An installation with invitations to send."""
    database = folder / "achyk.db"
    database.write_bytes(migrated.read_bytes())
    settings = {"database.url": f"sqlite:///{database}", "mail.out.url": url}
    town = open_town(folder / "achyk", settings)
    path = town.installation.drop / "many.xlsx"
    path.write_bytes(workbook([row(n, f"b{n}@d{n}.test") for n in range(LETTERS)]))
    os.utime(path, (0, 0))
    town.run("take-in", "invite")
    return town


def sent_at_last(town: Town) -> list[Letter]:
    """Pass after pass, as the days go by, until nothing waits."""
    for _ in range(40):
        with suppress(WorldTrouble):
            town.run("send")
        town.clock.pass_days(0.5)
        letters = rows(town, Letter)
        if not any(letter.state in OPEN_STATES for letter in letters):
            return letters
    raise AssertionError("letters are stuck")


def each_arrived(server: FaultySmtp, letters: list[Letter], refused: int) -> None:
    """ML4: sent or failed; every further copy is the first byte for byte, and is flagged."""
    states = [letter.state for letter in letters]
    assert len(letters) >= LETTERS
    assert states.count(LetterState.FAILED) == refused
    assert set(states) <= {LetterState.SENT, LetterState.FAILED}
    accepted, copies = server.accepted(), server.copies()
    sent = {one.message_id: one for one in letters if one.state is LetterState.SENT}
    assert set(accepted) == set(sent)
    for identity, count in accepted.items():
        assert count <= 1 + sent[identity].repeats
        assert len(set(copies[identity])) == 1


@pytest.fixture
def impatient(monkeypatch):
    """A way out that does not wait minutes for a verdict."""
    patient = outgoing.open_outgoing

    def hasty(*args, **options):
        return patient(*args, **options | {"timeout": 1.0, "verdict_timeout": 0.3})

    monkeypatch.setattr(outgoing, "open_outgoing", hasty)


def test_every_fault_of_a_mail_server_in_turn(tmp_path, migrated_file, impatient):
    """ML4: drops before and after 250, 421, 4xx, 5xx and silence, at each step."""
    with run_faulty_smtp(tmp_path / "smtp", FAULTS) as server:
        letters = sent_at_last(begun(tmp_path, migrated_file, server.url))
        met = {fault.partition(" ")[2] for fault in server.met()}
        unmet = set(FAULTS.values()) - met
        assert {fault.partition(":")[0] for fault in unmet} <= {*AT_NEW_CONNECTION}
        each_arrived(server, letters, refused=2)
        # Taken, and no verdict given: these are the only ones that may go out twice.
        assert sorted(server.accepted().values())[-3:] == [1, 2, 2]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_any_faults_of_a_mail_server(tmp_path, migrated_file, impatient, seed):
    """ML4: at random; a third of all hand-overs fail."""
    with run_faulty_smtp(tmp_path / "smtp", Plan(rate=0.33, seed=seed)) as server:
        letters = sent_at_last(begun(tmp_path, migrated_file, server.url))
        assert len(server.met()) > 5
        each_arrived(server, letters, refused=0)
