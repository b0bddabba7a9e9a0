"""What a delivery notice says of one address: a status (RFC 3463) from its code or its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Failed:
    """One address that a notice names."""

    address: str  # as the letter was addressed, where the notice tells it
    status: str | None  # enhanced status code (RFC 3463): "5.1.1"
    permanent: bool  # no use to try again
    sent_on: bool = False  # it took the letter and sent it on to another domain, which failed


@dataclass(frozen=True)
class Bounce:
    """What a delivery notice says."""

    failed: tuple[Failed, ...]  # may be empty: the notice names nobody we could read
    delayed: bool  # only late: the sending server still tries
    arrived: bool = False  # it was delivered, to one recipient behind the address at least


_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]|\w)")
_REPLY = re.compile(r"(?<![\d.,:\w])(4[25][0-9]|55[0-9])(?=[ \-#:<]|$)", re.M)
_LATER = (
    *("will be retried", "will retry", "will keep trying", "will continue to", "still trying"),
    *("being retried", "still awaiting", "has not been delivered yet", "has not yet been"),
    *("warning message only", "this is a warning only", "just a warning", "advisory-only email"),
    *("attempts will continue", "do not need to resend", "does not need to resend"),
    *("будут продолж", "это предупреждение", "это только предупреждение"),
    *("это лишь предупреждение", "повторять сообщение не нужно", "пока не удалось достав"),
    *("повторять сообщение не требуется", "пока не достав", "пока не было достав"),
)
_DELAYS = ("been delayed", "попытки", "задерж", "отложен")
_DELAYED = re.compile(
    r"delivery .{0,40}has been delayed"
    r"|попытки (?:доставки |отправки )?(?:будут )?(?:продолж|повтор)"
    r"|(?:доставка|отправка) .{0,60}(?:задерж|отложен)|(?:задержка|задержано) (?:при )?доставк"
)
# The words of mail servers for what a code would say; the first that is found counts. Before them
# stems of which one is always among them: the patterns are tried only where it stands.
_WORDS = (
    (
        "2.2",
        (
            *(
                "full",
                "quota",
                "exceed",
                "over",
                "insufficient",
                "not enough",
                "out of",
                "переполнен",
            ),
            *("превы", "квота", "места", "voll", "schritten", "орун", "толуп"),
        ),
        r"(?:mail\s?box|mail\s?folder|inbox|account|disk)\W{1,3}(?:is |storage )?(?:\w+ )?full"
        r"|over\s?quota|quota (?:is )?(?:exceed|full)|(?:exceed|over)\w{0,8} (?:\w+ ){0,3}"
        r"(?:quota|allowed size|storage|mailbox (?:size|limit))|overdrawn .{0,20}quota"
        r"|exceeded the local limit|insufficient (?:disk|storage)|not enough (?:disk )?space"
        r"|out of (?:disk )?space|переполнен|превы[шс]\w{1,6} (?:\w+ ){0,2}(?:квот|лимит|размер)"
        r"|квота .{0,30}превышен|нет (?:свободного )?места|postfach (?:ist )?voll"
        r"|(?:speicherplatz|quota) .{0,20}überschritten|орун калган жок"
        r"|толуп (?:калган|кеткен|қал)",
    ),
    (
        "1.2",
        ("host", "domain", "name service", "домен"),
        r"(?:host|domain)(?: or domain name| name)? (?:is )?(?:unknown|not found|does not exist)"
        r"|(?:unknown|unrout\w+|no such|invalid) (?:mail )?(?:host|domain)"
        r"|name service error|домен\w* .{0,40}не (?:найден|существует)|несуществующ\w+ домен",
    ),
    (
        "2.1",
        (
            *("disabled", "suspended", "active", "deactivated", "locked", "заблокирован", "отключ"),
            *("неактив", "не активен"),
        ),
        r"(?:account|mailbox|user|recipient)\W{1,3}(?:\w+ ){0,3}"
        r"(?:disabled|suspended|inactive|not active|deactivated|locked)"
        r"|(?:disabled|suspended|inactive) (?:account|mailbox|user|recipient)"
        r"|(?:ящик|пользовател\w+|запис\w+|account) .{0,40}"
        r"(?:заблокирован|отключ|неактив|не активен)",
    ),
    (
        "1.1",
        (
            *(
                "unknown",
                "such",
                "valid",
                "not ",
                "exist",
                "unavailable",
                "no mailbox",
                "have a",
                "bad ",
            ),
            *("не ", "нет так", "неизвестн", "неверн", "недейств", "несущ", "unbekannt", "nicht"),
            *("табыл", "жок", "жоқ"),
        ),
        r"user unknown|unknown (?:user|recipient|address|local|account|mailbox)|"
        r"(?:no|not an?) (?:such|valid) (?:\w+ )?(?:user|mailbox|recipient|address|person|account)"
        r"|(?:user|mailbox|recipient|address|account|name)\W{1,3}(?:\S{1,60} ){0,6}?"
        r"(?:unknown|not (?:be )?(?:found|known|recogni[sz]ed|listed|exist)|(?:does|do|did)\s?"
        r"(?:not|n't) exist|doesn't exist|unavailable|is invalid)"
        r"|invalid (?:final delivery )?(?:user|recipient|address|mailbox)|no mailbox here"
        r"|doesn'?t have an? \S+ account|addresses were unknown|not listed in|no such user"
        r"|bad destination mailbox|recipient not (?:found|exist)|no valid recipients"
        r"|not a valid user"
        r"|не (?:существует|найден|значится|зарегистрирован|указан\w* в)|нет так\w+|неизвестн\w+"
        r" (?:\w+ )?(?:пользоват|получат|адрес)|(?:неверн|недействительн|несуществующ)\w+ "
        r"(?:\w+ )?(?:адрес|получат|ящик)|unbekannt|existiert nicht|nicht gefunden|nicht vorhanden"
        r"|не існує|не знайдено|табылган жок|табылмады|колдонуучу жок|дарек жок|пайдаланушы"
        r" (?:жоқ|табылмады)|мекенжай (?:жоқ|табылмады)",
    ),
    (
        "3.4",
        ("too ", "size"),
        r"(?:message|mail) (?:\w+ ){0,2}(?:too (?:large|big)|size (?:limit )?exceed)",
    ),
    (
        "7.1",
        (
            *("spam", "blacklist", "block", "unsolicited", "denied", "policy", "not ", "спам"),
            *("заблокирован", "запрещен"),
        ),
        r"spam|blacklist|block ?list|blocked|unsolicited|relay\w* (?:access )?denied|policy"
        r"|access denied|not (?:allowed|permitted|authori[sz]ed)|спам|заблокирован|запрещен",
    ),
    (
        "4.1",
        ("connect", "no response", "no answer"),
        r"(?:connection|connect\w*) .{0,30}(?:timed out|refused)|no (?:response|answer)",
    ),
)
_SAID = [(detail, stems, re.compile(words)) for detail, stems, words in _WORDS]


def tells_of_delay(text: str) -> bool:
    """Whether the notice is a warning only: the server still tries."""
    lower = text.lower()
    if any(words in lower for words in _LATER):
        return True
    return any(word in lower for word in _DELAYS) and bool(_DELAYED.search(lower))


def code_in(text: str) -> str | None:
    """The first enhanced status code of a failure; one that says nothing closer comes last."""
    found = [".".join(match.groups()) for match in _ENHANCED.finditer(text)]
    failures = [code for code in found if code[0] != "2"]
    return next((code for code in failures if not code.endswith(".0.0")), None) or next(
        iter(failures), None
    )


@lru_cache(maxsize=8)
def status_in(text: str, permanent: bool) -> str | None:
    """The status that a text on one address gives: by its code, by a server's reply, by words."""
    code = code_in(text)
    if code and not code.endswith(".0.0"):
        return code
    reply = _REPLY.search(text)
    grade = code[0] if code else reply[1][0] if reply else "5" if permanent else "4"
    lower = text.lower()
    said = next((what for what, stems, words in _SAID if _says(lower, stems, words)), None)
    if said:
        return f"{grade}.{said}"
    return code or (f"{grade}.0.0" if reply else None)


def _says(lower: str, stems: tuple[str, ...], words: re.Pattern[str]) -> bool:
    return any(map(lower.__contains__, stems)) and bool(words.search(lower))
