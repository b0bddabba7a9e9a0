"""The appeals' numbers in a letter: right ones, and slips of the pen."""

from datetime import date

import pytest

from ingest.appeals.numbers import MOST, misnumbered, numbers_in
from register.rules.number import new_number, spaced


def numbered(seed: int) -> str:
    return new_number(date(2026, 11, 22), lambda size: seed.to_bytes(size, "big"))


NUMBER, OTHER = numbered(12_345), numbered(777_777)
WRONG = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
SWAPPED = NUMBER[:4] + "01" + NUMBER[6:] if NUMBER[4:6] == "10" else NUMBER[:-2] + NUMBER[:-3:-1]


@pytest.mark.parametrize(
    "written", [NUMBER, spaced(NUMBER), f"№{NUMBER}.", f"{NUMBER}/2", f"{NUMBER} {NUMBER}"]
)
def test_a_number_is_read_once_however_it_is_written(written: str) -> None:
    assert numbers_in(f"Где моё обращение {written}?") == (NUMBER,)
    assert not misnumbered(written)


@pytest.mark.parametrize("written", [WRONG, SWAPPED, spaced(WRONG)])
def test_a_slip_of_the_pen_is_seen_and_never_another_number(written: str) -> None:
    assert numbers_in(written) == ()
    assert misnumbered(written)
    assert not misnumbered(f"{written}, то есть {OTHER}")


@pytest.mark.parametrize("text", ["", "Жалоба 2026", NUMBER[:-1], f"{NUMBER}0", "+996 555 123456"])
def test_other_figures_are_neither(text: str) -> None:
    assert numbers_in(text) == ()
    assert not misnumbered(text)


def test_right_check_digits_without_a_month_are_asked_about_like_any_unknown_number() -> None:
    assert numbers_in("202611090000128797") == ("202611090000128797",)


def test_no_more_than_twenty_are_read_of_the_longest_letter() -> None:
    assert len(numbers_in("\n".join(map(numbered, range(1, 60))))) == MOST
    assert numbers_in("1 " * 200_000) == ()
    assert numbers_in("1" * 400_000) == ()
