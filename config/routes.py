"""Which official a new appeal goes to first: the installation's routes.toml, top to bottom."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.matching import letters_only, plain_words
from config.toml_table import Table, line_of
from config.trouble import SettingsTrouble

KINDS = ("complaint", "application", "proposal", "request", "alert")
MOST_ROUTES = 500
SHORTEST = 3  # letters of a subject word
LONGEST = 200_000  # characters of an appeal that are looked through

_WORD = re.compile(r"[^\W_]{2,40}")


@dataclass(frozen=True)
class Route:
    """A rule: what it asks is all that is filled in; the first one that fits counts."""

    to: str  # code of the body addressed
    words: tuple[str, ...] = ()  # beginnings of words, one of which stands in the appeal
    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()  # of the inspection named

    def fits(self, text: Sequence[str], kind: str, region: str, body: str) -> bool:
        """Whether an appeal of these facts takes this route; `text`: its words in their order."""
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

    def target(
        self, words: str, kind: str, region: str, body: str, known: Container[str] | None = None
    ) -> str | None:
        """The code of the body that is addressed; None where only the tree of bodies can tell.

        `body`: of the inspection named, ''. Without a rule that fits it is answered there.
        `known`: the bodies there are, None for all; to any other code nothing is sent.
        """
        text = _words(words) if any(route.words for route in self.routes) else ()
        fitting = [route.to for route in self.routes if route.fits(text, kind, region, body)]
        codes = filter(None, (*fitting, body, self.first))
        return next((code for code in codes if known is None or code in known), None)


def _words(text: str) -> Sequence[str]:
    """Each word of a text once, as words are compared, sorted."""
    found = _WORD.findall(unicodedata.normalize("NFC", text[:LONGEST]))
    return sorted({letters_only(word) for word in found})


def _begins(text: Sequence[str], word: str) -> bool:
    at = bisect_left(text, word)
    return at < len(text) and text[at].startswith(word)


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
        line = line_of(text, keys) if len(keys) == 1 else None  # of rules, the number is told
        place = f"{path}, line {line}" if line else str(path)
        raise SettingsTrouble(f"{place}: {'.'.join(keys)}: {says}")
    return routes


def _routes(table: Table) -> tuple[Route, ...]:
    listed = table.entry.get("route", [])
    if not isinstance(listed, Sequence) or isinstance(listed, str) or len(listed) > MOST_ROUTES:
        table.complain("route", f"write each rule as [[route]]; at most {MOST_ROUTES}")
        return ()
    found = []
    for number, entry in enumerate(listed, start=1):
        one = Table(entry, ("route",))
        found.append(_route(one))
        table.mistakes.extend((keys, f"rule {number}: {says}") for keys, says in one.mistakes)
    return tuple(found)


def _route(table: Table) -> Route:
    table.know(("to", "words", "kinds", "regions", "bodies"))
    words = tuple(letters_only(word) for word in table.texts("words"))
    if any(len(plain_words(word).split()) > 1 for word in table.texts("words")):
        table.complain("words", "one word each: of several the beginning of each is asked for")
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
