"""The public statistics of a quarter's appeals, under the same minimum base as the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from config.languages import mark
from register.rules.appeal import AppealKind, DecisionKind
from register.rules.appeal_words import says
from reports.appeal_figures import AppealFigures, bad, count, rated
from reports.counts import Dimension
from reports.disclosure import hidden, showable
from reports.edition import ALL, HEADINGS, Edition, printable
from reports.funnel_tables import enough, percent
from reports.monthly_counts import Fact, Tally, split_up
from reports.monthly_edition import given, median_days
from reports.notes import Note, noted
from reports.table import Cell, Chart, Column, Kind, Mark, Table, valued

SOURCE = mark("Source: register of appeals.")
RATED = mark("Ratings given")
RATINGS = ("5", "4", "3", "2", "1", "0")  # 0: no answer to my question


def appeal_tables(edition: Edition, found: AppealFigures) -> tuple[Table, ...]:
    """At a glance, by body, by kind, decisions, ratings."""
    say, total = edition.say, found.total
    kinds = {kind.value: says(kind, edition.language) for kind in AppealKind}
    decisions = {kind.value: says(kind, edition.language) for kind in DecisionKind}
    return (
        glance_table(edition, total),
        body_table(edition, found),
        _division(
            edition,
            "appeals_by_kind",
            say(mark("Appeals registered, by kind")),
            (say(mark("Kind of appeal")), say(mark("Appeals (number)"))),
            Note.APPEALS,
            _named(kinds, split_up(total, Fact.KIND)),
        ),
        _division(
            edition,
            "appeals_decisions",
            say(mark("How the cases ended")),
            (say(mark("Decision")), say(mark("Cases (number)"))),
            Note.CASES,
            _named(decisions, split_up(total, Fact.DECISION)),
        ),
        rating_table(edition, found),
    )


def glance_table(edition: Edition, total: Tally) -> Table:
    """The quarter's appeals over all bodies."""
    say = edition.say
    return Table(
        name="appeals",
        tab=say(mark("Appeals")),
        title=edition.titled(say(mark("Appeals at a glance"))),
        about=say(mark("What came, what was decided and when, and what applicants thought of it.")),
        columns=(
            Column("figure", noted(say(mark("Figure")), Note.APPEALS, Note.CASES, Note.RATINGS)),
            Column("count", say(mark("In all (number)")), Kind.COUNT),
            Column("share", say(mark("Share (%)")), Kind.PERCENT),
        ),
        rows=tuple(_glance(edition, total)),
        notes=(Note.APPEALS, Note.CASES, Note.RATINGS),
        source=say(SOURCE),
    )


def _glance(edition: Edition, total: Tally) -> Iterable[tuple[Cell, ...]]:
    """Each count, and under it those of them that were so and so."""
    say = edition.say
    pairs = (
        (mark("Appeals registered"), count(total, Fact.RECEIVED),
         mark("of these, registered in time"), count(total, Fact.PROMPT)),
        (mark("Cases decided"), count(total, Fact.DECIDED),
         mark("of these, in time"), count(total, Fact.IN_TIME)),
        (mark("Cases open at the end of the quarter"), count(total, Fact.OPEN),
         mark("of these, overdue"), count(total, Fact.OVERDUE)),
        (RATED, rated(total), mark("of these, bad"), bad(total)),
    )  # fmt: skip
    for whole_says, whole, part_says, part in pairs:
        shown = enough(edition, whole)
        if whole_says == RATED and not ratings_shown(edition, total):
            shown = Mark.SUPPRESSED
        yield say(whole_says), shown, Mark.NOT_APPLICABLE
        cells = _part(part, whole) if not isinstance(shown, Mark) else (shown, shown)
        yield (say(part_says), *cells)
    again = enough(edition, count(total, Fact.REOPENED))
    yield say(mark("Opened again one level higher")), again, Mark.NOT_APPLICABLE


def ratings_shown(edition: Edition, tally: Tally) -> bool:
    """Whether the ratings of all bodies may be told: enough, and neither all alike nor all bad."""
    told = split_up(tally, Fact.RATING), {"bad": bad(tally), "other": rated(tally) - bad(tally)}
    return not rated(tally) or all(showable(one, edition.minimum_base) for one in told)


def _part(part: int, whole: int) -> tuple[Cell, Cell]:
    return part, percent(part, whole)


def body_table(edition: Edition, found: AppealFigures) -> Table:
    """What each body got, decided, and left open."""
    say = edition.say
    rows = _body_rows(edition, found)
    subject = say(mark("Appeals, by body"))
    return Table(
        name="appeals_by_body",
        tab=say(mark("Appeals by body")),
        title=edition.titled(subject),
        about=say(
            mark("How many appeals each body got, how many cases it decided in time, what is left.")
        ),
        columns=(
            Column("group", noted(say(HEADINGS[Dimension.BODY]), Note.ORDER)),
            Column("received", noted(say(mark("Registered (number)")), Note.APPEALS), Kind.COUNT),
            Column("decided", noted(say(mark("Decided (number)")), Note.CASES), Kind.COUNT),
            Column("in_time", say(mark("Decided in time (number)")), Kind.COUNT),
            Column("in_time_share", say(mark("In time, of decided (%)")), Kind.PERCENT),
            Column("days", say(mark("Median time (working days)")), Kind.TENTH),
            Column("open", noted(say(mark("Open at the end (number)")), Note.CASES), Kind.COUNT),
            Column("overdue", say(mark("of these overdue (number)")), Kind.COUNT),
        ),
        rows=rows,
        notes=(Note.ORDER, Note.APPEALS, Note.CASES),
        chart=_chart(edition, say(mark("In time, of decided (%)")), rows),
        source=say(SOURCE),
        total=True,
    )


def _chart(edition: Edition, title: str, rows: Sequence[Sequence[Cell]]) -> Chart | None:
    drawn = valued(rows, 4)
    if not drawn:
        return None
    values = "; ".join(f"{rows[i][0]} {rows[i][4]}" for i in drawn)
    said = edition.say(mark("Bar chart: %(subject)s. %(values)s."), subject=title, values=values)
    return Chart(title, said, "group", "in_time_share", drawn, edition.say(mark("share (%)")))


def _body_rows(edition: Edition, found: AppealFigures) -> tuple[tuple[Cell, ...], ...]:
    bodies = bodies_of(found, (Fact.RECEIVED, Fact.DECIDED, Fact.OPEN))
    tallies = [tally for _, tally in bodies]
    unfit = {
        fact: few([count(tally, fact) for tally in tallies], edition.minimum_base)
        for fact in (Fact.RECEIVED, Fact.DECIDED, Fact.OPEN)
    }
    total = found.total
    small = {fact for fact in unfit if isinstance(enough(edition, count(total, fact)), Mark)}
    rows = [(edition.say(ALL[Dimension.BODY]), *_body_cells(total, small))]
    for at, (label, tally) in enumerate(bodies):
        unshown = {fact for fact, places in unfit.items() if at in places}
        rows.append((label, *_body_cells(tally, unshown)))
    return tuple(rows)


def _body_cells(tally: Tally, unshown: set[Fact]) -> tuple[Cell, ...]:
    decided, in_time = count(tally, Fact.DECIDED), count(tally, Fact.IN_TIME)
    parts: tuple[tuple[Fact, tuple[Cell, ...]], ...] = (
        (Fact.RECEIVED, (count(tally, Fact.RECEIVED),)),
        (
            Fact.DECIDED,
            (decided, in_time, percent(in_time, decided), given(median_days(tally))),
        ),
        (Fact.OPEN, (count(tally, Fact.OPEN), count(tally, Fact.OVERDUE))),
    )
    cells: list[Cell] = []
    for fact, values in parts:
        cells += (Mark.SUPPRESSED,) * len(values) if fact in unshown else values
    return tuple(cells)


def few(counts: Sequence[int], minimum: int) -> frozenset[int]:
    """The places of the parts of one total that are too small to be shown, or would tell one."""
    return hidden([{"cases": number} for number in counts], minimum, different=1)


def bodies_of(found: AppealFigures, facts: Iterable[Fact]) -> list[tuple[str, Tally]]:
    """Label and counts of each body that has any of these, in the order of the alphabet."""
    wanted = tuple(facts)
    names: dict[str, str] = {code: place.name for code, place in found.places.items()}
    often = Counter(names.values())
    codes = [code for code, tally in found.tallies.items() if _any(tally, wanted)]
    ordered = sorted(codes, key=lambda code: (str(names.get(code, code)).casefold(), code))
    return [(_label(code, names, often), found.tallies[code]) for code in ordered]


def _any(tally: Tally, facts: Iterable[Fact]) -> bool:
    return any(sum(split_up(tally, fact).values()) for fact in facts)


def _label(code: str, names: dict[str, str], often: Counter[str]) -> str:
    name = printable(names.get(code, code))
    return name if often[names.get(code, code)] < 2 else f"{name} ({code})"


def _named(words: dict[str, str], found: dict[str, int]) -> list[tuple[str, int]]:
    return [(text[:1].upper() + text[1:], found.get(code, 0)) for code, text in words.items()]


def _division(
    edition: Edition,
    name: str,
    subject: str,
    headings: tuple[str, str],
    note: Note,
    counts: Sequence[tuple[str, int]],
) -> Table:
    """How a total divides; the total first."""
    say, whole = edition.say, sum(number for _, number in counts)
    unfit = few([number for _, number in counts], edition.minimum_base)
    shown = enough(edition, whole)
    full: Cell = shown if isinstance(shown, Mark) else percent(whole, whole)
    rows: list[tuple[Cell, ...]] = [(say(mark("All together")), shown, full)]
    for at, (label, number) in enumerate(counts):
        cells = (Mark.SUPPRESSED,) * 2 if at in unfit else _part(number, whole)
        rows.append((label, *cells))
    return Table(
        name=name,
        tab=subject,
        title=edition.titled(subject),
        about=say(mark("All bodies together.")),
        columns=(
            Column("what", headings[0]),
            Column("count", noted(headings[1], note), Kind.COUNT),
            Column("share", say(mark("Share (%)")), Kind.PERCENT),
        ),
        rows=tuple(rows),
        notes=(note,),
        source=say(SOURCE),
        total=True,
    )


def rating_table(edition: Edition, found: AppealFigures) -> Table:
    """What applicants think of the answers of each body."""
    say = edition.say
    return Table(
        name="appeals_ratings",
        tab=say(mark("Ratings of answers")),
        title=edition.titled(say(mark("What applicants think of the answers, by body"))),
        about=say(mark("After a decision the applicant is asked once: was this an answer?")),
        columns=(
            Column("group", noted(say(HEADINGS[Dimension.BODY]), Note.ORDER)),
            Column("ratings", noted(say(mark("Ratings (number)")), Note.RATINGS), Kind.COUNT),
            *(Column(f"rating_{n}", _rated(edition, n), Kind.COUNT) for n in RATINGS[:-1]),
            Column("no_answer", say(mark("No answer to my question (number)")), Kind.COUNT),
            Column("bad_share", say(mark("Bad ratings (%)")), Kind.PERCENT),
        ),
        rows=_rating_rows(edition, found),
        notes=(Note.ORDER, Note.RATINGS),
        source=say(SOURCE),
        total=True,
    )


def _rated(edition: Edition, rating: str) -> str:
    return edition.say(mark("Rated %(rating)s (number)"), rating=rating)


def _rating_rows(edition: Edition, found: AppealFigures) -> tuple[tuple[Cell, ...], ...]:
    bodies, minimum = bodies_of(found, (Fact.RATING,)), edition.minimum_base
    unfit = hidden([split_up(tally, Fact.RATING) for _, tally in bodies], minimum)
    # Where all are bad, or none is, the share of bad ones tells each of them.
    alike = hidden(
        [{"bad": bad(t), "other": rated(t) - bad(t)} for _, t in bodies], minimum, forced=unfit
    )
    unfit = hidden([split_up(tally, Fact.RATING) for _, tally in bodies], minimum, forced=alike)
    total = found.total
    shown = ratings_shown(edition, total)
    rows = [(edition.say(ALL[Dimension.BODY]), *_rating_cells(total, shown=shown))]
    for at, (label, tally) in enumerate(bodies):
        rows.append((label, *_rating_cells(tally, shown=at not in unfit)))
    return tuple(rows)


def _rating_cells(tally: Tally, *, shown: bool) -> tuple[Cell, ...]:
    if not shown:
        return (Mark.SUPPRESSED,) * (len(RATINGS) + 2)
    given_ = split_up(tally, Fact.RATING)
    counts = (given_.get(rating, 0) for rating in RATINGS)
    return (rated(tally), *counts, percent(bad(tally), rated(tally)))
