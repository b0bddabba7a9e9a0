"""The web face of an installation, wired."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ingest.appeals.kinds import appeal_kind
from jobs.wiring import Installation
from portal.app import make_app
from portal.face import Face

if TYPE_CHECKING:
    from starlette.applications import Starlette


def portal_app(installation: Installation) -> Starlette:
    """The portal's ASGI application."""
    face = Face(
        engine=installation.engine,
        settings=installation.settings,
        questionnaire=installation.questionnaire,
        keys=installation.keys,
        moment=installation.moment,
        book=installation.book,
        kind_of=partial(appeal_kind, ""),
    )
    return make_app(face)
