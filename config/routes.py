"""Which official a new appeal goes to first: the installation's routes.toml, top to bottom."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.matching import letters_only, plain_words
from config.toml_table import Table, line_of
from config.trouble import SettingsTrouble

KINDS = ("complaint", "application", "proposal", "request", "alert")
MOST_ROUTES = 500
SHORTEST = 3  # letters of a subject word


@dataclass(frozen=True)
class Route:
    """A rule: what it asks is all that is filled in; the first one that fits counts."""

    to: str  # code of the body addressed
    words: tuple[str, ...] = ()  # beginnings of words, one of which stands in the appeal
    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()  # of the inspection named

    def fits(self, text: frozenset[str], kind: str, region: str, body: str) -> bool:
        """Whether an appeal of these facts takes this route; `text`: its words, letters only."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.regions or region in self.regions)
            and (not self.bodies or body in self.bodies)
            and (not self.words or any(_begins(text, word) for word in self.words))
        )


@dataclass(frozen=True)
class Routes:
    """All rules, and where an appeal goes that none fits."""

    routes: tuple[Route, ...] = ()
    first: str = ""  # code of a body; '' the body that stands above all others

    def target(self, words: str, kind: str, region: str, body: str) -> str | None:
        """The code of the body that is addressed; None where only the tree of bodies can tell.

        `body`: of the inspection named, ''. Without a rule that fits it is answered there.
        """
        text = frozenset(letters_only(word) for word in plain_words(words).split())
        fitting = (route.to for route in self.routes if route.fits(text, kind, region, body))
        return next(fitting, None) or body or self.first or None


def _begins(text: frozenset[str], word: str) -> bool:
    return any(one.startswith(word) for one in text)


def load_routes(path: Path) -> Routes:
    """The rules of a file; none where there is no file. SettingsTrouble names line and key."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Routes()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsTrouble(f"{path} cannot be read: {error}") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsTrouble(f"{path} is not valid TOML: {error}") from error
    table = Table(data)
    table.know(("first", "route"))
    routes = Routes(_routes(table), table.text("first"))
    if table.mistakes:
        keys, says = table.mistakes[0]
        line = line_of(text, keys)
        place = f"{path}, line {line}" if line else str(path)
        raise SettingsTrouble(f"{place}: {'.'.join(keys)}: {says}")
    return routes


def _routes(table: Table) -> tuple[Route, ...]:
    listed = table.entry.get("route", [])
    if not isinstance(listed, Sequence) or isinstance(listed, str) or len(listed) > MOST_ROUTES:
        table.complain("route", f"write each rule as [[route]]; at most {MOST_ROUTES}")
        return ()
    return tuple(_route(Table(entry, ("route",), table.mistakes)) for entry in listed)


def _route(table: Table) -> Route:
    table.know(("to", "words", "kinds", "regions", "bodies"))
    words = tuple(letters_only(word) for word in table.texts("words"))
    if any(len(word) < SHORTEST for word in words):
        table.complain("words", f"a word needs {SHORTEST} letters; shorter ones fit everything")
    kinds = table.texts("kinds")
    for kind in kinds:
        if kind not in KINDS:
            table.complain("kinds", f"{kind!r} is none of {', '.join(KINDS)}")
    if not table.text("to"):
        table.complain("to", "name the code of a body, as: to = 'GETI-CHUY'")
    return Route(
        to=table.text("to"),
        words=words,
        kinds=kinds,
        regions=table.texts("regions"),
        bodies=table.texts("bodies"),
    )
