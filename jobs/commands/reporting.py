"""`achyk report`: a report now, as it was published, else from the register as it stands."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from jobs.commands.running import ready
from jobs.monthly import write_analysis
from jobs.places import bundle_files
from jobs.quarterly import put_file
from jobs.releasing import order_of
from jobs.wiring import Installation
from register.database import reading
from register.releases import release_of
from register.rules.month import Month
from register.rules.quarter import Quarter
from reports.release import preview

FOLDER = "preview"  # in the installation; what lies there is not published


def quarter(arguments: Namespace) -> int:
    """Write the files of a quarter: its release, or what it would be; that is not signed."""
    wanted = Quarter.parse(arguments.quarter)
    installation = ready(arguments)
    folder: Path = (arguments.out or installation.folder / FOLDER) / str(wanted)
    for name, data in _files(installation, wanted).items():
        put_file(folder / name, data)
    print(folder / "index.html")
    print(folder / "report.xlsx")
    return 0


def _files(installation: Installation, wanted: Quarter) -> dict[str, bytes]:
    with reading(installation.engine) as session:
        known = release_of(session, str(wanted))
        if known is not None:
            return dict(bundle_files(installation, known, known.bundle))
        order = order_of(installation, session, wanted, installation.clock())
        return dict(preview(session, order).files)


def month(arguments: Namespace) -> int:
    """Write the analysis of a month's appeals; to --out, else to a folder that is not published."""
    wanted = Month.parse(arguments.month)
    installation = ready(arguments)
    print(write_analysis(installation, wanted, arguments.body, arguments.out))
    return 0
