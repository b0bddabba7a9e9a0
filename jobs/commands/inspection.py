"""`achyk inspection`: looking an inspection up in the register."""

from __future__ import annotations

from argparse import Namespace

from config.trouble import Trouble
from jobs.commands.running import ready
from register.database import reading
from register.inspections import inspection_by_no


def show(arguments: Namespace) -> int:
    """Whether an inspection is registered, and by whom."""
    installation = ready(arguments)
    with reading(installation.engine) as session:
        found = inspection_by_no(session, arguments.number.strip())
        if found is None:
            raise Trouble(f"no inspection {arguments.number!r} is registered")
        for name in ("registration_no", "registered_at", "body", "unit", "inspector_ids", "kind"):
            print(f"{name:<16} {getattr(found, name) or '-'}")
        for name in ("basis", "business_name", "tax_id", "started_on", "finished_on", "quarter"):
            print(f"{name:<16} {getattr(found, name) or '-'}")
    return 0
