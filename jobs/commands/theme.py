"""`achyk theme`: an administrator codes free words, and tells what was done about a theme."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from config.languages import pick
from config.settings import LANGUAGES
from config.trouble import Trouble
from jobs.commands.running import ready
from jobs.commands.typed import a_day
from register.rules.quarter import Quarter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CARE = (
    "this file holds what businesses wrote in confidence; only you can read it as it lies here: "
    "send it to nobody, and delete it once it is coded"
)


def list_themes(arguments: Namespace) -> int:
    """The themes; with --quarter how many responses mention each, for the administrator's eyes."""
    from register.database import reading
    from register.themes import all_themes, mentions_in

    installation = ready(arguments)
    language = installation.settings.publication.language
    quarter = str(Quarter.parse(arguments.quarter)) if arguments.quarter else ""
    with reading(installation.engine) as session:
        found = mentions_in(session, quarter) if quarter else None
        for theme in all_themes(session):
            count = f"{(found.themes or {}).get(theme.code, 0):>7}  " if found else ""
            missing = [code for code in LANGUAGES if code not in theme.titles]
            lacks = f"  (no title in {', '.join(missing)})" if missing else ""
            print(f"{count}{theme.code:<20}  {pick(theme.titles, language)}{lacks}")
        if found:
            least = installation.settings.publication.minimum_base
            print(f"{found.coded} of {found.written} responses with words are coded;")
            print(f"a number under {least} is not published: tell it to nobody")
    return 0


def add_theme(arguments: Namespace) -> int:
    """Name a theme, or give it other titles."""
    from register.database import transaction
    from register.themes import add_theme as add

    installation = ready(arguments)
    with transaction(installation.engine) as session:
        theme = add(session, installation.moment(), arguments.code, _texts(arguments))
        print(
            f"theme {theme.code}: {'; '.join(theme.titles[code] for code in sorted(theme.titles))}"
        )
    return 0


def export_words(arguments: Namespace) -> int:
    """Write the workbook in which a quarter's free words are coded."""
    from ingest.themes import themes_book
    from register.database import reading

    quarter, path = str(Quarter.parse(arguments.quarter)), arguments.file
    if path.suffix.lower() != ".xlsx":
        raise Trouble(f"{path} would be an Excel workbook; let its name end in .xlsx")
    installation = ready(arguments)
    language = installation.settings.publication.language
    with reading(installation.engine) as session:
        asked = installation.questionnaire
        data, count = themes_book(session, installation.keys, quarter, asked, language)
    _write_private(path, data)
    print(f"{path}: {count} texts of {quarter}")
    print(f"achyk: {CARE}", file=sys.stderr)
    return 0


def import_words(arguments: Namespace) -> int:
    """Take in a coded workbook."""
    from ingest.themes import read_themes
    from register.database import transaction

    quarter = str(Quarter.parse(arguments.quarter))
    installation = ready(arguments)
    with transaction(installation.engine) as session:
        coded = read_themes(session, installation.keys, quarter, arguments.file)
        late = _is_built(session, quarter)
    print(f"{coded.changed} coded, {coded.same} as before, {coded.empty} without a theme")
    if coded.rewritten:
        says = "were changed by their business since; export them anew"
        print(f"{coded.rewritten} texts {says}")
    if coded.gone:
        print(f"{coded.gone} texts are kept no more")
    _tell_late(quarter, late=late)
    print(f"achyk: delete {arguments.file} when nothing is left to code", file=sys.stderr)
    return 0


def did(arguments: Namespace) -> int:
    """Tell what was done about a theme."""
    from register.database import transaction
    from register.themes import record_action

    quarter, done_on = str(Quarter.parse(arguments.quarter)), a_day(arguments.on)
    installation = ready(arguments)
    with transaction(installation.engine) as session:
        action = record_action(
            session,
            installation.moment(),
            arguments.code,
            quarter,
            arguments.body,
            arguments.person,
            done_on,
            _texts(arguments),
        )
        print(f"in the release of {quarter}: {action.theme}, {action.body}, {action.done_on}")
        late = _is_built(session, quarter)
    _tell_late(quarter, late=late)
    return 0


def _is_built(session: Session, quarter: str) -> bool:
    from register.releases import release_of

    return release_of(session, quarter) is not None


def _tell_late(quarter: str, *, late: bool) -> None:
    if late:
        says = f"the release of {quarter} is built already; only a revision of it would tell this"
        print(f"achyk: {says}", file=sys.stderr)


def _texts(arguments: Namespace) -> dict[str, str]:
    return {language: getattr(arguments, language) for language in LANGUAGES}


def _write_private(path: Path, data: bytes) -> None:
    """Write a file that its owner alone can read, from its first byte on."""
    try:
        path.unlink(missing_ok=True)  # another one's rights, or a link, would stay
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        raise Trouble(f"cannot write {path}: {error.strerror}; choose another place") from error
