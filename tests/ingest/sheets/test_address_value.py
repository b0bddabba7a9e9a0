"""Addresses as people type them into a cell."""

import pytest

from ingest.sheets.address_value import Typed, read_addresses

ONE = "info@mail.kg"


@pytest.mark.parametrize(
    "typed",
    [
        ONE,
        f" {ONE}. ",
        f"<{ONE}>",
        f"mailto:{ONE}",
        f"ОсОО «Ала-Тоо» <{ONE}>",
        f"e-mail: {ONE}",
        f"E-mail {ONE}",
        "info @ mail.kg",
        f"{ONE}, {ONE.upper()}",
        f"{ONE}; {ONE}",
    ],
)
def test_one_address_is_read_without_a_word(typed):
    assert read_addresses(typed) == Typed((ONE,))


@pytest.mark.parametrize(
    "typed",
    [
        "info(собака)mail.kg",
        "info [at] mail [dot] kg",
        "info@mail. kg",
        "info@mail,kg",
        "info@mail.кг",
        f"{ONE} (директор)",
        f"почта {ONE}",
        f"{ONE} - бухгалтерия",
        f"тел. 0555123456; {ONE}",
    ],
)
def test_what_only_one_address_can_be_meant_by_is_put_right_and_said(typed):
    assert read_addresses(typed) == Typed((ONE,), changed=True)


@pytest.mark.parametrize("signs", [", ", "; ", "\n", " ", "/", " и "])
def test_several_addresses_are_all_found(signs):
    assert read_addresses(f"a@b.kg{signs}c@d.kg").addresses == ("a@b.kg", "c@d.kg")


@pytest.mark.parametrize("typed", ["john doe@mail.kg", "0555 info@mail.kg"])
def test_an_address_cut_by_a_space_is_not_guessed_from_its_second_half(typed):
    assert read_addresses(typed).addresses == ()


@pytest.mark.parametrize(
    ("typed", "letters"),
    [("infо@mail.kg", "о"), ("info@mаil.kg", "а"), ("инфо@mail.kg", "инфо")],
)
def test_cyrillic_letters_are_named(typed, letters):
    assert read_addresses(typed) == Typed((), changed=True, letters=letters)


@pytest.mark.parametrize("typed", ["info@mail", "@mail.kg", "info@@mail.kg", "alatoo.kg", "нет"])
def test_what_is_no_address_gives_none(typed):
    assert read_addresses(typed).addresses == ()
    assert read_addresses(typed).letters == ""


def test_a_cyrillic_domain_is_an_address():
    assert read_addresses("info@пример.рф") == Typed(("info@пример.рф",))


def test_a_long_cell_is_read_in_a_moment():
    assert read_addresses("a@" * 100_000).addresses == ()
