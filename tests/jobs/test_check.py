"""`achyk check`: each part has its line, and one that fails hides no other."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from services.process import LOOPBACK, free_ports

from config.settings import FILE
from jobs.commands.check import Verdict, examine
from jobs.recover import mark_of
from jobs.wiring import open_installation
from register.database import open_engine, transaction
from register.migrate import _config
from register.restorations import begin_restoration

PARTS = {
    "settings", "database", "obstacles", "keys", "signing key", "mailbox", "mail server",
    "sent letters", "senders", "signatories", "people", "mappings", "survey", "schedule",
    "publication", "portal", "comparison", "backup", "rules", "calendar", "addressees", "scanner",
    "releases",
}  # fmt: skip


def findings(folder, **environ) -> dict[str, list[tuple[str, str]]]:
    """Part → its verdicts and sentences."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in examine(open_installation(folder, environ)):
        found.setdefault(one.part, []).append((one.verdict.value, one.says))
    return found


def bad(found) -> list[str]:
    return [part for part, lines in found.items() if any(v == Verdict.BAD for v, _ in lines)]


def test_a_fresh_installation_has_advice_and_no_fault(folder, achyk):
    found = findings(folder)
    assert set(found) == PARTS
    assert bad(found) == []
    said = achyk("check")
    assert said.code == 0
    assert said.out.count("\n") == sum(len(lines) for lines in found.values())
    for part, advice in (
        ("senders", "every upload by mail is confirmed by a one-time key"),
        ("signatories", "none yet; achyk signatory add"),
        ("people", "nobody can upload by mail"),
        ("people", "nobody gets the reports"),
        ("portal", "portal.url is empty"),
    ):
        assert any(v == "note" and advice in says for v, says in found[part]), part


def test_a_complete_installation_has_no_advice_left(town):
    found = findings(town.installation.folder)
    assert [verdict for verdict, _ in found.pop("backup")] == ["note"]  # on a disk of its own
    for part in ("rules", "calendar", "addressees", "scanner"):
        found.pop(part)  # tests of their own: test_check_appeals.py
    assert {v for lines in found.values() for v, _ in lines} == {"ok"}
    assert found["people"] == [("ok", "1 administrator, 2 inspector")]
    assert "GETI" in found["signatories"][0][1]


def test_servers_that_cannot_be_reached_are_told_and_the_rest_is_still_examined(
    folder, achyk, monkeypatch
):
    imap, smtp = free_ports(2)
    monkeypatch.setenv("ACHYK_MAIL__IN__URL", f"imap://survey@{LOOPBACK}:{imap}/INBOX")
    monkeypatch.setenv("ACHYK_MAIL__OUT__URL", f"smtp://{LOOPBACK}:{smtp}")
    found = findings(folder, **os.environ)
    assert bad(found) == ["mailbox", "mail server"]
    assert set(found) == PARTS
    assert str(imap) in found["mailbox"][0][1]
    assert str(smtp) in found["mail server"][0][1]
    said = achyk("check")
    assert said.code == 1
    assert [line.split()[1] for line in said.out.splitlines() if line.startswith("BAD")] == [
        "mailbox",
        "mail",
    ]


def test_where_letters_of_unknown_fate_are_looked_up_is_told(folder):
    """ML3."""
    smtp = {"ACHYK_MAIL__OUT__URL": f"smtp://{LOOPBACK}"}
    ((verdict, says),) = findings(folder, **smtp)["sent letters"]
    assert verdict == "note"
    assert "is sent again" in says
    log = folder / "maillog"
    places = {
        **smtp,
        "ACHYK_MAIL__OUT__LOG": "maillog",
        "ACHYK_MAIL__OUT__COPIES": "maildir:copies",
    }
    found = findings(folder, **places)["sent letters"]
    assert [v for v, _ in found] == ["BAD", "BAD"]
    assert str(log) in found[0][1]
    assert "copies" in found[1][1]
    log.write_text("")
    (folder / "copies/new").mkdir(parents=True)
    assert {v for v, _ in findings(folder, **places)["sent letters"]} == {"ok"}


@pytest.mark.parametrize("mode", [0o750, 0o704, 0o777])
def test_keys_that_others_can_read_are_a_fault(folder, mode):
    (folder / "keys").chmod(mode)
    found = findings(folder)
    assert bad(found) == ["keys"]
    assert found["keys"] == [("BAD", f"others can read {folder}/keys; run chmod 700 on it")]


@pytest.mark.parametrize("lost", ["outbox.key", "kept.key", "sign.key"])
def test_a_lost_key_is_a_fault_and_no_other_is_made_in_its_place(folder, lost):
    (folder / "keys" / lost).unlink()
    found = findings(folder)
    assert bad(found) == ["keys"]
    assert lost in found["keys"][0][1]
    assert not (folder / "keys" / lost).exists()


def test_a_key_that_was_cut_is_a_fault(folder):
    (folder / "keys/kept.key").write_bytes(b"short")
    assert "is not a key of 32 bytes" in findings(folder)["keys"][0][1]


@pytest.mark.parametrize("revision", ["none", "first"])
def test_an_old_database_is_told_with_what_to_do(
    folder, database_url, revision, achyk, monkeypatch
):
    """And what cannot be examined without it is said to be so, not died of."""
    if revision == "first":
        engine = open_engine(database_url, folder)
        with engine.begin() as connection:
            base = ScriptDirectory.from_config(_config()).get_base()
            command.upgrade(_config(connection), base)
        engine.dispose()
    found = findings(folder, ACHYK_DATABASE__URL=database_url)
    assert "database" in bad(found)
    (says,) = [says for _, says in found["database"]]
    assert "the program at" in says
    assert f"run achyk init {folder}" in says
    assert set(found) == PARTS
    monkeypatch.setenv("ACHYK_DATABASE__URL", database_url)
    assert achyk("check").code == 1
    refused = achyk("status")
    assert refused.code == 1
    assert "run achyk init" in refused.err
    assert achyk("init", str(folder)).code == 0
    assert bad(findings(folder, ACHYK_DATABASE__URL=database_url)) == []


def test_a_database_that_is_none_is_told(folder):
    (folder / "achyk.db").write_bytes(b"no database at all" * 100)
    for rest in ("achyk.db-wal", "achyk.db-shm"):
        (folder / rest).unlink(missing_ok=True)
    found = findings(folder)
    assert "database" in bad(found)
    assert set(found) == PARTS


@pytest.mark.parametrize(
    ("body", "office", "advice"),
    [
        ("GETI", "minister", ["no director in office today for GETI"]),
        ("GETI", "director", ["no minister in office today for GETI"]),
        ("SES", "director", ["no minister in office", "no director in office"]),
    ],
)
def test_a_body_without_a_word_of_minister_or_director_is_told(folder, achyk, body, office, advice):
    achyk("body", "add", "GETI", "Inspectorate")
    words = ("--person", "P", "--post", "P", "--message", "M", "--from", "2020-01-01")
    achyk("signatory", "add", "--office", office, "--body", body, *words)
    found = findings(folder)["signatories"]
    assert [verdict for verdict, _ in found] == ["note"] * len(advice)
    for says, wanted in zip(sorted(found, reverse=True), sorted(advice, reverse=True), strict=True):
        assert says[1].startswith(wanted)


def test_a_signatory_whose_time_is_over_does_not_count(folder, achyk):
    achyk("body", "add", "GETI", "Inspectorate")
    words = ("--person", "P", "--post", "P", "--message", "M", "--from", "2020-01-01")
    achyk("signatory", "add", "--office", "minister", *words, "--until", "2020-12-31")
    assert any("no minister in office today" in says for _, says in findings(folder)["signatories"])


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("ACHYK_SCHEDULE__SEND", "every minute", "schedule"),
        ("ACHYK_SURVEY__QUESTIONNAIRE", "inspection-9", "survey"),
    ],
)
def test_what_would_fail_only_later_is_found_now(folder, name, value, part):
    found = findings(folder, **{name: value})
    assert bad(found) == [part]
    assert value in found[part][0][1]


def test_a_publication_folder_that_cannot_be_made_is_a_fault(folder):
    (folder / "release").touch()
    found = findings(folder)
    assert bad(found) == ["publication"]
    assert str(folder / "release") in found["publication"][0][1]


def test_settings_that_cannot_be_read_are_one_line(folder, achyk):
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write("\n[mial]\n")
    said = achyk("check")
    assert said == (1, "", "achyk: settings: unknown key mial; did you mean mail?\n")


def test_a_restored_register_that_has_not_recovered_is_an_obstacle(town):
    """ML7: nothing is sent, and who asks is told so."""
    installation = town.installation
    with transaction(installation.engine) as session:
        begin_restoration(session, installation.moment(), installation.clock())
    found = findings(installation.folder)
    ((verdict, says),) = found["obstacles"]
    assert verdict == Verdict.BAD
    assert says.endswith(
        "run achyk recover as soon as the mail server answers; nothing is sent before"
    )
    assert [verdict for verdict, _ in found["backup"]] == ["note"]  # on a disk of its own


def test_a_restore_that_was_interrupted_is_an_obstacle(town):
    """ML7."""
    mark_of(town.installation).touch()
    says = "a restore was interrupted: run achyk restore once more"
    assert findings(town.installation.folder)["obstacles"] == [("BAD", says)]


def test_a_disk_that_is_nearly_full_is_an_obstacle(town, monkeypatch):
    """ML9."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 10**9, 3_100_000))
    ((verdict, says),) = findings(town.installation.folder)["obstacles"]
    assert (verdict, "has 3 MB left: make room" in says) == ("BAD", True)
