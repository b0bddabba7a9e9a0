"""The questionnaire: numbered questions and what may be answered, from questionnaires/*.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from typing import Any

from config.languages import pick
from config.trouble import SettingsTrouble

LONGEST_TEXT = 10_000
"""Characters of a free answer that are kept, however it comes."""


class QuestionKind(StrEnum):
    """What sort of value answers a question."""

    CHOICE = "choice"  # one of the choices' codes
    SCALE = "scale"  # a whole number from minimum to maximum, or one of the choices' codes
    NUMBER = "number"  # a number from minimum to maximum, fractions allowed
    TEXT = "text"  # free words


@dataclass(frozen=True)
class Choice:
    """One answer that may be given by name."""

    code: str  # as stored: "yes", "na"
    label: Mapping[str, str]  # language → what a person reads
    words: Mapping[str, tuple[str, ...]]  # language → further ways people write it, lower case

    def shown(self, language: str) -> str:
        """The label in `language`."""
        return pick(self.label, language)


@dataclass(frozen=True)
class Question:
    """One numbered question."""

    number: int  # as printed in the letter and written in a reply
    key: str  # column name in data files: "took_place"
    kind: QuestionKind
    text: Mapping[str, str]  # language → the question
    short: Mapping[str, str]  # language → a title for tables and charts
    choices: tuple[Choice, ...] = ()
    minimum: int = 0  # scale and number only
    maximum: int = 0  # scale and number only
    ends: Mapping[str, str] | None = None  # language → what the ends of the scale mean
    minimum_base: int = 0  # smallest publishable base; 0: the installation's own
    favourable: tuple[str, ...] = ()  # values whose share is reported; (): no share is

    def asked(self, language: str) -> str:
        """The question in `language`."""
        return pick(self.text, language)

    def titled(self, language: str) -> str:
        """The short title in `language`."""
        return pick(self.short, language)

    def values(self) -> tuple[str, ...]:
        """Every value a choice or scale can take, as stored, in the order they are shown."""
        steps: tuple[str, ...] = ()
        if self.kind is QuestionKind.SCALE:
            steps = tuple(str(n) for n in range(self.minimum, self.maximum + 1))
        return steps + tuple(choice.code for choice in self.choices)

    def shown(self, value: str, language: str) -> str:
        """A stored value as a person reads it: a label, or the value itself."""
        for choice in self.choices:
            if choice.code == value:
                return choice.shown(language)
        return value


@dataclass(frozen=True)
class Questionnaire:
    """A version of the survey; answers are only compared within one code."""

    code: str  # "inspection-1"
    title: Mapping[str, str]
    questions: tuple[Question, ...]

    def question(self, number: int) -> Question | None:
        """The question with this number, if there is one."""
        return self._by_number.get(number)

    @cached_property
    def _by_number(self) -> dict[int, Question]:
        return {question.number: question for question in self.questions}


@cache
def questionnaire(code: str) -> Questionnaire:
    """The questionnaire named `code`; SettingsTrouble names those there are."""
    folder = resources.files("config") / "questionnaires"
    file = folder / f"{code}.toml"
    if not file.is_file():
        known = ", ".join(sorted(f.name.removesuffix(".toml") for f in folder.iterdir()))
        raise SettingsTrouble(f"survey.questionnaire: no questionnaire {code!r}; there is {known}")
    return parse_questionnaire(tomllib.loads(file.read_text(encoding="utf-8")))


def parse_questionnaire(data: Mapping[str, Any]) -> Questionnaire:
    """A questionnaire from the mapping that its TOML file holds."""
    questions = tuple(_question(entry) for entry in data["questions"])
    return Questionnaire(code=data["code"], title=data["title"], questions=questions)


def _question(entry: Mapping[str, Any]) -> Question:
    return Question(
        number=entry["number"],
        key=entry["key"],
        kind=QuestionKind(entry["kind"]),
        text=entry["text"],
        short=entry["short"],
        choices=tuple(_choice(choice) for choice in entry.get("choices", ())),
        minimum=entry.get("minimum", 0),
        maximum=entry.get("maximum", 0),
        ends=entry.get("ends"),
        minimum_base=entry.get("minimum_base", 0),
        favourable=tuple(entry.get("favourable", ())),
    )


def _choice(entry: Mapping[str, Any]) -> Choice:
    words = {language: tuple(listed) for language, listed in entry.get("words", {}).items()}
    return Choice(code=entry["code"], label=entry["label"], words=words)
