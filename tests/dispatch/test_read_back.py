"""What letters say and what replies are read as fit together."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from config.questionnaire import Question, questionnaire
from dispatch.draft import Content, Sender
from ingest.answers.answers import Answers, read_answers
from ingest.mail.confirming import confirms
from ingest.mail.unsubscribe import wants_out
from ingest.words.htmltext import text_of
from ingest.words.newtext import split_plain
from ingest.words.ourwords import our_letters
from ingest.words.ownletter import mark_own
from register.rules.letter import LetterKind

SURVEY = questionnaire("inspection-1")
SENDER = Sender(
    name="Мамлекеттик инспекция, Бишкек",
    survey="survey@achyk.kg",
    appeals="appeals@achyk.kg",
    uploads="uploads@achyk.kg",
    bounces="bounces@achyk.kg",
    domain="achyk.kg",
    portal="https://achyk.kg",
)
LANGUAGES = pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
ASKING = [
    LetterKind.INVITATION,
    LetterKind.REMINDER,
    LetterKind.ECHO,
    LetterKind.UNREAD_REPLY,
]
TO_BUSINESSES = [
    *ASKING,
    LetterKind.CLOSED,
    LetterKind.UNSUBSCRIBED,
    LetterKind.UNMATCHED_REPLY,
    LetterKind.RECEIVED,
]


@pytest.mark.parametrize("kind", ASKING)
@LANGUAGES
def test_our_own_letter_is_no_answer_whether_quoted_or_not(
    words: Callable[..., Content], kind: LetterKind, language: str
) -> None:
    """G1: a reply above our letter, with or without quote marks, gives only what it says."""
    letter = words(kind, language).text
    quoted = "\n".join(f"> {line}" for line in letter.split("\n"))
    expected = Answers({3: "4"}, ())
    assert read_answers(f"3: 4\n\n{quoted}", "3: 4", SURVEY) == expected
    bare = f"3: 4\n\n{letter}"
    assert read_answers(bare, bare, SURVEY) == expected


@pytest.mark.parametrize("kind", TO_BUSINESSES)
@LANGUAGES
@pytest.mark.parametrize("portal", [SENDER.portal, ""])
def test_no_sentence_of_a_letter_is_taken_for_the_senders_however_it_is_wrapped(
    words: Callable[..., Content], kind: LetterKind, language: str, portal: str
) -> None:
    """Templates and the reader of replies cannot drift apart: trust.md, no link in the words."""
    ours = our_letters(SURVEY, (SENDER.name, SENDER.portal), (SENDER.survey, SENDER.appeals))
    letter = words(kind, language, portal=portal)
    quotes = [text_of(letter.html)]
    for width in (40, 57, 66, 71, 72, 76, 78, 99):
        marked = "\n".join(f"> {line}" for line in letter.text.split("\n"))
        quotes += [_wrapped(letter.text, width), _wrapped(marked, width)]
    for quote in quotes:
        body = mark_own(f"1: да\nВсё хорошо.\n\n{quote}", ours)
        own = split_plain(body).text
        assert own == "1: да\nВсё хорошо."
        assert read_answers(body, own, SURVEY) == Answers({1: "yes"}, ())


def _wrapped(text: str, width: int) -> str:
    wrap = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join("\n".join(wrap.wrap(line)) for line in text.split("\n"))


@pytest.mark.parametrize("question", SURVEY.questions, ids=lambda q: q.key)
@LANGUAGES
def test_every_wording_of_the_questionnaire_is_understood(
    question: Question, language: str
) -> None:
    for choice in question.choices:
        shown = choice.label[language]
        for said in (shown, shown.upper(), *choice.words[language]):
            line = f"{question.number}: {said}"
            assert read_answers(line, line, SURVEY).given == {question.number: choice.code}


@pytest.mark.parametrize(
    ("language", "leaving", "yes"),
    [
        ("ky", "жазылуудан чыгуу", "ооба"),
        ("ru", "отписаться", "да"),
        ("kk", "жазылымнан бас тарту", "иә"),
        ("en", "unsubscribe", "yes"),
    ],
)
def test_the_words_that_letters_ask_for_are_those_that_are_read(
    words: Callable[..., Content], language: str, leaving: str, yes: str
) -> None:
    invitation = words(LetterKind.INVITATION, language).text
    confirmation = words(LetterKind.UPLOAD_CONFIRM, language).text
    assert any(f"{mark}{leaving}" in invitation for mark in "«“")
    assert any(f"{mark}{yes}" in confirmation for mark in "«“")
    assert wants_out(leaving)
    assert confirms(yes)
