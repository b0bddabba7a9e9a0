"""The bundle itself: its files, its manifest, and the keys that signed it.

Part of the shipped verify.py (reports.verify_script puts it together): standard library and
`cryptography` only, Python 3.8. A bundle may come from anybody: nothing in it is believed, no name
in it is opened that was not found by listing the folder, and no file is read whole unless small.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Dict  # noqa: UP035 - evaluated by 3.8

from reports.verify_lists import CODE, Findings, Malformed, decoded

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    HAS_CRYPTOGRAPHY = True
except ImportError:
    HAS_CRYPTOGRAPHY = False

MANIFEST, SIGNATURE = "manifest.json", "manifest.json.sig"
WITHHELD, WITHHELD_SIGNATURE = "withheld.json", "withheld.json.sig"
FORMAT = "achyk manifest 1"
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,3}")
PAGE = re.compile(r"index(\.[a-z]{2})?\.html")
QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")
LARGEST_JSON = 32 << 20  # bytes
LARGEST_FILE = 4 << 30
MOST_FILES = 20_000
TOLD = 10  # names that are printed one by one
HAND_OVER, LOST = "achyk hand-over 1", "achyk lost key 1"
PARTS: Dict[str, Any] = {  # noqa: UP006 - evaluated by 3.8
    **dict.fromkeys(("quarter", "made_on", "publisher"), str),
    **dict.fromkeys(("questionnaire", "parameters", "groups", "tables"), dict),
    **dict.fromkeys(("files", "roots", "keys"), dict),
    "revision": int,
    "revisions": list,
    "previous": (dict, type(None)),
}
"""What a manifest consists of."""


@dataclass
class Bundle:
    """The files of a release, wherever they lie."""

    sizes: dict[str, int]
    opener: Callable[[str], BinaryIO]
    odd: list[str] = field(default_factory=list)  # neither plain file nor folder

    def small(self, name: str, limit: int = LARGEST_JSON) -> bytes:
        """The content of a small file; Malformed where it is missing or large."""
        if name not in self.sizes:
            raise Malformed(f"{name} is missing")
        with self.opener(name) as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise Malformed(f"{name} is far too large")
        return data

    def digest(self, name: str) -> str:
        """SHA-256 of a file, in hex."""
        digest = hashlib.sha256()
        with self.opener(name) as file:
            for part in iter(lambda: file.read(1 << 20), b""):
                digest.update(part)
        return digest.hexdigest()


def bundle_of(files: Mapping[str, bytes]) -> Bundle:
    """A bundle that is held in memory."""
    return Bundle({n: len(data) for n, data in files.items()}, lambda name: io.BytesIO(files[name]))


def bundle_in(folder: Path) -> Bundle:
    """A bundle in a folder; links are not followed."""
    bundle = Bundle({}, lambda name: (folder / name).open("rb"))
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(folder / inside) as entries:
            for entry in entries:
                name, found = inside + entry.name, entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(found.st_mode) and name.count("/") < 4:
                    waiting.append(name + "/")
                elif stat.S_ISREG(found.st_mode):
                    bundle.sizes[name] = found.st_size
                else:
                    bundle.odd.append(name)
                if len(bundle.sizes) + len(bundle.odd) + len(waiting) > MOST_FILES:
                    raise Malformed("the folder holds far too many files for a release")
    return bundle


def canonical(value: Any) -> bytes:
    """The one way in which a record is written."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def read_json(data: bytes, name: str) -> dict[str, Any]:
    """A JSON object written in the one way, so that it has one meaning; else Malformed."""
    try:
        value = json.loads(data.decode("utf-8"))
        if isinstance(value, dict) and canonical(value) == data.rstrip(b"\n"):
            return value
    except (ValueError, RecursionError):
        pass
    raise Malformed(f"{name} is not written as it has to be")


def read_manifest(bundle: Bundle) -> dict[str, Any]:
    """The manifest, all that is relied on being of its kind; else Malformed."""
    manifest = read_json(bundle.small(MANIFEST), MANIFEST)
    if manifest.get("format") != FORMAT:
        raise Malformed(f"{MANIFEST} is not of the format '{FORMAT}'")
    odd = [name for name, kind in PARTS.items() if not isinstance(manifest.get(name), kind)]
    if odd or isinstance(manifest["revision"], bool) or not QUARTER.fullmatch(manifest["quarter"]):
        raise Malformed(f"{MANIFEST} lacks {told(odd) or 'quarter or revision'}, as it has to be")
    files, keys = manifest["files"], manifest["keys"]
    unsafe = [name for name in files if not NAME.fullmatch(name)]
    if unsafe or len({name.lower() for name in files}) != len(files):
        raise Malformed(f"{MANIFEST} names files that cannot be: {told(unsafe)}")
    if not all(is_code(digest) for digest in files.values()):
        raise Malformed(f"{MANIFEST} holds something that is no SHA-256")
    if not is_code(keys.get("current")) or not isinstance(keys.get("chain"), list):
        raise Malformed(f"{MANIFEST} names no key")
    return manifest


def is_code(value: Any) -> bool:
    """Whether a value is 32 bytes in hex."""
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def told(names: list[str]) -> str:
    """Some names in one line, without what a terminal would obey."""
    some = ["".join(c if c.isprintable() else "?" for c in name)[:100] for name in names[:TOLD]]
    return ", ".join(some) + (f" and {len(names) - TOLD} more" if len(names) > TOLD else "")


def check_files(
    bundle: Bundle, files: dict[str, str], found: Findings, withheld: bool = False
) -> frozenset[str]:
    """Every file is there, unchanged, and no other; the names of those that are."""
    added = (MANIFEST, SIGNATURE) + ((WITHHELD, WITHHELD_SIGNATURE) if withheld else ())
    extra = sorted(set(bundle.sizes) - {*files, *added})
    missing = sorted(set(files) - set(bundle.sizes))
    there = sorted(set(files) & set(bundle.sizes))
    giant = [name for name in there if bundle.sizes[name] > LARGEST_FILE]
    changed = [n for n in there if n in giant or bundle.digest(n) != files[n]]
    if withheld:  # the page that says so stands in place of the release's: check_pages
        extra = [name for name in extra if not PAGE.fullmatch(name)]
        changed = [name for name in changed if not PAGE.fullmatch(name)]
        missing = [name for name in missing if name.endswith(".txt")]
    for names, says in (
        (missing, "missing"),
        (changed, "changed since the release was made"),
        (extra, "not part of the release"),
        (sorted(bundle.odd), "a link or a device, where a file is expected"),
    ):
        if names:
            found.wrong(f"{says}: {told(names)}")
    if not (missing or changed or extra or bundle.odd):
        found.ok("every file is as it was when the release was made, none is missing or added")
    return frozenset(set(files) & set(bundle.sizes)) - frozenset(changed)


def check_pages(bundle: Bundle, stated: Any, found: Findings) -> None:
    """The pages of a release that is withheld: what its statement names, and no other."""
    pages = sorted(name for name in bundle.sizes if PAGE.fullmatch(name))
    if not isinstance(stated, dict):
        found.wrong(f"{WITHHELD} does not fix the pages: {told(pages)}")
        return
    wrong = [n for n in pages if stated.get(n) != bundle.digest(n)] + sorted(set(stated) - {*pages})
    found.check(
        not wrong,
        "the pages that tell so are as they were signed",
        f"pages that are not as they were signed: {told(wrong)}",
    )


def fingerprint(public: str) -> str:
    """By what people compare a key: SHA-256 of its 32 bytes, in hex."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()


def is_signed(public: str, data: bytes, signature: bytes) -> bool | None:
    """Whether this key signed the bytes; None where `cryptography` is missing."""
    if not HAS_CRYPTOGRAPHY:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def check_signed(found: Findings, public: str, data: bytes, signature: bytes, what: str) -> bool:
    """Tell whether `what` is signed with the key; True unless it is not."""
    is_right = is_signed(public, data, signature)
    if is_right is None:
        found.unknown(f"the signature of {what}: install 'cryptography' (pip install cryptography)")
    else:
        found.check(is_right, f"{what} is signed", f"the signature of {what} is wrong")
    return is_right is not False


class Keys:
    """The key of a release, those before it, and the one that the reader knows from elsewhere."""

    def __init__(self, stated: Mapping[str, Any]) -> None:
        self.current = str(stated["current"])
        good = [one for one in stated["chain"] if isinstance(one, dict) and handed_over(one)]
        self.is_whole = len(good) == len(stated["chain"])
        self.lost = [one for one in good if one.get("format") == LOST]
        self.after: dict[str, str] = {one["old"]: one["new"] for one in good}
        self.handed = {one["old"]: one["new"] for one in good if one not in self.lost}

    def leads(self, public: str) -> bool:
        """Whether this key is the current one, or handed over to it."""
        return self._reaches(public, self.handed)

    def _reaches(self, public: str, way: Mapping[str, str]) -> bool:
        for _ in range(len(way) + 1):
            if public == self.current:
                return True
            public = way.get(public, "")
        return False

    def known(self) -> dict[str, str]:
        """Short name → key, of all that are or were the publisher's; lost ones as well."""
        before = (old for old in self.after if old and self._reaches(old, self.after))
        return {fingerprint(public)[:16]: public for public in (self.current, *before)}

    def told(self, trusted: str) -> bool:
        """Whether a key given by fingerprint, at least 16 letters of it, or whole, is ours."""
        return any(
            self.leads(public) and (fingerprint(public).startswith(trusted) or public == trusted)
            for public in self.known().values()
        )


def handed_over(statement: Mapping[str, Any]) -> bool:
    """Whether the old key signed the hand-over, or the new one that the old is lost."""
    signed = {name: value for name, value in statement.items() if name != "signature"}
    form = statement.get("format", HAND_OVER)  # the first program named none
    if set(signed) - {"format"} != {"day", "new", "old"} or form not in (HAND_OVER, LOST):
        return False
    old, new = statement["old"], statement["new"]
    if not is_code(new) or not isinstance(statement["day"], str):
        return False
    if not is_code(old) and not (form == LOST and old == ""):
        return False
    signature = decoded(statement.get("signature"))
    return is_signed(new if form == LOST else old, canonical(signed), signature) is not False


def read_key(text: str) -> str:
    """A key or its fingerprint from a word or from a file; Malformed where it is neither."""
    data = text.encode()
    if not re.fullmatch(r"[0-9a-fA-F]{16,64}", text):
        try:
            with Path(text).open("rb") as file:
                data = file.read(1000)
        except (OSError, ValueError):
            raise Malformed(f"--key: {told([text])} is neither a fingerprint nor a file") from None
    text = data.decode("ascii", "replace").strip()
    whole = data if len(data) == 32 else decoded(text)
    # Sixty-four letters of hex are base64 as well, of 48 bytes: the length tells them apart.
    word = whole.hex() if len(whole) == 32 else text.lower()
    if not re.fullmatch(r"[0-9a-f]{16,64}", word):
        raise Malformed("--key: the file holds neither a key nor a fingerprint")
    return word
