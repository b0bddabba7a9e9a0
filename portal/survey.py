"""The survey page of one invitation: /s/TOKEN shows the questionnaire, and takes the answers in.

The holder of the link alone sees its answers (WB3). Only a POST that answers something changes
anything (WB2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from config.questionnaire import Questionnaire
from portal.face import Face, face_of
from portal.forms import Entered, Fields, read_form
from portal.guard import check_origin, read_fields
from portal.pages import base_path, chosen, language_for, page
from register.appeals.receipting import receipt_of_movement
from register.appeals.registering import Registered
from register.appeals.surveyed import Surveyed, appeal_apart
from register.bodies import Body
from register.database import reading, transaction
from register.inspections import Inspection
from register.invitations import Invitation, by_token
from register.letters import Letter, one_click
from register.moment import Moment
from register.responses import (
    Channel,
    Outcome,
    current_answers,
    current_receipt,
    record_answers,
)
from register.rules.appeal import Notify
from register.rules.letter import SURVEYS
from register.rules.number import spaced
from register.rules.receipt import Receipt
from register.rules.receipt import text as written


@dataclass(frozen=True)
class Asked:
    """An invitation as its page shows it."""

    token: str
    questionnaire: Questionnaire
    language: str  # of the letter
    closes_on: date
    closed: bool
    registration_no: str
    body: str  # name of the inspecting body
    started_on: date
    finished_on: date
    unsubscribe: str  # signed id of its last letter; "" when none was written
    answers: Mapping[int, str]  # number → stored value; free words among them
    receipt: Receipt | None  # of the answers given so far


@dataclass(frozen=True)
class AppealShown:
    """An appeal that was in the answers, as the page says it."""

    number: str  # in threes
    pin: str  # '' when it was registered before
    due_on: date
    told: bool  # the slip goes to the address of the invitation
    receipt: Receipt | None  # None when it was registered before


@dataclass(frozen=True)
class Recorded:
    """What became of a form."""

    outcome: Outcome | None  # None: there was nothing beside the appeal
    asked: Asked
    appeal: AppealShown | None


class SurveyPage(HTTPEndpoint):
    """/s/TOKEN."""

    def get(self, request: Request) -> Response:
        """The questionnaire with the answers given so far, or thanks for them (?done=1)."""
        asked = _asked(face_of(request), _token(request))
        if asked is None or asked.closed:
            return _no_survey(request, asked)
        if request.query_params.get("done") == "1" and asked.answers:
            return _thanks(request, asked)
        return _form(request, asked, asked.answers)

    async def post(self, request: Request) -> Response:
        """Take answers in; then the thanks (303), or the form again with what is wrong (422)."""
        check_origin(request, face_of(request).settings.portal.url)
        fields = await read_fields(request)
        return await run_in_threadpool(_take, request, fields)


def receipt_file(request: Request) -> Response:
    """/s/TOKEN/receipt: the signed receipt of the answers as a file, for the holder of the link."""
    asked = _asked(face_of(request), _token(request))
    if asked is None or asked.receipt is None:
        return page(request, "unknown_link.html", language_for(request), status=404)
    kept = {"Content-Disposition": f'attachment; filename="{asked.receipt.name}"'}
    return PlainTextResponse(written(asked.receipt), headers=kept)


def _take(request: Request, fields: Fields) -> Response:
    face, token = face_of(request), _token(request)
    asked = _asked(face, token)
    if asked is None or asked.closed:
        return _no_survey(request, asked)
    entered = read_form(fields, asked.questionnaire)
    if entered.empty or entered.problems:
        return _form(request, asked, {**asked.answers, **entered.written}, entered)
    recorded = _record(face, asked, entered)
    if recorded.appeal is not None:
        # No redirect: the PIN may stand in no address. Sent again, the page is without it.
        return _appeal(request, recorded)
    if recorded.outcome in (Outcome.CLOSED, Outcome.UNKNOWN):
        return _no_survey(request, _asked(face, token))
    lang = chosen(request)
    query = f"?done=1&lang={lang}" if lang else "?done=1"
    return RedirectResponse(f"{base_path(request)}/s/{token}{query}", 303)


def _record(face: Face, asked: Asked, entered: Entered) -> Recorded:
    numbers = tuple(question.number for question in asked.questionnaire.questions)
    moment = face.moment()
    said = Surveyed(asked.token, entered.words, moment.now, face.kind_of)
    with transaction(face.engine) as session:
        left = appeal_apart(session, moment, face.book(), said)
        appeal = _registered(moment, left.appeal) if left.appeal else None
        if not entered.answers and not left.words:
            return Recorded(None, asked, appeal)
        taken = record_answers(
            session, moment, asked.token, entered.answers, left.words, numbers, Channel.WEB
        )
    return Recorded(taken.outcome, asked, appeal)


def _registered(moment: Moment, made: Registered) -> AppealShown:
    told = made.appeal.notify is not Notify.NONE
    receipt = None
    if made.movement is not None:
        receipt = receipt_of_movement(moment, made.appeal, made.part, made.movement)
    return AppealShown(spaced(made.appeal.number), made.pin, made.part.due_on, told, receipt)


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _asked(face: Face, token: str) -> Asked | None:
    with reading(face.engine) as session:
        invitation = by_token(session, token)
        return None if invitation is None else _described(session, face, invitation, token)


def _described(session: Session, face: Face, invitation: Invitation, token: str) -> Asked:
    inspection = session.get_one(Inspection, invitation.inspection_id)
    return Asked(
        token=token,
        questionnaire=face.asked(invitation.questionnaire),
        language=invitation.language,
        closes_on=invitation.closes_on,
        closed=face.moment().today > invitation.closes_on,
        registration_no=inspection.registration_no,
        body=session.get_one(Body, inspection.body).name,
        started_on=inspection.started_on,
        finished_on=inspection.ended_on,
        unsubscribe=_signed_letter(session, face, invitation),
        answers=current_answers(session, token),
        receipt=current_receipt(session, face.moment(), token),
    )


def _signed_letter(session: Session, face: Face, invitation: Invitation) -> str:
    last = (
        sa.select(Letter.id)
        .where(Letter.about == invitation.about, Letter.kind.in_(SURVEYS))
        .order_by(Letter.created_at.desc())
        .limit(1)
    )
    letter_id = session.scalar(last)
    return one_click(letter_id, face.keys) if letter_id else ""


def _form(
    request: Request, asked: Asked, written: Mapping[int, str], entered: Entered | None = None
) -> Response:
    values: dict[str, Any] = {
        "asked": asked,
        "written": written,
        "problems": entered.problems if entered else {},
        "empty": entered is not None and entered.empty,
        "lang": chosen(request),
    }
    status = 422 if entered else 200
    return page(request, "survey.html", _language(request, asked), values, status)


def _thanks(request: Request, asked: Asked) -> Response:
    missing = [q for q in asked.questionnaire.questions if q.number not in asked.answers]
    values = {
        "asked": asked,
        "missing": missing,
        "lang": chosen(request),
        "receipt": written(asked.receipt) if asked.receipt else "",
    }
    return page(request, "thanks.html", _language(request, asked), values)


def _appeal(request: Request, recorded: Recorded) -> Response:
    receipt = recorded.appeal.receipt if recorded.appeal else None
    values = {
        **vars(recorded),
        "lang": chosen(request),
        "switchable": False,
        "receipt": written(receipt) if receipt else "",
    }
    return page(request, "appeal.html", _language(request, recorded.asked), values)


def _language(request: Request, asked: Asked) -> str:
    return chosen(request) or asked.language


def _no_survey(request: Request, asked: Asked | None) -> Response:
    """Closed (410), or never heard of: the same page (404) whether it could be a token or not."""
    if asked is None:
        return page(request, "unknown_link.html", language_for(request), status=404)
    values = {"closed_on": asked.closes_on}
    return page(request, "closed.html", _language(request, asked), values, 410)
