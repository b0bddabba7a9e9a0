"""The good rows of an upload are entered many at a time; those known already are looked at singly.

The statements go to the driver as they are: SQLAlchemy would take longer over each row than the
database does. What a row means is defined in `register.inspections` and `register.corrections`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import islice, repeat
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Survey
from register.businesses import Business, BusinessAddress, address_source
from register.corrections import record_row
from register.database import Base
from register.inspections import EventKind, Inspection, InspectionEvent, Recorded, batched
from register.moment import Moment
from register.rules.quarter import survey_quarter
from register.rules.record import InspectionRecord

_UPLOADS = 0x0ACB1C  # the advisory lock of entering
TOGETHER = 20_000  # rows in a statement; what is held beside them is a few dozen megabytes
_STATED = tuple(field.name for field in fields(InspectionRecord))
_of_record = attrgetter(*_STATED)
_INSPECTORS = _STATED.index("inspector_ids")
_OPEN = ("address", "region", "sector", "language")  # what a row may leave open of its business
_of_business = attrgetter(*_OPEN)
_OF_BUSINESS = ("tax_id", "name", *_OPEN)
_GIVEN_BEFORE = "ON CONFLICT DO NOTHING"
_STATED_LAST = "ON CONFLICT (tax_id) DO UPDATE SET name = excluded.name, " + ", ".join(
    f"{name} = coalesce(excluded.{name}, businesses.{name})" for name in _OPEN
)


def record_rows(
    session: Session,
    moment: Moment,
    records: Iterable[InspectionRecord],
    upload_id: str,
    survey: Survey,
    *,
    corrects: bool = True,
) -> Counter[Recorded]:
    """Record good rows, no number twice; how often each outcome of `record_row` came."""
    outcomes: Counter[Recorded] = Counter()
    coming = iter(records)
    _one_upload_at_a_time(session)
    while together := list(islice(coming, TOGETHER)):
        before = _stated_before(session, [record.registration_no for record in together])
        for rows, how in _in_order(together, before):
            if how is Recorded.NEW:
                _enter(session, moment, rows, upload_id, survey)
            elif how is Recorded.CORRECTED:
                how = record_row(session, moment, rows[0], upload_id, survey, corrects=corrects)
            outcomes[how] += len(rows)
    return outcomes


def _in_order(
    records: Iterable[InspectionRecord], before: Mapping[str, tuple[Any, ...]]
) -> Iterator[tuple[list[InspectionRecord], Recorded]]:
    """New rows together, those known alone, with what they seem to be.

    Of one business the last row has the last word, so new ones wait for no correction of theirs.
    """
    new: list[InspectionRecord] = []
    named: set[str] = set()
    for record in records:
        stated = before.get(record.registration_no)
        if stated is None:
            new.append(record)
            named.add(record.tax_id)
        elif stated == _stated(record):
            yield [record], Recorded.SAME
        else:
            if record.tax_id in named:
                yield new, Recorded.NEW
                new, named = [], set()
            yield [record], Recorded.CORRECTED
    if new:
        yield new, Recorded.NEW


def _one_upload_at_a_time(session: Session) -> None:
    """Until the commit: two that know the same rows in another order would wait for each other.

    SQLite has but one writer; PostgreSQL would end one of them.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPLOADS)))


def _stated(record: InspectionRecord) -> tuple[Any, ...]:
    """The values of a row in the order of `_STATED`, as the columns hold them."""
    values = list(_of_record(record))
    values[_INSPECTORS] = " ".join(values[_INSPECTORS])
    return tuple(values)


def _stated_before(session: Session, numbers: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """What the register holds of those numbers that it knows."""
    columns = [getattr(Inspection, name) for name in _STATED]
    known: dict[str, tuple[Any, ...]] = {}
    for part in batched(sorted(numbers), 500):
        rows = session.execute(sa.select(*columns).where(Inspection.registration_no.in_(part)))
        known.update((row[0], tuple(row)) for row in rows)
    return known


def _enter(
    session: Session,
    moment: Moment,
    records: Sequence[InspectionRecord],
    upload_id: str,
    survey: Survey,
) -> None:
    """Enter inspections that are new, their businesses and addresses, and that they finished."""
    session.flush()
    last = session.scalar(sa.select(sa.func.max(Inspection.id))) or 0
    _insert(session, Business, _OF_BUSINESS, _businesses(records), _STATED_LAST)
    given = sorted({(r.tax_id, r.email, address_source(r)) for r in records if r.email})
    since = {"since": moment.today}
    _insert(session, BusinessAddress, ("tax_id", "email", "source"), given, _GIVEN_BEFORE, since)
    room = survey.delay + survey.gap
    days = {record.finished_on for record in records}
    quarters = {day: str(survey_quarter(day, moment.today, survey.close, room)) for day in days}
    rows = [(*_stated(record), quarters[record.finished_on]) for record in records]
    here = {"upload_id": upload_id, "entered_at": moment.now}
    _insert(session, Inspection, (*_STATED, "quarter"), rows, constants=here)
    entered = sa.select(
        Inspection.id,
        sa.literal(EventKind.FINISHED, InspectionEvent.kind.type),
        Inspection.finished_on,
        Inspection.entered_at,
        Inspection.upload_id,
    ).where(Inspection.id > last, Inspection.upload_id == upload_id)
    told = ["inspection_id", "kind", "happened_on", "recorded_at", "upload_id"]
    session.execute(sa.insert(InspectionEvent).from_select(told, entered))


def _businesses(records: Sequence[InspectionRecord]) -> list[tuple[Any, ...]]:
    """What the rows say of each business; what a later row leaves open stays as it was."""
    said: dict[str, tuple[Any, ...]] = {}
    for record in records:
        now = (record.tax_id, record.business_name, *_of_business(record))
        before = said.get(record.tax_id)
        if before is not None and None in now:
            now = tuple(old if new is None else new for old, new in zip(before, now, strict=True))
        said[record.tax_id] = now
    return [said[tax_id] for tax_id in sorted(said)]  # in the order of the index


def _insert(
    session: Session,
    table: type[Base],
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    conflict: str = "",
    constants: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Insert the rows, and the same constants with each, by one prepared statement."""
    if not rows:
        return
    connection = session.connection()
    dialect, types = connection.dialect, table.__table__.c
    names = (*columns, *constants)
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    statement = (
        f"INSERT INTO {table.__tablename__} ({', '.join(names)}) "
        f"VALUES ({', '.join([mark] * len(names))}) {conflict}"
    )
    bound = [
        _bound(values, types[name].type, dialect)
        for name, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    same = [
        repeat(*_bound((value,), types[name].type, dialect)) for name, value in constants.items()
    ]
    connection.exec_driver_sql(statement, [*zip(*bound, *same, strict=False)])


def _bound(
    values: Sequence[Any], type_: sa.types.TypeEngine[Any], dialect: sa.Dialect
) -> Sequence[Any]:
    """The values as the driver takes them, as SQLAlchemy would hand them over."""
    process = type_.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    known = {value: process(value) for value in set(values)}
    return [known[value] for value in values]
