"""The numbered notes of the workbook and the words of its methodology."""

from __future__ import annotations

from enum import IntEnum

from config.languages import mark


class Note(IntEnum):
    """The notes by number, as `[note 3]` names them."""

    INSPECTED = 1
    ADDRESS = 2
    INVITED = 3
    DELIVERED = 4
    ANSWERED = 5
    LATE = 6
    FAVOURABLE = 7
    INTERVAL = 8
    SILENT = 9
    ORDER = 10
    GROUPED = 11
    MARGIN = 12
    HOURS = 13
    WORDS = 14
    MEAN = 15
    CANCELLED = 16
    PROLONGED = 17
    THEMES = 18
    DONE = 19
    COMPARED = 20
    CHANCE = 21
    FILES = 22
    COUNTED = 23
    OPEN = 24
    APPEALS = 25
    CASES = 26
    RATINGS = 27


NOTES = {
    Note.INSPECTED: mark(
        "An inspection is counted in the quarter in which it ended. One that is reported so late "
        "that the business would have no time left to answer is counted in the quarter in which it "
        "was reported, so that reporting late is no way around the survey. Once the business is "
        "invited, the quarter stays, whatever is corrected."
    ),
    Note.ADDRESS: mark(
        "Inspections for which an e-mail address of the business was given. For every other one "
        "the reason is stated and counted."
    ),
    Note.INVITED: mark(
        "Inspections for which an invitation was written. Addresses that returned earlier letters "
        "or asked for none are left alone."
    ),
    Note.DELIVERED: mark(
        "Invitations that a mail server accepted and none returned, and those that were answered."
    ),
    Note.ANSWERED: mark(
        "Responses in their latest version: a business may correct its answers until the survey "
        "closes. A response with some questions left out is counted."
    ),
    Note.LATE: mark("Inspections that ended in an earlier quarter; they are among the inspected."),
    Note.FAVOURABLE: mark(
        "The share of those who gave one of the answers counted as favourable, among all who "
        "answered the question. Who found it not applicable is left out; who was not sure or "
        "refused is counted as not favourable."
    ),
    Note.INTERVAL: mark(
        "The 95 per cent interval by Wilson's method says how far chance alone may have "
        "moved the figure. Where every inspected business was invited, it is narrowed for the "
        "known number of inspections."
    ),
    Note.SILENT: mark(
        "What the figure would be if none of the businesses that had the letter and did not answer "
        "had given a favourable answer, and if all of them had. The truth lies between the two."
    ),
    Note.ORDER: mark(
        "Bodies stand in the order of the alphabet. It is no ranking: where intervals overlap, the "
        "difference may be chance."
    ),
    Note.GROUPED: mark(
        "Inspections and answers are grouped by what was known of the inspection when the business "
        "was invited; a later correction moves neither of them."
    ),
    Note.MARGIN: mark(
        "The distance from the figure to each end of its interval, in percentage points; the chart "
        "draws it as a line across the end of the bar."
    ),
    Note.HOURS: mark(
        "Hours of work of the business's own staff that the inspection took, as the business "
        "states them. Half of the answers lie between the lower and the upper quartile."
    ),
    Note.WORDS: mark("What businesses wrote in their own words is counted here and not printed."),
    Note.MEAN: mark(
        "The mean of the marks on the scale; it is given beside the share and does not replace it."
    ),
    Note.CANCELLED: mark(
        "An inspection whose cancellation was reported before it began is not among the inspected. "
        "One whose cancellation was reported once it had begun stays among them, and the business "
        "is asked about it like any other: a cancellation silences nobody."
    ),
    Note.PROLONGED: mark(
        "Inspections whose prolongation was reported, whatever day they ended on in the end."
    ),
    Note.THEMES: mark(
        "What businesses write in their own words is read by an administrator, who marks what it "
        "is about; the words themselves are not printed. A response counts once for each matter "
        "it mentions, and may mention several. A number stands only where enough responses mention "
        "the matter; [c] stands for fewer, and for none."
    ),
    Note.DONE: mark("As the body states it; the person named answers for it."),
    Note.COMPARED: mark(
        "Compared with what the earlier release published, and only where both used the same "
        "version of the questionnaire. The difference and its interval follow from the shares and "
        "intervals of the two."
    ),
    Note.CHANCE: mark(
        "The 95 per cent interval of the difference by Newcombe's hybrid score method. Where it "
        "holds zero, the numbers bear no difference. Among a hundred comparisons about five are "
        "outside by chance alone."
    ),
    Note.FILES: mark(
        "Spreadsheets that first stated an inspection counted here. A spreadsheet with inspections "
        "of several groups counts in each of them, so the groups add up to more than the total."
    ),
    Note.COUNTED: mark(
        "Responses to this version of the questionnaire whose answer to the question counts "
        "towards its share."
    ),
    Note.OPEN: mark(
        "Anybody could answer on a public page, as often as they liked, and nobody knows who did. "
        "These answers stand for nobody else: they are counted, and neither added to those of "
        "invited businesses nor compared with them."
    ),
    Note.APPEALS: mark(
        "An appeal is counted in the quarter in which it was registered, and with the body that "
        "it went to first."
    ),
    Note.CASES: mark(
        "A case is what one official answers: a simple appeal, a part of a mixed one, or the next "
        "level after a bad rating. It is counted in the quarter in which it was decided; open "
        "cases are those at the end of the quarter, and overdue those of them past the due date."
    ),
    Note.RATINGS: mark(
        "Ratings given in the quarter, with the body that had answered. 1, 2 and “no answer to my "
        "question” are bad ratings and open the next level."
    ),
}

METHODOLOGY = (
    (
        mark("What is measured"),
        (
            mark(
                "Every business that was inspected and whose e-mail address is known is asked by "
                "mail how the inspection went. It answers by reply or through a link of its own. "
                "Nobody chooses who is asked."
            ),
            mark(
                "Each figure is to be read with the way that led to it: inspected, address given, "
                "invited, delivered, answered. A figure that rests on few of the inspected says "
                "little about all of them."
            ),
        ),
    ),
    (
        mark("Shares and their intervals"),
        (
            mark(
                "Shares are given in per cent with one decimal. Beside each stands the 95 per cent "
                "interval by Wilson's method (1927): 50 of 100 gives 40.4 to 59.6. Where all of a "
                "known "
                "number of inspected businesses were invited, the interval is corrected for the "
                "finite population: 50 of 100 answers from 200 inspected gives 43.1 to 56.9."
            ),
            mark(
                "The interval speaks of chance only. Those who do not answer may think otherwise "
                "than those who do: two further columns show the figure if none of the silent "
                "businesses had given a favourable answer, and if all of them had."
            ),
            mark(
                "No body, region or inspector is ranked. Nothing is published about a single "
                "inspector."
            ),
        ),
    ),
    (
        mark("Protection of those who answer"),
        (
            mark(
                "Answers are stored apart from invitations; neither leads to the other. A response "
                "carries only the body, unit, region, kind and inspectors of the inspection, and "
                "the week."
            ),
            mark(
                "A figure is shown when at least %(minimum)s answers stand behind it and at least "
                "two different answers occur; delicate questions need more (%(delicate)s). "
                "Otherwise the cell reads [c]. Further cells are hidden where the hidden figure "
                "could be had by subtraction from a total."
            ),
            mark(
                "[c]: hidden to protect those who answered. [x]: does not apply, because nobody "
                "answered or the figure has no meaning there. Zero is written 0."
            ),
        ),
    ),
    (
        mark("What the figures do not show"),
        (
            mark(
                "Inspections that no spreadsheet reported; the views of businesses without an "
                "e-mail address; and mail that was accepted by a server and never read."
            ),
            mark(
                "Figures of different versions of the questionnaire are not compared. This "
                "workbook uses the version %(questionnaire)s."
            ),
        ),
    ),
)


def noted(text: str, *notes: Note) -> str:
    """The text with the marks of its notes: 'Delivered (number) [note 4]'."""
    return " ".join((text, *(f"[note {note.value}]" for note in notes)))
