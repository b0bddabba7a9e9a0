"""You said, we did: no number under the minimum, and none to be had by subtraction."""

import json
from dataclasses import replace
from datetime import date

import pytest

from register.themes import Mentions
from reports.protection import protect
from reports.table import Mark
from reports.theme_tables import (
    Deed,
    ThemeFigures,
    shown_themes,
    shown_total,
    themes_basis,
    themes_table,
)

C, X = Mark.SUPPRESSED, Mark.NOT_APPLICABLE
TITLES = {code: {"en": code.title()} for code in ("papers", "rude", "late")}
DEED = Deed("rude", "a", {"en": "We trained them."}, "B. Headov, head", date(2026, 9, 1))


@pytest.fixture
def made(edition):
    """An edition in which nothing matters but the minimum."""
    return edition({"a": {12: {"1": 50, "5": 50}}})


def figures(coded, deeds=(), written=200, **counts):
    return ThemeFigures(TITLES, Mentions(written, coded, counts), tuple(deeds))


def lines(made, found):
    return {(row[5], row[1]): row[6] for row in themes_table(made, found).rows}


def numbers(made, found):
    return {code: count for (code, _), count in lines(made, found).items()}


def test_a_theme_under_the_minimum_is_not_listed(made):
    found = numbers(made, figures(60, papers=30, rude=9, late=10))
    assert found == {"–": 60, "papers": 30, "late": 10}


def test_what_was_done_is_told_also_where_few_mention_it_but_without_a_number(made):
    for few in ({}, {"rude": 3}):
        found = lines(made, figures(60, [DEED], papers=30, **few))
        assert found["rude", "We trained them."] is C
    found = lines(made, figures(60, [DEED], papers=30, rude=12))
    assert found["rude", "We trained them."] == 12
    assert found["papers", "No body has said so far what it did."] == 30


def test_the_words_of_a_deed_say_who_and_when_and_each_deed_has_its_line(made):
    twice = [DEED, replace(DEED, body="b", words={"ru": "Мы\nучили."}, done_on=date(2026, 9, 2))]
    table = themes_table(made, figures(60, twice, rude=30))
    assert [row[1:5] for row in table.rows[1:]] == [
        ("We trained them.", "Body A", "B. Headov, head", "1 September 2026"),
        ("Мы учили.", "b", "B. Headov, head", "2 September 2026"),
    ]


@pytest.mark.parametrize(
    ("coded", "counts", "shown"),
    [
        (60, {"papers": 30}, 60),
        (60, {"papers": 51}, C),  # nine speak of something else
        (60, {"papers": 50}, 60),
        (60, {"papers": 60}, C),  # and so nobody of anything else
        (9, {"papers": 9}, C),
        (12, {}, 12),
        (0, {}, 0),
    ],
)
def test_the_total_does_not_tell_how_few_say_something_else(made, coded, counts, shown):
    listed = shown_themes(counts, 10)
    assert shown_total(Mentions(100, coded, counts), listed, 10) == shown


def test_no_pair_of_numbers_published_differs_by_fewer_than_the_minimum_from_the_total(made):
    for coded in range(0, 45):
        for papers in range(0, coded + 1):
            found = numbers(made, figures(coded, papers=papers, rude=coded - papers))
            known = [n for n in found.values() if n is not C]
            total = found["–"]
            assert all(n >= 10 for n in known if n)
            if total is not C:
                assert all(total - n >= 10 for code, n in found.items() if code != "–")


def releases(made, *found):
    """What the releases of one quarter tell, each compared with all before."""
    told, basis = [], {}
    for one in found:
        edition = replace(made, protected=protect(made.figures, 10, basis))
        told.append(numbers(edition, one))
        basis = json.loads(json.dumps({"themes": themes_basis(edition, one)}))
    return told


def test_a_revision_shows_no_number_that_differs_by_fewer_than_the_minimum(made):
    first, second = releases(
        made, figures(100, papers=27, late=20, rude=9), figures(112, papers=30, late=20, rude=15)
    )
    assert first == {"–": 100, "papers": 27, "late": 20}
    assert second == {"–": 112, "papers": C, "late": 20, "rude": 15}
    assert releases(made, figures(58, papers=20), figures(60, papers=20))[1]["–"] is C


def test_every_release_is_compared_with_all_before_and_what_was_hidden_stays_hidden(made):
    found = [figures(60 + n, papers=n) for n in (30, 35, 36, 35, 60, 30)]
    told = [one["papers"] for one in releases(made, *found)]
    assert told == [30, C, C, C, C, C]
    found = [figures(200, papers=n) for n in (30, 45, 34)]
    assert [one["papers"] for one in releases(made, *found)] == [30, 45, C]


def test_the_total_does_not_tell_that_one_came_who_says_something_else(made):
    told = releases(made, figures(60, papers=30), figures(72, papers=41))
    assert told[1] == {"–": C, "papers": 41}


def test_one_business_cannot_make_up_more_than_half_of_a_number():
    assert shown_themes({"papers": 30, "late": 41}, 10, largest=20) == {"late"}
    assert shown_themes({"papers": 10}, 10, largest=1) == {"papers"}


def test_a_title_that_looks_like_a_formula_stays_a_text_on_one_line(made):
    titles = {"papers": {"en": "=cmd|' /C calc'!A1\n\x07two"}}
    table = themes_table(made, ThemeFigures(titles, Mentions(60, 60, {"papers": 30})))
    assert table.rows[1][0] == "=cmd|' /C calc'!A1 two"
