"""Letters of unknown fate: looked up wherever there is proof, sent again only if there is none.

A run that dies, or a verdict that never comes, leaves a letter of which nobody knows whether the
mail server has it (safety.md ML3).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from config.trouble import WorldTrouble
from dispatch.evidence import EVER, Sought
from dispatch.post import Post
from dispatch.sms_way import envelope_recipient
from dispatch.writing import envelope_sender
from register.database import reading, transaction
from register.keys import OUTBOX, KeyTrouble
from register.letters import Letter, LetterState, return_path, vault_of_letter
from register.moment import Moment
from register.outbox import mark_found, mark_missing, unknown_due

BATCH = 200
PATIENCE = timedelta(days=1)  # for evidence that cannot be read; then at least once wins
AGAIN = timedelta(minutes=10)  # until it is looked up again
log = logging.getLogger("achyk.send")


def reconcile(post: Post, counts: Counter[str], *, must_know: bool = False) -> list[WorldTrouble]:
    """Settle every due letter of unknown fate; what could not be asked.

    Counts "found" and "repeated"; what cannot be looked up now is due later. With `must_know`
    a place that could not be asked is raised before any letter is settled without it.
    """
    troubles: dict[str, WorldTrouble] = {}
    while letters := _due(post):
        moment = post.moment()
        places, told = _looked_up(post, [_sought(post, moment, letter) for letter in letters])
        if must_know and told:
            raise told[0]
        troubles |= {str(trouble): trouble for trouble in told}
        with transaction(post.engine) as session:
            for letter in letters:
                row = session.get_one(Letter, letter.id, with_for_update=True)
                # Somebody else may have settled it since.
                if row.state is LetterState.UNKNOWN and row.handed_at == letter.handed_at:
                    where = places.get(row.id)
                    if where is not None and mark_found(session, moment, row.id, where):
                        counts["found"] += 1
                    else:
                        counts[_not_found(row, moment, bool(told))] += 1
    return list(troubles.values())


def _due(post: Post) -> Sequence[Letter]:
    with reading(post.engine) as session:
        return unknown_due(session, post.moment(), BATCH)


def _looked_up(
    post: Post, letters: Sequence[Sought]
) -> tuple[Mapping[str, str], list[WorldTrouble]]:
    """Where each letter was found, by its id; and the places that could not be asked."""
    places: dict[str, str] = {}
    troubles = []
    for evidence in post.evidence:
        missing = [letter for letter in letters if letter.letter_id not in places]
        try:
            if missing:
                places |= dict.fromkeys(evidence.found(missing), evidence.says)
        except WorldTrouble as trouble:
            troubles.append(trouble)
    return places, troubles


def _not_found(letter: Letter, moment: Moment, unasked: bool) -> str:
    """Off again, flagged; or looked up later as long as a place could not be asked. Its fate."""
    handed = _handed(letter)
    # From the future: the clock has been set back, and nobody knows how long it would be.
    if unasked and handed <= moment.now < handed + PATIENCE:
        letter.not_before = moment.now + AGAIN
        return "undecided"
    mark_missing(letter, moment)
    if letter.state is LetterState.FAILED:
        return "failed"
    log.warning("letter %s: nothing proves that it has gone; it is sent again", letter.id)
    return "repeated"


def _sought(post: Post, moment: Moment, letter: Letter) -> Sought:
    handed, content = _handed(letter), _content(moment, letter)
    return Sought(
        letter_id=letter.id,
        signed=return_path(letter.id, moment.keys),
        return_path=envelope_sender(post.settings, letter.id, moment),
        recipient=envelope_recipient(letter.recipient, content),
        content=content,
        since=handed if handed <= moment.now else EVER,
    )


def _content(moment: Moment, letter: Letter) -> bytes | None:
    """Its bytes; None where its quarter's key is lost: then it is known by its id alone."""
    try:
        return letter.read_content(moment.keys)
    except KeyTrouble:
        if vault_of_letter(letter) == OUTBOX:
            raise
        return None


def _handed(letter: Letter) -> datetime:
    return letter.handed_at or letter.created_at
