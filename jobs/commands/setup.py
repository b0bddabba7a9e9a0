"""`achyk init`: an installation that works as it stands, or an old one brought up to date."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from config.languages import Language
from config.settings import FILE
from config.template import settings_file
from config.trouble import Trouble
from jobs.wiring import Installation, open_installation

NEXT = """\
{folder} is ready.
  settings   {folder}/achyk.toml
  template   {folder}/templates/ (give it to the inspectors)
Next: achyk -C {folder} body add CODE NAME
      achyk -C {folder} officer add EMAIL --role inspector --body CODE --id ID
      achyk -C {folder} check"""


def init(arguments: Namespace) -> int:
    """Make what is missing; nothing that is there is written over."""
    folder: Path = arguments.directory
    chosen = {"mail.domain": arguments.domain} if arguments.domain else {}
    make(folder, settings_file(chosen))
    print(NEXT.format(folder=folder))
    return 0


def make(folder: Path, settings: str, environ: Mapping[str, str] = os.environ) -> Installation:
    """An installation in `folder` with these settings, unless it has some."""
    from jobs.upgrading import bring_up

    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / FILE).exists():
            (folder / FILE).write_text(settings, encoding="utf-8")
        installation = open_installation(folder, environ)
        make_folders(installation)
        _make_templates(folder / "templates")
    except OSError as error:
        says = f"cannot make {error.filename or folder}: {error.strerror}; choose another folder"
        raise Trouble(says) from error
    _make_keys(installation)
    bring_up(installation.engine, installation.keys)
    return installation


def make_folders(installation: Installation) -> None:
    settings = installation.settings
    for url in (*settings.mail.in_.url, settings.mail.out.url):
        scheme, _, path = url.partition(":")
        if scheme == "maildir":
            for part in ("tmp", "new", "cur"):
                (installation.folder / path / part).mkdir(parents=True, exist_ok=True)
    installation.drop.mkdir(exist_ok=True)
    (installation.folder / "keys").mkdir(mode=0o700, exist_ok=True)
    (installation.folder / "blobs").mkdir(mode=0o700, exist_ok=True)


def _make_keys(installation: Installation) -> None:
    from register.signing import make_signing_key

    installation.keys.make()
    make_signing_key(installation.keys)
    os.chmod(installation.folder / "keys", 0o700)


def _make_templates(folder: Path) -> None:
    from ingest.workbooks.template import template

    folder.mkdir(exist_ok=True)
    for language in Language:
        path = folder / f"inspections-{language.value}.xlsx"
        if not path.exists():
            path.write_bytes(template(language.value))
