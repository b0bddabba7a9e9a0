"""The settings of the files that come with appeals."""

from __future__ import annotations

from dataclasses import dataclass

from config.checks import between, empty_or, scanner_address
from config.options import option


@dataclass(frozen=True)
class Files:
    """Files that come with appeals: all are kept, not all are handed on."""

    clamd: str = option(
        "",
        "The virus scanner clamd: unix:/run/clamav/clamd.ctl, tcp:127.0.0.1:3310; empty: none.\n"
        "With one, no file is handed on before it was scanned.",
        check=empty_or(scanner_address),
    )
    largest: int = option(
        10,
        "Megabytes of the largest file that is handed on to an official by mail.",
        check=between(1, 25),
    )
