"""A reply as a value: the answers in it, or the wish for no more letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.questionnaire import QuestionKind, Questionnaire
from ingest.answers.answers import read_answers
from ingest.answers.meant import answers_are_elsewhere, lines_meant
from ingest.mail.automatic import is_nobody, sent_by_program
from ingest.mail.message import Mail
from ingest.mail.unsubscribe import wants_out, wants_out_subject
from ingest.words.newtext import split, whole_text
from ingest.words.ourwords import Ours
from ingest.words.own_words import says_something


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
    number = min(text_numbers(questionnaire), default=None)
    if read.given or read.unread or number is None or not says_something(new_text):
        return Reply(False, dict(read.given), read.unread)
    if sent_by_program(mail) or (mail.sender and is_nobody(mail.sender)):
        return Reply(False, {}, ())
    # Without a single number it is a business's own words: they are kept as such. Unless they
    # only say where or when the answers are given («Ответы ниже.»), or are answers themselves.
    meant = lines_meant(new_text, questionnaire)
    if meant or answers_are_elsewhere(new_text):
        return Reply(False, {}, meant)
    return Reply(False, {number: new_text.strip()}, ())


def text_numbers(questionnaire: Questionnaire) -> frozenset[int]:
    """The numbers of the questions that are answered in free words."""
    return frozenset(q.number for q in questionnaire.questions if q.kind is QuestionKind.TEXT)
