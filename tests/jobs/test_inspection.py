"""`achyk inspection`: what has happened to an inspection, and who told it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from journeys.town import row, upload_mail, workbook

import jobs.commands.inspection as command
from config.settings import Survey
from register.database import transaction
from register.happenings import record_event
from register.rules.happening import Happening, HappeningKind


def said(town, capsys, run, **arguments) -> str:
    capsys.readouterr()
    assert run(SimpleNamespace(**arguments)) == 0
    return capsys.readouterr().out


@pytest.fixture
def busy(town, monkeypatch):
    """A town with one inspection in the register, told by a mail."""
    monkeypatch.setattr(command, "ready", lambda arguments: town.installation)
    town.deliver(upload_mail(workbook([row(1, "b1@business.kg")])))
    town.run("fetch", "take-in")
    return town


def tell(town, kind, **values) -> None:
    happening = Happening("R-0001", kind, date(2026, 7, 18), **values)
    moment, survey = town.installation.moment(), Survey()
    with transaction(town.installation.engine) as session:
        assert not record_event(session, moment, happening, "e7", survey).refused


def test_show_tells_every_event_with_its_day_reason_and_upload(busy, capsys):
    tell(busy, HappeningKind.PROLONGED, until=date(2026, 7, 31), basis="приказ\n7")
    tell(busy, HappeningKind.SUSPENDED)
    out = said(busy, capsys, command.show, number=" R-0001 ")
    facts, events = out.split("\nevents\n")
    assert "body             GETI" in facts
    assert "prolonged_until  2026-07-31" in facts
    finished, prolonged, suspended = events.splitlines()
    assert finished.startswith("2026-07-17  finished   recorded 2026-07-20 10:00 from asan@geti.kg")
    assert "(проверки июль.xlsx)" in finished
    assert prolonged == (
        "2026-07-18  prolonged  until 2026-07-31; basis: приказ 7; "
        "before: finished_on 2026-07-17; recorded 2026-07-20 10:00 from upload e7"
    )
    assert suspended.startswith("2026-07-18  suspended  recorded")


def test_show_tells_an_auditor_where_the_invitation_is_committed_to(busy, capsys):
    assert "invitation_leaf" not in said(busy, capsys, command.show, number="R-0001")
    busy.clock.pass_days(3)
    busy.run("invite")
    out = said(busy, capsys, command.show, number="R-0001")
    (line,) = [line for line in out.splitlines() if line.startswith("invitation_leaf")]
    _, leaf, place = line.split(maxsplit=2)
    listed = busy.installation.folder / "release/invitations/1.txt"
    assert (listed.read_text("ascii"), place) == (f"{leaf}\n", "in batch 1")


def test_cancelled_lists_the_inspections_of_a_quarter_that_were_cancelled(busy, capsys):
    assert "R-0001" not in said(busy, capsys, command.cancelled, quarter="2026-Q3")
    tell(busy, HappeningKind.CANCELLED, basis="ошибка")
    late, listed, early = said(busy, capsys, command.cancelled, quarter="2026-Q3").splitlines()
    assert late == "1 cancelled after it began: asked about and counted all the same"
    assert listed == "  R-0001  GETI  2026-07-16..2026-07-17  I-1  ОсОО Бизнес 1"
    assert early.startswith("0 cancelled before it began")
    out = said(busy, capsys, command.show, number="R-0001")
    assert "cancelled        after it began" in out
    assert "R-0001" not in said(busy, capsys, command.cancelled, quarter="2026-Q2")
