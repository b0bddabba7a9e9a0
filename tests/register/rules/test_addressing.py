"""The head of a letter goes, and every sentence stays."""

from __future__ import annotations

import pytest

from register.rules.addressing import without_head


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Директору Иванову И. И.\nПрошу помочь", "Прошу помочь"),
        ("Министру внутренних дел\nИванову\nот Асановой\n\nПрошу помочь", "\nПрошу помочь"),
        ("Начальнику отдела по Чуйской области\nя прошу", "я прошу"),
        ("Уважаемый Асан! Прошу помочь", " Прошу помочь"),
        ("Құрметті Асан Болатұлы!", ""),
        ("Асанов взял", "Асанов взял"),
        ("Директору Иванову я дал деньги", "Директору Иванову я дал деньги"),
        ("", ""),
    ],
)
def test_lines_that_address_somebody_are_taken_away(text, left):
    assert without_head(text) == left
