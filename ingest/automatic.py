"""Which mails a program wrote or a list sent, and which a program may answer (LP1)."""

from __future__ import annotations

import re

from ingest.message import Mail
from ingest.newtext import split
from ingest.ourwords import our_sentences
from ingest.quotemarks import visible
from ingest.wording import fold, general_words

_AUTO_FIELDS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-mail-autoreply",
)
_LIST_FIELDS = (
    "list-id",
    "list-post",
    "list-unsubscribe",
    "list-help",
    "list-subscribe",
    "mailing-list",
)
_NOBODY = re.compile(
    r"(?:mailer[-_.]?daemon|mail-?daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply|nobody"
    r"|daemon"
    r"|bounces?|listserv|majordomo|auto[-_]?(?:reply|responder)|noreply|root)(?:[+=-].*)?@"
    r"|.*-(?:bounces|request|owner)@"
    r"|(?:owner|bounces)-.*@",
    re.I,
)
_PREFIX = r"^(?:(?:re|fwd?|aw|ответ|жооп|жауап)\s*:\s*)?"
_SUBJECT = re.compile(
    _PREFIX
    + r"(?:\[?\(?auto(?:matic|mated)?[- ]?(?:reply|response|answer|responder)\b|auto:|autoreply\b"
    r"|out of (?:the )?office|i am out of|away from (?:the |my )?(?:office|mail)|on vacation"
    r"|vacation (?:reply|response)"
    r"|автоответ|автоматический ответ|автоматическое (?:уведомление|сообщение)|ответ автоответчика"
    r"|отсутству[юе]|я в отпуске|в отпуске\b|нахожусь в отпуске|вне офиса|меня нет (?:на месте"
    r"|в офисе)"
    r"|автоматтык (?:жооп|түрдө)|автожооп|өргүүдө|эмгек өргүү|иш ордумда эмес|орнумда эмес"
    r"|кеңседе эмес"
    r"|автоматты (?:жауап|түрде)|автожауап|демалыста|еңбек демалыс|кеңседе емес|орнымда емес)",
    re.I,
)
_BODY = re.compile(
    r"(?:i am (?:currently )?(?:out of (?:the )?office|away|on (?:annual )?(?:leave|vacation))"
    r"|i will be out of (?:the )?office|this is an auto(?:matic|mated)"
    r"|thank you for your (?:e-?mail|message)\W+i (?:am|will)"
    r"|это автоматическ|данное (?:сообщение|письмо) (?:сформировано|отправлено"
    r"|создано) автоматически"
    r"|(?:сейчас |в настоящее время )?я? ?(?:сейчас )?(?:нахожусь"
    r"|буду находиться) в (?:ежегодном |очередном |трудовом |декретном )?(?:отпуске|командировке)"
    r"|я (?:сейчас )?(?:в отпуске|отсутствую)|меня не будет (?:в офисе|на работе|на рабочем месте)"
    r"|(?:я )?(?:отсутствую|буду отсутствовать) (?:в офисе|на рабочем месте|на работе|с \d|до \d)"
    r"|ваше (?:письмо|сообщение|обращение) (?:получено|принято|доставлено)(?: и будет|\W|$)"
    r"|бул автоматтык|мен (?:азыр )?(?:эмгек )?өргүүдө|бұл автоматты"
    r"|мен (?:қазір )?(?:еңбек )?демалыста)",
    re.I,
)
_GREETING = re.compile(
    r"^(?:(?:здравствуйте|добрый (?:день|вечер)|доброе утро|уважаем\w+[^.!,]{0,60}|hello|hi"
    r"|dear [^.!,]{0,60}"
    r"|саламатсызбы|саламатсыздарбы|сәлеметсіз бе|құрметті [^.!,]{0,60}|урматтуу [^.!,]{0,60}"
    r"|спасибо за (?:ваше )?(?:письмо|сообщение|обращение))[\s.,!]*)+",
    re.I,
)
# A token is 128 bits in base32: only who had our letter writes to such an address.
_TOKEN_ADDRESS = re.compile(r"\+[a-z2-7]{26}@", re.I)
_NUMBERED = re.compile(
    r"(?:(?<=[\s,;:])|^)(\d{1,2})\s*(?:[:=)]\s*([1-5](?![\d:.])|[^\W\d_]+)|[-–—]\s*([^\W\d_]+))"
)
_LONGEST_LOOKED_AT = 5_000
_ANSWERED = re.compile(r"^\s*(?:№\s*)?\d{1,2}\s*[:=)]", re.M)


def is_automatic(mail: Mail) -> bool:
    """Whether a program wrote this mail in answer to another: out of office, receipts, notices.

    Numbered answers to a letter of ours say more than subject and formula, not than the header:
    «Я в отпуске, но отвечаю: 1 - да, 3 - 5».
    """
    return declares_itself(mail) or (_seems_automatic(mail) and not _answers_us(mail))


def declares_itself(mail: Mail) -> bool:
    """Whether a field of the header says that a program wrote it."""
    if any(_auto_submitted(value) for value in mail.header_all("auto-submitted")):
        return True
    if any(mail.header_all(name) for name in _AUTO_FIELDS):
        return True
    precedence = [value.strip().lower() for value in mail.header_all("precedence")]
    return "auto_reply" in precedence or "auto-reply" in precedence


def _seems_automatic(mail: Mail) -> bool:
    return bool(_SUBJECT.match(visible(mail.subject[:500]))) or _says_so(mail.text)


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


def _says_so(text: str) -> bool:
    """Half of real automatic replies carry no header: a short text that opens with the formula."""
    own = visible("\n".join(line for line in text[:3_000].split("\n") if not line.startswith(">")))
    if len(own) > 1_200 or _ANSWERED.search(text[:3_000]):
        return False
    greeting = _GREETING.match(own[:300])
    return bool(_BODY.match(own, greeting.end() if greeting else 0))


def is_list(mail: Mail) -> bool:
    """Whether the mail came through a mailing list or in bulk."""
    precedence = {value.strip().lower() for value in mail.header_all("precedence")}
    listed = any(mail.header_all(name) for name in _LIST_FIELDS)
    return listed or bool(precedence & {"bulk", "list", "junk"})


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
    found = re.search(rb"^METHOD:\s*(\w+)", data[:20_000], re.M | re.I)
    return (
        kind == "text/calendar" and bool(found) and found[1].upper() != b"PUBLISH"
        if found
        else False
    )


def is_nobody(address: str) -> bool:
    """Whether nobody reads mail sent to this address: mailer-daemon@, noreply@, list-bounces@."""
    return _NOBODY.match(address) is not None


def may_answer(mail: Mail, own_addresses: frozenset[str]) -> bool:
    """Whether an automatic answer may go to the sender of `mail` (LP1).

    `own_addresses` in lower case. The judgement on dmarc=fail is the caller's, who has the bytes.
    """
    if mail.sender is None or mail.return_path == "" or is_nobody(mail.sender):
        return False
    if _is_own(mail.sender, own_addresses) or (mail.return_path and is_nobody(mail.return_path)):
        return False
    if is_automatic(mail) or is_list(mail) or is_report(mail) or is_receipt(mail):
        return False
    suppress = " ".join(mail.header_all("x-auto-response-suppress")).lower()
    return suppress.strip() in ("", "none")


def _is_own(address: str, own_addresses: frozenset[str]) -> bool:
    local, _, domain = address.lower().partition("@")
    return f"{local.split('+')[0]}@{domain}" in own_addresses or address.lower() in own_addresses
