"""A mail server or mail folder as its address in the settings names it, and whom to trust there."""

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from config.trouble import SettingsTrouble

Starttls = Literal["auto", "always", "never"]
"""When a plain connection is turned into an encrypted one; auto: unless the server is this host."""

PORTS = {"imap": 143, "imaps": 993, "smtp": 25, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """One mail server, one user on it."""

    scheme: str
    # "imap", "imaps", "smtp" or "smtps"; the s means TLS from the first byte
    host: str
    port: int
    user: str
    # empty: no sign-in
    folder: str
    # IMAP only; empty for SMTP

    @property
    def tls(self) -> bool:
        """Encrypted from the first byte?"""
        return self.scheme.endswith("s")

    @property
    def loopback(self) -> bool:
        """Does it run on this very host, where nobody can listen in between?"""
        return is_loopback(self.host)

    @property
    def name(self) -> str:
        """The address once more, complete and without a password: fit for the register and logs."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        folder = f"/{self.folder}" if self.folder else ""
        return f"{self.scheme}://{user}{host}:{self.port}{folder}"


def is_loopback(host: str) -> bool:
    """Is it this very host, where nobody can listen in between?"""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_server(url: str) -> Server:
    """`scheme://[user@]host[:port][/FOLDER]`; a user such as `a@b` is written `a%40b`."""
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")  # a name that cannot be looked up fails here
    except ValueError as wrong:
        raise SettingsTrouble(f"The mail address {url!r} cannot be read: {wrong}.") from wrong
    if parts.scheme not in PORTS or not parts.hostname:
        raise SettingsTrouble(
            f"A mail address looks like imaps://user@mail.example.kg/INBOX, smtp://host:25 or "
            f"maildir:mail/in; {_without_password(url)!r} does not."
        )
    if parts.password is not None:
        raise SettingsTrouble(
            f"Take the password out of {_without_password(url)!r}; it has a setting of its own."
        )
    return Server(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        folder=unquote(parts.path.strip("/")) or ("INBOX" if "imap" in parts.scheme else ""),
    )


def maildir_folder(url: str, installation: Path) -> Path | None:
    """The folder that `maildir:PATH` names, seen from the installation; None for other schemes."""
    scheme, _, path = url.partition(":")
    if scheme != "maildir":
        return None
    if not path:
        raise SettingsTrouble("maildir: needs a folder, as in maildir:mail/in.")
    return installation / path


def wants_starttls(server: Server, starttls: Starttls) -> bool:
    """Must the plain connection be turned into an encrypted one before anything is said?"""
    if server.tls or starttls == "never":
        return False
    return starttls == "always" or not server.loopback


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """TLS that checks certificate and host name, against `ca_file` or else the system's roots."""
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as wrong:
        raise SettingsTrouble(f"The certificate file {ca_file} cannot be used: {wrong}.") from wrong


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    scheme, slashes, user = before.partition("//")
    return f"{scheme}{slashes}{user.partition(':')[0]}{at}{after}" if at else url
