"""A release sealed from a register as its job does it, and what witnesses and readers have."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config.questionnaire import questionnaire
from register.batches import batch_statements, close_batches, invitation_lines
from register.committing import give_receipt
from register.database import reading, transaction
from register.keys import Keys
from register.receipts import openings, response_lines
from register.rules.commitment import APPEAL, canonical, commitment
from register.rules.receipt import text
from register.signing import key_chain, signer
from reports.csv_twin import csv_of
from reports.edition import Edition
from reports.figures import quarter_figures
from reports.manifest import BatchStated, Stated, sealed
from reports.receipts_list import Tree, quarter_lists
from reports.tables import quarter_tables

QUARTER, BISHKEK = "2026-Q3", ZoneInfo("Asia/Bishkek")
DAY = date(2026, 11, 2)
PAGE = b"<!doctype html><title>2026-Q3</title>"
MOVEMENTS = ({"kind": "registered", "number": "1"}, {"kind": "decided", "number": "1"})


@dataclass(repr=False)
class Sealed:
    """A release and how it came about."""

    keys: Keys
    stated: Stated
    public: dict[str, bytes]  # the files under the manifest that are not lists
    openings: list[str]  # lines
    statements: dict[str, bytes]  # as targets and witnesses have them
    files: dict[str, bytes] = field(default_factory=dict)  # the whole bundle

    def __repr__(self) -> str:
        """Short: a failing test of Hypothesis prints it."""
        return "Sealed(...)"

    def again(self, **changes: Any) -> dict[str, bytes]:
        """The bundle, sealed and signed with something else in it."""
        return sealed(self.public, replace(self.stated, **changes), signer(self.keys).sign)

    def receipt(self, code: str, kind: str = "response", quarter: str = QUARTER) -> str:
        """A receipt with the publisher's own signature."""
        return text(give_receipt(self.keys, kind, quarter, bytes.fromhex(code), DAY))

    def codes(self, section: str) -> list[str]:
        """The lines of a section of receipts.txt."""
        after = self.files["receipts.txt"].decode().split(f"[{section}]\n")[1]
        return after.split("[")[0].splitlines()


def seal(country: Any) -> Sealed:
    """The release of everything that is in the register of this country."""
    keys = country.moment.keys
    with transaction(country.engine) as session:
        close_batches(session, country.moment)
    with reading(country.engine) as session:
        figures = quarter_figures(session, QUARTER, questionnaire("inspection-1"))
        answers = list(response_lines(session, keys, QUARTER))
        opened = list(openings(session, keys, QUARTER, BISHKEK))
        invited = list(invitation_lines(session, QUARTER))
        batches = batch_statements(session, QUARTER)
    steps = [_step(number, record) for number, record in enumerate(MOVEMENTS)]
    edition = Edition(figures, 10, "ru")
    tables = quarter_tables(edition)
    stated = Stated(
        edition=edition,
        tables=tables,
        lists=quarter_lists(QUARTER, answers, [code for code, _ in steps], invited),
        batches=[BatchStated(b.number, Tree(b.root, b.size), b.sha256) for b in batches],
        publisher="Министерство экономики",
        made_on=DAY,
        key=signer(keys).public,
        chain=key_chain(keys),
    )
    public = {f"data/{table.name}.csv": csv_of(table) for table in tables} | {"index.html": PAGE}
    statements = {f"{b.number}.json": b.statement for b in batches}
    made = Sealed(keys, stated, public, opened + [line for _, line in steps], statements)
    made.files = made.again()
    return made


def _step(number: int, record: dict[str, str]) -> tuple[str, str]:
    """Code and opening of one step of an appeal."""
    salt = hashlib.sha256(b"%d" % number).digest()
    opening = {"kind": APPEAL, "record": record, "salt": salt.hex()}
    return commitment(APPEAL, salt, canonical(record)).hex(), json.dumps(opening)


def put(files: dict[str, bytes], folder: Path) -> Path:
    """The bundle as files."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
