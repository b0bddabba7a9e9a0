"""The quarter's release from a register: its workbook and the letter's figures."""

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from config.book import load_book
from config.trouble import Trouble
from register.database import reading
from reports.estimates import wilson
from reports.quarter import Report
from reports.release import Order, preview

NOW = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Bishkek")


def report(country, settings, quarter="2026-Q3"):
    with reading(country.engine) as session:
        calendar = load_book(settings).calendar
        made = preview(session, Order(quarter, settings, calendar, NOW.astimezone(ZONE)))
    return Report(made.files["report.xlsx"], made.headline)


def test_the_headline_is_a_recount_of_what_was_put_in(full, settings):
    found = report(full, settings()).headline
    marks = [v.answers[12] for v in full.visits if v.answers and 12 in v.answers]
    happy = sum(mark in ("4", "5") for mark in marks)
    low, high = wilson(happy, len(marks))
    delivered = sum(
        v.no_email is None and ((v.delivered and not v.returned) or bool(v.answers))
        for v in full.visits
    )
    answered = sum(v.answers is not None for v in full.visits)
    paid = [v.answers[10] for v in full.visits if v.answers and 10 in v.answers]
    least, most = wilson(paid.count("yes"), len(paid))
    assert found == {
        "inspected": len(full.visits),
        "with_address": sum(v.no_email is None for v in full.visits),
        "delivered": delivered,
        "answered": answered,
        "reached_share": round(100 * delivered / len(full.visits), 1),
        "answered_share": round(100 * answered / delivered, 1),
        "unofficial_share": round(100 * paid.count("yes") / len(paid), 1),
        "unofficial_low": round(100 * least, 1),
        "unofficial_high": round(100 * most, 1),
        "satisfied_share": round(100 * happy / len(marks), 1),
        "satisfied_low": round(100 * low, 1),
        "satisfied_high": round(100 * high, 1),
    }


def test_a_share_that_rests_on_few_answers_is_not_named(country, visit, settings):
    country.enter(*(visit(answers={12: "5"}) for _ in range(6)), *(visit(answers={12: "1"}),) * 3)
    assert report(country, settings()).headline["satisfied_share"] is None
    few = report(country, settings(minimum_base=9)).headline
    assert few["satisfied_share"] == 66.7


def test_the_workbook_names_the_head_body_and_the_local_day(country, visit, settings):
    content = report(country.enter(visit()), settings()).workbook
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.properties.creator == "Ministry of Economy"
    said = [cell.value for row in book["Cover"].iter_rows() for cell in row]
    assert "1 November 2026" in said  # in Bishkek it is the next day already


def test_the_same_register_gives_the_same_bytes(full, settings):
    assert report(full, settings()).workbook == report(full, settings()).workbook


def test_something_that_is_no_quarter_is_told(country, settings):
    with pytest.raises(Trouble, match="2026-Q3"):
        report(country, settings(), "last summer")
