"""The settings of SMS: the gateway they go out by, and whose mails are incoming SMS."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from config.checks import between, domain, empty_or
from config.options import option
from config.servers import is_loopback

PLACES = ("{phone}", "{digits}")


def gateway(value: str) -> str | None:
    """Where SMS are handed over: a web address, or a mail address with the number in it."""
    parts = urlsplit(value)
    if parts.scheme == "mailto":
        local, at, host = parts.path.rpartition("@")
        if at and any(place in local for place in PLACES) and domain(host) is None:
            return None
    elif parts.hostname and parts.scheme in ("https", "http") and not parts.username:
        if parts.scheme == "https" or is_loopback(parts.hostname):
            return None
        return "must be https: the secret and the texts would travel open"
    return f"must be https://… or mailto:{{phone}}@sms.example; found {value!r}"


def template(value: str) -> str | None:
    """What is posted: JSON, or a form as a=b&c=d; the number and the text stand in it."""
    if value.lstrip().startswith("{"):
        try:
            json.loads(value)
        except ValueError as error:
            return f"must be JSON or a form: {error}"
    if "{text}" in value and any(place in value for place in PLACES):
        return None
    return "must hold {text}, and {phone} or {digits}"


def plain(value: str) -> str | None:
    """What may stand in a header field."""
    return None if value.isascii() and value.isprintable() else "must be plain ASCII on one line"


@dataclass(frozen=True)
class Sms:
    """How SMS go out and come in."""

    url: str = option(
        "",
        "The gateway: https://… for one that takes a POST, mailto:{phone}@sms.example for one\n"
        "that takes mail ({digits}: the number without its +). Empty: no SMS are sent.",
        check=empty_or(gateway),
    )
    secret: str = option(
        "", "The bearer token the gateway at https:// asks for.", check=plain, secret=True
    )
    template: str = option(
        '{"to": "{phone}", "from": "{sender}", "text": "{text}", "id": "{id}"}',
        "What is posted: JSON, or a form as to={digits}&text={text}. {id} is the same when an SMS\n"
        "of unknown fate is sent again, also in the header Idempotency-Key.",
        check=template,
    )
    sender: str = option(
        "", "The sender's name or number, where the gateway wants one.", check=plain
    )
    most_parts: int = option(
        3,
        "The most parts of one SMS (70 letters in Cyrillic, 67 each of several); longer texts are\n"
        "cut.",
        check=between(1, 10),
    )
    ca_file: str = option("", "A file of certificate authorities to trust instead of the system's.")
    from_: str = option(
        "",
        "The domain whose mails are incoming SMS (996555123456@…). They count only with a DMARC\n"
        "pass, or with from_secret as a word of the subject: anybody can write such a sender.",
        check=empty_or(domain),
    )
    from_secret: str = option(
        "",
        "That word of the subject: at least 16 letters, for a gateway whose mails prove nothing.",
        check=empty_or(
            lambda value: None if len(value) >= 16 and " " not in value else "is too short a word"
        ),
        secret=True,
    )
