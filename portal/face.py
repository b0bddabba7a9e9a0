"""What the pages need beside a request: the register, the settings, the keys, the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from starlette.requests import Request

from config.book import Book
from config.questionnaire import Questionnaire, questionnaire
from config.settings import Settings
from register.keys import Keys
from register.moment import Moment
from register.rules.appeal import AppealKind


@dataclass(frozen=True)
class Face:
    """The installation as the portal sees it."""

    engine: sa.Engine
    settings: Settings
    questionnaire: Questionnaire  # the one that new invitations carry
    keys: Keys
    moment: Callable[[], Moment]
    book: Callable[[], Book]  # the rules of appeals as the files say now
    kind_of: Callable[[str], AppealKind]  # of an appeal, by its words

    def asked(self, code: str) -> Questionnaire:
        """The questionnaire an invitation was written with; it may be older than ours."""
        return self.questionnaire if code == self.questionnaire.code else questionnaire(code)


def face_of(request: Request) -> Face:
    """The face of the application that serves `request`."""
    face: Face = request.app.state.face
    return face
