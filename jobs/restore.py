"""Restoring: an installation, fresh or damaged, gets back what a backup holds."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.progress import Advance
from config.settings import FILE
from config.trouble import Trouble, WorldTrouble
from jobs.commands.setup import make_folders
from jobs.put_database import begin_replacing, marked, prove_replaceable, put_database
from jobs.wiring import Installation, open_installation, system_clock
from register.backup import (
    MANIFEST,
    MAPPINGS,
    Manifest,
    ahead,
    named_by,
    newest,
    read_manifest,
    verify,
)
from register.copying import copy_batch, digest_of
from register.failpoint import reach
from register.keys import PUBLICATION, Keys, KeyTrouble
from register.migrate import is_known
from register.signing import CHAIN
from register.snapshot import FILES, set_aside

BATCH = 500


@dataclass(frozen=True)
class Restored:
    """What a restore has done."""

    installation: Installation
    place: Path  # of the backup
    taken_at: datetime
    aside: Path | None  # where the database lies that was here before
    left_out: tuple[str, ...]  # originals that are damaged in the backup, and not here either


@dataclass(frozen=True)
class World:
    """What the restore knows of the world around."""

    environ: Mapping[str, str]
    clock: Callable[[], datetime] = system_clock
    randbytes: Callable[[int], bytes] = os.urandom

    def open(self, folder: Path) -> Installation:
        """The installation there."""
        return open_installation(folder, self.environ, self.clock, self.randbytes)


def restore(
    folder: Path, given: Path, world: World, advance: Advance, *, force: bool = False
) -> Restored:
    """Put the backup `given`, or the newest in that folder, back into the installation `folder`.

    Trouble before anything but a missing achyk.toml is written: the backup's database is damaged,
    keys are missing, the register here is newer (unless `force`) or in use. Damaged originals are
    left out and named in what is returned. The database that was here is kept under another name.
    """
    place = find(given, world.clock())
    manifest = read_manifest(place)
    damaged = verify(place, manifest, advance)
    _prove_usable(place, manifest, damaged)
    with _disk_told(folder):
        _put_settings(folder, place, damaged)
        installation = world.open(folder)
        _prove_fitting(installation, manifest)
        keys = _keys_to_put(installation.keys, manifest, damaged)
        with marked(installation):
            prove_replaceable(installation, manifest, force=force)
            make_folders(installation)
            lost = _put_blobs(installation, place, manifest, damaged, advance, sealed=not keys)
            lost += _put_mappings(installation, place, manifest, damaged)
            reach("restore-files")
        begin_replacing(installation)
        _put_keys(installation, place, keys)
        _put_signing(installation, place, manifest, damaged)
        installation = world.open(folder)  # keys are read once
        aside = put_database(installation, place, manifest)
    return Restored(installation, place, manifest.taken_at, aside, lost)


def find(given: Path, now: datetime) -> Path:
    """The backup itself; Trouble when there is none, or none that this clock can have made."""
    if (given / MANIFEST).exists():
        return given
    latest = newest(given, now)
    if latest is None:
        wrong = ", ".join(str(path) for path in ahead(given, now))
        if wrong:
            raise Trouble(f"only backups dated in the future: set the clock, or name one: {wrong}")
        raise Trouble(f"{given} holds no finished backup")
    return latest


def _prove_usable(place: Path, manifest: Manifest, damaged: Collection[str]) -> None:
    if FILES.get(manifest.database, "") in damaged:
        raise Trouble(f"the database in the backup {place} is damaged: take another backup")
    _prove_known(manifest)


def _prove_known(manifest: Manifest) -> None:
    if not is_known(manifest.revision):
        raise Trouble(
            f"the backup's database is at {manifest.revision}, which this program does not know: "
            f"bring the program up to date (it was made by {manifest.version})"
        )


def _put_settings(folder: Path, place: Path, damaged: Collection[str]) -> None:
    if not (folder / FILE).exists() and (place / FILE).exists() and FILE not in damaged:
        folder.mkdir(parents=True, exist_ok=True)
        copy_batch([(place / FILE, Path(FILE))], folder)


def _prove_fitting(installation: Installation, manifest: Manifest) -> None:
    here = installation.engine.dialect.name
    if here != manifest.database:
        raise Trouble(
            f"the backup holds a {manifest.database} database, database.url names {here}: "
            "set database.url to one of the backup's kind"
        )


def _keys_to_put(keys: Keys, manifest: Manifest, damaged: Collection[str]) -> list[str]:
    """Keys that the backup holds and that are not here; without the others nothing would open."""
    differ = [name for name, print_ in manifest.keys.items() if print_]
    differ = [name for name in differ if _fingerprint(keys, name) != manifest.keys[name]]
    held = manifest.files.keys() - damaged
    missing = [str(keys.path(name)) for name in differ if _key(name).as_posix() not in held]
    if missing:
        raise Trouble(
            f"not the keys that this backup was sealed under: {', '.join(missing)}. Put them back "
            "from the safe place; quarters' keys are in no backup and need not be there"
        )
    return differ


def _put_keys(installation: Installation, place: Path, names: Sequence[str]) -> None:
    """Put keys of the backup in the place of those here, which are kept under another name."""
    keys, now = installation.keys, installation.clock()
    for name in names:
        set_aside(keys.path(name), named_by(now))
        copy_batch([(place / _key(name), Path(keys.path(name).name))], keys.folder)


def _put_signing(
    installation: Installation, place: Path, manifest: Manifest, damaged: Collection[str]
) -> None:
    """The key that signs in public, where there is none: one that is here may be its successor."""
    keys = installation.keys
    held = [Path("keys") / name for name in (CHAIN, keys.path(PUBLICATION).name)]
    whole = {path for path in held if path.as_posix() in manifest.files.keys() - damaged}
    if held[1] in whole and not keys.path(PUBLICATION).exists():
        # The key last: what breaks off in between is done again.
        copy_batch([(place / one, Path(one.name)) for one in held if one in whole], keys.folder)


def _key(name: str) -> Path:
    """Where a key lies in a backup."""
    return Path("keys") / f"{name}.key"


def _fingerprint(keys: Keys, name: str) -> str:
    try:
        return keys.fingerprint(name)
    except KeyTrouble:
        return ""


def _put_blobs(
    installation: Installation,
    place: Path,
    manifest: Manifest,
    damaged: Collection[str],
    advance: Advance,
    *,
    sealed: bool,
) -> tuple[str, ...]:
    """Every original that is not there, or is damaged here; those that have to be left out.

    `sealed`: what opens under the keys here will open under those of the backup, for they agree.
    """
    wanted = []
    for name, digest in manifest.files.items():
        path = Path(name)
        if path.parts[0] == "blobs" and not _is_there(installation, path, digest, sealed=sealed):
            wanted.append((place / path, path))
    left_out = tuple(path.as_posix() for _, path in wanted if path.as_posix() in damaged)
    wanted = [(source, path) for source, path in wanted if path.as_posix() not in damaged]
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        copy_batch(batch, installation.folder)
        advance(len(batch))
    return left_out


def _put_mappings(
    installation: Installation, place: Path, manifest: Manifest, damaged: Collection[str]
) -> tuple[str, ...]:
    """Every foreign layout that is not there: files of the drop folder may need it once more."""
    folder = installation.folder / installation.settings.sheets.mappings
    held = {name: Path(name) for name in manifest.files if Path(name).parts[0] == MAPPINGS}
    wanted = {name: path for name, path in held.items() if not (folder / path.name).exists()}
    whole = [
        (place / path, Path(path.name)) for name, path in wanted.items() if name not in damaged
    ]
    if whole:
        folder.mkdir(parents=True, exist_ok=True)
        copy_batch(whole, folder)
    return tuple(name for name in wanted if name in damaged)


def _is_there(installation: Installation, path: Path, digest: str, *, sealed: bool) -> bool:
    """The same file, or another that opens: it was sealed anew."""
    here = installation.folder / path
    if not here.exists():
        return False
    _, vault, _, name = path.parts
    return digest_of(here) == digest or (sealed and installation.blobs.opens(vault, name))


@contextmanager
def _disk_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorldTrouble(
            f"cannot write {error.filename or folder}: {error.strerror}; make room or rights, "
            "then run achyk restore once more"
        ) from error
