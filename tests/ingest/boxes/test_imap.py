"""Mail in from a real Dovecot: what is read, what is moved, and what happens when it fails."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from services.process import free_ports

from config.trouble import SettingsTrouble, WorldTrouble
from ingest.boxes import imap, imap_mailbox
from ingest.boxes.incoming import open_incoming

pytestmark = pytest.mark.service
numbers = count(1)


def mail(subject: str, size: int = 10) -> bytes:
    return f"Subject: {subject}\r\nFrom: a@b.test\r\n\r\n{'x' * size}\r\n".encode()


def subjects(batches) -> list[list[str]]:
    return [[_subject(each.raw) for each in batch] for batch in batches]


def _subject(raw: bytes) -> str:
    return raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode()


@pytest.fixture
def user(dovecot):
    """A mailbox no other test knows."""
    name = f"box{next(numbers)}"
    dovecot.add(name)
    return name


@pytest.fixture
def opened(dovecot, user):
    """Opens the user's mailbox; closes it after the test."""
    made = []

    def make(*, tls=False, url="", password=dovecot.password, **more):
        more.setdefault("timeout", 20)
        address = url or dovecot.url(user, tls=tls)
        made.append(open_incoming(address, password, installation=Path(), **more))
        return made[-1]

    yield make
    for incoming in made:
        incoming.close()


def test_an_empty_mailbox_gives_no_batch(opened):
    assert list(opened().batches()) == []


def test_mails_come_oldest_first_in_batches_with_their_time_and_stable_name(dovecot, user, opened):
    for number in range(5):
        dovecot.deliver(user, mail(f"m{number}"))
    before = datetime.now(UTC)
    incoming = opened()
    batches = list(incoming.batches(size=2))
    assert subjects(batches) == [["m0", "m1"], ["m2", "m3"], ["m4"]]
    first = batches[0][0]
    assert first.mailbox == incoming.mailbox == f"imap://{user}@127.0.0.1:{dovecot.imap}/INBOX"
    assert first.arrived.utcoffset() == timedelta(0)
    assert abs(before - first.arrived) < timedelta(minutes=1)
    assert first.raw.endswith(mail("m0"))
    assert not first.truncated


def test_reading_marks_nothing_as_seen(dovecot, user, opened):
    """ML2: BODY.PEEK."""
    dovecot.deliver(user, mail("m"))
    assert len(list(opened().batches())) == 1
    with dovecot.connected(user) as other:
        other.select("INBOX", readonly=True)
        assert other.search(None, "UNSEEN")[1] == [b"1"]


def test_settled_mails_lie_in_the_done_folder_and_the_others_stay(dovecot, user, opened):
    for number in range(3):
        dovecot.deliver(user, mail(f"m{number}"))
    incoming = opened()
    (batch,) = incoming.batches()
    incoming.settle(batch[0].uidvalidity, [batch[0].uid, batch[2].uid])
    assert [_subject(raw) for raw in dovecot.mails(user)] == ["m1"]
    assert [_subject(raw) for raw in dovecot.mails(user, "Done")] == ["m0", "m2"]
    incoming.settle(batch[0].uidvalidity, [batch[0].uid, batch[1].uid])
    assert dovecot.mails(user) == []
    assert len(dovecot.mails(user, "Done")) == 3


def test_settling_between_batches_loses_none(dovecot, user, opened):
    for number in range(7):
        dovecot.deliver(user, mail(f"m{number}"))
    incoming = opened()
    seen = []
    for batch in incoming.batches(size=3):
        seen += [_subject(each.raw) for each in batch]
        incoming.settle(batch[0].uidvalidity, [each.uid for each in batch])
    assert seen == [f"m{number}" for number in range(7)]
    assert dovecot.mails(user) == []


@pytest.mark.parametrize("lacking", [{"MOVE"}, {"MOVE", "UIDPLUS"}])
def test_a_server_without_move_settles_too_and_spares_what_others_flagged(
    dovecot, user, opened, monkeypatch, lacking
):
    has = imap.IMAPClient.has_capability
    monkeypatch.setattr(
        imap.IMAPClient,
        "has_capability",
        lambda self, name: name not in lacking and has(self, name),
    )
    for number in range(3):
        dovecot.deliver(user, mail(f"m{number}"))
    with dovecot.connected(user) as other:
        other.select("INBOX")
        other.store("2", "+FLAGS", "\\Deleted")
    incoming = opened()
    (batch,) = incoming.batches()
    incoming.settle(batch[0].uidvalidity, [batch[0].uid])
    assert [_subject(raw) for raw in dovecot.mails(user)] == ["m1", "m2"]
    assert [_subject(raw) for raw in dovecot.mails(user, "Done")] == ["m0"]
    with dovecot.connected(user) as other:
        other.select("INBOX", readonly=True)
        assert other.search(None, "DELETED")[1] == [b"1"]


def test_after_a_change_of_uidvalidity_nothing_is_moved(dovecot, user, opened):
    """ML5: the old UIDs may now name other mails."""
    dovecot.deliver(user, mail("old"))
    incoming = opened()
    (batch,) = incoming.batches()
    with dovecot.connected(user) as other:
        other.create("Elsewhere")
    incoming.settle(str(int(batch[0].uidvalidity) + 1), [batch[0].uid])
    assert len(dovecot.mails(user)) == 1
    assert dovecot.mails(user, "Done") == []


def test_a_mailbox_made_anew_meanwhile_ends_the_pass_and_moves_nothing(dovecot, user, opened):
    """ML5: UIDVALIDITY changes between two batches."""
    for number in range(4):
        dovecot.deliver(user, mail(f"m{number}"))
    incoming = opened()
    batches = incoming.batches(size=2)
    first = next(batches)
    uid_list = next((dovecot.base / "mail" / user).rglob("dovecot-uidlist"))
    incoming.close()
    header, _, rest = uid_list.read_text().partition("\n")
    uid_list.write_text(header.replace("V", "V1", 1) + "\n" + rest)
    for index in (dovecot.base / "mail" / user).rglob("dovecot.index*"):
        index.unlink()
    assert list(batches) == []
    incoming.settle(first[0].uidvalidity, [each.uid for each in first])
    assert len(dovecot.mails(user)) == 4
    assert subjects(incoming.batches()) == [["m0", "m1", "m2", "m3"]]


def test_a_mail_another_client_takes_away_is_passed_over(dovecot, user, opened):
    for number in range(4):
        dovecot.deliver(user, mail(f"m{number}"))
    batches = opened().batches(size=2)
    next(batches)
    with dovecot.connected(user) as other:
        other.select("INBOX")
        other.store("1,3", "+FLAGS", "\\Deleted")
        other.expunge()
    assert subjects(batches) == [["m3"]]


@pytest.mark.parametrize("window", [1, 2, 3, 5, 6])
def test_every_mail_is_listed_whatever_the_window(dovecot, user, opened, monkeypatch, window):
    monkeypatch.setattr(imap, "WINDOW", window)
    for number in range(5):
        dovecot.deliver(user, mail(f"m{number}"))
    assert subjects(opened().batches()) == [[f"m{number}" for number in range(5)]]


def test_a_batch_too_heavy_for_the_memory_is_divided(dovecot, user, opened, monkeypatch):
    monkeypatch.setattr(imap_mailbox, "BATCH_BYTES", 6_000)
    for number, size in enumerate([2_000, 2_000, 9_000, 100]):
        dovecot.deliver(user, mail(f"m{number}", size))
    assert subjects(opened().batches()) == [["m0", "m1"], ["m2"], ["m3"]]


def test_of_an_overlong_mail_only_the_beginning_is_loaded(dovecot, user, opened):
    """ML5: huge literals."""
    dovecot.deliver(user, mail("short"))
    dovecot.deliver(user, mail("long", 50_000))
    (batch,) = opened(max_bytes=3_000).batches()
    assert [each.truncated for each in batch] == [False, True]
    assert len(batch[1].raw) == 3_000
    assert _subject(batch[1].raw) == "long"


def test_a_mail_the_server_cannot_read_does_not_hold_up_the_others(dovecot, user, opened):
    for number in range(3):
        dovecot.deliver(user, mail(f"m{number}"))
    incoming = opened()
    (batch,) = incoming.batches()
    bad = next(
        path
        for path in (dovecot.base / "mail" / user).glob("*/*")
        if path.is_file() and b"Subject: m1" in path.read_bytes()
    )
    bad.chmod(0)
    seen, wrong = _all_before_trouble(incoming)
    assert seen == ["m0", "m2"]
    assert f"UID [{batch[1].uid}]" in str(wrong)


def test_a_folder_below_the_inbox_with_a_cyrillic_name_is_read(dovecot, user, opened):
    with dovecot.connected(user) as other:
        other.create("&BB4EQgQyBDUEQgRL-")  # Ответы
        other.append("&BB4EQgQyBDUEQgRL-", None, None, mail("there"))
    incoming = opened(url=dovecot.url(user, "Ответы"))
    assert subjects(incoming.batches()) == [["there"]]


@pytest.mark.parametrize("tls", [True, False])
def test_mail_is_read_over_tls_and_starttls_with_a_checked_certificate(dovecot, user, opened, tls):
    dovecot.deliver(user, mail("secret"))
    incoming = opened(tls=tls, starttls="always", ca_file=dovecot.authority)
    (batch,) = incoming.batches()
    incoming.settle(batch[0].uidvalidity, [batch[0].uid])
    assert len(dovecot.mails(user, "Done")) == 1


@pytest.mark.parametrize("tls", [True, False])
def test_an_unknown_authority_is_refused_and_the_file_to_name_is_said(opened, tls):
    with pytest.raises(WorldTrouble, match="ca_file") as caught:
        list(opened(tls=tls, starttls="always").batches())
    assert caught.value.permanent


@pytest.mark.parametrize("password", ["wrong", "неверно"])
def test_a_wrong_password_is_permanent_and_names_the_setting(opened, user, password):
    with pytest.raises(WorldTrouble, match=r"\[mail.in\]") as caught:
        list(opened(password=password).batches())
    assert caught.value.permanent
    assert user in str(caught.value)
    assert password not in str(caught.value)


def test_a_server_that_is_not_there_is_trouble_that_passes(opened):
    (port,) = free_ports(1)
    with pytest.raises(WorldTrouble, match=f"127.0.0.1:{port}") as caught:
        list(opened(url=f"imap://survey@127.0.0.1:{port}/INBOX").batches())
    assert not caught.value.permanent


def test_a_connection_cut_in_between_is_taken_up_again(dovecot, user, opened):
    """ML5: the server drops."""
    for number in range(6):
        dovecot.deliver(user, mail(f"m{number}"))
    incoming = opened()
    batches = incoming.batches(size=2)
    first = next(batches)
    _cut(incoming)
    with pytest.raises(WorldTrouble):
        incoming.settle(first[0].uidvalidity, [each.uid for each in first])
    assert subjects([next(batches)]) == [["m2", "m3"]]
    incoming.settle(first[0].uidvalidity, [each.uid for each in first])
    assert subjects(batches) == [["m4", "m5"]]
    assert subjects(incoming.batches()) == [["m2", "m3", "m4", "m5"]]


def _cut(incoming) -> None:
    incoming._connection._client._imap.sock.shutdown(2)


def test_a_connection_cut_while_mails_travel_gives_each_of_them_once(
    dovecot, user, opened, monkeypatch
):
    """ML5: the server drops after any command."""
    for number in range(4):
        dovecot.deliver(user, mail(f"m{number}"))
    incoming = opened()
    fetch, calls = imap.IMAPClient.fetch, count()

    def failing(client, uids, items):
        if next(calls) in (1, 4):
            client._imap.sock.shutdown(2)
        return fetch(client, uids, items)

    monkeypatch.setattr(imap.IMAPClient, "fetch", failing)
    seen, wrong = _all_before_trouble(incoming)
    assert seen == ["m0", "m1", "m3"]
    assert "UID [3]" in str(wrong)
    assert subjects(incoming.batches()) == [["m0", "m1", "m2", "m3"]]


def _all_before_trouble(incoming) -> tuple[list[str], WorldTrouble]:
    seen: list[str] = []
    try:
        for batch in incoming.batches():
            seen += [_subject(each.raw) for each in batch]
    except WorldTrouble as wrong:
        return seen, wrong
    raise AssertionError("no trouble")


def test_a_folder_that_does_not_exist_is_named(dovecot, user, opened):
    with pytest.raises(WorldTrouble, match="Nowhere"):
        list(opened(url=dovecot.url(user, "Nowhere")).batches())


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("smtp://a@b.test", "use imap"),
        ("imap://mail.test/INBOX", "names no user"),
        ("maildir:", "folder"),
        ("imaps://a:secret@b.test/INBOX", "password"),
        ("imap://a@b.test:port/INBOX", "cannot be read"),
        ("pop3://a@b.test", "looks like"),
    ],
)
def test_an_address_that_is_no_mailbox_says_what_one_looks_like(url, says):
    with pytest.raises(SettingsTrouble, match=says) as caught:
        open_incoming(url, installation=Path())
    assert "secret" not in str(caught.value)
