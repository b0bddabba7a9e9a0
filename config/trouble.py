"""The two kinds of failure the program names: a mistake a person can mend, and a failing world.

Bugs are neither: they are never caught, only recorded by the run that dies of them.
"""


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
