"""`achyk verify`: is the answer that a receipt was given for in a release, and was it counted."""

from __future__ import annotations

from argparse import Namespace

from config.trouble import Trouble
from reports.verify import Brought, tell, verify_folder


def verify(arguments: Namespace) -> int:
    """Check a bundle and a receipt; needs no installation. 0 well, 1 wrong, 2 not checked."""
    if not arguments.bundle.is_dir():
        raise Trouble(f"{arguments.bundle} is no folder; give the folder of one release")
    if not arguments.receipt.is_file():
        raise Trouble(
            f"{arguments.receipt} is no file; give a receipt, or the mail that brought it"
        )
    brought = Brought(
        key=arguments.key,
        manifest_digest=arguments.manifest_digest,
        previous=arguments.previous,
        batches=arguments.batches,
        receipts=(arguments.receipt,),
    )
    return tell(verify_folder(arguments.bundle, brought))
