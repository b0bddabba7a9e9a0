"""Emptying the outbox: look up, claim and fix, commit, hand over, mark (safety.md ML3)."""

from __future__ import annotations

from collections import Counter

from config.progress import Advance
from config.trouble import WorldTrouble
from dispatch.claiming import claim_batch
from dispatch.hand_over import hand_over
from dispatch.outgoing import Outgoing
from dispatch.pace import MINUTE, Pace
from dispatch.post import Post
from dispatch.reconcile import reconcile
from register.database import reading, transaction
from register.failpoint import reach
from register.letters import forget_echoes
from register.outbox import handed_since, release_expired


def send(post: Post, outgoing: Outgoing, advance: Advance) -> dict[str, int]:
    """Hand over every due letter; returns how many of each fate. `advance` is told after each.

    Raises WorldTrouble when the mail server itself fails; what was claimed goes back unharmed.
    And, when all has gone, if a place could not be read where unknown fates are looked up.
    """
    counts: Counter[str] = Counter()
    with transaction(post.engine) as session:
        counts["unknown"] = release_expired(session, post.moment())
        forget_echoes(session, post.moment())
    troubles = reconcile(post, counts)
    pace = _pace(post)
    while (claimed := claim_batch(post, pace, counts)) is not None:
        reach("claimed")
        hand_over(post, outgoing, claimed, pace, counts, advance)
    if troubles:
        raise WorldTrouble(" ".join(str(trouble) for trouble in troubles)) from troubles[0]
    return {fate: count for fate, count in counts.items() if count}


def _pace(post: Post) -> Pace:
    """A mail server's pace, with what went in the last minute; a folder has none."""
    out = post.settings.mail.out
    if out.url.startswith("maildir:") or not out.pace:
        return Pace(0)
    with reading(post.engine) as session:
        return Pace(out.pace, handed_since(session, post.moment(), MINUTE))
