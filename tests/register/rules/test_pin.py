"""The PIN: 40 bits in eight letters, read back however a person types them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.pin import LETTERS, MOST_PINS, PIN_BYTES, find_pins, new_pin, read_pin

NUMBER = "261100000000000134"
forty_bits = st.binary(min_size=PIN_BYTES, max_size=PIN_BYTES)
pins = forty_bits.map(lambda drawn: new_pin(lambda count: drawn))


@given(forty_bits)
def test_all_forty_bits_stand_in_the_pin(drawn):
    pin = new_pin(lambda count: drawn[:count])
    value = 0
    for letter in pin.replace("-", ""):
        value = value * 32 + LETTERS.index(letter)
    assert value.to_bytes(5, "big") == drawn


def test_no_letter_is_taken_for_another():
    assert len(set(LETTERS)) == 32
    assert not set("ILOU") & set(LETTERS)
    assert new_pin(lambda count: bytes(count)) == "0000-0000"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ABCD-EFGH", "ABCD-EFGH"),
        ("abcdefgh", "ABCD-EFGH"),
        ("a b c d e f g h", "ABCD-EFGH"),
        (" abcd – efgh.\n", "ABCD-EFGH"),
        ("ABCD\u2011EFGH", "ABCD-EFGH"),
        ("o0Il-1234", "0011-1234"),
        ("АВСЕ-НКМО", "ABCE-HKM0"),
        ("авсенкмо", "ABCE-HKM0"),
        ("РТХЗ-УҮҺІ", "PTX3-YYH1"),
        ("ABCD-EFG", None),
        ("ABCD-EFGHJ", None),
        ("ABCD-EFGU", None),
        ("ABCD-EFGЖ", None),
        ("٣BCD-EFGH", None),
        ("ßBCDEFG", None),
        ("", None),
    ],
)
def test_a_pin_is_read_as_people_type_it(typed, read):
    assert read_pin(typed) == read


LOOK_ALIKE = {"A": "А", "B": "В", "C": "С", "E": "Е", "H": "Н", "K": "К", "M": "М", "P": "Р"}
LOOK_ALIKE |= {"T": "Т", "X": "Х", "0": "О", "1": "l", "S": "Ѕ", "J": "Ј", "Y": "У", "3": "З"}


@given(pins, st.lists(st.booleans(), min_size=9, max_size=9), st.sampled_from(["", " ", "-", "–"]))
def test_a_pin_in_other_letters_that_look_the_same_is_the_same_pin(pin, changed, middle):
    typed = "".join(
        LOOK_ALIKE.get(letter, letter.lower()) if change else letter
        for letter, change in zip(pin, changed, strict=True)
    )
    assert read_pin(typed.replace("-", middle)) == pin


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ABCD-EFGH", ["ABCD-EFGH"]),
        ("abcd efgh", ["ABCD-EFGH"]),
        (f"{NUMBER} ABCDEFGH", ["ABCD-EFGH"]),
        (f"Номер {NUMBER}, PIN abcdefgh", ["ABCD-EFGH"]),
        ("мой ПИН-код: авсе нкмо", ["ABCE-HKM0"]),
        ("код AB12CD34, спасибо", ["AB12-CD34"]),
        ("Пин коду — 2026-2027.", ["2026-2027"]),
        ("Спасибо, AB12-CD34, жду", ["AB12-CD34"]),
        ("Спасибо, AB12CD34, жду", ["AB12-CD34"]),
        ("(ABCD-EFGH)", ["ABCD-EFGH"]),
        ("за 2026-2027 годы", []),
        ("2026-2027", []),
        ("22.11.2026", []),
        ("long-term plans of the part-time staff", []),
        ("Тема встречи в комнате 2026", []),
        ("Прошу ответить на моё обращение.", []),
        (f"{NUMBER}", []),
        ("", []),
    ],
)
def test_pins_are_found_in_a_mail_and_plain_words_are_none(text, found):
    assert list(find_pins(text)) == found


def test_what_stands_behind_the_word_pin_is_tried_first_and_not_many_are_tried():
    other = "\n".join(f"AB12CD{number}" for number in range(10, 30))
    found = find_pins(f"{other}\nPIN: ABCDEFGH")
    assert found[0] == "ABCD-EFGH"
    assert len(found) == MOST_PINS


@given(pins)
def test_a_pin_behind_its_word_or_alone_is_always_found(pin):
    assert find_pins(f"Обращение {NUMBER}. PIN {pin.lower()}") == (pin,)
    assert find_pins(f"PIN: {pin.replace('-', '')}") == (pin,)
    if not pin.replace("-", "").isdigit():
        assert find_pins(f"{NUMBER}\n{pin.lower()}\n") == (pin,)


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text):
    assert all(read_pin(pin) == pin for pin in find_pins(text))
