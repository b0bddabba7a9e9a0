"""The words around the audit on address gaming: what it is for, method, notes."""

from __future__ import annotations

from datetime import datetime

from config.languages import mark
from reports.cover import MARKS, Cover, Highlight, headings_of
from reports.edition import printable
from reports.gaming_edition import GamingEdition
from reports.table import Kind

NOTES = (
    mark(
        "Cases in which the sign could occur; an inspection by two inspectors counts with each. "
        "Signs of responses are counted from the minimum base of publication on."
    ),
    mark(
        "The share among the other inspectors of the body (of all bodies where these have fewer "
        "than 20 cases), on as many cases. Half a case is added, so that the share is never zero."
    ),
    mark(
        "The chance of as many cases or more, if the inspector were like the peers: exact "
        "binomial, adjusted so that of all that is listed of one sign one in twenty is expected "
        "to be there by accident (Benjamini and Hochberg, 1995)."
    ),
    mark("Inspectors with at least one case; for signs of responses, with the minimum base."),
)
METHODOLOGY = (
    (
        mark("What this list is for"),
        (
            mark(
                "The survey can be avoided by choosing whom it reaches. This list shows where "
                "addresses and answers differ from those of the inspector's peers by more than "
                "chance explains. It is a reason to look at the inspections named, never a "
                "sanction: districts differ, and a village may have no e-mail at all."
            ),
            mark("It is for administrators alone and is not published."),
        ),
    ),
    (
        mark("What it cannot tell"),
        (
            mark(
                "A response does not know its business. Whether a business that rated badly is "
                "inspected again sooner, or who answered what, cannot be asked of this register. "
                "Nor is the minute kept at which an answer came."
            ),
        ),
    ),
)


def gaming_cover(edition: GamingEdition, made_at: datetime, contact: str) -> Cover:
    """The cover of the audit; `contact`: the address that questions about it go to."""
    say = edition.say
    people = {(one.body, one.inspector) for one in edition.findings}
    return Cover(
        title=edition.titled(say(mark("Address gaming: what to look at"))),
        period=edition.period,
        place=edition.place,
        publisher=printable(edition.publisher),
        made_at=made_at,
        highlights=(
            Highlight(say(mark("Inspectors listed")), len(people), Kind.COUNT, ""),
            Highlight(say(mark("Signs listed")), len(edition.findings), Kind.COUNT, ""),
        ),
        facts=(
            (say(mark("Made on")), edition.day(made_at)),
            (say(mark("For")), say(mark("internal use: administrators"))),
            (say(mark("Questions to")), contact),
        ),
        methodology=tuple(
            (say(heading), tuple(map(say, paragraphs))) for heading, paragraphs in METHODOLOGY
        ),
        notes=tuple(enumerate(map(say, NOTES), start=1)),
        headings=headings_of(say, say(mark("At a glance"))),
        marks={sign: say(text) for sign, text in MARKS.items()},
        chart="",
    )
