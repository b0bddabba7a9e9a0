"""Drafts: nothing counts until the key comes back; it is bound to person, part, version."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from register.appeals.deed import Deed, PartDeed, Refused, read_deed, write_deed
from register.appeals.drafts import confirm_draft, draft_of, propose, withdraw_draft
from register.appeals.tables import AppealPart, Draft
from register.database import transaction
from register.rules.appeal import Action, AppealKind, DecisionKind, PartState
from register.rules.letter import LetterKind
from register.rules.tokens import new_token

ANSWER = Deed(Action.DECIDE, text="План соблюдён.", decision=DecisionKind.EXPLAINED)
OPEN_END = Deed(Action.DECIDE, text="План соблюдён.")


def draft(office, part: int, by: str = "one@chuy.kg", deed: Deed = ANSWER, name: str = "m1") -> str:
    """Propose; the key as the letter has it."""
    with transaction(office.engine) as session:
        propose(session, office.moment, office.book, part, by, deed, name)
    return office.facts(LetterKind.CASE_CONFIRM, by.lower())["key"]


def confirm(office, key: str, *more):
    """The key comes back."""
    with transaction(office.engine) as session:
        return confirm_draft(session, office.moment, office.book, key, *more)


def test_a_draft_does_nothing_until_its_key_comes_back_and_then_once(office):
    """TR4: an officer's decision by mail is a draft until confirmed."""
    part = office.part()
    route = office.route(part)
    key = draft(office, part, "One@chuy.kg")
    assert (office.route(part), office.get(part).state) == (route, PartState.OPEN)
    assert confirm(office, key).outcome == "done"
    assert office.get(part).state is PartState.DECIDED
    assert confirm(office, key).outcome == "unknown"
    assert office.route(part) == [*route, ("decided", "explained")]


def test_the_key_is_nowhere_in_the_database_in_the_clear(office):
    """WB1: digests at rest."""
    key = draft(office, office.part())
    with office.engine.connect() as connection:
        for name in ("drafts", "letters"):
            for row in connection.execute(sa.text(f"SELECT * FROM {name}")):
                assert key not in repr(tuple(row))


@pytest.mark.parametrize("key", ["", "x", "ж" * 26, "a" * 5000, new_token(lambda n: b"\x01" * n)])
def test_a_key_that_is_none_is_unknown(office, key):
    draft(office, office.part())
    assert confirm(office, key).outcome == "unknown"


def test_a_key_is_good_for_seven_days(office):
    part = office.part()
    key = draft(office, part)
    office.later(days=7, seconds=1)
    assert confirm(office, key).outcome == "unknown"
    assert office.get(part).state is PartState.OPEN


@pytest.mark.parametrize("meanwhile", ["added", "decided"])
def test_whatever_moved_the_part_meanwhile_voids_the_draft(office, meanwhile):
    """TR4: bound to the state's version."""
    part = office.part()
    key = draft(office, part)
    if meanwhile == "added":
        office.write(part, "И ещё вот что.")
    else:
        office.do(part, "head@chuy.kg")
    route = office.route(part)
    confirmed = confirm(office, key)
    assert confirmed.outcome == "stale"
    assert confirmed.says is not None
    assert confirmed.says.code == ("closed" if meanwhile == "decided" else "stale")
    assert office.route(part) == route
    assert confirm(office, key).outcome == "unknown"


def test_a_warning_meanwhile_does_not_void_the_draft(office):
    part = office.part()
    office.at(2026, 8, 3, 12, 0)
    key = draft(office, part)
    office.at(2026, 8, 4, 9, 30)
    assert office.sweep() == {"warned": 1}
    assert confirm(office, key).outcome == "done"


def test_a_version_read_before_the_other_official_acted_is_not_believed(office):
    """Two at once on PostgreSQL: who waited for the lock sees what was done meanwhile."""
    part = office.part()
    key = draft(office, part)
    with transaction(office.engine) as session:
        seen = session.get_one(AppealPart, part)
        if office.engine.dialect.name == "postgresql":
            office.do(part, "head@chuy.kg")
            assert seen.state is PartState.OPEN  # what this session has read before
            assert confirm_draft(session, office.moment, office.book, key).outcome == "stale"
        else:  # SQLite lets one writer in at a time
            assert confirm_draft(session, office.moment, office.book, key).outcome == "done"


def test_a_second_draft_of_the_same_person_withdraws_the_first(office):
    part = office.part()
    first = draft(office, part, name="m1")
    office.later(minutes=1)
    second = draft(office, part, deed=Deed(Action.ASK, text="Когда?"), name="m2")
    assert confirm(office, first).outcome == "unknown"
    assert confirm(office, second).outcome == "done"
    assert office.get(part).state is PartState.ASKED


def test_of_the_drafts_of_two_officials_the_second_is_stale(office):
    part = office.part()
    mine, heads = draft(office, part), draft(office, part, "head@chuy.kg")
    assert confirm(office, heads).outcome == "done"
    assert confirm(office, mine).outcome == "stale"


def test_who_lost_the_right_meanwhile_confirms_nothing(office):
    part = office.part()
    key = draft(office, part)
    with transaction(office.engine) as session:
        session.execute(
            sa.text("UPDATE officers SET name = 'Прошуев Иван' WHERE email = :e"),
            {"e": "one@chuy.kg"},
        )
        session.execute(sa.text("UPDATE appeal_parts SET holder = 'two@chuy.kg'"))
    with pytest.raises(Refused) as refused:
        confirm(office, key)
    assert refused.value.code == "not_yours"
    assert office.get(part).state is PartState.OPEN


@pytest.mark.parametrize("who", ["two@chuy.kg", "osh@osh.kg", "rapid@geti.kg", "aida1@business.kg"])
def test_who_may_not_act_gets_no_key(office, who):
    part = office.part()
    with pytest.raises(Refused):
        draft(office, part, who)
    assert office.letters(LetterKind.CASE_CONFIRM) == []


def test_how_it_ends_may_be_said_with_the_confirmation(office):
    part = office.part()
    key = draft(office, part, deed=OPEN_END)
    assert confirm(office, key).outcome == "unclear"
    assert confirm(office, key, DecisionKind.REFUSED).outcome == "done"
    assert office.route(part)[-1] == ("decided", "refused")


def test_a_withdrawn_draft_is_done_with(office):
    part = office.part()
    key = draft(office, part)
    with transaction(office.engine) as session:
        found = draft_of(session, office.moment, key)
        assert found is not None
        withdraw_draft(session, office.moment, found)
    assert confirm(office, key).outcome == "unknown"
    with transaction(office.engine) as session:
        assert session.scalars(sa.select(Draft.outcome)).all() == ["withdrawn"]


def test_a_deed_comes_out_of_its_draft_as_it_went_in(moment):
    for deed in (
        ANSWER,
        Deed(Action.SPLIT, parts=(PartDeed("OSH", "раз"), PartDeed("", "два"))),
        Deed(Action.RECLASSIFY, kind=AppealKind.ALERT, reason="x"),
        Deed(Action.FORWARD, unit="Суд", outside=True, reason="x", days=3, files=({"name": "a"},)),
    ):
        assert read_deed(moment.keys, write_deed(moment.keys, deed)) == deed
    strange = Deed(Action.ASK, text="\udc80")
    assert read_deed(moment.keys, write_deed(moment.keys, strange)).text == "?"
