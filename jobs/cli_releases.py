"""The words of `achyk report` and `achyk release`."""

from __future__ import annotations

import argparse
from pathlib import Path

from jobs.cli_parts import Commands, add, within

QUARTER = "as 2026-Q3"


def reporting(commands: Commands[argparse.ArgumentParser]) -> None:
    """Reports made now, and the quarter's release."""
    reports = within(commands, "report", "build a report now")
    says = "write what a quarter's release is, or would be if it closed now"
    quarter = add(reports, "quarter", "reporting:quarter", says)
    quarter.add_argument("quarter", metavar="QUARTER", help=QUARTER)
    quarter.add_argument("--out", type=Path, metavar="DIR", help="where to write it")
    month = add(reports, "month", "reporting:month", "write the analysis of a month's appeals")
    month.add_argument("month", metavar="MONTH", help="as 2026-10")
    month.add_argument("--body", default="", metavar="CODE", help="of this body and all under it")
    month.add_argument("--out", type=Path, metavar="DIR", help="where to write it")
    says = "write where addresses look chosen: for administrators, never published"
    audit = add(reports, "addresses", "auditing:addresses", says)
    audit.add_argument("quarter", metavar="QUARTER", help=QUARTER)
    audit.add_argument("--out", type=Path, metavar="DIR", help="where to write it")
    releases = within(commands, "release", "the quarter's release: what is public of it, and why")
    _acting(releases)
    _looking(releases)


def _acting(releases: Commands[argparse.ArgumentParser]) -> None:
    says = "publish a release now, before its day or although it was withheld"
    published = add(releases, "publish", "release:publish", says)
    says = "keep a release back; name and reason are published in its place"
    withheld = add(releases, "withhold", "release:withhold", says)
    says = "build a further revision, if the register says something else now"
    revised = add(releases, "revise", "release:revise", says)
    for one in (published, withheld, revised):
        one.add_argument("quarter", metavar="QUARTER", help=QUARTER)
        one.add_argument("--person", required=True, metavar="NAME,POST", help="who decides it")
        one.add_argument("--reason", required=True, metavar="TEXT", help="why; it is published")


def _looking(releases: Commands[argparse.ArgumentParser]) -> None:
    add(releases, "list", "release:list_releases", "every release, and what was done to it")
    says = "is a release what was signed, in the register and at every target"
    verified = add(releases, "verify", "release:verify", says)
    verified.add_argument("which", metavar="QUARTER|FOLDER", help=f"{QUARTER}, or a bundle")
    table = add(releases, "table", "release:table", "one table of a release on standard output")
    table.add_argument("quarter", metavar="QUARTER", help=QUARTER)
    table.add_argument("name", metavar="NAME", help="as the file in data/, without its ending")
    table.add_argument("--csv", action="store_true", help="as published")
    says = "write what opens the codes of a quarter, for an auditor: every answer"
    opened = add(releases, "openings", "release:openings", says)
    opened.add_argument("quarter", metavar="QUARTER", help=QUARTER)
    opened.add_argument("file", type=Path, metavar="FILE", help="where to write it")
