"""`achyk held`: mail that nobody could place; it is listed, looked at, and placed by a person."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dispatch.clean import one_line
from jobs.commands.running import ready
from jobs.commands.status import waited
from jobs.wiring import Installation
from register.database import reading, transaction
from register.messages import Message, MessageState, held_messages
from register.placing import held_message, place_aside

OLDER = (
    "it is older than a file of the same sender that was taken in before: where both tell of one "
    "inspection, this one now stands; have the later file sent again"
)
SOURCE_BYTES = 20_000  # of a mail that breaks the reader, as much is shown as it came


def list_held(arguments: Namespace) -> int:
    """Every held message, oldest first, then what the reasons mean."""
    installation = ready(arguments)
    with reading(installation.engine) as session:
        messages = held_messages(session)
    now = installation.clock().astimezone(installation.zone)
    if arguments.json:
        print(json.dumps([_as_json(one, now) for one in messages], ensure_ascii=False, indent=2))
    else:
        print("\n".join(in_words(messages, now)))
    return 0


def _as_json(message: Message, now: datetime) -> dict[str, Any]:
    return {
        "number": message.id,
        "arrived_at": message.arrived_at.isoformat(),
        "waits_hours": int(max((now - message.arrived_at).total_seconds(), 0) // 3600),
        "kind": message.kind or None,
        "reason": message.reason,
        "says": message.held.says,
    }


def in_words(messages: Sequence[Message], now: datetime) -> list[str]:
    """A line a message, times in the zone of `now`, and a line a reason."""
    if not messages:
        return ["nothing is held"]
    lines = [_line(message, now) for message in messages]
    reasons = sorted({message.held for message in messages})
    return [*lines, "", *(f"{reason.value}: {reason.says}" for reason in reasons)]


def _line(message: Message, now: datetime) -> str:
    arrived = message.arrived_at.astimezone(now.tzinfo)
    waits = f"waits {waited(message.arrived_at, now)}"
    kind = message.kind or "-"
    return f"{message.id:>6}  {arrived:%Y-%m-%d %H:%M}  {kind:<12}  {message.reason:<14}  {waits}"


def show(arguments: Namespace) -> int:
    """One held mail, in words, why it is held, and what can be done."""
    installation = ready(arguments)
    with reading(installation.engine) as session:
        message = held_message(session, arguments.number)
    raw = installation.blobs.get(message.vault, message.digest)
    print(f"held     {message.reason} ({message.kind or 'not classified'}), {len(raw)} bytes")
    print(f"why      {message.held.says}")
    print("\n".join(_what_can_be_done(message)))
    print("\n".join(_mail(installation, raw)))
    return 0


def _what_can_be_done(message: Message) -> list[str]:
    from ingest.place import REPLIES

    place = f"place    achyk held place {message.id}"
    lines = [f"{place} --again    read it once more"]
    if message.held in REPLIES:
        lines.append(f"{place} --inspection REGISTRATION_NO    it answers that invitation")
    return [*lines, f'{place} --aside "WHY"    there is nothing to be done']


def _mail(installation: Installation, raw: bytes) -> list[str]:
    """Who wrote what; of a mail that breaks its reader the source, as it came."""
    from ingest.mail.reader import ReadingFailed

    try:
        said = installation.reader.explain(raw, installation.desk().terms(frozenset()))
    except ReadingFailed as failed:
        return [f"trouble  {failed}", "", *_plain(raw[:SOURCE_BYTES].decode("utf-8", "replace"))]
    files = [f"{one['name']} ({one['type']}, {one['bytes']} bytes)" for one in said["attachments"]]
    return [
        f"from     {one_line(said['from'] or '-')}",
        f"subject  {one_line(said['subject'])}",
        *(f"file     {one_line(file)}" for file in files),
        *(line for part in ("text", "signature", "quoted") for line in _part(said[part])),
    ]


def _part(text: str) -> list[str]:
    return ["", *_plain(text)] if text else []


def _plain(text: str) -> list[str]:
    """The lines of a stranger's text without what could steer a terminal or hide words (AT2)."""
    return [one_line(line, len(line) + 1) for line in text.splitlines()]


def place(arguments: Namespace) -> int:
    """Place a held message as asked, and say what came of it."""
    installation = ready(arguments)
    if arguments.again:
        says = _again(installation, arguments.number)
    elif arguments.inspection is not None:
        says = _to_inspection(installation, arguments.number, arguments.inspection.strip())
    else:
        with transaction(installation.engine) as session:
            place_aside(session, installation.moment(), arguments.number, arguments.aside)
        says = "laid aside"
    print(f"message {arguments.number}: {says}")
    return 0


def _again(installation: Installation, number: int) -> str:
    from ingest.place import is_overtaken, read_again

    with reading(installation.engine) as session:
        older = is_overtaken(session, number)
    outcome = read_again(installation.desk(), number)
    if outcome == "failed":
        return "the program failed on it once more; it is tried twice more, then held again"
    if outcome == "left":
        return "another process is taking it in at this moment; see achyk held list"
    with reading(installation.engine) as session:
        message = session.get_one(Message, number)
    if message.state is MessageState.HELD:
        return f"held again, {message.reason}: {message.held.says}"
    says = f"taken in as {message.kind}, {message.state.value}"
    return f"{says}; {OLDER}" if older and message.state is MessageState.DONE else says


def _to_inspection(installation: Installation, number: int, registration_no: str) -> str:
    from ingest.place import place_reply
    from register.invitations import InvitationState

    state = place_reply(installation.desk(), number, registration_no)
    if state is InvitationState.ANSWERED:
        return f"its answers about {registration_no} are recorded; the business gets the echo"
    if state is InvitationState.STOPPED:
        return "the business asked for no more letters, and gets none"
    return "no answer could be read in it; the business is asked to write its answers once more"
