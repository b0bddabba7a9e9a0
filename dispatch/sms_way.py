"""The way out for SMS beside that for mail: a gateway that takes a POST, or one that takes mail."""

from __future__ import annotations

import http.client
import logging
import ssl
from email.parser import BytesHeaderParser
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from config.servers import trust
from config.sms_settings import Sms
from config.trouble import WorldTrouble
from dispatch.outgoing import Outgoing, Refused, SendTrouble
from register.failpoint import reach
from register.rules.phone import is_phone

REFUSES_THIS = {400, 413, 422}  # the number or the text: again would be the same
UNSURE = {502, 504}  # of a proxy: the gateway behind it may have taken the SMS
MAIL = b"From:"  # what is handed over as mail begins with it
log = logging.getLogger("achyk.sms")


class WithSms:
    """Letters to addresses go by `mail`, those to telephones by the gateway of the settings."""

    def __init__(
        self, mail: Outgoing, sms: Sms, *, installation: Path, timeout: float = 30.0
    ) -> None:
        self._mail = mail
        self._sms = sms
        self._installation = installation
        self._timeout = timeout

    def send(self, return_path: str, recipient: str, data: bytes) -> str:
        """By what the bytes are: a mail to the gateway, a POST, or a letter as any other."""
        if not is_phone(recipient) or data.startswith(MAIL):
            return self._mail.send(return_path, envelope_recipient(recipient, data), data)
        if not self._sms.url.startswith("http"):
            # Fixed while another gateway was set; a second writing might be a second SMS.
            raise Refused(recipient, 554, "5.6.3 it was written for another gateway")
        return self._post(recipient, data)

    def greet(self) -> str:
        """The mail server; a gateway is not asked, for each SMS costs money."""
        return self._mail.greet()

    def close(self) -> None:
        """Close the way of mail; a gateway is not held open."""
        self._mail.close()

    def __enter__(self) -> Self:
        self._mail.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._mail.__exit__(kind, problem, trace)

    def _post(self, phone: str, data: bytes) -> str:
        """One POST; its status decides. Nothing is followed, nothing is kept of the answer.

        A gateway that is away keeps no mail waiting: the SMS is refused for now, not the run.
        """
        head, _, body = data.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode("ascii").split("\r\n"))
        if self._sms.secret:
            fields["Authorization"] = f"Bearer {self._sms.secret}"
        try:
            connection = _connected(self._sms, self._installation, self._timeout)
        except OSError as wrong:
            log.warning("the SMS gateway cannot be reached: %s", wrong.strerror or wrong)
            code = "4.7.5" if isinstance(wrong, ssl.SSLError) else "4.4.1"
            raise Refused(phone, 451, f"{code} the SMS gateway cannot be reached") from wrong
        try:
            status = _asked(connection, self._sms.url, body, fields)
        except (OSError, http.client.HTTPException) as wrong:
            says = f"The SMS gateway gave no verdict ({type(wrong).__name__}); it is asked again."
            raise SendTrouble(says, uncertain=True) from wrong
        finally:
            connection.close()
        return _verdict(phone, status)


def prove(sms: Sms, *, installation: Path, timeout: float = 10.0) -> str:
    """That the gateway can be reached; nothing is posted. WorldTrouble when it cannot."""
    if not sms.url.startswith("http"):
        return f"by mail to {sms.url.removeprefix('mailto:')}"
    host = urlsplit(sms.url).hostname or ""
    try:
        _connected(sms, installation, timeout).close()
    except OSError as wrong:
        raise WorldTrouble(
            f"The SMS gateway {host} cannot be reached ({wrong.strerror or wrong}): see [sms] url, "
            "and ca_file where its certificate has an authority of its own."
        ) from wrong
    return f"{host} answers"


def _connected(sms: Sms, installation: Path, timeout: float) -> http.client.HTTPConnection:
    """Raises OSError: then the gateway has certainly heard of no SMS."""
    parts = urlsplit(sms.url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = trust(installation / sms.ca_file if sms.ca_file else None)
        connection = http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=timeout)
    try:
        connection.connect()
    except OSError:
        connection.close()
        raise
    return connection


def envelope_recipient(recipient: str, data: bytes | None) -> str:
    """To whom a letter's envelope is addressed: for an SMS in a mail, the gateway's address."""
    if not is_phone(recipient) or data is None or not data.startswith(MAIL):
        return recipient
    return str(BytesHeaderParser().parsebytes(data)["To"])


def _asked(
    connection: http.client.HTTPConnection, url: str, body: bytes, fields: dict[str, str]
) -> int:
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection.request("POST", path, body, fields)
    reach("sms-posted")
    return connection.getresponse().status


def _verdict(phone: str, status: int) -> str:
    if 200 <= status < 300:
        return f"the SMS gateway took it: {status}"
    log.warning("the SMS gateway answered %s", status)
    if status in UNSURE:
        says = f"The SMS gateway's proxy answered {status}: it may have gone."
        raise SendTrouble(says, uncertain=True)
    if status in REFUSES_THIS:
        raise Refused(phone, 554, f"5.6.0 the SMS gateway answered {status}")
    # 5xx and "too many" pass; 401, 404 and the like are our settings, which somebody mends.
    code = "4.3.0" if status >= 500 or status in (408, 425, 429) else "4.7.0"
    raise Refused(phone, 451, f"{code} the SMS gateway answered {status}")
