"""What changed since the release before, as far as the numbers bear it; and the last quarters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from babel.dates import format_skeleton

from config.languages import mark
from config.questionnaire import Question
from register.rules.quarter import Quarter
from reports.counts import Dimension, Group
from reports.difference import Share, newcombe
from reports.edition import ALL, HEADINGS, Edition
from reports.notes import Note, noted
from reports.past import Past, Row, cell
from reports.table import Cell, Column, Kind, Mark, Table
from reports.tallies import (
    SOURCE,
    answered_so,
    bars,
    estimate_cells,
    headline,
    margin_columns,
    margins,
    numbered,
    reported,
    tally,
    total_shown,
    unfit_groups,
)

NAME = "trend"
TOGETHER = "–"  # in the column of codes: all bodies
QUARTERS = 8  # that the headline's table shows at most
KEYS = ("answers", "share", "low", "high")
HIGHER, LOWER = mark("higher"), mark("lower")
ALONE = mark("There is no release before this one to compare with.")
NEITHER = mark("no difference that the numbers bear")
NOTES = (Note.FAVOURABLE, Note.INTERVAL, Note.ORDER, Note.COMPARED, Note.CHANCE)


@dataclass(frozen=True)
class Change:
    """A share of all bodies that differs from the release before by more than chance."""

    label: str
    before: float  # per cent
    now: float


def trend_table(edition: Edition, earlier: Sequence[Past]) -> Table:
    """Every reported question over all bodies and body by body, against the release before."""
    say = edition.say
    return Table(
        name=NAME,
        tab=say(mark("Changes")),
        title=edition.titled(say(mark("What has changed since the release before"))),
        about=_about(edition, earlier),
        columns=_columns(edition),
        rows=tuple(_rows(edition, comparable(edition, earlier))),
        notes=NOTES,
        source=say(SOURCE),
        filtered=True,
    )


def comparable(edition: Edition, earlier: Sequence[Past]) -> Past | None:
    """The release before, where it used the same version of the questionnaire."""
    last = earlier[0] if earlier else None
    same = last is not None and last.questionnaire == edition.figures.questionnaire.code
    return last if same and last is not None and last.rows(NAME) else None


def _about(edition: Edition, earlier: Sequence[Past]) -> str:
    say = edition.say
    if not earlier:
        return say(ALONE)
    last = earlier[0]
    period = period_of(last.quarter, edition.language)
    if last.questionnaire != edition.figures.questionnaire.code:
        says = mark(
            "The release before (%(period)s) used another version of the questionnaire, %(code)s: "
            "the two are not compared."
        )
        return say(says, period=period, code=last.questionnaire)
    if comparable(edition, earlier) is None:
        says = mark("The release before (%(period)s) has no figures that could be compared.")
        return say(says, period=period)
    return say(mark("This quarter against the release before it (%(period)s)."), period=period)


def period_of(quarter: str, language: str) -> str:
    """A quarter in words."""
    return str(format_skeleton("yQQQQ", Quarter.parse(quarter).first, locale=language))


def _columns(edition: Edition) -> tuple[Column, ...]:
    say = edition.say
    share = noted(say(mark("Favourable (%)")), Note.FAVOURABLE)
    before = noted(say(mark("Release before: favourable (%)")), Note.COMPARED)
    change = noted(say(mark("Difference (points)")), Note.CHANCE)
    return (
        Column("question", say(mark("Question"))),
        Column("group", noted(say(HEADINGS[Dimension.BODY]), Note.ORDER)),
        Column("code", say(mark("Code of the body"))),
        Column("verdict", say(mark("Against the release before"))),
        Column("answers", say(mark("Answers (number)")), Kind.COUNT),
        Column("share", share, Kind.PERCENT),
        Column("low", noted(say(mark("Interval from (%)")), Note.INTERVAL), Kind.PERCENT),
        Column("high", say(mark("Interval to (%)")), Kind.PERCENT),
        Column("before_share", before, Kind.PERCENT),
        Column("change", change, Kind.PERCENT),
        Column("change_low", say(mark("Difference from (points)")), Kind.PERCENT),
        Column("change_high", say(mark("Difference to (points)")), Kind.PERCENT),
    )


def _rows(edition: Edition, last: Past | None) -> Iterator[tuple[Cell, ...]]:
    before = _published(last)
    for question in reported(edition):
        name = answered_so(edition, question)
        for label, code, cells in _now(edition, question):
            then = before.get((question.number, code), (Mark.NOT_APPLICABLE,) * len(KEYS))
            *numbers, verdict = _compared(edition, cells, then)
            yield (name, label, code, verdict, *cells, then[1], *numbers)


def _now(edition: Edition, question: Question) -> Iterator[tuple[str, str, tuple[Cell, ...]]]:
    """Label, code and cells of all bodies, then of each, as other tables show them."""
    figures, unfit = edition.figures, unfit_groups(edition, Dimension.BODY, question)
    shown = total_shown(edition, question)
    yield edition.say(ALL[Dimension.BODY]), TOGETHER, _cells(question, figures.total, shown=shown)
    bodies = zip(edition.labels(Dimension.BODY), figures.groups[Dimension.BODY], strict=True)
    for index, (label, group) in enumerate(bodies):
        cells = _cells(question, group, shown=index not in unfit)
        yield label, group.code or edition.say(mark("not stated")), cells


def _cells(question: Question, group: Group, *, shown: bool) -> tuple[Cell, ...]:
    return estimate_cells(tally(question, group), group.funnel, shown=shown)[: len(KEYS)]


def _published(last: Past | None) -> dict[tuple[int, str], tuple[Cell, ...]]:
    """Number of the question and code of the body → its cells as published."""
    rows = last.rows(NAME) if last else ()
    return {
        (_number(row), row.get("code", "")): tuple(cell(row.get(key)) for key in KEYS)
        for row in rows
    }


def _number(row: Row) -> int:
    number = row.get("question", "").partition(".")[0]
    return int(number) if number.isdecimal() else 0


def _compared(edition: Edition, now: Sequence[Cell], then: Sequence[Cell]) -> tuple[Cell, ...]:
    """Difference, the ends of its interval, and what it comes to."""
    mark_ = _unknown((*now, *then))
    if mark_ is not None:
        return (mark_,) * 4
    change, low, high = difference(now, then)
    verdict = HIGHER if low > 0 else LOWER if high < 0 else NEITHER
    return change, low, high, edition.say(verdict)


def _unknown(cells: Sequence[Cell]) -> Mark | None:
    """The mark that takes the place of what follows from these cells, if one does."""
    marks = {cell for cell in cells if isinstance(cell, Mark)}
    if Mark.NOT_APPLICABLE in marks:
        return Mark.NOT_APPLICABLE
    return Mark.SUPPRESSED if marks else None


def difference(now: Sequence[Cell], then: Sequence[Cell]) -> tuple[float, float, float]:
    """The difference of two published shares in points, and its interval, each rounded."""
    shares = [Share(*(float(one) for one in cells[1:4])) for cells in (then, now)]
    ends = newcombe(*shares)
    change = shares[1].value - shares[0].value
    rounded = [round(number, 1) + 0.0 for number in (change, *ends)]
    return rounded[0], rounded[1], rounded[2]


def changes(edition: Edition, earlier: Sequence[Past]) -> tuple[Change, ...]:
    """What differs over all bodies by more than chance, the largest difference first."""
    table = trend_table(edition, earlier)
    at = {column.key: place for place, column in enumerate(table.columns)}
    told = {edition.say(HIGHER), edition.say(LOWER)}
    found = [
        Change(str(row[0]), float(row[at["before_share"]]), float(row[at["share"]]))
        for row in table.rows
        if row[at["code"]] == TOGETHER and row[at["verdict"]] in told
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.now - one.before)))


def quarters_table(edition: Edition, earlier: Sequence[Past]) -> Table | None:
    """The headline share of the last quarters; None where there is but one."""
    question = headline(edition)
    if question is None:
        return None
    code, say = edition.figures.questionnaire.code, edition.say
    past = [one for one in earlier[: QUARTERS - 1] if one.questionnaire == code]
    lines = [(one.quarter, _published(one).get((question.number, TOGETHER))) for one in past]
    known = [(quarter, cells) for quarter, cells in reversed(lines) if cells is not None]
    if not known:
        return None
    shown = total_shown(edition, question)
    known.append((edition.figures.quarter, _cells(question, edition.figures.total, shown=shown)))
    rows = tuple(
        (period_of(quarter, edition.language), *cells, *margins(*cells[1:4]))
        for quarter, cells in known
    )
    columns = (
        Column("quarter", say(mark("Quarter"))),
        *_columns(edition)[4:8],
        *margin_columns(edition),
    )
    subject = say(mark("%(question)s, quarter by quarter"), question=numbered(edition, question))
    return Table(
        name="trend_quarters",
        tab=say(mark("Quarter by quarter")),
        title=edition.titled(subject),
        about=say(
            mark(
                "As each release published it; releases with another version of the questionnaire "
                "are left out."
            )
        ),
        columns=columns,
        rows=rows,
        notes=(Note.FAVOURABLE, Note.INTERVAL, Note.MARGIN),
        chart=bars(edition, subject, columns, rows),
        source=say(SOURCE),
    )
