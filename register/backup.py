"""Backups: the register, the originals and the settings as they were at one moment, in a folder.

`DIR/2026-09-01T023000Z/` holds the database, `blobs/`, `achyk.toml`, `mappings/` and
`manifest.json`, which is written last: a folder without it was never finished. Quarters' keys are
in no backup (trust.md).
"""

from __future__ import annotations

import errno
import fcntl
import json
import logging
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from config.progress import Advance
from config.trouble import Trouble, WorldTrouble
from register.copying import Earlier, copy_batch, digest_of, sync_tree
from register.failpoint import reach
from register.keys import STANDING, Keys, sync_folder
from register.migrate import revision
from register.signing import key_files
from register.snapshot import FILES, tables_of, take_snapshot

MANIFEST = "manifest.json"
MAPPINGS = "mappings"  # in a backup, wherever they lie in the installation
FORM = 1  # of the manifest; a program that finds a higher one is too old
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
UNFINISHED, GONE = ".part", ".gone"  # behind a dot and the name: being made, being removed
LOCK = ".lock"
BATCH = 500
SKEW = timedelta(days=1)  # by how much the clocks of two machines may differ
log = logging.getLogger("achyk.backup")


@dataclass(frozen=True)
class Source:
    """What is backed up."""

    engine: sa.Engine
    blobs: Path  # the folder
    keys: Keys
    settings: Path  # achyk.toml
    version: str  # of the program
    mappings: Path | None = None  # the folder of foreign layouts, where there is one


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    form: int
    taken_at: datetime  # before the database was read
    version: str  # of the program that made it
    database: str  # "sqlite" or "postgresql"
    revision: str  # the last migration the database had seen
    tables: tuple[str, ...]
    keys: Mapping[str, str]  # standing key → its fingerprint
    files: Mapping[str, str]  # path in the backup → SHA-256 in hex


def named_by(moment: datetime) -> str:
    """The name of a backup of that moment."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"


def take_backup(
    source: Source, folder: Path, now: datetime, advance: Advance, *, with_keys: bool = False
) -> Path:
    """Make a backup in `folder`; returns where it lies. It is there whole or not at all.

    Blobs that the backup before holds too are linked, unless they are damaged there. WorldTrouble
    when disk or database fails; what was begun is then removed. `advance` is told the files done.
    """
    place = folder / named_by(now)
    part = folder / f".{place.name}{UNFINISHED}"
    with _alone(folder):
        if place.exists():
            raise Trouble(f"{place} is there already; wait a second and try again")
        try:
            with _disk_told(folder):
                _fill(source, part, _earlier(folder, now), now, advance, with_keys=with_keys)
                part.rename(place)
                sync_folder(folder)
        except Trouble:
            shutil.rmtree(part, ignore_errors=True)  # a full disk is not to be kept full
            raise
    return place


def _fill(
    source: Source,
    part: Path,
    before: Earlier | None,
    now: datetime,
    advance: Advance,
    *,
    with_keys: bool,
) -> None:
    part.mkdir(mode=0o700)
    kind = source.engine.dialect.name
    take_snapshot(source.engine, part / FILES[kind])
    reach("backup-database")
    files = {FILES[kind]: digest_of(part / FILES[kind])}
    # After the database: whatever it names was kept before it was named.
    named = [(source.settings, Path(source.settings.name)), *_mappings(source.mappings)]
    for name in STANDING if with_keys else ():
        source.keys.prove(name)
        named.append((source.keys.path(name), Path("keys") / f"{name}.key"))
    signing = key_files(source.keys) if with_keys else ()
    named += [(path, Path("keys") / path.name) for path in signing]
    for batch in _batches([*named, *_blobs(source.blobs)]):
        files |= copy_batch(batch, part, before)
        advance(len(batch))
    reach("backup-files")
    sync_tree(part)
    _write_manifest(part / MANIFEST, _manifest(source, now, files))
    reach("backup-manifest")


def _earlier(folder: Path, now: datetime) -> Earlier | None:
    """The backup before, for links; with a damaged manifest it helps as little as none."""
    latest = newest(folder, now)
    if latest is None:
        return None
    try:
        return Earlier(latest, read_manifest(latest).files)
    except Trouble as trouble:
        log.error("%s; everything is copied afresh", trouble)
        return None


def _mappings(folder: Path | None) -> Iterator[tuple[Path, Path]]:
    for path in sorted(folder.glob("*.toml")) if folder else ():
        if path.is_file():
            yield path, Path(MAPPINGS) / path.name


def _blobs(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Every sealed original and its place in a backup; never a name that begins with a dot."""
    for directory, _, names in os.walk(folder):
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(directory) / name
                yield path, Path("blobs") / path.relative_to(folder)


def _batches(files: Sequence[tuple[Path, Path]]) -> Iterator[Sequence[tuple[Path, Path]]]:
    for start in range(0, len(files), BATCH):
        yield files[start : start + BATCH]


def _manifest(source: Source, now: datetime, files: Mapping[str, str]) -> Manifest:
    return Manifest(
        form=FORM,
        taken_at=now.astimezone(UTC),
        version=source.version,
        database=source.engine.dialect.name,
        revision=revision(source.engine) or "",
        tables=tuple(sorted(tables_of(source.engine))),
        keys={name: source.keys.fingerprint(name) for name in STANDING},
        files=dict(sorted(files.items())),
    )


def _write_manifest(path: Path, manifest: Manifest) -> None:
    facts = {**asdict(manifest), "taken_at": manifest.taken_at.isoformat()}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(facts, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def read_manifest(place: Path) -> Manifest:
    """What a backup says of itself; Trouble when it is none, unfinished, damaged or too new."""
    try:
        facts = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        form = int(facts["form"])
        if form <= FORM:
            facts["taken_at"] = datetime.fromisoformat(facts["taken_at"])
            if any(Path(name).is_absolute() or ".." in Path(name).parts for name in facts["files"]):
                raise ValueError("a file outside the backup")
            return Manifest(**{**facts, "tables": tuple(facts["tables"])})
    except FileNotFoundError as error:
        raise Trouble(f"{place} holds no finished backup: {MANIFEST} is missing") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble(f"{place / MANIFEST} cannot be read: take another backup") from error
    raise Trouble(f"{place} was made by a newer program; bring this one up to date first")


def verify(place: Path, manifest: Manifest, advance: Advance) -> frozenset[str]:
    """The files of the backup that are missing, not what was written, or not to be read."""
    damaged = set()
    for name, digest in manifest.files.items():
        try:
            if digest_of(place / name) != digest:
                damaged.add(name)
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.EIO):  # EIO: a bad block of the disk
                raise WorldTrouble(f"cannot read {place / name}: {error.strerror}") from error
            damaged.add(name)
        advance(1)
    return frozenset(damaged)


def complete(folder: Path) -> list[Path]:
    """The finished backups in `folder`, oldest first."""
    if not folder.is_dir():
        return []
    named = (path for path in folder.iterdir() if NAME.fullmatch(path.name))
    return sorted(path for path in named if (path / MANIFEST).is_file())


def ahead(folder: Path, now: datetime) -> list[Path]:
    """Finished backups that a clock dated later than `now` can be: nobody knows their age."""
    latest = named_by(now + SKEW)
    return [path for path in complete(folder) if path.name > latest]


def newest(folder: Path, now: datetime) -> Path | None:
    """The latest finished backup in `folder`, those of `ahead` left out."""
    wrong = ahead(folder, now)
    return next((path for path in reversed(complete(folder)) if path not in wrong), None)


def keep_newest(folder: Path, keep: int, now: datetime) -> int:
    """Remove finished backups but the `keep` latest and those of `ahead`; how many were removed."""
    with _alone(folder), _disk_told(folder):
        wrong = ahead(folder, now)
        old = [path for path in complete(folder) if path not in wrong][:-keep]
        for place in old:
            _remove(place)
    return len(old)


def remove_until(folder: Path, until: datetime, now: datetime) -> int:
    """Remove finished backups made before `until`, but never the latest; how many were removed."""
    if not folder.is_dir():
        return 0
    with _alone(folder), _disk_told(folder):
        latest = newest(folder, now)
        old = [path for path in complete(folder) if path.name < named_by(until) and path != latest]
        for place in old:
            _remove(place)
    return len(old)


def _remove(place: Path) -> None:
    # Under another name first: what is half removed must not pass for a backup.
    gone = place.with_name(f".{place.name}{GONE}")
    place.rename(gone)
    shutil.rmtree(gone)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No two work in one folder; what a killed one left behind is removed."""
    with _disk_told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble(f"another backup is being made in {folder}; wait for it") from error
        for ending in (UNFINISHED, GONE):
            for left in folder.glob(f".*{ending}"):
                if NAME.fullmatch(left.name[1 : -len(ending)]):
                    shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        with suppress(OSError):
            os.close(descriptor)


@contextmanager
def _disk_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = error.filename or folder
        raise WorldTrouble(
            f"cannot write {place}: {error.strerror}; make room or rights"
        ) from error
