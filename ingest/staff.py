"""`staff.xlsx`: bodies and persons for the register, all of it or nothing.

A sheet whose header names `code` and `name` lists bodies (with `parent`); one that names `email`,
`role` and `body` lists persons (with `id`, `name`, `language`, `phone`). Any order, any sheet
names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from config.languages import Language
from config.matching import plain_words
from config.trouble import Trouble
from ingest.sheets.sheet import Refusal, Sheet, read_sheets
from ingest.sheets.values import text_of
from register.bodies import Role, add_body, add_officer

BODIES = frozenset({"code", "name"})
PERSONS = frozenset({"email", "role", "body"})
HEADERS: Mapping[str, tuple[str, ...]] = {
    "code": ("код",),
    "name": ("название", "наименование", "фио", "аталышы", "аты", "атауы", "аты жөні"),
    "parent": ("вышестоящий", "жогорку орган", "жоғары орган"),
    "email": ("e mail", "эл почта", "электронная почта", "электрондук почта", "электрондық пошта"),
    "role": ("роль", "ролу", "рөлі"),
    "body": ("орган",),
    "id": ("табельный номер", "номер удостоверения", "күбөлүк номери", "куәлік нөмірі"),
    "language": ("язык", "тил", "тіл"),
    "phone": ("телефон", "телефону", "телефоны"),
}


def read_staff(session: Session, path: Path) -> tuple[int, int]:
    """Enter bodies and persons from the file; how many of each. Trouble names every bad row."""
    try:
        sheets = read_sheets(path.read_bytes())
    except OSError as error:
        raise Trouble(f"cannot read {path}: {error.strerror}") from error
    if isinstance(sheets, Refusal):
        raise Trouble(f"{path} is no readable spreadsheet ({sheets.code}); save it as xlsx")
    problems: list[str] = []
    # Bodies first, whatever the order of the sheets: persons name them.
    bodies = sum(_enter_body(session, row, problems) for row in _rows(sheets, BODIES))
    persons = sum(_enter_person(session, row, problems) for row in _rows(sheets, PERSONS))
    if problems or not bodies + persons:
        found = "; ".join(problems) or "it needs a header with code, name or email, role, body"
        raise Trouble(f"{path}: nothing was entered: {found}")
    return bodies, persons


def _rows(sheets: tuple[Sheet, ...], wanted: frozenset[str]) -> Iterator[dict[str, str]]:
    for sheet in sheets:
        header = [_code(text_of(value)) for value in sheet.cells[0]] if sheet.cells else []
        if not wanted <= set(header):
            continue
        for number, cells in enumerate(sheet.cells[1:], 2):
            row = {code: text_of(value) for code, value in zip(header, cells, strict=False) if code}
            if any(row.values()):
                yield {**row, "place": f"{sheet.name} row {number}"}


def _code(heading: str) -> str:
    plain = plain_words(heading)
    named = (code for code, words in HEADERS.items() if plain == code or plain in words)
    return next(named, "")


def _enter_body(session: Session, row: Mapping[str, str], problems: list[str]) -> int:
    try:
        add_body(session, row["code"], row["name"], row.get("parent") or None)
    except Trouble as trouble:
        problems.append(f"{row['place']}: {trouble}")
        return 0
    session.flush()
    return 1


def _enter_person(session: Session, row: Mapping[str, str], problems: list[str]) -> int:
    try:
        add_officer(
            session,
            row["email"],
            _role(row["role"]),
            row["body"],
            row.get("id") or None,
            row.get("name", ""),
            _language(row.get("language") or "ru"),
            row.get("phone"),
        )
    except Trouble as trouble:
        problems.append(f"{row['place']}: {trouble}")
        return 0
    return 1


def _role(text: str) -> Role:
    try:
        return Role(text.strip().lower())
    except ValueError as error:
        roles = ", ".join(role.value for role in Role)
        raise Trouble(f"no role {text!r}; there is {roles}") from error


def _language(text: str) -> str:
    try:
        return Language(text.strip().lower()).value
    except ValueError as error:
        raise Trouble(f"no language {text!r}; there is ky, ru, kk, en") from error
