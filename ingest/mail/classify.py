"""What a mail is: tests in a fixed order, first hit wins; a reply is known by its token alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.appeals.numbers import misnumbered, numbers_in
from ingest.appeals.status_words import beside_number
from ingest.bounces.bounce_status import Bounce
from ingest.filetypes import SPREADSHEETS
from ingest.mail.automatic import is_list, is_nobody, sent_by_program, wants_no_answer
from ingest.mail.doors import (
    addressed,
    base,
    letter_returned,
    quoted_appeal,
    quoted_reply,
    to_other_door,
)
from ingest.mail.kind import Classified, Kind, OwnAddresses
from ingest.mail.message import Attachment, Mail
from ingest.words.newtext import split, whole_text
from ingest.words.quotemarks import visible
from ingest.words.substance import letters_in

__all__ = ["Classified", "Kind", "OwnAddresses", "classify"]

OWN_HEADER = "x-achyk-letter"
"""A field that only our letters carry; one that comes back is an echo or another installation's."""

_LETTER = re.compile("[a-z2-7]{16}")  # the id of a letter, in its Message-ID
_MOST_LETTERS = 50  # of a thread: each is looked up
_LEAST = 10  # letters that say something
_LOGO = 40_000  # bytes of a picture; a photograph of a document has more
_FROM_APPLICANTS = (Kind.APPEAL, Kind.STATUS, Kind.OTHER)


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
    found = _by_token(mail, own)
    if found and found.kind is not Kind.BOUNCE:
        return found
    officer = mail.sender is not None and is_officer(mail.sender.lower())
    kind = _by_content(mail, own, officer)
    # An officer who sends on an applicant's letter has not become the applicant.
    key = quoted_appeal(mail, own) if kind in _FROM_APPLICANTS and not officer else None
    if key:
        return Classified(Kind.STATUS if kind is Kind.STATUS else Kind.APPEAL, key)
    return found or Classified(kind, None)


def _from_nobody(
    mail: Mail, bounce: Bounce | None, own: OwnAddresses, by_program: bool | None
) -> Classified | None:
    """What no person wrote, or no person wrote to us."""
    if mail.header_all(OWN_HEADER) or (mail.sender and base(mail.sender) in own.all()):
        return Classified(Kind.OWN, None)
    if bounce is not None:
        return Classified(Kind.BOUNCE, letter_returned(mail, own))
    if sent_by_program(mail) if by_program is None else by_program:
        return Classified(Kind.AUTO, None)
    # Some hosts add list fields to all their mail: a token that only we gave out says more.
    door = addressed(mail, own)
    to_return_path = door is not None and door.kind is Kind.BOUNCE
    if is_list(mail) and (door is None or (to_return_path and not quoted_reply(mail, own))):
        return Classified(Kind.LIST, None)
    robot = to_return_path and _by_machine(mail)
    if door is not None and mail.sender is not None and wants_no_answer(mail.sender):
        robot = True
    return Classified(Kind.AUTO, None) if robot else None


def letters_answered(mail: Mail, own: OwnAddresses) -> tuple[str, ...]:
    """Ids of survey letters that the mail may answer: `letters_named`, unless sent elsewhere."""
    return () if to_other_door(mail, own) else letters_named(mail, own)


def letters_named(mail: Mail, own: OwnAddresses) -> tuple[str, ...]:
    """Ids of letters of ours that the mail says it answers, the nearest first.

    Empty where a secret in its recipient says what it is: that comes before.
    """
    end = f"@{own.domain.lower()}>"
    named = [one.lower() for one in mail.references if one.lower().endswith(end)]
    if not named or addressed(mail, own):
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
    found = addressed(mail, own)
    if found and found.kind is not Kind.BOUNCE:
        return found
    # What came to a return path and is no notice: some programs answer there, with the quote.
    return found if to_other_door(mail, own) else quoted_reply(mail, own) or found


def _by_content(mail: Mail, own: OwnAddresses, officer: bool) -> Kind:
    to = {base(recipient) for recipient in mail.recipients}
    to_uploads = own.uploads.lower() in to
    if has_spreadsheet(mail) and (to_uploads or officer):
        return Kind.UPLOAD
    if own.survey.lower() in to and own.appeals.lower() not in to:
        # An answer without its token: nobody can say whose it is, and it is no appeal either.
        return Kind.OTHER
    text = split(mail).text
    if _asks_status(mail.subject, text) and not any(map(_says_more, mail.attachments)):
        return Kind.STATUS
    to_appeals = own.appeals.lower() in to
    says = _says_anything(mail, text) if to_appeals else _says_something(mail, text)
    return Kind.APPEAL if says else Kind.OTHER


def has_spreadsheet(mail: Mail) -> bool:
    """Whether a spreadsheet is attached, judged by its bytes."""
    return any(is_spreadsheet(file) for file in mail.attachments)


def is_spreadsheet(file: Attachment) -> bool:
    """Whether the attachment is a spreadsheet, by its bytes; only CSV is known by its name."""
    return file.type in SPREADSHEETS


def appeal_number(text: str) -> str | None:
    """The first appeal's number in `text`, as people write it; None when there is none."""
    return next(iter(numbers_in(text[:20_000])), None)


def _asks_status(subject: str, text: str) -> bool:
    return appeal_number(f"{subject}\n{text}") is not None and beside_number(text)


def _says_more(file: Attachment) -> bool:
    """Whether a file may tell what its letter does not; a logo or a signature tells nothing."""
    is_logo = file.type.startswith("image/") and len(file.data) < _LOGO
    return not (file.inline or is_logo or "pkcs7" in file.type)


def _says_something(mail: Mail, text: str) -> bool:
    return letters_in(text) >= _LEAST or (bool(text.strip()) and bool(mail.attachments))


def _says_anything(mail: Mail, text: str) -> bool:
    """Whether there is anything to register: what it is worth is judged later, by a person.

    A number with a slip of the pen and nothing beside it is a question, not an appeal.
    """
    if _says_something(mail, text) or mail.attachments:
        return True
    if misnumbered(f"{mail.subject}\n{text}"):
        return False
    return bool(visible(f"{mail.subject}{whole_text(mail)}"))
