"""The numbered notes of the month's workbook: how each figure of appeals is counted."""

from __future__ import annotations

from enum import IntEnum

from config.languages import mark


class Note(IntEnum):
    """The notes by number, as `[note 3]` names them."""

    REGISTERED = 1
    CASES = 2
    PROMPT = 3
    IN_TIME = 4
    FELL_DUE = 5
    OVERDUE = 6
    DAYS = 7
    RATED = 8
    ALIKE = 9
    THIN = 10
    HEADS = 11
    REPEAT = 12
    ROUTE = 13
    NOW = 14
    BODIES = 15
    HIDDEN = 16


NOTES = {
    Note.REGISTERED: mark(
        "An appeal is counted in the month in which it was registered: so none falls between two "
        "months, and the sum of all months is the number of all appeals. It stands with the body "
        "that it went to first."
    ),
    Note.CASES: mark(
        "A case is what one official answers. A simple appeal is one case; each part of a mixed "
        "appeal is one, and so is each next level after a bad rating."
    ),
    Note.PROMPT: mark("Registered within the term that the law sets from the day of receipt."),
    Note.IN_TIME: mark(
        "Decided by the end of the due date, extensions included, by the clock of the body."
    ),
    Note.FELL_DUE: mark(
        "Cases whose due date lies in the month, decided or not. Leaving a case undecided does not "
        "make this figure better."
    ),
    Note.OVERDUE: mark(
        "Not decided at the end of the month and past the due date as it stood then, in working "
        "days. While the applicant is asked, the due date stands still."
    ),
    Note.DAYS: mark(
        "Working days from the day that the term is counted from to the decision, all waiting "
        "included. "
        "The median: half of the cases took less, half took more."
    ),
    Note.RATED: mark(
        "Ratings given in the month, with the body that had answered. 1, 2 and “no answer to my "
        "question” are bad ratings and open the next level."
    ),
    Note.ALIKE: mark(
        "Two replies are alike when they share four fifths of their wording. Replies of fewer than "
        "eight words are not compared, and a collective appeal counts once. A reply like another "
        "is no fault by itself, but a reason to look."
    ),
    Note.THIN: mark(
        "Questions were asked, and the reply has fewer than 100 characters for each: it may have "
        "left some without an answer."
    ),
    Note.HEADS: mark(
        "The head of the body where the case was at the end of the month, or of the nearest body "
        "above that has one."
    ),
    Note.REPEAT: mark(
        "Applicants are told apart by a mask of their address or telephone. Who they are is not "
        "known here."
    ),
    Note.ROUTE: mark("Steps made in the month; one case may make several."),
    Note.NOW: mark("At the moment at which this workbook was made, whatever the month."),
    Note.BODIES: mark(
        "Each body by itself, without those under it, in the order of the tree; bodies with "
        "nothing to count are left out."
    ),
    Note.HIDDEN: mark(
        "Cases that concern a reader of this workbook are counted, but not listed here: %(count)s."
    ),
}


def noted(text: str, *notes: Note) -> str:
    """The text with the marks of its notes: 'Overdue (number) [note 6]'."""
    return " ".join((text, *(f"[note {note.value}]" for note in notes)))
