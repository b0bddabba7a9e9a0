"""The questionnaire as shipped: complete in every language, with the codes of the contract."""

from __future__ import annotations

import re

import pytest

from config.languages import Language
from config.questionnaire import Question, QuestionKind, questionnaire
from config.trouble import SettingsTrouble

SURVEY = questionnaire("inspection-1")
QUESTIONS = pytest.mark.parametrize("question", SURVEY.questions, ids=lambda q: q.key)

# contract.md, "The questionnaire": number → the values a response may hold
SCALE = ("1", "2", "3", "4", "5")
CONTRACT = {
    1: ("yes", "no", "unsure"),
    2: ("both", "id", "order", "neither", "unsure"),
    3: SCALE,
    4: ("yes", "partly", "no", "unsure"),
    5: ("yes", "subject", "time", "both", "unsure"),
    6: (*SCALE, "na"),
    7: SCALE,
    8: SCALE,
    9: (),
    10: ("yes", "no", "refuse"),
    11: ("yes", "no"),
    12: SCALE,
    13: SCALE,
    14: (),
}
FOLDED = str.maketrans("ңөүқғұіәһё", "ноукгуиахе")


def test_the_values_are_those_of_the_contract() -> None:
    assert {q.number: q.values() for q in SURVEY.questions} == CONTRACT


def test_hours_are_a_number_and_the_last_question_takes_free_words() -> None:
    hours, words = SURVEY.questions[8], SURVEY.questions[13]
    assert (hours.kind, hours.minimum, hours.maximum) == (QuestionKind.NUMBER, 0, 1000)
    assert words.kind is QuestionKind.TEXT


def test_the_delicate_question_is_published_over_a_larger_base_only() -> None:
    assert {q.number: q.minimum_base for q in SURVEY.questions if q.minimum_base} == {10: 20}


@QUESTIONS
def test_every_text_stands_in_every_language(question: Question) -> None:
    texts = [question.text, question.short, *(c.label for c in question.choices)]
    if question.kind is QuestionKind.SCALE:
        assert question.ends is not None
        texts.append(question.ends)
    for text in texts:
        assert set(text) == set(Language)
        assert all(words.strip() == words and words for words in text.values())
        assert len(set(text.values())) == len(Language), "a text left in another language"


@QUESTIONS
def test_no_wording_means_two_answers_of_one_question(question: Question) -> None:
    """Readers forgive missing letters of Kyrgyz and Kazakh: wordings differ without them."""
    meant: dict[str, str] = {}
    for choice in question.choices:
        wordings = [*choice.label.values(), *(w for ws in choice.words.values() for w in ws)]
        for wording in wordings:
            assert wording == wording.lower().strip() or wording in choice.label.values()
            folded = re.sub(r"\s+", " ", wording.lower().translate(FOLDED))
            assert meant.setdefault(folded, choice.code) == choice.code, wording


@QUESTIONS
def test_the_ends_of_a_scale_name_its_two_ends(question: Question) -> None:
    for ends in (question.ends or {}).values():
        assert re.fullmatch(rf"{question.minimum} – .+, {question.maximum} – .+", ends)


def test_keys_can_be_column_names() -> None:
    keys = [q.key for q in SURVEY.questions]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z_]+", key) for key in keys)


def test_an_unknown_code_names_those_there_are() -> None:
    with pytest.raises(SettingsTrouble, match="inspection-1"):
        questionnaire("inspection-9")
