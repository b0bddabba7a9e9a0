"""The pages of a release as HTML: each stands alone, loads nothing, and needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_skeleton

from config.dates import long_date
from config.languages import catalogue, mark
from register.rules.quarter import Quarter
from reports.bars import bars_of
from reports.cover import LISTS, Highlight
from reports.imprint import Imprint, Root
from reports.naming import Naming
from reports.printed import printed
from reports.table import Kind, Table
from reports.tallies import headline, total_cells
from reports.templating import environment, legend
from reports.volume import Volume

CHARTS = ("funnel", "summary", "satisfied_by_body", "satisfied_by_region", "satisfied_by_kind")
TOLD = "themes"  # what businesses wrote, and what was done
ORIGIN = "provenance"
TITLES = {
    "index": mark("The quarter"),
    "summary": mark("On one page"),
    "tables": mark("Every table"),
    "methodology": mark("Methodology"),
}


@dataclass(frozen=True)
class Heading:
    """A column's head, as a page shows it."""

    heading: str
    text: bool  # its cells are words


@dataclass(frozen=True)
class Grid:
    """A table, as a page shows it: every cell in words."""

    name: str
    title: str
    short: str  # without period and place
    about: str
    source: str
    columns: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...]  # what the marks in it mean
    total: bool
    csv: str
    chart: str  # its file; "" none


def html_pages(volume: Volume, imprint: Imprint, naming: Naming) -> dict[str, bytes]:
    """The pages of one language: index, tables, methodology."""
    grids = [grid(volume, table, naming) for table in volume.tables]
    values = _everywhere(volume, imprint, naming)
    index = {
        **values,
        "highlights": [shown(one, volume.language) for one in volume.page.highlights],
        "bounds": _bounds(volume),
        "charts": list(_charts(volume, naming)),
        "told": [one for one in grids if one.name == TOLD and len(one.rows) > 1],
        "untold": _untold(volume),
        "origin": [one for one in grids if one.name == ORIGIN],
        "provenance": volume.provenance,
        "tables": grids,
        "workbooks": naming.workbooks(),
    }
    return {
        naming.page("index", volume.language): _page("index", index, naming),
        naming.page("tables", volume.language): _page(
            "tables", {**values, "tables": grids}, naming
        ),
        naming.page("methodology", volume.language): _page("methodology", values, naming),
    }


def _everywhere(volume: Volume, imprint: Imprint, naming: Naming) -> dict[str, Any]:
    """What every page of the language is told."""
    language, say = volume.language, volume.edition.say
    files = {name: naming.page(name, language) for name in TITLES}
    return {
        "page": volume.page,
        "language": language,
        "made_on": volume.edition.day(imprint.made_at.date()),
        "imprint": {"revisions": _revisions(imprint, language)},
        "seal": seal(imprint, language),
        "file": {**files, "workbook": naming.workbook(language)},
        "pages": [(name, files[name], say(title)) for name, title in TITLES.items()],
    }


def _page(name: str, values: dict[str, Any], naming: Naming) -> bytes:
    return rendered(name, values["language"], {**values, "languages": naming.switch(name)}, name)


def rendered(template: str, language: str, values: dict[str, Any], here: str = "") -> bytes:
    """A template with its values; `here`: which page it is, for the links to the others."""
    made = environment(language).get_template(f"{template}.html")
    return made.render({"pages": [], "languages": [], "here": here, **values}).encode()


def grid(volume: Volume, table: Table, naming: Naming) -> Grid:
    """A table for a page."""
    page, language = volume.page, volume.language
    kinds = [column.kind for column in table.columns]
    has_chart = has_bars(table, language)
    return Grid(
        name=table.name,
        title=table.title,
        short=table.title.removesuffix(f". {page.period}, {page.place}"),
        about=table.about,
        source=table.source,
        columns=tuple(Heading(c.heading, c.kind is Kind.TEXT) for c in table.columns),
        rows=tuple(
            tuple(printed(cell, kind, language) for cell, kind in zip(row, kinds, strict=True))
            for row in table.rows
        ),
        marks=tuple(says for sign, says in page.marks.items() if sign in table.marks()),
        total=table.total,
        csv=naming.data(table.name),
        chart=naming.chart(table.name, language) if has_chart else "",
    )


def has_bars(table: Table, language: str) -> bool:
    """Whether the table has a chart with anything in it."""
    drawn = bars_of(table, language)
    return drawn is not None and bool(drawn.bars)


def shown(one: Highlight, language: str) -> dict[str, str]:
    """A figure of the cover as a page shows it."""
    value = printed(one.value, one.kind, language)
    percent = one.kind is Kind.PERCENT and not isinstance(one.value, str)
    return {
        "label": one.label.removesuffix(" (%)"),
        "value": f"{value} %" if percent else value,
        "remark": one.remark,
    }


def _charts(volume: Volume, naming: Naming) -> list[dict[str, object]]:
    """The charts of the page; what a sign means is told under the first that has it."""
    tables = (volume.table(name) for name in CHARTS)
    told: set[str] = set()
    charts: list[dict[str, object]] = []
    for table in (table for table in tables if table is not None):
        drawn = bars_of(table, volume.language)
        if drawn is not None and drawn.bars:
            signs = [text for text in legend(drawn, volume.language) if text not in told]
            file = naming.chart(table.name, volume.language)
            charts.append({"drawn": drawn, "about": table.about, "file": file, "signs": signs})
            told.update(signs)
    return charts


def _untold(volume: Volume) -> str:
    """In place of the table of themes where it lists none; "" where it does."""
    table = volume.table(TOLD)
    if table is None or len(table.rows) > 1:
        return ""
    if table.rows[0][table.index("mentions")] == 0:
        return volume.edition.say(
            mark("What businesses wrote in their own words has not been sorted by themes so far.")
        )
    return volume.edition.say(
        mark("No theme was mentioned by enough businesses for its number to be shown.")
    )


def _bounds(volume: Volume) -> str:
    """The headline's bounds in a sentence; "" where they are not shown."""
    edition, question = volume.edition, headline(volume.edition)
    if question is None:
        return ""
    least, most = total_cells(edition, question)[4:6]
    if isinstance(least, str) or isinstance(most, str):
        return ""
    said = mark(
        "%(figure)s: had every silent business been dissatisfied, the share would be %(least)s per "
        "cent; had every one been content, %(most)s per cent."
    )
    return edition.say(
        said,
        figure=question.titled(edition.language),
        least=edition.decimal(least),
        most=edition.decimal(most),
    )


def seal(imprint: Imprint, language: str) -> dict[str, Any]:
    """The roots and the key, in words."""
    say = catalogue(language).gettext
    return {
        "fingerprint": imprint.fingerprint,
        "roots": [_root(root, say(LISTS[root.name]), language) for root in imprint.roots],
    }


def _root(root: Root, title: str, language: str) -> dict[str, str]:
    size = printed(root.size, Kind.COUNT, language)
    return {"title": title, "digest": root.digest, "size": size}


def _revisions(imprint: Imprint, language: str) -> list[dict[str, object]]:
    return [
        {
            "revision": one.revision,
            "day": long_date(one.day, language),
            "reason": one.reason,
            "person": one.person,
        }
        for one in imprint.revisions
    ]


def withheld_page(
    person: str, reason: str, imprint: Imprint, language: str, since: date | None, naming: Naming
) -> bytes:
    """What stands in the place of a release that a named person keeps back."""
    first = Quarter.parse(imprint.quarter).first
    values = {
        "period": str(format_skeleton("yQQQQ", first, locale=language)),
        "imprint": imprint,
        "person": person,
        "reason": reason,
        "since": long_date(since, language) if since else "",
        "seal": seal(imprint, language),
        "languages": naming.switch("index"),
    }
    return rendered("withheld", language, values)
