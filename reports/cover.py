"""The words around the tables: cover, methodology, notes and the meaning of marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from config.languages import mark
from config.questionnaire import Question
from reports.edition import Edition, printable
from reports.imprint import Imprint
from reports.notes import METHODOLOGY, NOTES
from reports.table import Cell, Kind, Mark
from reports.tallies import headline, total_cells

TITLE = mark("How inspections went: what businesses say")
MARKS = {
    Mark.SUPPRESSED: mark("[c] hidden to protect those who answered"),
    Mark.NOT_APPLICABLE: mark("[x] does not apply"),
}
LISTS = {
    "responses": mark("Root of the answers"),
    "appeals": mark("Root of the appeals"),
    "invitations": mark("Root of the invitations"),
}


@dataclass(frozen=True)
class Highlight:
    """One figure on the cover."""

    label: str
    value: Cell
    kind: Kind
    remark: str  # what it is a part of, or how sure it is; ""


@dataclass(frozen=True)
class Cover:
    """Everything in the workbook that is not a table."""

    title: str  # with period and place
    period: str
    place: str
    publisher: str  # the body that answers for it; the document's author
    made_at: datetime  # aware; stands in the document's properties
    highlights: tuple[Highlight, ...]
    facts: tuple[tuple[str, str], ...]  # label, text
    methodology: tuple[tuple[str, tuple[str, ...]], ...]  # heading, paragraphs
    notes: tuple[tuple[int, str], ...]  # number, text
    headings: dict[str, str]  # what the workbook itself says, by its own names
    marks: dict[Mark, str]  # what a mark means
    chart: str = "funnel"  # the table whose chart stands on it

    def titled(self, name: str) -> str:
        """The title of one of the workbook's own sheets, by the name of its heading."""
        return f"{self.headings[name]}. {self.period}, {self.place}"


def cover(
    edition: Edition,
    publisher: str,
    made_at: datetime,
    contact: str,
    imprint: Imprint | None = None,
) -> Cover:
    """The cover of an edition; `contact`: the address that questions about it go to.

    `imprint`: of the release that the edition belongs to; its roots and revisions are told.
    """
    say = edition.say
    return Cover(
        title=edition.titled(say(TITLE)),
        period=edition.period,
        place=edition.place,
        publisher=printable(publisher),
        made_at=made_at,
        highlights=highlights(edition),
        facts=(
            (say(mark("Published by")), printable(publisher)),
            (say(mark("Period")), edition.period),
            (say(mark("Made on")), edition.day(made_at.date())),
            (say(mark("Questionnaire")), edition.figures.questionnaire.code),
            (say(mark("Questions to")), contact),
            *(_sealed(edition, imprint) if imprint else ()),
        ),
        methodology=_methodology(edition),
        notes=tuple((note.value, say(text)) for note, text in NOTES.items()),
        headings=headings_of(edition.say, edition.say(mark("The figures of the quarter"))),
        marks={sign: say(text) for sign, text in MARKS.items()},
    )


def _sealed(edition: Edition, imprint: Imprint) -> Iterator[tuple[str, str]]:
    """What a release was before, and what its lists are fixed by."""
    for one in imprint.revisions:
        told = ". ".join(filter(None, (edition.day(one.day), one.person, one.reason)))
        yield edition.say(mark("Revision %(number)s"), number=one.revision), printable(told)
    for root in imprint.roots:
        yield edition.say(LISTS[root.name]), f"{_in_halves(root.digest)} ({root.size})"
    if imprint.fingerprint:
        yield edition.say(mark("Fingerprint of the key")), _in_halves(imprint.fingerprint)


def _in_halves(digest: str) -> str:
    """64 figures as two times 32: a line of the cover holds no more."""
    return f"{digest[:32]} {digest[32:]}"


def highlights(edition: Edition) -> tuple[Highlight, ...]:
    """The funnel and the headline share."""
    say, funnel = edition.say, edition.figures.total.funnel
    of_inspected = mark("%(percent)s per cent of the inspected")
    of_delivered = mark("%(percent)s per cent of those who had the letter")
    small = not edition.protection.answered_shown
    answered: Cell = Mark.SUPPRESSED if small else funnel.answered
    steps = (
        (say(mark("Inspections")), funnel.inspected, ""),
        (
            say(mark("Address given")),
            funnel.with_address,
            _part(edition, of_inspected, funnel.with_address, funnel.inspected),
        ),
        (
            say(mark("Letter delivered")),
            funnel.delivered,
            _part(edition, of_inspected, funnel.delivered, funnel.inspected),
        ),
        (
            say(mark("Answered")),
            answered,
            "" if small else _part(edition, of_delivered, funnel.answered, funnel.delivered),
        ),
    )
    counted = (Highlight(label, value, Kind.COUNT, remark) for label, value, remark in steps)
    question = headline(edition)
    return (*counted, *((_headline(edition, question),) if question else ()))


def _part(edition: Edition, text: str, part: int, whole: int) -> str:
    if whole < 1 or part > whole:
        return ""
    return edition.say(text, percent=edition.decimal(100 * part / whole))


def _headline(edition: Edition, question: Question) -> Highlight:
    _, figure, low, high, _, _ = total_cells(edition, question)
    label = f"{question.titled(edition.language)} (%)"
    if isinstance(figure, Mark) or isinstance(low, str) or isinstance(high, str):
        return Highlight(label, figure, Kind.PERCENT, "")
    remark = edition.say(
        mark("95 per cent interval: %(low)s to %(high)s"),
        low=edition.decimal(low),
        high=edition.decimal(high),
    )
    return Highlight(label, figure, Kind.PERCENT, remark)


def _methodology(edition: Edition) -> tuple[tuple[str, tuple[str, ...]], ...]:
    values = {
        "minimum": edition.minimum_base,
        "delicate": _delicate(edition),
        "questionnaire": edition.figures.questionnaire.code,
    }
    return tuple(
        (edition.say(heading), tuple(edition.say(text, **values) for text in paragraphs))
        for heading, paragraphs in METHODOLOGY
    )


def _delicate(edition: Edition) -> str:
    asked = edition.figures.questionnaire.questions
    more = [q for q in asked if q.minimum_base > edition.minimum_base]
    said = mark("question %(number)s: %(minimum)s")
    parts = (edition.say(said, number=q.number, minimum=q.minimum_base) for q in more)
    return "; ".join(parts) or "–"


def headings_of(say: Callable[[str], str], figures: str) -> dict[str, str]:
    """What a workbook itself says, by its own names; `figures`: above those of its cover."""
    return {
        "cover": say(mark("Cover")),
        "contents": say(mark("Contents")),
        "methodology": say(mark("Methodology")),
        "notes": say(mark("Notes")),
        "sheet": say(mark("Sheet")),
        "title": say(mark("Title")),
        "note": say(mark("Note")),
        "text": say(mark("Text")),
        "back": say(mark("Back to the contents")),
        "page": say(mark("Page")),
        "funnel": figures,
    }
