"""Claiming letters: what is due, still wanted, and within the pace is written out and fixed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config.trouble import Trouble, WorldTrouble
from dispatch.pace import Pace, domain_of
from dispatch.post import Post
from dispatch.sms_bytes import NoSms
from dispatch.writing import write
from register.appeals.still_free import still_free
from register.batches import close_batches
from register.database import transaction
from register.keys import KeyTrouble
from register.letters import Letter, LetterState, mark_cancelled
from register.moment import Moment
from register.outbox import claim, fix, mark_failed, mark_retry, postpone, waiting_ahead
from register.rules.letter import SURVEYS, TO_APPLICANTS, TO_STAFF
from register.suppressions import SuppressionReason, suppressed

BATCH = 50
log = logging.getLogger("achyk.send")


def claim_batch(post: Post, pace: Pace, counts: Counter[str]) -> Sequence[Letter] | None:
    """Letters with their bytes fixed, committed before a server hears of them; None: none due.

    Counts what keeps the others: "cancelled", "paced", "unwritten".
    """
    moment = post.moment()
    with transaction(post.engine) as session:
        due = claim(session, moment, BATCH)
        close_batches(session, moment)  # after it: no invitation goes that is in no batch
        kept = (_prepared(session, post, moment, pace, letter) for letter in due)
        counts.update(why for why in kept if why)
        wanted = [letter for letter in due if letter.state is LetterState.SENDING]
    return wanted if due else None


def _prepared(session: Session, post: Post, moment: Moment, pace: Pace, letter: Letter) -> str:
    """Make one letter ready; or what keeps it."""
    reason = _unwanted(session, moment, letter)
    if reason:
        mark_cancelled(letter, reason)
        return "cancelled"
    domain = domain_of(letter.recipient)
    turn = pace.turn(domain, moment.now, partial(waiting_ahead, session, moment, domain))
    if turn > moment.now:
        postpone(letter, turn)
        return "paced"
    _fix(session, post, moment, letter)
    return "" if letter.state is LetterState.SENDING else "unwritten"


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
    except NoSms as trouble:
        _unwritten(letter, moment, str(trouble), permanent=True)
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
        mark_failed(letter, moment, reason)
    else:
        mark_retry(letter, moment, reason)


def _unwanted(session: Session, moment: Moment, letter: Letter) -> str:
    """Why a letter is no longer to be sent; '' when it is."""
    reasons = suppressed(session, moment, letter.recipient)
    asked_out = SuppressionReason.UNSUBSCRIBED in reasons and letter.kind in SURVEYS
    # Staff are told all the same: one receipt that came back must not silence an inspector. And an
    # applicant: an answer that the law asks for is at least tried.
    owed = TO_STAFF | TO_APPLICANTS
    bounced = SuppressionReason.BOUNCED in reasons and letter.kind not in owed
    if asked_out or bounced:
        return "the address is left alone"
    if letter.kind in SURVEYS and letter.read_context(moment.keys).get("closes_on", "") < str(
        moment.today
    ):
        return "answers are no longer accepted"
    if not still_free(session, moment, letter):
        return "the appeal bars its recipient"
    return ""
