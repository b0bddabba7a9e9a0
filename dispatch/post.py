"""The tools of the way out: the register, the vaults, the clock, the places of proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from config.settings import Settings
from dispatch.evidence import Evidence
from register.blobs import Blobs
from register.moment import Moment


@dataclass(frozen=True)
class Post:
    """All that sending needs, except the mail server itself."""

    engine: sa.Engine
    blobs: Blobs
    settings: Settings
    moment: Callable[[], Moment]
    evidence: Sequence[Evidence] = ()  # where a letter of unknown fate is looked up
