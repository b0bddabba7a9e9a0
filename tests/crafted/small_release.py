"""A release of a few codes and no figures, signed in a moment: what receipts are looked up in."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from register.committing import give_receipt
from register.keys import Keys
from register.rules.commitment import canonical
from register.rules.receipt import text
from register.signing import key_chain, signer
from reports.receipts_list import Lists, quarter_lists

QUARTER, DAY = "2026-Q3", date(2026, 9, 4)


def code(number: int) -> str:
    """The code of an answer that a test numbers."""
    return hashlib.sha256(b"%d" % number).hexdigest()


def lists(
    counted: Any = range(8), replaced: dict[int, int] | None = None, steps: Any = (30, 31)
) -> Lists:
    """Eight answers, two of them corrections, one of those of a correction; steps of appeals."""
    pairs = {20: 21, 21: 0, 22: 1} if replaced is None else replaced
    answers = [code(n) for n in counted]
    answers += [f"{code(old)} {code(new)}" for old, new in pairs.items()]
    invited = ["[batch 1]", *sorted(code(n) for n in range(40, 60))]
    heading = "achyk invitations 1 2026-Q3"
    return quarter_lists(QUARTER, answers, [code(n) for n in steps], [heading, *invited])


@dataclass
class Small:
    """The release and who signed it."""

    keys: Keys
    lists: Lists = field(default_factory=lists)

    @property
    def stated(self) -> dict[str, Any]:
        """The manifest."""
        batch = {"number": 1, "statement": "0" * 64, **self.lists.invited.stated}
        return {
            "format": "achyk manifest 1",
            "quarter": QUARTER,
            "revision": 1,
            "revisions": [],
            "made_on": "2026-11-02",
            "publisher": "Ministry of Economy",
            "questionnaire": {},
            "parameters": {},
            "groups": {},
            "tables": {},
            "files": {n: hashlib.sha256(d).hexdigest() for n, d in self.lists.files.items()},
            "roots": {
                "responses": self.lists.responses.stated,
                "appeals": self.lists.appeals.stated,
                "invitations": self.lists.invited.stated,
                "batches": [batch],
            },
            "previous": None,
            "keys": {"current": signer(self.keys).public.hex(), "chain": key_chain(self.keys)},
        }

    def files(self, stated: Any = None) -> dict[str, bytes]:
        """The bundle, signed with whatever manifest."""
        says = canonical(self.stated if stated is None else stated) + b"\n"
        signature = base64.b64encode(signer(self.keys).sign(says)) + b"\n"
        return {**self.lists.files, "manifest.json": says, "manifest.json.sig": signature}

    def receipt(self, number: int, kind: str = "response", quarter: str = QUARTER) -> str:
        """A receipt with the publisher's own signature."""
        return text(give_receipt(self.keys, kind, quarter, bytes.fromhex(code(number)), DAY))
