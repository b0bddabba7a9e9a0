"""An SMS as the bytes that are handed over: what an HTTP gateway is sent, or a mail to one."""

from __future__ import annotations

import json
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from config.sms_settings import Sms
from config.trouble import Trouble
from dispatch import mime
from dispatch.draft import Draft, Sender
from dispatch.sms_wording import sms_text
from register.rules.letter import BY_SMS


class NoSms(Trouble):
    """This letter cannot go to a telephone; the sentence names nobody."""


def compose_sms(draft: Draft, sender: Sender, sms: Sms) -> bytes:
    """What the gateway of the settings gets: a mail, or header fields and body of a POST.

    The same arguments give the same bytes (safety.md ML3). NoSms where there is no gateway.
    """
    if not sms.url:
        raise NoSms("there is no SMS gateway: set [sms] url")
    if draft.kind not in BY_SMS:
        raise NoSms("letters of this kind go by mail only")
    places = {
        "phone": draft.recipient,
        "digits": draft.recipient.removeprefix("+"),
        "sender": sms.sender,
        "text": sms_text(draft, sms.most_parts),
        "id": draft.message_id.strip("<>").partition("@")[0],
    }
    parts = urlsplit(sms.url)
    if parts.scheme == "mailto":
        return _mail(draft, sender, _filled(unquote(parts.path), places), places["text"])
    return _post(sms.template, places)


def _mail(draft: Draft, sender: Sender, gateway: str, text: str) -> bytes:
    fields = [
        mime.mailbox("From", "", mime.address(sender.appeals)),
        f"To: {mime.address(gateway)}",
        # Some gateways put a subject before the text: none says anything.
        "Subject: SMS",
        f"Date: {format_datetime(draft.date)}",
        f"Message-ID: {mime.message_id(draft.message_id)}",
        "Auto-Submitted: auto-generated",
        f"X-Achyk-Letter: {draft.kind.value}",
        "MIME-Version: 1.0",
        mime.text_part("plain", text),
    ]
    return "\r\n".join(fields).encode("ascii")


def _post(template: str, places: dict[str, str]) -> bytes:
    if template.lstrip().startswith("{"):
        kind = "application/json"
        body = json.dumps(_filled(json.loads(template), places), ensure_ascii=False)
    else:
        kind = "application/x-www-form-urlencoded"
        pairs = parse_qsl(template, keep_blank_values=True)
        body = urlencode([(name, _filled(value, places)) for name, value in pairs])
    head = f"Content-Type: {kind}\r\nIdempotency-Key: {places['id']}\r\n\r\n"
    return head.encode("ascii") + body.encode("utf-8", "replace")


def _filled(pattern: Any, places: dict[str, str]) -> Any:
    """`pattern` with {phone}, {text} … filled in wherever a text holds them, nowhere twice."""
    if isinstance(pattern, str):
        pieces = pattern.split("{")
        return pieces[0] + "".join(_place(piece, places) for piece in pieces[1:])
    if isinstance(pattern, dict):
        return {key: _filled(value, places) for key, value in pattern.items()}
    if isinstance(pattern, list):
        return [_filled(item, places) for item in pattern]
    return pattern


def _place(piece: str, places: dict[str, str]) -> str:
    name, brace, rest = piece.partition("}")
    return places[name] + rest if brace and name in places else "{" + piece
