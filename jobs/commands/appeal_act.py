"""`achyk appeal decide`, `ask`, `forward` … : what an official does by mail, done by command.

Whoever may run commands on this machine is trusted to say for whom: `--as` names a registered
person, whose rights are checked as by mail, and whom the movement names.
"""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from config.trouble import Trouble
from ingest.case_files import judged, kept
from jobs.commands.running import ready
from jobs.commands.typed import a_label, files_of, words_of
from jobs.wiring import Installation
from register.appeals.acting import act
from register.appeals.deed import Deed, PartDeed
from register.appeals.finding import part_by_label, parts_of
from register.appeals.moving import label_of
from register.appeals.tables import Appeal, AppealPart
from register.bodies import officers_at
from register.database import transaction
from register.rules.appeal import Action, AppealKind, DecisionKind, PartState
from register.rules.file_verdict import verdict_says

HOLDER = "-"  # in place of a unit: the part stays where the whole is


def decide(arguments: Namespace) -> int:
    """Answer the applicant and close the part."""
    installation = ready(arguments)
    desk = installation.desk()
    files = kept(desk, judged(desk, files_of(arguments.file)))
    for file in files:
        if file.verdict:
            raise Trouble(
                f"{file.name} cannot go to an applicant. {verdict_says(file.verdict, 'en')}"
            )
    deed = Deed(
        Action.DECIDE,
        text=words_of(arguments.text) if arguments.text else "",
        decision=DecisionKind(arguments.decision),
        reason=arguments.reason,
        files=tuple(asdict(file) for file in files),
    )
    return _do(arguments, installation, deed)


def ask(arguments: Namespace) -> int:
    """Ask the applicant; the clock rests until the answer."""
    return _simple(arguments, Action.ASK, text=words_of(arguments.text))


def forward(arguments: Namespace) -> int:
    """Send the part to another unit, or to a body outside this register."""
    return _simple(
        arguments,
        Action.FORWARD,
        unit=arguments.to,
        outside=arguments.outside,
        reason=arguments.reason,
    )


def extend(arguments: Namespace) -> int:
    """Move the due date, as far as the law lets it."""
    return _simple(arguments, Action.EXTEND, days=arguments.days, reason=arguments.reason)


def split(arguments: Namespace) -> int:
    """Give each matter of a mixed appeal to its own addressee."""
    parts = tuple(PartDeed("" if unit == HOLDER else unit, text) for unit, text in arguments.part)
    return _simple(arguments, Action.SPLIT, parts=parts)


def assign(arguments: Namespace) -> int:
    """Give the part to a person."""
    return _simple(arguments, Action.ASSIGN, officer=arguments.to)


def reclassify(arguments: Namespace) -> int:
    """Change the kind of the appeal."""
    kind = AppealKind(arguments.kind)
    return _simple(arguments, Action.RECLASSIFY, kind=kind, reason=arguments.reason)


def acknowledge(arguments: Namespace) -> int:
    """Take up a report of an unlawful inspection."""
    return _simple(arguments, Action.ACKNOWLEDGE, reason=arguments.reason)


def _simple(arguments: Namespace, action: Action, **values: Any) -> int:
    return _do(arguments, ready(arguments), Deed(action, **values))


def _do(arguments: Namespace, installation: Installation, deed: Deed) -> int:
    label, book = a_label(arguments.number), installation.book()
    email = arguments.as_.strip().lower()
    with transaction(installation.engine) as session:
        if not officers_at(session, email):
            raise Trouble(f"{email} is not registered; achyk officer add {email} --role ROLE")
        found = part_by_label(session, label)
        part = act(session, installation.moment(), book, found.id, email, deed)
        appeal = session.get_one(Appeal, part.appeal_id)
        told = parts_of(session, appeal) if part.state is PartState.SPLIT else [part]
        lines = [_line(appeal, one) for one in told]
    print("\n".join(lines))
    return 0


def _line(appeal: Appeal, part: AppealPart) -> str:
    """How the part stands afterwards."""
    holder = f"  {part.holder or 'NOBODY'}" if part.state is PartState.OPEN else ""
    return f"{label_of(appeal, part)}  {part.state.value}  due {part.due_on}  {part.body}{holder}"
