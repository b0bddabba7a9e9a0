"""`achyk appeal`, `explain deadline`, `officer away`: the operator's hand on a case."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pypdfium2
import pytest
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    CHYNARA,
    COMPLAINT,
    DIRECTOR,
    HEAD,
    appeal_mail,
    appeals,
    movements,
    parts,
    route,
    staff_up,
    swept,
    take,
)
from journeys.town import Town
from workbooks.zipped import zipped

from jobs.cli import main
from jobs.commands import appeal, appeal_act, appeal_show, deadline, people, status
from register.appeals.contact import read_contact, read_words
from register.appeals.finding import pin_fits
from register.bodies import Role, add_officer
from register.database import transaction

OPERATOR = "operator@economy.kg"
# Commands are the same on every database; what they ask of it: tests/register/appeals.
pytestmark = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)


class Said(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def office(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A town whose bodies answer appeals; commands find it wherever they look."""
    staff_up(town.installation)
    with transaction(town.installation.engine) as session:
        add_officer(session, OPERATOR, Role.OPERATOR, "MIN", None, "Окунева Ольга", "ru")
    for module in (appeal, appeal_act, appeal_show, deadline, people, status):
        monkeypatch.setattr(module, "ready", lambda arguments: town.installation)
    return town


@pytest.fixture
def achyk(office: Town, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `achyk WORDS...`; `said` stands on its standard input."""

    def run(*words: str, said: str | bytes = "") -> Said:
        octets = said if isinstance(said, bytes) else said.encode()
        before, sys.stdin = sys.stdin, SimpleNamespace(buffer=io.BytesIO(octets))
        try:
            return Said(main(list(words)), *capsys.readouterr())
        finally:
            sys.stdin = before

    return run


@pytest.fixture
def number(office: Town) -> str:
    """An appeal that came by mail on Monday, 20 July 2026; BERMET has it."""
    take(office, appeal_mail(COMPLAINT))
    return appeals(office)[0].number


def registered(achyk: Run, *more: str, said: str | bytes = COMPLAINT) -> dict[str, str]:
    """What `appeal register` prints, by its first word."""
    words = ("--channel", "paper", "--operator", OPERATOR, "--text", "-", *more)
    told = achyk("appeal", "register", *words, said=said)
    assert (told.code, told.err) == (0, "")
    return dict(line.split(None, 1) for line in told.out.splitlines())


def page(path: Path) -> str:
    """The words on the only page of a PDF."""
    (sheet,) = pypdfium2.PdfDocument(path)
    return str(sheet.get_textpage().get_text_range())


def digits(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_paper_appeal_is_registered_and_its_slip_printed(office, achyk, tmp_path):
    scan = tmp_path / "скан.pdf"
    scan.write_bytes(b"%PDF-1.7\nscan")
    told = registered(
        achyk, "--name", "Аида  Токтогулова", "--address", "Токмок", "--phone",
        "0700 123-456", "--received", "2026-07-17 17:30",
        "--slip", str(tmp_path / "slip.pdf"),
        "--file", str(scan),
    )  # fmt: skip
    (made,), (part,) = appeals(office), parts(office)
    assert digits(told["number"]) == made.number
    assert pin_fits(office.installation.keys, made, made.number, told["PIN"])
    assert (made.channel, made.accepted_by, made.language) == ("paper", OPERATOR, "ru")
    assert f"{made.received_at.astimezone(office.installation.zone):%d %H:%M}" == "17 17:30"
    contact = read_contact(office.installation.keys, made)
    assert (contact.name, contact.phone) == ("Аида Токтогулова", "+996700123456")
    assert read_words(office.installation.keys, made.words) == COMPLAINT
    assert (part.body, part.holder, str(part.due_on)) == ("GETI-CHUY", BERMET, "2026-08-07")
    first = movements(office)[0]
    assert (first.kind, first.by, first.post) == ("registered", OPERATOR, "operator")
    printed = page(tmp_path / "slip.pdf")
    assert made.number in digits(printed)
    assert told["PIN"] in printed
    assert "Окунева Ольга" in printed
    assert "Аида Токтогулова" in printed


def test_an_applicant_with_an_address_gets_the_slip_by_mail_and_the_official_the_case(
    office, achyk
):
    told = registered(achyk, "--email", "Aida@business.kg", "--channel", "oral")
    assert told["told"] == "by  mail"
    office.run("send")
    letters = {letter["To"]: letter["X-Achyk-Letter"] for letter in office.sent()}
    assert letters == {"Aida@business.kg".lower(): "appeal_slip", BERMET: "case_new"}


def test_a_text_in_an_old_charset_is_read(office, achyk):
    registered(achyk, said=COMPLAINT.replace("\n", "\r\n").encode("cp1251"))
    (made,) = appeals(office)
    assert read_words(office.installation.keys, made.words) == COMPLAINT


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--operator", BERMET), "is no operator; register the role"),
        (("--operator", "nobody@geti.kg"), "is no operator"),
        (("--email", "no address"), "'no address' is not an e-mail address"),
        (("--phone", "700 12"), "write it as +996700123456"),
        (("--notify", "mail"), "--notify mail needs to know where to: give --email"),
        (("--notify", "sms"), "give --phone"),
        (("--received", "2026-07-21"), "lies ahead"),
        (("--received", "yesterday"), "write it as '2026-01-31 14:30'"),
        (("--body", "NASA"), "no body 'NASA'; add it first"),
        (("--text", "nowhere.txt"), "cannot read nowhere.txt: No such file"),
        (("--file", "nowhere.pdf"), "cannot read nowhere.pdf"),
    ],
)
def test_what_cannot_be_registered_is_told_and_nothing_is(office, achyk, more, says):
    words = ("--channel", "oral", "--operator", OPERATOR, "--text", "-")
    told = achyk("appeal", "register", *words, *more, said=COMPLAINT)
    assert (told.code, told.out) == (1, "")
    assert says in told.err
    assert told.err.count("\n") == 1
    assert appeals(office) == []


def test_an_appeal_typed_twice_is_registered_once(office, achyk):
    registered(achyk, "--name", "Аида")
    words = ("--channel", "paper", "--operator", OPERATOR, "--text", "-", "--name", "Аида")
    again = achyk("appeal", "register", *words, said=COMPLAINT)
    assert (again.code, again.out) == (1, "")
    assert "registered already as" in again.err
    assert len(appeals(office)) == 1
    registered(achyk, "--name", "Болот")  # another person
    office.clock.pass_days(1)
    registered(achyk, "--name", "Аида")  # another day
    registered(achyk)
    registered(achyk)  # of nobody knows whom: it may be another
    assert len(appeals(office)) == 5


@pytest.mark.parametrize("words", [(), ("--text", "-")])
def test_an_appeal_needs_words_or_a_file(office, achyk, words):
    told = achyk(
        "appeal", "register", "--channel", "oral", "--operator", OPERATOR, *words, said=" "
    )
    assert told.code == 1
    assert "there is no" in told.err
    assert appeals(office) == []


def test_a_slip_printed_again_has_no_pin_and_a_new_pin_ends_the_old(office, achyk, tmp_path):
    pin, out = registered(achyk)["PIN"], tmp_path / "again.pdf"
    (made,) = appeals(office)
    slip = ("appeal", "slip", made.number, "--out", str(out))
    assert achyk(*slip).code == 0
    assert made.number in digits(page(out))
    assert pin not in page(out)
    refused = achyk(*slip, "--new-pin")
    assert (refused.code, "give --operator EMAIL" in refused.err) == (1, True)
    assert achyk(*slip, "--new-pin", "--operator", CHYNARA).code == 1
    assert "pin" not in route(office)
    told = achyk(*slip, "--new-pin", "--operator", OPERATOR)
    new = told.out.split("PIN")[1].split(";")[0].strip()
    assert new in page(out)
    (made,) = appeals(office)
    keys = office.installation.keys
    assert pin_fits(keys, made, made.number, new)
    assert not pin_fits(keys, made, made.number, pin)
    last = movements(office)[-1]
    assert (last.kind, last.by, last.post) == ("pin", OPERATOR, "operator")


def test_show_tells_the_route_and_words_only_when_asked(achyk, number):
    spaced = " ".join(number[at : at + 3] for at in range(0, 18, 3))
    told = achyk("appeal", "show", spaced)
    assert f"{number}    due 2026-08-07  on_time, 14 working days  GETI-CHUY  {BERMET}" in told.out
    assert re.search(r"2026-07-20 10:00  registered   GETI-CHUY  program  mail", told.out)
    assert not any(word in told.out for word in (APPLICANT, "Аида", "Токмоке"))
    told = achyk("appeal", "show", number, "--text")
    assert APPLICANT in told.out
    assert "в Токмоке проверили дважды" in told.out
    found = json.loads(achyk("appeal", "show", number, "--json").out)
    assert (found["number"], found["channel"], found["notify"]) == (number, "mail", "mail")
    assert [step["kind"] for step in found["route"]] == ["registered", "assigned"]
    assert "applicant" not in found


def test_show_prints_the_evidence_of_an_alert_only_with_its_words(achyk):
    number = digits(registered(achyk, "--kind", "alert")["number"])
    assert "2026-07-20 10:00  evidence     " in achyk("appeal", "show", number).out
    assert '{"inspection": null}' not in achyk("appeal", "show", number).out
    assert '    {"inspection": null}' in achyk("appeal", "show", number, "--text").out


@pytest.mark.parametrize(
    ("wrong", "says"),
    [("123", "compare its 18 digits"), ("{0}/7", "has no part"), (None, "no appeal")],
)
def test_a_number_that_is_none_is_told(achyk, number, wrong, says):
    other = "261112000000000000"
    check = 98 - int(other[:16]) * 100 % 97
    word = wrong.format(number) if wrong else f"{other[:16]}{check:02}"
    for command in (("appeal", "show", word), ("explain", "deadline", word)):
        told = achyk(*command)
        assert told.code == 1
        assert says in told.err


def test_files_are_told_with_their_verdict_and_written_out_as_they_came(office, achyk, tmp_path):
    """AT2: the name on the screen holds no character that turns letters round."""
    bad = zipped({"a.exe": b"MZ"})
    take(office, appeal_mail(COMPLAINT, files=(("act.txt", b"words"), ("\u202efdp.zip", bad))))
    number = appeals(office)[0].number
    told = achyk("appeal", "show", number).out
    assert "file 1        act.txt (5 bytes): may be opened" in told
    assert f"file 2        fdp.zip ({len(bad)} bytes): This archive holds a program" in told
    out = tmp_path / "out.zip"
    assert achyk("appeal", "file", number, "2", "--out", str(out)).code == 0
    assert out.read_bytes() == bad
    refused = achyk("appeal", "file", number, "3", "--out", str(out))
    assert (refused.code, "has 2 files" in refused.err) == (1, True)
    unwritable = achyk("appeal", "file", number, "1", "--out", str(tmp_path / "no" / "file"))
    assert (unwritable.code, "cannot write" in unwritable.err) == (1, True)


def test_the_list_can_be_narrowed(office, achyk, number):
    def listed(*words: str) -> list[str]:
        return [one["label"] for one in json.loads(achyk("appeal", "list", *words, "--json").out)]

    assert listed() == listed("--body", "GETI") == listed("--body", "GETI-CHUY") == [number]
    assert listed("--body", "SES") == listed("--overdue") == listed("--unassigned") == []
    assert achyk("appeal", "list", "--overdue").out == "nothing waits\n"
    office.clock.pass_days(18)  # the due date itself is not overdue
    assert listed("--overdue") == []
    office.clock.pass_days(3)
    assert listed("--overdue") == [number]
    assert f"{number}    due 2026-08-07   -1  overdue" in achyk("appeal", "list").out


def test_a_case_goes_from_the_question_to_the_decision_by_command(office, achyk, number):
    def do(name: str, who: str, *words: str, said: str = "") -> str:
        told = achyk("appeal", name, number, "--as", who, *words, said=said)
        assert (told.code, told.err) == (0, ""), name
        return told.out

    assert CHYNARA in do("assign", HEAD, "--to", CHYNARA)
    assert "due 2026-08-12" in do("extend", CHYNARA, "--days", "5", "--reason", "запрос в архив")
    assert "asked" in do("ask", CHYNARA, "--text", "-", said="Какой склад?")
    assert "GETI " in do("move", CHYNARA, "--to", "geti", "--reason", "там знают")
    do("reclassify", DIRECTOR, "--kind", "request", "--reason", "просит сведений")
    out = do("decide", DIRECTOR, "--decision", "partly", "--text", "-", said="Отвечаем.")
    assert out.startswith(f"{number}  decided")
    assert [kind for kind in route(office) if kind != "assigned"] == [
        "registered", "extended", "asked", "suspended", "resumed", "forwarded", "reclassified",
        "decided",
    ]  # fmt: skip
    last = movements(office)[-1]
    assert (last.by, last.post, last.detail) == (DIRECTOR, "head", "partly")
    office.run("send")
    decided = [letter for letter in office.sent() if letter["X-Achyk-Letter"] == "appeal_decided"]
    assert [letter["To"] for letter in decided] == [APPLICANT]


def test_a_mixed_appeal_is_split_by_command(office, achyk, number):
    words = ("--part", "-", "Почему дважды?", "--part", "GETI", "Отменить предписание.")
    told = achyk("appeal", "split", number, "--as", BERMET, *words)
    assert [line.split()[0] for line in told.out.splitlines()] == [
        number, f"{number}/1", f"{number}/2",
    ]  # fmt: skip
    assert [(part.number, part.body) for part in parts(office)][1:] == [
        (1, "GETI-CHUY"),
        (2, "GETI"),
    ]
    assert achyk("explain", "deadline", f"{number}/2").code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("decide", "--as", CHYNARA, "--decision", "explained", "--text", "-"), "not yours"),
        (("decide", "--as", "x@y.kg", "--decision", "explained", "--text", "-"), "not registered"),
        (("decide", "--as", OPERATOR, "--decision", "explained", "--text", "-"), "not yours"),
        (("decide", "--as", BERMET, "--decision", "explained"), "no text"),
        (("decide", "--as", BERMET, "--decision", "left", "--reason", "лень"), "is no reason"),
        (("extend", "--as", BERMET, "--days", "400", "--reason", "долго"), "at most"),
        (("forward", "--as", BERMET, "--to", "NASA", "--reason", "им виднее"), "No body"),
        (("assign", "--as", HEAD, "--to", "asan@geti.kg"), "may not take the case"),
    ],
)
def test_what_an_official_may_not_do_is_refused_and_changes_nothing(
    office, achyk, number, words, says
):
    before = route(office)
    told = achyk("appeal", words[0], number, *words[1:], said="Ответ.")
    assert (told.code, told.out) == (1, "")
    assert says in told.err
    assert route(office) == before


def test_a_file_that_may_not_be_opened_goes_to_no_applicant(office, achyk, number, tmp_path):
    program = tmp_path / "answer.exe"
    program.write_bytes(b"MZ")
    words = ("--as", BERMET, "--decision", "explained", "--text", "-", "--file", str(program))
    told = achyk("appeal", "decide", number, *words, said="Ответ.")
    assert (told.code, "answer.exe cannot go to an applicant" in told.err) == (1, True)
    assert "decided" not in route(office)


def test_the_deadline_explains_itself_and_recounts_to_the_date(office, achyk, number):
    told = achyk("explain", "deadline", number)
    assert told.code == 0
    assert "due           2026-08-07, 14 working days left" in told.out
    assert "rule          kg-2007: Law of the Kyrgyz Republic" in told.out
    assert "day 0         2026-07-20" in told.out
    assert "2026-07-25 to 2026-07-26  not counted: weekend" in told.out
    assert "2026-08-03 to 2026-08-07  days 10 to 14" in told.out
    assert "slip          the applicant is to have it by 2026-07-22" in told.out
    found = json.loads(achyk("explain", "deadline", number, "--json").out)
    counted = [day for day in found["days"] if day["number"]]
    assert [day["number"] for day in counted] == list(range(1, 15))
    assert (counted[-1]["on"], found["due_on"]) == ("2026-08-07", found["counts_to"])


def test_the_deadline_tells_what_moved_it(office, achyk, number):
    extended = ("appeal", "extend", number, "--as", BERMET, "--days", "20", "--reason", "архив")
    assert achyk(*extended).code == 0
    office.clock.pass_days(1)
    question = ("appeal", "ask", number, "--as", BERMET, "--text", "-")
    assert achyk(*question, said="Какой?").code == 0
    office.clock.pass_days(2)
    told = achyk("explain", "deadline", number).out
    assert "extended      20 calendar days" in told
    # No term in that law: at once.
    assert "due 2026-08-27; the applicant is to know by 2026-07-20" in told
    assert "clock rested  2026-07-21 to 2026-07-23" in told
    assert "2026-07-21 to 2026-07-22  not counted: the clock rested" in told
    assert "achyk run watch" in told  # counted today it is later than what is stored


def test_a_holiday_declared_afterwards_is_told_with_its_reason(office, achyk, number):
    folder = office.installation.folder / "calendars"
    folder.mkdir(exist_ok=True)
    (folder / "kg-2026.toml").write_text('[[off]]\nday = 2026-07-22\nreason = "Day of rest"\n')
    told = achyk("explain", "deadline", number).out
    assert "2026-07-22                not counted: Day of rest" in told
    assert "counted today it would be 2026-08-10" in told
    assert "the calendar has changed since" in told


def test_an_official_who_goes_away_hands_the_cases_over_when_the_day_comes(office, achyk, number):
    away = ("officer", "away", BERMET, "--until", "2026-07-31", "--substitute", CHYNARA)
    told = achyk(*away, "--from", "2026-07-22")
    assert told.out == f"{CHYNARA} acts for {BERMET} from 2026-07-22 until 2026-07-31\n"
    swept(office)
    assert parts(office)[0].holder == BERMET
    office.clock.pass_days(2)
    swept(office)
    assert parts(office)[0].holder == CHYNARA


def test_status_counts_what_waits(office, achyk, number):
    assert "appeals      1 registered; 1 wait\n" in achyk("status").out
    office.clock.pass_days(16)  # Wednesday before the due date, a Friday
    assert "near         1 due soon\n" in achyk("status").out
    office.clock.pass_days(5)
    says = "overdue      1: the oldest was due 2026-08-07; achyk appeal list --overdue\n"
    assert says in achyk("status").out
    found = json.loads(achyk("status", "--json").out)["appeals"]
    assert found == {
        "registered": 1, "waiting": 1, "asked": 0, "near": 0, "overdue": 1, "unassigned": 0,
        "oldest_due": "2026-08-07", "not_scanned": 0,
    }  # fmt: skip
