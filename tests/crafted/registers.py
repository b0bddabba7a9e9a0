"""Registers made by chance, as figures: joint cells of bodies, regions and kinds with answers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace

from config.questionnaire import Questionnaire, questionnaire
from register.rules.record import NoEmail
from reports.counts import Counts, Dimension, Figures, Funnel, Joint, together

FULL = questionnaire("inspection-1")
SHORT = replace(FULL, questions=tuple(q for q in FULL.questions if q.number in (1, 6, 10, 12)))
"""Enough of the questionnaire for what differs: skewed, with "na", delicate, with a mean."""


def joint(
    body: str, region: str, kind: str, delivered: int, answers: Mapping[int, Counts], answered: int
) -> Joint:
    """A joint cell in which every inspected business had the letter."""
    steps = dict.fromkeys(("inspected", "with_address", "invited", "delivered"), delivered)
    return Joint((body, region, kind), Funnel(**steps, answered=answered), answers)


def figures_from(
    cells: Iterable[Joint], asked: Questionnaire = SHORT, largest: int = 1, quarter: str = "2026-Q3"
) -> Figures:
    """The figures that are sums of these cells."""
    listed = tuple(cells)
    groups = {
        dimension: tuple(
            replace(
                together(cell for cell in listed if cell.code(dimension) == code),
                code=code,
                largest=largest,
            )
            for code in sorted({cell.code(dimension) for cell in listed})
        )
        for dimension in Dimension
    }
    total = replace(together(listed), largest=largest)
    return Figures(
        quarter=quarter,
        questionnaire=asked,
        total=total,
        groups=groups,
        no_address={reason.value: 0 for reason in NoEmail} | {"": 0},
        channels={"mail": total.funnel.answered, "web": 0},
        words={},
        body_names={code: code for code in {cell.codes[0] for cell in listed}},
        cells=listed,
    )


def country(
    chance: random.Random,
    bodies: int = 4,
    regions: int = 3,
    kinds: int = 2,
    letters: int = 12,
    asked: Questionnaire = SHORT,
    liked: Mapping[str, float] | None = None,
) -> list[Joint]:
    """Cells of a country: some bodies large, some small, some in one region only."""
    made = []
    for b in range(bodies):
        size = chance.choice((0.2, 0.5, 1, 1, 3))
        home = chance.sample(range(regions), chance.randint(1, regions))
        for r in home:
            for k in range(kinds):
                if chance.random() < 0.8:
                    delivered = int(size * letters * chance.uniform(0.2, 2))
                    body = f"b{b}"
                    good = (liked or {}).get(body, chance.uniform(0.2, 0.9))
                    made.append(_cell(chance, (body, f"r{r}", f"k{k}"), delivered, good, asked))
    return made


def _cell(
    chance: random.Random,
    codes: tuple[str, str, str],
    delivered: int,
    good: float,
    asked: Questionnaire,
) -> Joint:
    rate = chance.uniform(0.2, 0.9)
    answered = sum(chance.random() < rate for _ in range(delivered))
    answers: dict[int, dict[str, int]] = {}
    for question in asked.questions:
        values = question.values()
        if not values:
            continue
        counts = dict.fromkeys(values, 0)
        rest = [value for value in values if value not in question.favourable]
        like = good if question.number == 12 else {1: 0.97, 10: 0.95}.get(question.number, 0.6)
        for _ in range(answered):
            if chance.random() > 0.06:
                counts[chance.choice(question.favourable if chance.random() < like else rest)] += 1
        answers[question.number] = counts
    return joint(*codes, delivered, answers, answered)
