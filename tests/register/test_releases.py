"""What is published of a quarter is decided once, and every later act is written down."""

from datetime import date

import pytest

from config.trouble import Trouble
from register.database import reading, transaction
from register.releases import (
    Act,
    Built,
    ReleaseState,
    all_releases,
    events_of,
    lift,
    mark_published,
    record_built,
    record_revision,
    release_of,
    withhold,
)

DAY = date(2026, 11, 3)
WHO = Act("A. Person, head", "A mistake")


def built(letter: str, quarter: str = "2026-Q3") -> Built:
    return Built(quarter, letter * 64, letter * 64, letter * 64, {"inspected": 5}, {"12": {}})


@pytest.fixture
def kept(engine, moment):
    """A register in which a release was built."""
    with transaction(engine) as session:
        assert record_built(session, moment, built("a"), DAY)
    return engine


def kinds(engine) -> list[tuple[str, int]]:
    with reading(engine) as session:
        return [(e.kind.value, e.revision) for e in events_of(session, "2026-Q3")]


def test_the_first_decision_stays(kept, moment):
    with transaction(kept) as session:
        assert not record_built(session, moment, built("b"), DAY)
        assert record_built(session, moment, built("b", "2026-Q2"), DAY)
    with reading(kept) as session:
        release = release_of(session, "2026-Q3")
        assert (release.bundle, release.figures) == ("a" * 64, {"inspected": 5})
        assert (release.made_at, release.publish_on) == (moment.now, DAY)
        assert release.state is ReleaseState.BUILT
        assert [one.quarter for one in all_releases(session)] == ["2026-Q2", "2026-Q3"]
        assert release_of(session, "2026-Q1") is None
    assert kinds(kept) == [("built", 1)]


def test_it_is_published_once(kept, moment):
    with transaction(kept) as session:
        assert mark_published(session, moment, "2026-Q3", 1)
        assert not mark_published(session, moment, "2026-Q3", 1)
        assert not lift(session, moment, "2026-Q3", WHO)
    assert kinds(kept) == [("built", 1), ("published", 1)]


def test_a_publication_that_was_under_way_does_not_undo_a_withholding(kept, moment):
    with transaction(kept) as session:
        withhold(session, moment, "2026-Q3", WHO)
    with transaction(kept) as session:
        assert not mark_published(session, moment, "2026-Q3", 1)
    with reading(kept) as session:
        release = release_of(session, "2026-Q3")
        assert (release.person, release.reason) == (WHO.person, WHO.reason)


def test_nor_does_it_publish_a_revision_that_came_meanwhile(kept, moment):
    with transaction(kept) as session:
        record_revision(session, moment, built("c"), DAY, WHO)
    with transaction(kept) as session:
        assert not mark_published(session, moment, "2026-Q3", 1)
        assert mark_published(session, moment, "2026-Q3", 2)
    assert kinds(kept) == [("built", 1), ("revised", 2), ("published", 2)]


def test_what_was_withheld_can_be_lifted_and_both_stay_written(kept, moment):
    with transaction(kept) as session:
        withhold(session, moment, "2026-Q3", WHO)
        assert lift(session, moment, "2026-Q3", WHO)
    with reading(kept) as session:
        release = release_of(session, "2026-Q3")
        assert (release.state, release.person) == (ReleaseState.PUBLISHED, "")
        _, told, _ = events_of(session, "2026-Q3")
        assert (told.person, told.reason, told.bundle) == (WHO.person, WHO.reason, "a" * 64)


def test_a_revision_keeps_what_was_before_in_its_events(kept, moment):
    with transaction(kept) as session:
        mark_published(session, moment, "2026-Q3", 1)
        release = record_revision(session, moment, built("c"), DAY, WHO)
        assert (release.revision, release.state) == (2, ReleaseState.BUILT)
    with reading(kept) as session:
        bundles = [(e.revision, e.bundle[0]) for e in events_of(session, "2026-Q3")]
    assert bundles == [(1, "a"), (1, "a"), (2, "c")]


@pytest.mark.parametrize(
    "act",
    [
        lambda session, moment: withhold(session, moment, "2025-Q1", WHO),
        lambda session, moment: lift(session, moment, "2025-Q1", WHO),
        lambda session, moment: record_revision(session, moment, built("c", "2025-Q1"), DAY, WHO),
    ],
)
def test_of_a_release_that_is_not_there_nothing_can_be_said(kept, moment, act):
    with pytest.raises(Trouble, match="no release of 2025-Q1 yet"), transaction(kept) as session:
        act(session, moment)
