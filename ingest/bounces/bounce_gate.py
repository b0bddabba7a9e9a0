"""Whether a mail may be a delivery notice, from its header before anything else is looked at.

Detectors find addresses in ordinary mails too: nearly all mail is turned away here, at no cost.
"""

from __future__ import annotations

import re
from enum import Enum

from ingest.mail.automatic import is_list, is_nobody, is_receipt
from ingest.mail.message import Mail
from ingest.words.bare_text import bare_text


class Gate(Enum):
    """What the header says of a mail."""

    CLOSED = 0
    LIKELY = 1  # a notice if an address is found in it
    CERTAIN = 2


# Senders that are programs, and those that may be a person of that office as well.
_DAEMON = re.compile(
    r"(?:mailer[-_.]?daemon|mail-?daemon|mdaemon|mail[-_.]?delivery|mailerdaemon|uucp"
    r"|microsoftexchange[0-9a-f]{20,})(?:[+=-].*)?@|mailer[-_.]?daemon\b"
    r"|mail delivery (?:sub)?system|internet mail delivery",
    re.I,
)
_DAEMON_STEMS = ("daemon", "delivery", "uucp", "microsoftexchange")
_OFFICE = re.compile(
    r"(?:post[-_.]?master|bounces?)(?:[+=-].*)?@|postmaster\b"
    r"|(?:system|mail) administrator[\"']?@",
    re.I,
)
_SUBJECT = re.compile(
    r"undeliver|un-deliver|return(?:ed)? (?:mail|to sender|e-?mail|message)"
    r"|delivery (?:status|failure|problem|report|error|notification|has failed|incomplete|delayed"
    r"|unsuccessful|fail|warning)|mail delivery fail|mail delivery|failure notice|non.?deliver"
    r"|failed mail|could not (?:be deliver|deliver)|not delivered|unable to deliver"
    r"|message (?:delayed|undeliverable|delivery|status)|mail (?:status|system error|failure|error)"
    r"|warning:|nondeliverable|permanent delivery|delayed mail|error sending|user unknown"
    r"|unknown user|rejected|unsolicited bulk|blocked by our"
    r"|не (?:был[оа]? |будет |может быть )?доставл?ен|недоставлен|недоставк|недоставленн"
    r"|не уда[ёе]тся доставить|не удалось (?:доставить|отправить)|невозможн\w+ доставить"
    r"|(?:ошибка|сбой|проблем\w+|задержка|предупреждение о) (?:при )?доставк"
    r"|возвра(?:т|щен\w+) (?:письм|сообщен|почт|отправител)"
    r"|(?:уведомление|отч[её]т|сообщение) о (?:\w+ ){0,2}(?:не)?доставк|состояни\w+ доставк"
    r"|не вдалося достав|не доставлено|помилка доставк"
    r"|жеткирил(?:ген|беди)|жеткирүү (?:мүмкүн|катасы)|жеткізілмеді|жеткізу (?:мүмкін|қате)"
    r"|unzustellbar|nicht (?:zugestellt|zustellbar|zustellen)|zustellung|olevererbar"
    r"|non (?:remis|distribu|recapita)|échec de (?:la )?remise|impossible de remettre"
    r"|no (?:se (?:pudo|ha podido) )?entrega|mancat[ao] (?:recapito|consegna)|onbestelbaar"
    r"|niedostarczon|nie dostarczon|niedoręczon|teslim edileme|iletileme|gönderileme"
    r"|配信でき|メールエラー|配信エラー|退信|无法投递|未送达|投递失败",
    re.I,
)
# Each of its words holds one of these: a subject without them is not searched.
_STEMS = (
    *("deliver", "return", "failure", "failed", "message ", "mail ", "warning:", "delayed"),
    *("error", "unknown", "rejected", "unsolicited", "blocked", "достав", "отправить", "возвра"),
    *("жеткир", "жеткіз", "unzustell", "zugestellt", "zustell", "olevererbar", "non ", "remise"),
    *("remettre", "entrega", "mancat", "onbestel", "dostarcz", "doręcz", "teslim", "iletileme"),
    *("gönderileme", "配信", "メールエラー", "退信", "无法投递", "未送达", "投递失败"),
)
_WEAK = re.compile(r"rejected|warning:|mail delivery|message status|user unknown|blocked by our")
# In the subject of a mail from an ordinary address; an answer to a notice begins with "Re:".
_STRONG_SUBJECT = re.compile(
    r"delivery (?:failure|failed|status notification)|non.?deliver|undeliver|failure notice"
    r"|returned mail|не доставлен|невозможно доставить|не удалось доставить|\(?delivery failed\)",
    re.I,
)
_PASSED_ON = re.compile(
    r"\s*(?:re|fwd?|aw|wg|ответ|отв|пер|пересл|ha|жооп|жауап|на)(?:\s?\[\d+\])?\s*:", re.I
)
_FAILURE = (
    r"could ?n[o']t be (?:sent|deliver)|undeliver|not (?:be )?deliver|unable to deliver"
    r"|delivery (?:to|of|has|failed|attempt)|failed to deliver|did not reach"
    r"|permanent (?:fatal |delivery )?error|returned to (?:you|sender)|user unknown|unknown user"
    r"|no such (?:user|mailbox)|mailbox (?:is )?(?:full|unavailable|disabled)"
    r"|(?:invalid|not a valid) (?:address|recipient|user)"
    r"|не (?:удалось|уда[её]тся|может быть|могло быть|было|был) (?:достав|отправ)"
    r"|не доставлено|сбой доставки|ошибка доставки|почтовый ящик .{0,40}переполнен"
    r"|получател\w+ не (?:найден|существует)"
)
_FAILED = re.compile(_FAILURE)
_BODY = re.compile(_FAILURE + "|does not exist")
_CODE = re.compile(r"[45](?<!\w[45])\.\d{1,3}\.\d{1,3}\b")
_ANY_CODE = re.compile(r"[45](?<!\w[45])(?:\.\d{1,3}\.\d{1,3}\b|\d\d[ -]\w)")
_FAILURE_STEMS = (
    *("deliver", "t be sent", "did not reach", "permanent", "returned", "unknown", "no such"),
    *("mailbox", "valid", "достав", "отправ", "почтовый", "получател", "exist"),
)
# A person sends a notice on as a file: what a gateway brings back was not written by a daemon.
_BY_DAEMON = re.compile(rb"^from:.{0,200}(?:mailer-daemon|postmaster|mail delivery)", re.M | re.I)
_HEAD = 20_000  # bytes of a returned original that are looked at
# How a gateway that writes in an ordinary name begins: the failure and the address at once.
_OPENS = re.compile(
    r"(?:^|\n)[^\n\w]{0,9}(?:the|your|an?|ваше|это|votre|unable|we)\b[^@]{0,160}"
    r"(?:could not be delivered|not delivered|unable to deliver|не (?:удалось|может быть|было|был)"
    r" доставлен\w{0,3}|не удалось доставить)"
    r"(?: \w+){0,6}?(?: to| for| для)?(?: the following \w+| следующ\w+ \w+)?:?\s{1,6}"
    r"(?:\"[^\"\n]{0,100}\"\s)?<?[^\s<>@]{1,64}@",
    re.I,
)
_SENT_ON = re.compile(
    r"^\s*(?:>|-{2,}.*(?:forward|original|пересыл|исходн)|from:|от:|begin forwarded)", re.M | re.I
)
_COPIED = re.compile(r"^(?:>\s?)?(?:Received: ?from|Return-Path:|Message-Id:)", re.M | re.I)


def gate_of(mail: Mail) -> Gate:
    """How far the header speaks for a delivery notice."""
    nobody = mail.return_path == "" or _is_daemon((mail.return_path or "") + "@")
    senders = mail.header_all("from")
    by_daemon = any(map(_is_daemon, senders))
    subject = mail.subject[:500]
    if not (nobody or by_daemon) and _PASSED_ON.match(subject):
        # A person sends a notice on, or answers one: its report may stand beside his words.
        if _is_delivery_report(mail) or _opens_as_notice(mail, subject):
            return Gate.LIKELY
        return _of_office(mail, senders)
    if mail.header_all("x-failed-recipients") or _is_delivery_report(mail):
        return Gate.CERTAIN
    if is_receipt(mail):
        # Dovecot reports a rejected mail as a "deleted" receipt from the null path.
        return Gate.LIKELY if nobody and "rejected" in subject.lower() else Gate.CLOSED
    said = _found_in(subject.lower(), _STEMS, _SUBJECT)
    if by_daemon:
        certain = said or bool(mail.delivery_status) or says_failed(mail)
        return Gate.CERTAIN if certain else Gate.LIKELY
    return _of_others(mail, senders, nobody, subject, said)


def _is_daemon(sender: str) -> bool:
    return _found_in(sender.lower(), _DAEMON_STEMS, _DAEMON)


def _of_others(
    mail: Mail, senders: tuple[str, ...], nobody: bool, subject: str, said: bool
) -> Gate:
    """A mail from no daemon: an empty sender, an office, or an ordinary address."""
    anonymous = not any("@" in value for value in senders)
    office = any(_OFFICE.search(value) for value in senders)
    if (nobody or anonymous or office) and (said or mail.delivery_status):
        return Gate.CERTAIN
    if (office or nobody) and brings_back(mail):
        return Gate.CERTAIN
    if office:
        return _of_office(mail, senders)
    if anonymous:
        return Gate.LIKELY if says_failed(mail) else Gate.CLOSED
    if mail.sender is not None and is_nobody(mail.sender) and brings_back(mail):
        return Gate.LIKELY
    return _of_ordinary(mail, subject) if said else Gate.CLOSED


def _of_ordinary(mail: Mail, subject: str) -> Gate:
    """A gateway that writes in an ordinary name: the original must come back as well."""
    if _WEAK.fullmatch(_SUBJECT.search(subject)[0].lower()) or is_list(mail):  # type: ignore[index]
        return Gate.LIKELY if _opens_as_notice(mail, subject) else Gate.CLOSED
    if brings_back(mail):
        return Gate.CERTAIN
    return Gate.LIKELY if _opens_as_notice(mail, subject) else Gate.CLOSED


def _opens_as_notice(mail: Mail, subject: str) -> bool:
    """Whether nothing of a person's own comes before the failure and the address."""
    if not _STRONG_SUBJECT.search(subject):
        return False
    found = _OPENS.search(body_of(mail)[:800])
    return bool(found) and not _SENT_ON.search(body_of(mail)[: found.start() if found else 0])


def _of_office(mail: Mail, senders: tuple[str, ...]) -> Gate:
    """A postmaster may be a person; a program says no more than the failure."""
    if not any(_OFFICE.search(value) for value in senders):
        return Gate.CLOSED
    text = body_of(mail)
    if len(text) >= 3_000:
        return Gate.CLOSED
    failed = _CODE.search(text) or _found_in(text.lower(), _FAILURE_STEMS, _FAILED)
    return Gate.LIKELY if failed else Gate.CLOSED


def _is_delivery_report(mail: Mail) -> bool:
    kinds = " ".join(mail.header_all("content-type")).lower()
    return "multipart/report" in kinds and "delivery-status" in kinds


def says_failed(mail: Mail) -> bool:
    """Whether the text says that something was not delivered."""
    text = body_of(mail)
    return bool(_ANY_CODE.search(text)) or _found_in(text.lower(), _FAILURE_STEMS, _BODY)


def _found_in(lower: str, stems: tuple[str, ...], words: re.Pattern[str]) -> bool:
    """Whether `words`, each of which holds one of `stems`, are found in a text in lower case."""
    return any(map(lower.__contains__, stems)) and bool(words.search(lower))


def brings_back(mail: Mail) -> bool:
    """Whether the original comes back, attached or copied, with the reason."""
    attached = mail.returned_headers or any(
        file.type == "message/rfc822" and not _BY_DAEMON.search(file.data, 0, _HEAD)
        for file in mail.attachments
    )
    return bool(attached or _COPIED.search(body_of(mail))) and says_failed(mail)


def body_of(mail: Mail) -> str:
    """The words of the notice."""
    return bare_text(mail.text, mail.html)
