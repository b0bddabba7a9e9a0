"""A real Postfix on loopback in front of Dovecot, with the world outside played by its own sinks.

`@mail.test` and `@business.test` go to Dovecot (an unknown user bounces with 5.1.1);
`@bounce.test` is refused at once, `@late.test` bounces after being accepted, `@soft.test` is
deferred; all else is swallowed. What is sent from `@copied.test` is copied to copies@mail.test.
"""

import os
import re
import shutil
import signal
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.dovecot import OURS, Dovecot
from services.process import LOOPBACK, free_ports, listens, need, running, within

DAEMONS = "/usr/lib/postfix/sbin"

MAIN = """
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
maillog_file = {base}/maillog
maillog_file_prefixes = {base}
myhostname = mail.mail.test
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = permit_mynetworks, reject
recipient_delimiter = +
smtputf8_enable = yes
message_size_limit = 52428800
virtual_mailbox_domains = mail.test business.test
virtual_mailbox_maps =
virtual_alias_maps = hash:{base}/etc/aliases
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
transport_maps = inline:{{
  {{ bounce.test=error:5.1.1 no such user }}
  {{ late.test=smtp:[127.0.0.1]:{late} }}
  {{ soft.test=smtp:[127.0.0.1]:{soft} }} }}
default_transport = smtp:[127.0.0.1]:{sink}
sender_bcc_maps = inline:{{ @copied.test=copies@mail.test }}
lmtp_destination_concurrency_limit = 10
default_destination_concurrency_limit = 20
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
smtp_tls_security_level = none
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{sasl}
disable_dns_lookups = yes
"""

SIGNED_IN = (
    "-o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject"
)
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt {signed_in}
127.0.0.1:{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {signed_in}
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
lmtp      unix - - n - - lmtp
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
tlsmgr    unix - - n 1000? 1 tlsmgr
postlog   unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix:
    """The running server."""

    base: Path
    port: int
    # takes everything from this host, no TLS
    submission: int
    # STARTTLS and sign-in with a Dovecot user and its password
    smtps: int
    # the same, TLS from the first byte
    sink: int
    late: int
    soft: int
    authority: Path
    pid: int = 0

    @property
    def url(self) -> str:
        """As [mail.out] url names it."""
        return f"smtp://{LOOPBACK}:{self.port}"

    def one_inbox(self, wanted: bool) -> None:
        """Deliver survey@, appeals@, uploads@, bounces@ (+extension too) into `inbox`, or apart."""
        aliases = self.base / "etc/aliases"
        lines = [f"{name}@mail.test inbox@mail.test\n" for name in OURS] if wanted else []
        aliases.write_text("".join(lines))
        subprocess.run(
            ["/usr/sbin/postmap", "-c", str(self.base / "etc"), f"hash:{aliases}"], check=True
        )

    def send(self, sender: str, recipient: str, raw: bytes) -> None:
        """Hand in a mail as somebody outside does."""
        with smtplib.SMTP(LOOPBACK, self.port) as smtp:
            smtp.sendmail(sender, [recipient], raw)

    def settle(self, since: int = 0) -> None:
        """Wait until all handed in after the log's first `since` signs has been passed on."""
        assert within(20, lambda: self._settled(self.log()[since:])), self.log()[since:]

    def _settled(self, log: str) -> bool:
        if log.count(": connect from ") > log.count(": disconnect from "):
            return False
        entries = set(re.findall(r"cleanup\[\d+\]: (\w+): message-id=", log))
        queue = self.base / "queue"
        return not any(
            path.name in entries
            for name in ("incoming", "active", "deferred")
            for path in (queue / name).rglob("*")
        )

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Meanwhile what is not taken at the first attempt comes back at once, as expired."""
        self._wait_at_most("0")
        try:
            yield
        finally:
            self._wait_at_most("5d")

    def _wait_at_most(self, lifetime: str) -> None:
        setting = f"maximal_queue_lifetime={lifetime}"
        etc = str(self.base / "etc")
        subprocess.run(["/usr/sbin/postconf", "-c", etc, "-e", setting], check=True)
        self.reload()

    def reload(self) -> None:
        """Have it read its settings again."""
        with smtplib.SMTP(LOOPBACK, self.port) as smtp:
            smtp.noop()  # the log begins with the first connection
        assert within(20, lambda: "disconnect from" in self.log())
        reloads = self.log().count("reload -- version")
        os.kill(self.pid, signal.SIGHUP)
        assert within(20, lambda: self.log().count("reload -- version") > reloads)

    def log(self) -> str:
        """What the server has written so far."""
        path = self.base / "maillog"
        return path.read_text() if path.exists() else ""


@contextmanager
def run_postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """A Postfix of one's own; skips where there is none."""
    need("postfix", "postmap", "smtp-sink", root=True)
    base = Path(tempfile.mkdtemp(prefix="achyk-postfix-"))
    base.chmod(0o755)
    postfix = Postfix(base, *free_ports(6), dovecot.authority)
    _write(postfix, dovecot)
    postfix.one_inbox(False)
    etc = str(base / "etc")
    subprocess.run(["/usr/sbin/postfix", "-c", etc, "check"], check=True, stderr=subprocess.DEVNULL)
    with ExitStack() as stack:
        for port, refusal in (
            (postfix.sink, []),
            (postfix.late, ["-f", "rcpt"]),
            (postfix.soft, ["-b", "452 4.2.2 Mailbox full", "-r", "rcpt"]),
        ):
            stack.enter_context(_sink(port, refusal))
        ports = (postfix.port, postfix.submission, postfix.smtps)
        command = [f"{DAEMONS}/master", "-c", etc, "-d"]
        ready = lambda: all(map(listens, ports))  # noqa: E731
        postfix.pid = stack.enter_context(running(base, command, ready, base / "start.log"))
        yield postfix


@contextmanager
def _sink(port: int, refusal: list[str]) -> Iterator[int]:
    folder = Path(tempfile.mkdtemp(prefix="achyk-sink-"))
    command = ["/usr/sbin/smtp-sink", "-4", "-u", "nobody", "-h", "sink.test", *refusal]
    command += [f"{LOOPBACK}:{port}", "100"]
    with running(folder, command, lambda: listens(port), folder / "start.log") as pid:
        yield pid


def _write(postfix: Postfix, dovecot: Dovecot) -> None:
    for name in ("etc", "queue", "data"):
        (postfix.base / name).mkdir()
    shutil.chown(postfix.base / "data", "postfix")
    etc = postfix.base / "etc"
    for place in ("/usr/share/postfix/postfix-files", "/etc/postfix/postfix-files"):
        if Path(place).exists():
            shutil.copy(place, etc / "postfix-files")
    (etc / "dynamicmaps.cf").write_text("")
    facts = {**vars(dovecot), **vars(postfix), "daemons": DAEMONS, "signed_in": SIGNED_IN}
    (etc / "main.cf").write_text(MAIN.format(**facts))
    (etc / "master.cf").write_text(MASTER.format(**facts))
