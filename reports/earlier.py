"""A release against the earlier ones of the same quarter: what the pair of them must not tell.

A basis is what releases leave behind for this: of every group the value that each of them showed,
and the groups that any of them hid. It is kept with the release (JSON) and never published. What
was hidden once stays hidden, so all that a later release shows, every earlier one showed too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports.counts import Dimension, Figures, Group
from reports.subjects import Subject

ALL = "all"
Trace = Sequence[float]
Basis = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Subject → dimension or 'all' → {'shown': code → a trace a release, 'hidden': codes}."""


class Earlier:
    """What earlier releases told of one subject."""

    def __init__(self, basis: Basis | None, subject: Subject, minimum: int) -> None:
        self._told = (basis or {}).get(str(subject.number), {})
        self._subject, self._minimum = subject, minimum

    @property
    def told(self) -> bool:
        """Whether there was an earlier release."""
        return bool(self._told)

    def shown(self, where: str, group: Group) -> list[Trace]:
        """The group's values as published, the oldest first; where it did not stand, nobody."""
        before = self._told.get(where, {}).get("shown", {})
        if group.code in before or not self.told or self.was_hidden(where, group.code):
            return list(before.get(group.code, []))
        releases = max((len(traces) for traces in before.values()), default=1)
        return [[0.0] * len(self.trace(where, group))] * releases

    def vanished(self, figures: Figures) -> bool:
        """Whether a group that had answers stands nowhere now."""
        return any(
            any(any(trace) for trace in traces)
            for dimension in Dimension
            for code, traces in self._told.get(dimension.value, {}).get("shown", {}).items()
            if code not in {group.code for group in figures.groups[dimension]}
        )

    def trace(self, where: str, group: Group) -> list[float]:
        """What is left behind of a group, or of all of them."""
        own = self._subject
        return own.total_trace(group) if where == ALL else own.trace(group)

    def was_hidden(self, where: str, code: str) -> bool:
        """Whether the group was ever hidden."""
        return code in self._told.get(where, {}).get("hidden", ())

    def forbids(self, where: str, group: Group) -> bool:
        """Whether the group must not be shown now: hidden before, or changed by a few answers."""
        if self.was_hidden(where, group.code):
            return True
        now = self.trace(where, group)
        return any(self.slight(then, now) for then in self.shown(where, group))

    def slight(self, then: Trace, now: Trace) -> bool:
        """Whether two values of one group differ by something, but by too few answers."""
        differ = few_hours if self._subject.amounts else few
        return differ(then, now, self._minimum)

    def known(self, where: str, group: Group) -> bool:
        """Whether every release told the value of now, so that hiding it covers nothing."""
        before = self.shown(where, group)
        return bool(before) and all(list(then) == self.trace(where, group) for then in before)

    def with_shown(self, where: str, groups: Sequence[tuple[Group, bool]]) -> dict[str, Any]:
        """The basis that remains once these groups were shown or hidden."""
        told = self._told.get(where, {})
        shown = {code: list(traces) for code, traces in told.get("shown", {}).items()}
        secret = set(told.get("hidden", ()))
        for group, is_shown in groups:
            if is_shown:
                shown[group.code] = [*self.shown(where, group), self.trace(where, group)]
            else:
                secret.add(group.code)
        return {"shown": shown, "hidden": sorted(secret)}


class Numbers:
    """What earlier releases told of the numbers of one table that stand for themselves."""

    def __init__(self, basis: Basis, name: str, minimum: int) -> None:
        told = basis.get(name, {}).get(ALL, {})
        self._shown: Mapping[str, list[Trace]] = told.get("shown", {})
        self._hidden, self._minimum = frozenset(told.get("hidden", ())), minimum

    def forbids(self, code: str, now: Trace) -> bool:
        """Whether a number must not be shown: it changed by a few, or was hidden for that."""
        told = self._shown.get(code, ())
        return code in self._hidden or any(few(then, now, self._minimum) for then in told)

    def changed(self, code: str, now: Trace) -> bool:
        """Whether some release told another value."""
        return any(list(then) != list(now) for then in self._shown.get(code, ()))

    def before(self, code: str) -> Sequence[Trace]:
        """Every value that was told."""
        return self._shown.get(code, ())

    def kept(self, shown: Mapping[str, Trace]) -> dict[str, Any]:
        """The basis that remains once these are shown, and nothing else that ever was."""
        gone = {code for code in self._shown if code not in shown}
        codes = sorted({*self._shown, *shown})
        traces = {code: list(self._shown.get(code, ())) for code in codes}
        for code, now in shown.items():
            traces[code] += [] if list(now) in traces[code] else [list(now)]
        return {ALL: {"shown": traces, "hidden": sorted(self._hidden | gone)}}


def few(then: Trace, now: Trace, minimum: int) -> bool:
    """Whether two published values of a group differ by something, but by too few answers."""
    changes = [after - before for before, after in zip(then, now, strict=True)]
    gained = [change for change in changes if change > 0]
    lost = [-change for change in changes if change < 0]
    if not gained and not lost:
        return False
    alike = len(changes) > 1 and len(gained) + len(lost) == 1
    return alike or max(sum(gained), sum(lost)) < minimum


def few_hours(then: Trace, now: Trace, minimum: int) -> bool:
    """The same of a base and its sum of hours: only the base says how many changed."""
    return list(then) != list(now) and abs(now[0] - then[0]) < minimum
