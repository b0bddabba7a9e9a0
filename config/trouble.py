"""The two kinds of failure the program names: a mistake a person can mend, and a failing world.

Bugs are neither: they are never caught, only recorded by the run that dies of them.
"""

from __future__ import annotations

from collections.abc import Sequence


class Trouble(Exception):
    """One sentence: what is wrong and what to do; shown to a person without a traceback."""


class SettingsTrouble(Trouble):
    """The settings cannot be used as they stand."""


class WorldTrouble(Trouble):
    """A server, disk or database refused.

    `permanent` is true when trying again cannot help (a 5xx answer, a wrong password).
    """

    def __init__(self, says: str, *, permanent: bool = False) -> None:
        super().__init__(says)
        self.permanent = permanent


def all_in_one(troubles: Sequence[Trouble]) -> Trouble:
    """What went wrong at several places, each said once; of the world if all of it is."""
    told = "; ".join(dict.fromkeys(str(trouble) for trouble in troubles))
    in_the_world = all(isinstance(trouble, WorldTrouble) for trouble in troubles)
    return WorldTrouble(told) if in_the_world else Trouble(told)
