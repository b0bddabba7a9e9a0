"""The tables: which figures stand in them, which are hidden, and what their charts draw."""

import re

import pytest

from reports.notes import NOTES, Note
from reports.table import Kind, Mark
from reports.tables import quarter_tables

C, X = Mark.SUPPRESSED, Mark.NOT_APPLICABLE


def scale(*counts):
    return dict(zip("12345", counts, strict=True))


def tables_of(edition):
    return {table.name: table for table in quarter_tables(edition)}


def rows(table, *keys):
    places = [table.index(key) for key in keys]
    return {row[0]: tuple(row[place] for place in places) for row in table.rows}


def test_a_share_stands_with_its_base_interval_and_bounds(edition):
    made = tables_of(edition({"a": {12: scale(10, 20, 20, 30, 20)}}, inspected=150))
    found = rows(made["satisfied_by_body"], "answers", "share", "low", "high", "lowest", "highest")
    assert found["Body A"] == found["All bodies"] == (100, 50.0, 40.4, 59.6, 50.0, 50.0)


def test_the_interval_is_narrowed_where_all_inspected_were_invited(edition):
    made = edition(
        {"a": {12: scale(10, 20, 20, 30, 20)}}, inspected=200, invited=200, delivered=160
    )
    found = rows(tables_of(made)["satisfied_by_body"], "low", "high", "lowest", "highest", "mean")
    assert found["Body A"] == (43.1, 56.9, 31.2, 68.8, 3.3)


def test_not_applicable_is_outside_the_base_and_not_silent(edition):
    answers = {**scale(5, 5, 0, 5, 5), "na": 30}
    made = tables_of(edition({"a": {6: answers}}, delivered=60, inspected=200))
    summary = rows(made["summary"], "answers", "share", "lowest", "highest")
    assert summary["6. Findings explained, term realistic"] == (20, 50.0, 33.3, 66.7)
    single = rows(made["question_06_findings"], "answers", "share", "low")
    assert single["All who answered"] == (20, 100.0, X)
    label = made["question_06_findings"].rows[-1][0]
    assert single[label] == (30, X, X)


def test_a_small_body_takes_the_next_smallest_with_it(edition):
    made = tables_of(
        edition(
            {
                "a": {12: scale(1, 1, 1, 1, 1)},
                "b": {12: scale(2, 3, 3, 10, 8)},
                "c": {12: scale(10, 10, 10, 10, 10)},
            }
        )
    )
    found = rows(made["satisfied_by_body"], "answers", "share", "mean", "down")
    assert found["Body A"] == found["Body B"] == (C, C, C, C)
    assert found["Body C"][:2] == (50, 40.0)
    assert rows(made["funnel_by_body"], "delivered", "answered", "answer_rate") == {
        "All bodies": (300, 81, 27.0),
        "Body A": (100, C, C),
        "Body B": (100, C, C),
        "Body C": (100, 50, 50.0),
    }
    chart = made["satisfied_by_body"].chart
    assert chart.rows == (0, 3)
    assert "Body A" not in chart.says


def test_a_delicate_question_needs_twenty_answers(edition):
    answers = {10: {"yes": 5, "no": 14}, 11: {"yes": 5, "no": 14}}
    found = rows(tables_of(edition({"a": answers}))["summary"], "answers")
    assert found["10. Unofficial payment, gift or service: no"] == (C,)
    assert found["11. Attempt to influence the answers: no"] == (19,)


def test_answers_that_are_all_the_same_are_hidden(edition):
    made = tables_of(edition({"a": {12: scale(0, 0, 0, 0, 40), 9: {"2": 40}}}))
    assert rows(made["satisfied_by_body"], "answers", "share")["Body A"] == (C, C)
    assert {cell for row in made["question_12_satisfied"].rows for cell in row[1:]} == {C}
    assert made["question_12_satisfied"].chart is None
    assert rows(made["hours_by_body"], "answers", "mean")["Body A"] == (C, C)


def test_a_group_whose_answers_are_all_on_one_side_is_hidden(edition):
    made = tables_of(
        edition({"a": {12: scale(0, 0, 0, 6, 6)}, "b": {12: scale(10, 10, 10, 10, 10)}})
    )
    found = rows(made["satisfied_by_body"], "share")
    assert found == {"All bodies": (51.6,), "Body A": (C,), "Body B": (C,)}


def test_hours_have_mean_and_quartiles(edition):
    made = tables_of(edition({"a": {9: {"1": 5, "2.5": 5, "8": 5, "16": 5}}}))
    found = rows(made["hours_by_body"], "answers", "mean", "quartile_1", "median", "quartile_3")
    assert found["Body A"] == (20, 6.88, 2.12, 5.25, 10.0)


def test_few_answers_by_one_way_hide_the_other_way_too(edition):
    made = edition({"a": {12: scale(10, 10, 10, 10, 10)}})
    made.figures.channels.update(mail=47, web=3)
    found = rows(tables_of(made)["invitations"], "inspections")
    assert found["Answered by mail"] == found["Answered on the page"] == (C,)


def test_an_empty_quarter_has_zeros_and_no_shares(edition):
    made = tables_of(edition({}))
    assert rows(made["funnel"], "inspections", "of_inspected")["Answered"] == (0, X)
    assert rows(made["satisfied_by_body"], "answers", "share") == {"All bodies": (0, X)}
    assert {row[2] for row in made["question_01_took_place"].rows} == {X}
    assert {row[1] for row in made["question_01_took_place"].rows} == {0}
    assert made["summary"].chart is None


def test_bodies_of_one_name_are_told_apart_by_their_codes(edition):
    made = edition({"a": {}, "b": {}})
    made.figures.body_names.update(a="Inspectorate", b="Inspectorate")
    found = rows(tables_of(made)["funnel_by_body"], "inspected")
    assert list(found) == ["All bodies", "Inspectorate (a)", "Inspectorate (b)"]


@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_tables_are_sound_in_every_language(edition, language):
    answers = {12: scale(10, 10, 10, 10, 10), 9: {"1": 6, "2": 6}, 1: {"yes": 20, "no": 3}}
    made = quarter_tables(edition({"a": answers}, language))
    assert len({table.name for table in made}) == len(made)
    for table in made:
        headings = [column.heading for column in table.columns]
        assert len(set(headings)) == len(headings)
        assert all(len(row) == len(headings) for row in table.rows)
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", table.name)
        assert table.source
        for column in table.columns:
            unit = column.kind is Kind.TEXT or re.search(r"\(.+\)", column.heading)
            assert unit, f"{table.name}: {column.heading} has no unit"


def test_every_mark_of_a_note_is_listed_and_every_note_is_used(edition):
    used = set()
    for table in quarter_tables(edition({"a": {12: scale(10, 10, 10, 10, 10)}})):
        texts = [column.heading for column in table.columns]
        texts += [cell for row in table.rows for cell in row if isinstance(cell, str)]
        marked = {int(n) for text in texts for n in re.findall(r"\[note (\d+)\]", text)}
        assert marked == set(table.notes), table.name
        assert list(table.notes) == sorted(table.notes)
        used |= marked
    of_further_tables = range(Note.THEMES, max(Note) + 1)
    assert used == {note.value for note in NOTES} - set(of_further_tables)
