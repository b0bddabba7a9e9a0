"""The minister's page: five figures, each as its table shows it."""

import re
from dataclasses import replace

import pytest

from reports.imprint import Shift
from reports.naming import Naming
from reports.summary_page import figures_that_matter, shares_that_matter, summary_page
from reports.table import Column, Mark, Table

GROUPS = {"a": {12: {"1": 10, "2": 5, "4": 20, "5": 25}, 10: {"yes": 6, "no": 30, "refuse": 4}}}


def page(volume, imprint):
    made = summary_page(volume, imprint, Naming((volume.language,))).decode()
    return " ".join(re.sub(r"<[^>]+>", " ", made[made.index("<main>") :]).split())


def test_five_figures_as_the_tables_show_them(volumes):
    [volume] = volumes("en", groups=GROUPS)
    made = figures_that_matter(volume)
    assert [one.value for one in made] == [100, 100.0, 60.0, 75.0, 15.0]
    assert made[2].remark == "in all: 60"
    assert made[3].remark.startswith("95 per cent interval: ")
    assert "possible range: 45.0 to 85.0" in made[3].remark


def test_what_a_table_hides_the_page_hides(volumes, imprint):
    """Question 10 needs 20 answers."""
    few = {"a": {12: GROUPS["a"][12], 10: {"yes": 6, "no": 13}}}
    [volume] = volumes("en", groups=few)
    last = figures_that_matter(volume)[-1]
    assert (last.value, last.remark) == (Mark.SUPPRESSED, "")
    assert "[c] hidden to protect those who answered" in page(volume, imprint)


def test_appeals_and_the_three_largest_changes_are_told(volumes, imprint):
    shifts = tuple(
        Shift(f"Figure {n}", 50.0, 50.0 + change) for n, change in enumerate((9.4, -7, 6, 5))
    )
    [volume] = volumes("en", groups=GROUPS, shifts=shifts)
    text = page(volume, imprint)
    assert "120 decided in the quarter, 85.8 per cent of them in time" in text
    assert "Figure 0 50.0 59.4 +9.4" in text
    assert "Figure 1 50.0 43.0 −7.0" in text
    assert "Figure 2" in text
    assert "Figure 3" not in text


def test_without_appeals_and_changes_it_says_so(volumes, imprint):
    [volume] = volumes("en", groups=GROUPS)
    text = page(volume, replace(imprint, appeals=None))
    assert "Appeals" not in text
    assert "There is no release before this one to compare with." in text


def test_it_says_which_of_the_two_when_no_change_is_named(volumes, imprint):
    """Nothing differs by more than chance, or there is nothing to compare with: never both."""
    [volume] = volumes("en", groups=GROUPS)
    about = "The release before used another version of the questionnaire."
    compared = trend(volume.edition.say("no difference that the numbers bear"))
    alone = replace(trend(Mark.NOT_APPLICABLE), about=about)
    said = page(replace(volume, tables=(*volume.tables, compared)), imprint)
    assert "No share changed by more than chance explains." in said
    said = page(replace(volume, tables=(*volume.tables, alone)), imprint)
    assert about in said
    assert "No share changed" not in said


def trend(verdict):
    columns = (Column("question", "Question"), Column("verdict", "Against the release before"))
    return Table("trend", "Changes", "Changes", "", columns, (("1. Held", verdict),))


def test_who_would_not_say_stands_beside_the_unofficial_payments(volumes, imprint):
    [volume] = volumes("en", groups=GROUPS)
    text = page(volume, imprint)
    assert "An unofficial payment, gift or service was expected of the business 15.0 %" in text
    assert "preferred not to answer: 10.0 per cent" in text


def test_a_printed_page_leads_back_to_the_release(volumes, imprint):
    [volume] = volumes("en", groups=GROUPS)
    text = page(volume, replace(imprint, address="https://achyk.test"))
    for told in ("https://achyk.test", imprint.contact, imprint.fingerprint):
        assert told in text
    assert "Where the release is" not in page(volume, replace(imprint, address=""))


def test_the_letter_about_the_quarter_names_the_same_shares(volumes):
    [volume] = volumes("en", groups=GROUPS)
    told = shares_that_matter(volume)
    assert (told["reached_share"], told["answered_share"]) == (100.0, 60.0)
    assert told["unofficial_share"] == 15.0
    assert told["unofficial_low"] < 15.0 < told["unofficial_high"]
    [few] = volumes("en", groups={"a": {12: GROUPS["a"][12], 10: {"yes": 6, "no": 13}}})
    assert shares_that_matter(few)["unofficial_share"] is None


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_it_is_said_in_the_language(volumes, imprint, language):
    heads = {"ky": "Эң маанилүү", "ru": "Пять главных", "en": "The five figures"}
    [volume] = volumes(language, groups=GROUPS)
    assert heads[language] in page(volume, imprint)
