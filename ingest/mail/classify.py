"""What a mail is: tests in a fixed order, first hit wins; a reply is known by its token alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from ingest.bounces.bounce_status import Bounce
from ingest.filetypes import SPREADSHEETS
from ingest.mail.addresses import addresses_in
from ingest.mail.automatic import is_list, is_nobody, sent_by_program, wants_no_answer
from ingest.mail.automatic_words import WANTS
from ingest.mail.message import Attachment, Mail
from ingest.words.newtext import split, whole_text
from ingest.words.quotemarks import visible

OWN_HEADER = "x-achyk-letter"
"""A field that only our letters carry; one that comes back is an echo or another installation's."""

_TOKEN = "[a-z2-7]{26}"
_KEY = "[a-z0-9][a-z0-9_-]{7,62}"
_LINK = re.compile(rf"/s/({_TOKEN})(?![A-Za-z0-9])", re.I)
"""The link to the survey page: what a quoted letter shows when the address to answer to is lost."""
_LONE_TOKEN = re.compile(rf"(?<![A-Za-z0-9]){_TOKEN}(?![A-Za-z0-9])", re.I)
_LETTER = re.compile("[a-z2-7]{16}")  # the id of a letter, in its Message-ID
_MOST_LETTERS = 50  # of a thread: each is looked up
_NUMBER = re.compile(r"(?<!\d)\d(?:[ \u00a0/.\u2010-\u2013-]?\d){17}(?!\d)")
_SUBSTANCE = (
    40  # letters beside an appeal's number that make a mail more than a question for its status
)
_IDEOGRAPHS = re.compile("[\u2e80-\U0010ffff]")
_ENOUGH = 400  # characters
_POLITE = 200  # letters of one that asks for it in words, however politely
_ASKS_STATUS = re.compile(
    r"на как(?:ой|ом) (?:стадии|этапе)|как(?:ов|ой) (?:статус|результат)|статус|состояни[ея]"
    r"|узнать|результат"
    r"|как (?:дела|обстоит|продвигается)|рассмотрен[оаы]?\b|когда (?:будет|жд|дадут|мне)|что с мо"
    r"|абалы|кайсы баскыч|кандай болду|качан|мәртебе|қай кезең|қандай кезең|қалай болды|қашан"
    r"|status|what (?:stage|has become)|any (?:news|progress|update)|how (?:is|far)|на якому етапі",
    re.I,
)
_LEAST = 10  # letters that say something


class Kind(StrEnum):
    """The kinds of mail."""

    REPLY = "reply"  # answers an invitation, by its token
    APPEAL = "appeal"
    UPLOAD = "upload"  # brings a spreadsheet of inspections
    STATUS = "status"  # asks how an appeal stands, by its number
    OFFICER = "officer"  # an officer's answer in a case, by its key
    CONFIRMATION = "confirmation"  # answers a one-time key
    BOUNCE = "bounce"
    AUTO = "auto"  # a program's answer: out of office, receipt
    LIST = "list"
    OWN = "own"  # our own letter come back
    OTHER = "other"  # nobody could place it
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class OwnAddresses:
    """The installation's addresses, in full: survey@mail.test."""

    survey: str
    appeals: str
    uploads: str
    bounces: str
    domain: str

    def all(self) -> frozenset[str]:
        """Every one of them, in lower case."""
        return frozenset(a.lower() for a in (self.survey, self.appeals, self.uploads, self.bounces))


@dataclass(frozen=True)
class Classified:
    """A mail's kind and the secret that says what it belongs to."""

    kind: Kind
    token: str | None  # the invitation's token, a one-time key, or a letter's signed id; lower case


def classify(
    mail: Mail,
    bounce: Bounce | None,
    own: OwnAddresses,
    is_officer: Callable[[str], bool],
    by_program: bool | None = None,
) -> Classified:
    """The kind of `mail`; `is_officer` answers for a strict From address in lower case.

    `bounce`: what read_bounce makes of it; `by_program`: what sent_by_program() says, if it was
    asked before.

    The From proves nothing here: what an upload or an officer's word may do is authority's matter.
    """
    from_nobody = _from_nobody(mail, bounce, own, by_program)
    if from_nobody:
        return from_nobody
    if _is_unreadable(mail):
        return Classified(Kind.UNREADABLE, None)
    return _by_token(mail, own) or Classified(_by_content(mail, own, is_officer), None)


def _from_nobody(
    mail: Mail, bounce: Bounce | None, own: OwnAddresses, by_program: bool | None
) -> Classified | None:
    """What no person wrote, or no person wrote to us."""
    if mail.header_all(OWN_HEADER) or (mail.sender and _base(mail.sender) in own.all()):
        return Classified(Kind.OWN, None)
    if bounce is not None:
        return Classified(Kind.BOUNCE, _after_plus(mail.recipients, own.bounces, _KEY))
    if sent_by_program(mail) if by_program is None else by_program:
        return Classified(Kind.AUTO, None)
    # Some hosts add list fields to all their mail: a token that only we gave out says more.
    door = _recipient_token(mail, own)
    to_return_path = door is not None and door.kind is Kind.BOUNCE
    if is_list(mail) and (door is None or (to_return_path and not _elsewhere(mail, own))):
        return Classified(Kind.LIST, None)
    robot = to_return_path and _by_machine(mail)
    if door is not None and mail.sender is not None and wants_no_answer(mail.sender):
        robot = True
    return Classified(Kind.AUTO, None) if robot else None


def letters_answered(mail: Mail, own: OwnAddresses) -> tuple[str, ...]:
    """Ids of letters of ours that the mail says it answers, the nearest first.

    Empty where a secret in its recipient says what it is: that comes before.
    """
    end = f"@{own.domain.lower()}>"
    named = [one.lower() for one in mail.references if one.lower().endswith(end)]
    if not named or _recipient_token(mail, own) or _to_other_door(mail, own):
        return ()
    ids = (one[1 : -len(end)] for one in named[:_MOST_LETTERS])
    return tuple(one for one in ids if _LETTER.fullmatch(one))


def _by_machine(mail: Mail) -> bool:
    """Whether a machine sent it, by its addresses: a notice whose form nobody knows."""
    return mail.return_path == "" or (mail.sender is not None and is_nobody(mail.sender))


def _is_unreadable(mail: Mail) -> bool:
    if "no-headers" in mail.trouble:
        return True
    empty = not mail.text.strip() and not mail.html and not mail.attachments
    return empty and "parser-failed" in mail.trouble


def _by_token(mail: Mail, own: OwnAddresses) -> Classified | None:
    found = _recipient_token(mail, own)
    if found and found.kind is not Kind.BOUNCE:
        return found
    # What came to a return path and is no notice: some programs answer there, with the quote.
    return found if _to_other_door(mail, own) else _elsewhere(mail, own) or found


def _to_other_door(mail: Mail, own: OwnAddresses) -> bool:
    """Whether its sender wrote to the appeals or uploads and not to the survey.

    He may well quote a letter of ours: where he sent it says what he wants.
    """
    written = (value for name in ("to", "cc") for value in mail.fields.get(name, ()))
    to = {_base(address) for value in written for address in addresses_in(value)}
    return not to.isdisjoint((own.appeals.lower(), own.uploads.lower())) and (
        own.survey.lower() not in to
    )


def _elsewhere(mail: Mail, own: OwnAddresses) -> Classified | None:
    """A reply by the token in its subject or in the letter that it quotes."""
    subject = mail.subject
    token = _after_plus(_addresses_like(subject, own.survey), own.survey, _TOKEN)
    lone = _LONE_TOKEN.search(subject)
    token = token or (lone[0].lower() if lone else None)
    token = token or _quoted_token(whole_text(mail), own)
    return Classified(Kind.REPLY, token) if token else None


def _quoted_token(text: str, own: OwnAddresses) -> str | None:
    """The token in a quoted letter of ours: in the address to answer to, or in its link."""
    links = _LINK.findall(text[:200_000]) if "/s/" in text or "/S/" in text else ()
    tokens = _secrets(_addresses_like(text, own.survey), own.survey, _TOKEN)
    tokens |= {link.lower() for link in links}
    # Letters about two inspections: nobody can say which one is answered.
    return tokens.pop() if len(tokens) == 1 else None


def _recipient_token(mail: Mail, own: OwnAddresses) -> Classified | None:
    """A secret in one of the addresses the mail was sent to; mail systems fold case."""
    with_secrets = [one for one in mail.recipients if "+" in one]
    if not with_secrets:
        return None
    doors = (
        (Kind.REPLY, own.survey, _TOKEN),
        (Kind.OFFICER, f"case@{own.domain}", _KEY),
        (Kind.CONFIRMATION, f"confirm@{own.domain}", _KEY),
        (Kind.BOUNCE, own.bounces, _KEY),
    )
    for kind, address, pattern in doors:
        token = _after_plus(with_secrets, address, pattern)
        if token:
            return Classified(kind, token)
    return None


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
    return re.findall(pattern, text[:200_000], re.I)


def _base(address: str) -> str:
    local, _, domain = address.lower().partition("@")
    return f"{local.split('+')[0]}@{domain}"


def _by_content(mail: Mail, own: OwnAddresses, is_officer: Callable[[str], bool]) -> Kind:
    to = {_base(recipient) for recipient in mail.recipients}
    officer = mail.sender is not None and is_officer(mail.sender.lower())
    to_uploads = own.uploads.lower() in to
    if has_spreadsheet(mail) and (to_uploads or officer):
        return Kind.UPLOAD
    if own.survey.lower() in to and own.appeals.lower() not in to:
        # An answer without its token: nobody can say whose it is, and it is no appeal either.
        return Kind.OTHER
    text = split(mail).text
    if _asks_status(mail.subject, text):
        return Kind.STATUS
    return Kind.APPEAL if _says_something(mail, text) else Kind.OTHER


def has_spreadsheet(mail: Mail) -> bool:
    """Whether a spreadsheet is attached, judged by its bytes."""
    return any(is_spreadsheet(file) for file in mail.attachments)


def is_spreadsheet(file: Attachment) -> bool:
    """Whether the attachment is a spreadsheet, by its bytes; only CSV is known by its name."""
    return file.type in SPREADSHEETS


def appeal_number(text: str) -> str | None:
    """The 18 digits with right check digits (ISO 7064 MOD 97-10) in `text`, if there are any."""
    for found in _NUMBER.finditer(text[:20_000]):
        digits = re.sub(r"\D", "", found[0])
        if int(digits) % 97 == 1:
            return digits
    return None


def _asks_status(subject: str, text: str) -> bool:
    if appeal_number(f"{subject}\n{text}") is None:
        return False
    asks = _ASKS_STATUS.search(text) is not None and WANTS.search(text) is None
    return _letters(text) <= (_POLITE if asks else _SUBSTANCE)


def _says_something(mail: Mail, text: str) -> bool:
    return _letters(text) >= _LEAST or (bool(text.strip()) and bool(mail.attachments))


def _letters(text: str) -> int:
    """How much is said, in letters of an alphabet: an ideograph is a word of three."""
    said = visible(text)
    some = sum(map(str.isalpha, said[:_ENOUGH]))
    if some > _POLITE:
        return some  # nobody asks how many more
    return sum(map(str.isalpha, said)) + 2 * sum(map(str.isalpha, _IDEOGRAPHS.findall(said)))
