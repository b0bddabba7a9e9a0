"""`achyk explain`: how mails and spreadsheets would be read, on the code that taking in uses."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from config.settings import FILE, Settings
from config.trouble import Trouble
from jobs.commands.running import ready
from jobs.wiring import Installation

Explained = Callable[[], dict[str, Any]]


def mail(arguments: Namespace) -> int:
    """Each mail in the paths."""
    from ingest.mail.readers import explain_all

    installation = _installation(arguments)
    terms = installation.desk().terms(_staff(installation))
    return _tell(arguments, explain_all(_files(arguments.paths), terms, arguments.workers))


def sheet(arguments: Namespace) -> int:
    """Each spreadsheet in the paths."""
    from ingest.sheets.explain_sheet import explain
    from ingest.sheets.rows import Layouts
    from ingest.upload_file import known_to
    from register.database import reading

    installation, known = _installation(arguments), None
    if _is_installed(installation):
        with reading(installation.engine) as session:
            known = known_to(session, None, installation.settings.mail)
    about = (known, installation.moment().today, Layouts(installation.settings.mappings))
    found = ((path, partial(_explain, explain, path, *about)) for path in _files(arguments.paths))
    return _tell(arguments, found)


def _explain(explain: Callable[..., dict[str, Any]], path: Path, *more: Any) -> dict[str, Any]:
    return explain(str(path), path.read_bytes(), *more)


def _installation(arguments: Namespace) -> Installation:
    """The installation, or plain defaults where there is none: a mail can be read anywhere."""
    if (arguments.folder / FILE).is_file():
        return ready(arguments)
    return Installation(Settings(folder=arguments.folder))


def _is_installed(installation: Installation) -> bool:
    return (installation.folder / FILE).is_file()


def _staff(installation: Installation) -> frozenset[str]:
    from register.bodies import staff_addresses
    from register.database import reading

    if not _is_installed(installation):
        return frozenset()
    with reading(installation.engine) as session:
        return staff_addresses(session)


def _tell(arguments: Namespace, files: Iterable[tuple[Path, Explained]]) -> int:
    """Print what each file says; one that cannot be read is told and the next one comes."""
    from ingest.mail.explain_mail import unreadable
    from ingest.mail.reader import ReadingFailed

    failed = 0
    for path, explained in files:
        try:
            found = explained() | {"path": str(path)}
        except ReadingFailed as error:  # it has its line all the same
            failed = 1
            print(f"achyk: {path}: {error}", file=sys.stderr)
            found = unreadable(str(path), error.cause)
        except (Trouble, OSError) as error:
            failed = 1
            print(f"achyk: {path}: {error}", file=sys.stderr)
            continue
        print(json.dumps(found, ensure_ascii=False) if arguments.json else _in_words(found))
    return failed


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
        elif files := [entry for entry in sorted(path.iterdir()) if entry.is_file()]:
            yield from files
        else:
            print(f"achyk: {path} holds no files; name the folder they lie in", file=sys.stderr)


def _in_words(found: dict[str, Any]) -> str:
    """A line a fact; what is empty is left out."""
    facts = [
        (key, value)
        for key, value in found.items()
        if key != "path" and value not in (None, [], {}, "")
    ]
    lines = [f"  {key:<12} {_fact(value)}" for key, value in facts]
    return "\n".join([found["path"], *lines])


def _fact(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\n", "\n" + " " * 15)
    if isinstance(value, list):
        return ("\n" + " " * 15).join(_fact(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_fact(item)}" for key, item in value.items())
    return str(value)
