"""One click and no more letters: /u/SIGNED, where SIGNED is a letter's id with our signature.

RFC 8058: the mail program posts `List-Unsubscribe=One-Click`, and so does the button on the page.
A GET never acts, nor does a POST without these words (LP4, WB2). Such posts come from the mail
provider's machines, so that no Origin is asked for: the signature is the proof.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response

from portal.face import Face, face_of
from portal.guard import read_fields
from portal.pages import chosen, language_for, page
from register.database import reading, transaction
from register.invitations import InvitationState, stop_address
from register.letters import ONE_CLICK, Letter, letter_of
from register.suppressions import SuppressionReason, suppress, suppressed

FIELD, VALUE = "List-Unsubscribe", "One-Click"


class UnsubscribePage(HTTPEndpoint):
    """/u/SIGNED."""

    def get(self, request: Request) -> Response:
        """The page with the button, or what has been done already."""
        face, letter = face_of(request), _letter(request)
        if letter is None:
            return _unknown(request)
        with reading(face.engine) as session:
            done = SuppressionReason.UNSUBSCRIBED in suppressed(
                session, face.moment(), letter.recipient
            )
        return _page(request, letter, "unsubscribed.html" if done else "unsubscribe.html")

    async def post(self, request: Request) -> Response:
        """No more letters to the recipient of that letter."""
        fields = await read_fields(request)
        one_click = VALUE in fields.get(FIELD, [])
        return await run_in_threadpool(_act, request, one_click)


def _act(request: Request, one_click: bool) -> Response:
    letter = _letter(request)
    if letter is None:
        return _unknown(request)
    if not one_click:
        return _page(request, letter, "unsubscribe.html", 422)
    _leave_alone(face_of(request), letter.recipient)
    return _page(request, letter, "unsubscribed.html")


def _leave_alone(face: Face, email: str) -> None:
    with transaction(face.engine) as session:
        suppress(session, face.moment(), email, SuppressionReason.UNSUBSCRIBED, "by one click")
        stop_address(session, email, InvitationState.STOPPED, face.moment().today)


def _letter(request: Request) -> Letter | None:
    """The letter whose link this is; None if we did not sign it, or know no more whose it was."""
    face, signed = face_of(request), str(request.path_params["signed"])
    letter_id = letter_of(signed, face.keys, ONE_CLICK)
    if letter_id is None:
        return None
    with reading(face.engine) as session:
        letter = session.get(Letter, letter_id)
    return letter if letter is not None and letter.recipient else None


def _page(request: Request, letter: Letter, template: str, status: int = 200) -> Response:
    values = {"lang": chosen(request)}
    return page(request, template, chosen(request) or letter.language, values, status)


def _unknown(request: Request) -> Response:
    return page(request, "unknown_link.html", language_for(request), status=404)
