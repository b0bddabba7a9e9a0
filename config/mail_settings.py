"""The settings of mail: addresses, where it comes in, where it goes out."""

from __future__ import annotations

from dataclasses import dataclass

from config.checks import between, domain, empty_or, local_part, one_of, starts_with
from config.options import option, section
from config.servers import Starttls


@dataclass(frozen=True)
class MailIn:
    """Where incoming mail is read."""

    url: tuple[str, ...] = option(
        ("maildir:mail/in",),
        "Mailboxes to read: maildir:PATH, imap://USER@HOST/FOLDER or imaps://USER@HOST/FOLDER.",
        check=starts_with("maildir:", "imap://", "imaps://"),
    )
    password: str = option("", "Password of the IMAP account.", secret=True)
    starttls: Starttls = option(
        "auto",
        "STARTTLS on imap://: auto (required unless the host is this machine), always, never.",
        check=one_of("auto", "always", "never"),
    )
    ca_file: str = option("", "A file of certificate authorities to trust instead of the system's.")
    authserv_id: str = option(
        "",
        "The authserv-id that our own mail server writes in Authentication-Results.\n"
        "Empty: no mail proves its sender, and every upload is confirmed by a one-time key.",
    )
    trusted_hops: int = option(
        0,
        "How many Received fields our own servers put above their Authentication-Results.\n"
        "0: it stands on top of all. LMTP delivery puts one above it, and OpenDMARC writes below\n"
        "Postfix's own. Set no more than need be, and only if the server takes away every such\n"
        "field that comes from outside: achyk check sends a forged one and looks.",
        check=between(0, 9),
    )
    authorities: str = option(
        "",
        "A file of certificates in PEM: the authorities whose S/MIME signatures on incoming mail\n"
        "count. Empty: a signature is read and checked, but its authority is unknown.",
    )


@dataclass(frozen=True)
class MailOut:
    """Where letters are handed over."""

    url: str = option(
        "maildir:mail/out",
        "maildir:PATH, smtp://USER@HOST:PORT or smtps://USER@HOST:PORT.",
        check=starts_with("maildir:", "smtp://", "smtps://"),
    )
    password: str = option("", "Password of the SMTP account.", secret=True)
    starttls: Starttls = option(
        "auto",
        "STARTTLS on smtp://: auto (required unless the host is this machine), always, never.",
        check=one_of("auto", "always", "never"),
    )
    ca_file: str = option("", "A file of certificate authorities to trust instead of the system's.")
    pace: int = option(
        60,
        "The most letters a minute to one domain; 0: as fast as they go.",
        check=between(0, 9999),
    )
    log: str = option(
        "",
        "The mail server's log (Postfix: maillog_file), seen from the installation's folder.\n"
        "A letter whose fate a crash left unknown is looked up there before it is sent again.",
    )
    copies: str = option(
        "",
        "A mailbox that gets a copy of every letter (Postfix: sender_bcc_maps), as maildir:PATH,\n"
        "imap://USER@HOST/FOLDER or imaps://USER@HOST/FOLDER; looked through for the same purpose.",
        check=empty_or(starts_with("maildir:", "imap://", "imaps://")),
    )
    copies_password: str = option("", "Password of that mailbox.", secret=True)


@dataclass(frozen=True)
class Mail:
    """The addresses letters come from and answers go to."""

    domain: str = option(
        "achyk.example",
        "The domain of the addresses below. The mail server must deliver them, confirm@ and\n"
        "case@, with anything behind a + (survey+…@), into the mailboxes that mail.in.url names.",
        check=domain,
    )
    survey: str = option(
        "survey", "Where invitations come from and answers go to.", check=local_part
    )
    appeals: str = option("appeals", "Where appeals are received.", check=local_part)
    uploads: str = option("uploads", "Where inspectors send spreadsheets.", check=local_part)
    bounces: str = option("bounces", "The return path of letters.", check=local_part)
    name: str = option("Achyk", "The sender's name that people see.")
    in_: MailIn = section(MailIn, "Incoming mail.")
    out: MailOut = section(MailOut, "Outgoing mail.")

    def address(self, local: str) -> str:
        """The full address of a local part such as `survey`; a full address stays as it is."""
        return local if "@" in local else f"{local}@{self.domain}"
