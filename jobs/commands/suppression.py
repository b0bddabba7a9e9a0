"""`achyk suppression`: which addresses get no letters, and writing to one of them again."""

from __future__ import annotations

from argparse import Namespace

from config.trouble import Trouble
from jobs.commands.running import ready


def list_suppressions(arguments: Namespace) -> int:
    """Every address that is left alone, and the trace of each that is not any more."""
    from register.database import reading
    from register.suppressions import all_suppressions

    installation = ready(arguments)
    with reading(installation.engine) as session:
        for row in all_suppressions(session):
            since = row.since.astimezone(installation.zone)
            words = f"{since:%Y-%m-%d}  {row.reason.value:<12}  {row.email}  {row.detail}"
            print(words.rstrip())
    return 0


def lift(arguments: Namespace) -> int:
    """Write to an address again, and ask there at once what is still open."""
    from register.database import transaction
    from register.lifting import lift_by_hand
    from register.suppressions import suppressed

    installation = ready(arguments)
    moment, survey = installation.moment(), installation.settings.survey
    email, unsubscribed = arguments.email.strip(), arguments.unsubscribed
    with transaction(installation.engine) as session:
        before = suppressed(session, moment, email)
        opened = lift_by_hand(session, moment, survey, email, unsubscribed=unsubscribed)
        after = suppressed(session, moment, email)
    if opened is None and before:
        raise Trouble(f"{email} asked for no more letters; --unsubscribed, if it asked for them")
    if opened is None:
        raise Trouble(f"{email} is not left alone; see achyk suppression list")
    print(f"{email} is written to again; invitations opened again: {opened}")
    if after:
        print("it stays unsubscribed: no invitations go there without --unsubscribed")
    return 0
