"""Rules profiles as they ship: the values of the law, and what nobody has verified."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from config.languages import Language
from config.profile_file import load_profiles
from config.profiles import Profiles, Start, Term, Unit, unverified
from config.trouble import SettingsTrouble

NOWHERE = Path("no-such-installation")
COUNTRIES = ("kg", "kz")
TODAY = date(2026, 11, 22)


def shipped(code: str) -> Profiles:
    return load_profiles(code, NOWHERE)


def test_the_kyrgyz_law_counts_14_working_days_from_registration():
    """Law 67 of 04.05.2007."""
    law = shipped("kg").on(TODAY)
    assert law.version == "kg-2007"
    assert law.registration == Term(1, Unit.WORKING)
    assert (law.consideration, law.consideration_from) == (
        Term(14, Unit.WORKING),
        Start.REGISTRATION,
    )
    assert law.extension == Term(30, Unit.CALENDAR)
    assert law.extension_notice is None
    assert law.forwarding == Term(3, Unit.WORKING)
    assert law.receipt_notice == Term(2, Unit.WORKING)


def test_the_kazakh_code_counts_15_working_days_from_receipt():
    """Administrative Procedural and Process-Related Code of 29.06.2020, articles 64, 65 and 76."""
    law = shipped("kz").on(TODAY)
    assert law.version == "kz-2021"
    assert law.registration == Term(0, Unit.WORKING)
    assert (law.consideration, law.consideration_from) == (Term(15, Unit.WORKING), Start.RECEIPT)
    assert law.extension == Term(2, Unit.MONTHS)
    assert law.extension_notice == Term(3, Unit.WORKING)
    assert law.forwarding == Term(3, Unit.WORKING)
    assert law.receipt_notice == Term(0, Unit.WORKING)


def test_the_coming_kyrgyz_change_is_there_and_not_in_force():
    """A bill for 10 working days passed parliament on 12.03.2026; it is not known to be signed."""
    rules = shipped("kg")
    coming = rules.named("kg-2026")
    assert not coming.enabled
    assert coming.from_ is None
    assert coming.consideration == Term(10, Unit.WORKING)
    assert coming.consideration_from is Start.REGISTRATION
    assert rules.on(date(2099, 1, 1)).version == "kg-2007"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("kg", ("kg-2007.extension", "kg-2007.forwarding", "kg-2007.leaving")),
        ("kz", ("kz-2021.extension", "kz-2021.leaving")),
    ],
)
def test_what_is_not_verified_is_told_until_it_is_confirmed(code, names):
    law = shipped(code).on(TODAY)
    assert unverified(law, ()) == names
    assert unverified(law, names[:1]) == names[1:]
    assert unverified(law, (*names, "another-1.extension")) == ()


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_word_stands_in_all_four_languages(code):
    for law in shipped(code).versions:
        words = [law.law, *(reason.text for reason in law.leaving)]
        assert [set(one) for one in words] == [set(Language)] * len(words)
        assert all(text.strip() == text != "" for one in words for text in one.values())
        assert all(len(set(one.values())) == 4 for one in words)


@pytest.mark.parametrize(
    ("code", "reasons"),
    [("kg", ["abusive", "anonymous"]), ("kz", ["anonymous", "no-essence"])],
)
def test_an_appeal_is_left_only_for_a_reason_the_law_has(code, reasons):
    law = shipped(code).on(TODAY)
    assert [reason.code for reason in law.leaving] == reasons
    found = law.reason(reasons[0])
    assert found is not None
    assert found.shown("en").startswith("The appeal ")
    assert law.reason("too-long") is None


@pytest.mark.parametrize(
    ("code", "appeal", "reply"),
    [
        ("kg", "ky", "ky"),
        ("kg", "en", "en"),
        ("kg", None, "ky"),
        ("kz", "ru", "ru"),
        ("kz", None, "kk"),
    ],
)
def test_the_reply_is_in_the_language_of_the_appeal(code, appeal, reply):
    assert shipped(code).on(TODAY).reply_language(appeal) == reply


def test_a_law_has_a_name_in_each_language():
    law = shipped("kg").on(TODAY)
    assert law.law_name("ru").startswith("Закон Кыргызской Республики от 4 мая 2007 года № 67")
    assert law.law_name("de") == law.law_name("ru")


def test_what_came_in_before_the_first_version_falls_under_it():
    rules = shipped("kz")
    first = rules.versions[0]
    assert first.from_ == date(2021, 7, 1)
    assert rules.on(first.from_ - timedelta(1)) == rules.on(first.from_) == first


def test_a_version_of_another_country_is_still_found_by_its_name():
    """An installation may change its profile while appeals counted by the old one are open."""
    assert shipped("kg").named("kz-2021") == shipped("kz").on(TODAY)


def test_a_version_that_was_taken_away_is_asked_back():
    with pytest.raises(SettingsTrouble, match=r"by the rules kg-1999, which .* put them back into"):
        shipped("kg").named("kg-1999")
