"""Which addresses a delivery notice says could not be reached, and whether for good."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from enum import Enum

from flufl.bounce import all_failures

from ingest.addresses import addresses_in, bare_address
from ingest.automatic import is_receipt
from ingest.clipped import clipped_message
from ingest.message import Mail

# flufl.bounce logs tracebacks of its detectors; what they raise is handled below.
logging.getLogger("flufl.bounce").propagate = False
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())

# What flufl.bounce's detectors were seen to raise on mails that are no bounces or broken ones.
_RAISED = (
    AttributeError,
    ValueError,
    LookupError,
    TypeError,
    AssertionError,
    RecursionError,
    StopIteration,
)
_DAEMON = re.compile(
    r"(?:mailer[-_.]?daemon|mail-?daemon|postmaster|mdaemon|mail[-_.]?delivery|bounce"
    r"|mailerdaemon|uucp"
    r"|microsoftexchange[0-9a-f]{20,})(?:[+=-].*)?@|(?:mailer-daemon|postmaster)\b",
    re.I,
)
_SUBJECT = re.compile(
    r"(?:undeliver|un-deliver|returned (?:mail|to sender|email)|return(?:ed)? (?:mail|message)"
    r"|delivery "
    r"(?:status|failure|problem|report|error|notification|has failed|incomplete|delayed"
    r"|unsuccessful)"
    r"|mail delivery|failure notice|delivery fail|non.?deliver|could not (?:be delivered"
    r"|deliver)|not delivered"
    r"|message (?:delayed|undeliverable|delivery|status)|mail (?:status|system error|failure"
    r"|error)|warning:"
    r"|nondeliverable|permanent delivery|delayed mail|error sending|user unknown|unknown user"
    r"|rejected"
    r"|не доставлен|недоставлен|не удалось доставить|невозможно доставить|ошибка доставки"
    r"|не может быть доставлен"
    r"|возврат|уведомление о (?:невозможности|задержке|состоянии) доставки|жеткирилген жок"
    r"|жеткирилбеди"
    r"|жеткирүү мүмкүн эмес|жеткізілмеді|жеткізу мүмкін)",
    re.I,
)
# In the subject of a mail from an ordinary address; an answer to a notice begins with "Re:".
_STRONG_SUBJECT = re.compile(
    r"^(?!(?:re|fwd?):).*(?:delivery (?:failure|failed|status notification)|non.?deliver"
    r"|undeliver|failure notice"
    r"|returned mail|не доставлен|невозможно доставить)|\(?delivery failed\)",
    re.I,
)
_BODY = re.compile(
    r"(?:could ?n[o']t be delivered|undeliver|not (?:be )?deliver|unable to deliver"
    r"|delivery (?:to|of|has|failed|attempt)"
    r"|permanent (?:fatal )?error|returned to (?:you|sender)|does not exist|user unknown"
    r"|unknown user|no such (?:user|mailbox)"
    r"|mailbox (?:is )?(?:full|unavailable|disabled)|invalid (?:address|recipient)|не (?:удалось"
    r"|может быть|было|был) достав"
    r"|не существует|не доставлено|переполнен|[45]\.\d{1,3}\.\d{1,3}|\b[45]\d\d[ -])",
    re.I,
)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])(45[0-2]|421|55[0-4])(?=[ -])")
_LATER = re.compile(
    r"(?:will (?:be retried|retry|keep trying|continue to)|still trying|being retried|delayed"
    r"|has not yet been"
    r"|warning message only|do(?:es)? not need to resend|будут продолж"
    r"|попытки доставки (?:будут )?продолж|временн)",
    re.I,
)
_FAILED_LINES = (
    re.compile(r"<([^<>\s@]{1,64}@[^<>\s]{1,253})>(?:[ \t]*\([^()\n]{0,200}\))?[ \t]*:?"),
    re.compile(r"^[ \t>]*([^\s<>@:;,\"]{1,64}@[^\s<>:;,\"()]{1,253})[ \t]*(?:$|[:;.,(-])", re.M),
    re.compile(
        r"(?:to|for|user|recipient|address|mailbox|адрес\w*|получател\w*"
        r"|ящик\w*)\W{1,4}([^\s<>@:;,\"'()]{1,64}@[\w.-]{1,253})",
        re.I,
    ),
)
_ACTIONS = {"failed": "failed", "failure": "failed", "error": "failed", "delayed": "delayed"}
_ON_ITS_WAY = frozenset({"delivered", "relayed", "expanded"})  # RFC 3464 2.3.3: no failure at all
_CAP = 60_000  # characters of a body that are looked at
_NOTICE = 100_000  # bytes that flufl.bounce sees: it takes 12 s a megabyte, and twice for each mail


@dataclass(frozen=True)
class Failed:
    """One address that a notice names."""

    address: str
    status: str | None  # enhanced status code (RFC 3463): "5.1.1"
    permanent: bool  # no use to try again


@dataclass(frozen=True)
class Bounce:
    """What a delivery notice says."""

    failed: tuple[Failed, ...]  # may be empty: the notice names nobody we could read
    delayed: bool  # only late: the sending server still tries
    arrived: bool = False  # it was delivered, to one recipient behind the address at least


def read_bounce(mail: Mail, raw: bytes) -> Bounce | None:
    """What a delivery notice says, or None when the mail is none.

    In the order of trust: the machine-readable report, flufl.bounce, patterns of our own.
    """
    gate = _gate(mail)
    if gate is _Gate.CLOSED:
        return None
    found = _from_report(mail) or _from_flufl(mail, raw) or _from_text(mail)
    if found is None and gate is _Gate.CERTAIN:
        return Bounce((), bool(_LATER.search(mail.text[:_CAP])))
    return found


class _Gate(Enum):
    """What the header says, before any detector looks: they find addresses in ordinary mails"
    " too."""

    CLOSED = 0
    LIKELY = 1  # a notice if an address is found in it
    CERTAIN = 2


def _gate(mail: Mail) -> _Gate:
    if mail.delivery_status or mail.header_all("x-failed-recipients"):
        return _Gate.CERTAIN
    kinds = " ".join(mail.header_all("content-type")).lower()
    if "multipart/report" in kinds and "delivery-status" in kinds:
        return _Gate.CERTAIN
    nobody = mail.return_path == "" or _DAEMON.match(mail.return_path or "") is not None
    if is_receipt(mail):
        # Dovecot reports a rejected mail as a "deleted" receipt from the null path.
        return _Gate.LIKELY if nobody and "rejected" in mail.subject.lower() else _Gate.CLOSED
    said = bool(_SUBJECT.search(mail.subject[:500]))
    if any(_DAEMON.search(value) for value in mail.header_all("from")):
        return _Gate.CERTAIN if said or _BODY.search(_body(mail)) else _Gate.LIKELY
    if said and (nobody or not mail.header_all("from") or _looks_returned(mail)):
        return _Gate.CERTAIN
    return _Gate.LIKELY if _STRONG_SUBJECT.search(mail.subject[:500]) else _Gate.CLOSED


def _body(mail: Mail) -> str:
    return (mail.text or mail.html or "")[:_CAP]


def _looks_returned(mail: Mail) -> bool:
    """A notice from an ordinary address: it must bring back the original and say why."""
    if any(file.type == "message/rfc822" for file in mail.attachments) or mail.returned_headers:
        return bool(_BODY.search(mail.text[:_CAP]))
    copied = re.search(
        r"^(?:>\s?)?(?:Received: from|Return-Path:|Message-Id:)", mail.text[:_CAP], re.M | re.I
    )
    return bool(copied) and bool(_BODY.search(mail.text[:_CAP]))


def _from_report(mail: Mail) -> Bounce | None:
    """RFC 3464: one block of fields for each recipient.

    A notice of success names nobody; its text is not searched, for that names who has the letter.
    """
    failed: dict[str, Failed] = {}
    actions: set[str] = set()
    reports = (report[:_CAP] for report in mail.delivery_status)
    for block in (b for report in reports for b in re.split(r"\n\s*\n", report)):
        fields = _fields(block)
        said = fields.get("action", "").lower().split(" ")[0]
        action = _ACTIONS.get(said, "")
        if said in _ON_ITS_WAY:
            actions.add(said)
        address = _address(fields.get("original-recipient", "")) or _address(
            fields.get("final-recipient", "")
        )
        if action and address:
            actions.add(action)
            failed.setdefault(address.lower(), _failed(address, fields, action))
    if not failed and not actions:
        return None
    delayed = "delayed" in actions and "failed" not in actions
    return Bounce(tuple(failed.values()), delayed, "delivered" in actions)


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", block).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _address(value: str) -> str | None:
    """The address of "rfc822; <a@b>"."""
    kind, _, address = value.rpartition(";")
    found = bare_address(address.strip().strip("<>").strip())
    if found or kind.strip().lower() not in ("", "rfc822", "utf-8"):
        return found
    return next(iter(addresses_in(address)), None)


def _failed(address: str, fields: dict[str, str], action: str) -> Failed:
    found = _STATUS.search(fields.get("status", "")) or _STATUS.search(
        fields.get("diagnostic-code", "")
    )
    status = ".".join(found.groups()) if found else None
    permanent = action == "failed" and not (status or "").startswith("4")
    return Failed(address, status, permanent)


def _from_flufl(mail: Mail, raw: bytes) -> Bounce | None:
    try:
        notice = clipped_message(raw[:_NOTICE])
        temporary, permanent = all_failures(notice)
    except _RAISED:
        return None
    late = _named(temporary - permanent)
    gone = _named(permanent)
    if not late and not gone:
        return None
    failed = [_with_status(mail, address, True) for address in gone]
    failed += [_with_status(mail, address, False) for address in late]
    return Bounce(tuple(failed), not gone)


def _named(found: frozenset[bytes]) -> list[str]:
    addresses = (bare_address(address.decode("ascii", "replace")) for address in found)
    return sorted(address for address in addresses if address)


def _with_status(mail: Mail, address: str, permanent: bool) -> Failed:
    """`address` with the status code that the text gives near it."""
    text = mail.text[:_CAP]
    at = text.lower().find(address.lower())
    found = _STATUS.search(text, at, at + 600) if at >= 0 else None
    status = ".".join(found.groups()) if found else None
    return Failed(address, status, permanent and not (status or "").startswith("4"))


def _from_text(mail: Mail) -> Bounce | None:
    """Own patterns: the field of Exim, else addresses in the text above the returned original."""
    delayed = bool(_LATER.search(mail.text[:_CAP]))
    named = [a for value in mail.header_all("x-failed-recipients") for a in addresses_in(value)]
    text = _above_original(mail.text[:_CAP])
    ours = {address.lower() for address in mail.recipients} | {(mail.sender or "").lower()}
    for pattern in _FAILED_LINES:
        if named:
            break
        found = (bare_address(match[1].rstrip(".'")) for match in pattern.finditer(text))
        named = [address for address in found if address and address.lower() not in ours]
    if not named:
        return None
    failed = [_with_status(mail, address, not delayed) for address in dict.fromkeys(named)]
    return Bounce(tuple(failed), delayed)


def _above_original(text: str) -> str:
    cut = re.search(
        r"^[ \t>]*(?:Received:|Return-Path:|Message-ID:|From: |-{2,}.*(?:original|copy|оригинал"
        r"|исходн|below this line).*$)",
        text,
        re.M | re.I,
    )
    return text[: cut.start()] if cut else text
