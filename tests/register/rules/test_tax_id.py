"""Tax numbers: certain mistakes are named, doubtful ones are only doubted."""

import pytest

from register.rules.tax_id import check_digit, check_tax_id


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("00207199610017", None),  # a legal entity, registered on 02.07.1996
        ("21503198512345", None),  # a person, born on 15.03.1985
        ("00000000000000", "tax-id-doubtful"),
        ("31503198512345", "tax-id-doubtful"),
        ("03102199610017", "tax-id-doubtful"),  # 31 February
        ("0020719961001", "tax-id-length"),
        ("", "tax-id-digits"),
        ("0020719961001O", "tax-id-digits"),
        ("٠٠٢٠٧١٩٩٦١٠٠١٧", "tax-id-digits"),
    ],
)
def test_an_inn_has_fourteen_digits_and_a_likely_date(text, wrong):
    assert check_tax_id(text) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("980540000397", None),
        ("980540000398", "tax-id-check"),
        ("980540000937", "tax-id-check"),
        ("981340000392", "tax-id-doubtful"),  # the check digit holds, month 13 does not exist
    ],
)
def test_a_bin_has_twelve_digits_of_which_the_last_checks_the_others(text, wrong):
    assert check_tax_id(text) == wrong


def test_nearly_every_wrong_digit_of_a_bin_is_seen():
    good = "980540000397"
    changed = [good[:at] + d + good[at + 1 :] for at in range(12) for d in "0123456789"]
    wrong = [check_tax_id(number) is not None for number in changed if number != good]
    assert len(wrong) == 108
    assert sum(wrong) >= 98  # two passes leave one chance in eleven to a few of them


def test_the_second_pass_is_used_when_the_first_gives_ten():
    eleven = "00000000043"  # first pass: 10·4 + 11·3 = 73 ≡ 7; see the next for ten
    assert check_digit(eleven) == 7
    # 10·1 = 10: the second pass weighs the tenth place with 1
    assert check_digit("00000000010") == 1
