"""`achyk report`: a report now, as it was published, else from the register as it stands."""

from __future__ import annotations

from argparse import Namespace

from jobs.commands.running import ready
from jobs.quarterly import build, prove_unpublished, report_folders, write_report
from register.rules.quarter import Quarter


def quarter(arguments: Namespace) -> int:
    """Write the workbook of a quarter; to --out, else to the publication folders."""
    wanted = Quarter.parse(arguments.quarter)
    installation = ready(arguments)
    report = build(installation, wanted)
    if not arguments.out:
        prove_unpublished(installation, wanted)
    folders = [arguments.out] if arguments.out else report_folders(installation.settings)
    for folder in folders:
        print(write_report(folder, wanted, report))
    return 0
