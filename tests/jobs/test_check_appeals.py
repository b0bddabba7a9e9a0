"""What `achyk check` says of appeals: the law, the calendar, who answers, the virus scanner."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from journeys.appeal_town import COMPLAINT, appeal_mail, staff_up, take
from journeys.town import Town
from services.faulty_clamd import DROP, run_faulty_clamd
from services.sms_gateway import run_sms_gateway

from jobs.commands import check_appeals
from jobs.commands.check_appeals import addressees, rules, scanner, sms
from jobs.wiring import Installation, open_installation
from register.bodies import Role, add_body, add_officer
from register.database import transaction

on_sqlite = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)


def told(town: Town, part, **environ: str) -> list[tuple[str, str]]:
    """Verdicts and sentences of one part, with these settings."""
    settings = {f"ACHYK_{name}": value for name, value in environ.items()}
    installation = open_installation(town.installation.folder, settings, town.clock)
    return [(found.verdict.value, found.says) for found in part(installation)]


def only(found: list[tuple[str, str]], words: str) -> str:
    """The verdict of the one sentence with these words; '' for none."""
    fit = [verdict for verdict, says in found if words in says]
    assert len(fit) <= 1
    return fit[0] if fit else ""


@on_sqlite
def test_the_law_in_force_and_what_nobody_has_compared_are_told(town):
    found = told(town, rules)
    assert ("ok", "kg-2007: 14 working days from registration") in found
    assert only(found, "kg-2007.extension") == "note"
    assert only(found, "kg-2026 is not in force") == "note"
    confirmed = "kg-2007.extension,kg-2007.forwarding,kg-2007.leaving"
    found = told(town, rules, RULES__CONFIRMED=confirmed)
    assert only(found, "not compared") == ""
    assert ("ok", "kz-2021: 15 working days from receipt") in told(town, rules, RULES__PROFILE="kz")


@on_sqlite
def test_a_calendar_that_ends_before_the_last_due_dates_is_told(town):
    assert only(told(town, rules), "known until") + only(told(town, rules), "incomplete") != ""
    town.clock.now = datetime(2029, 12, 1, tzinfo=UTC)
    assert only(told(town, rules), "2030 has no calendar") == "note"


@on_sqlite
def test_a_mistake_in_the_routes_is_a_fault(town):
    staff_up(town.installation)
    routes = town.installation.folder / "routes.toml"
    assert not any(verdict == "BAD" for verdict, _ in told(town, addressees))
    routes.write_text('first = "NASA"\n')
    assert only(told(town, addressees), "names NASA, which is not registered") == "BAD"


@on_sqlite
def test_bodies_whose_appeals_find_nobody_are_told(town):
    found = told(town, addressees)
    assert only(found, "GETI: nobody there or above may answer") == "note"
    assert only(found, "no rapid-response group") == "note"
    staff_up(town.installation)
    found = told(town, addressees)
    assert only(found, "nobody there or above") == ""
    assert only(found, "no rapid-response group") == ""
    assert ("ok", "3 bodies; every appeal finds somebody") in found
    with transaction(town.installation.engine) as session:
        add_body(session, "GETI-OSH", "Ошское управление", "GETI")
        add_body(session, "GETI-NARYN", "Нарынское управление", "GETI")
        add_officer(session, "kanat@naryn.kg", Role.OFFICER, "GETI-NARYN")
    found = told(town, addressees)
    assert only(found, "GETI-OSH: no officer or head: appeals go one up") == "note"
    assert only(found, "GETI-NARYN: no head") == "note"


@on_sqlite
def test_a_slip_that_names_nobody_to_complain_to_is_told(town):
    assert only(told(town, addressees), "appeals.complain is empty") == "note"
    complain = "Приёмная министра, +996 312 000000"
    assert only(told(town, addressees, APPEALS__COMPLAIN=complain), "complain is empty") == ""


def test_without_bodies_no_appeal_can_be_registered(folder):
    (only_one,) = addressees(Installation(open_installation(folder, {}).settings))
    assert (only_one.verdict, "no body yet" in only_one.says) == ("note", True)


@on_sqlite
def test_the_scanner_is_asked_and_the_age_of_its_signatures_told(town):
    assert only(told(town, scanner), "files.clamd is empty") == "note"
    with run_faulty_clamd() as clamd:
        ((verdict, says),) = told(town, scanner, FILES__CLAMD=clamd.address)
        assert (verdict, "older than a week" in says) == ("note", True)
        town.clock.now = datetime(2025, 1, 9, tzinfo=UTC)
        assert told(town, scanner, FILES__CLAMD=clamd.address) == [
            ("ok", "ClamAV 1.4.3/27500/Mon Jan  6 09:41:48 2025")
        ]


@on_sqlite
def test_files_that_wait_for_the_scanner_are_counted(town):
    staff_up(town.installation)
    with run_faulty_clamd() as clamd:
        clamd.answers.append(DROP)
        settings = {"ACHYK_FILES__CLAMD": clamd.address}
        folder = town.installation.folder
        town.installation = open_installation(folder, settings, town.clock)
        take(town, appeal_mail(COMPLAINT, files=(("act.txt", b"words"),)))
        assert only(told(town, scanner, FILES__CLAMD=clamd.address), "1 files wait") == "note"


def test_a_scanner_that_is_down_is_a_fault_of_its_own_line(folder, monkeypatch, achyk):
    monkeypatch.setenv("ACHYK_FILES__CLAMD", "unix:/nowhere/clamd.ctl")
    said = achyk("check")
    assert said.code == 1
    assert [line.split()[1] for line in said.out.splitlines() if line[:3] == "BAD"] == ["scanner"]
    assert "start clamd, or empty files.clamd" in said.out


@pytest.mark.parametrize("version", ["ClamAV 1.4.3", "ClamAV devel/none", ""])
def test_a_version_without_a_day_is_not_called_old(version):
    assert not check_appeals._is_old(version, datetime(2026, 1, 1, tzinfo=UTC))


@on_sqlite
def test_the_gateway_for_sms_is_reached_and_what_proves_nothing_is_a_fault(town):
    assert told(town, sms) == []
    with run_sms_gateway() as gateway:
        assert told(town, sms, SMS__URL=gateway.url) == [("ok", "127.0.0.1 answers")]
    assert gateway.posted == []
    nothing = {"SMS__FROM": "sms.example", "MAIL__IN__AUTHSERV_ID": ""}
    assert only(told(town, sms, **nothing), "set mail.in.authserv_id or sms.from_secret") == "BAD"
    assert told(town, sms, **nothing, SMS__FROM_SECRET="k7x9mq2v5c8b1n4p") == []
