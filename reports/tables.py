"""All tables of a quarter's workbook, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from config.questionnaire import QuestionKind
from reports.answer_tables import headline_table, questions_table, summary_table
from reports.changes_table import changes_table
from reports.counts import Dimension
from reports.delivery_tables import delivery_table, missing_table
from reports.edition import Edition
from reports.funnel_tables import funnel_table, total_table
from reports.question_tables import CLOSED, distribution_table, hours_table
from reports.table import Table
from reports.tallies import headline


def quarter_tables(edition: Edition) -> tuple[Table, ...]:
    """The tables of an edition; their names are unique, and the same in every language."""
    return (
        summary_table(edition),
        total_table(edition),
        *(funnel_table(edition, dimension) for dimension in Dimension),
        missing_table(edition),
        delivery_table(edition),
        *_headline_tables(edition),
        *(questions_table(edition, dimension) for dimension in Dimension),
        *_question_tables(edition),
        changes_table(edition),
    )


def _headline_tables(edition: Edition) -> Iterator[Table]:
    question = headline(edition)
    if question is not None:
        yield from (headline_table(edition, question, dimension) for dimension in Dimension)


def _question_tables(edition: Edition) -> Iterator[Table]:
    for question in edition.figures.questionnaire.questions:
        if question.kind in CLOSED:
            yield distribution_table(edition, question)
        if question.kind is QuestionKind.NUMBER:
            yield from (hours_table(edition, question, dimension) for dimension in Dimension)
