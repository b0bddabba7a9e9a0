"""Batches of invitations: made after inviting, put where everybody can read them, told witnesses.

A batch is made before any of its letters goes; the targets have it in the same run. A target that
does not answer keeps no letter back: what it lacks is put there by a later run, and the chain shows
that nothing was changed meanwhile. Witnesses hear once a day of the last batch of the days before,
which fixes all before it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from config.trouble import Trouble, all_in_one
from jobs.addresses import addresses
from jobs.wiring import Installation
from register.batches import (
    FOLDER,
    Batch,
    base64_of,
    batch_numbers,
    close_batches,
    last_batch,
    last_batches,
    published,
)
from register.batches_found import Found, lost_numbers, read_found, signed_by_us, take_over
from register.database import reading, transaction
from register.failpoint import reach
from register.letters import enqueue
from register.restorations import unsettled
from register.rules.batch import digest_of, read_statement
from register.rules.letter import LetterKind
from register.signing import fingerprint, signer

if TYPE_CHECKING:
    from reports.targets import Target

COMPARED = 10  # of the batches at a target, the last ones, byte for byte at every run


def close_and_publish(installation: Installation) -> int:
    """Make what batches are due, put them at every target, tell witnesses; how many were made.

    Trouble of one target is raised when all else is done. While a register that was put back from
    a backup is recovering, nothing goes out yet, and no batch is made before a target was asked
    what it has: a number told twice, over other invitations, would look as if somebody had changed
    the past.
    """
    with reading(installation.engine) as session:
        recovering = unsettled(session) is not None
    _take_over_lost(installation, must_ask=recovering)
    with transaction(installation.engine) as session:
        made = len(close_batches(session, installation.moment()))
    reach("batched")
    if recovering:
        return made
    troubles = _at_each(installation, _publish)
    _tell_witnesses(installation)
    if troubles:
        raise all_in_one(troubles)
    return made


def _at_each(
    installation: Installation, act: Callable[[Installation, Target], None]
) -> list[Trouble]:
    """Do it at every target; one that fails does not keep the others waiting."""
    from jobs.access import access
    from reports.targets import opened

    troubles: list[Trouble] = []
    for url in installation.settings.publication.targets:
        try:
            with opened(url, access(installation)) as target:
                act(installation, target)
        except Trouble as trouble:
            troubles.append(trouble)
    return troubles


def _take_over_lost(installation: Installation, *, must_ask: bool) -> None:
    """What was published and the register does not know: it was put back from a backup since.

    `must_ask`: Trouble when no target answers. One that does is enough, for all get the same, and
    sending must not hang on all of them; what it lacked is found out when the others answer.
    """
    found: dict[int, Found] = {}
    troubles = _at_each(installation, partial(_look_for_lost, found))
    if found:
        with transaction(installation.engine) as session:
            take_over(session, installation.moment(), found)
    if must_ask and troubles and len(troubles) == len(installation.settings.publication.targets):
        raise all_in_one(troubles)


def _look_for_lost(found: dict[int, Found], installation: Installation, target: Target) -> None:
    lying = target.names(FOLDER)
    with reading(installation.engine) as session:
        lost = lost_numbers(session, lying)
    for number in lost:
        batch = read_found(installation.keys, number, lambda name: target.read(f"{FOLDER}/{name}"))
        if batch is not None:
            found[number] = batch


def _publish(installation: Installation, target: Target) -> None:
    """Put there what it lacks, oldest first, of each batch the statement last."""
    lying = target.names(FOLDER)
    with reading(installation.engine) as session:
        lacking = [n for n in batch_numbers(session) if f"{n}.json" not in lying]
        latest = [batch for batch in last_batches(session, COMPARED) if batch.number not in lacking]
    lacking += [b.number for b in latest if not _is_same(installation, target, b)]
    for number in sorted(lacking):
        with reading(installation.engine) as session:
            files = published(session, number)
        for name, data in files.items():
            target.write(f"{FOLDER}/{name}", data)
            reach("batch-published")


def _is_same(installation: Installation, target: Target, batch: Batch) -> bool:
    """Whether the target has this very batch; Trouble where it has another one of ours."""
    name = f"{FOLDER}/{batch.number}.json"
    there, signature = target.read(name), target.read(f"{name}.sig")
    if there == batch.statement.encode("utf-8"):
        return signature == base64_of(batch.signature)
    if there is not None and _is_ours(installation, batch.number, there, signature or b""):
        raise Trouble(
            f"{target.name} has another batch {batch.number} of invitations than the register, and "
            "both are signed: the database was put back without achyk restore. Restore a backup "
            "with achyk restore; both batches stay public, and the next release must tell of it"
        )
    return False


def _is_ours(installation: Installation, number: int, statement: bytes, signature: bytes) -> bool:
    """Whether we have signed it, and as the batch of that number: it may be a copy of another."""
    try:
        signed = signed_by_us(installation.keys, statement, base64.b64decode(signature))
        return signed and read_statement(statement.decode("utf-8")).number == number
    except (ValueError, Trouble):
        return False


def _tell_witnesses(installation: Installation) -> None:
    """Of the last batch, once its day is over: its statement fixes all that came before."""
    witnesses = installation.settings.publication.witnesses
    moment = installation.moment()
    with reading(installation.engine) as session:
        last = last_batch(session)
    if not witnesses or last is None or last.told.made_on >= moment.today:
        return
    told = last.told
    context = {
        "what": "invitations",
        "number": told.number,
        "quarter": told.quarter,
        "made_on": told.made_on.isoformat(),
        "root": told.root.hex(),
        "size": told.size,
        "sha256": digest_of(last.statement),
        "key": fingerprint(signer(installation.keys).public),
        "places": addresses(installation),
    }
    language = installation.settings.publication.language
    with transaction(installation.engine) as session:
        for email in witnesses:
            key = f"witness/{FOLDER}/{told.number}/{email}"
            enqueue(session, moment, LetterKind.WITNESS, key, email, language, context)
