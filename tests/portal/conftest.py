"""A portal to test, and one whose database was never made."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from config.settings import read_settings
from portal.app import make_app
from portal.face import Face
from register.bodies import add_body
from register.database import transaction
from register.tables import metadata

# `portal_stand` lies beside this file; tests/ is no package, so that it hides none.
sys.path.append(str(Path(__file__).parent))

from portal_stand import PORTAL, Stand, a_face, invited


@pytest.fixture
def bare(tmp_path: Path) -> Face:
    """An installation whose database was never made."""
    folder = tmp_path / "bare"
    folder.mkdir()
    settings = read_settings(folder, {"portal": {"url": PORTAL}}, {})
    return a_face(folder, [datetime(2026, 8, 25, 6, tzinfo=UTC)], settings)


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A portal with one invitation in English, sent on 25 August 2026."""
    clock = [datetime(2026, 8, 25, 6, tzinfo=UTC)]
    settings = read_settings(tmp_path, {"portal": {"url": PORTAL}}, {})
    face = a_face(tmp_path, clock, settings)
    metadata.create_all(face.engine)
    with transaction(face.engine) as session:
        add_body(session, "geti", "State Inspectorate <GETI>")
    token = invited(face, "KG-2026-001")
    with TestClient(make_app(face), base_url=PORTAL, follow_redirects=False) as client:
        yield Stand(face, client, clock, token)
    face.engine.dispose()
