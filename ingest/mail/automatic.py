"""Which mails a program wrote or a list sent, and which a program may answer (LP1)."""

from __future__ import annotations

import re

from ingest.mail.automatic_cues import sounds_automatic, tells_of_inspection
from ingest.mail.automatic_words import ABSENCE, GREETING, OPENING, WANTS, is_notice
from ingest.mail.message import Mail
from ingest.words.bare_text import bare_text
from ingest.words.newtext import split
from ingest.words.ourwords import our_sentences
from ingest.words.quotemarks import visible
from ingest.words.wording import fold, general_words

_AUTO_FIELDS = frozenset(
    {
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-auto-reply",
        "x-mail-autoreply",
    }
)
_LIST_FIELDS = frozenset(
    {
        "list-id",
        "list-post",
        "list-unsubscribe",
        "list-help",
        "list-subscribe",
        "mailing-list",
    }
)
_NOBODY = re.compile(
    r"(?:mailer[-_.]?daemon|mail-?daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply|nobody"
    r"|daemon"
    r"|bounces?|listserv|majordomo|auto[-_]?(?:reply|responder)|noreply|root)(?:[+=-].*)?@"
    r"|.*-(?:bounces|request|owner)@"
    r"|(?:owner|bounces)-.*@",
    re.I,
)
_NO_REPLY = re.compile(r"(?:no|do[-_.]?not)[-_.]?reply(?:[-_.+=].*)?@")
_NOBODY_STEMS = (
    *("daemon", "postmaster", "reply", "nobody", "bounce", "listserv", "majordomo"),
    *("responder", "root", "request", "owner"),
)
# A token is 128 bits in base32: only who had our letter writes to such an address.
_TOKEN_ADDRESS = re.compile(r"\+[a-z2-7]{26}@", re.I)
_NUMBERED = re.compile(
    r"(?:(?<=[\s,;:])|^)(\d{1,2})\s*(?:[:=)]\s*([1-5](?![\d:.])|[^\W\d_]+)|[-–—]\s*([^\W\d_]+))"
)
_METHOD = re.compile(rb"^METHOD:\s*(\w+)", re.M | re.I)
_LONGEST_LOOKED_AT = 5_000
_SHORT = 700  # characters in which a cue counts wherever it stands
_LONGEST_NOTICE = 1_200  # characters; a longer one that opens so tells a story
_ANSWERED = re.compile(r"^\s*(?:№\s*)?\d{1,2}\s*[:=)]", re.M)


def is_automatic(mail: Mail) -> bool:
    """Whether a program wrote this mail in answer to another: out of office, receipts, notices.

    Numbered answers to a letter of ours say more than subject and formula, not than the header:
    «Я в отпуске, но отвечаю: 1 - да, 3 - 5».
    """
    return declares_itself(mail) or (_seems_automatic(mail) and not _answers_us(mail))


def sent_by_program(mail: Mail) -> bool:
    """Whether it is automatic or a receipt: asked once a mail, and handed to whom it concerns."""
    return is_receipt(mail) or is_automatic(mail)


def declares_itself(mail: Mail) -> bool:
    """Whether a field of the header says that a program wrote it."""
    if any(_auto_submitted(value) for value in mail.header_all("auto-submitted")):
        return True
    if not _AUTO_FIELDS.isdisjoint(mail.fields):
        return True
    precedence = [value.strip().lower() for value in mail.header_all("precedence")]
    return "auto_reply" in precedence or "auto-reply" in precedence


def _seems_automatic(mail: Mail) -> bool:
    """By its subject and words; or as an answer from the empty path, which is for notices alone.

    What a web form sends from there answers nothing (RFC 5321, 4.5.5; RFC 3834, 3.3).
    """
    subject = visible(mail.subject[:500])
    if is_notice(subject) or (mail.return_path == "" and (mail.references or is_list(mail))):
        return True
    return _says_so(mail, subject)


def _answers_us(mail: Mail) -> bool:
    """Whether it went to an address with a token and answers by number in words of its own."""
    if not any(_TOKEN_ADDRESS.search(recipient) for recipient in mail.recipients):
        return False
    own = split(mail, our_sentences()).text[:_LONGEST_LOOKED_AT]
    said = {number: one or other for number, one, other in _NUMBERED.findall(own)}
    words = [word for word in said.values() if fold(word) in general_words()]
    return bool(words) or sum(word.isdigit() for word in said.values()) > 1


def _auto_submitted(value: str) -> bool:
    """RFC 3834: any keyword but "no"; parameters and comments do not count."""
    keyword = re.sub(r"\([^()]*\)", " ", value).split(";")[0].strip().lower()
    return keyword != "no"


def _says_so(mail: Mail, subject: str) -> bool:
    """Half of real automatic replies carry no header: a short text that opens with the formula."""
    text = bare_text(mail.text, mail.html)[:3_000]
    lines = [line for line in text.split("\n") if not line.startswith(">")] if ">" in text else None
    own = visible(text if lines is None else "\n".join(lines)).strip()
    if len(own) > _LONGEST_NOTICE:
        return False
    greeting = GREETING.match(own[:300])
    opens = OPENING.match(own, greeting.end() if greeting else 0) or ABSENCE.match(subject)
    notice = opens is not None and not tells_of_inspection(own)
    if not notice and not (len(own) <= _SHORT and sounds_automatic(own)):
        return False
    return not (_ANSWERED.search(text) or WANTS.search(own))


def is_list(mail: Mail) -> bool:
    """Whether the mail came through a mailing list or in bulk."""
    if not _LIST_FIELDS.isdisjoint(mail.fields):
        return True
    precedence = (value.strip().lower() for value in mail.header_all("precedence"))
    return any(value in ("bulk", "list", "junk") for value in precedence)


def is_report(mail: Mail) -> bool:
    """Whether it is a multipart/report: delivery notice, read receipt, complaint."""
    return any(
        value.strip().lower().startswith("multipart/report")
        for value in mail.header_all("content-type")
    )


def is_receipt(mail: Mail) -> bool:
    """Whether it is a read receipt, a complaint by feedback loop, or a calendar answer."""
    kinds = " ".join(mail.header_all("content-type")).lower()
    if "disposition-notification" in kinds or "feedback-report" in kinds:
        return True
    return any(_is_calendar_answer(file.type, file.data) for file in mail.attachments)


def _is_calendar_answer(kind: str, data: bytes) -> bool:
    found = _METHOD.search(data, 0, 20_000) if kind == "text/calendar" else None
    return found is not None and found[1].upper() != b"PUBLISH"


def is_nobody(address: str) -> bool:
    """Whether nobody reads mail sent to this address: mailer-daemon@, noreply@, list-bounces@."""
    lower = address.lower()
    return any(map(lower.__contains__, _NOBODY_STEMS)) and bool(_NOBODY.match(lower))


def wants_no_answer(address: str) -> bool:
    """Whether a program says by its address that nobody reads answers: noreply@."""
    return "reply" in address.lower() and bool(_NO_REPLY.match(address.lower()))


def may_answer(mail: Mail, own_addresses: frozenset[str], by_program: bool | None = None) -> bool:
    """Whether an automatic answer may go to the sender of `mail` (LP1).

    `own_addresses` in lower case; `by_program`: what sent_by_program() says, if it was asked
    before. The judgement on dmarc=fail is the caller's, who has the bytes.
    """
    if mail.sender is None or mail.return_path == "" or is_nobody(mail.sender):
        return False
    if _is_own(mail.sender, own_addresses) or (mail.return_path and is_nobody(mail.return_path)):
        return False
    if is_list(mail) or is_report(mail):
        return False
    if sent_by_program(mail) if by_program is None else by_program:
        return False
    suppress = " ".join(mail.header_all("x-auto-response-suppress")).lower()
    return suppress.strip() in ("", "none")


def _is_own(address: str, own_addresses: frozenset[str]) -> bool:
    local, _, domain = address.lower().partition("@")
    return f"{local.split('+')[0]}@{domain}" in own_addresses or address.lower() in own_addresses
