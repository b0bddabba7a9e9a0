"""Letters that go out to an SMTP server; the only door to smtplib."""

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from config.servers import Server, Starttls, trust, wants_starttls
from dispatch.outgoing import BAD_ADDRESS, Refused, SendTrouble, writable
from register.failpoint import reach

CLOSING = 421
ADDRESS = re.compile(r"\S*@\S*")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
SIGN_IN_WANTED = {530, 534, 535, 538}
# RFC 4954 and 3207: these complain about our sign-in, not about the letter.


class SmtpOutgoing:
    """One connection kept over many letters, opened anew when the server has dropped it."""

    def __init__(
        self,
        server: Server,
        password: str,
        *,
        starttls: Starttls = "auto",
        ca_file: Path | None = None,
        hello: str = "",
        timeout: float = 60.0,
        verdict_timeout: float = 300.0,
    ) -> None:
        self._server = server
        self._password = password
        self._starttls = wants_starttls(server, starttls)
        self._trust = trust(ca_file) if server.tls or self._starttls else None
        self._hello = hello or None
        self._timeout = timeout
        self._verdict_timeout = verdict_timeout
        self._smtp: smtplib.SMTP | None = None

    def send(self, return_path: str, recipient: str, data: bytes) -> str:
        """MAIL, RCPT, DATA, the letter, the verdict; line ends become CRLF, nothing else changes.

        A kept connection the server has given up (421, or gone) is replaced once, while nothing
        of the letter has been handed over yet.
        """
        if not (writable(return_path) and writable(recipient) and recipient):
            raise Refused(recipient, BAD_ADDRESS, "5.1.3 no such form of address")
        if self._smtp is not None:
            try:
                self._offer(self._smtp, return_path, recipient, data)
            except Refused:
                raise
            except SendTrouble:
                self._smtp = None
        if self._smtp is None:
            self._smtp = self._signed_in()
            self._offer(self._smtp, return_path, recipient, data)
        return self._hand_over(self._smtp, recipient, data)

    def greet(self) -> str:
        """Connect and sign in."""
        if self._smtp is None:
            self._smtp = self._signed_in()
        return f"{self._server.name} answers"

    def close(self) -> None:
        """QUIT; a server that is already gone is fine."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError):
                smtp.quit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _offer(self, smtp: smtplib.SMTP, return_path: str, recipient: str, data: bytes) -> None:
        """Everything up to the server's 354."""
        sender, to = self._form(smtp, return_path), self._form(smtp, recipient)
        options = _options(smtp, sender + to, data)
        with self._named():
            self._say(smtp, recipient, f"MAIL FROM:<{sender}>{options}", 250)
        with self._named(heard=True):
            self._say(smtp, recipient, f"RCPT TO:<{to}>", 250)
            self._say(smtp, recipient, "DATA", 354)
            reach("data-begun")

    def _hand_over(self, smtp: smtplib.SMTP, recipient: str, data: bytes) -> str:
        """The letter, then its closing dot apart: before the dot leaves, no letter exists."""
        with self._named(heard=True):
            smtp.send(_dotted(data))
            _socket(smtp).settimeout(self._verdict_timeout)
            reach("data-sent")
        with self._named(uncertain=True):
            smtp.send(b".\r\n")
            reach("dot-sent")
            code, reply = _answer(smtp)
            if 300 <= code < 400:
                raise smtplib.SMTPServerDisconnected(f"no verdict: {_codes(code, reply)}")
            _socket(smtp).settimeout(self._timeout)
        with self._named(heard=True):
            if not 200 <= code < 300:
                self._no(recipient, code, reply)
        reach("accepted")
        return f"{code} {ADDRESS.sub('…', reply)}"

    def _say(self, smtp: smtplib.SMTP, recipient: str, command: str, wanted: int) -> None:
        smtp.putcmd(command)
        code, reply = _answer(smtp)
        if code // 10 != wanted // 10:  # 251 is as good as 250
            self._no(recipient, code, reply)

    def _no(self, recipient: str, code: int, reply: str) -> None:
        """Tell a refusal of the letter from a server that refuses us."""
        if code == CLOSING or code in SIGN_IN_WANTED or not 400 <= code < 600:
            self._drop()
            raise SendTrouble(
                # Its words may name the recipient: runs and their letters must not (WB7).
                f"{self._server.name} answered {_codes(code, reply)}: see the mail server's log.",
                permanent=code in SIGN_IN_WANTED,
            )
        self._reset()
        raise Refused(recipient, code, reply)

    def _reset(self) -> None:
        """Forget the refused letter, keep the connection if it still answers."""
        smtp = self._smtp
        try:
            if smtp is None or smtp.rset()[0] != 250:
                self._drop()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _signed_in(self) -> smtplib.SMTP:
        with self._named():
            smtp = self._connected()
            try:
                smtp.ehlo_or_helo_if_needed()
                if self._starttls:
                    smtp.starttls(context=self._trust)
                    smtp.ehlo_or_helo_if_needed()
                if self._server.user:
                    _sign_in(smtp, self._server.user, self._password)
            except BaseException:
                smtp.close()
                raise
            # Letter and closing dot are two writes: without this the dot waits for an ACK.
            _socket(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.command_encoding = "utf-8"
        reach("smtp-connected")
        return smtp

    def _connected(self) -> smtplib.SMTP:
        where = (self._server.host, self._server.port, self._hello)
        if self._server.tls:
            return smtplib.SMTP_SSL(*where, timeout=self._timeout, context=self._trust)
        return smtplib.SMTP(*where, timeout=self._timeout)

    def _form(self, smtp: smtplib.SMTP, address: str) -> str:
        """The address as this server can take it: foreign domains in ASCII where that suffices."""
        local, _, domain = address.rpartition("@")
        if address.isascii():
            return address
        if local.isascii():
            with suppress(UnicodeError):
                return f"{local}@{domain.encode('idna').decode()}"
        if not smtp.has_extn("smtputf8"):
            says = "5.6.7 our mail server takes no letters outside ASCII in addresses (SMTPUTF8)"
            raise Refused(address, BAD_ADDRESS, says)
        return address

    @contextmanager
    def _named(self, *, uncertain: bool = False, heard: bool = False) -> Iterator[None]:
        """Name what network and server do wrong; smtplib's own exceptions are OSErrors too."""
        try:
            yield
        except OSError as wrong:
            self._drop()
            told = _trouble(wrong, self._server.name)
            told.uncertain, told.heard = uncertain, heard
            raise told from wrong
        except SendTrouble as trouble:
            trouble.heard |= heard
            raise
        except BaseException:
            # Stopped in the middle of a letter: a QUIT now would be a line of it.
            self._drop()
            raise


def _options(smtp: smtplib.SMTP, addresses: str, data: bytes) -> str:
    """Parameters of MAIL that this server understands: the size lets it refuse at once."""
    options = []
    if smtp.has_extn("size"):
        options.append(f"SIZE={len(data)}")
    if smtp.has_extn("8bitmime") and not data.isascii():
        options.append("BODY=8BITMIME")
    if not addresses.isascii():
        options.append("SMTPUTF8")
    return "".join(f" {option}" for option in options)


def _dotted(data: bytes) -> bytes:
    """RFC 5321, 4.5.2: CRLF line ends, leading dots doubled, the last line ended."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _answer(smtp: smtplib.SMTP) -> tuple[int, str]:
    code, reply = smtp.getreply()
    if not 200 <= code < 600:
        raise smtplib.SMTPServerDisconnected("an answer nobody understands")
    return code, " ".join(reply.decode("utf-8", "replace").split())


def _sign_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        smtp.login(user, password)
        return
    # smtplib writes ASCII only; RFC 4616 wants UTF-8
    secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    code, reply = smtp.docmd("AUTH", f"PLAIN {secret}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, reply)


def _socket(smtp: smtplib.SMTP) -> socket.socket:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("the connection is closed")
    return smtp.sock


def _trouble(wrong: OSError, name: str) -> SendTrouble:
    if isinstance(wrong, smtplib.SMTPAuthenticationError):
        return SendTrouble(
            f"{name} did not let us in ({_words(wrong)}): check user and password in [mail.out].",
            permanent=wrong.smtp_code >= 500,
        )
    if isinstance(wrong, ssl.SSLCertVerificationError):
        return SendTrouble(
            f"{name} shows a certificate that is not trusted ({wrong.verify_message}): "
            "use the name it is made out to, or name its authority in ca_file.",
            permanent=True,
        )
    if isinstance(wrong, smtplib.SMTPNotSupportedError):
        return SendTrouble(
            f"{name} offers less than the settings ask for ({wrong}): see starttls and the user "
            "in [mail.out] url.",
            permanent=True,
        )
    return SendTrouble(
        f"{name} cannot be used ({_words(wrong)}): is the server running, are host and port "
        "right? It is tried again."
    )


def _codes(code: int, reply: str) -> str:
    """The code with its enhanced status."""
    status = STATUS.match(reply)
    return f"{code} {status[0]}" if status else str(code)


def _words(wrong: OSError) -> str:
    if isinstance(wrong, smtplib.SMTPResponseException):
        reply = wrong.smtp_error
        said = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
        return f"{wrong.smtp_code} {said}"
    return str(wrong) or type(wrong).__name__
