"""Where letters go out: the one interface that an SMTP server and a Maildir folder both answer."""

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from config.servers import Starttls, maildir_folder, read_server
from config.sms_settings import Sms
from config.trouble import SettingsTrouble, WorldTrouble

SECONDS = 60.0  # for each answer of a server
BAD_ADDRESS = 553  # RFC 5321: mailbox name not allowed


class SendTrouble(WorldTrouble):
    """The connection or the server failed, not the letter.

    `uncertain` is true when the whole letter was handed over but no verdict came back: it may
    have been accepted. Otherwise it certainly was not. `heard`: it happened over this very
    letter, which may be to blame: a server may hang up whenever it meets a certain recipient.
    """

    def __init__(
        self, says: str, *, permanent: bool = False, uncertain: bool = False, heard: bool = False
    ) -> None:
        super().__init__(says, permanent=permanent)
        self.uncertain = uncertain
        self.heard = heard


class Refused(SendTrouble):
    """The server refused this letter; others may pass. Permanent from code 500 on."""

    def __init__(self, recipient: str, code: int, reply: str) -> None:
        super().__init__(f"{recipient} was refused: {code} {reply}", permanent=code >= 500)
        self.code = code
        self.reply = reply
        # what the server said, its enhanced status code first where it gives one


class Outgoing(Protocol):
    """A way out for letters, kept open over many of them."""

    def send(self, return_path: str, recipient: str, data: bytes) -> str:
        """Hand over one letter; the server's reply, worth keeping (it names the queue entry).

        `return_path` may be empty (`<>`). Raises Refused, or SendTrouble.
        """
        ...

    def greet(self) -> str:
        """Open the way without sending anything; who answered. Raises SendTrouble."""
        ...

    def close(self) -> None:
        """Say good-bye; the next letter opens anew."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_outgoing(
    url: str,
    password: str = "",
    *,
    installation: Path,
    starttls: Starttls = "auto",
    ca_file: Path | None = None,
    hello: str = "",
    timeout: float = SECONDS,
    verdict_timeout: float = 300.0,
) -> Outgoing:
    """The way out at `maildir:PATH` (seen from `installation`), `smtp://…` or `smtps://…`.

    Connects on first use. `hello` is the name we greet with (the mail domain). Seconds:
    `timeout` for each answer, `verdict_timeout` for the one that decides (RFC 5321, 4.5.3.2.6,
    asks for patience there: giving up early makes a letter uncertain).
    """
    folder = maildir_folder(url, installation)
    # Imported here: each installation pays at start-up for the one way it uses.
    if folder is not None:
        from dispatch.maildir import MaildirOutgoing

        return MaildirOutgoing(folder)
    server = read_server(url)
    if server.scheme not in ("smtp", "smtps"):
        raise SettingsTrouble(f"Mail does not go out by {server.scheme}: use smtp, smtps, maildir.")
    from dispatch.smtp import SmtpOutgoing

    return SmtpOutgoing(
        server,
        password,
        starttls=starttls,
        ca_file=ca_file,
        hello=hello,
        timeout=timeout,
        verdict_timeout=verdict_timeout,
    )


def with_sms(mail: Outgoing, sms: Sms, *, installation: Path, timeout: float = SECONDS) -> Outgoing:
    """The way out for mail, and that for letters to telephones beside it."""
    from dispatch.sms_way import WithSms

    return WithSms(mail, sms, installation=installation, timeout=timeout)


def writable(address: str) -> bool:
    """Can this address stand in an envelope without becoming a second command or parameter?"""
    return all(sign.isprintable() and sign not in " <>" for sign in address)
