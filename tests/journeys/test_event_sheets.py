"""Event sheets through the same doors as inspections: counted, told, and never twice."""

from __future__ import annotations

import io
import os
from datetime import date, datetime

import openpyxl
import sqlalchemy as sa
from journeys.town import HEADERS, Town, row, upload_mail, workbook

from ingest.drop_folder import RECEIPT
from register.database import reading
from register.inspections import EventKind, Inspection, InspectionEvent
from register.rules.happening import Cancelled
from register.uploads import Upload

EVENTS = ("Рег. номер", "Событие", "Дата события", "Продлена до", "Основание события")
PROLONGED = ("R-0001", "продлена", datetime(2026, 7, 17), datetime(2026, 7, 31), "приказ 7")
CANCELLED = ("R-0002", "отменена", datetime(2026, 7, 1), None, "ошибка в плане")
UNKNOWN = ("R-0077", "приостановлена", datetime(2026, 7, 18), None, "заявление")


def sheets(*tables: list) -> bytes:
    book = openpyxl.Workbook()
    for number, lines in enumerate(tables):
        sheet = book.active if number == 0 else book.create_sheet()
        for line in lines:
            sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lay(town: Town, name: str, data: bytes) -> str:
    """Lay a file into the drop folder and have it taken; its receipt."""
    path = town.installation.drop / name
    path.write_bytes(data)
    os.utime(path, (os.stat(path).st_mtime - 60,) * 2)
    town.run("take-in")
    done = town.installation.drop / "done" / (name + RECEIPT)
    rejected = town.installation.drop / "rejected" / (name + RECEIPT)
    return (done if done.exists() else rejected).read_text("utf-8")


def inspection(town: Town, number: int) -> Inspection:
    with reading(town.installation.engine) as session:
        wanted = sa.select(Inspection).filter_by(registration_no=f"R-{number:04d}")
        return session.scalars(wanted).one()


def kept(town: Town) -> list[tuple[str, str, date]]:
    """The events that spreadsheets of events told."""
    with reading(town.installation.engine) as session:
        found = session.execute(
            sa.select(Inspection.registration_no, InspectionEvent.kind, InspectionEvent.happened_on)
            .join(Inspection, Inspection.id == InspectionEvent.inspection_id)
            .where(InspectionEvent.kind != EventKind.FINISHED)
            .order_by(Inspection.registration_no)
        )
        return [(number, kind.value, on) for number, kind, on in found]


def test_events_beside_their_inspections_are_recorded_after_the_rows(town):
    rows = [HEADERS, row(1, "b1@business.kg"), row(2, "b2@business.kg")]
    said = lay(town, "a.xlsx", sheets([EVENTS, PROLONGED, CANCELLED], rows))
    assert "строк 2; внесено 2" in said
    assert "События: записано 2, уже известно 0, не принято 0." in said
    assert "Проверка началась 16.07.2026. Отмена записана" in said
    assert kept(town) == [
        ("R-0001", "prolonged", date(2026, 7, 17)),
        ("R-0002", "cancelled", date(2026, 7, 1)),
    ]
    assert inspection(town, 1).ended_on == date(2026, 7, 31)
    town.run("invite", "send")
    assert [letter["To"] for letter in town.sent()] == ["b2@business.kg"]
    town.clock.pass_days(14)
    town.run("invite", "send")
    assert "b1@business.kg" in [letter["To"] for letter in town.sent()]


def test_a_file_of_events_alone_again_or_anew_changes_nothing(town):
    lay(town, "a.xlsx", workbook([row(1, "b1@business.kg"), row(2, "b2@business.kg")]))
    told = sheets([EVENTS, PROLONGED, CANCELLED])
    said = lay(town, "b.xlsx", told)
    assert "записано 2" in said
    before = kept(town)
    assert "записано 0, уже известно 2, не принято 0" in lay(town, "c.xlsx", told)
    again = sheets([("События за июль",), EVENTS, CANCELLED, PROLONGED])
    assert "записано 0, уже известно 2, не принято 0" in lay(town, "d.xlsx", again)
    assert kept(town) == before
    with reading(town.installation.engine) as session:
        counts = session.execute(
            sa.select(Upload.events, Upload.events_known).order_by(Upload.received_at)
        ).all()
    assert counts == [(0, 0), (2, 0), (0, 2)]


def test_an_event_of_an_unknown_number_comes_back_and_enters_after_its_row(town):
    told = sheets([EVENTS, UNKNOWN])
    said = lay(town, "a.xlsx", told)
    assert "не принято 1" in said
    assert "Проверки с таким номером (R-0077) в реестре нет" in said
    marked = town.installation.drop / "done" / "a-checked.xlsx"
    book = openpyxl.load_workbook(marked)
    assert any(cell.comment for sheet in book for line in sheet for cell in line)
    lay(town, "b.xlsx", workbook([row(77, "b@business.kg")]))
    assert "записано 1" in lay(town, "c.xlsx", told)
    assert kept(town) == [("R-0077", "suspended", date(2026, 7, 18))]


def test_events_by_mail_are_taken_from_a_proven_inspector_and_told_in_the_receipt(town):
    town.deliver(upload_mail(workbook([row(1, "b1@business.kg")])))
    told = sheets([EVENTS, PROLONGED, UNKNOWN])
    town.deliver(upload_mail(told, name="события.xlsx", message_id="<upload-2@geti.kg>"))
    town.run("fetch", "take-in", "send")
    receipt = next(letter for letter in town.sent() if "события" in str(letter["Subject"]))
    text = receipt.get_body(("plain",)).get_content()
    assert "(1 из 2)" in str(receipt["Subject"])
    assert "Записано событий" in text
    assert "R-0077" in text
    assert kept(town) == [("R-0001", "prolonged", date(2026, 7, 17))]


def test_an_unproven_mail_of_events_changes_nothing_until_it_is_confirmed(town):
    """TR3."""
    lay(town, "a.xlsx", workbook([row(1, "b1@business.kg")]))
    town.deliver(upload_mail(sheets([EVENTS, PROLONGED]), proven=False))
    town.run("fetch", "take-in", "send")
    assert kept(town) == []


def test_a_cancellation_by_the_inspector_does_not_silence_the_business(town):
    lay(town, "a.xlsx", workbook([row(2, "b2@business.kg")]))
    lay(town, "b.xlsx", sheets([EVENTS, CANCELLED]))
    assert inspection(town, 2).cancelled is Cancelled.AFTER_START
    town.run("invite", "send")
    assert [letter["To"] for letter in town.sent()] == ["b2@business.kg"]


def test_files_in_any_order_and_again_give_the_same_register(town):
    """Files whose events were refused are laid there again, as their receipts ask."""
    found = []
    for offset, order in ((0, (0, 1, 2)), (10, (2, 1, 0, 1)), (20, (1, 0, 2, 2, 1, 0, 1))):
        numbers = [f"R-{offset + number:04d}" for number in (1, 2)]
        rows = [row(offset + number, f"b{offset + number}@business.kg") for number in (1, 2)]
        first, second = PROLONGED[1:], CANCELLED[1:]
        longer = ("продлена", datetime(2026, 7, 18), datetime(2026, 8, 5), "приказ 8")
        files = (
            workbook(rows),
            sheets([EVENTS, (numbers[0], *first), (numbers[1], *second)]),
            sheets([EVENTS, (numbers[0], *longer), (numbers[0], *first)]),
        )
        for place, which in enumerate((*order, 1, 2)):
            lay(town, f"{offset}-{place}.xlsx", files[which])
        stated = [inspection(town, offset + number) for number in (1, 2)]
        state = [(one.ended_on, one.cancelled, one.quarter) for one in stated]
        found.append((state, sorted(rest for number, *rest in kept(town) if number in numbers)))
    assert found[0] == found[1] == found[2]
    assert found[0][0][0][0] == date(2026, 8, 5)
    assert len(found[0][1]) == 3


def test_a_sheet_of_events_that_lacks_a_column_is_refused_with_its_name(town):
    said = lay(town, "a.xlsx", sheets([EVENTS[:2], PROLONGED[:2]]))
    assert "Дата события" in said
    assert (town.installation.drop / "rejected" / "a.xlsx").exists()
