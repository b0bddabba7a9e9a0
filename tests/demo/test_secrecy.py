"""Why a cell of the demo's workbook reads [c]: the plain rules, or that it covers another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest
from demo.attacker import Attacker, secrets
from demo.by_hand import QUESTIONS
from demo.expected import divisions
from demo.secrecy import BASE, Division, Group, fit, liked, minimum

pytestmark = pytest.mark.xdist_group("demo")  # played once, not once in every worker
CLOSED = [question for question in QUESTIONS if question["kind"] != "text"]


@pytest.fixture(scope="module")
def quarter(by_hand) -> Group:
    return list(by_hand[0].values())


@pytest.fixture(scope="module")
def shown(quarter, covering) -> list[Division]:
    return divisions(quarter, covering)


def asked(number: int) -> dict[str, Any]:
    return next(question for question in QUESTIONS if question["number"] == number)


def hidden(by: Division, question: dict[str, Any]) -> Iterator[Group]:
    yield from (by.groups[at] for at in sorted(by.unfit(question)))


def test_what_breaks_a_plain_rule_is_hidden_and_what_is_left_over_keeps_them(shown):
    """Enough answers, not all alike, not mostly of one business: of a group and of the rest."""
    found = 0
    for question in CLOSED:
        for by in shown:
            away = by.unfit(question)
            for at, group in enumerate(by.groups):
                votes = liked(question, group)
                assert not votes or at in away or fit(votes, group, minimum(question))
            together = [one for group in hidden(by, question) for one in group]
            votes = liked(question, together)
            assert not votes or fit(votes, together, minimum(question))
            found += len(away)
    assert found > 30


def test_nothing_is_hidden_of_which_nobody_said_anything(shown):
    for question in CLOSED:
        for by in shown:
            assert all(liked(question, group) for group in hidden(by, question))


def test_some_groups_are_hidden_only_to_cover_others(shown, covering):
    assert {name for _, name, _ in covering} == {"region"}
    plain = sum(len(by.plain(question)) for by in shown for question in CLOSED)
    assert 0 < len(covering) < plain / 3


def knowing(
    question: dict[str, Any] | None, quarter: Group, shown: list[Division], *, answers: bool = True
) -> Attacker:
    attacker = Attacker(question, quarter)
    attacker.read(shown, answers=answers)
    return attacker


def worked_out(
    question: dict[str, Any] | None, quarter: Group, shown: list[Division]
) -> Iterator[tuple[str, int]]:
    """The hidden groups whose range is less than the base, and than if no answers were told.

    What is asked about is how many favour, and how many answered where that is not told.
    """
    after, before = (knowing(question, quarter, shown, answers=told) for told in (True, False))
    for by in shown:
        silent = by.silent()
        for at in sorted(silent if question is None else by.unfit(question)):
            for weights in secrets(question)[0 if at in silent else 1 :]:
                width = after.width(by.groups[at], weights)
                if width < BASE and width < before.width(by.groups[at], weights):
                    yield by.name, at


def test_each_covering_group_was_hidden_while_another_could_be_worked_out(quarter, covering):
    """Hidden one after the other in some order, each was needed when its turn came."""
    for number in {number for number, _, _ in covering}:
        mine = [one for one in covering if one[0] == number]

        def needed(already: tuple[tuple[int, str, int], ...], number: int = number) -> bool:
            return any(worked_out(asked(number), quarter, divisions(quarter, set(already))))

        assert any(
            all(needed(order[:count]) for count in range(len(order)))
            for order in permutations(mine)
        ), mine


def test_nobody_can_work_out_what_is_hidden(shown, quarter):
    for question in (None, *CLOSED):
        assert list(worked_out(question, quarter, shown)) == [], question and question["number"]
