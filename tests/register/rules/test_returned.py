"""Letters that came back softly, one after another: when an address counts as dead."""

from datetime import date, timedelta

import pytest

from register.rules.returned import Fate, Past, returned_in_a_row

TODAY = date(2026, 7, 20)
BACK, TAKEN = Fate.RETURNED, Fate.TAKEN


@pytest.mark.parametrize(
    ("newest_first", "row"),
    [
        ([], 0),
        ([(1, BACK)], 1),
        ([(1, BACK), (8, BACK), (15, BACK)], 3),
        ([(1, BACK), (1, BACK), (1, BACK)], 1),  # one day's trouble
        ([(1, BACK), (1, BACK), (8, BACK)], 2),
        ([(1, BACK), (8, TAKEN), (15, BACK)], 1),  # one in between arrived
        ([(1, BACK), (2, TAKEN), (8, BACK)], 1),  # a later one is back already
        ([(1, TAKEN), (8, BACK), (15, BACK), (22, BACK)], 3),  # its fate is open
        ([(6, TAKEN), (8, BACK), (15, BACK)], 2),
        ([(7, TAKEN), (8, BACK), (15, BACK)], 0),  # nobody tries that long: it arrived
        ([(1, TAKEN)], 0),
    ],
)
def test_a_row_counts_days_since_the_last_letter_that_arrived(newest_first, row):
    past = [Past(TODAY - timedelta(days), fate) for days, fate in newest_first]
    assert returned_in_a_row(past, TODAY) == row
