"""The jobs: each a function of the installation that does what is due and returns counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from config.progress import Advance
from config.trouble import Trouble, WorldTrouble
from jobs.wiring import Installation

Counts = Mapping[str, int]
Job = Callable[[Installation, Advance], Counts]

INVITE_BATCH = 500


def fetch(installation: Installation, advance: Advance) -> Counts:
    """Read every mailbox. One that fails does not keep the others waiting; then it is told."""
    from ingest.boxes.fetch import fetch as fetch_one

    counts: Counter[str] = Counter()
    troubles: list[Trouble] = []
    for mailbox in installation.incoming():
        try:
            with mailbox:
                counts.update(fetch_one(installation.desk(), mailbox, advance))
        except Trouble as trouble:
            troubles.append(trouble)
    if troubles:
        raise WorldTrouble("; ".join(str(trouble) for trouble in troubles)) from troubles[0]
    return counts


def take_in(installation: Installation, advance: Advance) -> Counts:
    """Place every new message and every file in the drop folder."""
    from ingest.drop_folder import take_folder
    from ingest.take_in import take_in as take_all

    desk = installation.desk()
    counts = Counter(take_all(desk, advance))
    dropped = take_folder(desk, installation.drop, advance)
    counts.update({f"dropped_{name}": count for name, count in dropped.items() if count})
    return counts


def invite(installation: Installation, advance: Advance) -> Counts:
    """Ask about every due inspection, each in a commit of its own; then commit to all in public."""
    from jobs.batching import close_and_publish

    invited = _ask_first(installation, advance) + _ask_on(installation, advance)
    close_and_publish(installation)
    return {"invited": invited}


def _ask_first(installation: Installation, advance: Advance) -> int:
    from register.database import reading, transaction
    from register.failpoint import reach
    from register.inspections import Inspection
    from register.invitations import due_inspections, has_invitation
    from register.invitations import invite as invite_one

    survey, invited = installation.settings.survey, 0
    while True:
        with reading(installation.engine) as session:
            due = due_inspections(session, installation.moment(), survey, INVITE_BATCH)
            ids = [inspection.id for inspection in due]
        if not ids:
            return invited
        for inspection_id in ids:
            with transaction(installation.engine) as session:
                inspection = session.get_one(Inspection, inspection_id, with_for_update=True)
                if not has_invitation(session, inspection_id):
                    invite_one(session, installation.moment(), inspection, survey)
                    invited += 1
            reach("invited")
            advance(1)


def _ask_on(installation: Installation, advance: Advance) -> int:
    """Ask at the next address that was given, where the one before was of no use."""
    from register.asking_on import ask_on, unreached
    from register.database import reading, transaction
    from register.failpoint import reach

    survey, asked = installation.settings.survey, 0
    with reading(installation.engine) as session:
        ids = unreached(session, installation.moment())
    for invitation_id in ids:
        with transaction(installation.engine) as session:
            asked += ask_on(session, installation.moment(), survey, invitation_id)
        reach("invited")
        advance(1)
    return asked


def remind(installation: Installation, advance: Advance) -> Counts:
    """Write every due reminder, each in a commit of its own."""
    from register.database import transaction
    from register.invitations import due_reminders
    from register.invitations import remind as remind_one

    reminded = 0
    while True:
        with transaction(installation.engine) as session:
            moment = installation.moment()
            due = due_reminders(session, moment, installation.settings.survey, 1)
            if not due:
                return {"reminded": reminded}
            remind_one(session, moment, due[0], installation.settings.survey)
        reminded += 1
        advance(1)


def send(installation: Installation, advance: Advance) -> Counts:
    """Empty the outbox."""
    from dispatch.send import send as send_all

    with installation.outgoing() as outgoing:
        return send_all(installation.post(), outgoing, advance)


def deadlines(installation: Installation, advance: Advance) -> Counts:
    """Follow every open appeal: warn, escalate, count anew."""
    from jobs.deadlines import follow

    return follow(installation, advance)


def watch(installation: Installation, advance: Advance) -> Counts:
    """Follow every open appeal; tell administrators what waits and what does not go well.

    Who watches speaks even where following fails.
    """
    from jobs.deadlines import follow
    from jobs.watch import watch as watch_all

    try:
        followed = follow(installation, advance)
    finally:
        told = watch_all(installation)
    return {**followed, **told}


def backup(installation: Installation, advance: Advance) -> Counts:
    """Make the daily backup, where the settings name a folder for it."""
    from jobs.backup import backup_daily

    return backup_daily(installation, advance)


def quarterly(installation: Installation, advance: Advance) -> Counts:
    """Build the release of the last closed quarter, and tell the administrators."""
    from jobs.quarterly import report_due

    return report_due(installation)


def publish(installation: Installation, advance: Advance) -> Counts:
    """Put every release that is due at the targets."""
    from jobs.publishing import publish_due

    return publish_due(installation)


def purge(installation: Installation, advance: Advance) -> Counts:
    """Destroy the raw replies of every quarter whose dispute window is over, and their key."""
    from jobs.purging import purge_due

    return purge_due(installation, advance)


def monthly(installation: Installation, advance: Advance) -> Counts:
    """Tell administrators and heads of the appeals of the month that has ended."""
    from jobs.monthly import tell_due

    return tell_due(installation)


JOBS: Mapping[str, Job] = {
    "fetch": fetch,
    "take-in": take_in,
    "invite": invite,
    "remind": remind,
    "deadlines": deadlines,
    "watch": watch,
    "quarterly": quarterly,
    "publish": publish,
    "monthly": monthly,
    "purge": purge,
    "send": send,
    "backup": backup,
}
"""In the order of one full pass: what comes in first, what goes out last."""
