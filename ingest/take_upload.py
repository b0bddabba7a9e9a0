"""A mail with spreadsheets: taken when its sender is proven, else kept until confirmed (TR3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session

from ingest.answering import answer, answerable
from ingest.desk import Case, Effect
from ingest.mail.authority import Authority
from ingest.mail.message import Attachment
from ingest.sheets.sheet import Refusal
from ingest.upload_file import File, enter, read_file, receipt
from register.bodies import Officer, inspector_at
from register.confirmations import ask, asked_lately, confirm, peek, withdraw
from register.database import reading
from register.keys import KEPT
from register.messages import Held, Message, hold, mark_done, overtake
from register.rules.letter import LetterKind
from register.uploads import UploadState, find_upload, new_upload

KIND = "upload"
CONFIRMATION = "confirmation"
AMBIGUOUS, AMBIGUOUS_YES = "ambiguous", "ambiguous-yes"  # what the letter tells: of a file, a yes


def is_proven(case: Case) -> bool:
    """Whether the mail may enter rows at once: DMARC passed, and the strict gate let it through."""
    return case.authority is Authority.PASS and not case.mail.refused


def take_upload(case: Case) -> Effect:
    """The effect of a mail that brings spreadsheets, or came to the address for them."""
    with reading(case.desk.engine) as session:
        sender = inspector_at(session, case.mail.sender or "")
    if sender is None:
        return partial(_from_stranger, case=case, sheets=case.mail.sheets)
    if case.mail.refused:
        return partial(_refuse_form, case=case, sender=sender, kind=KIND)
    files = [_read(case, sender, sheet.name, sheet.data) for sheet in case.mail.sheets]
    return partial(_from_inspector, case=case, sender=sender, files=files)


def take_confirmation(case: Case) -> Effect:
    """The effect of an answer to "did this file come from you?"."""
    key = case.classified.token or ""
    if not case.mail.confirms and not case.mail.refused:
        return partial(_refuse_key, case=case)
    with reading(case.desk.engine) as session:
        upload = peek(session, case.moment, key)
        sender = inspector_at(session, upload.sender) if upload is not None else None
    if upload is None or sender is None:
        return partial(_refuse_key, case=case)
    if case.mail.refused:
        return partial(_refuse_form, case=case, sender=sender, kind=CONFIRMATION)
    file = _read(case, sender, upload.name, case.desk.original(KEPT, upload.digest))
    return partial(_confirmed, case=case, key=key, sender=sender, file=file)


def _read(case: Case, sender: Officer, name: str, data: bytes) -> File:
    return read_file(case.desk, case.moment.today, name, data, (sender.body_code, sender.language))


def _from_stranger(
    session: Session, message: Message, case: Case, sheets: Sequence[Attachment]
) -> None:
    """Held; answered only where the sender is proven, or a forger could have us write to anyone."""
    if case.authority is Authority.PASS:
        name = sheets[0].name if sheets else ""
        answer(session, case, LetterKind.UPLOAD_UNKNOWN, {"file": name})
    hold(message, Held.UNKNOWN_SENDER, KIND)


def _from_inspector(
    session: Session, message: Message, case: Case, sender: Officer, files: Sequence[File]
) -> None:
    if not files:
        context = {"file": "", "code": "no-attachment", "says": ""}
        answer(session, case, LetterKind.UPLOAD_REFUSED, context, recipient=sender.email)
    settled = True
    for number, file in enumerate(files):
        if is_proven(case):
            _take(session, case, sender, file, number)
        else:
            settled &= _ask(session, case, sender, file, number)
    if settled:
        overtake(session, message)
        return mark_done(message, KIND)
    return hold(message, Held.OTHER, KIND)


def _refuse_form(
    session: Session, message: Message, case: Case, sender: Officer, kind: str
) -> None:
    """Held, and the registered person told how to send it so that every program reads the same."""
    code = AMBIGUOUS if kind == KIND else AMBIGUOUS_YES
    context = {"file": "", "code": code, "says": ""}
    answer(
        session,
        case,
        LetterKind.UPLOAD_REFUSED,
        context,
        language=sender.language,
        recipient=sender.email,
    )
    hold(message, Held.AMBIGUOUS, kind)


def _take(session: Session, case: Case, sender: Officer, file: File, number: int) -> None:
    """Enter a proven file and send the receipt; a known file again enters nothing new."""
    counts, file = enter(session, case.moment, case.desk.settings.survey, sender.email, file)
    refused = isinstance(file.read, Refusal)
    kind = LetterKind.UPLOAD_REFUSED if refused else LetterKind.UPLOAD_RECEIPT
    _tell(session, case, sender, kind, receipt(counts, file), number)


def _ask(session: Session, case: Case, sender: Officer, file: File, number: int) -> bool:
    """Keep the file without effect and ask the registered address whether it is the sender's.

    The same question is not asked again within a day: whoever repeats a forged file uses up none
    of the questions that the real sender may need. False: it could not be asked, a person must.
    """
    moment = case.moment
    state = UploadState.UNCONFIRMED
    upload = find_upload(session, file.digest, sender.email) or new_upload(
        session, moment, file.digest, file.name, sender.email, state
    )
    if asked_lately(session, moment, upload.id):
        return True
    key, expires_at = ask(session, moment, upload.id)
    rows = 0 if isinstance(file.read, Refusal) else file.read.rows + file.read.events.rows
    context = {"file": file.name, "rows": rows, "key": key}
    context["expires_on"] = expires_at.astimezone(moment.zone).date().isoformat()
    if _tell(session, case, sender, LetterKind.UPLOAD_CONFIRM, context, number):
        return True
    withdraw(session, upload.id)
    return not answerable(case)


def _tell(
    session: Session,
    case: Case,
    sender: Officer,
    kind: LetterKind,
    context: dict[str, object],
    number: int,
) -> bool:
    return answer(
        session,
        case,
        kind,
        context,
        language=sender.language,
        recipient=sender.email,
        part=number,
    )


def _confirmed(
    session: Session, message: Message, case: Case, key: str, sender: Officer, file: File
) -> None:
    upload_id = confirm(session, case.moment, key)
    if upload_id is None:
        return _refuse_key(session, message, case)
    _take(session, case, sender, file, 0)
    return mark_done(message, CONFIRMATION)


def _refuse_key(session: Session, message: Message, case: Case) -> None:
    hold(message, Held.BAD_KEY, CONFIRMATION)
