"""Receipts of appeals: a code for each movement, in the list of the quarter it was made in."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from register.appeals.deed import Deed
from register.appeals.receipting import code_of
from register.appeals.tables import Appeal, AppealPart, Movement
from register.database import reading
from register.letters import Letter
from register.receipts import appeal_lines, openings
from register.rules.appeal import Action, DecisionKind
from register.rules.commitment import canonical, commitment
from register.rules.letter import LetterKind
from register.rules.receipt import Receipt, parse, signed_bytes
from register.signing import signer, verify

ANSWER = Deed(Action.DECIDE, text="Разъясняем, что план соблюдён.", decision=DecisionKind.EXPLAINED)


def receipts(office, kind: LetterKind) -> list[Receipt]:
    """The receipts of the letters of a kind, each proven."""
    moment, found = office.moment, []
    by = signer(moment.keys)
    with reading(office.engine) as session:
        for letter in session.scalars(sa.select(Letter).filter_by(kind=kind)):
            context = letter.read_context(moment.keys)["receipt"]
            receipt = parse(context["text"])
            assert verify(by.public, signed_bytes(receipt), receipt.signature)
            assert context["code"] == receipt.code.hex()
            found.append(receipt)
    return found


def listed(office, quarter: str) -> list[str]:
    with reading(office.engine) as session:
        return list(appeal_lines(session, office.moment.keys, quarter, office.moment.zone))


def codes(office) -> dict[str, str]:
    """The code of the last movement of each kind."""
    with reading(office.engine) as session:
        found = session.execute(
            sa.select(Appeal, AppealPart, Movement)
            .join(AppealPart, AppealPart.appeal_id == Appeal.id)
            .join(Movement, Movement.part_id == AppealPart.id)
            .order_by(Movement.id)
        )
        keys = office.moment.keys
        return {
            movement.kind.value: code_of(keys, appeal, part, movement).hex()
            for appeal, part, movement in found
        }


def test_slip_and_decision_bring_the_receipts_of_their_movements(office):
    part = office.part()
    (slip,) = receipts(office, LetterKind.APPEAL_SLIP)
    office.later(days=1)
    office.do(part, office.get(part).holder, ANSWER)
    (decided,) = receipts(office, LetterKind.APPEAL_DECIDED)
    made = codes(office)
    assert (slip.code.hex(), decided.code.hex()) == (made["registered"], made["decided"])
    assert {slip.kind, decided.kind} == {"appeal"}
    assert slip.replaces is None
    assert set(listed(office, slip.quarter)) >= {slip.code.hex(), decided.code.hex()}


def test_questions_and_moved_dates_bring_theirs(office):
    part = office.part()
    holder = office.get(part).holder
    office.do(part, holder, Deed(Action.EXTEND, days=10, reason="ждём ответа налоговой"))
    office.do(part, holder, Deed(Action.ASK, text="Какого числа?"))
    made = codes(office)
    (asked,) = receipts(office, LetterKind.APPEAL_ASKED)
    (moved,) = receipts(office, LetterKind.APPEAL_MOVED)
    assert (asked.code.hex(), moved.code.hex()) == (made["asked"], made["extended"])


def test_every_movement_is_in_one_list_by_its_day_here(office):
    """In Bishkek the quarter begins six hours before it does in UTC."""
    office.at(2026, 9, 30, 23, 59)
    office.arrive()
    (third,) = receipts(office, LetterKind.APPEAL_SLIP)
    office.at(2026, 10, 1, 0, 1)
    office.arrive("Прошу объяснить акт.")
    fourth = next(one for one in receipts(office, LetterKind.APPEAL_SLIP) if one != third)
    assert (third.quarter, fourth.quarter) == ("2026-Q3", "2026-Q4")
    before, after = listed(office, "2026-Q3"), listed(office, "2026-Q4")
    assert third.code.hex() in before
    assert fourth.code.hex() in after
    with reading(office.engine) as session:
        whole = session.scalar(sa.select(sa.func.count()).select_from(Movement))
    assert len({*before, *after}) == len(before) + len(after) == whole


def test_an_auditor_can_open_every_movement_and_reads_no_name_and_no_word(office):
    part = office.part()
    office.do(part, office.get(part).holder, ANSWER)
    with reading(office.engine) as session:
        keys, zone = office.moment.keys, office.moment.zone
        opened = list(openings(session, keys, "2026-Q3", zone))
    found = [json.loads(one) for one in opened]
    made = {
        commitment("appeal", bytes.fromhex(one["salt"]), canonical(one["record"])).hex()
        for one in found
    }
    assert {one["kind"] for one in found} == {"appeal"}
    assert made == set(listed(office, "2026-Q3"))
    said = "".join(opened)
    for secret in ("Аида", "aida", "chuy.kg", "Разъясняем", "объяснить"):
        assert secret not in said


@pytest.mark.parametrize("field", ["number", "level", "part"])
def test_whose_movement_it_is_is_in_the_code(office, field):
    part = office.part()
    with reading(office.engine) as session:
        row = session.get_one(AppealPart, part)
        appeal = session.get_one(Appeal, row.appeal_id)
        movement = session.scalars(sa.select(Movement).filter_by(part_id=part)).first()
        before = code_of(office.moment.keys, appeal, row, movement)
        if field == "number":
            appeal.number = "0" * 18
        elif field == "level":
            row.level = 2
        else:
            row.number = 1
        assert code_of(office.moment.keys, appeal, row, movement) != before
        session.rollback()


def test_what_the_applicant_adds_and_rates_brings_its_receipt(office):
    """Nobody may lose a bad rating: whoever gave it can show that it reached us."""
    part = office.part()
    office.write(part, "Дополняю: склад закрыт с понедельника.")
    office.later(hours=1)
    office.do(part, office.get(part).holder, ANSWER)
    office.later(hours=1)
    office.rate(part, 1, "Это не ответ")
    made = codes(office)
    noted = {receipt.code.hex() for receipt in receipts(office, LetterKind.APPEAL_NOTED)}
    assert noted == {made["added"], made["rated"]}
