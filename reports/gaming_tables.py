"""The tables of the audit on address gaming: what stands out, and the inspections to look at."""

from __future__ import annotations

from config.languages import mark
from reports.gaming import OF_ANSWERS, Sign
from reports.gaming_edition import GamingEdition
from reports.table import Cell, Column, Kind, Mark, Table

SIGNS = {
    Sign.MISSING: mark("no address was given"),
    Sign.MISSING_FINED: mark("no address was given where the fine was high"),
    Sign.RETURNED: mark("the invitation came back for good"),
    Sign.SHARED: mark("the address stands for another business too"),
    Sign.OFFICIAL: mark("an official's address, or one letter away from it"),
    Sign.NOT_REGISTRY: mark("the registry has another address"),
    Sign.UNIFORM: mark("all marks of a response are the same"),
    Sign.ALIKE: mark("the response is like another about this inspector"),
    Sign.INFLUENCED: mark("an attempt to influence the answer (question 11)"),
}
SOURCE = mark("Source: register of inspections and invitations.")
NONE = mark("none")


def gaming_tables(edition: GamingEdition) -> tuple[Table, ...]:
    """What stands out, the inspections behind it, and how many were compared."""
    return (_findings(edition), _cases(edition), _compared(edition))


def _findings(edition: GamingEdition) -> Table:
    say = edition.say
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            say(SIGNS[one.sign]),
            edition.inspector(one.inspector),
            edition.body(one.body),
            one.base,
            one.observed,
            round(one.expected, 1),
            edition.chance(one.chance),
        )
        for one in edition.findings
    )
    return Table(
        name="findings",
        tab=say(mark("What stands out")),
        title=edition.titled(say(mark("What stands out among the inspectors"))),
        about=say(mark("Signs that occur more often than with the inspector's peers.")),
        columns=(
            Column("sign", say(mark("Sign"))),
            Column("inspector", say(mark("Inspector"))),
            Column("body", say(mark("Body"))),
            Column("base", say(mark("Cases (number) [note 1]")), Kind.COUNT),
            Column("observed", say(mark("With the sign (number)")), Kind.COUNT),
            Column("expected", say(mark("Expected by the peers (number) [note 2]")), Kind.TENTH),
            Column("chance", say(mark("Chance [note 3]"))),
        ),
        rows=rows or ((say(NONE), "–", "–", 0, 0, 0.0, "–"),),
        notes=(1, 2, 3),
        source=say(SOURCE),
        filtered=len(rows) > 1,
    )


def _cases(edition: GamingEdition) -> Table:
    say = edition.say
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (say(SIGNS[one.sign]), edition.inspector(one.inspector), edition.body(one.body), number)
        for one in edition.findings
        for number in one.cases
    )
    return Table(
        name="cases",
        tab=say(mark("Inspections")),
        title=edition.titled(say(mark("The inspections with these signs"))),
        about=say(
            mark("By registration number, 200 at most for each. Responses are never listed.")
        ),
        columns=(
            Column("sign", say(mark("Sign"))),
            Column("inspector", say(mark("Inspector"))),
            Column("body", say(mark("Body"))),
            Column("registration_no", say(mark("Registration number"))),
        ),
        rows=rows or ((say(NONE), "–", "–", "–"),),
        source=say(SOURCE),
        filtered=len(rows) > 1,
    )


def _compared(edition: GamingEdition) -> Table:
    say = edition.say
    return Table(
        name="compared",
        tab=say(mark("What was compared")),
        title=edition.titled(say(mark("What was compared"))),
        about=say(mark("Each sign, over all inspectors.")),
        columns=(
            Column("sign", say(mark("Sign"))),
            Column("inspectors", say(mark("Inspectors compared (number) [note 4]")), Kind.COUNT),
            Column("base", say(mark("Cases (number) [note 1]")), Kind.COUNT),
            Column("observed", say(mark("With the sign (number)")), Kind.COUNT),
            Column("listed", say(mark("Inspectors listed (number)")), Kind.COUNT),
        ),
        rows=tuple(_sign_row(edition, sign) for sign in Sign),
        notes=(1, 4),
        source=say(SOURCE),
    )


def _sign_row(edition: GamingEdition, sign: Sign) -> tuple[Cell, ...]:
    least = edition.minimum_base if sign in OF_ANSWERS else 1
    counts = [one for one in edition.counts.get(sign, {}).values() if one.base >= least]
    listed = sum(one.sign is sign for one in edition.findings)
    base, observed = sum(one.base for one in counts), sum(one.observed for one in counts)
    # A few answers in all would tell what each was.
    shown: Cell = observed if sign not in OF_ANSWERS or counts else Mark.SUPPRESSED
    return edition.say(SIGNS[sign]), len(counts), base, shown, listed
