"""What can be wrong with a cell or a file, and the sentence that tells the sender what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.languages import mark

LONGEST_VALUE = 80

Gettext = Callable[[str], str]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or only odd, in a sheet."""

    cell: str  # "C7"; '' when the whole sheet is meant
    column: str  # canonical code, or ''
    code: str  # a key of PROBLEM_SAYS
    value: str  # what stands there, at most 80 characters
    warning: bool = False  # the row entered all the same
    row: int = 0  # 1-based; 0 when no row is meant
    sheet: str = ""  # name of the sheet
    detail: str = ""  # what the sentence adds: the other row, the nearest column


def shortened(value: str) -> str:
    """`value` as a problem keeps it."""
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"


def says(problem: Problem, gettext: Gettext) -> str:
    """The sentence about `problem` in the language of `gettext`."""
    words = {"value": problem.value, "cell": problem.cell, "detail": problem.detail}
    return gettext(PROBLEM_SAYS[problem.code]) % words


PROBLEM_SAYS = {
    "missing": mark("This cell is empty, but it is mandatory. Fill it in."),
    "missing-email": mark(
        "There is no e-mail address. Write the address of the business, or choose a reason in "
        "the column for missing addresses."
    ),
    "too-long": mark("This text is too long: “%(value)s”. Shorten it to %(detail)s characters."),
    "too-large": mark(
        "The number %(value)s is larger than can be (%(detail)s) and was left out. Correct it."
    ),
    "date": mark("“%(value)s” is not a date. Write it as DD.MM.YYYY, for example 05.07.2026."),
    "date-future": mark("The date %(value)s lies in the future. Correct it."),
    "date-before-2000": mark("The date %(value)s lies before the year 2000. Correct it."),
    "dates-order": mark(
        "The inspection ends on %(value)s, before it starts (%(detail)s). Correct one of the dates."
    ),
    "tax-id-digits": mark(
        "“%(value)s” is not a tax number: only digits may stand here. Write it as text, "
        "14 digits (INN) or 12 (BIN, IIN)."
    ),
    "tax-id-length": mark(
        "“%(value)s” has %(detail)s digits. A tax number has 14 (INN) or 12 (BIN, IIN); write it "
        "as text, so that zeros in front stay."
    ),
    "tax-id-check": mark(
        "The check digit of %(value)s is wrong: one of the twelve digits is mistyped. "
        "If it is an INN, write all 14 digits as text."
    ),
    "tax-id-doubtful": mark("%(value)s does not look like a usual tax number. Please compare it."),
    "tax-id-zero": mark(
        "The zero in front of the tax number was lost; it was read as %(value)s. "
        "Format the column as text."
    ),
    "unknown-value": mark(
        "“%(value)s” is not known here. Choose a value from the template's list."
    ),
    "unknown-body": mark(
        "The body “%(value)s” is not registered. Write its code or its full name; if it is new, "
        "ask the administrator to add it."
    ),
    "unknown-inspector": mark(
        "The inspector “%(value)s” is not registered. Write the inspector's ID; if the inspector "
        "is new, ask the administrator to add them."
    ),
    "foreign-inspector": mark(
        "The inspector “%(value)s” belongs to another body. Write the ID of an inspector of the "
        "body that carried out the inspection."
    ),
    "unknown-region": mark(
        "The region “%(value)s” was not recognised and was left out. Choose it from the "
        "template's list (Osh: the city or the region?)."
    ),
    "number": mark("“%(value)s” is not a whole number and was left out. Write digits only."),
    "email": mark("“%(value)s” is not an e-mail address. Write one address like name@example.kg."),
    "several-emails": mark(
        "There are several addresses here: “%(value)s”. Keep the one that the business reads."
    ),
    "own-address": mark(
        "%(value)s belongs to the inspectorate or an inspector. Write the business's own address, "
        "or choose a reason why there is none."
    ),
    "own-domain": mark(
        "%(value)s lies in a mail domain of the inspectorates. Check that the business itself "
        "reads it."
    ),
    "address-removed": mark(
        "An address of the business was given for this inspection before. It is kept, and the "
        "business is asked there."
    ),
    "shared-address": mark(
        "%(value)s is given for %(detail)s different businesses. Check that it is really theirs."
    ),
    "reason-in-email": mark(
        "“%(value)s” was read as the reason why there is no address. Next time write it in the "
        "column for that reason."
    ),
    "reason-not-needed": mark(
        "There is an address, so the reason “%(value)s” was left out. Clear one of the two."
    ),
    "duplicate-row": mark(
        "%(value)s stands in row %(detail)s already, with the same values; it was taken in once."
    ),
    "registration-conflict": mark(
        "%(value)s stands in row %(detail)s already, with other values. Correct the number, or "
        "delete the wrong row."
    ),
    "foreign-number": mark(
        "This registration number belongs to an inspection of another body. Correct the number."
    ),
    "received-before": mark(
        "This very file was received on %(value)s already. Rows known since then were not changed."
    ),
    "example-row": mark("This is the example of the template; it was not taken in."),
    "not-a-row": mark(
        "This line holds too little to be an inspection (“%(value)s”) and was left out. "
        "If it is one, fill in the mandatory columns."
    ),
    "unknown-column": mark("The column “%(value)s” is not known and was not read."),
    "column-near": mark(
        "The column “%(value)s” was not read. If “%(detail)s” is meant, write it like this."
    ),
    "column-twice": mark(
        "The column “%(value)s” means the same as another one (“%(detail)s”); only the first was "
        "read. Delete one of them."
    ),
    "sheet-left-out": mark(
        "The sheet “%(value)s” was not read: mandatory columns are missing (%(detail)s)."
    ),
    "hidden-sheet": mark("The sheet “%(value)s” is hidden; it was read all the same."),
    "encoding-lost": mark(
        "This csv file is in an old encoding that has no letters ң, ө, ү: they are lost. "
        "Save it as “CSV UTF-8” or as an xlsx workbook."
    ),
}

REFUSAL_SAYS = {
    "not-a-spreadsheet": mark(
        "This file is not a spreadsheet. Save it as an Excel workbook (xlsx) and send it again."
    ),
    "encrypted": mark(
        "This file is locked with a password. Remove the password and send it again."
    ),
    "too-large": mark("This file is too large. Split it into several files and send them again."),
    "bomb": mark(
        "This file needs too much memory when it is opened. Copy the rows into a fresh template "
        "and send that."
    ),
    "doctype": mark(
        "This file holds definitions that no spreadsheet program writes; it was not opened. "
        "Copy the rows into a fresh template and send that."
    ),
    "external-links": mark(
        "This workbook refers to other files. Break the links (in Excel: Data, Edit Links, Break "
        "Link) and send it again."
    ),
    "ole": mark(
        "Other documents are embedded in this workbook. Delete them, or copy the rows into a fresh "
        "template, and send it again."
    ),
    "broken": mark(
        "This file is damaged and cannot be read. Open it in your spreadsheet program, save it as "
        "a new xlsx workbook and send that."
    ),
    "timeout": mark(
        "Reading this file takes too long. Copy the rows into a fresh template and send that."
    ),
    "empty": mark("This file holds no rows. Fill in the template and send it again."),
    "no-header": mark(
        "No row with the column names was found. Use the headers of the template: %(missing)s."
    ),
    "missing-columns": mark(
        "Mandatory columns are missing: %(missing)s. Add them with these names and send the file "
        "again."
    ),
}
