"""Emptying the outbox: claim and fix, commit, hand over, mark (safety.md ML3)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config.settings import Settings
from config.trouble import Trouble, WorldTrouble
from dispatch.outgoing import Outgoing, Refused, SendTrouble
from dispatch.writing import envelope_sender, write
from register.blobs import Blobs
from register.database import transaction
from register.failpoint import reach
from register.invitations import InvitationState, by_about, stop_address
from register.keys import KeyTrouble
from register.letters import (
    Letter,
    LetterState,
    claim,
    fix,
    forget_echoes,
    give_back,
    mark_cancelled,
    mark_failed,
    mark_retry,
    mark_sent,
    release_expired,
)
from register.moment import Moment
from register.rules.letter import SURVEYS, TO_STAFF
from register.rules.refusal import blames_address, is_hopeless
from register.suppressions import SuppressionReason, suppress, suppressed

BATCH = 50
log = logging.getLogger("achyk.send")


@dataclass(frozen=True)
class Post:
    """What sending needs."""

    engine: sa.Engine
    blobs: Blobs
    settings: Settings
    moment: Callable[[], Moment]


def send(
    post: Post, outgoing: Outgoing, advance: Callable[[int], None] = lambda done: None
) -> dict[str, int]:
    """Hand over every due letter; returns how many of each fate. `advance` is told after each.

    Raises WorldTrouble when the mail server itself fails; what was claimed goes back unharmed.
    """
    counts: Counter[str] = Counter()
    with transaction(post.engine) as session:
        counts["unknown"] = release_expired(session, post.moment())
        forget_echoes(session, post.moment())
    while (claimed := _claim(post, counts)) is not None:
        reach("claimed")
        for position, letter in enumerate(claimed):
            try:
                counts[_hand_over(post, outgoing, letter)] += 1
            except WorldTrouble:
                _give_back(post, claimed[position:])
                raise
            advance(1)
    return {fate: count for fate, count in counts.items() if count}


def _claim(post: Post, counts: Counter[str]) -> Sequence[Letter] | None:
    """Letters with their bytes fixed, committed before a server hears of them; None: none due."""
    moment = post.moment()
    with transaction(post.engine) as session:
        due = claim(session, moment, BATCH)
        for letter in due:
            reason = _unwanted(session, moment, letter)
            if reason:
                mark_cancelled(letter, reason)
        unwanted = [letter for letter in due if letter.state is LetterState.CANCELLED]
        for letter in (one for one in due if one.state is LetterState.SENDING):
            _fix(session, post, moment, letter)
        wanted = [letter for letter in due if letter.state is LetterState.SENDING]
    counts["cancelled"] += len(unwanted)
    counts["unwritten"] += len(due) - len(unwanted) - len(wanted)
    return wanted if due else None


def _fix(session: Session, post: Post, moment: Moment, letter: Letter) -> None:
    """Write the letter out, unless an earlier attempt did: a second one sends the very same bytes.

    A letter that cannot be written keeps no other from going: it is marked and told.
    """
    if letter.content is not None:
        return
    try:
        fix(letter, moment, *write(session, post.settings, post.blobs, moment, letter))
    except KeyTrouble:
        raise  # it is not the letter's fault, and no letter can be written until it is mended
    except Trouble as trouble:
        permanent = not isinstance(trouble, WorldTrouble) or trouble.permanent
        _unwritten(letter, moment, "it cannot be written out", permanent=permanent)
    except (SQLAlchemyError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - one letter's fault may not stop all the others
        _unwritten(letter, moment, f"writing it out died of {type(error).__name__}")


def _unwritten(letter: Letter, moment: Moment, reason: str, *, permanent: bool = False) -> None:
    # The words of the trouble may hold the address: log and register name the letter only (WB7).
    log.error("letter %s (%s): %s", letter.id, letter.kind.value, reason)
    if permanent:
        mark_failed(letter, reason)
    else:
        mark_retry(letter, moment, reason)


def _unwanted(session: Session, moment: Moment, letter: Letter) -> str:
    """Why a letter is no longer to be sent; '' when it is."""
    reasons = suppressed(session, moment, letter.recipient)
    asked_out = SuppressionReason.UNSUBSCRIBED in reasons and letter.kind in SURVEYS
    # Staff are told all the same: one receipt that came back must not silence an inspector.
    bounced = SuppressionReason.BOUNCED in reasons and letter.kind not in TO_STAFF
    if asked_out or bounced:
        return "the address is left alone"
    if letter.kind in SURVEYS and letter.read_context(moment.keys).get("closes_on", "") < str(
        moment.today
    ):
        return "answers are no longer accepted"
    return ""


def _hand_over(post: Post, outgoing: Outgoing, letter: Letter) -> str:
    """Give one letter to the mail server and mark its fate; the fate's name."""
    moment = post.moment()
    if letter.lease_until is None or letter.lease_until <= moment.now:
        return "left"  # we were too slow: another run has it by now, and two must not send it
    content = letter.read_content(moment.keys)
    if content is None:
        raise ValueError(f"letter {letter.id} was claimed without its bytes")
    sender = envelope_sender(post.settings, letter.id, moment)
    try:
        reach("handing-over")
        reply = outgoing.send(sender, letter.recipient, content)
        reach("handed-over")
    except Refused as refusal:
        return _refused(post, letter.id, refusal)
    except SendTrouble as trouble:
        if not trouble.uncertain:
            raise
        reason = str(trouble)
        return _mark(post, letter.id, lambda one: mark_retry(one, moment, reason, uncertain=True))
    return _sent(post, letter.id, reply)


def _sent(post: Post, letter_id: str, reply: str) -> str:
    with transaction(post.engine) as session:
        letter = session.get_one(Letter, letter_id)
        mark_sent(letter, post.moment(), reply)
        invitation = by_about(session, letter.about)
        # Unless it was reopened at another address while this letter was on its way.
        if invitation is not None and invitation.email == letter.recipient:
            invitation.delivered = True
    reach("marked")
    return "sent"


def _refused(post: Post, letter_id: str, refusal: Refused) -> str:
    moment = post.moment()
    # The server's words may hold the address: the register keeps the code and its status only.
    reason = f"refused: {refusal.code}"
    if not is_hopeless(refusal.code, refusal.reply):
        return _mark(post, letter_id, lambda one: mark_retry(one, moment, reason))
    with transaction(post.engine) as session:
        letter = session.get_one(Letter, letter_id)
        mark_failed(letter, reason)
        if blames_address(refusal.code, refusal.reply):
            suppress(session, moment, letter.recipient, SuppressionReason.BOUNCED, reason)
            stop_address(session, letter.recipient, InvitationState.UNREACHABLE, moment.today)
    return "failed"


def _mark(post: Post, letter_id: str, change: Callable[[Letter], None]) -> str:
    with transaction(post.engine) as session:
        letter = session.get_one(Letter, letter_id)
        change(letter)
        return letter.state.value


def _give_back(post: Post, letters: Sequence[Letter]) -> None:
    with transaction(post.engine) as session:
        for letter in letters:
            give_back(session.get_one(Letter, letter.id), post.moment())
