"""A mailbox of copies on a real Dovecot, and servers that fail."""

from __future__ import annotations

import socket
import threading

import pytest
from outbox_sought import copy, sought
from services.process import LOOPBACK, free_ports

from config.trouble import WorldTrouble
from dispatch.imap_copies import ImapCopies, _utf7

PASSWORD = "pw"


def ids(*numbers: int) -> set[str]:
    return {sought(number).letter_id for number in numbers}


@pytest.fixture
def copies(dovecot) -> str:
    """The name of a mailbox with copies of the letters 1 and 2, and of a forwarded 3."""
    dovecot.add("copies")
    with dovecot.connected("copies") as imap:
        imap.select("INBOX")
        imap.uid("STORE", "1:*", "+FLAGS", "\\Deleted")
        imap.expunge()
    for raw in (
        copy(1),
        copy(2, "MESSAGE-ID:\r\n\t"),
        copy(3, "References: "),
        b"Subject: x\r\n\r\n",
    ):
        dovecot.deliver("copies", raw)
    return "copies"


@pytest.mark.service
@pytest.mark.parametrize("tls", [False, True])
def test_a_copy_is_found_by_its_message_id(dovecot, copies, tls):
    """ML3; many are asked for at once, in commands that a server takes."""
    url = dovecot.url(copies, tls=tls)
    place = ImapCopies(url, PASSWORD, ca_file=dovecot.authority)
    assert place.found([sought(number) for number in (2, 3, 4)]) == ids(2)
    assert place.found([sought(n % 20) for n in range(90)]) == ids(1, 2)
    assert place.found([sought(1)]) == ids(1)
    assert "copies@" in place.prove()


@pytest.mark.service
def test_a_part_of_an_id_is_no_copy(dovecot, copies):
    """SEARCH finds substrings."""
    other = copy(5).replace(
        b"<" + sought(5).letter_id.encode(), b"<z" + sought(5).letter_id.encode()
    )
    dovecot.deliver(copies, other)
    assert ImapCopies(dovecot.url(copies), PASSWORD).found([sought(5)]) == set()


@pytest.mark.service
def test_looking_marks_no_copy_as_read(dovecot, copies):
    ImapCopies(dovecot.url(copies), PASSWORD).found([sought(1)])
    with dovecot.connected(copies) as imap:
        imap.select("INBOX")
        assert imap.search(None, "SEEN")[1] == [b""]


@pytest.mark.service
def test_a_folder_with_a_name_in_cyrillic_is_found(dovecot, copies):
    with dovecot.connected(copies) as imap:
        imap.create('"&BBoEPgQ,BDgEOA- &- 1"')
        imap.append('"&BBoEPgQ,BDgEOA- &- 1"', None, None, copy(6))
    url = dovecot.url(copies, "%D0%9A%D0%BE%D0%BF%D0%B8%D0%B8 & 1")
    assert ImapCopies(url, PASSWORD).found([sought(6)]) == ids(6)


@pytest.mark.service
@pytest.mark.parametrize(
    ("folder", "password"), [("INBOX", "wrong"), ("INBOX", "пароль"), ("Nowhere", PASSWORD)]
)
def test_a_mailbox_that_does_not_let_us_in_proves_nothing(dovecot, copies, folder, password):
    place = ImapCopies(dovecot.url(copies, folder), password)
    with pytest.raises(WorldTrouble, match=r"cannot be read.*mail\.out\.copies"):
        place.found([sought(1)])
    with pytest.raises(WorldTrouble):
        place.prove()


@pytest.mark.service
def test_a_certificate_nobody_vouches_for_proves_nothing(dovecot, copies):
    with pytest.raises(WorldTrouble, match="certificate"):
        ImapCopies(dovecot.url(copies, tls=True), PASSWORD).found([sought(1)])


def test_a_server_that_is_not_there_proves_nothing():
    (port,) = free_ports(1)
    with pytest.raises(WorldTrouble, match="cannot be read"):
        ImapCopies(f"imap://copies@{LOOPBACK}:{port}", PASSWORD).found([sought(1)])


def test_a_server_that_hangs_up_proves_nothing():
    with socket.create_server((LOOPBACK, 0)) as listening:
        url = f"imap://copies@{LOOPBACK}:{listening.getsockname()[1]}"

        def hang_up() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"* OK hello\r\n")
                connection.recv(100)

        threading.Thread(target=hang_up, daemon=True).start()
        with pytest.raises(WorldTrouble, match="cannot be read"):
            ImapCopies(url, PASSWORD).found([sought(1)])


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("INBOX", "INBOX"),
        ("A & B", "A &- B"),
        ("台北", "&U,BTFw-"),
        ("Копии/1", "&BBoEPgQ,BDgEOA-/1"),
    ],
)
def test_a_folder_name_travels_in_modified_utf_7(name, wire):
    """RFC 3501, 5.1.3, with its own example."""
    assert _utf7(name) == wire
