"""Who is who: `achyk body`, `officer`, `signatory`, `staff`."""

from __future__ import annotations

from argparse import Namespace

from config.settings import FILE
from config.signatories import read_signatories
from config.template import toml
from jobs.commands.running import ready
from jobs.commands.typed import a_day
from jobs.wiring import open_installation


def add_body(arguments: Namespace) -> int:
    """Add a body, or rename it."""
    from register.bodies import add_body as add
    from register.database import transaction

    installation = ready(arguments)
    with transaction(installation.engine) as session:
        body = add(session, arguments.code, arguments.name, arguments.parent, arguments.time_zone)
        print(f"body {body.code}: {body.name}")
    return 0


def add_officer(arguments: Namespace) -> int:
    """Register a person's role."""
    from register.bodies import Role
    from register.bodies import add_officer as add
    from register.database import transaction

    installation = ready(arguments)
    with transaction(installation.engine) as session:
        officer = add(
            session,
            arguments.email,
            Role(arguments.role),
            arguments.body,
            arguments.id,
            arguments.name,
            arguments.language,
            arguments.phone,
        )
        print(f"{officer.role.value} {officer.email} at {officer.body_code}")
    return 0


def officer_away(arguments: Namespace) -> int:
    """Who acts for a person, from one day until another."""
    from register.appeals.substitutes import send_away
    from register.database import transaction

    first, last = a_day(arguments.from_), a_day(arguments.until)
    installation = ready(arguments)
    with transaction(installation.engine) as session:
        moment = installation.moment()
        made = send_away(session, moment, arguments.email, first, last, arguments.substitute)
        print(f"{made.substitute} acts for {made.officer} from {made.first} until {made.last}")
    return 0


def add_signatory(arguments: Namespace) -> int:
    """Append a [[signatories]] block to achyk.toml, after proving that it can be read back."""
    installation = open_installation(arguments.folder)
    keys = ("office", "body", "person", "post", "message")
    entry = {key: getattr(arguments, key) for key in keys if getattr(arguments, key)}
    entry["from"] = arguments.from_
    if arguments.until:
        entry["until"] = arguments.until
    (signatory,) = read_signatories([entry])
    lines = [f"{key} = {toml(value)}" for key, value in entry.items()]
    block = "\n[[signatories]]\n" + "\n".join(lines) + "\n"
    with (installation.folder / FILE).open("a", encoding="utf-8") as file:
        file.write(block)
    print(f"{signatory.office} from {signatory.from_}: {arguments.person}")
    return 0


def import_staff(arguments: Namespace) -> int:
    """Bodies and persons from a spreadsheet; all of it, or nothing with every problem named."""
    from ingest.staff import read_staff
    from register.database import transaction

    installation = ready(arguments)
    with transaction(installation.engine) as session:
        bodies, officers = read_staff(session, arguments.file)
    print(f"{bodies} bodies, {officers} persons")
    return 0
