"""Putting a database in the place of another, so that no moment of it can pass for the live one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from config.trouble import Trouble, WorldTrouble
from jobs.recover import mark_of
from jobs.upgrading import bring_up
from jobs.wiring import Installation
from register.backup import SKEW, Manifest, named_by
from register.copying import copy_batch
from register.database import open_engine, reading, transaction
from register.failpoint import reach
from register.keys import sync_folder
from register.restorations import begin_restoration, last_activity, unsettled
from register.snapshot import (
    FILES,
    POSTGRESQL,
    SQLITE,
    drop_tables,
    fold_wal,
    load_postgres,
    others_at,
    prove_unused,
    set_aside,
    tables_of,
    take_snapshot,
)

REPLACING = b"replacing"  # in the mark: keys or database may already be the backup's


def prove_replaceable(installation: Installation, manifest: Manifest, *, force: bool) -> None:
    """Trouble when the database is in use, or did something after the backup that would be lost."""
    try:
        active = None if force else _last_activity(installation)
    finally:
        installation.engine.dispose()
    if active is not None and manifest.taken_at > installation.clock() + SKEW:
        raise Trouble(
            f"the backup is of {manifest.taken_at:%Y-%m-%d %H:%M} UTC, which is still to come: it "
            "may be older than the register here; --force replaces it, and keeps it beside"
        )
    if active is not None and active > manifest.taken_at:
        raise Trouble(
            f"the register here is newer (last active {active:%Y-%m-%d %H:%M} UTC) than the backup "
            f"({manifest.taken_at:%Y-%m-%d %H:%M} UTC); --force replaces it, and keeps it beside"
        )
    _prove_unused(installation)


def _prove_unused(installation: Installation) -> None:
    if installation.engine.dialect.name == SQLITE:
        if _sqlite_file(installation).exists():
            prove_unused(_sqlite_file(installation))
    elif others_at(installation.engine):
        raise Trouble("other programs have the database open: stop achyk serve, then try again")


def _last_activity(installation: Installation) -> datetime | None:
    """None for no register, a damaged one, and one that was put back and did nothing since."""
    if installation.engine.dialect.name == SQLITE and not _sqlite_file(installation).exists():
        return None
    try:
        tables = tables_of(installation.engine)
        with reading(installation.engine) as session:
            if "restorations" in tables and unsettled(session) is not None:
                return None
            return last_activity(session) if "letters" in tables else None
    except WorldTrouble:
        if installation.engine.dialect.name == POSTGRESQL:
            raise  # a server that does not answer says nothing about its database
        return None


def _sqlite_file(installation: Installation) -> Path:
    return Path(installation.engine.url.database or "")


@contextmanager
def marked(installation: Installation) -> Iterator[None]:
    """No job starts while this lasts; what fails in it has replaced nothing, and all goes on."""
    mark = mark_of(installation)
    begun = mark.exists() and mark.read_bytes() == REPLACING
    if not begun:
        mark.touch()
        sync_folder(installation.folder)
    try:
        yield
    except (Trouble, OSError):
        if not begun:
            mark.unlink()
        raise


def begin_replacing(installation: Installation) -> None:
    """From here on only a restore that ends well lets jobs start again."""
    copying = installation.folder / f"{mark_of(installation).name}.new"
    copying.write_bytes(REPLACING)
    copying.replace(mark_of(installation))
    sync_folder(installation.folder)


def put_database(installation: Installation, place: Path, manifest: Manifest) -> Path | None:
    """Replace the database; from the first moment on it knows that it was put back."""
    stamp = named_by(installation.clock())
    if manifest.database == SQLITE:
        aside = _put_sqlite(installation, place, manifest, stamp)
    else:
        aside = _put_postgres(installation, place, manifest, stamp)
    mark_of(installation).unlink()
    sync_folder(installation.folder)
    return aside


def _put_sqlite(
    installation: Installation, place: Path, manifest: Manifest, stamp: str
) -> Path | None:
    target = _sqlite_file(installation)
    fresh = target.with_name(f"{target.name}.restored")
    for ending in ("-wal", "-shm", ""):
        fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
    copy_batch([(place / FILES[SQLITE], Path(fresh.name))], fresh.parent)
    engine = open_engine(f"sqlite:///{fresh}", installation.folder)
    _begin(installation, engine, manifest)
    engine.dispose()
    fold_wal(fresh)
    reach("restore-ready")
    _prove_unused(installation)  # copying took its time
    aside = set_aside(target, stamp)
    reach("restore-aside")
    fresh.rename(target)
    sync_folder(target.parent)
    reach("restore-swapped")
    return aside


def _put_postgres(
    installation: Installation, place: Path, manifest: Manifest, stamp: str
) -> Path | None:
    engine, aside = installation.engine, None
    if _holds_anything(engine):
        aside = installation.folder / f"database.before-{stamp}.dump"
        take_snapshot(engine, aside)
    reach("restore-ready")
    _prove_unused(installation)
    drop_tables(engine, frozenset(manifest.tables))
    reach("restore-aside")
    load_postgres(engine, place / FILES[POSTGRESQL])
    _begin(installation, engine, manifest)
    reach("restore-swapped")
    return aside


def _holds_anything(engine: sa.Engine) -> bool:
    if "letters" not in tables_of(engine):
        return False
    with reading(engine) as session:
        return last_activity(session) is not None


def _begin(installation: Installation, engine: sa.Engine, manifest: Manifest) -> None:
    bring_up(engine, installation.keys)
    with transaction(engine) as session:
        begin_restoration(session, installation.moment(), manifest.taken_at)
