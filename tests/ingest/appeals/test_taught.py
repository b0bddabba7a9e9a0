"""What our letters tell people to write is read, in each language the letters are written in."""

import pytest

from config.languages import Language, catalogue
from ingest.appeals.applicant_words import read_applicant
from ingest.appeals.officer_words import read_command
from ingest.mail.confirming import confirmation
from register.rules.appeal import Action, AppealKind, DecisionKind

each_language = pytest.mark.parametrize("language", Language)


@each_language
def test_the_commands_that_the_letter_about_a_case_shows_are_read(language: Language) -> None:
    say = catalogue(language).gettext
    answered = read_command(f"{say('Answer: refused')}\nШтраф назначен по закону.")
    assert (answered.action, answered.decision) == (Action.DECIDE, DecisionKind.REFUSED)
    asked = read_command(say("Question: your question"))
    assert (asked.action, asked.trouble) == (Action.ASK, None)
    moved = read_command(say("Forward to UNIT: the reason"))
    assert (moved.action, moved.trouble, moved.outside) == (Action.FORWARD, None, False)
    assert moved.unit.isupper()
    assert moved.reason
    extended = read_command(say("Extend 10 days: the reason"))
    assert (extended.action, extended.days, extended.trouble) == (Action.EXTEND, 10, None)
    split = read_command(f"{say('Split:')}\n1) Штраф → ITB\n2) Грубость → ISN")
    assert (split.action, len(split.parts)) == (Action.SPLIT, 2)
    named = read_command(say("Kind: request"))
    assert (named.action, named.kind) == (Action.RECLASSIFY, AppealKind.REQUEST)


@each_language
@pytest.mark.parametrize(
    ("words", "decision"),
    [
        ("yes, satisfied", DecisionKind.SATISFIED),
        ("yes, satisfied in part", DecisionKind.PARTLY),
        ("yes, explained", DecisionKind.EXPLAINED),
        ("yes, refused", DecisionKind.REFUSED),
    ],
)
def test_the_answers_that_the_letter_to_confirm_shows_are_read(
    language: Language, words: str, decision: DecisionKind
) -> None:
    """TR4: what it asks for is what confirms."""
    found = confirmation(catalogue(language).gettext(words))
    assert (found.yes, found.decision) == (True, decision)


@each_language
def test_the_words_that_open_the_next_level_are_read(language: Language) -> None:
    assert read_applicant(catalogue(language).gettext("no answer to my question")).no_answer
