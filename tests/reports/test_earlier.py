"""A release against earlier ones of its quarter: what the pair of them must not tell."""

import json
from dataclasses import replace

import pytest
from crafted.registers import figures_from, joint

from reports.counts import Dimension
from reports.protection import protect

WIDTH = 10


def answers(good, bad):
    return {12: {"1": bad, "2": 0, "3": 0, "4": 0, "5": good}}


def bodies(**counts):
    return figures_from(
        [joint(b, "r", "k", 200, answers(*split), sum(split)) for b, split in counts.items()]
    )


def revised(before, after):
    first = protect(before, WIDTH)
    basis = json.loads(json.dumps(first.basis()))
    return first, protect(after, WIDTH, basis)


def test_a_revision_without_changes_shows_the_same():
    made = bodies(a=(2, 3), b=(20, 12), c=(30, 30))
    first, second = revised(made, made)
    assert [second.hidden(12, d) for d in Dimension] == [first.hidden(12, d) for d in Dimension]
    assert second.total_shown(12)


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        ((31, 32), False),  # three came late: everybody could see what they said
        ((29, 31), False),  # one changed its mind
        ((36, 36), True),  # twelve came
        ((42, 30), False),  # twelve came who all said the same
        ((30, 30), True),
    ],
)
def test_a_group_that_changed_by_a_few_answers_is_not_shown_again(after, shown):
    rest = {"a": (25, 25), "b": (25, 25), "d": (40, 40)}
    _, second = revised(bodies(**rest, c=(30, 30)), bodies(**rest, c=after))
    assert second.shown(12, Dimension.BODY, "c") is shown
    assert second.total_shown(12) is shown


def test_what_was_hidden_stays_hidden_and_is_not_covered_by_what_is_known():
    first, second = revised(
        bodies(a=(2, 3), b=(20, 12), c=(30, 30), d=(50, 50)),
        bodies(a=(2, 3), b=(20, 12), c=(10, 0), d=(50, 50)),
    )
    assert first.hidden(12, Dimension.BODY) == {0, 1}
    assert {0, 1, 2} <= second.hidden(12, Dimension.BODY)


def test_a_third_release_is_compared_with_the_first():
    rest = {"a": (25, 25), "b": (25, 25), "d": (40, 40)}
    _, second = revised(bodies(**rest, c=(30, 30)), bodies(**rest, c=(60, 60)))
    third = protect(bodies(**rest, c=(31, 31)), WIDTH, second.basis())
    assert second.shown(12, Dimension.BODY, "c")
    assert not third.shown(12, Dimension.BODY, "c")


def test_the_basis_names_no_hidden_number():
    protection = protect(bodies(a=(2, 3), b=(20, 12), c=(30, 30)), WIDTH)
    told = protection.basis()["12"]["body"]
    assert set(told["shown"]) == {"c"}
    assert told["hidden"] == ["a", "b"]


def test_channels_and_words_are_hidden_where_few_used_them():
    made = replace(bodies(c=(30, 30)), channels={"mail": 57, "web": 3}, words={14: 4})
    protection = protect(made, WIDTH)
    assert protection.hidden_channels == {"mail", "web"}
    assert not protection.words_shown
    many = replace(made, channels={"mail": 40, "web": 20}, words={14: 12})
    assert not protect(many, WIDTH).hidden_channels
    assert protect(many, WIDTH).words_shown
    later = replace(many, channels={"mail": 39, "web": 21}, words={14: 13})
    again = protect(later, WIDTH, protect(many, WIDTH).basis())
    assert again.hidden_channels == {"mail", "web"}
    assert not again.words_shown
