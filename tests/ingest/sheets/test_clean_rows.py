"""The fast way over clean rows says exactly what the exact way says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks.make import GOOD, TODAY, row, table

from ingest.sheets import rows
from ingest.sheets.clean_rows import CleanRows
from ingest.sheets.rows import Known, check_sheets
from ingest.sheets.sheet import NO_VALUE, CellError, Sheet

KNOWN = Known(
    bodies=frozenset({"geti"}),
    body_names={"гэти": "geti"},
    inspectors={"I-001": frozenset({"geti"}), "I-002": frozenset({"geti"}), "F-1": frozenset()},
    own_addresses=frozenset({"asanov@mail.kg", "@geti.gov.kg", "insp@gmail.com"}),
    staff_domains=frozenset({"@geti.kg"}),
)
TEXTS = ["", None, " ", "-", "—", "ОсОО «Ак-Тилек»", " а ", "а  б", "й", "é|è", "x|y", "E-1"]
TEXTS += ["EXAMPLE-1", "a\u200bb", "a\u00a0b", "x" * 81, "x" * 501, "#N/A", "1", 1, 1.0, 1.5, True]
TEXTS += ["нет", "Б/Н", "маалымат жок", "n/a", date(2026, 5, 12)]
TEXTS += [NO_VALUE, CellError("#REF!"), "'quoted", "_", ".5", "+996 555", "0 (312)", "итого"]
DAYS = [date(2026, 7, 1), date(2026, 7, 9), datetime(2026, 7, 3, 12), "05.07.2026", "5 июля 2026"]
DAYS += ["", None, "завтра", date(1999, 1, 1), date(2027, 1, 1), 46208, True, "2026-07-05"]
EMAILS = ["a@b.kg", "A@B.kg", "a@b.kg.", "a@geti.gov.kg", "a@geti.kg", "in.sp@googlemail.com"]
EMAILS += ["asanov+1@mail.kg", "a@b", "a@1.1", "нет", "", None, "a@b.kg, c@d.kg", "a|b@c.kg", 5]
EMAILS += ["infо@b.kg", "a(собака)b.kg", "ОсОО <a@b.kg>", "отказался"]
EMAILS += ["x" * 65 + "@b.kg", "a@ОАО.рф", "a@b--c.kg", "-a@b.kg", "a@-b.kg", "info@фирма.kg"]
TAX_IDS = ["00207199610017", "20207199610017", "90207199610017", "123456789012", 207199610017, ""]
TAX_IDS += ["00207 1996 10017", "002071996100170", "ИНН 00207199610017", "٠٠٢٠٧١٩٩٦١٠٠١٧", None]
VALUES = {
    "registration_no": ["1", "2", "3", "R-7", *TEXTS],
    "body": ["geti", "ГЭТИ", "Гэти ", "itb", *TEXTS[:6]],
    "inspector_id": [
        "I-001",
        "i-001",
        "I-001; I-002",
        "I-001 / I-002",
        "нет",
        "F-1",
        "I-9",
        "",
        1,
        True,
    ],
    "kind": ["плановая", "Внеплановая", "planned", "?", "", True],
    "business_name": TEXTS,
    "tax_id": TAX_IDS,
    "started_on": DAYS,
    "finished_on": DAYS,
    "email": EMAILS,
    "no_email_reason": ["", "", "", "нет почты", "отказ", "?"],
}


def lines() -> st.SearchStrategy[dict[str, Any]]:
    """A good row in which a few cells are others; many of a kind, so that whole columns are."""
    other = {code: st.sampled_from(values) for code, values in VALUES.items()}
    changes = st.fixed_dictionaries({}, optional=other)
    number = st.integers(1, 400).map(lambda n: {"registration_no": f"N-{n}"})
    few = changes.filter(lambda found: len(found) <= 3)
    return st.builds(lambda no, change: {**row(), **no, **change}, number, few)


@settings(max_examples=150)
@given(st.lists(lines(), max_size=12), st.sampled_from([None, KNOWN]))
def test_both_ways_say_the_same(sheet: list[dict[str, Any]], known: Known | None) -> None:
    whole = Sheet("xlsx", "Проверки", tuple(map(tuple, table([GOOD, *sheet]))))
    fast = check_sheets([whole], known, TODAY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rows, "CleanRows", _NoneIsClean)
        assert fast == check_sheets([whole], known, TODAY)


class _NoneIsClean(CleanRows):
    def read(self, values: Any, rows: int) -> list[Any]:
        return [None] * rows


@pytest.mark.parametrize("code", VALUES)
def test_a_value_in_every_row_of_a_column_is_read_as_by_itself(code: str) -> None:
    """A column all of one odd value, as no random table would have it."""
    for value in VALUES[code]:
        filled = [row(**{"registration_no": f"N-{n}", code: value}) for n in range(3)]
        whole = Sheet("xlsx", "Проверки", tuple(map(tuple, table(filled))))
        fast = check_sheets([whole], KNOWN, TODAY)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(rows, "CleanRows", _NoneIsClean)
            assert fast == check_sheets([whole], KNOWN, TODAY), value


def test_most_rows_are_clean() -> None:
    """Else the fast way would be of no use, and the tests above would compare nothing."""
    clean = CleanRows(rows.columns(), KNOWN, TODAY)
    values: dict[str, list[Any]] = {code: [value] * 3 for code, value in GOOD.items()}
    values["registration_no"] = ["1", "2", "EXAMPLE-1"]
    read = clean.read(values, 3)
    assert [record is not None for record in read] == [True, True, False]
