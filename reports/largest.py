"""How much of a group one business makes up: the delivered invitations of the largest.

A response does not know its business; whoever was not reached did not answer. So the number of
delivered invitations bounds how many of a group's answers are one business's (trust.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.inspections import Inspection
from register.invitations import Invitation
from reports.counts import Dimension

Place = tuple[Dimension | None, str]
"""A group of a dimension; (None, '') is all of them."""
ALL: Place = (None, "")


def largest(session: Session, quarter: str, delivered: sa.ColumnElement[bool]) -> dict[Place, int]:
    """Group → the delivered invitations of the business that has most of them there.

    Read in the order of businesses, one at a time. A group in which each has one is not named.
    """
    # As text: making a member of an enumeration of every row's kind would take most of the time.
    columns = [
        sa.type_coerce(getattr(Invitation, dimension.value), sa.String) for dimension in Dimension
    ]
    rows = session.execute(
        sa.select(Inspection.tax_id, *columns)
        .join(Invitation, Invitation.inspection_id == Inspection.id)
        .where(Inspection.quarter == quarter, delivered)
        .order_by(Inspection.tax_id)
        .execution_options(yield_per=5000)
    )
    everywhere, most = 1, [dict[str, int]() for _ in Dimension]
    for _, letters in groupby(rows, key=itemgetter(0)):
        listed = list(letters)
        if len(listed) > 1:
            everywhere = max(everywhere, len(listed))
            for place, found in enumerate(most, start=1):
                _raise(found, [row[place] or "" for row in listed])
    named: dict[Place, int] = {ALL: everywhere}
    for dimension, found in zip(Dimension, most, strict=True):
        named.update(((dimension, code), count) for code, count in found.items())
    return named


def _raise(most: dict[str, int], codes: Sequence[str]) -> None:
    """Take the letters of one business into account, by the groups in which they stand."""
    for code, count in Counter(codes).items():
        if count > most.get(code, 1):
            most[code] = count
