"""`achyk release`: the operator's hand on what is public."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest
import sqlalchemy as sa
from journeys.released import DUE_AT, QUARTER, files_in, once, released

from jobs.cli import main
from jobs.commands import check_releases, status_releases
from register.database import transaction

__all__ = ["once", "released"]


WHO = ("--person", "А. Иванов, начальник отдела", "--reason", "Найдена ошибка в таблице 3.")


@pytest.fixture
def said(released, capsys):
    """Run `achyk release WORDS...` at the installation: its exit code and what it printed."""

    def run(*words: str) -> tuple[int, str]:
        code = main(["-C", str(released.installation.folder), "release", *words])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


def test_it_is_published_at_once_where_a_person_says_so(said, released):
    code, out = said("publish", QUARTER, *WHO)
    assert (code, out) == (0, "2026-Q3 is published: release, mirror\n")
    assert (released.installation.folder / "mirror/2026-Q3/report.xlsx").is_file()
    assert said("publish", QUARTER, *WHO)[0] == 0


def test_withheld_and_published_again_it_stands_in_the_list_with_name_and_reason(said, released):
    assert said("withhold", QUARTER, *WHO)[0] == 0
    lying = files_in(released.installation.folder / "release/2026-Q3")
    assert "А. Иванов" in lying["index.html"].decode()
    assert json.loads(lying["withheld.json"])["reason"] == "Найдена ошибка в таблице 3."
    said("publish", QUARTER, *WHO)
    code, out = said("list")
    assert code == 0
    assert "2026-Q3  published, revision 1" in out
    assert "withheld (revision 1) by А. Иванов, начальник отдела: Найдена ошибка" in out


@pytest.mark.parametrize(
    "words",
    [
        ("--person", "А. Иванов", "--reason", "\u200b\u200b\u200b\u200b"),
        ("--person", "А. Иванов", "--reason", "Ошибка\x1b[31m в таблице"),
        ("--person", "А. Иванов\u202e", "--reason", "Ошибка в таблице"),
        ("--person", "А. Иванов", "--reason", "....."),
        ("--person", " ", "--reason", "Найдена ошибка"),
        ("--person", "А. Иванов", "--reason", "\t\n"),
        ("--person", "А. Иванов", "--reason", "-"),
    ],
)
def test_nobody_withholds_without_a_name_and_a_reason(said, words):
    code, out = said("withhold", QUARTER, *words)
    told = "give --person 'NAME, POST' and --reason TEXT", "take signs that cannot be seen out"
    assert (code, any(says in out for says in told)) == (1, True)
    assert "withheld" not in said("list")[1]


def test_name_and_reason_are_asked_for(said):
    with pytest.raises(SystemExit) as ended:
        said("withhold", QUARTER)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    "act", [("publish", *WHO), ("withhold", *WHO), ("revise", *WHO), ("verify",)]
)
def test_of_a_quarter_without_a_release_nothing_can_be_done(said, act):
    code, out = said(act[0], "2025-Q1", *act[1:])
    assert (code, "there is no release of 2025-Q1" in out) == (1, True)


def test_revise_says_that_nothing_differs(said):
    code, out = said("revise", QUARTER, *WHO)
    assert (code, "nothing differs from the release of 2026-Q3" in out) == (1, True)


def test_verify_tells_each_check_of_the_kept_bundle_and_of_every_copy(said, released):
    said("publish", QUARTER, *WHO)
    code, out = said("verify", QUARTER)
    assert (code, "BAD" in out) == (0, False)
    assert "release/2026-Q3 is what was decided" in out
    assert "mirror/2026-Q3 is what was decided" in out
    (released.installation.folder / "mirror/2026-Q3/receipts.txt").write_text("nothing\n")
    code, out = said("verify", QUARTER)
    assert (code, "BAD   mirror/2026-Q3 is NOT what was decided" in out) == (1, True)


def test_verify_looks_at_any_folder(said, released, tmp_path):
    said("publish", QUARTER, *WHO)
    copy = shutil.copytree(released.installation.folder / "release/2026-Q3", tmp_path / "copy")
    assert said("verify", str(copy))[0] == 0
    (copy / "data/summary.csv").write_text("a,b\n1,2\n")
    assert said("verify", str(copy))[0] == 1


def test_a_table_is_shown_in_columns_and_as_it_was_published(said, released):
    said("publish", QUARTER, *WHO)
    code, out = said("table", QUARTER, "summary", "--csv")
    data = (released.installation.folder / "release/2026-Q3/data/summary.csv").read_bytes()
    assert (code, out.replace("\n", "").replace("\r", "")) == (
        0,
        data.decode("utf-8-sig").replace("\n", "").replace("\r", ""),
    )
    code, drawn = said("table", QUARTER, "summary")
    assert (code, drawn.count("\n")) == (0, out.count("\n"))
    code, out = said("table", QUARTER, "nothing")
    assert (code, "has no table 'nothing'; there is " in out and "summary" in out) == (1, True)


def test_openings_are_written_for_an_auditor_alone(said, tmp_path):
    file = tmp_path / "openings"
    code, out = said("openings", QUARTER, str(file))
    assert (code, "12 records; give it to the auditor only" in out) == (0, True)
    records = [json.loads(line) for line in file.read_text().splitlines()]
    assert {one["kind"] for one in records} == {"response"}
    assert file.stat().st_mode & 0o077 == 0
    assert "business.kg" not in file.read_text()


def checked(town) -> list[tuple[str, str]]:
    """What `achyk check` says of releases."""
    return [(one.verdict.value, one.says) for one in check_releases.releases(town.installation)]


def of_status(town) -> list[str]:
    """What `achyk status` says of them."""
    return status_releases.in_words(status_releases.counted(town.installation))


def test_check_and_status_say_how_the_last_release_stands(said, released):
    waits = "2026-Q3, revision 1, is built and goes out on 2026-11-03, even if nobody acts"
    assert checked(released) == [("ok", waits)]
    assert of_status(released) == [f"release      {waits}"]
    said("withhold", QUARTER, *WHO)
    ((verdict, says),) = checked(released)
    assert (verdict, says.startswith("2026-Q3, revision 1, is withheld by А. Иванов")) == (
        "note",
        True,
    )
    released.clock.now = DUE_AT
    said("publish", QUARTER, *WHO)
    assert checked(released) == [("ok", "2026-Q3, revision 1, is published")]
    assert status_releases.as_json(status_releases.counted(released.installation)) == {
        "last": {
            "quarter": "2026-Q3",
            "revision": 1,
            "state": "published",
            "publish_on": "2026-11-03",
        },
        "late": [],
        "changed_by_hand": {},
    }


def test_check_and_status_tell_what_is_late_changed_or_lost(released):
    released.clock.now = DUE_AT + timedelta(days=1)
    with transaction(released.installation.engine) as session:
        session.execute(sa.text("update releases set publish_on = '2099-01-01'"))
        bundle = session.scalar(sa.text("select bundle from releases"))
    released.installation.blobs.path("kept", bundle).unlink()
    told = "\n".join(says for verdict, says in checked(released) if verdict == "BAD")
    assert (
        "the row of 2026-Q3 in releases was changed by hand: not as it was done: publish_on" in told
    )
    assert "2026-Q3 is late since 2026-11-03" in told
    assert "the bundle of 2026-Q3 in blobs/kept is not there as it was built" in told
    late, changed = of_status(released)[1:]
    assert late.startswith("late         2026-Q3 since 2026-11-03: ")
    assert changed.startswith("changed      the row of 2026-Q3 in releases, by hand: not as")


def test_check_tells_a_copy_that_is_not_what_was_decided(said, released):
    said("publish", QUARTER, *WHO)
    (released.installation.folder / "mirror/2026-Q3/data/funnel.csv").write_text("a,b\n1,2\n")
    found = [says for verdict, says in checked(released) if verdict == "BAD"]
    assert found == ["mirror/2026-Q3 is NOT what was decided; see achyk run publish"]


def test_an_installation_without_a_release_says_so(released):
    with transaction(released.installation.engine) as session:
        session.execute(sa.text("drop trigger release_events_no_delete"))
        session.execute(sa.text("update inspections set quarter = '2026-Q4'"))
        for table in ("releases", "release_events"):
            session.execute(sa.text(f"delete from {table}"))
    assert checked(released) == [("ok", "none yet")]
    assert of_status(released) == ["release      none yet"]
