"""The secrets in addresses of ours, by which a mail is known: in its recipients, or quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.mail.addresses import addresses_in
from ingest.mail.kind import Classified, Kind, OwnAddresses
from ingest.mail.message import Mail
from ingest.words.newtext import whole_text

_TOKEN = "[a-z2-7]{26}"
_KEY = "[a-z0-9][a-z0-9_-]{7,62}"
_APPEAL = "[a-z2-7]{32}"  # an applicant's key
_LINK = re.compile(rf"/s/({_TOKEN})(?![A-Za-z0-9])", re.I)
"""The link to the survey page: what a quoted letter shows when the address to answer to is lost."""
_LONE_TOKEN = re.compile(rf"(?<![A-Za-z0-9]){_TOKEN}(?![A-Za-z0-9])", re.I)
_SEARCHED = 200_000  # characters of a text in which quoted secrets are looked for


def addressed(mail: Mail, own: OwnAddresses) -> Classified | None:
    """What a secret in one of the addresses the mail was sent to says; mail systems fold case."""
    with_secrets = [one for one in mail.recipients if "+" in one]
    if not with_secrets:
        return None
    doors = (
        (Kind.REPLY, own.survey, _TOKEN),
        (Kind.OFFICER, f"case@{own.domain}", _KEY),
        (Kind.CONFIRMATION, f"confirm@{own.domain}", _KEY),
        (Kind.APPEAL, own.appeals, _APPEAL),
        (Kind.BOUNCE, own.bounces, _KEY),
    )
    for kind, address, pattern in doors:
        token = _after_plus(with_secrets, address, pattern)
        if token:
            return Classified(kind, token)
    return None


def letter_returned(mail: Mail, own: OwnAddresses) -> str | None:
    """The signed id of the letter whose return path the mail came to."""
    return _after_plus(mail.recipients, own.bounces, _KEY)


def to_other_door(mail: Mail, own: OwnAddresses) -> bool:
    """Whether its sender wrote to the appeals or uploads and not to the survey.

    He may well quote a letter of ours: where he sent it says what he wants.
    """
    written = (value for name in ("to", "cc") for value in mail.fields.get(name, ()))
    to = {base(address) for value in written for address in addresses_in(value)}
    return not to.isdisjoint((own.appeals.lower(), own.uploads.lower())) and (
        own.survey.lower() not in to
    )


def quoted_reply(mail: Mail, own: OwnAddresses) -> Classified | None:
    """A reply by the token in its subject or in the letter that it quotes."""
    subject = mail.subject
    token = _after_plus(_addresses_like(subject, own.survey), own.survey, _TOKEN)
    lone = _LONE_TOKEN.search(subject)
    token = token or (lone[0].lower() if lone else None)
    token = token or _quoted_token(whole_text(mail), own)
    return Classified(Kind.REPLY, token) if token else None


def quoted_appeal(mail: Mail, own: OwnAddresses) -> str | None:
    """An applicant's key in the subject or the quoted letter: in the address to answer to.

    An officer's key is never taken so: who is sent a copy of his letter would speak for him.
    """
    text = f"{mail.subject}\n{whole_text(mail)}"
    return _after_plus(_addresses_like(text, own.appeals), own.appeals, _APPEAL)


def base(address: str) -> str:
    """An address in lower case without what stands behind a plus."""
    local, _, domain = address.lower().partition("@")
    return f"{local.split('+')[0]}@{domain}"


def _quoted_token(text: str, own: OwnAddresses) -> str | None:
    """The token in a quoted letter of ours: in the address to answer to, or in its link."""
    links = _LINK.findall(text[:_SEARCHED]) if "/s/" in text or "/S/" in text else ()
    tokens = _secrets(_addresses_like(text, own.survey), own.survey, _TOKEN)
    tokens |= {link.lower() for link in links}
    # Letters about two inspections: nobody can say which one is answered.
    return tokens.pop() if len(tokens) == 1 else None


def _after_plus(recipients: Iterable[str], address: str, pattern: str) -> str | None:
    """The secret in these addresses; None also where there are two different ones."""
    found = _secrets(recipients, address, pattern)
    return found.pop() if len(found) == 1 else None


def _secrets(recipients: Iterable[str], address: str, pattern: str) -> set[str]:
    local, _, domain = address.lower().partition("@")
    begin, end = f"{local}+", f"@{domain}"
    found = set()
    for recipient in recipients:
        if "+" in recipient:
            one = recipient.lower()
            secret = one[len(begin) : -len(end)]
            if one.startswith(begin) and one.endswith(end) and re.fullmatch(pattern, secret):
                found.add(secret)
    return found


def _addresses_like(text: str, address: str) -> list[str]:
    """Where `text` writes one of our plus addresses: quoted letters show the one to answer to."""
    local, _, domain = address.lower().partition("@")
    if f"{local}+" not in text.lower():
        return []
    pattern = rf"(?<![\w.+-]){re.escape(local)}\+[a-z0-9]{{1,64}}@{re.escape(domain)}(?![\w-])"
    return re.findall(pattern, text[:_SEARCHED], re.I)
