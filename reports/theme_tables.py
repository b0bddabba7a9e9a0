"""You said, we did: what businesses wrote about, and what bodies did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from config.languages import mark, pick
from register.themes import Mentions, actions_in, all_themes, mentions_in
from reports.earlier import Numbers, few
from reports.edition import Edition, printable
from reports.notes import Note, noted
from reports.table import Cell, Column, Kind, Mark, Table

NAME = "themes"
TOGETHER = "–"  # in the column of codes: all themes
SOURCE = mark("Source: free words of invited businesses, as coded; statements of the bodies.")


@dataclass(frozen=True)
class Deed:
    """What a body did about a theme."""

    theme: str
    body: str
    words: Mapping[str, str]  # language → what was done
    person: str
    done_on: date


@dataclass(frozen=True)
class ThemeFigures:
    """What was said and what was done."""

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mentions: Mentions = field(default_factory=Mentions)
    deeds: tuple[Deed, ...] = ()


def theme_figures(session: Session, quarter: str) -> ThemeFigures:
    """Counts of mentions, and what is told in this quarter's release."""
    return ThemeFigures(
        titles={theme.code: dict(theme.titles) for theme in all_themes(session)},
        mentions=mentions_in(session, quarter),
        deeds=tuple(
            Deed(one.theme, one.body, dict(one.words), one.person, one.done_on)
            for one in actions_in(session, quarter)
        ),
    )


def themes_table(edition: Edition, found: ThemeFigures) -> Table:
    """The themes that enough responses mention, the most mentioned first, and all deeds."""
    say = edition.say
    return Table(
        name=NAME,
        tab=say(mark("You said, we did")),
        title=edition.titled(say(mark("You said, we did"))),
        about=say(
            mark("What businesses wrote about in their own words, and what was done about it.")
        ),
        columns=(
            Column("theme", noted(say(mark("What it is about")), Note.THEMES)),
            Column("done", noted(say(mark("What was done")), Note.DONE)),
            Column("body", say(mark("By whom"))),
            Column("person", say(mark("Who answers for it"))),
            Column("day", say(mark("When"))),
            Column("code", say(mark("Code"))),
            Column("mentions", noted(say(mark("Responses (number)")), Note.THEMES), Kind.COUNT),
        ),
        rows=tuple(_rows(edition, found)),
        notes=(Note.THEMES, Note.DONE),
        source=say(SOURCE),
        total=True,
    )


def _rows(edition: Edition, found: ThemeFigures) -> Iterator[tuple[Cell, ...]]:
    counts, none = found.mentions.themes or {}, (Mark.NOT_APPLICABLE,) * 4
    listed = _listed(edition, found)
    told = told_numbers(edition, found)
    coded = told.get(TOGETHER, Mark.SUPPRESSED) if found.mentions.coded else 0
    yield (edition.say(mark("All that was coded")), *none, TOGETHER, coded)
    for code in sorted(listed, key=lambda code: (-counts[code], code)):
        yield from _lines(edition, found, code, told.get(code, Mark.SUPPRESSED))
    for code in sorted({deed.theme for deed in found.deeds} - listed):
        yield from _lines(edition, found, code, Mark.SUPPRESSED)


def _listed(edition: Edition, found: ThemeFigures) -> frozenset[str]:
    counts = found.mentions.themes or {}
    return shown_themes(counts, edition.minimum_base, edition.figures.total.largest)


def told_numbers(edition: Edition, found: ThemeFigures) -> dict[str, int]:
    """Each number that is told, by the code of its theme; earlier releases must not tell more."""
    counts, minimum = found.mentions.themes or {}, edition.minimum_base
    before = _before(edition)
    listed = _listed(edition, found)
    told = {
        code: counts[code] for code in sorted(listed) if not before.forbids(code, [counts[code]])
    }
    coded = shown_total(found.mentions, listed, minimum)
    if isinstance(coded, int) and coded and not _tells_rest(before, coded, told, minimum):
        told[TOGETHER] = coded
    return told


def _tells_rest(before: Numbers, coded: int, told: Mapping[str, int], minimum: int) -> bool:
    """Whether the change of the total, or of what does not mention a theme, is of a few."""
    if before.forbids(TOGETHER, [coded]):
        return True
    totals = before.before(TOGETHER)
    return any(
        few([total[0] - then[0]], [coded - count], minimum)
        for code, count in told.items()
        for total in totals
        for then in before.before(code)
    )


def _before(edition: Edition) -> Numbers:
    return Numbers(edition.protection.earlier, NAME, edition.minimum_base)


def themes_basis(edition: Edition, found: ThemeFigures) -> Mapping[str, object]:
    """What the table tells, for the next release of the quarter."""
    told = told_numbers(edition, found)
    return _before(edition).kept({code: [float(count)] for code, count in told.items()})


def shown_themes(counts: Mapping[str, int], minimum: int, largest: int = 0) -> frozenset[str]:
    """The codes of the themes that enough responses mention.

    `largest`: as many of them may come from one business; more than half of a number must not.
    """
    least = max(minimum, 2 * largest) if largest > 1 else minimum
    return frozenset(code for code, count in counts.items() if count >= least)


def shown_total(mentions: Mentions, listed: frozenset[str], minimum: int) -> Cell:
    """How many were coded, unless it tells how few of them do not mention a listed theme."""
    if not mentions.coded:
        return 0
    counts = mentions.themes or {}
    rests = [mentions.coded - counts[code] for code in listed]
    safe = mentions.coded >= minimum and all(rest >= minimum for rest in rests)
    return mentions.coded if safe else Mark.SUPPRESSED


def _lines(
    edition: Edition, found: ThemeFigures, code: str, count: Cell
) -> Iterator[tuple[Cell, ...]]:
    """A line for each deed; one that says so where there was none."""
    title = printable(pick(found.titles.get(code, {}), edition.language)) or code
    deeds = [deed for deed in found.deeds if deed.theme == code]
    if not deeds:
        silent = edition.say(mark("No body has said so far what it did."))
        yield (title, silent, *(Mark.NOT_APPLICABLE,) * 3, code, count)
    for deed in deeds:
        yield (
            title,
            printable(pick(deed.words, edition.language)),
            printable(edition.figures.body_names.get(deed.body, deed.body)),
            printable(deed.person),
            edition.day(deed.done_on),
            code,
            count,
        )
