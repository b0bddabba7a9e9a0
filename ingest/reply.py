"""A reply as a value: the answers in it, or the wish for no more letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.questionnaire import QuestionKind, Questionnaire
from ingest.answers import Answers, read_answers
from ingest.message import Mail
from ingest.newtext import split, whole_text
from ingest.ourwords import Ours
from ingest.own_words import says_something
from ingest.unsubscribe import wants_out, wants_out_subject


@dataclass(frozen=True)
class Reply:
    """What the sender of a reply says; free words are not yet cleared of secrets."""

    wants_out: bool  # no more letters, and nothing else
    given: Mapping[int, str]  # question number → stored value: a code, "4", "2.5", free words
    unread: tuple[str, ...]  # lines that looked like an answer, as written


def read_reply(mail: Mail, questionnaire: Questionnaire, ours: Ours) -> Reply:
    """What the reply says; `ours` is what our letters say, so that a quotation of them is known."""
    new_text = split(mail, ours).text
    if wants_out(new_text) or (not new_text and wants_out_subject(mail.subject)):
        return Reply(True, {}, ())
    read = read_answers(whole_text(mail, ours), new_text, questionnaire)
    return Reply(False, _with_own_words(read, new_text, questionnaire), read.unread)


def text_numbers(questionnaire: Questionnaire) -> frozenset[int]:
    """The numbers of the questions that are answered in free words."""
    return frozenset(q.number for q in questionnaire.questions if q.kind is QuestionKind.TEXT)


def _with_own_words(read: Answers, new_text: str, questionnaire: Questionnaire) -> dict[int, str]:
    """A reply without a single number is a business's own words: they are kept as such.

    Unless they only say where the answers stand, as «Ответы ниже.» does: then nothing was read.
    """
    number = min(text_numbers(questionnaire), default=None)
    if read.given or read.unread or not says_something(new_text) or number is None:
        return dict(read.given)
    return {number: new_text.strip()}
