"""The demo, played once, against the quarter recomputed by hand; and what it must leave behind."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from demo.appeals_by_hand import story
from demo.by_hand import QUESTIONS, SAMPLES, Asked, Counts, play, register
from demo.expected import workbook
from demo.expected_appeals import appeals
from demo.expected_further import further
from demo.make_samples import behaviour_csv, draw
from demo.secrecy import HIDDEN, Cell, Covering

from config.trouble import Trouble
from jobs.cli import main
from jobs.demo.letters import write_letters
from jobs.demo.place import prepare

APPEALS = ("appeals", "appeal_parts", "movements", "decisions")
pytestmark = pytest.mark.xdist_group("demo")  # played once, not once in every worker


def computed(
    inspections: dict[str, Asked], counts: Counts, covering: Covering
) -> dict[str, list[list[Cell]]]:
    """Every table of the workbook by hand."""
    quarter = list(inspections.values())
    told = appeals(story(inspections), inspections)
    return workbook(quarter, covering) | further(quarter, counts, covering) | told


def names() -> list[str]:
    inspections, counts = register()
    play(inspections)
    return list(computed(inspections, counts, frozenset()))


@pytest.fixture(scope="module")
def expected(by_hand, covering) -> dict[str, list[list[Cell]]]:
    return computed(*by_hand, covering)


# -- the figures ------------------------------------------------------------------------------


def test_rows_are_accepted_and_refused_as_by_hand(told, by_hand):
    inspections, counts = by_hand
    assert told.inspections == len(inspections)
    rows = {name: sum(n for (_, what), n in counts.items() if what == name) for name in told.rows}
    assert dict(told.rows) == rows


@pytest.mark.parametrize("name", names())
def test_a_table_holds_the_numbers_computed_by_hand(name, tables, expected):
    rows = zip(tables[name], expected[name], strict=True)
    assert [row[len(row) - len(cells) :] for row, cells in rows] == expected[name]


def test_a_share_of_a_choice_says_which_answer_it_is(tables):
    """86 % under 'Unofficial payment' alone would read as its opposite."""
    for question in (one for one in QUESTIONS if one["kind"] == "choice"):
        labels = {one["code"]: one["label"]["ru"] for one in question["choices"]}
        ends = ", ".join(labels[code] for code in question["favourable"])
        named = [row[0] for row in tables["trend"] if row[0].startswith(f"{question['number']}.")]
        assert named
        assert all(name.endswith(ends) for name in named)


def test_no_table_of_the_workbook_is_left_unproved(tables):
    assert set(tables) - {"contents", "notes"} == set(names())


def test_small_groups_are_hidden_and_the_sample_has_some(tables):
    hidden = Counter(name for name, rows in tables.items() for row in rows if HIDDEN in row)
    assert hidden["satisfied_by_region"] >= 2
    rows = [row for row in tables["questions_by_region"] if str(row[0]).startswith("10.")]
    others = [row for row in tables["questions_by_region"] if str(row[0]).startswith("7.")]
    assert sum(HIDDEN in row for row in rows) > sum(HIDDEN in row for row in others)


# -- nothing lost -----------------------------------------------------------------------------


def test_every_mail_laid_into_the_mailbox_is_accounted_for(played, told, database):
    """ML1: done, duplicate or held; none waits, none is missing."""
    states = dict(database.execute("select state, count(*) from messages group by state"))
    assert set(states) == {"done", "duplicate", "held"}
    assert sum(states.values()) == played.world.mails_laid
    assert states["duplicate"] == sum(one.copies - 1 for one in played.world.laid)
    assert not list((played.world.folder / "mail/in/new").iterdir())


def test_what_is_held_is_what_nobody_can_place(played, told):
    acts = Counter(one.about[1] for one in played.world.laid)
    assert told.held() == {
        "unknown-sender": 1,
        "unmatched": acts["lost-token"] + acts["wrong-token"],
    }


def test_every_letter_was_sent_or_says_why_not(played, database):
    rows = database.execute("select state, count(*) from letters group by state").fetchall()
    states = dict(rows)
    assert set(states) <= {"sent", "bounced", "cancelled"}
    assert states["sent"] + states["bounced"] == len(played.world.deliveries)


def test_no_letter_keeps_a_token_or_an_answer(database):
    """The outbox is wiped once a letter has gone."""
    kept = "select count(*) from letters where context is not null or content is not null"
    assert database.execute(kept).fetchone() == (0,)


def test_an_inspection_is_asked_about_at_most_three_times(played):
    assert max(played.world.asked.values()) == 3


def test_each_answer_in_time_got_its_echo(played, by_hand):
    """Replies that were recorded: their echo answers them by Message-ID."""
    inspections, _ = by_hand
    answered = {d.letter.answers_to for d in played.world.deliveries}
    replies = [one for one in played.world.laid if one.message_id and "@" not in one.about[0]]
    silent = [one.about for one in replies if one.message_id not in answered]
    # Only the forger, whose mail failed DMARC, is not answered at all (LP1).
    assert silent == [("podlog.xlsx", "upload")]
    responded = sum(one.responded for one in inspections.values())
    echoed = {
        one.about[0]
        for one in replies
        if one.about[0] in inspections and inspections[one.about[0]].responded
    }
    assert len(echoed) == responded


def test_who_left_or_does_not_exist_gets_no_more_letters(played, database):
    gone = database.execute("select email, reason, date(since, '+6 hours') from suppressions")
    left = {email: (reason, since) for email, reason, since in gone}
    assert {reason for reason, _ in left.values()} == {"bounced", "unsubscribed"}
    after = [
        delivery.letter.subject
        for delivery in played.world.deliveries
        if delivery.letter.recipient.lower() in left
        and delivery.day.isoformat() > left[delivery.letter.recipient.lower()][1]
    ]
    assert after == []
    states = dict(database.execute("select state, count(*) from invitations group by state"))
    assert states["suppressed"] >= 2


def test_the_minister_and_the_director_in_office_on_the_day_speak_in_the_letter(played):
    by_day = {}
    for delivery in played.world.deliveries:
        if delivery.letter.registration_no and "ITB" in delivery.letter.registration_no:
            old, new = "Джееналиев" in delivery.letter.text, "Мамбетова" in delivery.letter.text
            if delivery.letter.headers["Content-Language"] == "ru" and (old or new):
                by_day.setdefault(delivery.day.isoformat(), set()).add("old" if old else "new")
    assert {who for day, who in by_day.items() for who in who if day < "2026-08-15"} == {"old"}
    assert {who for day, who in by_day.items() for who in who if day >= "2026-08-15"} == {"new"}


# -- trust ------------------------------------------------------------------------------------


def test_no_response_can_be_joined_to_an_invitation(database):
    """trust.md: no value of a response stands in a row that knows the business."""
    responses = _values(database, "responses", ("digest",)) | _values(
        database, "response_words", ("digest",)
    )
    others = set()
    for table in (
        "invitations",
        "inspections",
        "letters",
        "messages",
        "uploads",
        "businesses",
        *APPEALS,
    ):
        others |= _values(database, table)
    assert responses
    assert responses & others == set()


def test_no_column_of_responses_names_a_business(database):
    said = {
        value
        for table in ("responses", "response_words")
        for row in database.execute(f"select * from {table}")
        for value in row
        if isinstance(value, str)
    }
    query = "select registration_no, tax_id, email, business_name from inspections"
    named = {value for row in database.execute(query) for value in row if value}
    assert said & named == set()
    assert not any("@" in value for value in said)


def _values(database: sqlite3.Connection, table: str, columns: tuple[str, ...] = ()) -> set[object]:
    """Every value that could identify: long texts and digests."""
    chosen = ", ".join(columns) or "*"
    rows = database.execute(f"select {chosen} from {table}")
    return {v for row in rows for v in row if isinstance(v, bytes | str) and len(v) >= 10}


# -- the last words, and where things lie ------------------------------------------------------


def test_the_last_words_are_true_and_what_they_point_at_is_there(said, told, folder):
    assert re.search(rf"responses +{told.responses} ", said)
    letters = f"{told.letters_out:,}".replace(",", " ")
    assert re.search(rf"letters sent in all +{letters} ", said)
    assert (folder / ".achyk-demo").is_file()
    paths = re.findall(rf"({re.escape(str(folder))}\S+\.(?:pdf|xlsx|html|zip|csv|txt|py))", said)
    assert len(paths) >= 6
    for path in paths:
        assert Path(path).stat().st_size > 1000, path
    # The commands they name work.
    named = re.findall(r"achyk (-C .+)$", said, re.M)
    assert [line.split()[2] for line in named] == ["status", "appeal", "explain"]
    assert [main(line.split()) for line in named] == [0, 0, 0]


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_is(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["demo", "--keep", str(tmp_path)]) == 1
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_only_an_earlier_demo_is_replaced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "old.txt").write_text("old")
    with pytest.raises(Trouble):
        prepare(None)
    (tmp_path / "demo" / ".achyk-demo").touch()
    assert [path.name for path in prepare(None).iterdir()] == [".achyk-demo"]


def test_the_committed_businesses_are_those_the_generator_draws():
    _, lines = draw()
    assert behaviour_csv(lines) == (SAMPLES / "businesses.csv").read_text("utf-8")


def test_everything_in_the_samples_is_made_up():
    addresses = [
        row["email"]
        for row in csv.DictReader(io.StringIO((SAMPLES / "businesses.csv").read_text("utf-8")))
    ]
    assert addresses
    assert [a for a in addresses if not a.endswith((".example", ".test"))] == []
    size = sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file())
    assert size < 1_500_000


def test_sample_letters_are_laid_out_in_every_language(played, tmp_path):
    written = {path.name for path in write_letters(played, tmp_path / "letters")}
    invitations = {f"invitation-{language}.eml" for language in ("ky", "ru", "kk", "en")}
    assert invitations < written
    texts = [(tmp_path / "letters" / name).with_suffix(".txt").read_text() for name in invitations]
    assert all(len(text) > 1000 for text in texts)
