"""A mail server that drops, forgets what its UIDs mean, or shares its mailbox loses no mail."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from journeys.on_servers import INSPECTOR, ids, open_town, rows
from journeys.town import Town, received, row, upload_text, workbook
from services.faulty_imap import Fault, run_faulty_imap

from config.trouble import WorldTrouble
from register.inspections import Inspection
from register.invitations import Invitation
from register.letters import Letter
from register.messages import Message, MessageState

pytestmark = pytest.mark.service
numbers = count(1)
MAILS = 2


@pytest.fixture(scope="module")
def proxy(dovecot, tmp_path_factory):
    with run_faulty_imap(tmp_path_factory.mktemp("proxy") / "imap", dovecot.imap) as server:
        yield server


@pytest.fixture
def user(dovecot):
    """A mailbox no other test knows."""
    name = f"faulty{next(numbers)}"
    dovecot.add(name)
    return name


@pytest.fixture
def town(tmp_path: Path, proxy, user, migrated_file) -> Town:
    """An installation that reads its mail through the proxy."""
    database = tmp_path / "achyk.db"
    database.write_bytes(migrated_file.read_bytes())
    proxy.plan()
    return open_town(
        tmp_path / "achyk",
        {"database.url": f"sqlite:///{database}", "mail.in.url": [proxy.url(user)]},
    )


def deliver(dovecot, user: str, turn: int) -> Counter[str]:
    """Some mails; their Message-IDs."""
    made = Counter(f"<{turn}-{number}@business.test>" for number in range(MAILS))
    begins = "From: a@business.test\r\nSubject: x\r\n"
    mails = (f"Message-ID: {one}\r\n{begins}\r\nwords\r\n".encode() for one in made)
    dovecot.deliver_all(user, mails)
    return made


def fetched(town: Town) -> str:
    """Fetch once; what went wrong."""
    try:
        town.run("fetch")
    except WorldTrouble as trouble:
        return str(trouble)
    return ""


def lying(dovecot, user: str) -> Counter[str]:
    """Every copy of every mail that the server still has."""
    return ids(dovecot.stored(user)) + ids(dovecot.stored(user, "Done"))


@pytest.mark.parametrize(
    ("do", "text", "hidden"),
    [
        ("cut-before", "", ()),
        ("cut-after", "", ()),
        ("cut-within", "", ()),
        ("cut-after", "", ("MOVE",)),
        ("cut-after", "", ("MOVE", "UIDPLUS")),
        ("answer", "NO [UNAVAILABLE] later", ()),
        ("answer", "BYE shutting down", ()),
    ],
)
def test_a_failure_at_any_command_loses_no_mail(town, dovecot, proxy, user, do, text, hidden):
    """ML1, ML5: every command of a whole fetch in turn, then a fetch over a line that holds."""
    delivered: Counter[str] = Counter()
    for command in count(1):
        delivered += deliver(dovecot, user, command)
        proxy.plan(Fault(do, at=command, text=text), hide=hidden)
        fetched(town)
        reached = len(proxy.said()) >= command
        proxy.plan(hide=hidden)
        assert fetched(town) == "", command
        assert len(rows(town, Message)) == sum(delivered.values()), command
        assert dovecot.stored(user) == [], command
        done = ids(dovecot.stored(user, "Done"))
        assert set(done) == set(delivered), command
        # Without MOVE, a line lost between COPY and EXPUNGE leaves a second copy in Done.
        assert hidden or done == delivered, command
        if not reached:
            break
    assert command > 10


EXPUNGE_ONE = "STORE 1 +FLAGS.SILENT (\\Deleted)\nEXPUNGE"
EXPUNGE_ALL = "STORE 1:* +FLAGS.SILENT (\\Deleted)\nEXPUNGE"
MOVE_ONE = "CREATE Other\nMOVE 1 Other"
LISTING, WEIGHING, LOADING = "UID SEARCH", "UID FETCH .*SIZE", "UID FETCH .*BODY"
SETTLING = "UID (MOVE|COPY)"
BARE = ("MOVE", "UIDPLUS")


@pytest.mark.parametrize(
    ("does", "before", "hidden"),
    [
        (EXPUNGE_ONE, LISTING, ()),
        (EXPUNGE_ONE, WEIGHING, ()),
        (EXPUNGE_ONE, LOADING, ()),
        (EXPUNGE_ONE, SETTLING, ()),
        (EXPUNGE_ONE, SETTLING, BARE),
        (EXPUNGE_ALL, LOADING, ()),
        (EXPUNGE_ALL, SETTLING, ()),
        (EXPUNGE_ALL, SETTLING, BARE),
        (MOVE_ONE, WEIGHING, ()),
        (MOVE_ONE, LOADING, ()),
        (MOVE_ONE, SETTLING, ()),
        (MOVE_ONE, SETTLING, BARE),
    ],
)
def test_what_another_client_takes_away_is_no_trouble(
    town, dovecot, proxy, user, does, before, hidden
):
    """ML5: all that is left is fetched and settled, each once; what was read before is kept."""
    delivered = deliver(dovecot, user, 1)
    proxy.plan(Fault("meanwhile", command=before, text=does), hide=hidden)
    assert fetched(town) == ""
    assert proxy.met() == 1
    assert fetched(town) == ""
    taken = MAILS if does == EXPUNGE_ALL else 1
    assert len(rows(town, Message)) == MAILS - (taken if before != SETTLING else 0)
    assert dovecot.stored(user) == []
    done, other = dovecot.stored(user, "Done"), dovecot.stored(user, "Other")
    assert (len(done), len(other)) == (MAILS - taken, int(does == MOVE_ONE))
    assert set(ids(done + other)) <= set(delivered)


@pytest.mark.parametrize("back", ["all in the inbox", "delivered once more"])
def test_after_a_change_of_uidvalidity_a_full_rescan_has_no_new_effect(town, dovecot, user, back):
    """ML5: the mailbox was made anew, with every mail it ever had."""
    sheet = workbook([row(1, "one@business.kg"), row(2, "two@business.kg")])
    text = upload_text(sheet, INSPECTOR, "uploads@mail.test", message_id="<upload@mail.test>")
    mails = [received(text, INSPECTOR), b"Subject: ?\r\nFrom: a@b.test\r\n\r\nwho are you\r\n"]
    dovecot.deliver_all(user, mails)
    town.run("fetch", "take-in", "invite")
    before, known = effects(town), {one.uidvalidity for one in rows(town, Message)}
    assert [before[table] for table in (Inspection, Invitation)] == [2, 2]
    stored = dovecot.stored(user, "Done")
    shutil.rmtree(dovecot.base / "mail" / user)
    if back == "delivered once more":
        dovecot.deliver_all(user, mails)
    else:
        with dovecot.connected(user) as other:
            for mail in stored:
                other.append("INBOX", None, None, mail)
    while str(validity(dovecot, user)) in known:  # LMTP may write its list once more at its end
        change_validity(dovecot, user)
    assert len(dovecot.mails(user)) == 2
    town.run("fetch", "take-in", "invite")
    assert len(rows(town, Message)) == 4
    anew = [one for one in rows(town, Message) if one.uidvalidity not in known]
    assert [one.state for one in anew] == [MessageState.DUPLICATE] * 2
    assert effects(town) == before
    assert dovecot.stored(user) == []


def effects(town: Town) -> dict[type, int]:
    return {table: len(rows(town, table)) for table in (Inspection, Invitation, Letter)}


def validity(dovecot, user: str) -> int:
    """The UIDVALIDITY of the inbox, as Dovecot tells it."""
    with dovecot.connected(user) as other:
        _, (told,) = other.status("INBOX", "(UIDVALIDITY)")
    return int(re.search(rb"UIDVALIDITY (\d+)", told)[1])


def change_validity(dovecot, user: str) -> None:
    """Dovecot takes the second of the making; two mailboxes of one second would be alike."""
    place = dovecot.base / "mail" / user
    header, _, rest = (place / "dovecot-uidlist").read_text().partition("\n")
    (place / "dovecot-uidlist").write_text(re.sub(r"V(\d)", r"V1\1", header, count=1) + "\n" + rest)
    for index in place.glob("dovecot.index*"):
        index.unlink()
