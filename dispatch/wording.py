"""A letter in words: subject, text and HTML from one template, so that both say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from babel.numbers import format_decimal
from jinja2 import Environment

from config.dates import LOCALES, long_date
from config.languages import catalogue, mark
from config.questionnaire import Question, QuestionKind, Questionnaire
from config.templating import templates_of
from dispatch.appeal_wording import filters, kinds_of_decision
from dispatch.clean import clean, one_line, paragraphs
from dispatch.draft import Content, Draft, Sender, Signed


def render(
    draft: Draft, sender: Sender, questionnaire: Questionnaire, signed: Sequence[Signed]
) -> Content:
    """The words of `draft`; a fact its template needs and the context lacks is an error."""
    values = _values(draft, sender, questionnaire, signed)
    text = _environment("txt", draft.language).get_template(f"{draft.kind.value}.jinja")
    html = _environment("html", draft.language).get_template(f"{draft.kind.value}.jinja")
    subject = "".join(text.blocks["subject"](text.new_context(values)))
    return Content(
        subject=one_line(subject, 200),
        text=_tidy(text.render(values)),
        html=_tidy(html.render(values | {"title": one_line(subject, 200)})),
    )


def _values(
    draft: Draft, sender: Sender, questionnaire: Questionnaire, signed: Sequence[Signed]
) -> dict[str, Any]:
    return {
        "receipt": None,
        **clean(draft.context),
        "kind_of_letter": draft.kind.value,
        "sender": sender,
        "questionnaire": questionnaire,
        "signed": [(paragraphs(s.message), one_line(s.person), one_line(s.post)) for s in signed],
        "unsubscribe": draft.unsubscribe,
        "lost_since": draft.lost_since.isoformat() if draft.lost_since else "",
        "title": "",
    }


@cache
def _environment(form: str, language: str) -> Environment:
    """The templates in `language`, laid out as `form` (txt, html)."""
    environment = templates_of("dispatch", language, escaped=form == "html")
    environment.globals.update(form=form, language=language)
    environment.globals["kinds_of_decision"] = kinds_of_decision(language)
    environment.filters.update(
        filters(language),
        day=lambda iso: day(iso, language),
        number=lambda value: format_decimal(value, locale=LOCALES[language]),
        tenth=lambda value: format_decimal(value, format="#,##0.0", locale=LOCALES[language]),
        answer=lambda value, question: answer(value, question, language),
        hint=lambda question: hint(question, language),
    )
    return environment


def day(iso: str, language: str) -> str:
    """An ISO date (a time after it is not shown) as it is written out in `language`."""
    return long_date(date.fromisoformat(iso[:10]), language)


def hint(question: Question, language: str) -> str:
    """What may be answered to `question`, as it stands in brackets behind it; '' for own words."""
    labels = [choice.shown(language) for choice in question.choices]
    if question.kind is QuestionKind.CHOICE:
        return " / ".join(labels)
    if question.kind is QuestionKind.SCALE:
        return "; ".join([_ends(question, language), *labels])
    if question.kind is QuestionKind.NUMBER:
        says = catalogue(language).gettext(mark("a number from %(low)s to %(high)s"))
        return says % {"low": question.minimum, "high": question.maximum}
    return ""


def answer(value: str, question: Question, language: str) -> str:
    """A stored value as the person who gave it would write it: a label, "2,5", the words."""
    if question.kind is QuestionKind.NUMBER:
        return format_decimal(Decimal(value), locale=LOCALES[language])
    return question.shown(value, language)


def _ends(question: Question, language: str) -> str:
    ends = question.ends or {}
    return ends.get(language) or f"{question.minimum}–{question.maximum}"


def _tidy(text: str) -> str:
    """No blanks at the ends of lines, never more than one empty line."""
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"
