"""Refusals: only those that blame the address stop the asking."""

import pytest

from register.rules.refusal import blames_address


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
    ],
)
def test_a_refusal_blames_the_address_only_when_it_says_so(code, reply, blamed):
    assert blames_address(code, reply) is blamed
