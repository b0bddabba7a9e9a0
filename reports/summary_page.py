"""The minister's page: one A4 page with the five figures that matter, out of published cells."""

from __future__ import annotations

from typing import Any

from config.languages import mark
from config.questionnaire import Question
from reports.cover import Highlight
from reports.imprint import Imprint
from reports.naming import Naming
from reports.pages import TITLES, rendered, shown
from reports.printed import printed
from reports.quarter import Headline
from reports.table import Cell, Kind, Mark
from reports.tallies import headline
from reports.trend_tables import ALONE
from reports.trend_tables import NAME as TREND
from reports.volume import Volume

UNOFFICIAL, YES = "unofficial", "yes"  # the question about unofficial payments; its bad answer
REFUSED = "refuse"
MOST_SHIFTS = 3


def summary_page(volume: Volume, imprint: Imprint, naming: Naming) -> bytes:
    """The page of one language."""
    figures = figures_that_matter(volume)
    edition, say = volume.edition, volume.edition.say
    after = [
        (say(mark("All figures of the quarter")), naming.page("index", volume.language)),
        (say(TITLES["tables"]), naming.page("tables", volume.language)),
        (say(mark("The workbook with every table (Excel)")), naming.workbook(volume.language)),
        (say(TITLES["methodology"]), naming.page("methodology", volume.language)),
    ]
    values: dict[str, Any] = {
        "page": volume.page,
        "made_on": edition.day(imprint.made_at.date()),
        "figures": [shown(one, volume.language) for one in figures],
        "appeals": _appeals(volume, imprint),
        "shifts": _shifts(volume),
        "unshifted": _unshifted(volume),
        "printed": _printed(volume, imprint),
        "hides": any(one.value is Mark.SUPPRESSED for one in figures),
        "next": after,
        "languages": naming.switch("summary"),
    }
    return rendered("summary", volume.language, values)


def figures_that_matter(volume: Volume) -> tuple[Highlight, ...]:
    """Inspected, reached, answered, satisfied, asked for an unofficial payment."""
    say = volume.edition.say
    inspected, reached, answered = (_step(volume, key) for key in (0, 3, 4))
    return (
        Highlight(say(mark("Inspections")), inspected[0], Kind.COUNT, ""),
        Highlight(
            say(mark("Reached by letter, of the inspected (%)")),
            reached[1],
            Kind.PERCENT,
            _counted(volume, reached[0]),
        ),
        Highlight(
            say(mark("Answered, of those who had the letter (%)")),
            _of_delivered(answered[0], reached[0]),
            Kind.PERCENT,
            _counted(volume, answered[0]),
        ),
        *_satisfied(volume),
        *_unofficial(volume),
    )


def _step(volume: Volume, row: int) -> tuple[Cell, Cell]:
    """Number and share of the inspected of a step, as the table of the funnel shows them."""
    table = volume.table("funnel")
    if table is None:
        return Mark.NOT_APPLICABLE, Mark.NOT_APPLICABLE
    cells = table.rows[row]
    return cells[table.index("inspections")], cells[table.index("of_inspected")]


def _of_delivered(answered: Cell, delivered: Cell) -> Cell:
    if isinstance(answered, str):
        return answered
    if isinstance(delivered, str) or not 0 < delivered >= answered:
        return Mark.NOT_APPLICABLE
    return round(100 * answered / delivered, 1)


def _counted(volume: Volume, count: Cell) -> str:
    if isinstance(count, str):
        return ""
    said = printed(count, Kind.COUNT, volume.language)
    return volume.edition.say(mark("in all: %(count)s"), count=said)


def _satisfied(volume: Volume) -> tuple[Highlight, ...]:
    question = headline(volume.edition)
    table = volume.table(f"{question.key}_by_body") if question else None
    if question is None or table is None:
        return ()
    share, low, high, least, most = (
        table.rows[0][table.index(key)] for key in ("share", "low", "high", "lowest", "highest")
    )
    label = f"{question.titled(volume.language)} (%)"
    remarks = (_range(volume, _INTERVAL, low, high), _range(volume, _BOUNDS, least, most))
    return (Highlight(label, share, Kind.PERCENT, "; ".join(filter(None, remarks))),)


_INTERVAL = mark("95 per cent interval: %(low)s to %(high)s")
_BOUNDS = mark("possible range: %(low)s to %(high)s")


def _range(volume: Volume, said: str, low: Cell, high: Cell) -> str:
    if isinstance(low, str) or isinstance(high, str):
        return ""
    edition = volume.edition
    return edition.say(said, low=edition.decimal(low), high=edition.decimal(high))


def _asked_unofficially(volume: Volume) -> Question | None:
    asked = volume.edition.figures.questionnaire.questions
    return next((q for q in asked if q.key == UNOFFICIAL and YES in q.values()), None)


def _unofficial(volume: Volume) -> tuple[Highlight, ...]:
    question = _asked_unofficially(volume)
    if question is None:
        return ()
    share, low, high = _distributed(volume, question, YES)
    label = volume.edition.say(
        mark("An unofficial payment, gift or service was expected of the business (%)")
    )
    remarks = (_range(volume, _INTERVAL, low, high), _refused(volume, question))
    return (Highlight(label, share, Kind.PERCENT, "; ".join(filter(None, remarks))),)


def _refused(volume: Volume, question: Question) -> str:
    """How many would not say: without them the rest would read as clean."""
    if REFUSED not in question.values():
        return ""
    share = _distributed(volume, question, REFUSED)[0]
    if isinstance(share, str):
        return ""
    said = mark("preferred not to answer: %(percent)s per cent")
    return volume.edition.say(said, percent=volume.edition.decimal(share))


def shares_that_matter(volume: Volume) -> Headline:
    """Those of the five figures that are shares, for letters; None where one is not shown."""
    _, reached, answered, *_ = figures_that_matter(volume)
    cells: dict[str, Cell] = {"reached_share": reached.value, "answered_share": answered.value}
    question = _asked_unofficially(volume)
    if question is not None:
        names = ("unofficial_share", "unofficial_low", "unofficial_high")
        cells |= zip(names, _distributed(volume, question, YES), strict=True)
    return {name: None if isinstance(cell, str) else cell for name, cell in cells.items()}


def _distributed(volume: Volume, question: Question, value: str) -> tuple[Cell, Cell, Cell]:
    """Share and interval of one answer, as the table of the question shows them."""
    table = volume.table(f"question_{question.number:02d}_{question.key}"[:40])
    if table is None:
        return (Mark.NOT_APPLICABLE,) * 3
    row = table.rows[1 + question.values().index(value)]
    share, low, high = (row[table.index(key)] for key in ("share", "low", "high"))
    return share, low, high


def _appeals(volume: Volume, imprint: Imprint) -> str:
    if imprint.appeals is None or not imprint.appeals[0]:
        return ""
    decided, in_time = imprint.appeals
    return volume.edition.say(
        mark("%(decided)s decided in the quarter, %(percent)s per cent of them in time."),
        decided=printed(decided, Kind.COUNT, volume.language),
        percent=volume.edition.decimal(100 * in_time / decided),
    )


def _shifts(volume: Volume) -> list[tuple[str, str, str, str]]:
    said = volume.edition.decimal
    return [
        (one.label, said(one.before), said(one.now), f"{_signed(one.now - one.before, said)}")
        for one in volume.shifts[:MOST_SHIFTS]
    ]


def _unshifted(volume: Volume) -> str:
    """Why no change is named: none is larger than chance, or there is nothing to compare with."""
    say, table = volume.edition.say, volume.table(TREND)
    if table is None:
        return say(ALONE)
    verdict = table.index("verdict")
    if all(row[verdict] is Mark.NOT_APPLICABLE for row in table.rows):
        return table.about
    return say(mark("No share changed by more than chance explains."))


def _printed(volume: Volume, imprint: Imprint) -> list[tuple[str, str]]:
    """What a sheet of paper needs to lead back to the release."""
    say = volume.edition.say
    facts = (
        (say(mark("Where the release is")), imprint.address),
        (say(mark("Questions to")), imprint.contact),
        (say(mark("Fingerprint of the key")), imprint.fingerprint),
    )
    return [(label, text) for label, text in facts if text]


def _signed(change: float, said: Any) -> str:
    return f"{'+' if change > 0 else '−'}{said(abs(round(change, 1)))}"
