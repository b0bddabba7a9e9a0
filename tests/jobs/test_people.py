"""Who is who from the command line and from a spreadsheet, with every mistake named."""

from __future__ import annotations

import openpyxl
import pytest
import sqlalchemy as sa

from config.settings import load
from jobs.wiring import open_installation
from register.bodies import Body, Officer
from register.database import reading

BODIES = (("код", "Наименование", "Вышестоящий"), ("GETI", "Inspectorate", None))
PERSONS = ("E-mail", "Роль", "Орган", "ID", "ФИО", "Язык")


def entered(folder) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Codes of the bodies; address, role and body of the persons."""
    with reading(open_installation(folder, {}).engine) as session:
        codes = session.scalars(sa.select(Body.code).order_by(Body.code)).all()
        rows = session.scalars(sa.select(Officer).order_by(Officer.email, Officer.role))
        return list(codes), [(one.email, one.role.value, one.body_code) for one in rows]


def staff_file(folder, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(list(row))
    path = folder / "staff.xlsx"
    book.save(path)
    return str(path)


def test_a_body_and_its_unit_are_added_and_a_known_one_is_renamed(folder, achyk):
    assert achyk("body", "add", "GETI", "Inspectorate").out == "body GETI: Inspectorate\n"
    assert achyk("body", "add", "GETI-OSH", "Osh", "--parent", "GETI").code == 0
    assert achyk("body", "add", "GETI", "New name").out == "body GETI: New name\n"
    assert entered(folder)[0] == ["GETI", "GETI-OSH"]


def test_a_person_is_added_once_in_each_role(folder, achyk):
    achyk("body", "add", "GETI", "Inspectorate")
    person = ("officer", "add", "Asan@GETI.kg", "--body", "GETI", "--role")
    assert achyk(*person, "inspector", "--id", "I-1").out == "inspector asan@geti.kg at GETI\n"
    assert achyk(*person, "inspector", "--id", "I-2").code == 0
    assert achyk(*person, "administrator").code == 0
    assert entered(folder)[1] == [
        ("asan@geti.kg", "administrator", "GETI"),
        ("asan@geti.kg", "inspector", "GETI"),
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("a.b.kg", "--role", "head", "--body", "GETI"), "'a.b.kg' is not an e-mail address"),
        (("a@b.kg", "--role", "head", "--body", "NO"), "no body 'NO'; add it first: "),
        (("a@b.kg", "--role", "inspector", "--body", "GETI"), "inspector a@b.kg needs the ID"),
    ],
)
def test_a_person_that_cannot_be_is_refused(folder, achyk, words, says):
    achyk("body", "add", "GETI", "Inspectorate")
    said = achyk("officer", "add", *words)
    assert said.code == 1
    assert said.err.startswith(f"achyk: {says}")
    assert entered(folder)[1] == []


SIGNATORY = ("signatory", "add", "--office", "director", "--body", "GETI")
WORDS = ("--person", 'А. "Асан"', "--post", "Директор", "--message", "Ваш ответ\nважен \\ нам")


def test_a_signatory_is_appended_to_the_settings_as_it_was_said(folder, achyk):
    before = (folder / "achyk.toml").read_text()
    days = ("--from", "2026-01-01", "--until", "2026-12-31")
    assert achyk(*SIGNATORY, *WORDS, *days).code == 0
    assert achyk(*SIGNATORY, *WORDS, "--from", "2027-01-01").code == 0
    assert (folder / "achyk.toml").read_text().startswith(before)
    first, second = load(folder, {}).signatories
    assert first.words("ky") == ('А. "Асан"', "Директор", "Ваш ответ\nважен \\ нам")
    assert (first.office, first.body, str(first.from_)) == ("director", "GETI", "2026-01-01")
    assert (str(first.until), second.until) == ("2026-12-31", None)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (("--from", "1 January"), "write a day as 2026-01-31, found '1 January'"),
        (("--from", "2026-01-01", "--until", "soon"), "write a day as 2026-01-31, found 'soon'"),
        (("--from", "2026-01-02", "--until", "2026-01-01"), "until: lies before"),
    ],
)
def test_a_signatory_that_could_not_be_read_back_is_not_written(folder, achyk, days, says):
    before = (folder / "achyk.toml").read_bytes()
    said = achyk(*SIGNATORY, *WORDS, *days)
    assert said.code == 1
    assert says in said.err
    assert (folder / "achyk.toml").read_bytes() == before


def test_bodies_and_persons_come_from_a_spreadsheet_in_any_order_and_twice(folder, achyk):
    persons = (
        PERSONS,
        ("asan@geti.kg", "inspector", "GETI", "I-1", "Асан", "ky"),
        (None,) * 6,
        ("admin@economy.kg", "Administrator", "GETI", None, None, None),
    )
    path = staff_file(folder, persons, BODIES)
    for _ in range(2):
        assert achyk("staff", "import", path).out == "1 bodies, 2 persons\n"
    assert entered(folder) == (
        ["GETI"],
        [("admin@economy.kg", "administrator", "GETI"), ("asan@geti.kg", "inspector", "GETI")],
    )


def telephones(folder) -> dict[str, str]:
    """Address → telephone."""
    with reading(open_installation(folder, {}).engine) as session:
        return {one.email: one.phone for one in session.scalars(sa.select(Officer))}


def test_telephones_are_registered_by_command_and_spreadsheet_and_stay(folder, achyk):
    achyk("body", "add", "GETI", "Inspectorate")
    person = ("officer", "add", "nur@geti.kg", "--body", "GETI", "--role", "rapid")
    assert achyk(*person, "--phone", "+996 555 12-34-56").code == 0
    assert achyk(*person, "--name", "Нур").code == 0
    assert telephones(folder) == {"nur@geti.kg": "+996555123456"}
    header = ("email", "role", "body", "Телефон")
    path = staff_file(folder, (header, ("bek@geti.kg", "rapid", "GETI", "+7 701 123 45 67")))
    assert achyk("staff", "import", path).code == 0
    assert telephones(folder)["bek@geti.kg"] == "+77011234567"
    for wrong in ("0555 123 456", "+abc", "telephone"):
        said = achyk(*person, "--phone", wrong)
        assert (said.code, "is no telephone number" in said.err) == (1, True)


def test_a_staff_file_is_entered_whole_or_not_at_all_with_every_problem_named(folder, achyk):
    bodies = (*BODIES, ("GETI-OSH", "Osh", "NO"), ("", "Nameless", None))
    persons = (
        PERSONS,
        ("asan@geti.kg", "inspector", "GETI", "I-1", "Асан", "ky"),
        ("asan at geti.kg", "head", "GETI", None, None, None),
        ("b@geti.kg", "king", "GETI", None, None, None),
        ("c@geti.kg", "head", "GETI", None, None, "de"),
        ("d@geti.kg", "inspector", "GETI", None, None, None),
        ("e@geti.kg", "head", "SES", None, None, None),
    )
    said = achyk("staff", "import", staff_file(folder, bodies, persons))
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "nothing was entered: " in said.err
    for problem in (
        "S0 row 3: no body 'NO'",
        "S0 row 4: a body needs a code and a name",
        "S1 row 3: 'asan at geti.kg' is not an e-mail address",
        "S1 row 4: no role 'king'; there is inspector, officer, head, operator, administrator",
        "S1 row 5: no language 'de'; there is ky, ru, kk, en",
        "S1 row 6: inspector d@geti.kg needs the ID",
        "S1 row 7: no body 'SES'",
    ):
        assert problem in said.err
    assert entered(folder) == ([], [])


def test_a_file_that_is_no_list_of_staff_is_told(folder, achyk):
    other = staff_file(folder, (("a", "b"), (1, 2)))
    assert (
        "it needs a header with code, name or email, role, body"
        in achyk("staff", "import", other).err
    )
    (folder / "note.xlsx").write_text("a letter")
    assert "is no readable spreadsheet" in achyk("staff", "import", str(folder / "note.xlsx")).err
    gone = achyk("staff", "import", str(folder / "gone.xlsx"))
    assert gone.err == f"achyk: cannot read {folder}/gone.xlsx: No such file or directory\n"
