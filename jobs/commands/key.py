"""`achyk key`: the key that signs receipts and releases, shown and changed."""

from __future__ import annotations

import json
from argparse import Namespace

from config.trouble import Trouble
from jobs.commands.running import ready
from jobs.places import bundle_files
from jobs.wiring import Installation
from register.database import reading
from register.releases import all_releases

PUBLISH = """\
Publish the new fingerprint where the old one stands, and copy the folder {keys}
to the safe place anew: what lies there is of the old key. See docs/keys.md."""


def show(arguments: Namespace) -> int:
    """The public key in use, its fingerprint, and the hand-overs before it."""
    _print(ready(arguments))
    return 0


def rotate(arguments: Namespace) -> int:
    """Put a new key in the place of the old one, which signs the hand-over and is destroyed."""
    from register.signing import begin_anew
    from register.signing import rotate as change

    installation = ready(arguments)
    if arguments.lost:
        begin_anew(installation.keys, installation.moment().today, _last(installation))
    else:
        change(installation.keys, installation.moment().today)
    _print(installation)
    print(PUBLISH.format(keys=installation.keys.folder))
    return 0


def _last(installation: Installation) -> str:
    """The public key of the last release, in hex; "" where there is none that can be read."""
    with reading(installation.engine) as session:
        releases = [one for one in all_releases(session) if one.bundle]
    try:
        files = bundle_files(installation, releases[-1], releases[-1].bundle)
        return str(json.loads(files["manifest.json"])["keys"]["current"])
    except (Trouble, LookupError, ValueError):
        return ""


def _print(installation: Installation) -> None:
    from register.signing import LOST, fingerprint, key_chain, signer

    by = signer(installation.keys)
    print(f"key          {by.key_id}")
    print(f"fingerprint  {fingerprint(by.public)}")
    print(f"public key   {by.public.hex()}")
    for one in key_chain(installation.keys):
        old, new = (fingerprint(bytes.fromhex(one[name]))[:16] for name in ("old", "new"))
        if one.get("format") == LOST:
            print(f"lost         {one['day']}  {old if one['old'] else 'unknown'}, then {new}")
        else:
            print(f"handed over  {one['day']}  {old} to {new}")
