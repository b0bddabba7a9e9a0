"""Trying again: waits that grow to a limit, spread a little, and end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from register.rules.retry import ATTEMPTS, FIRST, LONGEST, wait


def test_the_wait_doubles_from_two_minutes_to_sixteen_hours():
    waits = [wait(attempts, 0.0) for attempts in range(1, ATTEMPTS)]
    assert waits[:4] == [FIRST, FIRST * 2, FIRST * 4, FIRST * 8]
    assert waits[-1] == LONGEST
    assert waits == sorted(waits)


@pytest.mark.parametrize("attempts", range(1, ATTEMPTS))
def test_chance_adds_up_to_a_fifth(attempts):
    plain = wait(attempts, 0.0)
    assert wait(attempts, 1.0) == plain * 1.2
    assert plain < wait(attempts, 0.5) < wait(attempts, 1.0)


def test_it_ends_after_four_days_and_not_before():
    """RFC 5321 4.5.4.1: a server that is down is given four or five days."""
    assert wait(ATTEMPTS, 0.0) is None
    assert wait(ATTEMPTS + 5, 0.0) is None
    for chance in (0.0, 1.0):
        tried = sum((wait(attempts, chance) for attempts in range(1, ATTEMPTS)), timedelta())
        assert timedelta(days=4) < tried < timedelta(days=5)
