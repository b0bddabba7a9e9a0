"""A file handed in: read, checked against the register, entered, and what its sender is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from config.bulk import without_collecting
from config.event_columns import column_title
from config.languages import catalogue
from config.mail_settings import Mail
from config.settings import Survey
from config.trouble import WorldTrouble
from ingest.against_register import checked_against
from ingest.desk import Desk
from ingest.sheets.event_rows import Events
from ingest.sheets.row_known import by_name
from ingest.sheets.rows import Checked, Known, Layouts, Problem, check_coming, says
from ingest.sheets.sheet import Refusal, coming_sheets, refusal_says
from ingest.workbooks.returned import send_back
from register.blobs import Blobs
from register.bodies import (
    below,
    body_names,
    domains,
    inspector_bodies,
    inspector_names,
    kin,
    staff_addresses,
)
from register.database import reading
from register.entering import record_rows
from register.happenings import record_events
from register.inspections import Recorded
from register.keys import KEPT
from register.moment import Moment
from register.rules.email_address import SHARED_DOMAINS, mailbox
from register.rules.happening import Outcome
from register.uploads import Upload, UploadState, find_upload, new_upload

LISTED = 100  # problems in the letter itself; all of them stand in the workbook that goes with it
CHECKED = "-checked.xlsx"  # how the name of the workbook that goes back ends
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class File:
    """A file handed in, read and checked."""

    name: str
    digest: str  # of its blob in the vault `kept`
    read: Checked | Refusal
    language: str  # of its sender
    returned: tuple[str, str, str] | None  # name, blob and form of the workbook that goes back


@dataclass(frozen=True)
class Counts:
    """What became of a file's rows."""

    rows: int = 0
    accepted: int = 0  # entered now
    corrected: int = 0  # known, with other values: corrected now
    unchanged: int = 0  # known, with the same values, or left as corrected after this file
    rejected: int = 0  # with a problem, or said twice in the file
    events: int = 0  # rows of event sheets: recorded now
    events_known: int = 0  # known, or said twice in the file
    events_rejected: int = 0


def known_to(session: Session, body_code: str | None, mail: Mail) -> Known:
    """What rows may name: the sender's own body and those below it; None: every body.

    `mail` tells which addresses are the installation's own.
    """
    names, staff = body_names(session), staff_addresses(session)
    allowed = below(session, body_code) if body_code else frozenset(names)
    shared = frozenset(f"@{domain}" for domain in SHARED_DOMAINS)
    ours = [mail.address(one) for one in (mail.survey, mail.appeals, mail.uploads, mail.bounces)]
    own_domain = frozenset({f"@{mail.domain.lower()}"}) - shared
    inspectors = _nameable(session, body_code, allowed)
    persons = by_name(inspector_names(session))
    return Known(
        bodies=allowed,
        body_names={name.casefold(): code for code, name in names.items() if code in allowed},
        inspectors=inspectors,
        own_addresses=frozenset(mailbox(one) for one in (*staff, *ours)) | own_domain,
        staff_domains=domains(staff) - shared,
        inspector_names={name: code for name, code in persons.items() if code in inspectors},
    )


def _nameable(
    session: Session, sender_body: str | None, allowed: frozenset[str]
) -> dict[str, frozenset[str]]:
    """The ID of each inspector → the bodies whose rows may name it.

    A sender names inspectors of his own body and of those above and below it; the drop folder,
    which speaks for all, for each body those of its own tree.
    """
    related, found = kin(session), {}
    for inspector, at in inspector_bodies(session).items():
        if sender_body is None:
            found[inspector] = frozenset().union(*(related[body] for body in at))
        else:
            found[inspector] = allowed if at & related[sender_body] else frozenset()
    return found


def read_file(
    desk: Desk, today: date, name: str, data: bytes, sender: tuple[str | None, str]
) -> File:
    """Keep a file, read and check it, and make the workbook that goes back.

    `sender` is body code (None: may speak for every body) and language. Nothing is entered yet.
    """
    body_code, language = sender
    digest = desk.blobs.put(KEPT, data)
    with reading(desk.engine) as session:
        known = known_to(session, body_code, desk.settings.mail)
        bodies = kin(session)[body_code] if body_code else None
    layouts = Layouts(desk.settings.mappings, bodies)
    with without_collecting():
        read = check_coming(coming_sheets(data), known, today, layouts)
    with reading(desk.engine) as session:
        read = checked_against(session, read, known.bodies if body_code else None, today)
    return File(name, digest, read, language, _returned(name, data, read, desk.blobs, language))


def _returned(
    name: str, data: bytes, read: Checked | Refusal, blobs: Blobs, language: str
) -> tuple[str, str, str] | None:
    back = None if isinstance(read, Refusal) else send_back(data, read, language)
    if back is None:
        return None
    stem = name.rpartition(".")[0] or name
    return f"{stem}{CHECKED}", blobs.put(KEPT, back.workbook), back.form.value


def enter(
    session: Session, moment: Moment, survey: Survey, sender: str, file: File
) -> tuple[Counts, File]:
    """Enter the good rows; what changed, and the file with what is to be told of it besides.

    A file that this sender's upload brought before enters rows that are good only now, and
    undoes nothing that was corrected since. The counts on the upload stay those of the first time.
    """
    upload = find_upload(session, file.digest, sender) or new_upload(
        session, moment, file.digest, file.name, sender, UploadState.UNCONFIRMED
    )
    before = upload.state is UploadState.TAKEN
    counts = _record(session, moment, upload, file, survey, corrects=not before)
    if not before:
        refused = isinstance(file.read, Refusal)
        upload.state = UploadState.REFUSED if refused else UploadState.TAKEN
        upload.refused = file.read.code if isinstance(file.read, Refusal) else ""
        for name, count in asdict(counts).items():
            setattr(upload, name, count)
    return counts, _told_before(file, moment.day(upload.received_at)) if before else file


def _told_before(file: File, day: date) -> File:
    if isinstance(file.read, Refusal):
        return file
    told = Problem("", "", "received-before", f"{day:%d.%m.%Y}", warning=True)
    return replace(file, read=replace(file.read, problems=(told, *file.read.problems)))


def _record(
    session: Session, moment: Moment, upload: Upload, file: File, survey: Survey, *, corrects: bool
) -> Counts:
    if isinstance(file.read, Refusal):
        return Counts()
    records = (record for _, record in file.read.records)
    with without_collecting():
        outcomes = record_rows(session, moment, records, upload.id, survey, corrects=corrects)
    if outcomes[Recorded.FOREIGN]:
        # Two bodies stated one number at the same moment; the next attempt sees whose it is.
        raise WorldTrouble("a registration number was taken by another body meanwhile; try again")
    counts = Counts(
        rows=file.read.rows,
        accepted=outcomes[Recorded.NEW],
        corrected=outcomes[Recorded.CORRECTED],
        unchanged=outcomes[Recorded.SAME] + outcomes[Recorded.LEFT],
        rejected=file.read.rows - outcomes.total(),
    )
    return _with_events(session, moment, upload, file.read.events, survey, counts)


def _with_events(
    session: Session, moment: Moment, upload: Upload, events: Events, survey: Survey, counts: Counts
) -> Counts:
    """Record the events of a file, whose rows are entered; the same again append nothing."""
    outcomes = Counter(record_events(session, moment, events.happenings, upload.id, survey))
    recorded, known = outcomes[Outcome.RECORDED], events.known + outcomes[Outcome.KNOWN]
    rejected = events.rows - recorded - known
    return replace(counts, events=recorded, events_known=known, events_rejected=rejected)


def receipt(counts: Counts, file: File) -> dict[str, Any]:
    """What the receipt letter, or the refusal, is filled with."""
    gettext = catalogue(file.language).gettext
    if isinstance(file.read, Refusal):
        return {
            "file": file.name,
            "code": file.read.code,
            "says": refusal_says(file.read, gettext, file.language),
        }
    problems = [problem for problem in file.read.problems if not problem.warning]
    warnings = [problem for problem in file.read.problems if problem.warning]
    several = len(file.read.sheets) > 1
    return {
        "file": file.name,
        "sheet": file.read.sheet,
        **asdict(counts),
        "problems": [_listed(one, file.language, several) for one in problems[:LISTED]],
        "warnings": [_listed(one, file.language, several) for one in warnings[:LISTED]],
        "more": max(len(problems) - LISTED, 0) + max(len(warnings) - LISTED, 0),
        "returned": file.returned[2] if file.returned else "",
        "attached": _attached(file),
    }


def _attached(file: File) -> list[dict[str, str]]:
    if file.returned is None:
        return []
    name, digest, _ = file.returned
    return [{"name": name, "type": XLSX, "vault": KEPT, "digest": digest}]


def _listed(problem: Problem, language: str, several: bool) -> dict[str, str]:
    """A problem in words; where there are `several` sheets, its cell with the sheet's name."""
    return {
        "cell": f"{problem.sheet}!{problem.cell}" if several and problem.cell else problem.cell,
        "column": column_title(problem.column, language) if problem.column else "",
        "value": problem.value,
        "says": says(problem, catalogue(language).gettext),
    }
