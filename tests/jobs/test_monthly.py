"""The monthly analysis: on the first working day, to each who answers, once."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from journeys.matters import Matter, Part, enter

from config.trouble import Trouble
from jobs.monthly import analyse, write_analysis
from register.appeals.contact import Contact
from register.appeals.incoming import Incoming
from register.appeals.registering import register
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction
from register.letters import Letter
from register.rules.appeal import Channel
from register.rules.letter import LetterKind
from register.rules.month import Month

SUNDAY = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
NOTHING = {"analyses": 0, "letters": 0}


@pytest.fixture
def busy(town):
    """A month with appeals of two bodies behind it, and a head for one of them."""
    with transaction(town.installation.engine) as session:
        add_body(session, "TAX", "Tax service")
        add_officer(session, "head@geti.kg", Role.HEAD, "GETI", None, "Б. Башчы", "ky")
    late = Part(due="10-20", body="GETI")
    enter(
        town.installation.engine,
        Matter(body="GETI", parts=(late,)),
        Matter(body="TAX", parts=(Part(decided="10-12"),)),
        keys=town.installation.keys,
    )
    town.clock.now = MONDAY
    return town


def readers(town) -> list[tuple[str, str]]:
    """Month and address of every letter with an analysis."""
    with reading(town.installation.engine) as session:
        monthly = sa.select(Letter).where(Letter.kind == LetterKind.MONTHLY)
        return sorted((one.key.split("/")[1], one.recipient) for one in session.scalars(monthly))


def texts(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]


def test_it_waits_for_the_first_working_day_and_goes_to_each_once(busy):
    """SC1: whenever it is looked at again, nobody gets a second one."""
    busy.clock.now = SUNDAY
    assert busy.run("monthly") == [NOTHING]
    busy.clock.now = MONDAY
    assert busy.run("monthly") == [{"analyses": 2, "letters": 2}]
    assert busy.run("monthly", "monthly") == [NOTHING] * 2
    assert readers(busy) == [("2026-10", "admin@economy.kg"), ("2026-10", "head@geti.kg")]


def test_administrators_get_the_whole_and_a_head_the_own_body(busy):
    busy.run("monthly", "send")
    letters = {letter["To"]: letter for letter in busy.sent()}
    books = {}
    for address, letter in letters.items():
        (attached,) = letter.iter_attachments()
        books[address] = (attached.get_filename(), texts(attached.get_content()))
    whole_name, whole = books["admin@economy.kg"]
    own_name, own = books["head@geti.kg"]
    assert (whole_name, own_name) == ("appeals-2026-10.xlsx", "appeals-2026-10-GETI.xlsx")
    assert "Tax service" in whole
    assert "Tax service" not in own
    assert "Б. Башчы" in own
    assert "Госинспекция" in letters["head@geti.kg"]["Subject"]
    assert "Госинспекция" not in letters["admin@economy.kg"]["Subject"]


def test_a_head_does_not_read_the_number_of_an_appeal_about_himself(busy):
    """The appeal was made through the real door; the head is named in its words."""
    installation = busy.installation
    busy.clock.now = datetime(2026, 10, 5, 4, tzinfo=UTC)
    with transaction(installation.engine) as session:
        contact = Contact(name="Кадыр", email="kadyr@business.kg", subject="Жалоба")
        words = "Начальник Башчы Болот Токтогулович требует денег за каждую проверку."
        add_officer(session, "bolot@geti.kg", Role.HEAD, "GETI", None, "Башчы Болот Токтогулович")
        incoming = Incoming(Channel.MAIL, busy.clock(), words, contact, body="GETI")
        made = register(session, installation.moment(), installation.book(), incoming)
        number, part = made.appeal.number, made.part
        part.body = "GETI"
        session.execute(sa.text("UPDATE appeal_parts SET body = 'GETI'"))
    busy.clock.now = datetime(2026, 12, 1, 4, tzinfo=UTC)
    november = Month(2026, 11)
    analysis = analyse(installation, november)
    for body, reader, named in (
        ("", "admin@economy.kg", True),
        ("GETI", "head@geti.kg", False),  # his own body's head is named: all under him are kept out
        ("GETI", "bolot@geti.kg", False),
    ):
        report = analysis.report(body, {reader} if body else set())
        spoken = " ".join(texts(report.workbook)).replace("\xa0", "")
        assert (number in spoken) is named, reader
        assert report.headline["overdue"] == 2


def test_who_came_later_gets_the_last_month_and_the_others_nothing_again(busy):
    busy.run("monthly")
    with transaction(busy.installation.engine) as session:
        add_officer(session, "new@economy.kg", Role.ADMINISTRATOR, "GETI")
    busy.clock.pass_days(3)
    assert busy.run("monthly") == [{"analyses": 1, "letters": 1}]
    assert ("2026-10", "new@economy.kg") in readers(busy)


def test_after_a_standstill_the_months_nobody_was_told_of_come_first(busy):
    """SC2: three months back at most, and none from before the first appeal."""
    enter(busy.installation.engine, Matter(registered="05-05", body="TAX"))
    busy.run("monthly")
    assert {month for month, _ in readers(busy)} == {"2026-07", "2026-08", "2026-09", "2026-10"}
    busy.clock.now = datetime(2026, 12, 1, 4, tzinfo=UTC)
    assert busy.run("monthly") == [{"analyses": 2, "letters": 2}]
    assert readers(busy)[-1][0] == "2026-11"


def test_an_installation_without_appeals_is_told_nothing(town):
    town.clock.now = MONDAY
    assert town.run("monthly") == [NOTHING]


def test_a_holiday_on_the_first_is_waited_for(busy):
    """The installation's own calendar has the last word."""
    folder = busy.installation.folder / "calendars"
    folder.mkdir(exist_ok=True)
    (folder / "kg-2026.toml").write_text(
        'complete = true\n[[off]]\nday = 2026-11-02\n[off.reason]\nen = "Mourning"\n'
        'ru = "Траур"\nky = "Аза"\nkk = "Аза"\n',
        encoding="utf-8",
    )
    assert busy.run("monthly") == [NOTHING]
    busy.clock.now = MONDAY + timedelta(days=1)
    assert busy.run("monthly") == [{"analyses": 2, "letters": 2}]


def test_a_past_month_has_the_same_figures_whenever_it_is_counted(busy):
    october = Month(2026, 10)
    first = analyse(busy.installation, october).report()
    enter(busy.installation.engine, Matter(registered="11-01 19:00", body="TAX"))
    busy.clock.pass_days(40)
    assert analyse(busy.installation, october).report().headline == first.headline


def test_the_command_writes_it_where_it_is_not_published(busy, tmp_path):
    path = write_analysis(busy.installation, Month(2026, 10))
    assert path == busy.installation.folder / "analysis/appeals-2026-10.xlsx"
    assert "Tax service" in texts(path.read_bytes())
    own = write_analysis(busy.installation, Month(2026, 10), "GETI", tmp_path / "out")
    assert "Tax service" not in texts(own.read_bytes())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["2026-13"], "not a month"),
        (["2099-01"], "has not begun yet"),
        (["2020-01", "--body", "NOWHERE"], "no body 'NOWHERE'"),
    ],
)
def test_what_cannot_be_reported_is_said_in_one_sentence(achyk, words, says):
    said = achyk("report", "month", *words)
    assert (said.code, said.out) == (1, "")
    assert says in said.err
    assert len(said.err.splitlines()) == 1


def test_a_month_that_has_not_begun_is_none(busy):
    with pytest.raises(Trouble, match="has not begun"):
        analyse(busy.installation, Month(2026, 12))
