"""Handing claimed letters over, one after the other, and marking the fate of each.

One commit a letter: the one that marks a letter also says that the next is handed over. So only
the letter in flight is of unknown fate when the run dies (safety.md ML3).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.orm import Session

from config.progress import Advance
from config.trouble import WorldTrouble
from dispatch.outgoing import Outgoing, Refused, SendTrouble
from dispatch.pace import Pace, domain_of
from dispatch.post import Post
from dispatch.writing import envelope_sender
from register.database import transaction
from register.failpoint import reach
from register.letters import Letter, LetterState
from register.moment import Moment
from register.outbox import (
    MARGIN,
    PAUSE,
    mark_failed,
    mark_handed,
    mark_retry,
    mark_sent,
    mark_unknown,
    postpone,
    still_ours,
)
from register.returns import did_not_arrive
from register.rules.refusal import blames_domain, may_go_yet, status_of, told

Settle = Callable[[Session, Moment], str]
"""Marks a letter's fate in the register; the fate's name."""


def hand_over(
    post: Post,
    outgoing: Outgoing,
    claimed: Sequence[Letter],
    pace: Pace,
    counts: Counter[str],
    advance: Advance,
) -> None:
    """Hand over what was claimed, counting fates; `advance` is told after each.

    Raises WorldTrouble when the mail server or the database fails; what no server has heard of
    goes back unharmed.
    """
    queue, settle = deque(claimed), None
    try:
        while True:
            letter = _settled(post, pace, queue, settle, counts)
            if settle is not None:
                reach("marked")
                advance(1)
            if letter is None:
                return
            try:
                settle = _handed(post, outgoing, pace, letter)
            except SendTrouble as trouble:
                # It certainly did not go. If it was the one the server hung up over, it waits
                # longer than the others, and for a limited number of times: it may be to blame.
                if not trouble.heard:
                    queue.appendleft(letter)
                else:
                    _count(post, letter, str(trouble))
                raise
    except WorldTrouble:
        _give_back(post, queue)
        raise


def _settled(
    post: Post,
    pace: Pace,
    queue: deque[Letter],
    settle: Settle | None,
    counts: Counter[str],
) -> Letter | None:
    """Mark the fate of one letter and announce the next in the same commit; None: no more."""
    moment = post.moment()
    with transaction(post.engine) as session:
        fates = [settle(session, moment)] if settle is not None else []
        letter = None
        while queue and letter is None:
            first = queue.popleft()
            fate = _announced(session, moment, pace, first)
            if fate:
                fates.append(fate)
            else:
                letter = first
    counts.update(fates)
    return letter


def _announced(session: Session, moment: Moment, pace: Pace, letter: Letter) -> str:
    """Say that a server may have it from now on; or what keeps it."""
    rests = pace.rests_until(domain_of(letter.recipient), moment.now)
    if rests is None:
        # Not ours: we were too slow, another run has it by now, and two must not send it.
        return "" if mark_handed(session, moment, letter) else "left"
    ours = still_ours(session, letter)
    if ours is None:
        return "left"
    postpone(ours, rests)
    return "paced"


def _handed(post: Post, outgoing: Outgoing, pace: Pace, letter: Letter) -> Settle:
    """Give one letter to the mail server; how to mark its fate.

    Raises SendTrouble when it certainly did not go and no other would.
    """
    moment = post.moment()
    if not _in_time(post, moment, letter):
        return lambda session, moment: "left"
    content = letter.read_content(moment.keys)
    if content is None:
        raise ValueError(f"letter {letter.id} was claimed without its bytes")
    sender = envelope_sender(post.settings, letter.id, moment)
    try:
        reach("handing-over")
        reply = outgoing.send(sender, letter.recipient, content)
        reach("handed-over")
    except Refused as refusal:
        if blames_domain(refusal.code, refusal.reply):
            pace.rest(domain_of(letter.recipient), moment.now)
        code, says = refusal.code, refusal.reply
        return lambda session, moment: _refused(session, moment, letter, code, says)
    except SendTrouble as trouble:
        if not trouble.uncertain:
            raise
        reason = str(trouble)
        return lambda session, moment: _uncertain(session, moment, letter, reason)
    return lambda session, moment: _sent(session, moment, letter, reply)


def _in_time(post: Post, moment: Moment, letter: Letter) -> bool:
    """Whether the lease lasts until the verdict; renewed if the process stood still since."""
    if letter.lease_until is not None and letter.lease_until - moment.now >= MARGIN:
        return True
    with transaction(post.engine) as session:
        return mark_handed(session, moment, letter)


def _sent(session: Session, moment: Moment, letter: Letter, reply: str) -> str:
    # Also if the lease is over and others have begun to look for it: this is what happened.
    mark_sent(session, moment, session.get_one(Letter, letter.id, with_for_update=True), reply)
    return "sent"


def _uncertain(session: Session, moment: Moment, letter: Letter, reason: str) -> str:
    ours = still_ours(session, letter)
    if ours is None:
        return "left"
    mark_unknown(ours, moment, reason)
    return "unknown"


def _refused(session: Session, moment: Moment, letter: Letter, code: int, says: str) -> str:
    ours = still_ours(session, letter)
    if ours is None:
        return "left"
    reason, status = told(code, says), status_of(code, says)
    if may_go_yet(status):
        mark_retry(ours, moment, reason, status)
    else:
        mark_failed(ours, moment, reason, status)
    if ours.state is LetterState.FAILED:
        did_not_arrive(session, moment, ours)
    return ours.state.value


def _count(post: Post, letter: Letter, reason: str) -> None:
    moment = post.moment()
    with transaction(post.engine) as session:
        ours = still_ours(session, letter)
        if ours is not None:
            mark_retry(ours, moment, reason)


def _give_back(post: Post, letters: Iterable[Letter]) -> None:
    """The mail server failed before it got these: those that are still ours wait a little."""
    moment = post.moment()
    with transaction(post.engine) as session:
        for letter in letters:
            ours = still_ours(session, letter)
            if ours is not None:
                postpone(ours, moment.now + PAUSE)
