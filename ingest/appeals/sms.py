"""An SMS that a gateway hands over as a mail: whose telephone it came from, and what it says.

Anybody can write a mail with such a sender, and an appeal's telephone may rate, answer and ask for
its content. So a mail counts as an SMS only when its domain is proven by DMARC, or when it knows
the word agreed with the gateway; any other is a mail like all, and its sender an address.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from register.rules.phone import read_phone

_NUMBER = re.compile(r"\+?\d[\d ().\u2010-\u2015-]{6,24}\d")


@dataclass(frozen=True)
class Gateway:
    """Whose mails are SMS, as the settings say."""

    domain: str  # '' when no SMS come in
    secret: str  # a word of the subject; '' when only DMARC counts
    country: str  # kg, kz: how numbers are dialled at home


@dataclass(frozen=True)
class Sms:
    """An SMS that came in."""

    phone: str  # "+996555123456"
    text: str  # as it was written


def read_sms(
    sender: str | None, subject: str, text: str, gateway: Gateway, *, proven: bool
) -> Sms | None:
    """The SMS that a mail is; None when it is none, or nothing proves that it is the gateway's.

    `sender`: the strict From. `proven`: a DMARC pass for its domain. The number is the sender's
    local part, or the first one in the subject.
    """
    local, _, domain = (sender or "").rpartition("@")
    if not gateway.domain or domain.lower() != gateway.domain.lower():
        return None
    if not (proven or _knows(subject, gateway.secret)):
        return None
    phone = read_phone(local, gateway.country) or _named(subject, gateway)
    return Sms(phone, text.strip()) if phone else None


def _knows(subject: str, secret: str) -> bool:
    """Whether the secret stands in the subject as a word of its own."""
    words = [word.encode() for word in subject.split()[:50]]
    return bool(secret) and any(hmac.compare_digest(word, secret.encode()) for word in words)


def _named(subject: str, gateway: Gateway) -> str | None:
    """The first number in the subject; the secret, which may hold digits, is none."""
    shown = subject[:500].replace(gateway.secret, " ") if gateway.secret else subject[:500]
    numbers = (read_phone(found, gateway.country) for found in _NUMBER.findall(shown))
    return next((number for number in numbers if number), None)
