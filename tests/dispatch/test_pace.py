"""The pace: so many letters a minute to one domain, and none waits in vain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.pace import REST, Pace, domain_of
from register.rules.retry import LATEST

NOW = datetime(2026, 7, 20, 4, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def turns(pace: Pace, count: int, now: datetime = NOW, domain="b.kg", ahead=0) -> list[timedelta]:
    """When `count` letters may go, counted from NOW."""
    return [pace.turn(domain, now, lambda: ahead) - NOW for _ in range(count)]


def test_so_many_go_at_once_and_as_many_each_minute_after():
    got = turns(Pace(3), 8)
    assert got == [timedelta()] * 3 + [MINUTE] * 3 + [2 * MINUTE] * 2


def test_in_no_minute_go_more_than_allowed():
    pace, gone = Pace(4), []
    for second in range(0, 300, 7):
        gone += turns(pace, 1, NOW + second * SECOND)
    gone.sort()
    assert all(later - first >= MINUTE for first, later in zip(gone, gone[4:], strict=False))
    assert len(gone) > 12


def test_a_domain_keeps_no_other_waiting():
    pace = Pace(1)
    turns(pace, 50)
    assert turns(pace, 1, domain="c.kg") == [timedelta()]


def test_what_went_before_the_run_counts():
    gone = [("a@B.kg", NOW - 30 * SECOND), ("c@b.kg", NOW - 20 * SECOND), ("d@e.kg", NOW)]
    assert turns(Pace(2, gone), 3) == [30 * SECOND, 40 * SECOND, 90 * SECOND]


def test_what_got_its_turn_in_an_earlier_run_keeps_it():
    """Or every run would give the same turns away again, and each would be claimed in vain."""
    pace, asked = Pace(2), []

    def ahead() -> int:
        asked.append(1)
        return 4

    got = [pace.turn("b.kg", NOW, ahead) - NOW for _ in range(5)]
    assert got == [timedelta()] * 2 + [3 * MINUTE] * 2 + [4 * MINUTE]
    assert asked == [1]


def test_no_pace_is_no_limit_and_asks_nobody():
    def ahead() -> int:
        raise AssertionError("asked for what nobody needs")

    pace = Pace(0)
    assert {pace.turn("b.kg", NOW, ahead) for _ in range(1000)} == {NOW}


@pytest.mark.parametrize("a_minute", [0, 2])
def test_a_domain_that_rests_gets_nothing_until_its_rest_is_over(a_minute):
    pace = Pace(a_minute)
    pace.rest("b.kg", NOW)
    assert pace.rests_until("b.kg", NOW) == NOW + REST
    assert pace.rests_until("c.kg", NOW) is None
    assert turns(pace, 3)[:2] == [REST] * 2
    assert turns(pace, 1, domain="c.kg") == [timedelta()]
    assert pace.rests_until("b.kg", NOW + REST) is None
    assert turns(pace, 1, NOW + REST + MINUTE) == [REST + MINUTE]


def test_nothing_is_put_off_beyond_what_a_clock_set_back_would_look_like():
    assert max(turns(Pace(1), 5000)) == LATEST


def test_ten_thousand_letters_to_one_domain_cost_ten_thousand_turns():
    pace = Pace(60)
    got = turns(pace, 10_000)
    assert got == sorted(got)
    assert got[-1] == 166 * MINUTE


@pytest.mark.parametrize(
    ("address", "domain"), [("a@B.Kg", "b.kg"), ('"x@y"@b.kg', "b.kg"), ("a@домен.kg", "домен.kg")]
)
def test_the_domain_of_an_address(address, domain):
    assert domain_of(address) == domain
