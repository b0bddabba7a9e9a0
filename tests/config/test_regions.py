"""The regions of the country, read from what people write."""

import pytest

from config.languages import Language
from config.regions import read_region, region_name, regions

CODES = [
    "bishkek",
    "osh-city",
    "chuy",
    "osh",
    "jalal-abad",
    "issyk-kul",
    "naryn",
    "talas",
    "batken",
]


def test_there_are_seven_regions_and_two_cities():
    assert [region.code for region in regions()] == CODES


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", CODES)
def test_every_printed_name_is_read_back(code, language):
    assert read_region(region_name(code, language)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("г.Бишкек", "bishkek"),
        ("ЧУЙСКАЯ ОБЛ.", "chuy"),
        ("Чүй облусу", "chuy"),
        ("Чуй облусу", "chuy"),
        ("Ысык-Көл", "issyk-kul"),
        ("Ысык Кол облусу", "issyk-kul"),
        ("г. Ош", "osh-city"),
        ("ошская область", "osh"),
        ("Ош", None),  # the city or the region?
        ("Алматы", None),
        ("", None),
    ],
)
def test_a_region_is_read_only_when_it_is_sure(text, code):
    assert read_region(text) == code


def test_an_unknown_code_is_shown_as_it_is():
    assert region_name("atlantis", "ru") == "atlantis"
