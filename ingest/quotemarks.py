"""How mail programs announce a quotation or a signature, in Kyrgyz, Russian, Kazakh and English."""

from __future__ import annotations

import re
import unicodedata

# Zero-width and direction marks, soft hyphen: invisible, but they break matching.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

_WROTE = (
    r"(?:wrote|writes|schrieb|a écrit|пишет|писал|писала|писал\(а\)|писали|пишут|написал|написала"
    r"|написал\(а\)|написали|пише|жазды|жазган|жазды дейт|деп жазды|мындай деп жазды|жазып жиберди"
    r"|жазған|жазыпты|жазады|жазат|yazdı)"
)
_WHEN = (
    r"(?:\d{1,2}[:.]\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}"
    r"|\d{1,2} (?:янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|қаң|ақп|нау|сәу|мам|мау|шіл"
    r"|там|қыр|қаз|қар|жел|үчт|бир|жал|чын|бугу|кулж|теке|баш|аяк|тог))"
)
_SOMEONE = r"(?:[\w.+-]{1,64}@[\w.-]{1,200}|<[^<>]{1,300}>|\"[^\"]{1,200}\"|\[mailto:)"

# "On Mon, Apr 2, 2012 at 14:20, Name <a@b> wrote:", "02.04.2012 14:20 пользователь … написал:"
_ENDS_WROTE = re.compile(
    rf"(?:\b{_WROTE}\b|写道|寫道)\s*\)?\s*(?:в своём письме|в своем письме)?\s*[:：]?\s*$", re.I
)
# Roundcube: "Name писал(а) 2026-07-23 10:15:"
_ENDS_WROTE_THEN = re.compile(rf"\b{_WROTE}\s+(?:on\s+|в\s+)?{_WHEN}[\d\s.:,-]{{0,20}}:$", re.I)
# The Bat: «Вы писали 20 июля 2026 г., 10:00:52:»; "Am 20.07.2026 um 10:00 schrieb Name:"
_YOU_WROTE = re.compile(
    r"^(?:вы (?:писали|написали)|you wrote|сиз (?:жазгансыз|жаздыңыз)|сіз (?:жазғансыз|жаздыңыз))"
    r"\b.{0,80}[:：]$",
    re.I,
)
_WROTE_NAME = re.compile(r"\b(?:schrieb|a écrit|wrote|yazdı)\b.{1,120}[:：]$", re.I)
_HAS_WHEN = re.compile(_WHEN, re.I)
_HAS_SOMEONE = re.compile(_SOMEONE)
_STARTS_ON = re.compile(r"^(?:on|le|am|в|во)\b", re.I)
# "26.06.2014, 14:41, "Name" <a@b>:" and "Thu, 26 Jun 2014 14:00:51 +0400 от Name <a@b>:"
_ENDS_ADDRESS = re.compile(r"[>\])\"]\s*:\s*$|@[\w.-]+\s*:\s*$")
_FROM_SOMEONE = re.compile(
    r"^(?:от кого|от|from|кимден|кімнен|жөнөтүүчү|жіберуші|отправитель)\s*[:：]", re.I
)
_HEADER_LINE = re.compile(
    r"^(?:>\s*)?[*_]{0,2}(?P<name>from|sent|to|cc|bcc|subject|date|reply-to|importance"
    r"|от|от кого|отправлено|отправлен|дата|кому|копия|тема|отправитель|получатель|важность"
    r"|вложения"
    r"|кимден|кимге|жөнөтүлдү|жөнөтүлгөн|тема|күнү|датасы|көчүрмө|жөнөтүүчү|темасы"
    r"|кімнен|кімге|жіберілді|жіберілген|көшірме|тақырыбы|тақырып|күні|жіберуші"
    r"|von|gesendet|an|betreff|datum|gönderen|gönderildi|gönderme tarihi|tarih|kime|konu|bilgi"
    r"|de|envoyé|envoyé le|objet"
    r"|发件人|发送时间|发送日期|收件人|抄送|主题|日期|寄件者|收件者|主旨)"
    r"[*_]{0,2}\s*[:：]",
    re.I,
)
_DELIMITER = re.compile(
    r"^[-–—_*=\s]{2,}\s*(?:original message|forwarded message|original appointment|begin forwarded "
    r"message|reply message|исходное сообщение|исходное письмо|пересылаемое сообщение"
    r"|пересланное сообщение|перенаправленное сообщение|конец пересылаемого сообщения"
    r"|баштапкы кат|баштапкы билдирүү|түпнуска кат|жөнөтүлгөн кат|багытталган билдирүү"
    r"|бастапқы хабар|бастапқы хат|түпнұсқа хабар|қайта жіберілген хабар"
    r"|ursprüngliche nachricht|orijinal (?:mesaj|ileti)|özgün ileti|原始邮件)\s*[-–—_*=\s]*:?$",
    re.I,
)
_BEGIN_FORWARDED = re.compile(
    r"^(?:begin forwarded message|начало переадресованного сообщения|пересылаемое сообщение)\s*:$",
    re.I,
)
_RULE = re.compile(r"^(?:_{8,}|-{20,})$")

_MOBILE = re.compile(
    r"^(?:-{1,3}\s*)?(?:sent (?:from|with|via|by) |get outlook for |отправлено (?:из|с|через|от) "
    r"|послано (?:из|с) |написано с |менин .{2,30}(?:жөнөтүлдү|жиберилди)"
    r"|.{2,40}(?:дан|ден|тан|тен|нан|нен|дон|дөн|тон|төн) (?:жөнөтүлдү|жиберилди|жіберілді"
    r"|жөнөтүлгөн)"
    r"|sent using |yahoo mail for |mailbird |получено с )",
    re.I,
)
_CLOSING = re.compile(
    r"^(?:с\s+(?:наилучшими\s+|искренним\s+|глубоким\s+|большим\s+)?(?:уважением|пожеланиями"
    r"|почтением)"
    r"|с ув\.|всего доброго|искренне ваш|best regards|kind regards|warm regards|regards|sincerely"
    r"|yours sincerely|yours faithfully|yours truly|best wishes|сый менен|сый-урмат менен"
    r"|урматтоо менен|урмат менен|терең урматтоо менен|ызаат менен|құрметпен|зор құрметпен"
    r"|ізгі ниетпен|ак тилек менен)(?:[\s,.!:;–—-]|$)",
    re.I,
)


def visible(line: str) -> str:
    """`line` for matching: invisible marks gone, every kind of space one plain space."""
    line = _INVISIBLE.sub("", unicodedata.normalize("NFC", line))
    return " ".join(line.split())


def is_attribution(line: str) -> bool:
    """Whether a (joined) line says who wrote, when: "On 2 April 2012 14:20, Name wrote:"."""
    if len(line) > 600 or line.startswith(">"):
        return False
    # The end of the line decides, and is looked at first: nearly every line stops here.
    if _YOU_WROTE.match(line) or (line.endswith(":") and _ENDS_WROTE_THEN.search(line[-80:])):
        return True
    if _HAS_WHEN.search(line[:80]) and _WROTE_NAME.search(line[-200:]):
        return True
    wrote = _ENDS_WROTE.search(line[-60:])
    if not wrote and not (line.endswith(":") and _ENDS_ADDRESS.search(line[-300:])):
        return False
    when = _HAS_WHEN.search(line) is not None
    if wrote:
        return when or (line.endswith(":") and bool(_HAS_SOMEONE.search(line)))
    return when and _HAS_SOMEONE.search(line) is not None


def may_begin_attribution(line: str) -> bool:
    """Whether an attribution wrapped over several lines may begin with this one."""
    if _YOU_WROTE.match(line):
        return True
    return bool(_HAS_WHEN.search(line) or _STARTS_ON.match(line) or _HAS_SOMEONE.search(line))


def header_name(line: str) -> str | None:
    """The name of a header line that a mail program copied into the text, lower case."""
    found = _HEADER_LINE.match(line)
    return found["name"].lower() if found else None


def is_delimiter(line: str) -> bool:
    """Whether the line is "-----Original Message-----" or one of its kind."""
    return bool(_DELIMITER.match(line) or _BEGIN_FORWARDED.match(line))


def is_rule(line: str) -> bool:
    """Whether the line is a drawn rule, as Outlook sets above the original."""
    return bool(_RULE.match(line))


def is_mobile_signature(line: str) -> bool:
    """Whether a program added the line: "Sent from my iPhone", «Отправлено из мобильной Почты»."""
    return len(line) < 120 and bool(_MOBILE.match(line))


def is_closing(line: str) -> bool:
    """Whether the line closes a letter: «С уважением,»."""
    return len(line) < 120 and bool(_CLOSING.match(line))
