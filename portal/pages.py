"""Pages in words: which language, which template, and the response that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from config.dates import long_date
from config.languages import Language, catalogue, pick
from config.questionnaire import LONGEST_TEXT
from config.templating import templates_of
from portal.face import face_of
from portal.forms import Problem, field_name

NAMES = {"ky": "Кыргызча", "ru": "Русский", "kk": "Қазақша", "en": "English"}


def page(
    request: Request,
    template: str,
    language: str,
    values: Mapping[str, Any] | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The response that shows `template` in `language`."""
    everywhere = {
        "base": base_path(request),
        "mail": addresses(request),
        "languages": tuple(NAMES.items()),
        "switchable": True,
    }
    found = environment(language).get_template(template)
    html = found.render({**everywhere, **(values or {})})
    return HTMLResponse(html, status, {"Content-Language": language, **(headers or {})})


def base_path(request: Request) -> str:
    """The path the portal lies under on its public address: "" or "/somewhere"."""
    return urlsplit(face_of(request).settings.portal.url).path.rstrip("/")


def addresses(request: Request) -> dict[str, str]:
    """The addresses a reader may write to."""
    mail = face_of(request).settings.mail
    return {"survey": mail.address(mail.survey), "appeals": mail.address(mail.appeals)}


def chosen(request: Request) -> str | None:
    """The language asked for by ?lang=, if there is one."""
    asked = request.query_params.get("lang", "")
    return asked if asked in NAMES else None


def language_for(request: Request) -> str:
    """The language where no invitation names one: the reader's, else the installation's."""
    accepted = preferred(request.headers.get("accept-language", ""))
    return chosen(request) or accepted or face_of(request).settings.survey.language


def preferred(accept_language: str) -> str | None:
    """The first of our languages that a browser names (they are named by preference)."""
    for entry in accept_language.split(","):
        code = entry.partition(";")[0].strip().partition("-")[0].lower()
        if code in NAMES:
            return code
    return None


@cache
def environment(language: str) -> Environment:
    """The templates in `language`."""
    made = templates_of("portal", language)
    made.globals.update(language=Language(language).value, longest_text=LONGEST_TEXT)
    made.filters.update(
        day=lambda value: long_date(value, language),
        says=lambda problem: says(problem, language),
        picked=lambda texts: pick(texts, language),
        field=field_name,
    )
    return made


def says(problem: Problem, language: str) -> str:
    """A problem as a sentence in `language`."""
    return catalogue(language).gettext(problem.says) % dict(asdict(problem)["values"])
