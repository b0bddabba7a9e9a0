"""Trends: from what was published, within one questionnaire, and no more than the numbers bear."""

import csv
import io
import json

import pytest

from reports.difference import Share, newcombe
from reports.further import Further, shifts
from reports.past import past_of
from reports.table import Mark
from reports.trend_tables import quarters_table, trend_table

C, X = Mark.SUPPRESSED, Mark.NOT_APPLICABLE
ALL = ("12. Satisfied overall", "–")


def scale(bad, good):
    return {"1": bad, "2": 0, "3": 0, "4": 0, "5": good}


def release(edition, quarter, answers, *, code="inspection-1", earlier=(), **steps):
    """A release of a quarter as its bundle would hold it."""
    table = trend_table(edition(answers, **steps), earlier)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows(table.rows)
    manifest = json.dumps({"quarter": quarter, "questionnaire": {"code": code}})
    return past_of(
        {"manifest.json": manifest.encode(), "data/trend.csv": text.getvalue().encode("utf-8-sig")}
    )


def cells(table, *keys):
    places = [table.index(key) for key in keys]
    question, code = table.index("question"), table.index("code")
    return {(r[question], r[code]): tuple(r[p] for p in places) for r in table.rows}


def test_a_change_is_told_where_its_interval_leaves_zero_out(edition):
    before = release(edition, "2026-Q2", {"a": {12: scale(60, 40)}, "b": {12: scale(20, 20)}})
    now = edition({"a": {12: scale(30, 70)}, "b": {12: scale(19, 21)}})
    table = trend_table(now, [before])
    found = cells(table, "before_share", "share", "change", "verdict")
    assert found["12. Satisfied overall", "a"] == (40.0, 70.0, 30.0, "higher")
    assert found["12. Satisfied overall", "b"][2:] == (2.5, "no difference that the numbers bear")
    assert table.about == "This quarter against the release before it (2nd quarter 2026)."
    told = shifts(now, Further(earlier=(before,)))
    assert [(one.label, one.before, one.now) for one in told] == [(ALL[0], 42.9, 65.0)]


def test_whoever_has_the_two_tables_can_repeat_the_interval(edition):
    before = release(edition, "2026-Q2", {"a": {12: scale(37, 61)}})
    table = trend_table(edition({"a": {12: scale(48, 25)}}), [before])
    (line,) = [row for row in table.rows if (row[0], row[2]) == ("12. Satisfied overall", "a")]
    row = dict(zip([column.key for column in table.columns], line, strict=True))
    (past,) = [one for one in before.rows("trend") if one["code"] == "a" and one["share"] == "62.2"]
    then = Share(*(float(past[key]) for key in ("share", "low", "high")))
    ends = newcombe(then, Share(row["share"], row["low"], row["high"]))
    assert (row["change_low"], row["change_high"]) == tuple(round(end, 1) for end in ends)
    assert row["change"] == round(row["share"] - row["before_share"], 1)
    assert row["verdict"] == "lower"


def test_what_is_hidden_now_or_was_hidden_then_has_no_difference(edition):
    few = {"a": {12: scale(2, 3)}, "b": {12: scale(30, 30)}, "c": {12: scale(40, 20)}}
    many = {"a": {12: scale(20, 30)}, "b": {12: scale(30, 30)}, "c": {12: scale(40, 20)}}
    then = release(edition, "2026-Q2", many)
    found = cells(trend_table(edition(few), [then]), "share", "before_share", "change", "verdict")
    assert found["12. Satisfied overall", "a"] == (C, 60.0, C, C)
    then = release(edition, "2026-Q2", few)
    found = cells(trend_table(edition(many), [then]), "share", "before_share", "change", "verdict")
    assert found["12. Satisfied overall", "a"] == (60.0, C, C, C)


def test_a_body_without_figures_then_has_no_trend(edition):
    then = release(edition, "2026-Q2", {"b": {12: scale(30, 30)}})
    now = edition({"a": {12: scale(20, 30)}, "b": {12: scale(30, 30)}})
    found = cells(trend_table(now, [then]), "before_share", "change", "verdict")
    assert found["12. Satisfied overall", "a"] == (X, X, X)
    assert found["12. Satisfied overall", "b"] == (50.0, 0.0, "no difference that the numbers bear")


def test_another_questionnaire_is_not_compared_and_that_is_said(edition):
    then = release(edition, "2026-Q2", {"a": {12: scale(60, 40)}}, code="inspection-0")
    now = edition({"a": {12: scale(30, 70)}})
    table = trend_table(now, [then])
    assert set(table.rows[0][table.index("before_share") :]) == {X}
    assert "another version of the questionnaire, inspection-0" in table.about
    assert quarters_table(now, [then]) is None
    assert shifts(now, Further(earlier=(then,))) == ()


def test_the_first_release_says_that_there_is_none_before(edition):
    table = trend_table(edition({"a": {12: scale(30, 70)}}), [])
    assert table.about == "There is no release before this one to compare with."
    assert cells(table, "share", "change")[ALL] == (70.0, X)


@pytest.mark.parametrize("data", [b"", b"question,code\r\n", b"a;b\r\n1;2\r\n"])
def test_a_release_of_an_older_program_has_no_figures_to_compare(edition, data):
    manifest = json.dumps(
        {"quarter": "2026-Q2", "questionnaire": {"code": "inspection-1"}}
    ).encode()
    then = past_of({"manifest.json": manifest, "data/trend.csv": data})
    table = trend_table(edition({"a": {12: scale(30, 70)}}), [then])
    assert cells(table, "change")[ALL] == (X,)


def test_the_last_eight_quarters_stand_oldest_first_without_other_questionnaires(edition):
    quarters = [
        "2026-Q2",
        "2026-Q1",
        "2025-Q4",
        "2025-Q3",
        "2025-Q2",
        "2025-Q1",
        "2024-Q4",
        "2024-Q3",
    ]
    past = [release(edition, q, {"a": {12: scale(50, 50 + n)}}) for n, q in enumerate(quarters)]
    past[3] = release(edition, "2025-Q3", {"a": {12: scale(50, 50)}}, code="inspection-0")
    past[1] = release(edition, "2026-Q1", {"a": {12: scale(1, 2)}})
    table = quarters_table(edition({"a": {12: scale(30, 70)}}), past)
    assert [row[0] for row in table.rows] == [
        f"{number} quarter {year}"
        for number, year in (
            ("4th", 2024), ("1st", 2025), ("2nd", 2025), ("4th", 2025),
            ("1st", 2026), ("2nd", 2026), ("3rd", 2026),
        )
    ]  # fmt: skip
    assert [row[2] for row in table.rows][-3:] == [C, 50.0, 70.0]
    assert table.chart.rows == (0, 1, 2, 3, 5, 6)
    assert table.chart.value == "share"
