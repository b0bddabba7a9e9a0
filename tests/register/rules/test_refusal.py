"""Refusals and returns: only those that blame the address stop the asking."""

import pytest

from register.rules.refusal import (
    Verdict,
    blames_address,
    blames_domain,
    is_hopeless,
    told,
    told_softly,
    verdict,
)


@pytest.mark.parametrize(
    ("code", "reply", "blamed"),
    [
        (550, "5.1.1 <a@b.kg>: Recipient address rejected: User unknown", True),
        (550, "5.1.2 Bad destination system", True),
        (554, "5.1.1 no such user", True),  # the enhanced status decides, whatever the code
        (550, "5.7.1 Message rejected as spam", False),
        (550, "5.7.26 unauthenticated mail", False),
        (552, "5.2.2 Mailbox full", False),
        (550, "5.2.1 Mailbox disabled", False),
        (550, "No such user here", True),  # no enhanced status: the code decides
        (551, "User not local", True),
        (553, "Mailbox name not allowed", True),
        (554, "Transaction failed", False),
        (521, "This host does not accept mail", False),
        (550, "4.1.1 a temporary status is no verdict on the address", False),
        (550, "rejected by version 3.1.1 of the filter", True),  # 3.x.x is no status
        (550, "5.1.8 sender's domain does not resolve", False),  # ours, not theirs
        (553, "5.1.7 bad sender's mailbox address", False),
        (550, "5.1.10 recipient not found", True),
        (550, "5.1.77 some address trouble", True),
    ],
)
def test_a_refusal_blames_the_address_only_when_it_says_so(code, reply, blamed):
    assert blames_address(code, reply) is blamed


@pytest.mark.parametrize("reply", ["5.1.8 sender's domain does not resolve", "5.1.7 bad sender"])
def test_a_mistake_in_our_own_address_costs_no_letter_its_further_attempts(reply):
    assert is_hopeless(550, reply) is False


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("5.1.1", Verdict.HARD),
        ("5.1.10", Verdict.HARD),
        ("5.0.0", Verdict.HARD),
        ("5.2.1", Verdict.HARD),
        ("5.4.4", Verdict.HARD),
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
    ("code", "reply", "kept", "softly"),
    [
        (452, "4.2.2 <a@b.kg> mailbox full", "refused: 452 4.2.2", True),
        (450, "try again", "refused: 450", True),
        (451, "4.7.1 too many letters from you", "refused: 451 4.7.1", False),
        (452, "4.3.1 our own server's disk is full", "refused: 452 4.3.1", False),
        (554, "5.7.1 <a@b.kg> relay access denied", "refused: 554 5.7.1", False),
        (552, "5.2.2 full", "refused: 552 5.2.2", False),
    ],
)
def test_of_a_refusal_code_and_status_are_kept_and_no_word(code, reply, kept, softly):
    """WB7: a server's words may hold the address."""
    assert told(code, reply) == kept
    assert told_softly(kept) is softly


def test_other_troubles_of_a_letter_are_no_soft_refusal():
    assert told_softly("it cannot be written out") is False
    assert told_softly("") is False


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
