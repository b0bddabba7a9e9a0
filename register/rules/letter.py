"""The kinds of letter the program writes."""

from __future__ import annotations

from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter is about; stored in the outbox, and the name of its template."""

    INVITATION = "invitation"  # to a business: how did the inspection go?
    REMINDER = "reminder"  # the same, later and shorter
    ECHO = "echo"  # what was understood of a reply
    UNREAD_REPLY = "unread_reply"  # nothing in a reply could be read as an answer
    UNMATCHED_REPLY = "unmatched_reply"  # a reply that belongs to no invitation we can tell
    CLOSED = "closed"  # a reply that came after the closing day
    UNSUBSCRIBED = "unsubscribed"  # an address that gets no more invitations
    RECEIVED = "received"  # a mail that a person will read
    UPLOAD_RECEIPT = "upload_receipt"  # to an inspector: what became of each row
    UPLOAD_REFUSED = "upload_refused"  # a file that could not be read at all
    UPLOAD_CONFIRM = "upload_confirm"  # did this file really come from you?
    UPLOAD_UNKNOWN = "upload_unknown"  # a file from an address nobody registered
    QUARTERLY = "quarterly"  # to administrators: the quarter's workbook
    HELD_MAIL = "held_mail"  # to administrators, daily: mail that waits for a person
    POISON_MAIL = "poison_mail"  # to administrators, once: a mail that could not be read


SURVEYS = frozenset({LetterKind.INVITATION, LetterKind.REMINDER})
"""Letters we start ourselves to a business: these can be unsubscribed from (RFC 8058)."""

REPORTS = frozenset({LetterKind.QUARTERLY, LetterKind.HELD_MAIL, LetterKind.POISON_MAIL})
"""Letters we start ourselves to administrators."""

ANSWERS = frozenset(LetterKind) - SURVEYS - REPORTS
"""Letters that answer a mail, and so are automatic replies (RFC 3834, safety.md LP2)."""

TO_STAFF = REPORTS | {
    LetterKind.UPLOAD_RECEIPT,
    LetterKind.UPLOAD_REFUSED,
    LetterKind.UPLOAD_CONFIRM,
}
"""Letters to registered persons, at the address they are registered with."""
