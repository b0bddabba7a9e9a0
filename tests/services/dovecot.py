"""A real Dovecot (2.3) on loopback: IMAP, IMAPS, LMTP, and sign-in for Postfix."""

import imaplib
import shutil
import smtplib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.certificates import make_certificates
from services.process import LOOPBACK, absent, free_ports, listens, need, running, within

PASSWORD = "pw"
OURS = ("survey", "appeals", "uploads", "bounces", "confirm", "case")
OTHERS = ("inbox", "customer", "inspector", "administrator")

CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
instance_name = achyk-test
log_path = {base}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Ln
auth_failure_delay = 0
recipient_delimiter = +
first_valid_uid = 8
mail_uid = mail
mail_gid = mail
mail_location = maildir:{base}/mail/%n
mail_fsync = never
passdb {{
  driver = passwd-file
  args = username_format=%n {base}/users/%n
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {base}/users/%n
  default_fields = uid=mail gid=mail home={base}/mail/%n
}}
service anvil {{
  client_limit = 500
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {sasl}
  }}
}}
protocol imap {{
  mail_max_userip_connections = 50
}}
"""


@dataclass
class Dovecot:
    """The running server; every mailbox has the password `pw`."""

    base: Path
    imap: int
    imaps: int
    lmtp: int
    sasl: int
    authority: Path
    certificate: Path
    key: Path
    pid: int = 0
    password: str = PASSWORD

    def url(self, user: str, folder: str = "INBOX", *, tls: bool = False) -> str:
        """The mailbox as [mail.in] url names it."""
        scheme, port = ("imaps", self.imaps) if tls else ("imap", self.imap)
        return f"{scheme}://{user}@{LOOPBACK}:{port}/{folder}"

    def add(self, *users: str) -> None:
        """Give these local parts a mailbox; all the others bounce with 5.1.1."""
        for user in users:
            path = self.base / "users" / user
            path.write_text(f"{user}:{{PLAIN}}{PASSWORD}::::::\n")
            path.chmod(0o640)
            shutil.chown(path, "root", "dovecot")

    def deliver(self, user: str, raw: bytes, sender: str = "someone@outside.test") -> None:
        """Put a mail into a mailbox by LMTP, as Postfix does."""
        self.deliver_all(user, [raw], sender)

    def deliver_all(
        self, user: str, mails: Iterable[bytes], sender: str = "someone@outside.test"
    ) -> None:
        """Several over one connection."""
        with smtplib.LMTP(LOOPBACK, self.lmtp) as lmtp:
            for raw in mails:
                lmtp.sendmail(sender, [f"{user}@mail.test"], raw)

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """What lies in a folder, in order of arrival; [] if there is no such folder."""
        with self.connected(user) as imap:
            if imap.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            uids = imap.uid("SEARCH", "ALL")[1][0].split()
            return [imap.uid("FETCH", uid.decode(), "(BODY.PEEK[])")[1][0][1] for uid in uids]

    def stored(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The same read from the disk, without a connection and in no order."""
        place = self.base / "mail" / user / ("" if folder == "INBOX" else f".{folder}")
        return [path.read_bytes() for name in ("new", "cur") for path in place.glob(f"{name}/*")]

    def wait(self, user: str, count: int, folder: str = "INBOX") -> list[bytes]:
        """The mails of a folder as soon as there are `count` of them, at most 30 seconds."""
        within(30, lambda: len(self.mails(user, folder)) >= count)
        found = self.mails(user, folder)
        assert len(found) >= count, f"{user}: {len(found)} mails instead of {count}"
        return found

    @contextmanager
    def connected(self, user: str) -> Iterator[imaplib.IMAP4]:
        """An IMAP connection of another mail program."""
        with imaplib.IMAP4(LOOPBACK, self.imap) as imap:
            imap.login(user, PASSWORD)
            yield imap

    def empty(self) -> None:
        """Delete all mail of all users; their mailboxes get a new UIDVALIDITY."""
        for mailbox in (self.base / "mail").iterdir():
            shutil.rmtree(mailbox)


@contextmanager
def run_dovecot() -> Iterator[Dovecot]:
    """A Dovecot of one's own; skips where there is none or not the version this is written for."""
    need("dovecot", "doveconf", root=True)
    if not _version().startswith("2.3."):
        absent(f"these tests know Dovecot 2.3, found {_version()}")
    base = Path(tempfile.mkdtemp(prefix="achyk-dovecot-"))
    base.chmod(0o755)
    for name in ("run", "state", "mail", "users"):
        (base / name).mkdir()
    shutil.chown(base / "mail", "mail", "mail")
    dovecot = Dovecot(base, *free_ports(4), *make_certificates(base))
    dovecot.add(*OURS, *OTHERS)
    configuration = base / "dovecot.conf"
    configuration.write_text(CONFIGURATION.format(**vars(dovecot)))
    command = ["/usr/sbin/dovecot", "-F", "-c", str(configuration)]
    ports = (dovecot.imap, dovecot.imaps, dovecot.lmtp, dovecot.sasl)
    with running(base, command, lambda: all(map(listens, ports)), base / "start.log") as pid:
        dovecot.pid = pid
        yield dovecot


def _version() -> str:
    import subprocess

    answer = subprocess.run(["/usr/sbin/dovecot", "--version"], capture_output=True, check=True)
    return answer.stdout.decode().strip()
