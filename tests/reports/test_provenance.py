"""Sources: every figure's way from spreadsheets to answers, against a recount."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from config.questionnaire import questionnaire
from register.database import reading, transaction
from register.inspections import Inspection
from register.uploads import Upload, UploadState
from reports.counts import Dimension
from reports.edition import Edition
from reports.figures import quarter_figures
from reports.notes import NOTES
from reports.protection import protect
from reports.provenance import Provenance, provenance, provenance_words
from reports.provenance_tables import group_sources, provenance_tables, question_sources
from reports.table import Mark

ASKED = questionnaire("inspection-1")
ZONE = ZoneInfo("Asia/Bishkek")
C = Mark.SUPPRESSED


def upload(session, key, day, state=UploadState.TAKEN, sender="a@geti.kg", **counts):
    received = datetime.fromisoformat(day).replace(tzinfo=UTC)
    session.add(
        Upload(id=key, digest=key, name="x", sender=sender, state=state, received_at=received,
               **counts)
    )  # fmt: skip


def sources(country, quarter="2026-Q3"):
    with reading(country.engine) as session:
        return provenance(session, quarter, ZONE)


@pytest.mark.service
def test_spreadsheets_count_once_in_each_group_and_once_in_all(anywhere, visit):
    country = anywhere.body("tax", "Tax Service")
    country.enter(visit(), visit(body="tax"), visit(body="tax", region="osh"), visit(region=None))
    with transaction(country.engine) as session:
        for number, key in ((1, "one"), (2, "one"), (3, "two"), (4, "two")):
            wanted = sa.update(Inspection).where(Inspection.registration_no == f"R-{number:05d}")
            session.execute(wanted.values(upload_id=key))
        upload(session, "one", "2026-08-12", rows=9, accepted=2, rejected=7)
        upload(session, "two", "2026-09-30 17:59", sender="b@tax.kg", rows=3, accepted=2)
        upload(session, "late", "2026-09-30 18:00", rows=50)  # midnight in Bishkek
        upload(session, "bad", "2026-08-13", UploadState.REFUSED, rows=70)
    found = sources(country)
    assert (found.files, found.senders) == (2, 2)
    assert found.by[Dimension.BODY] == {"geti": 2, "tax": 2}
    assert found.by[Dimension.REGION] == {"chuy": 1, "osh": 1, "": 1}
    assert found.states == {UploadState.TAKEN: 2, UploadState.REFUSED: 1}
    assert (found.rows["rows"], found.rows["accepted"], found.rows["rejected"]) == (12, 4, 7)
    assert sources(country, "2025-Q1") == Provenance(
        by={dimension: {} for dimension in Dimension}, rows=dict.fromkeys(found.rows, 0)
    )


def test_the_table_agrees_with_the_funnels_and_hides_what_they_hide(full):
    with reading(full.engine) as session:
        edition = Edition(quarter_figures(session, "2026-Q3", ASKED), 10, "en")
    table = group_sources(edition, sources(full))
    funnel = edition.figures.total.funnel
    assert table.rows[0][2:8] == (
        1, funnel.inspected, funnel.with_address, funnel.invited, funnel.delivered, funnel.answered,
    )  # fmt: skip
    by, answered = table.index("by"), table.index("answered")
    for words, dimension in (("by body", Dimension.BODY), ("by region", Dimension.REGION)):
        rows = [row for row in table.rows if row[by] == words]
        groups = edition.figures.groups[dimension]
        for row, group in zip(rows, groups, strict=True):
            assert row[3] == group.funnel.inspected
            assert row[answered] in (C, group.funnel.answered)
            assert row[answered] is C or row[answered] >= 10 or not row[answered]
    assert C in {row[answered] for row in table.rows}


def test_the_closing_page_names_every_step_in_each_language(full):
    with reading(full.engine) as session:
        figures = quarter_figures(session, "2026-Q3", ASKED)
    funnel, found, protection = figures.total.funnel, sources(full), protect(figures, 10)
    for language in ("en", "ru", "ky", "kk"):
        text = " ".join(provenance_words(Edition(figures, 10, language, protection), found))
        for number in (funnel.inspected, funnel.with_address, funnel.invited, funnel.delivered):
            assert str(number) in text
        assert str(funnel.answered) in text
        assert "%(" not in text


def test_of_few_answers_their_number_is_told_as_the_list_of_receipts_does_and_no_more(edition):
    few = edition({"a": {12: {"1": 4, "5": 3}}}, delivered=60, inspected=200)
    text = " ".join(provenance_words(few, Provenance(3, 2)))
    assert "7 businesses answered" in text
    (row,) = [row for row in question_sources(few).rows if row[0].startswith("12.")]
    assert row[2:] == (7, C, C)


def test_what_a_share_rests_on_leaves_out_who_found_it_not_applicable(edition):
    made = edition({"a": {6: {"1": 20, "5": 20, "na": 12}}}, delivered=60, inspected=200)
    (row,) = [row for row in question_sources(made).rows if row[0].startswith("6.")]
    assert row[3:] == (52, 40)


def test_every_note_stands_in_the_notes(edition):
    for table in provenance_tables(edition({}), Provenance()):
        assert set(table.notes) <= set(NOTES)
