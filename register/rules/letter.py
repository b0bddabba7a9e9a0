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
    APPEAL_SLIP = "appeal_slip"  # to an applicant: registered, with number, PIN and due date
    APPEAL_ASKED = "appeal_asked"  # a question to the applicant
    APPEAL_MOVED = "appeal_moved"  # forwarded, split, extended …
    APPEAL_DECIDED = "appeal_decided"  # the answer
    APPEAL_STATUS = "appeal_status"  # to whoever asks: how it stands
    APPEAL_NOTED = "appeal_noted"  # what the applicant wrote has reached the case
    CASE_NEW = "case_new"  # to an officer: a case to work on
    CASE_NEWS = "case_news"  # something new in it
    CASE_CONFIRM = "case_confirm"  # did you really decide this?
    CASE_RESULT = "case_result"  # what became of what the officer wrote
    CASE_DUE = "case_due"  # cases that are nearly or already overdue
    ALERT = "alert"  # to the rapid-response group: an unlawful inspection is reported
    MONTHLY = "monthly"  # to administrators and heads: the month's analysis of appeals
    WITNESS = "witness"  # to witnesses: a root that must not change any more
    UNASSIGNED = "unassigned"  # to administrators: appeals that found no official


SURVEYS = frozenset({LetterKind.INVITATION, LetterKind.REMINDER})
"""Letters we start ourselves to a business: these can be unsubscribed from (RFC 8058)."""

REPORTS = frozenset(
    {
        LetterKind.QUARTERLY,
        LetterKind.HELD_MAIL,
        LetterKind.POISON_MAIL,
        LetterKind.MONTHLY,
        LetterKind.UNASSIGNED,
        LetterKind.WITNESS,
    }
)
"""Letters we start ourselves to administrators (the month's analysis: to heads, too)."""

TO_APPLICANTS = frozenset(kind for kind in LetterKind if kind.value.startswith("appeal_"))
"""Letters to whoever wrote an appeal, or asks for one by its number."""

OF_CASES = frozenset(kind for kind in LetterKind if kind.value.startswith("case_")) | {
    LetterKind.ALERT
}
"""Letters to officers, heads and the rapid-response group about an appeal."""

NOTICES = (TO_APPLICANTS | OF_CASES) - {
    LetterKind.APPEAL_SLIP,
    LetterKind.APPEAL_STATUS,
    LetterKind.APPEAL_NOTED,
    LetterKind.CASE_CONFIRM,
    LetterKind.CASE_RESULT,
}
"""Letters we start ourselves about an appeal: something happened to it."""

BY_SMS = TO_APPLICANTS | {LetterKind.ALERT}
"""Letters that can go to a phone."""

ANSWERS = frozenset(LetterKind) - SURVEYS - REPORTS - NOTICES
"""Letters that answer a mail, and so are automatic replies (RFC 3834, safety.md LP2)."""

TO_STAFF = (
    REPORTS
    | OF_CASES
    | {
        LetterKind.UPLOAD_RECEIPT,
        LetterKind.UPLOAD_REFUSED,
        LetterKind.UPLOAD_CONFIRM,
    }
)
"""Letters to registered persons, at the address they are registered with."""
