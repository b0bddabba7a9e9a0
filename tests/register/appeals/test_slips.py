"""A slip printed later says all that made the due date what it is."""

from __future__ import annotations

from register.appeals.conflict import staff_now
from register.appeals.deed import Deed
from register.appeals.slips import counted, renew_pin
from register.appeals.tables import Appeal, AppealPart
from register.appeals.telling import Telling
from register.database import reading, transaction
from register.rules.appeal import Action

ASK = Deed(Action.ASK, text="Какого числа?")
EXTEND = Deed(Action.EXTEND, days=10, reason="ждём ответа налоговой")


def telling(office, session, part_id: int) -> Telling:
    part = session.get_one(AppealPart, part_id)
    appeal = session.get_one(Appeal, part.appeal_id)
    staff = staff_now(session, office.moment)
    return Telling(session, office.moment, office.book, staff, appeal, part)


def test_extensions_and_days_of_a_question_stand_on_the_slip(office):
    part = office.part()
    holder = office.get(part).holder
    office.later(days=1)
    office.do(part, holder, ASK)
    office.later(days=2)
    office.write(part, "Десятого.")
    office.do(part, holder, EXTEND)
    with reading(office.engine) as session:
        says = counted(telling(office, session, part), "ru")
    assert says["extensions"] == [{"days": 10, "unit": "calendar"}]
    asked = [one["day"] for one in says["skipped"] if one["says"] == "пока заявителю задан вопрос"]
    assert asked == ["2026-07-21", "2026-07-22"]


def test_a_new_pin_voids_no_draft(office):
    part = office.part()
    before = office.get(part).version
    with transaction(office.engine) as session:
        renew_pin(telling(office, session, part), "clerk@min.kg")
    assert ("pin", "") in office.route(part)
    assert office.get(part).version == before
