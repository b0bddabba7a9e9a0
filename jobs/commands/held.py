"""`achyk held` and `achyk inspection`: looking things up in the register."""

from __future__ import annotations

from argparse import Namespace

from config.trouble import Trouble
from jobs.commands.running import ready
from register.database import reading
from register.messages import Message, MessageState, held_messages


def list_held(arguments: Namespace) -> int:
    """Every held message, oldest first."""
    installation = ready(arguments)
    with reading(installation.engine) as session:
        for message in held_messages(session):
            arrived = message.arrived_at.astimezone(installation.zone)
            print(f"{message.id:>6}  {arrived:%Y-%m-%d %H:%M}  {message.reason}")
    return 0


def show(arguments: Namespace) -> int:
    """One held mail, in words, and why it is held."""
    from ingest.message import parse

    installation = ready(arguments)
    with reading(installation.engine) as session:
        message = session.get(Message, arguments.number)
        if message is None or message.state is not MessageState.HELD:
            raise Trouble(f"no held message {arguments.number}; see achyk held list")
    mail = parse(installation.blobs.get(message.vault, message.digest))
    print(f"held     {message.reason} ({message.kind or 'not classified'})")
    print(f"from     {mail.sender or '-'}\nsubject  {mail.subject}")
    for attachment in mail.attachments:
        print(f"file     {attachment.name} ({attachment.type}, {len(attachment.data)} bytes)")
    print(f"\n{mail.text}")
    return 0


def inspection(arguments: Namespace) -> int:
    """Whether an inspection is registered, and by whom."""
    from register.inspections import inspection_by_no

    installation = ready(arguments)
    with reading(installation.engine) as session:
        found = inspection_by_no(session, arguments.number.strip())
        if found is None:
            raise Trouble(f"no inspection {arguments.number!r} is registered")
        for name in ("registration_no", "registered_at", "body", "unit", "inspector_ids", "kind"):
            print(f"{name:<16} {getattr(found, name) or '-'}")
        for name in ("basis", "business_name", "tax_id", "started_on", "finished_on", "quarter"):
            print(f"{name:<16} {getattr(found, name) or '-'}")
    return 0
