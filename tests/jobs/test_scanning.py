"""Files that came while the virus scanner was down are handed on once it has seen them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from journeys.appeal_town import (
    BERMET,
    COMPLAINT,
    act_by_mail,
    appeal_mail,
    kinds,
    one,
    staff_up,
    swept,
    take,
)
from journeys.town import Town
from services.faulty_clamd import DROP, VIRUS, FaultyClamd, run_faulty_clamd

from jobs.wiring import open_installation
from register.appeals.tables import AppealFile
from register.database import reading

FILES = (("act.txt", b"words"), ("more.txt", b"more words"))
# What happens is the same on every database.
pytestmark = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)


@pytest.fixture
def clamd(town: Town) -> Iterator[FaultyClamd]:
    """A scanner that the town asks; it drops the connection as often as a test says."""
    staff_up(town.installation)
    with run_faulty_clamd() as server:
        settings = {"ACHYK_FILES__CLAMD": server.address}
        before = town.installation
        town.installation = open_installation(
            before.folder, settings, before.clock, before.randbytes
        )
        yield server


def verdicts(town: Town) -> list[str]:
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(AppealFile.verdict).order_by(AppealFile.id)))


def attached(note) -> list[str]:
    return [file["name"] for file in note.facts["attached"]]


def test_a_scanned_file_goes_with_the_case_at_once(town, clamd):
    case = one(take(town, appeal_mail(COMPLAINT, files=FILES)), "case_new", BERMET)
    assert verdicts(town) == ["", ""]
    assert attached(case) == ["act.txt", "more.txt"]
    assert clamd.scanned == [data for _, data in FILES]
    assert swept(town) == []


def test_what_came_while_it_was_down_is_handed_on_once_it_is_back(town, clamd):
    clamd.answers += [DROP] * 2
    case = one(take(town, appeal_mail(COMPLAINT, files=FILES)), "case_new", BERMET)
    assert verdicts(town) == ["not-scanned"] * 2
    assert attached(case) == []
    assert [file["verdict"] for file in case.facts["files"]] == ["not-scanned"] * 2
    assert swept(town) == []  # still down
    assert verdicts(town) == ["not-scanned"] * 2
    news = swept(town)
    assert kinds(news) == [("case_news", BERMET)] * 2
    assert [attached(note) for note in news] == [["act.txt"], ["more.txt"]]
    assert verdicts(town) == ["", ""]
    assert swept(town) == []


def test_what_is_found_infected_then_is_never_handed_on(town, clamd):
    clamd.answers.append(DROP)
    take(town, appeal_mail(COMPLAINT, files=(("act.txt", VIRUS),)))
    assert verdicts(town) == ["not-scanned"]
    assert swept(town) == []
    assert verdicts(town) == ["infected"]


def test_an_appeal_decided_meanwhile_gets_no_news_of_its_files(town, clamd):
    clamd.answers.append(DROP)
    case = one(take(town, appeal_mail(COMPLAINT, files=FILES[:1])), "case_new", BERMET)
    act_by_mail(town, case, "Ответ: разъяснено\n\nПроверка была плановой.", BERMET)
    assert swept(town) == []
    assert verdicts(town) == [""]
