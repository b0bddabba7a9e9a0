"""One table of lengths: what rows may say fits the columns, on every database."""

from __future__ import annotations

from dataclasses import fields

import pytest
import sqlalchemy as sa

from register.bodies import Body
from register.businesses import Business, BusinessAddress
from register.inspections import Inspection
from register.invitations import Invitation
from register.responses import Response
from register.rules.record import LARGEST, LENGTHS, InspectionRecord

KEPT_ELSEWHERE = {"name": "business_name"}
LARGEST_INTEGER = 2**31 - 1
LARGEST_BIG_INTEGER = 2**63 - 1


@pytest.mark.parametrize("table", [Inspection, Business, BusinessAddress, Invitation, Response])
def test_every_column_holds_the_longest_that_a_row_may_say(table):
    held = 0
    for column in table.__table__.columns:
        longest = LENGTHS.get(KEPT_ELSEWHERE.get(column.name, column.name))
        if longest is not None and type(column.type) is sa.String:
            assert (column.name, column.type.length) == (column.name, longest)
            held += 1
    assert held >= 2


def test_a_body_has_the_length_of_its_code_and_name():
    columns = Body.__table__.columns
    assert columns["code"].type.length == LENGTHS["body"]
    assert columns["name"].type.length == LENGTHS["body_name"]


def test_every_text_of_a_record_has_a_longest():
    texts = {field.name for field in fields(InspectionRecord) if "str" in str(field.type)}
    assert texts == LENGTHS.keys() - {"body_name"}


def test_every_number_of_a_record_fits_its_column():
    numbers = {field.name for field in fields(InspectionRecord) if "int" in str(field.type)}
    assert numbers == LARGEST.keys()
    columns = Inspection.__table__.columns
    for name in numbers:
        big = isinstance(columns[name].type, sa.BigInteger)
        assert LARGEST[name] <= (LARGEST_BIG_INTEGER if big else LARGEST_INTEGER)
