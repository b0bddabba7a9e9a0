"""What a delivery notice says of one address: a status (RFC 3463) from its code or its words."""

from __future__ import annotations

import re
from dataclasses import dataclass


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
_LATER = re.compile(
    r"will (?:be retried|retry|keep trying|continue to)|still (?:trying|being retried|awaiting)"
    r"|being retried|has not (?:yet )?been delivered yet|has not yet been|warning message only"
    r"|this is a warning only|just a warning|attempts will continue|do(?:es)? not need to resend"
    r"|delivery .{0,40}has been delayed"
    r"|попытки (?:доставки |отправки )?(?:будут )?(?:продолж|повтор)|будут продолж"
    r"|(?:доставка|отправка) .{0,60}(?:задерж|отложен)|(?:задержка|задержано) (?:при )?доставк"
    r"|это (?:только |лишь )?предупреждение|повторять сообщение не (?:нужно|требуется)"
    r"|пока не (?:было |удалось )?достав",
    re.I,
)
# The words of mail servers for what a code would say; the first that is found counts.
_WORDS = (
    (
        "2.2",
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
        r"(?:host|domain)(?: or domain name| name)? (?:is )?(?:unknown|not found|does not exist)"
        r"|(?:unknown|unrout\w+|no such|invalid) (?:mail )?(?:host|domain)"
        r"|name service error|домен\w* .{0,40}не (?:найден|существует)|несуществующ\w+ домен",
    ),
    (
        "2.1",
        r"(?:account|mailbox|user|recipient)\W{1,3}(?:\w+ ){0,3}"
        r"(?:disabled|suspended|inactive|not active|deactivated|locked)"
        r"|(?:disabled|suspended|inactive) (?:account|mailbox|user|recipient)"
        r"|(?:ящик|пользовател\w+|запис\w+|account) .{0,40}"
        r"(?:заблокирован|отключ|неактив|не активен)",
    ),
    (
        "1.1",
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
    ("3.4", r"(?:message|mail) (?:\w+ ){0,2}(?:too (?:large|big)|size (?:limit )?exceed)"),
    (
        "7.1",
        r"spam|blacklist|block ?list|blocked|unsolicited|relay\w* (?:access )?denied|policy"
        r"|access denied|not (?:allowed|permitted|authori[sz]ed)|спам|заблокирован|запрещен",
    ),
    ("4.1", r"(?:connection|connect\w*) .{0,30}(?:timed out|refused)|no (?:response|answer)"),
)
_SAID = [(detail, re.compile(words, re.I)) for detail, words in _WORDS]


def tells_of_delay(text: str) -> bool:
    """Whether the notice is a warning only: the server still tries."""
    return bool(_LATER.search(text))


def code_in(text: str) -> str | None:
    """The first enhanced status code of a failure; one that says nothing closer comes last."""
    found = [".".join(match.groups()) for match in _ENHANCED.finditer(text)]
    failures = [code for code in found if code[0] != "2"]
    return next((code for code in failures if not code.endswith(".0.0")), None) or next(
        iter(failures), None
    )


def status_in(text: str, permanent: bool) -> str | None:
    """The status that a text on one address gives: by its code, by a server's reply, by words."""
    code = code_in(text)
    if code and not code.endswith(".0.0"):
        return code
    reply = _REPLY.search(text)
    grade = code[0] if code else reply[1][0] if reply else "5" if permanent else "4"
    said = next((detail for detail, words in _SAID if words.search(text)), None)
    if said:
        return f"{grade}.{said}"
    return code or (f"{grade}.0.0" if reply else None)
