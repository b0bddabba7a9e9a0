"""Settings: achyk.toml, then the environment, then secret files; mistakes are told by their key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from config.options import options
from config.settings import FILE, Settings, load, read_settings
from config.trouble import SettingsTrouble


def refusal(folder, data, environ=None) -> str:
    with pytest.raises(SettingsTrouble) as caught:
        read_settings(folder, data, environ or {})
    return str(caught.value)


def test_an_empty_file_gives_the_defaults(tmp_path):
    (tmp_path / FILE).touch()
    assert load(tmp_path, {}) == replace(Settings(), folder=tmp_path)


def test_a_folder_without_settings_is_told_what_to_do(tmp_path):
    with pytest.raises(SettingsTrouble, match=r"achyk\.toml is missing; run `achyk init "):
        load(tmp_path, {})


@pytest.mark.parametrize("content", [b"[mail", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_named(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SettingsTrouble, match=r"achyk\.toml is not valid TOML: "):
        load(tmp_path, {})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"mial": {}}, "unknown key mial; did you mean mail?"),
        ({"mail": {"domian": "x"}}, "unknown key mail.domian; did you mean mail.domain?"),
        (
            {"mail": {"in": {"authserv": "x"}}},
            "unknown key mail.in.authserv; did you mean mail.in.authserv_id?",
        ),
        ({"folder": "/tmp"}, "unknown key folder; did you mean files?"),
        ({"mail": "x"}, "mail is a section; write it as [mail]"),
        (
            {"database": {"url": "mysql://h/db"}},
            "database.url: must start with one of sqlite:///, postgresql+psycopg:// and go on",
        ),
        (
            {"mail": {"in": {"url": ["maildir:a", "pop://b"]}}},
            "mail.in.url: must start with one of maildir:, imap://, imaps:// and go on; found 'pop://b'",
        ),
        (
            {"mail": {"out": {"url": "http://h"}}},
            "mail.out.url: must start with one of maildir:, smtp://, smtps:// and go on; found 'http://h'",
        ),
        (
            {"mail": {"out": {"starttls": "maybe"}}},
            "mail.out.starttls: must be one of auto, always, never; found 'maybe'",
        ),
        ({"survey": {"delay": -1}}, "survey.delay: must be from 0 to 60, found -1"),
        ({"survey": {"gap": 0}}, "survey.gap: must be from 1 to 60, found 0"),
        ({"survey": {"language": "de"}}, "survey.language: must be one of ky, ru, kk, en; "),
        ({"rules": {"profile": "K G"}}, "rules.profile: must be a code like inspection-1; "),
        ({"publication": {"minimum_base": 2}}, "publication.minimum_base: must be from 3 to 1000"),
        (
            {"schedule": {"time_zone": "Asia/Osh"}},
            "schedule.time_zone: no such time zone 'Asia/Osh'; write one like Asia/Bishkek",
        ),
        (
            {"portal": {"listen": "8080"}},
            "portal.listen: must be an address and a port as 127.0.0.1:8080; found '8080'",
        ),
        ({"portal": {"listen": "localhost:http"}}, "portal.listen: must be an address and a port"),
        ({"portal": {"url_file": "x"}}, "unknown key portal.url_file; did you mean portal.url?"),
    ],
)
def test_a_wrong_key_or_value_is_told_in_one_sentence(tmp_path, data, says):
    assert refusal(tmp_path, data).startswith(f"settings: {says}")


def test_the_environment_stands_over_the_file(tmp_path):
    data = {"mail": {"domain": "file.kg", "in": {"authserv_id": "mx"}}, "survey": {"gap": 3}}
    environ = {
        "ACHYK_MAIL__DOMAIN": "environment.kg",
        "ACHYK_MAIL__IN__URL": "imap://a@h/INBOX, maildir:mail/in",
        "ACHYK_SURVEY__REMINDERS": "5",
        "ACHYK_FAILPOINT": "not a setting: it has no section",
        "PATH": "/bin",
    }
    read = read_settings(tmp_path, data, environ)
    assert read.mail.domain == "environment.kg"
    assert read.mail.in_.url == ("imap://a@h/INBOX", "maildir:mail/in")
    assert read.mail.in_.authserv_id == "mx"
    assert (read.survey.gap, read.survey.reminders) == (3, 5)
    assert data["mail"]["domain"] == "file.kg"  # what was given is not changed


@pytest.mark.parametrize("option", list(options(Settings)), ids=lambda option: option.path)
def test_every_option_can_be_set_from_the_environment(tmp_path, option):
    default = option.default
    words = ",".join(default) if isinstance(default, tuple) else str(default)
    name = f"ACHYK_{option.path.replace('.', '__').upper()}"
    assert read_settings(tmp_path, {}, {name: words}) == replace(Settings(), folder=tmp_path)


def test_an_unknown_name_in_the_environment_is_an_error_that_names_the_nearest(tmp_path):
    says = refusal(tmp_path, {}, {"ACHYK_MAIL__OUT__PASWORD": "x"})
    assert says == "settings: unknown key mail.out.pasword; did you mean mail.out.password?"


def test_a_section_that_is_none_is_told_though_the_environment_sets_a_key_of_it(tmp_path):
    says = refusal(tmp_path, {"mail": 3}, {"ACHYK_MAIL__DOMAIN": "x.kg"})
    assert says == "settings: mail is a section; write it as [mail]"


@pytest.mark.parametrize("by", ["file", "environment"])
def test_a_secret_can_stand_in_a_file_of_its_own(tmp_path, by):
    (tmp_path / "secret").write_text("s3cret\n")
    data = {"mail": {"out": {"password_file": "secret", "password": "old"}}}
    environ = {"ACHYK_MAIL__OUT__PASSWORD_FILE": "secret"}
    given = (data, {}) if by == "file" else ({}, environ)
    assert read_settings(tmp_path, *given).mail.out.password == "s3cret"


def test_the_address_of_the_database_is_a_secret_too(tmp_path):
    (tmp_path / "url").write_text("postgresql+psycopg://a:b@h/achyk\n")
    read = read_settings(tmp_path, {"database": {"url_file": "url"}}, {})
    assert read.database.url == "postgresql+psycopg://a:b@h/achyk"


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path):
    says = refusal(tmp_path, {"mail": {"in": {"password_file": "gone"}}})
    path = tmp_path / "gone"
    says_of_file = f"mail.in.password_file: cannot read {path}: No such file or directory"
    assert says == f"settings: {says_of_file}"


def test_a_local_part_is_completed_and_a_full_address_stays():
    mail = replace(Settings().mail, domain="achyk.kg", survey="survey@other.kg")
    assert mail.address(mail.uploads) == "uploads@achyk.kg"
    assert mail.address(mail.survey) == "survey@other.kg"


def test_in_office_are_those_who_serve_the_body_on_the_day_ministers_first(tmp_path):
    words = {"post": "p", "message": "m", "from": date(2026, 1, 1)}
    entries = [
        {"office": "director", "body": "GETI", "person": "director", **words},
        {"office": "director", "body": "SES", "person": "another", **words},
        {"office": "minister", "person": "minister", **words},
    ]
    read = read_settings(tmp_path, {"signatories": entries}, {})
    serving = read.in_office(frozenset({"GETI-OSH", "GETI"}), date(2026, 7, 1))
    assert [one.words("en")[0] for one in serving] == ["minister", "director"]
