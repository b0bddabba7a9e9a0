"""The table of inspections that were cancelled or prolonged, body by body."""

from __future__ import annotations

from config.languages import mark
from reports.counts import Changed, Dimension
from reports.edition import ALL, HEADINGS, Edition, printable
from reports.funnel_tables import SOURCE, percent
from reports.notes import Note, noted
from reports.table import Cell, Column, Kind, Table


def changes_table(edition: Edition) -> Table:
    """Cancelled and prolonged inspections of every body, the total first."""
    say = edition.say
    return Table(
        name="cancelled_and_prolonged",
        tab=say(mark("Cancelled and prolonged")),
        title=edition.titled(say(mark("Inspections that were cancelled or prolonged"))),
        about=say(mark("What the inspectorates reported beside the results of their inspections.")),
        columns=_columns(edition),
        rows=(
            _row(say(ALL[Dimension.BODY]), _total(edition), _inspected(edition)),
            *_rows(edition),
        ),
        notes=(Note.INSPECTED, Note.ORDER, Note.CANCELLED, Note.PROLONGED),
        source=say(SOURCE),
        total=True,
    )


def _columns(edition: Edition) -> tuple[Column, ...]:
    say = edition.say
    before = noted(say(mark("Cancelled before the start (number)")), Note.CANCELLED)
    after = noted(say(mark("Cancelled after the start (number)")), Note.CANCELLED)
    return (
        Column("group", noted(say(HEADINGS[Dimension.BODY]), Note.ORDER)),
        Column("inspected", noted(say(mark("Inspected (number)")), Note.INSPECTED), Kind.COUNT),
        Column("cancelled", say(mark("Cancelled, all together (number)")), Kind.COUNT),
        Column("before_start", before, Kind.COUNT),
        Column("after_start", after, Kind.COUNT),
        Column(
            "after_share", say(mark("Cancelled after the start, of inspected (%)")), Kind.PERCENT
        ),
        Column("prolonged", noted(say(mark("Prolonged (number)")), Note.PROLONGED), Kind.COUNT),
    )


def _rows(edition: Edition) -> list[tuple[Cell, ...]]:
    """The bodies in the order of the figures, then those that cancelled all they had appointed."""
    figures = edition.figures
    groups = figures.groups[Dimension.BODY]
    rows = [
        _row(label, figures.changed.get(group.code, Changed()), group.funnel.inspected)
        for group, label in zip(groups, edition.labels(Dimension.BODY), strict=True)
    ]
    rest = sorted(figures.changed.keys() - {group.code for group in groups})
    named = ((code, printable(figures.body_names.get(code, code))) for code in rest)
    return [*rows, *(_row(f"{name} ({code})", figures.changed[code], 0) for code, name in named)]


def _row(label: str, found: Changed, inspected: int) -> tuple[Cell, ...]:
    return (
        label,
        inspected,
        found.before_start + found.after_start,
        found.before_start,
        found.after_start,
        percent(found.after_start, inspected),
        found.prolonged,
    )


def _inspected(edition: Edition) -> int:
    return edition.figures.total.funnel.inspected


def _total(edition: Edition) -> Changed:
    listed = edition.figures.changed.values()
    return Changed(
        before_start=sum(one.before_start for one in listed),
        after_start=sum(one.after_start for one in listed),
        prolonged=sum(one.prolonged for one in listed),
    )
