"""Refusals and returns: only those that blame the address stop the asking."""

import pytest

from register.rules.refusal import (
    Verdict,
    blames_domain,
    may_go_yet,
    status_of,
    told,
    verdict,
)

H, S, O = Verdict.HARD, Verdict.SOFT, Verdict.OURS  # noqa: E741 - a column of the table


@pytest.mark.parametrize(
    ("code", "reply", "status", "says", "again"),
    [
        (550, "5.1.1 <a@b.kg>: Recipient address rejected: User unknown", "5.1.1", H, False),
        (550, "5.1.2 Bad destination system", "5.1.2", H, False),
        (554, "5.1.1 no such user", "5.1.1", H, False),  # the status decides, not the code
        (550, "5.1.10 recipient not found", "5.1.10", H, False),
        (550, "5.1.77 some address trouble", "5.1.77", H, False),
        (550, "5.1.8 sender's domain does not resolve", "5.1.8", O, True),  # ours, not theirs
        (553, "5.1.7 bad sender's mailbox address", "5.1.7", O, True),
        (550, "5.2.1 Mailbox disabled", "5.2.1", H, False),
        (552, "5.2.2 Mailbox full", "5.2.2", S, True),
        (552, "5.2.3 longer than this mailbox takes", "5.2.3", O, False),
        (552, "5.3.4 message too big", "5.3.4", O, False),
        (554, "5.4.4 no route to host", "5.4.4", H, True),
        (554, "5.6.0 not this one", "5.6.0", O, False),
        (550, "5.7.1 Message rejected as spam", "5.7.1", O, True),
        (550, "5.7.26 unauthenticated mail", "5.7.26", O, True),
        (452, "4.2.2 <a@b.kg> mailbox full", "4.2.2", S, True),
        (451, "4.3.1 our own server's disk is full", "4.3.1", O, True),
        (451, "4.7.1 too many letters from you", "4.7.1", O, True),
        (550, "4.1.1 a temporary status is no verdict on the address", "4.1.1", S, True),
        # No status: the code decides, where it names a mailbox.
        (550, "No such user here", "5.1.1", H, False),
        (551, "User not local", "5.1.1", H, False),
        (552, "exceeded storage allocation", "5.2.2", S, True),
        (553, "Mailbox name not allowed", "5.1.1", H, False),
        (554, "Transaction failed", "5.7.0", O, True),
        (521, "This host does not accept mail", "5.7.0", O, True),
        (450, "try again", "4.0.0", S, True),
        (550, "rejected by version 3.1.1 of the filter", "5.1.1", H, False),  # 3.x.x is none
        (554, "your address 5.9.1.77 is blocked", "5.7.0", O, True),  # nor is a net address
        (554, "your address 188.5.1.1 is blocked", "5.7.0", O, True),
        (554, "smtp;554-#5.7.1: no", "5.7.1", O, True),
    ],
)
def test_a_refusal_has_one_status_and_its_verdict(code, reply, status, says, again):
    found = status_of(code, reply)
    assert (found, verdict(found), may_go_yet(found)) == (status, says, again)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("5.1.1", Verdict.HARD),
        ("5.1.10", Verdict.HARD),
        ("5.0.0", Verdict.HARD),
        ("5.2.1", Verdict.HARD),
        ("5.4.4", Verdict.HARD),
        ("4.3.2", Verdict.OURS),  # a server out of order: perhaps ours
        ("5.5.0", Verdict.HARD),
        ("4.4.7", Verdict.SOFT),
        ("4.2.2", Verdict.SOFT),
        ("4.1.1", Verdict.SOFT),
        ("5.2.2", Verdict.SOFT),  # full, though it is called permanent
        ("5.7.1", Verdict.OURS),
        ("5.7.26", Verdict.OURS),
        ("4.7.0", Verdict.OURS),  # grey-listed until it expired, say
        ("5.6.3", Verdict.OURS),
        ("5.3.4", Verdict.OURS),
        ("5.2.3", Verdict.OURS),
        ("5.1.8", Verdict.OURS),
    ],
)
def test_a_return_says_of_the_address_what_its_status_says(status, says):
    assert verdict(status) is says


@pytest.mark.parametrize(
    ("code", "reply", "kept"),
    [
        (452, "4.2.2 <a@b.kg> mailbox full", "refused: 452 4.2.2"),
        (554, "5.7.1 <a@b.kg> relay access denied", "refused: 554 5.7.1"),
        (450, "try again, 10.4.2.2", "refused: 450"),
        (554, "no", "refused: 554"),  # and not the status that we make of it
    ],
)
def test_of_a_refusal_code_and_status_are_kept_and_no_word(code, reply, kept):
    """WB7: a server's words may hold the address."""
    assert told(code, reply) == kept


@pytest.mark.parametrize(
    ("code", "reply", "blamed"),
    [
        (451, "4.3.0 mail system is full", True),
        (451, "4.4.1 no answer from host", True),
        (450, "4.7.0 too many letters from you", True),
        (450, "4.7.1 Recipient address rejected: Greylisted for 300 seconds", False),
        (451, "4.7.1 Gray-listed, please try again", False),
        (452, "4.2.2 mailbox full", False),
        (450, "4.1.2 domain not found just now", False),
        (451, "try later", False),
        (554, "5.7.1 no", False),
        (554, "4.7.1 a permanent code decides", False),
    ],
)
def test_a_temporary_refusal_blames_the_domain_only_when_it_would_meet_every_letter(
    code, reply, blamed
):
    assert blames_domain(code, reply) is blamed
