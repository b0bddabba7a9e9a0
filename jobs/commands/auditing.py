"""`achyk report addresses`: where addresses look chosen; for administrators, never published."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from jobs.commands.running import ready
from jobs.quarterly import put_file
from jobs.wiring import Installation
from register.database import reading
from register.rules.quarter import Quarter
from reports.gaming_book import address_audit
from reports.quarter import publisher_of

FOLDER = "audit"  # in the installation; nothing of it is published


def addresses(arguments: Namespace) -> int:
    """Write the audit of a quarter's addresses; to --out, else to a folder of the installation."""
    wanted = Quarter.parse(arguments.quarter)
    installation = ready(arguments)
    print(write_audit(installation, wanted, arguments.out))
    return 0


def write_audit(installation: Installation, quarter: Quarter, folder: Path | None = None) -> Path:
    """The workbook as a file, readable by its owner alone."""
    settings = installation.settings
    with reading(installation.engine) as session:
        publisher = publisher_of(session, settings)
        made = address_audit(session, str(quarter), settings, publisher, installation.clock())
    path = put_file((folder or installation.folder / FOLDER) / f"addresses-{quarter}.xlsx", made)
    path.chmod(0o600)
    return path
