"""Every invitation is committed to before its letter goes, and nothing is changed after."""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.batches import (
    BEFORE_BATCHES,
    Batch,
    InvitationLeaf,
    altered_batches,
    batch_of,
    batch_statements,
    close_batches,
    commit_to,
    invitation_leaves,
    invitation_lines,
    published,
)
from register.database import open_engine, reading, transaction
from register.inspections import Inspection, record_inspection
from register.invitations import (
    Invitation,
    InvitationState,
    by_token,
    due_inspections,
    invite,
    reopen,
)
from register.letters import Letter, LetterState
from register.rules.batch import digest_of
from register.rules.merkle import root
from register.signing import signer, verify
from register.suppressions import SuppressionReason, suppress

SURVEY = Survey(delay=2, reminders=2, gap=7, close=30)
Q3, Q4 = "2026-Q3", "2026-Q4"


def committed(engine, quarter, *digests) -> None:
    with transaction(engine) as session:
        for digest in digests:
            commit_to(session, quarter, digest.ljust(32).encode())


def closed(engine, moment) -> list[Batch]:
    with transaction(engine) as session:
        return close_batches(session, moment)


def asked(engine, moment, record, number="R-1") -> Invitation:
    with transaction(engine) as session:
        record_inspection(session, moment, record(registration_no=number), "u", SURVEY)
        (inspection,) = due_inspections(session, moment, SURVEY, 10)
        return invite(session, moment, inspection, SURVEY)


def leaves(engine) -> dict[bytes, int | None]:
    with reading(engine) as session:
        return dict(session.execute(sa.select(InvitationLeaf.leaf, InvitationLeaf.batch)).all())


def test_a_batch_is_made_of_all_that_is_in_none_and_then_there_is_none(engine, moment):
    committed(engine, Q3, "b", "a", "c")
    (batch,) = closed(engine, moment)
    told = batch.told
    assert (told.number, told.quarter, told.size, told.late, told.before) == (1, Q3, 3, 0, None)
    assert told.made_on == moment.today
    assert told.root == root(sorted(leaves(engine)))
    assert verify(signer(moment.keys).public, batch.statement.encode(), batch.signature)
    assert set(leaves(engine).values()) == {1}
    assert closed(engine, moment) == []


def test_the_chain_runs_over_all_quarters_without_a_gap(engine, moment):
    committed(engine, Q4, "late in the year")
    committed(engine, Q3, "a")
    closed(engine, moment)
    committed(engine, Q3, "b")
    closed(engine, moment)
    with reading(engine) as session:
        batches = session.scalars(sa.select(Batch).order_by(Batch.number)).all()
    assert [(batch.number, batch.quarter) for batch in batches] == [(1, Q3), (2, Q4), (3, Q3)]
    assert [batch.told.before for batch in batches] == [
        None, (1, digest_of(batches[0].statement)), (2, digest_of(batches[1].statement)),
    ]  # fmt: skip


def test_what_is_published_is_sorted_and_names_batches_only(engine, moment):
    committed(engine, Q3, *"hgfedcba")
    closed(engine, moment)
    committed(engine, Q3, "i", "j")
    committed(engine, Q4, "k")
    closed(engine, moment)
    committed(engine, Q3, "in no batch yet")
    with reading(engine) as session:
        lines = list(invitation_lines(session, Q3))
        in_tree = invitation_leaves(session, Q3)
        first, second = batch_statements(session, Q3)
        files = published(session, 1)
    assert (lines[0], lines[1], lines[10]) == (
        "achyk invitations 1 2026-Q3",
        "[batch 1]",
        "[batch 2]",
    )
    assert lines[2:10] == sorted(lines[2:10])
    assert sorted(lines[2:10] + lines[11:]) == [leaf.hex() for leaf in in_tree]
    assert len(in_tree) == 10
    assert (first.number, first.size, second.number, second.size) == (1, 8, 2, 2)
    assert first.root == root([bytes.fromhex(line) for line in lines[2:10]]).hex()
    assert list(files) == ["1.txt", "1.json.sig", "1.json"]  # the statement last
    assert files["1.txt"].decode().splitlines() == lines[2:10]
    public = signer(moment.keys).public
    assert verify(public, files["1.json"], base64.b64decode(files["1.json.sig"]))


def test_an_invitation_is_committed_to_with_its_letter(engine, moment, record):
    invitation = asked(engine, moment, record)
    with reading(engine) as session:
        leaf, batch = batch_of(session, invitation.token_digest)
    assert leaves(engine) == {leaf: None}
    assert batch is None
    closed(engine, moment)
    with reading(engine) as session:
        assert batch_of(session, invitation.token_digest) == (leaf, 1)


def test_a_leaf_tells_neither_inspection_nor_response():
    assert set(InvitationLeaf.__table__.columns.keys()) == {"leaf", "quarter", "batch"}


def test_a_reopened_invitation_has_a_new_leaf_and_the_old_one_stands(engine, moment, record):
    invitation = asked(engine, moment, record)
    old = set(leaves(engine))
    closed(engine, moment)
    with transaction(engine) as session:
        mine = session.get_one(Invitation, invitation.id)
        inspection = session.get_one(Inspection, mine.inspection_id)
        reopen(session, moment, mine, inspection, SURVEY, "two@business.kg")
        letter = session.scalars(sa.select(Letter).filter_by(state=LetterState.WAITING)).one()
        token = letter.read_context(moment.keys)["token"]
        new, batch = batch_of(session, by_token(session, token).token_digest)
    assert set(leaves(engine)) == old | {new}
    assert batch is None
    (second,) = closed(engine, moment)
    assert second.told.size == 1


def test_an_invitation_that_is_not_sent_has_no_leaf(engine, moment, record):
    with transaction(engine) as session:
        suppress(session, moment, "one@business.kg", SuppressionReason.UNSUBSCRIBED, "")
    assert asked(engine, moment, record).state is InvitationState.SUPPRESSED
    assert leaves(engine) == {}
    assert closed(engine, moment) == []


def test_those_invited_before_there_were_batches_are_told_as_late(engine, moment):
    committed(engine, Q3, "old", "older")
    with transaction(engine) as session:
        session.execute(sa.update(InvitationLeaf).values(batch=BEFORE_BATCHES))
    committed(engine, Q3, "new")
    with reading(engine) as session:
        assert invitation_leaves(session, Q3) == []
    (batch,) = closed(engine, moment)
    assert (batch.told.size, batch.told.late) == (3, 2)
    assert set(leaves(engine).values()) == {1}


@pytest.mark.parametrize("change", ["dropped", "changed", "added", "moved"])
def test_whoever_touches_a_leaf_is_found_out(engine, moment, change):
    committed(engine, Q3, "a", "b", "c")
    closed(engine, moment)
    committed(engine, Q3, "d")
    closed(engine, moment)
    one = sorted(leaf for leaf, batch in leaves(engine).items() if batch == 1)[0]
    mine = InvitationLeaf.leaf == one
    with transaction(engine) as session:
        assert altered_batches(session, Q3) == []
        if change == "dropped":
            session.execute(sa.delete(InvitationLeaf).where(mine))
        elif change == "changed":
            session.execute(sa.update(InvitationLeaf).where(mine).values(leaf=b"x" * 32))
        elif change == "moved":
            session.execute(sa.update(InvitationLeaf).where(mine).values(batch=2))
        else:
            session.add(InvitationLeaf(leaf=b"x" * 32, quarter=Q3, batch=1))
    with reading(engine) as session:
        assert altered_batches(session, Q3) == ([1, 2] if change == "moved" else [1])


@pytest.mark.parametrize("statement", ["UPDATE batches SET statement = ''", "DELETE FROM batches"])
def test_the_database_refuses_to_change_a_batch(engine, moment, statement):
    committed(engine, Q3, "a")
    closed(engine, moment)
    with pytest.raises(sa.exc.DBAPIError), engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_two_workers_at_once_take_no_leaf_twice_and_no_number(
    engine, moment, register_url, tmp_path
):
    def work(name: str) -> None:
        mine = open_engine(register_url, tmp_path)
        try:
            for turn in range(8):
                committed(mine, Q3, f"{name}{turn}")
                closed(mine, moment)
        except Exception as error:  # noqa: BLE001 - told below, in the test's own thread
            failed.append(error)
        finally:
            mine.dispose()

    failed: list[Exception] = []
    threads = [threading.Thread(target=work, args=(name,)) for name in "xyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with reading(engine) as session:
        batches = session.scalars(sa.select(Batch).order_by(Batch.number)).all()
        assert [batch.number for batch in batches] == list(range(1, len(batches) + 1))
        assert all(
            after.told.before == (before.number, digest_of(before.statement))
            for before, after in pairwise(batches)
        )
        assert sum(batch.told.size for batch in batches) == 24
        assert altered_batches(session, Q3) == []


@pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)
def test_a_later_batch_is_not_made_at_the_price_of_all_leaves_before(engine, moment):
    """A hundred thousand are closed in seconds; to see that nothing is due takes no time."""
    rows = [{"leaf": n.to_bytes(32, "big"), "quarter": Q3} for n in range(100_000)]
    with transaction(engine) as session:
        session.execute(sa.insert(InvitationLeaf.__table__), rows)
    begun = time.perf_counter()
    (batch,) = closed(engine, moment)
    assert batch.told.size == 100_000
    assert time.perf_counter() - begun < 20
    begun = time.perf_counter()
    for _ in range(20):
        assert closed(engine, replace(moment, now=moment.now + timedelta(days=1))) == []
    assert (time.perf_counter() - begun) / 20 < 0.05
