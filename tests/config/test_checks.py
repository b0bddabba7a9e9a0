"""Settings that cannot work are refused when they are read, not when mail is lost by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings, read_settings
from config.trouble import SettingsTrouble


def read(path: str, value: object) -> Settings:
    data: dict = {}
    *sections, key = path.split(".")
    table = data
    for name in sections:
        table = table.setdefault(name, {})
    table[key] = value
    return read_settings(Path(), data, {})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("mail.domain", "a b.kg"),
        ("mail.domain", "localhost"),
        ("mail.survey", "x y"),
        ("mail.survey", "survey+extra"),
        ("mail.uploads", "a-name-that-leaves-no-room-for-a-token"),
        ("portal.url", "javascript:alert(1)"),
        ("portal.url", "achyk.kg"),
        ("survey.questionnaire", "../x"),
        ("survey.close", 99_999_999_999),
        ("survey.delay", -1),
        ("publication.minimum_base", 2),
        ("mail.out.url", "maildir:"),
        ("mail.in.url", ["pop3://x"]),
        ("schedule.time_zone", "Asia/Nowhere"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(path, value):
    with pytest.raises(SettingsTrouble, match=path.replace(".", r"\.")):
        read(path, value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("mail.domain", "ачык.кг"),
        ("mail.survey", "opros@mail.gov.kg"),
        ("portal.url", "https://achyk.gov.kg/opros"),
        ("portal.url", "http://127.0.0.1:8080"),
        ("survey.close", 30),
    ],
)
def test_a_setting_that_works_is_taken(path, value):
    read(path, value)


def test_a_wrong_database_address_is_refused_without_its_password():
    with pytest.raises(SettingsTrouble) as told:
        read("database.url", "mysql://achyk:secret@host/name")
    assert "secret" not in str(told.value)
    assert "database.url" in str(told.value)


@pytest.mark.parametrize(
    "targets",
    [
        ["s3://bucket/x"],
        ["release", "sftp://h/x"],  # as whom?
        ["sftp://u@h"],
        ["sftp://u@h/"],
        ["sftp://u:secret@h/x"],  # a password belongs into a file of its own
        ["release", "release"],
        ["release", "./release/"],
        [],
    ],
)
def test_a_place_we_cannot_publish_to_is_refused_and_not_passed_over(targets):
    with pytest.raises(SettingsTrouble, match=r"publication\.targets"):
        read("publication.targets", targets)


def test_folders_and_servers_can_be_published_to():
    chosen = ("release", "file:///srv/www", "sftp://achyk@www.economy.kg:2222/srv/www")
    assert read("publication.targets", list(chosen)).publication.targets == chosen


@pytest.mark.parametrize("address", ["archive", "a b@x.kg", "@x.kg", "a@", "<a@x.kg>"])
def test_a_witness_who_cannot_be_written_to_is_refused(address):
    with pytest.raises(SettingsTrouble, match=r"publication\.witnesses"):
        read("publication.witnesses", ["archive@university.kg", address])


def test_a_language_we_do_not_speak_is_refused():
    with pytest.raises(SettingsTrouble, match=r"publication\.languages.*found 'de'"):
        read("publication.languages", ["ky", "de"])
