"""What a reader brings: batch statements, the previous release, an auditor's openings.

Part of the shipped verify.py (reports.verify_script puts it together): standard library and
`cryptography` only, Python 3.8.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from reports.verify_bundle import (
    MANIFEST,
    SIGNATURE,
    Keys,
    bundle_in,
    canonical,
    check_signed,
    fingerprint,
    is_signed,
    read_json,
    read_manifest,
    told,
)
from reports.verify_figures import Opened
from reports.verify_lists import CODE, Findings, Lists, Malformed, decoded

LARGEST_STATEMENT = 64 << 10  # bytes
LONGEST_OPENING = 1 << 20
MOST_STATEMENTS = 20_000


def check_previous(folder: Path, manifest: Mapping[str, Any], keys: Keys, found: Findings) -> bool:
    """The release before: this one names it, and its key leads to this one's."""
    bundle, stated = bundle_in(folder), manifest.get("previous")
    before, data = read_manifest(bundle), bundle.small(MANIFEST)
    digest = hashlib.sha256(data).hexdigest()
    named = isinstance(stated, dict) and stated.get("manifest") == digest
    found.check(
        named,
        f"this release names the manifest of {before['quarter']} as the one before it",
        f"this release does not name this manifest of {before['quarter']} as the one before it",
    )
    public = before["keys"]["current"]
    signature = decoded(bundle.small(SIGNATURE, 1000).decode("ascii", "replace"))
    is_signed_then = check_signed(found, public, data, signature, "the release before")
    if public in keys.known().values() and not keys.leads(public):
        says = "the key of the release before was lost: that the one after it is the publisher's,"
        found.unknown(f"{says} compare its fingerprint with what you know from elsewhere")
        return False
    leads = found.check(
        keys.leads(public),
        "its key is the one of the release before, or was handed over by it",
        "the key is another one than that of the release before, and was not handed over",
    )
    then, now = before["parameters"], manifest["parameters"]
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            found.note(f"{name} was {then.get(name)} in {before['quarter']}, is {now.get(name)}")
    return named and is_signed_then and leads


def check_statements(
    folder: Path, manifest: Mapping[str, Any], keys: Mapping[str, str], found: Findings
) -> None:
    """Batch statements that a witness received: each is in the release as it was received."""
    listed = {int(batch["number"]): batch for batch in manifest["roots"]["batches"]}
    seen: set[int] = set()
    for path in sorted(folder.glob("*.json"))[:MOST_STATEMENTS]:
        if not path.is_file() or path.stat().st_size > LARGEST_STATEMENT:
            found.unknown(f"{path.name} is no statement of a batch")
            continue
        data = path.read_bytes().rstrip(b"\n")
        statement = read_json(data, path.name)
        if statement.get("quarter") != manifest["quarter"]:
            continue
        number = statement.get("number")
        if type(number) is not int:
            raise Malformed(f"{path.name} names no batch")
        seen.add(number)
        if hashlib.sha256(data).hexdigest() != listed.get(number, {}).get("statement"):
            found.wrong(f"batch {number} was received, and is not in the release as it was")
        _check_signature(path, data, keys, found)
    if not seen:
        found.unknown(f"{told([str(folder)])}: no statement of this quarter is in it")
        return
    rest = sorted(set(listed) - seen)
    found.ok(
        f"{len(seen & set(listed))} of {len(listed)} batch statements were received and compared"
    )
    if rest:
        found.note(f"not among the statements given: {', '.join(map(str, rest[:50]))}")


def _check_signature(path: Path, data: bytes, keys: Mapping[str, str], found: Findings) -> None:
    beside = path.with_name(path.name + ".sig")
    if beside.is_file() and beside.stat().st_size < 1000:
        signature = decoded(beside.read_text("ascii", "replace"))
        answers = {is_signed(public, data, signature) for public in keys.values()}
        if None in answers:
            found.unknown(f"the signature of {path.name}: install 'cryptography'")
        elif True not in answers:
            found.wrong(f"{path.name}: its signature is wrong")


def check_openings(
    path: Path, manifest: Mapping[str, Any], lists: Lists, found: Findings
) -> Opened:
    """Every opening is in the list and everything listed is opened; what the answers add up to."""
    opened, seen = Opened(), {"response": _nothing(), "appeal": _nothing()}
    asked, strange = str((manifest.get("questionnaire") or {}).get("code")), 0
    listed = {"response": lists.responses, "appeal": lists.appeals}
    with path.open("rb") as file:
        for kind, code, record in _openings(file, path.name):
            if code in seen[kind]:
                raise Malformed(f"{path.name}: {code.hex()[:16]} is opened twice")
            seen[kind].add(code)
            if kind == "response" and code in lists.replaced:
                continue
            if code not in listed[kind]:
                strange += 1
            elif kind == "response":
                opened.add(record, asked)
                strange += record.get("quarter") != manifest["quarter"]
    found.check(
        not strange,
        "every opened record is in the list as it was committed to",
        f"{strange} opened records are not in the list: they were changed, or are none of it",
    )
    for kind, codes in listed.items():
        missing = sum(1 for code in codes if code not in seen[kind])
        if kind == "appeal" and missing and missing == len(codes):
            found.note("the steps of appeals were not opened")
            continue
        found.check(
            not missing,
            f"everything listed under {kind}s was opened ({len(codes)})",
            f"{missing} of {len(codes)} listed {kind}s were not opened",
        )
    return opened


def _nothing() -> set[bytes]:
    return set()


def _openings(file: BinaryIO, name: str) -> Iterator[Any]:
    """Kind, commitment and record of each opening."""
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_OPENING), b""), 1):
        try:
            opening = json.loads(line.decode("utf-8"))
            kind, salt, stated = opening["kind"], str(opening["salt"]), opening["record"]
            data = stated.encode("utf-8") if isinstance(stated, str) else canonical(stated)
            record = read_json(data, "the record")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Malformed):
            raise Malformed(f"{name}, line {number}: not an opening") from None
        if kind not in ("response", "appeal") or not CODE.fullmatch(salt):
            raise Malformed(f"{name}, line {number}: neither a response nor an appeal")
        code = hashlib.sha256(f"achyk/{kind}/1".encode() + bytes.fromhex(salt) + data).digest()
        yield kind, code, record


def own_key(trusted: str) -> dict[str, str]:
    """A whole key that the reader brought, by its short name; {} for a fingerprint."""
    return {fingerprint(trusted)[:16]: trusted} if len(trusted) == 64 else {}
