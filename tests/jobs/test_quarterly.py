"""The quarterly report: after the close, once to each administrator, never half written."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest
import sqlalchemy as sa
from journeys.town import reply_mail, row, upload_mail, workbook

from config.trouble import Trouble
from jobs import quarterly
from jobs.addresses import addresses
from jobs.closed import closed_lately, last_closed
from jobs.publishing import local_folders
from jobs.quarterly import put_file
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction
from register.inspections import Inspection
from register.letters import Letter
from register.releases import all_releases
from register.rules.letter import LetterKind
from reports.verify import exit_code, verify_folder

AFTER_CLOSE = datetime(2026, 10, 31, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 10, 30), "2026-Q2"),  # the last day on which answers count
        (date(2026, 10, 31), "2026-Q3"),
        (date(2026, 12, 31), "2026-Q3"),
        (date(2027, 1, 30), "2026-Q3"),
        (date(2027, 1, 31), "2026-Q4"),
    ],
)
def test_a_quarter_is_reported_when_no_answer_counts_any_more(today, quarter):
    assert str(last_closed(today, 30)) == quarter


def test_a_close_longer_than_a_quarter_waits_for_it():
    assert str(last_closed(date(2026, 10, 31), 120)) == "2026-Q2"
    assert str(last_closed(date(2026, 10, 28), 120)) == "2026-Q1"


@pytest.mark.parametrize(
    ("today", "close", "quarters"),
    [
        (date(2026, 10, 31), 30, ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]),
        (date(2026, 11, 1), 30, ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]),
        (date(2026, 10, 30), 30, ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]),
        (date(2026, 10, 31), 180, ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]),
    ],
)
def test_quarters_that_closed_within_a_year_are_looked_at_oldest_first(today, close, quarters):
    """SC2."""
    assert [str(quarter) for quarter in closed_lately(today, close)] == quarters


@pytest.fixture
def answered(town):
    """A quarter with two inspections and one response, and its close behind it."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg"), row(2, "two@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    (letter,) = [one for one in town.sent() if "one@business.kg" in one["To"]]
    town.deliver(reply_mail(letter, "1: да\n12: 5", "one@business.kg"))
    town.run("fetch", "take-in", "send")
    town.sent()
    town.clock.now = AFTER_CLOSE
    with transaction(town.installation.engine) as session:
        add_body(session, "SES", "Sanitary service")
        for body in ("GETI", "SES"):  # one person, twice administrator
            add_officer(session, "second@economy.kg", Role.ADMINISTRATOR, body, None, "", "ky")
    return town


def reports_to(town) -> list[str]:
    with reading(town.installation.engine) as session:
        found = sa.select(Letter.recipient).where(Letter.kind == LetterKind.QUARTERLY)
        return sorted(session.scalars(found))


def folder(answered, quarter: str = "2026-Q3", target: str = "release"):
    return answered.installation.folder / target / quarter


def attachments(letter) -> dict[str, bytes]:
    return {one.get_filename(): one.get_payload(decode=True) for one in letter.iter_attachments()}


def reports(answered) -> list:
    """The letters about the quarter that have gone out since the last look, without witnesses'."""
    answered.run("send")
    return [letter for letter in answered.sent() if attachments(letter)]


def test_before_the_close_the_quarter_is_not_reported(answered):
    answered.clock.now = datetime(2026, 10, 30, 4, 0, tzinfo=UTC)
    answered.run("quarterly", "publish")
    assert not folder(answered).exists()
    assert all_releases_of(answered) == []


def all_releases_of(answered) -> list:
    with reading(answered.installation.engine) as session:
        return list(all_releases(session))


def test_each_administrator_gets_workbook_and_summary_once_and_both_targets_have_it_in_time(
    answered,
):
    assert answered.run("quarterly") == [{"reports": 1, "letters": 2}]
    assert answered.run("quarterly", "quarterly") == [{"reports": 0, "letters": 0}] * 2
    letters = reports(answered)
    assert sorted(letter["To"] for letter in letters) == ["admin@economy.kg", "second@economy.kg"]
    answered.clock.pass_days(2)
    assert answered.run("publish") == [{"published": 0, "placed": 0}]
    assert not folder(answered).exists()  # three days to look at it
    answered.clock.pass_days(1)
    assert answered.run("publish") == [{"published": 1, "placed": 2}]
    kept = (folder(answered) / "report.xlsx").read_bytes()
    page = (folder(answered) / "summary.html").read_bytes()
    for letter in letters:
        found = attachments(letter)
        assert found["achyk-2026-Q3.xlsx"] == kept
        assert found["achyk-2026-Q3.html"] == page
    assert len(openpyxl.load_workbook(io.BytesIO(kept)).sheetnames) > 3
    for target in ("release", "mirror"):
        assert exit_code(verify_folder(folder(answered, target=target))) == 0


def test_the_letter_says_when_it_goes_out_and_how_to_keep_it_back(answered):
    answered.run("quarterly")
    (letter,) = [one for one in reports(answered) if one["To"] == "admin@economy.kg"]
    text = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "3 ноября 2026 года" in text
    assert "achyk release withhold 2026-Q3 --person" in text
    assert "Где будет опубликован: https://achyk.test\n" in text


def test_a_letter_names_an_address_that_its_reader_can_open(answered):
    """The public one, else the servers; folders only where there is nothing else."""
    installation = answered.installation
    server = "sftp://achyk@www.economy.kg/srv/release"
    home = installation.folder.resolve()
    assert addresses(installation) == ["https://achyk.test"]
    settings = replace(installation.settings, portal=replace(installation.settings.portal, url=""))
    alone = replace(installation, settings=settings)
    assert addresses(alone) == [f"{home}/release", f"{home}/mirror"]
    published = replace(settings.publication, targets=("release", server))
    reached = replace(installation, settings=replace(settings, publication=published))
    assert addresses(reached) == [server]


def test_the_days_after_report_nothing_again(answered):
    answered.run("quarterly")
    for _ in range(3):
        answered.clock.pass_days(1)
        assert answered.run("quarterly") == [{"reports": 0, "letters": 0}]


def test_an_administrator_who_came_later_gets_the_report_and_the_others_no_second_one(answered):
    answered.run("quarterly")
    with transaction(answered.installation.engine) as session:
        add_officer(session, "third@economy.kg", Role.ADMINISTRATOR, "GETI")
    assert answered.run("quarterly") == [{"reports": 0, "letters": 1}]
    assert reports_to(answered) == ["admin@economy.kg", "second@economy.kg", "third@economy.kg"]


def test_what_is_published_stays_whatever_is_corrected_later(answered):
    """trust.md: no two administrators hold different figures of one quarter."""
    answered.run("quarterly")
    first = attachments(reports(answered)[0])["achyk-2026-Q3.xlsx"]
    corrected = workbook([row(1, "one@business.kg", region="Ошская область", kind="контрольная")])
    answered.deliver(upload_mail(corrected, message_id="<2@geti.kg>"))
    answered.run("fetch", "take-in")
    answered.clock.pass_days(3)
    answered.run("publish")
    path = folder(answered) / "report.xlsx"
    path.unlink()  # lost, or never written because the run died
    with transaction(answered.installation.engine) as session:
        add_officer(session, "third@economy.kg", Role.ADMINISTRATOR, "GETI", None, "", "ru")
    answered.run("quarterly", "publish")
    (letter,) = [one for one in reports(answered) if one["To"] == "third@economy.kg"]
    assert attachments(letter)["achyk-2026-Q3.xlsx"] == path.read_bytes() == first


def test_weeks_late_the_report_still_comes(answered):
    answered.clock.now = datetime(2027, 1, 30, 4, 0, tzinfo=UTC)
    assert answered.run("quarterly") == [{"reports": 1, "letters": 2}]
    (release,) = all_releases_of(answered)
    assert str(release.publish_on) == "2027-02-02"  # days to look at it, however late it is


def with_earlier(answered, *quarters: str) -> None:
    """As if the installation had known inspections in these quarters, too."""
    with transaction(answered.installation.engine) as session:
        for number, quarter in enumerate(quarters):
            one = session.scalars(sa.select(Inspection).filter_by(quarter="2026-Q3")).first()
            columns = {c.name: getattr(one, c.name) for c in Inspection.__table__.columns}
            number_in = f"OLD-{number}-{quarter}"
            columns |= {"id": None, "registration_no": number_in, "quarter": quarter}
            session.add(Inspection(**columns))


def told(answered) -> list[str]:
    """The quarters in the order in which their letters went to one administrator."""
    answered.run("send")
    with reading(answered.installation.engine) as session:
        to_one = sa.select(Letter.key).filter_by(recipient="admin@economy.kg")
        reports = to_one.filter_by(kind=LetterKind.QUARTERLY).order_by(Letter.sent_at)
        return [key.split("/")[1] for key in session.scalars(reports)]


def test_after_a_long_standstill_every_quarter_is_reported_oldest_first_one_letter_each(answered):
    """SC2: nothing is skipped because the machine slept through its close."""
    with_earlier(answered, "2026-Q2", "2026-Q1", "2025-Q4", "2023-Q1")
    assert answered.run("quarterly") == [{"reports": 4, "letters": 8}]
    assert told(answered) == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    quarters = ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert [one.quarter for one in all_releases_of(answered)] == quarters
    answered.clock.pass_days(3)
    assert answered.run("publish") == [{"published": 4, "placed": 8}]
    assert all(exit_code(verify_folder(folder(answered, quarter))) == 0 for quarter in quarters)
    assert answered.run("quarterly", "quarterly") == [{"reports": 0, "letters": 0}] * 2


def test_a_quarter_that_cannot_be_built_keeps_no_other_waiting(answered, monkeypatch):
    with_earlier(answered, "2026-Q2")

    def build(installation, quarter, build=quarterly.build_release):
        if str(quarter) == "2026-Q2":
            raise Trouble("it was altered")
        return build(installation, quarter)

    monkeypatch.setattr(quarterly, "build_release", build)
    with pytest.raises(Trouble, match="it was altered"):
        answered.run("quarterly")
    assert [one.quarter for one in all_releases_of(answered)] == ["2026-Q3"]
    assert reports_to(answered) == ["admin@economy.kg", "second@economy.kg"]


def test_a_newcomer_gets_the_last_quarter_and_not_all_that_were_told_before(answered):
    with_earlier(answered, "2026-Q2", "2026-Q1")
    answered.run("quarterly")
    with transaction(answered.installation.engine) as session:
        add_officer(session, "third@economy.kg", Role.ADMINISTRATOR, "GETI")
    assert answered.run("quarterly") == [{"reports": 0, "letters": 1}]


def test_a_quarter_published_by_a_run_that_died_before_its_letters_is_told_by_the_next(
    answered, monkeypatch
):
    """SC2, ML1: decided and told are two commits; a death between them loses neither."""
    with_earlier(answered, "2026-Q2")

    def dying(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("jobs.quarterly._mail", dying)
        with pytest.raises(KeyboardInterrupt):
            answered.run("quarterly")
    assert reports_to(answered) == []
    assert answered.run("quarterly") == [{"reports": 1, "letters": 4}]
    assert told(answered) == ["2026-Q2", "2026-Q3"]


def test_a_quarter_without_inspections_is_not_reported(town):
    town.clock.now = AFTER_CLOSE
    assert town.run("quarterly") == [{"reports": 0, "letters": 0}]
    assert reports_to(town) == []


def test_a_file_replaces_the_earlier_one_whole(tmp_path):
    for content in (b"first", b"second, longer"):
        path = put_file(tmp_path / "2026-Q3/report.xlsx", content)
        assert path.read_bytes() == content
    assert [entry.name for entry in path.parent.iterdir()] == ["report.xlsx"]


def test_a_file_that_cannot_be_written_leaves_the_earlier_one(tmp_path):
    path = put_file(tmp_path / "report.xlsx", b"first")
    path.with_suffix(".tmp").mkdir()  # stands in the way, whoever runs this
    with pytest.raises(Trouble, match=r"cannot write .*report\.xlsx: .*; make room or rights"):
        put_file(path, b"second")
    assert path.read_bytes() == b"first"


def test_the_folders_among_the_targets_are_seen_from_the_installation(town):
    home = town.installation.folder
    assert local_folders(town.installation.settings) == [home / "release", home / "mirror"]


def test_report_quarter_writes_a_look_that_is_not_published_and_not_signed(achyk, tmp_path, folder):
    out = tmp_path / "here"
    said = achyk("report", "quarter", "2026-q3", "--out", str(out))
    assert said == (0, f"{out}/2026-Q3/index.html\n{out}/2026-Q3/report.xlsx\n", "")
    assert (out / "2026-Q3/report.xlsx").read_bytes().startswith(b"PK")
    assert (out / "2026-Q3/data/datapackage.json").is_file()
    assert not (out / "2026-Q3/manifest.json").exists()
    said = achyk("report", "quarter", "2026-Q3")
    assert said.out.endswith(f"{folder}/preview/2026-Q3/report.xlsx\n")
    assert not (folder / "release").exists()
