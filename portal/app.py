"""The portal as an ASGI application: its routes, its plain pages, and what happens on errors."""

from __future__ import annotations

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from config.trouble import WorldTrouble
from portal.face import Face, face_of
from portal.guard import Guard, headers_for
from portal.pages import NAMES, environment, language_for, page
from portal.survey import SurveyPage, receipt_file
from portal.unsubscribe import UnsubscribePage
from register.database import reading
from register.invitations import Invitation

ROBOTS = "User-agent: *\nDisallow: /s/\nDisallow: /u/\n"


def make_app(face: Face) -> Starlette:
    """The portal of one installation."""
    app = Starlette(
        routes=[
            Route("/", index, methods=["GET"], name="index"),
            Route("/healthz", health, methods=["GET"], name="health"),
            Route("/robots.txt", robots, methods=["GET"], name="robots"),
            Mount("/static", StaticFiles(packages=[("portal", "static")]), name="static"),
            Route("/s/{token}", SurveyPage, name="survey"),
            Route("/s/{token}/receipt", receipt_file, methods=["GET"], name="receipt"),
            Route("/u/{signed}", UnsubscribePage, name="unsubscribe"),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={HTTPException: refused, WorldTrouble: unwell, Exception: broken},
    )
    # A redirect to the path with or without "/" would be built from the Host a stranger sends.
    app.router.redirect_slashes = False
    app.state.face = face
    return app


def index(request: Request) -> Response:
    """What this is, in four languages; the reader's first."""
    first = language_for(request)
    order = [first, *(code for code in NAMES if code != first)]
    about = [(code, NAMES[code], Markup(_about(code))) for code in order]
    return page(request, "index.html", first, {"about": about, "switchable": False})


def _about(language: str) -> str:
    return environment(language).get_template("about.html").render()


def health(request: Request) -> Response:
    """Whether the register can be read: 200 or 503."""
    try:
        with reading(face_of(request).engine) as session:
            session.execute(sa.select(Invitation.id).limit(1))
    except (WorldTrouble, SQLAlchemyError):
        return PlainTextResponse("the database does not answer\n", 503)
    return PlainTextResponse("ok\n")


def robots(request: Request) -> Response:
    """Nothing that carries a secret is for search engines."""
    return PlainTextResponse(ROBOTS)


def refused(request: Request, error: Exception) -> Response:
    """A plain page for what HTTP calls a client error."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    values = {"status": status}
    return page(request, "error.html", language_for(request), values, status, headers)


def unwell(request: Request, error: Exception) -> Response:
    """The register cannot be used at the moment."""
    values, later = {"status": 503}, {"Retry-After": "120"}
    return page(request, "error.html", language_for(request), values, 503, later)


def broken(request: Request, error: Exception) -> Response:
    """A bug: Starlette raises it again after this page, so that it is recorded."""
    headers = headers_for(request.url.path)  # this page is made outside the middleware
    return page(request, "error.html", language_for(request), {"status": 500}, 500, headers)
