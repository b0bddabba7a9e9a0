"""The tables of missing addresses and of what became of the invitations."""

from __future__ import annotations

from config.languages import mark
from register.rules.record import NoEmail
from reports.edition import Edition
from reports.funnel_tables import SOURCE, percent
from reports.notes import Note, noted
from reports.table import Cell, Column, Kind, Mark, Table

REASONS = {
    NoEmail.NONE.value: mark("the business has no e-mail"),
    NoEmail.REFUSED.value: mark("the business would not give one"),
    NoEmail.ABSENT.value: mark("nobody who could give one was there"),
    NoEmail.UNKNOWN.value: mark("the reason is not known"),
    "": mark("no reason was stated"),
}


def missing_table(edition: Edition) -> Table:
    """Why no address was given."""
    say, reasons = edition.say, edition.figures.no_address
    subject = say(mark("Inspections without an address"))
    whole = sum(reasons.values())
    rows: list[tuple[Cell, ...]] = [
        (say(mark("All inspections without an address")), whole, percent(whole, whole))
    ]
    rows += [(say(REASONS[code]), n, percent(n, whole)) for code, n in reasons.items()]
    return Table(
        name="missing_addresses",
        tab=say(mark("Without an address")),
        title=edition.titled(subject),
        about=say(mark("The reasons the inspectors stated for giving no e-mail address.")),
        columns=(
            Column("reason", say(mark("Reason"))),
            Column("inspections", say(mark("Inspections (number)")), Kind.COUNT),
            Column("share", say(mark("Share (%)")), Kind.PERCENT),
        ),
        rows=tuple(rows),
        source=say(SOURCE),
        total=True,
    )


def delivery_table(edition: Edition) -> Table:
    """What became of the addresses and the letters."""
    say, whole = edition.say, edition.figures.total.funnel.with_address
    subject = say(mark("What became of the invitations"))
    return Table(
        name="invitations",
        tab=say(mark("Invitations")),
        title=edition.titled(subject),
        about=say(mark("Every address that was given, and how the answers came.")),
        columns=(
            Column("step", say(mark("Step"))),
            Column("inspections", say(mark("Inspections (number)")), Kind.COUNT),
            Column("share", say(mark("Share of addresses given (%)")), Kind.PERCENT),
        ),
        rows=tuple(
            (label, n, n if isinstance(n, Mark) else percent(int(n), whole))
            for label, n in _delivery_steps(edition)
        ),
        notes=(Note.ADDRESS, Note.INVITED, Note.DELIVERED, Note.ANSWERED, Note.WORDS),
        source=say(SOURCE),
        total=True,
    )


def _delivery_steps(edition: Edition) -> list[tuple[str, Cell]]:
    say, funnel = edition.say, edition.figures.total.funnel
    channels, words = edition.figures.channels, sum(edition.figures.words.values())
    waiting = max(0, funnel.with_address - funnel.invited - funnel.left_alone)
    away = max(0, funnel.invited - funnel.delivered - funnel.returned)
    counted: list[tuple[str, Cell]] = [
        (noted(say(mark("Address given")), Note.ADDRESS), funnel.with_address),
        (say(mark("Not yet invited")), waiting),
        (say(mark("Left alone: the address gets no more letters")), funnel.left_alone),
        (noted(say(mark("Invited")), Note.INVITED), funnel.invited),
        (say(mark("Returned: the address does not exist")), funnel.returned),
        (say(mark("Not handed over")), away),
        (noted(say(mark("Delivered")), Note.DELIVERED), funnel.delivered),
        (say(mark("The business asked for no more letters")), funnel.stopped),
    ]
    kept = edition.protection
    mail, web = (
        _unless(way in kept.hidden_channels, channels.get(way, 0)) for way in ("mail", "web")
    )
    return [
        *counted,
        (
            noted(say(mark("Answered")), Note.ANSWERED),
            _unless(not kept.answered_shown, funnel.answered),
        ),
        (say(mark("Answered by mail")), mail),
        (say(mark("Answered on the page")), web),
        (
            noted(say(mark("Answered with words of their own")), Note.WORDS),
            _unless(not kept.words_shown, words),
        ),
    ]


def _unless(hidden: bool, count: int) -> Cell:
    return Mark.SUPPRESSED if hidden else count
