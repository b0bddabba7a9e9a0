"""The words of `achyk verify`."""

from __future__ import annotations

import argparse
from pathlib import Path

from jobs.cli_parts import Commands, add


def verifying(commands: Commands[argparse.ArgumentParser]) -> None:
    """A receipt looked up in a release, by anybody who has both."""
    says = "check a release and a receipt: was the answer counted, is anything changed"
    verified = add(commands, "verify", "verify:verify", says)
    verified.add_argument("receipt", type=Path, metavar="RECEIPT", help="or the mail it came in")
    verified.add_argument("bundle", type=Path, metavar="BUNDLE", help="the folder of the release")
    verified.add_argument(
        "--key", default="", metavar="FINGERPRINT", help="as you know it from elsewhere; or a file"
    )
    verified.add_argument(
        "--manifest-digest", default="", metavar="SHA256", help="as witnesses received it"
    )
    verified.add_argument("--previous", type=Path, metavar="FOLDER", help="the release before")
    verified.add_argument(
        "--batches", type=Path, metavar="FOLDER", help="statements that a witness received"
    )
