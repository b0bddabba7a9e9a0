"""verify.py: check a published release, offline, with nothing but Python and 'cryptography'.

    python -I verify.py                             the folder it lies in
    python -I verify.py FOLDER --receipt FILE       is my answer in the list, and was it counted
    python -I verify.py --key FINGERPRINT           the key as you know it from elsewhere
    python -I verify.py --manifest-digest SHA256    the manifest as witnesses received it
    python -I verify.py --previous FOLDER           the release before
    python -I verify.py --batches FOLDER            statements that a witness received
    python -I verify.py --openings FILE             an auditor: every figure from every answer

Each line says what was checked. Exit code: 0 all is well, 1 something is wrong, 2 something could
not be checked. A verify.py out of a bundle is as honest as the bundle: take it from elsewhere, too.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from reports.verify_brought import check_openings, check_previous, check_statements, own_key
from reports.verify_bundle import (
    MANIFEST,
    SIGNATURE,
    WITHHELD,
    WITHHELD_SIGNATURE,
    Bundle,
    Keys,
    bundle_in,
    bundle_of,
    check_files,
    check_pages,
    check_signed,
    fingerprint,
    read_json,
    read_key,
    read_manifest,
    told,
)
from reports.verify_figures import Figures
from reports.verify_lists import (
    INVITATIONS,
    RECEIPTS,
    Findings,
    Lists,
    Malformed,
    check_invitations,
    check_receipts_list,
    decoded,
)
from reports.verify_receipts import check_receipts

DAMAGED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What a value of the wrong kind, in a file that anybody may have written, leads to."""


@dataclass
class Brought:
    """What the reader knows or received apart from the bundle."""

    key: str = ""  # fingerprint, key, or a file with either
    manifest_digest: str = ""
    previous: Path | None = None
    batches: Path | None = None
    openings: Path | None = None
    receipts: tuple[Path, ...] = ()


def verify_folder(folder: Path, brought: Brought | None = None) -> Findings:
    """Check the release in a folder."""
    found = Findings()
    _try(found, lambda: _check(bundle_in(folder), brought or Brought(), found))
    return found


def verify_files(files: Mapping[str, bytes], brought: Brought | None = None) -> Findings:
    """Check a release that is held in memory."""
    found = Findings()
    _try(found, lambda: _check(bundle_of(files), brought or Brought(), found))
    return found


def _check(bundle: Bundle, brought: Brought, found: Findings) -> None:
    """All checks; one that meets a malformed file does not keep the others from being made."""
    manifest, data = read_manifest(bundle), bundle.small(MANIFEST)
    keys, lists = Keys(manifest["keys"]), Lists()
    found.note(f"release of {manifest['quarter']}, revision {manifest['revision']}")
    trusted = str(_try(found, lambda: read_key(brought.key)) or "") if brought.key else ""
    _try(found, partial(_check_manifest, bundle, manifest, data, keys, found))
    _try(found, partial(_check_trust, brought, trusted, manifest, data, keys, found))
    is_withheld = WITHHELD in bundle.sizes
    whole = _try(found, partial(check_files, bundle, manifest["files"], found, is_withheld))
    if is_withheld:
        _try(found, partial(_check_withheld, bundle, data, keys, found))
    _check_lists(bundle, manifest, lists, found)
    known = keys.known()
    if brought.batches is not None:
        _try(found, partial(check_statements, brought.batches, manifest, known, found))
    if not is_withheld:
        described = {**manifest, "files": whole or ()}
        _try(found, partial(_check_figures, bundle, described, lists, brought, found))
    known.update(own_key(trusted))
    for path in brought.receipts:
        _try(found, partial(check_receipts, path, manifest, lists, known, found))


def _try(found: Findings, check: Callable[[], Any]) -> Any:
    """Make a check; what keeps it from being made is told like a finding."""
    try:
        return check()
    except Malformed as error:
        found.wrong(str(error))
    except OSError as error:
        found.unknown(f"{told([Path(str(error.filename)).name])} cannot be read: {error.strerror}")
    except MemoryError:
        found.unknown("this computer has too little memory for what is in the release")
    except DAMAGED as error:
        found.wrong(f"something is not written as it has to be ({type(error).__name__})")
    return None


def _check_manifest(
    bundle: Bundle, manifest: Mapping[str, Any], data: bytes, keys: Keys, found: Findings
) -> None:
    signature = decoded(bundle.small(SIGNATURE, 1000).decode("ascii", "replace"))
    check_signed(found, keys.current, data, signature, "the manifest")
    if not keys.is_whole:
        found.wrong(f"{MANIFEST}: a hand-over of keys is not signed by the old key")
    for one in keys.lost:
        short = fingerprint(one["old"])[:16] if one["old"] else "before"
        found.note(f"the key {short} was lost by {one['day']}: so says the key after it, no other")
    for name in (RECEIPTS, INVITATIONS):
        if name not in manifest["files"]:
            found.wrong(f"{MANIFEST} does not name {name}")


def _check_trust(
    brought: Brought,
    trusted: str,
    manifest: Mapping[str, Any],
    data: bytes,
    keys: Keys,
    found: Findings,
) -> None:
    """Is the key, or the manifest itself, known from elsewhere."""
    digest, is_known = hashlib.sha256(data).hexdigest(), False
    if brought.manifest_digest:
        is_known = found.check(
            brought.manifest_digest.strip().lower() == digest,
            "the manifest is the one that the witnesses received",
            f"the manifest is not the one that the witnesses received; this one is {digest}",
        )
    if trusted:
        is_known |= found.check(
            keys.told(trusted),
            "the key is the one you know",
            "the key is not the one you know, and that one did not hand over to it",
        )
    if brought.previous is not None:
        is_known |= bool(
            _try(found, partial(check_previous, brought.previous, manifest, keys, found))
        )
    if not is_known:
        found.note(f"SHA-256 of the manifest: {digest}")
        found.note(f"fingerprint of the key: {fingerprint(keys.current)}")
        found.note("both are known from here only: compare one with what you know from elsewhere")


def _check_withheld(bundle: Bundle, data: bytes, keys: Keys, found: Findings) -> None:
    page = bundle.small(WITHHELD, 100_000)
    signature = decoded(bundle.small(WITHHELD_SIGNATURE, 1000).decode("ascii", "replace"))
    stated, public = read_json(page, WITHHELD), keys.current
    if "keys" in stated:  # the key may have changed since
        after = Keys(stated["keys"])
        public = after.current if after.is_whole and after.leads(public) else public
    check_signed(found, public, page, signature, WITHHELD)
    check_pages(bundle, stated.get("files"), found)
    found.check(
        stated.get("manifest") == hashlib.sha256(data).hexdigest(),
        "what is withheld is the release of this manifest",
        f"{WITHHELD} is about another manifest",
    )
    who, since, why = (told([str(stated.get(name))]) for name in ("person", "since", "reason"))
    found.note(f"the figures are withheld by {who} since {since}: {why}")


def _check_lists(
    bundle: Bundle, manifest: Mapping[str, Any], lists: Lists, found: Findings
) -> None:
    checks = ((RECEIPTS, check_receipts_list), (INVITATIONS, check_invitations))
    for name, check in checks:
        if name in bundle.sizes:  # else told already
            with bundle.opener(name) as file:
                _try(found, partial(check, file, manifest, lists, found))


def _check_figures(
    bundle: Bundle,
    manifest: dict[str, Any],
    lists: Lists,
    brought: Brought,
    found: Findings,
) -> None:
    if not lists.is_proven:
        found.unknown("the figures: the list of answers is not the one that was signed")
        return
    figures = Figures(bundle.opener, manifest, found)
    figures.check_arithmetic(len(lists.responses))
    if brought.openings is None:
        found.note("that the figures follow from the answers an auditor can check: --openings")
    else:
        figures.check_opened(check_openings(brought.openings, manifest, lists, found))
    found.note(
        "compared were the tables in data/; that pages, charts and workbooks show the same figures "
        "was not: of them it is known only that they are as they were signed"
    )


def told_lines(found: Findings) -> list[str]:
    """What was found, a line a check, the verdict last."""
    lines = [f"{mark}: {says}" for mark, says in found.lines]
    wrong, unknown = found.count("WRONG"), found.count("not checked")
    if wrong:
        verdict = f"VERDICT: WRONG. Checks that failed: {wrong}"
    elif unknown:
        verdict = f"VERDICT: not all could be checked. Checks that could not be made: {unknown}"
    else:
        verdict = "VERDICT: all is well."
    return [*lines, verdict]


def tell(found: Findings) -> int:
    """Print what was found, with what the terminal can show; the exit code."""
    spoken = sys.stdout.encoding or "ascii"
    for line in told_lines(found):
        print(line.encode(spoken, "replace").decode(spoken))
    return exit_code(found)


def exit_code(found: Findings) -> int:
    """0 all is well, 1 something is wrong, 2 something could not be checked."""
    return 1 if found.count("WRONG") else 2 if found.count("not checked") else 0


def main(words: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="verify.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--receipt", action="append", type=Path, default=[], metavar="FILE")
    parser.add_argument("--key", default="", metavar="FINGERPRINT")
    parser.add_argument("--manifest-digest", default="", metavar="SHA256")
    for name in ("previous", "batches"):
        parser.add_argument(f"--{name}", type=Path, metavar="FOLDER")
    parser.add_argument("--openings", type=Path, metavar="FILE")
    given = parser.parse_args(words)
    brought = Brought(
        key=given.key,
        manifest_digest=given.manifest_digest,
        previous=given.previous,
        batches=given.batches,
        openings=given.openings,
        receipts=tuple(given.receipt),
    )
    return tell(verify_folder(given.folder, brought))


if __name__ == "__main__":
    sys.exit(main())
