"""The words around the month's tables: the five figures that matter, method, notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.languages import mark
from reports.cover import Cover, Highlight, headings_of
from reports.monthly_counts import Fact, Tally
from reports.monthly_edition import MonthEdition, bad, count, given, median_days, rated, share
from reports.monthly_notes import NOTES, Note
from reports.table import Cell, Kind, Mark

Headline = dict[str, int | float | None]
"""The five figures with their bases, and those of the month before as *_before; None: none."""

METHODOLOGY = (
    (
        mark("What is counted"),
        (
            mark(
                "Every appeal is registered by the program at the moment at which it comes in. "
                "Nobody can take one back, so the figures are those of all appeals."
            ),
            NOTES[Note.REGISTERED],
            NOTES[Note.CASES],
            mark(
                "What was open or overdue is what was so at the end of the month, whenever the "
                "workbook is made: it is told by the recorded steps of each case. The month "
                "begins and ends at midnight in the time zone of the installation."
            ),
        ),
    ),
    (mark("Time"), tuple(NOTES[n] for n in (Note.IN_TIME, Note.FELL_DUE, Note.OVERDUE, Note.DAYS))),
    (mark("Are they answers?"), (NOTES[Note.RATED], NOTES[Note.ALIKE], NOTES[Note.THIN])),
    (
        mark("Who is not named"),
        (
            mark(
                "No applicant is named, and no text, address or telephone number stands here. "
                "The numbers may be small: this workbook is for those who answer for the work, "
                "and is not published."
            ),
        ),
    ),
)


def month_headline(edition: MonthEdition) -> Headline:
    """What the letter about the month names."""
    now, before = edition.figures.total, edition.figures.total_before
    figures: Headline = {
        "received": count(now, Fact.RECEIVED),
        "decided": count(now, Fact.DECIDED),
        "on_time_share": _on_time(now),
        "open": count(now, Fact.OPEN),
        "overdue": count(now, Fact.OVERDUE),
        "median_days": median_days(now),
        "rated": rated(now),
        "bad_share": _bad_share(now),
    }
    began = any(before.values())
    return figures | {
        "received_before": count(before, Fact.RECEIVED) if began else None,
        "on_time_before": _on_time(before),
        "overdue_before": count(before, Fact.OVERDUE) if began else None,
        "median_before": median_days(before),
        "bad_before": _bad_share(before),
    }


def _on_time(tally: Tally) -> float | None:
    return _number(share(count(tally, Fact.IN_TIME), count(tally, Fact.DECIDED)))


def _bad_share(tally: Tally) -> float | None:
    return _number(share(bad(tally), rated(tally)))


def _number(cell: Cell) -> float | None:
    return None if isinstance(cell, str) else float(cell)


@dataclass(frozen=True)
class Line:
    """One figure of the cover."""

    label: str
    kind: Kind
    key: str  # of its value in the headline
    before: str  # of that of the month before
    base: str  # key of what it is a part of; "" none
    of: str = ""  # how that is said


LINES = (
    Line(mark("Appeals registered"), Kind.COUNT, "received", "received_before", ""),
    Line(
        mark("Decided in time (%)"), Kind.PERCENT, "on_time_share", "on_time_before", "decided",
        mark("of %(count)s decided"),
    ),
    Line(
        mark("Overdue at the end of the month"), Kind.COUNT, "overdue", "overdue_before", "open",
        mark("of %(count)s open"),
    ),
    Line(
        mark("Working days to a decision (median)"), Kind.TENTH, "median_days", "median_before",
        "decided", mark("of %(count)s decided"),
    ),
    Line(
        mark("Bad ratings of answers (%)"), Kind.PERCENT, "bad_share", "bad_before", "rated",
        mark("of %(count)s ratings"),
    ),
)  # fmt: skip


def month_cover(edition: MonthEdition, made_at: datetime, contact: str) -> Cover:
    """The cover of an edition; `contact`: the address that questions about it go to."""
    say, figures = edition.say, edition.figures
    unread = {"count": figures.unread}
    return Cover(
        title=edition.titled(say(mark("Appeals: analysis of the month"))),
        period=edition.period,
        place=edition.place,
        publisher=edition.place,
        made_at=made_at,
        highlights=tuple(_highlight(edition, line) for line in LINES),
        facts=(
            (say(mark("State at the end of")), edition.day(figures.as_of)),
            (say(mark("Made on")), edition.day(made_at.date())),
            (say(mark("For")), say(mark("internal use: administrators and heads of bodies"))),
            (say(mark("Questions to")), contact),
        ),
        methodology=tuple(
            (say(heading), tuple(map(say, paragraphs))) for heading, paragraphs in METHODOLOGY
        ),
        notes=tuple((note.value, say(text, **unread)) for note, text in _notes(edition)),
        headings=headings_of(edition.say, edition.say(mark("Five figures that matter"))),
        marks={Mark.NOT_APPLICABLE: say(mark("[x] does not apply"))},
        chart="months",
    )


def _notes(edition: MonthEdition) -> list[tuple[Note, str]]:
    hides = edition.figures.unread
    return [(note, text) for note, text in NOTES.items() if hides or note is not Note.HIDDEN]


def _highlight(edition: MonthEdition, line: Line) -> Highlight:
    figures = month_headline(edition)
    return Highlight(
        edition.say(line.label),
        given(figures[line.key]),
        line.kind,
        _remark(edition, line, figures),
    )


def _remark(edition: MonthEdition, line: Line, figures: Headline) -> str:
    """The base, and the month before: 'of 1 234 decided; a month before 87.1'."""
    base, before = figures.get(line.base), figures[line.before]
    said = [edition.say(line.of, count=edition.number(int(base)))] if base is not None else []
    if before is not None:
        value = edition.number(int(before)) if line.kind is Kind.COUNT else edition.decimal(before)
        said.append(edition.say(mark("a month before %(value)s"), value=value))
    return "; ".join(said)
