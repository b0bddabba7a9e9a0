"""An officer's answer above our letter, quoted without any mark."""

from __future__ import annotations

import pytest

from config.languages import catalogue
from ingest.appeals.above_line import LINE, above_line
from ingest.appeals.command import Unclear
from ingest.appeals.officer_words import read_command
from register.rules.appeal import DecisionKind

LANGUAGES = pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
BELOW = "\n\nHello!\n\nCase: 261 184 222 301 297 061\n\n    Инспектор взял деньги. Удовлетворите!\n"


@LANGUAGES
@pytest.mark.parametrize("frame", ["{}", "  {}  ", "*{}*", "— {} —", "{}\r"])
def test_what_stands_below_the_line_is_no_part_of_the_answer(language: str, frame: str) -> None:
    """TR4: the applicant's own words must not come back to him as the decision."""
    line = frame.format(catalogue(language).gettext(LINE))
    command = read_command(f"Отказано\nПроверка законна.\n\n{line}{BELOW}")
    assert (command.decision, command.text) == (DecisionKind.REFUSED, "Проверка законна.")


@LANGUAGES
def test_whoever_answers_below_an_unmarked_letter_is_asked_back(language: str) -> None:
    """Nothing parts the answer from the letter: it must not go out as a whole."""
    text = f"\n{catalogue(language).gettext(LINE)}{BELOW}\nОтказано, проверка законна."
    assert read_command(text).trouble is Unclear.NOTHING_SAID


@pytest.mark.parametrize(
    "text", ["", "Отказано", f"Он пишет: «{LINE}» – странно.", "Please write your answer"]
)
def test_a_text_without_the_line_stays_as_it_is(text: str) -> None:
    assert above_line(text) == text
