"""Letters out to a real Postfix, and to a scripted server that fails at a chosen moment."""

import email
from itertools import count
from pathlib import Path

import pytest
from services.process import free_ports
from services.scripted import DROP, STALL, run_scripted

from config.trouble import SettingsTrouble
from dispatch.outgoing import Refused, SendTrouble, open_outgoing

numbers = count(1)
FROM = "bounces+key@mail.test"


def letter(subject: str = "Invitation", text: str = "Please answer") -> bytes:
    return f"Subject: {subject}\r\nFrom: survey@mail.test\r\n\r\n{text}\r\n".encode()


@pytest.fixture
def opened():
    """Opens a way out; closes it after the test."""
    made = []

    def make(url, password="", **more):
        more.setdefault("timeout", 20)
        made.append(open_outgoing(url, password, installation=Path(), hello="mail.test", **more))
        return made[-1]

    yield make
    for outgoing in made:
        outgoing.close()


@pytest.fixture
def scripted():
    """A server that fails where the test says."""
    with run_scripted() as server:
        yield server


@pytest.fixture
def user(dovecot):
    """A mailbox no other test knows."""
    name = f"business{next(numbers)}"
    dovecot.add(name)
    return name


@pytest.mark.service
def test_a_letter_arrives_with_its_return_path_and_the_queue_entry_is_told(
    dovecot, postfix, user, opened
):
    reply = opened(postfix.url).send(FROM, f"{user}@mail.test", letter())
    (raw,) = dovecot.wait(user, 1)
    arrived = email.message_from_bytes(raw)
    assert arrived["Return-Path"] == f"<{FROM}>"
    assert arrived["Subject"] == "Invitation"
    assert reply.startswith("250 2.0.0 Ok: queued as ")
    assert reply.rpartition(" ")[2] in arrived.get_all("Received")[1]


@pytest.mark.service
def test_many_letters_share_one_connection(dovecot, postfix, user, opened):
    outgoing = opened(postfix.url)
    before = postfix.log().count(" connect from ")
    for number in range(5):
        outgoing.send(FROM, f"{user}@mail.test", letter(f"m{number}"))
    dovecot.wait(user, 5)
    assert postfix.log().count(" connect from ") - before <= 1


@pytest.mark.service
def test_lines_that_begin_with_a_dot_and_bare_line_ends_arrive_as_lines(
    dovecot, postfix, user, opened
):
    """TR6: no bare CR or LF in the bytes sent, so no second letter can hide in one."""
    text = "one\n.\ntwo\r..\r\n.\r\nMAIL FROM:<evil@mail.test>\r\n.three"
    opened(postfix.url).send(FROM, f"{user}@mail.test", letter(text=text))
    (raw,) = dovecot.wait(user, 1)
    body = raw.partition(b"\r\n\r\n")[2].split(b"\r\n")
    smuggled = b"MAIL FROM:<evil@mail.test>"
    assert body == [b"one", b".", b"two", b"..", b".", smuggled, b".three", b""]


@pytest.mark.service
def test_an_empty_return_path_is_the_null_sender(dovecot, postfix, user, opened):
    opened(postfix.url).send("", f"{user}@mail.test", letter())
    (raw,) = dovecot.wait(user, 1)
    assert b"Return-Path: <>\r\n" in raw


@pytest.mark.service
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_letters_go_over_starttls_and_tls_with_sign_in(dovecot, postfix, user, opened, scheme):
    port = postfix.submission if scheme == "smtp" else postfix.smtps
    outgoing = opened(
        f"{scheme}://survey@127.0.0.1:{port}",
        dovecot.password,
        starttls="always",
        ca_file=postfix.authority,
    )
    outgoing.send(FROM, f"{user}@mail.test", letter())
    (raw,) = dovecot.wait(user, 1)
    assert b"with ESMTPSA" in raw


@pytest.mark.service
@pytest.mark.parametrize("password", ["wrong", "неверно"])
def test_a_wrong_password_is_permanent_trouble_and_no_refusal_of_the_letter(
    postfix, opened, password
):
    url = f"smtps://survey@127.0.0.1:{postfix.smtps}"
    outgoing = opened(url, password, ca_file=postfix.authority)
    with pytest.raises(SendTrouble, match=r"\[mail.out\]") as caught:
        outgoing.send(FROM, "customer@mail.test", letter())
    assert caught.value.permanent
    assert not isinstance(caught.value, Refused)
    assert not caught.value.uncertain
    assert password not in str(caught.value)


def test_a_password_never_travels_where_starttls_is_wanted_but_not_offered(opened, scripted):
    outgoing = opened(f"smtp://survey@127.0.0.1:{scripted.port}", "pw", starttls="always")
    with pytest.raises(SendTrouble, match="starttls") as caught:
        outgoing.send(FROM, "customer@mail.test", letter())
    assert caught.value.permanent
    assert not any(line.startswith("AUTH") for line in scripted.said)


def test_a_server_without_sign_in_is_told_from_a_refused_letter(opened, scripted):
    outgoing = opened(f"smtp://survey@127.0.0.1:{scripted.port}", "pw")
    with pytest.raises(SendTrouble, match=r"\[mail.out\] url") as caught:
        outgoing.send(FROM, "customer@mail.test", letter())
    assert not isinstance(caught.value, Refused)


@pytest.mark.service
def test_an_unknown_authority_is_refused_and_the_file_to_name_is_said(postfix, opened):
    with pytest.raises(SendTrouble, match="ca_file") as caught:
        opened(f"smtps://survey@127.0.0.1:{postfix.smtps}", "pw").send(
            FROM, "customer@mail.test", letter()
        )
    assert caught.value.permanent


@pytest.mark.service
def test_a_refused_recipient_is_a_permanent_refusal_and_the_next_letter_passes(
    dovecot, postfix, user, opened
):
    """ML4: 5xx."""
    outgoing = opened(postfix.url)
    with pytest.raises(Refused) as caught:
        outgoing.send(FROM, "nobody@bounce.test", letter())
    assert caught.value.permanent
    assert caught.value.code == 550
    assert caught.value.reply.startswith("5.1.1")
    outgoing.send(FROM, f"{user}@mail.test", letter())
    dovecot.wait(user, 1)


@pytest.mark.service
def test_a_letter_over_the_servers_limit_is_refused_before_it_travels(postfix, opened):
    with pytest.raises(Refused) as caught:
        opened(postfix.url).send(FROM, "customer@mail.test", b"x: y\r\n\r\n" + b"z" * 53_000_000)
    assert caught.value.code == 552


@pytest.mark.service
def test_an_address_in_cyrillic_passes_by_smtputf8(dovecot, postfix, opened):
    dovecot.add("инспектор")
    reply = opened(postfix.url).send(FROM, "инспектор@elsewhere.test", letter())
    assert reply.startswith("250")


def test_an_address_in_cyrillic_is_refused_where_the_server_cannot_take_it(opened, scripted):
    with pytest.raises(Refused, match="SMTPUTF8") as caught:
        opened(scripted.url).send(FROM, "инспектор@mail.test", letter())
    assert caught.value.permanent


def test_a_cyrillic_domain_alone_travels_in_ascii(opened, scripted):
    opened(scripted.url).send(FROM, "info@пример.бел", letter())
    assert "RCPT TO:<info@xn--e1afmkfd.xn--90ais>" in scripted.said


@pytest.mark.parametrize(
    "address", ["a@b.test>\r\nRCPT TO:<c@d.test", "a b@c.test", "a@b.test> X=<", "", "a\0@b.test"]
)
def test_an_address_that_would_be_a_second_command_is_never_sent(opened, scripted, address):
    """TR6."""
    with pytest.raises(Refused) as caught:
        opened(scripted.url).send(FROM, address, letter())
    assert caught.value.permanent
    assert scripted.connections == 0


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(("code", "permanent"), [(451, False), (452, False), (550, True)])
def test_a_refusal_at_any_step_is_of_this_letter_only(opened, scripted, step, code, permanent):
    """ML4: 4xx and 5xx."""
    scripted.answers[step].append(f"{code} {code // 100}.7.1 not this one")
    outgoing = opened(scripted.url)
    with pytest.raises(Refused) as caught:
        outgoing.send(FROM, "a@b.test", letter())
    refused = caught.value
    assert (refused.code, refused.permanent) == (code, permanent)
    assert refused.reply == f"{code // 100}.7.1 not this one"
    assert not refused.uncertain
    assert outgoing.send(FROM, "a@b.test", letter()) == "250 2.0.0 queued as 1"
    assert scripted.connections == 1


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY"])
def test_a_server_gone_before_the_closing_dot_certainly_has_no_letter(opened, scripted, step):
    """ML4: drops before 250."""
    scripted.answers[step] += [DROP, DROP]  # EHLO is followed by HELO
    with pytest.raises(SendTrouble) as caught:
        opened(scripted.url).send(FROM, "a@b.test", letter(text="x" * 3_000_000))
    assert not caught.value.uncertain
    assert not caught.value.permanent
    assert scripted.letters == []


@pytest.mark.parametrize("answer", [DROP, STALL, "nonsense"])
def test_no_verdict_after_the_closing_dot_makes_the_letter_uncertain(opened, scripted, answer):
    """ML4: drops or stalls where 250 should come."""
    scripted.answers["DOT"].append(answer)
    outgoing = opened(scripted.url, verdict_timeout=0.3)
    with pytest.raises(SendTrouble) as caught:
        outgoing.send(FROM, "a@b.test", letter())
    assert caught.value.uncertain
    assert not isinstance(caught.value, Refused)
    assert outgoing.send(FROM, "a@b.test", letter()).startswith("250")


@pytest.mark.parametrize("step", ["CONNECT", "MAIL", "RCPT", "DATA", "DOT"])
def test_a_server_that_closes_with_421_refuses_no_letter_and_certainly_has_none(
    opened, scripted, step
):
    """ML4: 421."""
    scripted.answers[step].append("421 4.3.2 shutting down")
    outgoing = opened(scripted.url)
    with pytest.raises(SendTrouble, match="421") as caught:
        outgoing.send(FROM, "a@b.test", letter())
    assert not isinstance(caught.value, Refused)
    assert not caught.value.uncertain
    assert outgoing.send(FROM, "a@b.test", letter()).startswith("250")


@pytest.mark.parametrize("answer", [DROP, "421 4.4.2 idle too long"])
def test_a_kept_connection_the_server_gave_up_is_replaced_unseen(opened, scripted, answer):
    outgoing = opened(scripted.url)
    outgoing.send(FROM, "a@b.test", letter())
    scripted.answers["MAIL"].append(answer)
    assert outgoing.send(FROM, "a@b.test", letter()).startswith("250")
    assert scripted.connections == 2
    assert len(scripted.letters) == 2


def test_a_server_that_wants_sign_in_is_not_taken_for_one_that_refuses_letters(opened, scripted):
    scripted.answers["MAIL"].append("530 5.7.0 Authentication required")
    with pytest.raises(SendTrouble, match="530") as caught:
        opened(scripted.url).send(FROM, "a@b.test", letter())
    assert caught.value.permanent
    assert not isinstance(caught.value, Refused)


def test_a_server_that_is_not_there_is_trouble_that_passes(opened):
    (port,) = free_ports(1)
    with pytest.raises(SendTrouble, match=f"127.0.0.1:{port}") as caught:
        opened(f"smtp://127.0.0.1:{port}").send(FROM, "a@b.test", letter())
    assert not caught.value.permanent
    assert not caught.value.uncertain


@pytest.mark.parametrize("url", ["imap://a@b.test/INBOX", "smtp://", "smtp://a:secret@b.test"])
def test_an_address_that_is_no_way_out_is_a_fault_of_the_settings(url):
    with pytest.raises(SettingsTrouble) as caught:
        open_outgoing(url, installation=Path())
    assert "secret" not in str(caught.value)
