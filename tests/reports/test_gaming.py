"""Address gaming: who stands out among the peers, and who must not."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.gaming import Count, Sign, findings
from reports.gaming_addresses import officials, one_letter
from reports.gaming_chances import adjusted, upper_tail


def test_the_chance_of_a_count_is_the_exact_binomial():
    """Against sums of math.comb, which are exact."""
    for base, rate in ((1, 0.3), (10, 0.5), (40, 0.02), (200, 0.9)):
        for observed in range(base + 1):
            exact = sum(
                math.comb(base, k) * rate**k * (1 - rate) ** (base - k)
                for k in range(observed, base + 1)
            )
            assert upper_tail(observed, base, rate) == pytest.approx(exact, rel=1e-6, abs=1e-12)


@given(st.integers(1, 3000), st.data(), st.floats(1e-6, 1 - 1e-6))
def test_a_chance_lies_between_nothing_and_certainty_and_falls_with_the_count(base, data, rate):
    observed = data.draw(st.integers(1, base))
    chance = upper_tail(observed, base, rate)
    assert 0 <= chance <= 1
    assert chance <= upper_tail(observed - 1, base, rate) + 1e-9


def test_small_chances_are_adjusted_as_in_the_paper():
    """The example of Benjamini and Hochberg (1995), table 1: four of fifteen at 5 %."""
    paper = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
             0.4262, 0.5719, 0.6528, 0.7590, 1.0000]  # fmt: skip
    assert sum(chance <= 0.05 for chance in adjusted(paper)) == 4


def test_who_leaves_out_addresses_is_found_and_nobody_else():
    chance = random.Random(4)
    honest = {
        ("geti", f"I-{n}"): Count(60, sum(chance.random() < 0.2 for _ in range(60)))
        for n in range(200)
    }
    gamer = {("geti", "G-1"): Count(60, 33, ["R-1", "R-2"])}
    found = list(findings({Sign.MISSING: honest | gamer}, 10))
    assert [(one.sign, one.inspector) for one in found] == [(Sign.MISSING, "G-1")]
    assert found[0].expected == pytest.approx(12, abs=1.5)
    assert found[0].cases == ("R-1", "R-2")


def test_chance_alone_lists_hardly_anybody():
    """Of a hundred honest countries, at most a few have one inspector listed."""
    chance, listed = random.Random(9), 0
    for _ in range(100):
        counts = {
            ("geti", f"I-{n}"): Count(40, sum(chance.random() < 0.15 for _ in range(40)))
            for n in range(30)
        }
        listed += bool(list(findings({Sign.MISSING: counts}, 10)))
    assert listed <= 12


def test_signs_of_answers_need_the_minimum_base():
    few = {("geti", f"I-{n}"): Count(200, 2) for n in range(5)} | {("geti", "G"): Count(9, 9)}
    assert not list(findings({Sign.INFLUENCED: few}, 10))
    enough = few | {("geti", "G"): Count(10, 10)}
    assert [one.inspector for one in findings({Sign.INFLUENCED: enough}, 10)] == ["G"]


def test_an_inspector_without_peers_is_not_judged():
    assert not list(findings({Sign.MISSING: {("geti", "I-1"): Count(50, 50)}}, 10))


def test_who_is_alone_in_a_body_is_compared_with_all_bodies():
    counts = {("geti", f"I-{n}"): Count(50, 5) for n in range(6)} | {("osh", "X"): Count(50, 45)}
    assert [one.inspector for one in findings({Sign.MISSING: counts}, 10)] == ["X"]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("bermet", "bermet", True),
        ("bermet", "bermett", True),
        ("bermet", "bemret", True),
        ("bermet", "berment", True),
        ("bermet", "aermet", True),
        ("bermet", "ermet", True),
        ("bermet", "berm", False),
        ("bermet", "bremte", False),
        ("ab", "ba", True),
        ("", "a", True),
    ],
)
def test_one_letter_away(one, other, near):
    assert one_letter(one, other) is near
    assert one_letter(other, one) is near


def test_an_officials_domain_is_found_and_a_public_one_is_not():
    known = officials(["Bermet@chuy.gov.kg", "aida@mail.ru"])
    assert known.near("anybody@chuy.gov.kg")
    assert known.near("aidaa@mail.ru")
    assert known.near("aida@mail.ry")
    assert not known.near("nurlan@mail.ru")
    assert not known.near("bermet@business.kg")
