"""`achyk explain`: how mails and spreadsheets would be read, on the code that taking in uses."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from config.settings import FILE, Settings
from config.trouble import Trouble
from jobs.commands.running import ready
from jobs.wiring import Installation

Explain = Callable[[str, bytes], dict[str, Any]]


def mail(arguments: Namespace) -> int:
    """Each mail in the paths."""
    installation = _installation(arguments)
    terms, reader = installation.desk().terms(_staff(installation)), installation.reader
    return _each(arguments, lambda path, raw: reader.explain(raw, terms) | {"path": path})


def sheet(arguments: Namespace) -> int:
    """Each spreadsheet in the paths."""
    from ingest.explain_sheet import explain
    from ingest.upload_file import known_to
    from register.database import reading

    installation, known = _installation(arguments), None
    if _is_installed(installation):
        with reading(installation.engine) as session:
            known = known_to(session, None, installation.settings.mail)
    today = installation.moment().today
    return _each(arguments, lambda path, data: explain(path, data, known, today))


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


def _each(arguments: Namespace, explain: Explain) -> int:
    """Explain every file; one that cannot be read is told and the next one comes."""
    failed = 0
    for path in _files(arguments.paths):
        try:
            found = explain(str(path), path.read_bytes())
        except (Trouble, OSError) as error:
            failed = 1
            print(f"achyk: {path}: {error}", file=sys.stderr)
            continue
        print(json.dumps(found, ensure_ascii=False) if arguments.json else _in_words(found))
    return failed


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (entry for entry in sorted(path.iterdir()) if entry.is_file())
        else:
            yield path


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
