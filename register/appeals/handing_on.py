"""Which files of an appeal go with a letter: those that may be opened, as far as it can carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from register.keys import KEPT
from register.rules.file_verdict import FileVerdict

MOST_BYTES = 7_000_000
"""Of all files of a letter. Postfix refuses letters above 10 240 000 bytes unless told otherwise,
and a file grows by a third on its way."""


def fitting(files: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The files, in their order; of those for which the letter has no room left it is said."""
    room, found = MOST_BYTES, []
    for file in files:
        if not file["verdict"] and file["bytes"] > room:
            found.append({**file, "verdict": FileVerdict.TOO_LARGE.value})
            continue
        room -= 0 if file["verdict"] else file["bytes"]
        found.append(file)
    return found


def attached(files: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of these files those that may be handed on, as a letter attaches them."""
    return [
        {"name": file["name"], "type": file["type"], "vault": KEPT, "digest": file["digest"]}
        for file in files
        if not file["verdict"]
    ]
