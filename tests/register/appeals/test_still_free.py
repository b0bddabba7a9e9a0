"""A letter that waits is not sent to whom its appeal bars by now."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from register.appeals.still_free import still_free
from register.bodies import Role, add_officer
from register.database import reading, transaction
from register.letters import Letter
from register.rules.appeal import AppealKind

PHONE = "+996555123456"


def barring(office) -> list[tuple[str, str]]:
    """Kind and recipient of the letters that are not to go."""
    with reading(office.engine) as session:
        letters = session.scalars(sa.select(Letter)).all()
        kept = [one for one in letters if not still_free(session, office.moment, one)]
        return sorted((one.kind.value, one.recipient) for one in kept)


NAMES = {"one@chuy.kg": "Садыкова Бермет", "two@chuy.kg": "Осмонова Чынара"}


def test_a_name_in_an_addition_stops_the_case_letter_that_still_waits(office):
    """WB5: checked at each reading."""
    part = office.part()
    holder = office.get(part).holder
    office.write(part, "И ещё: документов нам не показали.")
    assert barring(office) == []
    office.write(part, f"Проверку ведёт {NAMES[holder]}.")
    assert barring(office) == [("case_new", holder), ("case_news", holder)]


def test_the_telephone_of_whom_the_appeal_names_is_not_rung(office):
    office.book = replace(office.book, sms=True)
    with transaction(office.engine) as session:
        add_officer(session, "rapid@geti.kg", Role.RAPID, "GETI", None, "Быстров Нур", phone=PHONE)
    part = office.part(kind=AppealKind.ALERT)
    assert barring(office) == []
    office.write(part, "Проверку ведёт Быстров Нур.")
    assert barring(office) == [("alert", PHONE), ("alert", "rapid@geti.kg")]
