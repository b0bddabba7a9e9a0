"""A spreadsheet handed in by an inspector who is signed in: the portal's door for uploads."""

from __future__ import annotations

from ingest.desk import Desk
from ingest.filetypes import clean_name
from ingest.upload_file import Counts, File, enter, read_file
from register.bodies import Officer
from register.database import transaction


def hand_in(desk: Desk, inspector: Officer, name: str, data: bytes) -> tuple[Counts, File]:
    """Enter the good rows of the file `name`; what changed, and the file as it was read.

    `file.read` is a Refusal, or holds the problems; `file.returned` names the workbook that goes
    back, in the vault `kept`; `ingest.upload_file.receipt` says all of it in words. The same file
    again enters nothing new, whichever door it comes through, if its sender is the same.
    """
    moment = desk.moment()
    sender = inspector.body_code, inspector.language
    file = read_file(desk, moment.today, clean_name(name) or "file", data, sender)
    with transaction(desk.engine) as session:
        return enter(session, moment, desk.settings.survey, inspector.email, file)
