"""`achyk report`: a report now, as it was published, else from the register as it stands."""

from __future__ import annotations

from argparse import Namespace

from jobs.commands.running import ready
from jobs.monthly import write_analysis
from jobs.quarterly import build, prove_unpublished, report_folders, write_report
from register.rules.month import Month
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


def month(arguments: Namespace) -> int:
    """Write the analysis of a month's appeals; to --out, else to a folder that is not published."""
    wanted = Month.parse(arguments.month)
    installation = ready(arguments)
    print(write_analysis(installation, wanted, arguments.body, arguments.out))
    return 0
