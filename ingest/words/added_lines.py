"""Lines that no sender writes: his program's own, and the notices his firm hangs below a letter."""

from __future__ import annotations

import re

from ingest.words.quotemarks import listed

LONGEST_LINE = 120
"""Characters of a line in a signature."""

_APP_STARTS = listed(
    """
    sent (sent <<sent get from отправлено отправленно послано написано получено получить скачать
    простите извините надіслано відправлено gesendet von diese envoyé télécharger enviado enviada
    inviato wysłano wysłane odesláno verzonden verstuurd skickat sendt lähetetty менин mailbird
    yahoo downloaded создано без virus-free virus-free.www.avast.com проверено это данное загрузить
    outlook почта mail яндекс.почта
    """
)
_APP_ENDS = (
    "жөнөтүлдү", "жиберилди", "жіберілді", "жөнөтүлгөн", "жіберілген", "gönderildi", "gesendet",
    "yuborildi", "yuborilgan", "юборилди", "gönderilmiştir", "傳送", "送信",
)  # fmt: skip
_DEVICE = (
    r"(?:i-?phone|i-?pad|i-?pod|айфон|айпад|android|андроид|samsung|galaxy|xiaomi|redmi|poco|mi \d"
    r"|huawei|honor|nokia|lg|htc|sony|oppo|vivo|realme|pixel|oneplus|tecno|infinix|alcatel|meizu"
    r"|blackberry|lumia|windows|mail|почт|пошт|outlook|yandex|яндекс|yahoo|proton|gmail|rambler"
    r"|thunderbird|spark|airmail|k-9|blue|aqua|mobil|мобильн|телефон|смартфон|устройств|планшет"
    r"|phone|device|tablet|cell|handy|gerät|құрылғы|түзмөк|telefon|приложени|app|touch|ti-\d"
    r"|superhuman|hey)"
)
_SENT_FROM = re.compile(
    r"[(<]{0,2}(?:(?:sent|downloaded) (?:from|with|via|by|using)"
    r"|отправлен+о (?:из|с|со|через|от|при помощи|с помощью)"
    r"|послано (?:из|с|со)|написано (?:с|со|на|в)|получено (?:с|со)|надіслано (?:з|із|зі)"
    r"|відправлено (?:з|із|зі)|gesendet (?:von|mit|über)|envoyé (?:depuis|de|à partir d)"
    r"|enviad[oa] (?:desde|do|de|a partir)|inviato da|wysłan[oe] z|odesláno z"
    r"|(?:verzonden|verstuurd) vanaf|skickat från|sendt fra|lähetetty)\b(?P<rest>.{1,110})$",
    re.I,
)
_ANY_DEVICE = re.compile(_DEVICE, re.I)
_MY = re.compile(
    r" (?:my|mein\w*|mon|mi|meu|mio|mijn|min|mit|мо\w+|mojego) [\w-]+(?: [\w-]+){0,3}$", re.I
)
_EXCUSE = re.compile(
    r"(?:[,.;:!] ?|\. )(?:please |pls )?(?:excuse|forgive|pardon|sorry|apolog|прошу про|извин"
    r"|простит|an? |so |bitte|ignore)|[,.]? ?<?https?:|[)>.!]{1,2}$",
    re.I,
)
_GET_APP = re.compile(
    r"(?:outlook|почта|mail) (?:for|для|für|pour) (?:ios|android|windows|mac)\b"
    r"|яндекс\.почта для "
    r"|(?:get|получить|скачать|télécharger|загрузить) (?:outlook|почту|яндекс|mail)"
    r" (?:for|для|pour)"
    r"|get [\w .+-]{2,20} for (?:ios|android|iphone|ipad|windows|mac)\b"
    r"|from my (?:i-?phone|i-?pad|mobile|android|samsung|phone)"
    r"|(?:простите|извините) за краткость|von (?:meinem?|meiner) .{2,40} gesendet"
    r"|diese nachricht wurde .{5,80}gesendet|mailbird|yahoo mail for |создано в (?:k-9|почт)"
    r"|менин .{2,30}(?:жөнөтүлдү|жиберилди)|virus-free|без вирусов"
    r"|проверено (?:на вирусы|антивирус)"
    r"|(?:это|данное)(?: электронное)? (?:письмо|сообщение) (?:было )?проверено на"
    r" (?:наличие )?вирус",
    re.I,
)
_FROM_MY = ("发自", "從我的", "从我的", "來自我的", "来自我的")

_SECRET = r"[^.!?]{0,200}(?:конфиденциал|предназначен|коммерческ\w+ тайн|адвокатск\w+ тайн)"
_SECRET_EN = r"[^.!?]{0,200}(?:confidential|intended (?:only|solely|for)|privileged|proprietary)"
_NOTICE_STARTS = re.compile(
    r"[*_!\W]{0,4}(?:"
    r"(?:это|данное|настоящее)(?: электронное| информационное)?(?: e-?mail)?"
    rf" (?:письмо|сообщение|послание|отправление)\b{_SECRET}"
    rf"|информация,? содержащаяся в (?:данном|этом|настоящем)\b{_SECRET}"
    rf"|содержание (?:данного|этого|настоящего) (?:электронного )?(?:письма|сообщения)\b{_SECRET}"
    r"|если вы получили (?:это|данное|настоящее)[^.!?]{0,60}(?:по ошибке|ошибочно)"
    r"|если вы не являетесь (?:предполагаемым |указанным |его )?(?:адресатом|получателем)"
    r"|(?:любое )?несанкционированное (?:использование|раскрытие|копирование)[^.!?]{0,120}запрещ"
    r"|уведомление о конфиденциальности|(?:пожалуйста, )?подумайте об окружающей"
    r"|(?:пожалуйста, )?(?:прежде чем|перед тем,? как) (?:рас)?печатать"
    r"|this (?:e-?mail|message|communication|transmission|electronic (?:mail|message))\b"
    rf"{_SECRET_EN}"
    r"|the (?:information|contents?)(?: contained)? (?:in|of) this"
    rf" (?:e-?mail|message|communication)\b{_SECRET_EN}"
    r"|(?:e-?mail )?(?:confidentiality notice|disclaimer|legal notice)\W{0,3}(?:[:.]|$)"
    r"|privileged and confidential|confidential and privileged|confidential notice"
    r"|if you are not (?:the|an) (?:intended |named )?(?:recipient|addressee)"
    r"|if you (?:have )?received this[^.!?]{0,40}(?:by mistake|in error)"
    r"|please notify the sender|think before (?:you )?print"
    r"|(?:any )?unauthori[sz]ed (?:use|disclosure|review|copying|access)\b[^.!?]{0,120}prohibited"
    r"|(?:please )?(?:consider|think of) the environment"
    r"|this (?:e-?mail|message) (?:has been|was) (?:checked|scanned)"
    r"|бул (?:электрондук )?(?:кат|билдирүү)[^.!?]{0,160}(?:купуя|жашыруун|арналган)"
    r"|бұл (?:электрондық )?(?:хат|хабар|хабарлама)[^.!?]{0,160}(?:құпия|арналған)"
    r"|(?:це|дане) (?:електронне )?(?:повідомлення|лист)[^.!?]{0,160}(?:конфіденц|призначен)"
    r"|ushbu (?:elektron )?(?:xabar|xat)[^.!?]{0,160}(?:maxfiy|mo['‘’ʻ]ljallangan)"
    r"|diese (?:e-?mail|nachricht)[^.!?]{0,120}vertraulich"
    r"|bu (?:e-?posta|ileti|mesaj)[^.!?]{0,120}(?:gizli|kişiye özel)"
    r"|ce (?:message|courriel)[^.!?]{0,120}confidentiel"
    r"|este (?:mensaje|correo)[^.!?]{0,120}confidencial|本邮件|此邮件|本电子邮件)",
    re.I,
)
_NOTICE_WORDS = listed(
    """
    if any unauthorized unauthorised confidential любое несанкционированное
    это данное настоящее информация содержание если уведомление конфиденциальность
    пожалуйста подумайте прежде перед this the confidentiality e-mail email disclaimer legal
    privileged please consider think бул бұл це дане ushbu diese bu ce este
    """
)


_FIRST_WORDS = _APP_STARTS | _NOTICE_WORDS
_FIRST_LETTERS = frozenset("(<-–—*_!本此" + "".join(words[0] for words in _FROM_MY))


def may_be_added(line: str, first: str) -> bool:
    """Whether a program may have added the line; `first` is its first word, in small letters."""
    if first in _FIRST_WORDS or line[0] in _FIRST_LETTERS:
        return True
    return line.lower().rstrip(".!").endswith(_APP_ENDS)


def is_app_line(line: str) -> bool:
    """Whether a program added the line: "Sent from my iPhone", «Отправлено из мобильной Почты»."""
    if len(line) > LONGEST_LINE:
        return False
    first = line.split(" ", 1)[0].rstrip(",.!:;").lower()
    line = line.strip("-–— ") if line[0] in "-–—" else line
    if first in _APP_STARTS or line[:1] in "(<-":
        if _GET_APP.match(line):
            return True
        found = _SENT_FROM.match(line)
        return found is not None and _from_device(found["rest"])
    low = line.lower().rstrip(".!")
    if low.endswith(_APP_ENDS):
        return len(line.split()) <= 7 and _ANY_DEVICE.search(line) is not None
    return low.startswith(_FROM_MY)


def _from_device(rest: str) -> bool:
    """Whether what follows «Отправлено с» is a device or a program, and an excuse at most."""
    excuse = _EXCUSE.search(rest)
    said = rest[: excuse.start()] if excuse else rest
    if len(said.split()) > 10 or re.search(r"[,;?]", said):
        return False
    return _ANY_DEVICE.search(said) is not None or _MY.match(said) is not None


def is_notice(line: str) -> bool:
    """Whether a notice of confidentiality, or of a virus scanner, begins with this line."""
    first = line.lstrip("*_! ").split(" ", 1)[0].rstrip(",.!:;").lower()
    if first not in _NOTICE_WORDS and line[:1] not in "本此":
        return False
    return _NOTICE_STARTS.match(line[:400]) is not None
