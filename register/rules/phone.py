"""Telephone numbers as people write them, in the one form that is kept: +996555123456."""

from __future__ import annotations

import re
from dataclasses import dataclass

PHONES = "sms"
"""What stands for a domain where letters are paced: every telephone is behind one gateway."""

_SIGNS = re.compile(r"[\s().\u2010-\u2015-]+")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")  # ITU-T E.164


@dataclass(frozen=True)
class Plan:
    """How a country numbers its telephones (ITU-T E.164, E.129)."""

    code: str  # "996"
    trunk: str  # what stands before a number dialled at home: "0"
    digits: int  # of a number behind the country's code


PLANS = {"kg": Plan("996", "0", 9), "kz": Plan("7", "8", 10)}


def is_phone(recipient: str) -> bool:
    """Whether a letter's recipient is a telephone, as it is kept."""
    return _INTERNATIONAL.fullmatch(recipient) is not None


def read_phone(text: str, country: str) -> str | None:
    """A number written alone, in the kept form; None when it is none.

    `country` (kg, kz) tells what numbers without its code are: 0555 123 456, 8 701 123 45 67.
    """
    plain = _SIGNS.sub("", text.strip())
    plan = PLANS[country]
    for begun, code in (("+", ""), ("00", ""), (plan.code, plan.code), (plan.trunk, plan.code)):
        rest = plain.removeprefix(begun)
        if rest == plain or not (rest.isascii() and rest.isdigit()):
            continue
        if code and len(rest) != plan.digits:
            continue
        found = f"+{code}{rest}"
        return found if is_phone(found) else None
    return None
