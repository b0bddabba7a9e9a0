"""Sample letters laid out to be looked at: the first of each kind in each language."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from jobs.demo.play import Played
from register.database import reading
from register.letters import Letter
from register.rules.letter import LetterKind


def write_letters(played: Played, folder: Path) -> list[Path]:
    """Write KIND-LANGUAGE.eml, invitations also as .html and .txt, slips as .pdf; the .eml."""
    folder.mkdir(exist_ok=True)
    kinds = kinds_of(played)
    written: dict[str, Path] = {}
    for delivery in played.world.deliveries:
        letter = delivery.letter
        kind, language = kinds[letter.message_id]
        name = f"{kind.value}-{language}"
        if name not in written:
            written[name] = folder / f"{name}.eml"
            written[name].write_bytes(letter.raw)
            if kind is LetterKind.APPEAL_SLIP:
                (folder / f"{name}.pdf").write_bytes(letter.attached("application/pdf"))
            if kind is LetterKind.INVITATION:
                (folder / f"{name}.html").write_text(letter.page, "utf-8")
                (folder / f"{name}.txt").write_text(letter.text, "utf-8")
    return list(written.values())


def kinds_of(played: Played) -> dict[str, tuple[LetterKind, str]]:
    """Message-ID of every letter that went → its kind and language."""
    columns = (Letter.message_id, Letter.kind, Letter.language)
    with reading(played.installation.engine) as session:
        rows = session.execute(sa.select(*columns).where(Letter.message_id.is_not(None)))
        return {row.message_id: (row.kind, row.language) for row in rows}
