"""Tax numbers: what can be said for certain about a Kyrgyz INN or a Kazakh BIN or IIN.

Sources. Kazakhstan: rules of forming the identification number, government decree 406 of
22.05.2007 (12 digits; the first four are year and month; the twelfth is a check digit by two
passes modulo 11). Kyrgyzstan: numbers in use (State Tax Service) have 14 digits: 0 for a legal
entity, 1 or 2 for a person, then ddmmyyyy of registration or birth, then five digits. No
published check digit was found, so nothing is refused for the last five digits, and a first
digit or date out of pattern is only doubtful.
"""

from __future__ import annotations

from datetime import date

INN_LENGTH = 14
BIN_LENGTH = 12

NOT_DIGITS = "tax-id-digits"
WRONG_LENGTH = "tax-id-length"
WRONG_CHECK_DIGIT = "tax-id-check"
NOT_FOREIGN = "tax-id-foreign"
DOUBTFUL = "tax-id-doubtful"  # may be right all the same: warn, do not refuse


def check_tax_id(text: str) -> str | None:
    """The code of what is wrong with a tax number written without spaces, or None.

    "tax-id-digits", "tax-id-length" and "tax-id-check" are errors; "tax-id-doubtful" says that
    the number is outside the usual pattern and should be looked at.
    """
    if not (text.isascii() and text.isdigit()):
        return NOT_DIGITS
    if len(text) == INN_LENGTH:
        return None if _looks_like_inn(text) else DOUBTFUL
    if len(text) != BIN_LENGTH:
        return WRONG_LENGTH
    if check_digit(text[:11]) != int(text[11]):
        return WRONG_CHECK_DIGIT
    return None if 1 <= int(text[2:4]) <= 12 else DOUBTFUL


def check_foreign_id(text: str) -> str | None:
    """The same of a number that another country or register gives to a business: what is kept.

    The register tells businesses apart by it, so it has to be short and plain: 1 to 14 letters
    and digits, and the signs - . / between them.
    """
    plain = text.isascii() and text.replace("-", "").replace(".", "").replace("/", "").isalnum()
    return None if plain and len(text) <= INN_LENGTH else NOT_FOREIGN


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit of a BIN or IIN; None when the eleven digits are never given out."""
    digits = [int(character) for character in first_eleven]
    for shift in (0, 2):  # weights 1…11, then 3…11, 1, 2
        total = sum(digit * ((place + shift) % 11 + 1) for place, digit in enumerate(digits))
        if total % 11 < 10:
            return total % 11
    return None


def _looks_like_inn(text: str) -> bool:
    try:
        date(int(text[5:9]), int(text[3:5]), int(text[1:3]))
    except ValueError:
        return False
    return text[0] in "012" and 1900 <= int(text[5:9]) <= 2099
