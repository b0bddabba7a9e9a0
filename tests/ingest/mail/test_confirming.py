"""A reply to "did this come from you?": a plain yes or no, with or without a decision."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.mail.confirming import NOT_CONFIRMED, Confirmation, confirmation, confirms
from register.rules.appeal import DecisionKind

D = DecisionKind


@pytest.mark.parametrize(
    "text",
    [
        "да", "Да!", "ДА.", "да, подтверждаю", "Подтверждаю, спасибо", "всё верно", "ооба",
        "Ооба, ырастайм", "ooba", "иә", "Иә, растаймын", "yes", "Yes, please", "ok", "confirmed",
        "\n\nда\n\nС уважением",
    ],
)  # fmt: skip
def test_a_plain_yes_confirms(text: str) -> None:
    assert confirmation(text) == Confirmation(True, False, None)


@pytest.mark.parametrize(
    "text",
    [
        "нет",
        "Нет, это не я",
        "не подтверждаю",
        "отмена",
        "жок",
        "Жок, мен эмес",
        "жоқ",
        "no",
        "cancel",
    ],
)
def test_a_plain_no_withdraws(text: str) -> None:
    assert confirmation(text) == Confirmation(False, True, None)


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("да, отказано", D.REFUSED),
        ("Да: удовлетворено частично.", D.PARTLY),
        ("yes refused", D.REFUSED),
        ("yes, satisfied", D.SATISFIED),
        ("Ооба, канааттандырылды", D.SATISFIED),
        ("ooba, bash tartyldy", D.REFUSED),
        ("Иә, ішінара", D.PARTLY),
        ("иә, түсіндірілді", D.EXPLAINED),
        ("подтверждаю - разъяснено", D.EXPLAINED),
    ],
)
def test_a_yes_may_name_the_decision(text: str, decision: DecisionKind) -> None:
    assert confirmation(text) == Confirmation(True, False, decision)


@pytest.mark.parametrize(
    "text", ["Да, без рассмотрения: нет адреса", "да, без рассмотрения\nнет адреса"]
)
def test_leaving_without_consideration_brings_its_reason(text: str) -> None:
    assert confirmation(text) == Confirmation(True, False, D.LEFT, "нет адреса")


def test_a_decision_alone_is_no_yes() -> None:
    assert confirmation("отказано") == Confirmation(False, False, D.REFUSED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "да нет",
        "да?",
        "да, но сначала спросите заявителя",
        "да, удовлетворено, но не полностью",
        "да, удовлетворено не полностью",
        "Добрый день, я в отпуске до понедельника",
        "Я в отпуске.\nда",
        "yesterday",
        "данные не мои",
    ],
)
def test_anything_else_confirms_nothing(text: str) -> None:
    """TR4: a robot's answer or a doubt is no confirmation."""
    assert confirmation(text) == NOT_CONFIRMED
    assert not confirms(text) or text == "да?"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_says_both(text: str) -> None:
    found = confirmation(text)
    assert not (found.yes and found.no)
