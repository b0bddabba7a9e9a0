"""What a quarter's tables tell of answers: for each number, the counts that can be worked out.

A subject is one published column by group: how many answered, or the answers to one question. Its
`values` are the counts that anybody can work out from a shown row (base, share, mean, bounds).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.questionnaire import Question, QuestionKind
from reports.counts import HEADLINE, Counts, Dimension, Figures, Group, Joint, rated, rated_counts
from reports.disclosure import base, hidden, showable
from reports.estimates import QUARTILES, quantile

ANSWERED = "answered"
Number = int | str
"""A question's number, or ANSWERED."""
Weights = tuple[float, ...]
"""How often each value of a subject counts in a published figure."""


@dataclass(frozen=True)
class Subject:
    """One published number by group."""

    number: Number
    minimum: int  # smallest base
    question: Question | None = None  # None: how many answered

    @property
    def grouped(self) -> bool:
        """Whether it is published by group, not only over all."""
        asked = self.question
        return asked is None or asked.kind is QuestionKind.NUMBER or bool(asked.favourable)

    @property
    def amounts(self) -> bool:
        """Whether it is a number, of which the sum is told, and not one of a few answers."""
        return self.question is not None and self.question.kind is QuestionKind.NUMBER

    @property
    def different(self) -> int:
        """How many different answers must occur; that one answered tells no answer."""
        return 1 if self.question is None else 2

    def counts(self, group: Group | Joint) -> Counts:
        """What a shown row of the group tells apart."""
        asked = self.question
        if asked is None:
            return {ANSWERED: group.funnel.answered}
        if asked.kind is QuestionKind.NUMBER:
            return group.counts(asked.number)
        among = rated_counts(asked, group.counts(asked.number))
        favourable = sum(among.get(value, 0) for value in asked.favourable)
        return {"favourable": favourable, "other": base(among) - favourable}

    def total_counts(self, total: Group) -> Counts:
        """The same over all groups, where every answer to a closed question has its own row."""
        asked = self.question
        if asked is None or asked.kind is QuestionKind.NUMBER:
            return self.counts(total)
        return rated_counts(asked, total.counts(asked.number))

    def values(self, group: Group | Joint) -> tuple[int, ...]:
        """The group's answers by what the published figures can tell apart, in a fixed order."""
        asked = self.question
        if asked is None or asked.kind is QuestionKind.NUMBER:
            return (base(self.counts(group)),)
        counts = group.counts(asked.number)
        return tuple(sum(counts.get(value, 0) for value in part) for part in self._parts)

    @property
    def _parts(self) -> tuple[tuple[str, ...], ...]:
        """The answers to a closed question that no published figure by group tells apart."""
        asked = self.question
        if asked is None or asked.kind is QuestionKind.NUMBER:
            return ((ANSWERED,),)
        if asked.key == HEADLINE and asked.kind is QuestionKind.SCALE:
            return tuple((value,) for value in asked.values())
        among = rated(asked)
        other = tuple(value for value in among if value not in asked.favourable)
        outside = tuple(value for value in asked.values() if value not in among)
        return (asked.favourable, other) + ((outside,) if outside else ())

    @property
    def base_weights(self) -> Weights:
        """The base in terms of `values`."""
        asked = self.question
        if asked is None or asked.kind is QuestionKind.NUMBER:
            return (1.0,)
        among = rated(asked)
        return tuple(float(all(value in among for value in part)) for part in self._parts)

    @property
    def favourable_weights(self) -> Weights:
        """The favourable answers in terms of `values`; of any other number, the base."""
        asked = self.question
        if asked is None or asked.kind is QuestionKind.NUMBER:
            return (1.0,)
        return tuple(float(all(v in asked.favourable for v in part)) for part in self._parts)

    def figures(self) -> Iterator[Weights]:
        """What a shown row tells of `values`: base, favourable, mean, who is outside the base."""
        yield self.base_weights
        if self.favourable_weights != self.base_weights:
            yield self.favourable_weights
        asked = self.question
        if asked is None or asked.kind is QuestionKind.NUMBER:
            return
        if asked.key == HEADLINE and asked.kind is QuestionKind.SCALE:
            among = rated(asked)
            yield tuple(float(part[0]) if part[0] in among else 0.0 for part in self._parts)
        if 0.0 in self.base_weights:
            yield tuple(1.0 - weight for weight in self.base_weights)

    def trace(self, group: Group) -> list[float]:
        """What a release leaves behind of a shown group, to compare a revision with."""
        asked = self.question
        if asked is not None and asked.kind is QuestionKind.NUMBER:
            hours = {float(v): n for v, n in group.counts(asked.number).items() if n}
            spent = round(sum(value * count for value, count in hours.items()), 2)
            places = (quantile(hours, p) for p in QUARTILES) if hours else (0.0,) * len(QUARTILES)
            return [float(sum(hours.values())), spent, *(round(place, 2) for place in places)]
        return [float(value) for value in self.values(group)]

    def total_trace(self, total: Group) -> list[float]:
        """The same over all groups, where every answer to a closed question has its own row."""
        asked = self.question
        if asked is None or asked.kind is QuestionKind.NUMBER:
            return self.trace(total)
        counts = total.counts(asked.number)
        return [float(counts.get(value, 0)) for value in asked.values()]

    def added_up(self, trace: Sequence[float]) -> list[float]:
        """What of a trace adds up over groups: not the quartiles."""
        return list(trace[:2]) if self.amounts else list(trace)

    def folded(self, trace: Sequence[float]) -> list[float]:
        """The trace of a total as that of a group would be, as far as it adds up."""
        asked = self.question
        if asked is None or self.amounts:
            return self.added_up(trace)
        counts = dict(zip(asked.values(), trace, strict=True))
        return [sum(counts[value] for value in part) for part in self._parts]

    def fits(self, counts: Counts, largest: int) -> bool:
        """Whether counts may be told: the rules of one cell."""
        return showable(counts, self.minimum, self.different, largest, amounts=self.amounts)

    def shows_total(self, total: Group) -> bool:
        """Whether the figures over all groups keep the rules by themselves."""
        counts = self.total_counts(total)
        return self.fits(counts, total.largest)

    def told_by_all(self, figures: Figures, dimension: Dimension) -> frozenset[int]:
        """The one group in which anybody answered: the list of receipts tells how many did."""
        answered = [i for i, g in enumerate(figures.groups[dimension]) if g.funnel.answered]
        return frozenset(answered if self.question is None and len(answered) == 1 else ())

    def unfit(
        self,
        figures: Figures,
        dimension: Dimension,
        forced: frozenset[int] = frozenset(),
        known: frozenset[int] = frozenset(),
    ) -> frozenset[int]:
        """The groups of one dimension that its own table must hide."""
        groups = figures.groups[dimension]
        if self.told_by_all(figures, dimension):
            return frozenset()
        return hidden(
            [self.counts(group) for group in groups],
            self.minimum,
            self.different,
            [group.largest for group in groups],
            figures.total.largest,
            forced,
            known,
            amounts=self.amounts,
        )


def subjects(figures: Figures, minimum_base: int) -> tuple[Subject, ...]:
    """Everything that is published about answers; how many answered comes first."""
    asked: Sequence[Question] = figures.questionnaire.questions
    questions = (
        Subject(question.number, max(minimum_base, question.minimum_base), question)
        for question in asked
        if question.kind is not QuestionKind.TEXT
    )
    return (Subject(ANSWERED, minimum_base), *questions)
