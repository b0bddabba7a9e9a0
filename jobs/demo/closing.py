"""The closing words of the demo: a table of what happened, and where things lie."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from jobs.demo.followed import Followed
from jobs.demo.outcome import Outcome
from jobs.monthly import FOLDER, analysis_path
from register.rules.letter import LetterKind
from register.rules.month import Month

OCTOBER = Month(2026, 10)
Line = tuple[str, str, str]
"""What, how many, and what is to be known about it; a line without a count is a heading."""


def show(outcome: Outcome, followed: Followed, folder: Path) -> None:
    """Print the table, drawn where a person watches and in plain columns elsewhere."""
    sections = (
        _in(outcome),
        _asked(outcome),
        _answered(outcome),
        _figures(outcome),
        _released(outcome),
        _appeals(followed),
    )
    lines = [line for section in sections for line in section]
    if sys.stdout.isatty():
        _drawn(lines)
    else:
        print("\n".join(_plain(lines)))
    print("\n" + "\n".join(_places(outcome, followed, folder)))


def _in(outcome: Outcome) -> list[Line]:
    states, rows = outcome.uploads, outcome.rows
    duplicates = sum(n for (_, state, _), n in outcome.messages.items() if state == "duplicate")
    return [
        ("What came in", "", ""),
        ("mails", _n(outcome.mails_in), f"{duplicates} of them second copies, without effect"),
        ("workbooks", _n(sum(states.values())), _listed(states)),
        ("rows accepted", _n(rows["accepted"]), f"{_n(rows['unchanged'])} more were known already"),
        ("rows rejected", _n(rows["rejected"]), "each returned with its cell and the reason"),
        ("inspections", _n(outcome.inspections), f"{outcome.corrected} corrected later"),
        ("held for a person", _n(sum(outcome.held().values())), _listed(outcome.held())),
    ]


def _asked(outcome: Outcome) -> list[Line]:
    states = outcome.invitations
    asked = sum(states.values()) - states.get("suppressed", 0)
    returned = states.get("unreachable", 0)
    bounces = outcome.messages_of("bounce", "done")
    return [
        ("Who was asked", "", ""),
        ("invitations", _n(asked), f"{states.get('suppressed', 0)} addresses left alone"),
        ("delivered", _n(asked - returned), f"{returned} came back; {bounces} delivery notices"),
        ("reminders", _n(outcome.letters_of(LetterKind.REMINDER)), ""),
        ("unsubscribed", _n(states.get("stopped", 0)), ""),
        ("letters sent in all", _n(outcome.letters_out), "echoes, receipts, reports among them"),
    ]


def _answered(outcome: Outcome) -> list[Line]:
    late = outcome.letters_of(LetterKind.CLOSED)
    return [
        ("Who answered", "", ""),
        ("replies by mail", _n(outcome.messages_of("reply", "done", "duplicate", "held")), ""),
        ("responses", _n(outcome.responses), f"each echoed; {outcome.corrections} corrected"),
        ("too late", _n(late), "told so; not counted"),
        ("robots' answers", _n(outcome.messages_of("auto", "done")), "recognised, not answered"),
    ]


def _figures(outcome: Outcome) -> list[Line]:
    figures = outcome.figures
    delivered, answered = figures["delivered"] or 0, figures["answered"] or 0
    share = f"{100 * answered / delivered:.1f} % of the delivered" if delivered else ""
    low, high = figures["satisfied_low"], figures["satisfied_high"]
    return [
        ("The quarter 2026-Q3", "", ""),
        ("inspected", _n(figures["inspected"]), f"{figures['with_address']} with an address"),
        ("answered", _n(answered), share),
        ("satisfied, %", f"{figures['satisfied_share']}", f"95 % interval {low} to {high}"),
    ]


def _released(outcome: Outcome) -> list[Line]:
    names = [Path(name) for name in outcome.files]
    kinds = Counter(name.suffix.lstrip(".") for name in names)
    tables = sum(name.parent.name == "data" and name.suffix == ".csv" for name in names)
    return [
        ("The release", "", ""),
        ("files", _n(len(names)), _listed(dict(kinds.most_common()))),
        ("tables", _n(tables), "each in the workbooks, as a page and in data/ as CSV"),
    ]


def _appeals(followed: Followed) -> list[Line]:
    done, minutes = followed.movements, ", ".join(map(str, followed.acknowledged))
    seldom = ", ".join(f"{done[name]} {name}" for name in ("forwarded", "split", "extended"))
    return [
        ("Appeals", "", ""),
        ("registered", _n(followed.registered), _listed(followed.channels)),
        ("to be answered", _n(followed.parts), f"after {seldom}, {done['reopened']} reopened"),
        ("decided on time", _n(followed.on_time), f"{followed.late} late, {followed.open} open"),
        ("levels climbed", _n(done["escalated"]), f"after {done['warned']} warnings"),
        ("alerts", _n(followed.kinds["alert"]), f"taken up after {minutes} minutes"),
        ("questions asked", _n(done["asked"]), f"{done['rated']} ratings of answers"),
        ("files locked away", _n(followed.locked), "a program among the attachments"),
    ]


def _places(outcome: Outcome, followed: Followed, folder: Path) -> list[str]:
    return [
        f"Release       {outcome.release / 'index.html'} (the same lies in {folder / 'mirror'})",
        f"Workbook      {outcome.workbook}",
        f"One page      {outcome.release / 'summary.html'}",
        f"Its lists     {outcome.release / 'receipts.txt'} and invitations.txt there",
        f"Its check     python {outcome.release / 'verify.py'}: {outcome.checked}",
        f"Letters       {folder / 'letters'} (.eml; invitations also .html and .txt)",
        f"Slip          {folder / 'letters' / 'appeal_slip-ru.pdf'}",
        f"October       {analysis_path(folder / FOLDER, OCTOBER)} (the month's appeals)",
        f"Mailboxes     {folder / 'mailboxes'} (everything the world received)",
        f"Installation  {folder}; look at it with: achyk -C {folder} status",
        f"An appeal     achyk -C {folder} appeal show {followed.climbed}",
        f"Its due date  achyk -C {folder} explain deadline {followed.extended}",
    ]


def _n(count: object) -> str:
    return f"{count:,}".replace(",", " ") if isinstance(count, int) else str(count)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def _plain(lines: Sequence[Line]) -> list[str]:
    shown = []
    for what, count, remark in lines:
        row = f"  {what:<20} {count:>6}   {remark}".rstrip()
        shown += [row] if count else ["", what]
    return shown


def _drawn(lines: Sequence[Line]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None, padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim")
    for what, count, remark in lines:
        if count:
            table.add_row(f"  {what}", count, remark)
        else:
            table.add_row(f"\n[bold]{what}[/bold]", "", "")
    Console().print(table)
