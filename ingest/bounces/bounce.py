"""Which addresses a delivery notice says could not be reached, and whether for good."""

from __future__ import annotations

from dataclasses import replace

from ingest.bounces.bounce_flufl import flufl_failures
from ingest.bounces.bounce_gate import Gate, body_of, gate_of
from ingest.bounces.bounce_report import from_report, is_sent_on
from ingest.bounces.bounce_returned import enclosed_notice, written_to
from ingest.bounces.bounce_status import Bounce, Failed, status_in, tells_of_delay
from ingest.bounces.bounce_words import above_original, named_in, names_only, origins_in
from ingest.mail.addresses import addresses_in
from ingest.mail.message import Mail, parse

__all__ = ["Bounce", "Failed", "read_bounce"]

_SEARCHED = 5_000  # characters of a notice that names no status behind the address
_PLAIN = 2  # by which rank of named_in() an address is known to have failed
_NEAR = 600  # characters after an address within which its status stands


def read_bounce(mail: Mail, raw: bytes) -> Bounce | None:
    """What a delivery notice says, or None when the mail is none.

    In the order of trust: the machine-readable report, Exim's field, flufl.bounce, patterns of our
    own. An address is given as the letter was addressed, where the notice or the original tells.
    """
    gate = gate_of(mail)
    if gate is Gate.CLOSED:
        return None
    text = body_of(mail)
    found = from_report(mail) or _from_words(mail, raw, text)
    if found is None and gate is Gate.CERTAIN:
        found = Bounce((), tells_of_delay(above_original(text)))
    return found and _as_addressed(found, mail, text)


def _from_words(mail: Mail, raw: bytes, text: str) -> Bounce | None:
    head = above_original(text)
    late = tells_of_delay(head)
    named = [a for value in mail.header_all("x-failed-recipients") for a in addresses_in(value)]
    if not named:
        ours = frozenset(one.lower() for one in mail.recipients)
        read, rank = named_in(head, ours, (mail.sender or "").lower())
        enclosed = None if read else _from_enclosed(mail)
        if enclosed:
            return enclosed
        named = sorted(read)
        if rank > (_PLAIN if len(read) == 1 else 0) or not names_only(head, read):
            temporary, permanent = flufl_failures(raw)
            late = late or bool(temporary and not permanent)
            named = _of_both(permanent + temporary, read, rank == 0, head)
    if not named:
        return None
    lower = head.lower()
    failed = [_with_status(head, lower, address, not late) for address in dict.fromkeys(named)]
    return Bounce(tuple(failed), late)


def _of_both(by_flufl: list[str], read: list[str], sure: bool, head: str) -> list[str]:
    """What flufl.bounce found, unless it found that in the original and we something above it."""
    lower = head.lower()
    above = [one for one in by_flufl if one.lower() in lower]
    return above or (read if sure else []) or by_flufl or read


def _with_status(text: str, lower: str, address: str, permanent: bool) -> Failed:
    """`address` with the status that the text (also in lower case) gives behind it, or anywhere."""
    at = lower.find(address.lower())
    near = text[at : at + _NEAR] if at >= 0 else ""
    status = status_in(near, permanent) or status_in(text[:_SEARCHED], permanent)
    if not permanent and status:
        status = "4" + status[1:]
    return Failed(address, status, permanent and not (status or "").startswith("4"))


def _from_enclosed(mail: Mail) -> Bounce | None:
    """A notice within a notice, one deep."""
    inner = enclosed_notice(mail)
    return from_report(parse(inner)) if inner else None


def _as_addressed(bounce: Bounce, mail: Mail, text: str) -> Bounce:
    """Each address as it was written to; what was sent on from there fails elsewhere."""
    origins = origins_in(text)
    failed = [_sent_on(one, origins.get(one.address.lower(), "")) for one in bounce.failed]
    if len(failed) == 1 and failed[0].address == bounce.failed[0].address:
        failed = [_sent_on(failed[0], written_to(mail, text) or "")]
    unlike = {one.address.lower(): one for one in reversed(failed)}
    return replace(bounce, failed=tuple(reversed(unlike.values())))


def _sent_on(one: Failed, asked: str) -> Failed:
    if not asked:
        return one
    return replace(one, address=asked, sent_on=one.sent_on or is_sent_on(asked, one.address))
