"""The open answers: counted apart, with a warning, and never added to those of the invited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.languages import mark
from config.questionnaire import Question, QuestionKind, Questionnaire
from register.open_answers import OpenResponse
from reports.counts import Counts
from reports.disclosure import base, showable
from reports.earlier import Numbers
from reports.edition import Edition
from reports.notes import Note, noted
from reports.table import Cell, Column, Kind, Mark, Table
from reports.tallies import numbered

NAME = "open_answers"
CLOSED = (QuestionKind.CHOICE, QuestionKind.SCALE)
SOURCE = mark("Source: answers on the public page, given by anybody.")


@dataclass(frozen=True)
class OpenFigures:
    """How often each answer was given on the public page."""

    returns: int = 0
    answers: Mapping[int, Counts] = field(default_factory=dict)


def open_figures(session: Session, quarter: str, asked: Questionnaire) -> OpenFigures:
    """Counts of the open answers of a quarter to this questionnaire."""
    tallies = {
        (question.number, value): sa.func.count().filter(column == value)
        for question in asked.questions
        if question.kind in CLOSED
        for column in (getattr(OpenResponse, f"q{question.number}"),)
        for value in question.values()
    }
    counted = sa.select(sa.func.count(), *tallies.values()).where(
        OpenResponse.quarter == quarter, OpenResponse.questionnaire == asked.code
    )
    returns, *counts = session.execute(counted).one()
    answers: dict[int, dict[str, int]] = {}
    for (number, value), count in zip(tallies, counts, strict=True):
        answers.setdefault(number, {})[value] = count
    return OpenFigures(returns, answers)


def open_table(edition: Edition, found: OpenFigures) -> Table | None:
    """Each answer to each closed question with its count; None where nobody answered."""
    if not found.returns:
        return None
    say = edition.say
    return Table(
        name=NAME,
        tab=say(mark("Open answers")),
        title=edition.titled(
            say(mark("Open answers: anybody could give them, they stand for nobody else"))
        ),
        about=say(
            mark(
                "Not comparable with the answers of invited businesses, and not among them. "
                "Counts only."
            )
        ),
        columns=(
            Column("question", say(mark("Question"))),
            Column("answer", say(mark("Answer"))),
            Column("answers", noted(say(mark("Open answers (number)")), Note.OPEN), Kind.COUNT),
        ),
        rows=tuple(_rows(edition, found)),
        notes=(Note.OPEN,),
        source=say(SOURCE),
        filtered=True,
    )


def _rows(edition: Edition, found: OpenFigures) -> Iterator[tuple[Cell, ...]]:
    for question in edition.figures.questionnaire.questions:
        if question.kind in CLOSED:
            yield from _question(edition, question, found.answers.get(question.number, {}))


def _question(edition: Edition, question: Question, counts: Counts) -> Iterator[tuple[Cell, ...]]:
    name = numbered(edition, question)
    shown = _shown(edition, question, counts)
    everyone = edition.say(mark("All who answered"))
    labelled = [(question.shown(value, edition.language), value) for value in question.values()]
    yield name, everyone, base(counts) if shown else Mark.SUPPRESSED
    for label, value in labelled:
        yield name, label, counts.get(value, 0) if shown else Mark.SUPPRESSED


def _shown(edition: Edition, question: Question, counts: Counts) -> bool:
    """Whether the counts keep the rules, also beside what earlier releases told."""
    told = not base(counts) or showable(counts, edition.minimum(question))
    return told and not _before(edition).forbids(str(question.number), _trace(question, counts))


def _trace(question: Question, counts: Counts) -> list[float]:
    return [float(counts.get(value, 0)) for value in question.values()]


def _before(edition: Edition) -> Numbers:
    return Numbers(edition.protection.earlier, NAME, edition.minimum_base)


def open_basis(edition: Edition, found: OpenFigures) -> Mapping[str, object]:
    """What the table tells, for the next release of the quarter."""
    asked = (q for q in edition.figures.questionnaire.questions if q.kind in CLOSED)
    answers = ((question, found.answers.get(question.number, {})) for question in asked)
    shown = {
        str(question.number): _trace(question, counts)
        for question, counts in answers
        if found.returns and _shown(edition, question, counts)
    }
    return _before(edition).kept(shown)
