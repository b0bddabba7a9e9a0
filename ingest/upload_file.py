"""A file handed in: read, checked against the register, entered, and what its sender is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.columns import columns
from config.languages import catalogue
from config.trouble import WorldTrouble
from ingest.excel import annotate, problem_workbook
from ingest.rows import Checked, Known, Problem, check_sheets, says
from ingest.sheet import Refusal, read_sheets, refusal_says
from register.blobs import Blobs
from register.bodies import below, body_names, inspector_ids, staff_addresses
from register.database import reading
from register.inspections import Recorded, foreign_numbers, record_inspection
from register.keys import KEPT
from register.moment import Moment
from register.uploads import Upload, UploadState

LISTED = 100  # problems in the letter itself; all of them stand in the workbook that goes with it
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class File:
    """A file handed in, read and checked."""

    name: str
    digest: str  # of its blob in the vault `kept`
    read: Checked | Refusal
    language: str  # of its sender
    returned: tuple[str, str] | None  # name and blob of the workbook that goes back


@dataclass(frozen=True)
class Counts:
    """What became of a file's rows."""

    rows: int = 0
    accepted: int = 0  # entered now
    corrected: int = 0  # known, with other values: corrected now
    unchanged: int = 0  # known, with the same values
    rejected: int = 0  # with a problem, or said twice in the file


def known_to(session: Session, body_code: str | None) -> Known:
    """What rows may name: the sender's own body and those below it; None: every body."""
    names = body_names(session)
    allowed = below(session, body_code) if body_code else frozenset(names)
    return Known(
        bodies=allowed,
        body_names={name.casefold(): code for code, name in names.items() if code in allowed},
        inspector_ids=inspector_ids(session),
        own_addresses=staff_addresses(session),
    )


def read_file(
    engine: sa.Engine,
    moment: Moment,
    blobs: Blobs,
    name: str,
    data: bytes,
    sender: tuple[str | None, str],
) -> File:
    """Keep a file, read and check it, and make the workbook that goes back.

    `sender` is body code (None: may speak for every body) and language. Nothing is entered yet.
    """
    body_code, language = sender
    digest = blobs.put(KEPT, data)
    sheets = read_sheets(data)
    read: Checked | Refusal
    if isinstance(sheets, Refusal):
        read = sheets
    else:
        with reading(engine) as session:
            read = check_sheets(sheets, known_to(session, body_code), moment.today)
            read = _without_foreign(session, read)
    return File(name, digest, read, language, _returned(name, data, read, blobs, language))


def _without_foreign(session: Session, read: Checked | Refusal) -> Checked | Refusal:
    """Rows whose number belongs to another body's inspection become problems."""
    if isinstance(read, Refusal):
        return read
    foreign = foreign_numbers(session, [record for _, record in read.records])
    problems = [_foreign(read, row) for row, r in read.records if r.registration_no in foreign]
    records = tuple((row, r) for row, r in read.records if r.registration_no not in foreign)
    return replace(read, records=records, problems=(*read.problems, *problems))


def _foreign(read: Checked, row: int) -> Problem:
    column = "registration_no"
    cell = f"{read.columns[column]}{row}"
    # Of several sheets it is not known which one: then the workbook's summary names the cell.
    sheet = read.sheet if len(read.sheets) == 1 else ""
    return Problem(cell, column, "foreign-number", "", row=row, sheet=sheet)


def _returned(
    name: str, data: bytes, read: Checked | Refusal, blobs: Blobs, language: str
) -> tuple[str, str] | None:
    if isinstance(read, Refusal) or not read.problems:
        return None
    annotated = annotate(data, read.problems, language)
    workbook = annotated or problem_workbook(read.problems, language)
    stem = name.rpartition(".")[0] or name
    return f"{stem}-checked.xlsx", blobs.put(KEPT, workbook)


def enter(session: Session, moment: Moment, upload: Upload, file: File, close: int) -> Counts:
    """Enter the good rows; what changed. `close` as in [survey].

    The counts are written on the upload the first time only: a file that comes again enters
    nothing new and must not make the first entry look like nothing.
    """
    counts = _record(session, moment, upload, file, close)
    if upload.state is not UploadState.TAKEN or not upload.rows:
        refused = isinstance(file.read, Refusal)
        upload.state = UploadState.REFUSED if refused else UploadState.TAKEN
        upload.refused = file.read.code if isinstance(file.read, Refusal) else ""
        for name, count in asdict(counts).items():
            setattr(upload, name, count)
    return counts


def _record(session: Session, moment: Moment, upload: Upload, file: File, close: int) -> Counts:
    if isinstance(file.read, Refusal):
        return Counts()
    outcomes = Counter(
        record_inspection(session, moment, record, upload.id, close)
        for _, record in file.read.records
    )
    if outcomes[Recorded.FOREIGN]:
        # Two bodies stated one number at the same moment; the next attempt sees whose it is.
        raise WorldTrouble("a registration number was taken by another body meanwhile; try again")
    return Counts(
        rows=file.read.rows,
        accepted=outcomes[Recorded.NEW],
        corrected=outcomes[Recorded.CORRECTED],
        unchanged=outcomes[Recorded.SAME],
        rejected=file.read.rows - outcomes.total(),
    )


def receipt(counts: Counts, file: File) -> dict[str, Any]:
    """What the receipt letter, or the refusal, is filled with."""
    gettext = catalogue(file.language).gettext
    if isinstance(file.read, Refusal):
        return {
            "file": file.name,
            "code": file.read.code,
            "says": refusal_says(file.read, gettext, file.language),
        }
    problems = [_listed(p, file.language) for p in file.read.problems if not p.warning]
    warnings = [_listed(p, file.language) for p in file.read.problems if p.warning]
    return {
        "file": file.name,
        "sheet": file.read.sheet,
        **asdict(counts),
        "problems": problems[:LISTED],
        "warnings": warnings[:LISTED],
        "more": max(len(problems) - LISTED, 0) + max(len(warnings) - LISTED, 0),
        "returned": file.returned is not None,
        "attached": _attached(file),
    }


def _attached(file: File) -> list[dict[str, str]]:
    if file.returned is None:
        return []
    name, digest = file.returned
    return [{"name": name, "type": XLSX, "vault": KEPT, "digest": digest}]


def _listed(problem: Problem, language: str) -> dict[str, str]:
    return {
        "cell": problem.cell,
        "column": columns().title(problem.column, language) if problem.column else "",
        "value": problem.value,
        "says": says(problem, catalogue(language).gettext),
    }
