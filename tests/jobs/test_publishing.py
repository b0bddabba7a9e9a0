"""Dead-man publication: a release goes out by itself, or a name and a reason in its place."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from journeys.released import (
    DUE_AT,
    MAILED,
    QUARTER,
    WITNESS,
    files_in,
    once,
    opened_town,
    released,
)
from journeys.town import reply_mail, row, upload_mail, workbook

from config.trouble import Trouble
from jobs.commands.setup import make
from jobs.places import bundle_files
from jobs.publishing import access, publish_due
from jobs.releasing import build_release, revise
from jobs.verifying import check_kept
from register import failpoint
from register.database import reading, transaction
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.letters import Letter
from register.releases import (
    Act,
    Release,
    ReleaseEvent,
    ReleaseState,
    altered_rows,
    events_of,
    lift,
    release_of,
    withhold,
)
from register.responses import Response, committed
from register.rules.quarter import Quarter
from reports.targets import Access
from reports.verify import exit_code, told_lines, verify_folder

__all__ = ["once", "released"]

THIRD = Quarter(2026, 3)
WHO = Act("А. Иванов, начальник отдела", "В таблице 3 найдена ошибка <script>.")


def place(town, name: str = QUARTER, target: str = "release"):
    return town.installation.folder / target / name


def publish(town) -> dict[str, int]:
    return publish_due(town.installation)


def on_the_day(town):
    town.clock.now = DUE_AT
    return publish(town)


def keep_back(town, act: Act = WHO) -> None:
    with transaction(town.installation.engine) as session:
        withhold(session, town.installation.moment(), QUARTER, act)


def release(town) -> Release:
    with reading(town.installation.engine) as session:
        found = release_of(session, QUARTER)
    assert found is not None
    return found


def kinds(town) -> list[str]:
    with reading(town.installation.engine) as session:
        return [f"{e.kind} {e.revision}" for e in events_of(session, QUARTER)]


def correct(town) -> None:
    """The register says something else now: an inspection more, and nobody was asked about it."""
    with transaction(town.installation.engine) as session:
        one = session.scalars(sa.select(Inspection)).first()
        columns = {c.name: getattr(one, c.name) for c in Inspection.__table__.columns}
        session.add(Inspection(**columns | {"id": None, "registration_no": "LATE"}))


def witness_letters(town) -> list[Letter]:
    with reading(town.installation.engine) as session:
        letters = sa.select(Letter).where(Letter.key.startswith(f"witness/{QUARTER}/"))
        return list(session.scalars(letters.order_by(Letter.recipient)))


def without_release(once, folder):
    """The installation as it was before its release was built, on its day."""
    town = opened_town(shutil.copytree(once, folder), DUE_AT)
    with transaction(town.installation.engine) as session:
        session.execute(sa.text("drop trigger release_events_no_delete"))
        for table in ("letters", "releases", "release_events"):
            session.execute(sa.text(f"delete from {table}"))
    return town


def test_it_goes_out_on_its_day_though_nobody_acts(released):
    assert on_the_day(released) == {"published": 1, "placed": 2}
    assert kinds(released) == ["built 1", "published 1"]
    assert files_in(place(released)) == files_in(place(released, target="mirror"))
    assert publish(released) == {"published": 0, "placed": 0}
    page = place(released, "index.html").read_text()
    assert 'href="2026-Q3/index.html"' in page
    assert "Опубликован 3 ноября 2026" in page


def test_before_its_day_the_list_of_releases_says_when_it_comes(released):
    publish(released)
    page = place(released, "index.html").read_text()
    assert "выйдет 3 ноября 2026" in page
    assert 'href="2026-Q3' not in page
    assert not place(released).exists()


def test_witnesses_and_administrators_are_told_the_roots_once_each_whatever_happens(released):
    told = [one.recipient for one in witness_letters(released)]
    assert told == ["admin@economy.kg", WITNESS]
    keep_back(released)
    publish(released)
    released.run("quarterly", "publish")
    roots = [one for one in witness_letters(released) if "/act/" not in one.key]
    assert [one.recipient for one in roots] == told


def test_the_letter_to_a_witness_names_digest_roots_and_key(once, tmp_path):
    town = without_release(once, tmp_path / "a")
    build_release(town.installation, THIRD)
    town.run("send")
    letters = [one for one in town.sent() if one["To"] == WITNESS]
    (text,) = [
        letter.get_body(("plain",)).get_content()
        for letter in letters
        if "выпуска" in letter["Subject"]
    ]
    manifest = release(town).manifest
    assert manifest in text
    assert len(set(re.findall(r"\b[0-9a-f]{64}\b", text))) == 5  # manifest, three roots, the key
    assert "(записей: 12)" in text
    assert "(записей: 20)" in text


def test_withheld_name_reason_and_roots_stand_in_its_place_and_no_figure(released):
    keep_back(released)
    publish(released)  # at once, and not on its day only
    lying = files_in(place(released))
    page = lying["index.html"].decode()
    assert "А. Иванов, начальник отдела" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert {"manifest.json", "manifest.json.sig", "receipts.txt", "invitations.txt"} < set(lying)
    assert not [name for name in lying if re.search(r"xlsx|csv|svg|summary|tables", name)]
    found = verify_folder(place(released))
    assert exit_code(found) == 0
    assert any("А. Иванов" in line for line in told_lines(found))
    on_the_day(released)
    assert files_in(place(released)) == lying  # its day makes no difference


def test_what_was_withheld_and_is_published_later_is_the_same_release_and_the_list_tells(released):
    before = release(released).manifest
    keep_back(released)
    publish(released)
    released.clock.pass_days(2)
    with transaction(released.installation.engine) as session:
        assert lift(session, released.installation.moment(), QUARTER, WHO)
    publish(released)
    assert exit_code(verify_folder(place(released))) == 0
    assert release(released).manifest == before
    assert kinds(released) == ["built 1", "withheld 1", "published 1"]
    page = place(released, "index.html").read_text()
    assert "Был задержан с 31 октября 2026" in page
    assert "по 2 ноября 2026" in page
    assert "А. Иванов, начальник отдела" in page


def test_figures_that_were_public_are_taken_away_when_they_are_withheld(released):
    on_the_day(released)
    keep_back(released)
    publish(released)
    for target in ("release", "mirror"):
        lying = files_in(place(released, target=target))
        assert "report.xlsx" not in lying
        assert "withheld.json" in lying


def test_nobody_is_told_twice_that_it_is_withheld(released):
    keep_back(released)
    with pytest.raises(Trouble, match=r"is withheld already, by А\. Иванов"):
        keep_back(released)


def test_a_target_that_fails_keeps_no_other_waiting_and_gets_it_later(released):
    blocked = released.installation.folder / "mirror"
    shutil.rmtree(blocked, ignore_errors=True)
    blocked.write_text("no folder")
    with pytest.raises(Trouble, match="mirror: cannot "):
        on_the_day(released)
    assert exit_code(verify_folder(place(released))) == 0
    assert release(released).state is ReleaseState.PUBLISHED
    blocked.unlink()
    publish(released)
    assert files_in(place(released, target="mirror")) == files_in(place(released))


def killed(town, at: str) -> None:
    """Publish in a process that dies there."""
    town.installation.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            failpoint.arm(f"{at}:kill")
            publish_due(opened_town(town.installation.folder, DUE_AT).installation)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


@pytest.mark.parametrize("at", ["file-uploaded@9", "renamed", "placed"])
def test_a_publication_that_is_killed_is_finished_by_the_next(released, at):
    killed(released, at)
    assert release(released).state is ReleaseState.BUILT
    on_the_day(released)
    assert kinds(released) == ["built 1", "published 1"]
    for target in ("release", "mirror"):
        assert exit_code(verify_folder(place(released, target=target))) == 0
        assert [one for one in os.listdir(place(released, "", target)) if one[0] == "."] == []


@pytest.mark.parametrize("at", ["release-kept", "release-built"])
def test_a_death_while_building_leaves_no_release_or_the_whole(once, tmp_path, at):
    town = without_release(once, tmp_path / "a")
    failpoint.arm(f"{at}:raise")
    try:
        with pytest.raises(Trouble, match=at):
            build_release(town.installation, THIRD)
    finally:
        failpoint.arm("")
    with reading(town.installation.engine) as session:
        there = release_of(session, QUARTER) is not None
    assert (there, len(witness_letters(town))) == (
        (False, 0) if at == "release-kept" else (True, 2)
    )
    assert build_release(town.installation, THIRD) is not there
    assert not build_release(town.installation, THIRD)


def test_the_same_register_on_the_same_day_gives_the_same_bundle(once, tmp_path):
    bundles = set()
    for name in ("a", "b"):
        town = without_release(once, tmp_path / name)
        build_release(town.installation, THIRD)
        bundles.add(release(town).bundle)
    assert len(bundles) == 1


def test_a_revision_needs_something_that_differs(released):
    with pytest.raises(Trouble, match="nothing differs from the release of 2026-Q3"):
        revise(released.installation, THIRD, WHO)
    assert kinds(released) == ["built 1"]


def test_a_revision_takes_the_place_of_the_first_which_stays_beside_it(released):
    on_the_day(released)
    first = files_in(place(released))
    correct(released)
    assert revise(released.installation, THIRD, WHO) == 2
    publish(released)
    assert files_in(place(released)) == first  # the revision waits for its own day
    released.clock.pass_days(3)
    publish(released)
    assert files_in(place(released, f"{QUARTER}-r1")) == first
    assert exit_code(verify_folder(place(released))) == 0
    manifest = json.loads((place(released) / "manifest.json").read_bytes())
    assert manifest["revision"] == 2
    assert [one["reason"] for one in manifest["revisions"]] == [WHO.reason]
    page = place(released, "index.html").read_text()
    assert "Пересмотрен" in page
    assert 'href="2026-Q3-r1/index.html"' in page
    assert WHO.person in (place(released) / "index.html").read_text()
    keep_back(released)
    publish(released)
    assert not place(released, f"{QUARTER}-r1").exists()  # nothing of it is public any more


def test_a_register_that_was_put_back_publishes_nothing_over_what_it_does_not_know(released):
    later = place(released)
    later.mkdir(parents=True)
    (later / "manifest.json").write_text('{"revision": 2}')
    with pytest.raises(Trouble, match="has a later revision of 2026-Q3 than the register"):
        on_the_day(released)
    assert [path.name for path in later.iterdir()] == ["manifest.json"]


def test_a_withholding_that_a_restored_register_forgot_is_not_undone_by_itself(released):
    later = place(released)
    later.mkdir(parents=True)
    (later / "withheld.json").write_text("{}")
    with pytest.raises(Trouble, match="is withheld at release, and the register does not know"):
        on_the_day(released)
    with transaction(released.installation.engine) as session:
        lift(session, released.installation.moment(), QUARTER, WHO)  # a person says so
    publish(released)
    assert exit_code(verify_folder(place(released))) == 0


def bad(town) -> list[str]:
    return [one.says for one in check_kept(town.installation, release(town)) if not one.good]


def test_verify_finds_nothing_where_nothing_was_changed(released):
    on_the_day(released)
    assert bad(released) == []


def test_verify_finds_an_answer_that_was_changed_by_hand(released):
    on_the_day(released)
    with transaction(released.installation.engine) as session:
        one = session.scalars(sa.select(Response).where(Response.q12 == "1")).one()
        one.q12 = "5"
    assert any("1 responses in the register were changed" in says for says in bad(released))
    assert len(bad(released)) > 1  # and the figures are not those of the answers any more


def test_verify_finds_a_copy_that_was_changed_by_a_byte(released):
    on_the_day(released)
    path = place(released, target="mirror") / "report.xlsx"
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    assert bad(released) == [f"mirror/{QUARTER} is NOT what was decided"]


def test_no_release_is_built_of_answers_that_were_changed_by_hand(once, tmp_path):
    town = without_release(once, tmp_path / "a")
    with transaction(town.installation.engine) as session:
        session.execute(sa.text("update responses set q12 = '5' where q12 = '1'"))
    with pytest.raises(Trouble, match="1 responses of 2026-Q3 are not what was receipted"):
        build_release(town.installation, THIRD)


def test_what_was_done_to_a_release_cannot_be_unsaid(released):
    keep_back(released)
    for words in ("delete from release_events", "update release_events set reason = 'none'"):
        with (
            pytest.raises(sa.exc.IntegrityError),
            transaction(released.installation.engine) as session,
        ):
            session.execute(sa.text(words))
    with reading(released.installation.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ReleaseEvent)) == 2


def test_a_publication_beside_another_one_waits(released):
    from jobs.publishing import _alone

    with _alone(released.installation), pytest.raises(Trouble, match="another process publishes"):
        publish(released)


def test_a_wait_of_days_counts_from_the_building(released):
    built = released.clock.now - timedelta(hours=1)
    assert release(released).publish_on == (built + timedelta(days=3)).date()


def altered_before(once, folder):
    """As if somebody had changed an answer to keep the release from being built."""
    town = without_release(once, folder)
    with transaction(town.installation.engine) as session:
        session.execute(sa.text("update responses set q12 = '5' where q12 = '1'"))
    with pytest.raises(Trouble):
        town.run("quarterly")
    return town


def test_a_release_that_could_not_be_built_is_not_missed_in_silence(once, tmp_path):
    """An insider who alters one row must not be able to stop publication quietly."""
    town = altered_before(once, tmp_path / "a")
    publish(town)
    assert not place(town, "index.html").exists()  # until its day nobody expects it
    town.clock.now = DUE_AT + timedelta(days=1)
    assert publish(town)["told"] == 2
    page = place(town, "index.html").read_text()
    assert "Опаздывает с 3 ноября 2026" in page
    assert "1 responses of 2026-Q3 are not what was receipted" in page
    assert "told" not in publish(town)
    town.run("send")
    letters = {one["To"]: one for one in town.sent() if "опаздывает" in one["Subject"]}
    assert set(letters) == {WITNESS, "admin@economy.kg"}
    text = letters[WITNESS].get_body(("plain",)).get_content()
    assert "are not what was receipted" in text


def test_the_page_says_no_more_that_it_is_late_when_it_is_there(once, tmp_path):
    town = altered_before(once, tmp_path / "a")
    town.clock.now = DUE_AT + timedelta(days=1)
    publish(town)
    with transaction(town.installation.engine) as session:
        for one in session.scalars(sa.select(Response)):  # put back, as a backup would
            one.q12 = next(mark for mark in "12345" if is_true(town, one, mark))
    build_release(town.installation, THIRD)
    publish(town)
    assert "Опаздывает" not in place(town, "index.html").read_text()


def is_true(town, one: Response, mark: str) -> bool:
    one.q12 = mark
    return committed(town.installation.keys, one) == one.commitment


def test_mail_that_stays_unread_is_named_as_the_cause(once, tmp_path):
    town = without_release(once, tmp_path / "a")
    town.clock.now = DUE_AT - timedelta(days=30)
    town.deliver(upload_mail(workbook([row(99, None)]), message_id="<unread@geti.kg>"))
    town.clock.now = DUE_AT + timedelta(days=1)
    town.run("fetch", "quarterly")
    publish(town)
    page = place(town, "index.html").read_text()
    assert "письма, пришедшие до закрытия, ещё не прочитаны" in page


def test_answers_to_another_version_of_the_questionnaire_are_told_and_not_added(once, tmp_path):
    """Changed in mid-quarter: figures of two versions are never mixed."""
    town = without_release(once, tmp_path / "a")
    with transaction(town.installation.engine) as session:
        for one in session.scalars(sa.select(Response).limit(2)):
            one.questionnaire = "inspection-0"
            one.commitment = committed(town.installation.keys, one)
    build_release(town.installation, THIRD)
    with reading(town.installation.engine) as session:
        known = release_of(session, QUARTER)
    files = bundle_files(town.installation, known, known.bundle)
    book = openpyxl.load_workbook(io.BytesIO(files["report.xlsx"]))
    said = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    at = said.index("Ответы на другие версии анкеты")
    assert said[at + 1] == "[c] (в воронке; нет в таблицах ответов)"  # two are too few to name
    assert json.loads(files["manifest.json"])["questionnaire"]["code"] == "inspection-1"
    assert bad(town) == []


def test_a_questionnaire_that_is_gone_is_refused_by_its_name(once, tmp_path):
    town = without_release(once, tmp_path / "a")
    with transaction(town.installation.engine) as session:
        for one in session.scalars(sa.select(Response)):
            one.questionnaire = "inspection-0"
            one.commitment = committed(town.installation.keys, one)
    with pytest.raises(Trouble, match="inspection-0"):
        build_release(town.installation, THIRD)


@pytest.mark.parametrize("left", [0, 1, 3])
def test_a_quarter_with_no_or_few_answers_has_a_release_without_figures_about_them(
    once, tmp_path, left
):
    town = without_release(once, tmp_path / "a")
    with transaction(town.installation.engine) as session:
        rows = session.scalars(sa.select(Response)).all()
        for one in rows[left:]:
            session.delete(one)
        answered = sa.select(Invitation).where(Invitation.state == InvitationState.ANSWERED)
        for asked in session.scalars(answered).all()[left:]:
            asked.state = InvitationState.OPEN
    build_release(town.installation, THIRD)
    assert release(town).figures["satisfied_share"] is None
    assert bad(town) == []


def test_where_all_answers_are_equal_none_is_told(once, tmp_path):
    town = without_release(once, tmp_path / "a")
    with transaction(town.installation.engine) as session:
        for one in session.scalars(sa.select(Response)):
            one.q12 = "5"
            one.commitment = committed(town.installation.keys, one)
    build_release(town.installation, THIRD)
    assert release(town).figures["satisfied_share"] is None
    assert bad(town) == []


def test_a_late_answer_changes_nothing(released):
    on_the_day(released)
    before = files_in(place(released))
    with reading(released.installation.engine) as session:
        counted = session.scalar(sa.select(sa.func.count()).select_from(Response))
    raw = reply_mail(MAILED["b15@business.kg"], "1: нет\n12: 1", "b15@business.kg")
    released.deliver(raw)
    released.run("fetch", "take-in", "quarterly", "publish")
    with reading(released.installation.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == counted
    with pytest.raises(Trouble, match="nothing differs"):
        revise(released.installation, THIRD, WHO)
    assert files_in(place(released)) == before


def test_servers_are_reached_with_what_the_settings_name(released):
    chosen = {"sftp_password": "secret", "sftp_key": "secrets/id", "known_hosts": "hosts"}
    settings = released.installation.settings
    changed = replace(settings, publication=replace(settings.publication, **chosen))
    found = access(replace(released.installation, settings=changed))
    home = released.installation.folder
    assert found == Access(home, "secret", home / "secrets/id", home / "hosts")
    assert access(released.installation).key is None


def by_hand(town, *changes: str) -> None:
    """Somebody with the password of the database changes it."""
    with transaction(town.installation.engine) as session:
        for words in changes:
            session.execute(sa.text(words))


ROWS = {
    "update releases set publish_on = '2099-01-01'": "publish_on",
    "update releases set state = 'withheld', person = '', reason = ''": "state",
    "update releases set state = 'published'": "state",
    f"update releases set manifest = '{'0' * 64}', revision = 7": "revision, manifest",
    "update releases set bundle = ''": "bundle",
    "delete from releases": "its row is gone",
}


@pytest.mark.parametrize("words", ROWS)
def test_a_row_changed_by_hand_is_told_and_neither_hurries_nor_stops_a_release(released, words):
    by_hand(released, words)
    assert any("changed by hand" in one.says for one in check_kept_of(released) if not one.good)
    with pytest.raises(Trouble, match=rf"changed by hand .*{ROWS[words]}"):
        publish(released)
    assert not place(released).exists()
    assert on_the_day(released)["published"] == 1  # finding it put the row right
    files = files_in(place(released))
    manifest = hashlib.sha256(files["manifest.json"]).hexdigest()
    with reading(released.installation.engine) as session:
        assert {one.manifest for one in events_of(session, QUARTER)} == {manifest}
    assert "data/funnel.csv" in files
    assert kinds(released) == ["built 1", "published 1"]
    told = [one for one in witness_letters(released) if "/changed/" in one.key]
    assert [one.recipient for one in told] == ["admin@economy.kg", WITNESS]


def check_kept_of(town):
    return check_kept(town.installation, release(town))


def test_a_row_that_nobody_built_keeps_no_release_from_coming(once, tmp_path):
    town = without_release(once, tmp_path / "a")
    by_hand(
        town,
        "insert into releases (quarter, workbook, figures, made_at)"
        " values ('2026-Q3', '', '{}', '2026-10-01 00:00:00')",
    )
    with reading(town.installation.engine) as session:
        assert release_of(session, QUARTER) is None
    assert build_release(town.installation, THIRD)
    with reading(town.installation.engine) as session:
        assert altered_rows(session) == {}


def test_what_was_published_is_not_built_again_and_not_replaced(released):
    on_the_day(released)
    before = files_in(place(released))
    by_hand(
        released,
        "delete from releases",
        "delete from letters",
        "delete from runs",
        "update responses set q12 = '5', commitment = null where q12 in ('1', '2')",
    )
    released.run("quarterly")
    assert kinds(released) == ["built 1", "published 1"]
    released.clock.pass_days(3)
    with pytest.raises(Trouble, match="its row is gone"):
        publish(released)
    assert files_in(place(released)) == before


def test_answers_whose_code_was_taken_away_are_not_what_was_receipted(once, tmp_path):
    town = without_release(once, tmp_path / "a")
    by_hand(town, "update responses set q12 = '5', commitment = null where q12 = '1'")
    make(town.installation.folder, "")
    with pytest.raises(Trouble, match="1 responses of 2026-Q3 are not what was receipted"):
        build_release(town.installation, THIRD)


def test_answers_of_an_older_program_get_their_codes_when_it_is_brought_up_to_date(once, tmp_path):
    town = without_release(once, tmp_path / "a")
    with reading(town.installation.engine) as session:
        codes = set(session.scalars(sa.select(Response.commitment)))
    by_hand(town, "update responses set commitment = null")
    make(town.installation.folder, "")
    with reading(town.installation.engine) as session:
        assert set(session.scalars(sa.select(Response.commitment))) == codes


def test_no_release_is_built_where_responses_do_not_fit_the_answered_invitations(once, tmp_path):
    town = without_release(once, tmp_path / "a")
    by_hand(town, "delete from responses where q12 = '1'")
    with pytest.raises(
        Trouble, match=r"12 invitations .* are answered, and there are 11 responses"
    ):
        build_release(town.installation, THIRD)


def test_a_release_whose_bundle_is_lost_is_late_and_holds_up_nothing_else(released):
    kept = released.installation.blobs.path("kept", release(released).bundle)
    kept.write_bytes(kept.read_bytes()[:-20] + bytes(20))
    with pytest.raises(Trouble, match="2026-Q3, is damaged or sealed with another key"):
        on_the_day(released)
    released.clock.pass_days(1)
    with pytest.raises(Trouble):
        publish(released)
    page = place(released, "index.html").read_text()
    assert "Опаздывает с 3 ноября 2026" in page
    assert "даже если никто" not in page
    late = [one.key for one in witness_letters(released) if "/late/" in one.key]
    assert len(late) == 2
    released.clock.pass_days(30)
    with pytest.raises(Trouble):
        publish(released)
    assert len([one for one in witness_letters(released) if "/late/" in one.key]) == 4


def test_letters_to_witnesses_that_vanish_are_written_again(released):
    by_hand(released, "delete from letters where key like 'witness/%'")
    assert publish(released)["told"] == 2
    assert "told" not in publish(released)
    assert [one.recipient for one in witness_letters(released)] == ["admin@economy.kg", WITNESS]


def test_revising_again_and_again_puts_no_release_off(released):
    released.clock.pass_days(1)
    correct(released)
    revise(released.installation, THIRD, WHO)
    on_the_day(released)
    assert kinds(released) == ["built 1", "revised 2", "published 2"]


def test_a_figure_changed_at_a_target_is_put_right_though_its_size_is_the_same(released):
    on_the_day(released)
    before = files_in(place(released))
    figures = place(released) / "data/funnel.csv"
    figures.write_bytes(figures.read_bytes()[::-1])
    assert publish(released) == {"published": 0, "placed": 1}
    assert files_in(place(released)) == before


def test_another_release_of_the_same_revision_at_a_target_is_never_written_over(released):
    on_the_day(released)
    other = json.loads((place(released) / "manifest.json").read_text()) | {"made_on": "2026-01-01"}
    (place(released) / "manifest.json").write_text(json.dumps(other))
    by_hand(released, "drop trigger release_events_no_delete")
    by_hand(released, "delete from release_events where kind = 'published'")
    with pytest.raises(Trouble, match="another release of 2026-Q3 than the register"):
        publish(released)
    assert json.loads((place(released) / "manifest.json").read_text()) == other


def test_who_is_named_as_withholding_or_publishing_hears_of_it(released):
    keep_back(released)
    publish(released)
    with transaction(released.installation.engine) as session:
        lift(session, released.installation.moment(), QUARTER, WHO)
    publish(released)
    assert "told" not in publish(released)
    released.run("send")
    letters = [one for one in released.sent() if one["To"] == "admin@economy.kg"]
    subjects = [one["Subject"] for one in letters]
    assert len(subjects) == 2
    for one in letters:
        text = one.get_body(("plain",)).get_content()
        assert WHO.person in text
        assert "найдена ошибка" in text
    page = place(released, "index.html").read_text()
    assert "не программой" in page
    assert WHO.person in page
