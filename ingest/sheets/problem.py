"""What can be wrong with a cell or a file, and the sentence that tells the sender what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.languages import mark
from ingest.sheets.event_says import EVENT_SAYS
from ingest.sheets.refusal_says import REFUSAL_SAYS

__all__ = ["NEAR_SAYS", "PROBLEM_SAYS", "REFUSAL_SAYS", "Gettext", "Problem", "says", "shortened"]

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
    other: tuple[str, int] | None = None  # of a conflict: sheet and row of the row it is with


def shortened(value: str) -> str:
    """`value` as a problem keeps it."""
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"


def says(problem: Problem, gettext: Gettext) -> str:
    """The sentence about `problem` in the language of `gettext`."""
    words = {"value": problem.value, "cell": problem.cell, "detail": problem.detail}
    return gettext(PROBLEM_SAYS[problem.code]) % words


PROBLEM_SAYS = {
    "missing": mark("This cell is empty, but it is mandatory. Fill it in."),
    "said-none": mark(
        "“%(value)s” says that there is nothing to write, but this cell is mandatory. Fill it in."
    ),
    "error-cell": mark(
        "The spreadsheet program shows an error here: “%(value)s”. Correct the formula, or write "
        "the value itself."
    ),
    "formula-no-value": mark(
        "Here stands a formula whose value was never computed. Open the file in your spreadsheet "
        "program, save it and send it again, or write the value itself."
    ),
    "missing-email": mark(
        "There is no e-mail address. Write the address of the business, or choose a reason in "
        "the column for missing addresses."
    ),
    "too-long": mark("This text is too long: “%(value)s”. Shorten it to %(detail)s characters."),
    "too-large": mark(
        "The number %(value)s is larger than can be (%(detail)s) and was left out. Correct it."
    ),
    "date": mark("“%(value)s” is not a date. Write it as DD.MM.YYYY, for example 05.07.2026."),
    "date-range": mark(
        "There is more than one date in “%(value)s”. Write one only: the first day and the last "
        "day of the inspection have a column each."
    ),
    "date-month-first": mark(
        "In “%(value)s” the month stands first. Write all dates of this column as DD.MM.YYYY; "
        "where both numbers are below 13, day and month were taken the other way round."
    ),
    "date-serial": mark(
        "“%(value)s” stands here as a number and was read as the date %(detail)s. Compare it, and "
        "give the cells of this column the format of a date."
    ),
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
    "cells-shifted": mark(
        "This row has more cells than the header: a delimiter within a text has moved them. Put "
        "the text in quotation marks, or save the file as an Excel workbook (xlsx)."
    ),
    "number-lost": mark(
        "%(value)s: the last digits of this number are lost, for it stands in a cell for numbers. "
        "Format the column as text and type the number anew."
    ),
    "tax-id-lost": mark(
        "The spreadsheet program shortened the tax number to “%(value)s”; its last digits are "
        "lost. Format the column as text and type the number anew."
    ),
    "tax-id-check": mark(
        "The check digit of %(value)s is wrong: one of the twelve digits is mistyped. "
        "If it is an INN, write all 14 digits as text."
    ),
    "tax-id-foreign": mark(
        "“%(value)s” cannot be kept as the number of a business. It may have 1 to 14 letters and "
        "digits; ask the administrator to change the mapping."
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
    "number-as-date": mark(
        "The spreadsheet program made the date %(value)s of this number. Format the column as text "
        "and type the number anew."
    ),
    "number-unit": mark(
        "“%(value)s” is counted in thousands or in another currency and was left out. Write the "
        "whole sum in som, with digits only."
    ),
    "email-letter": mark(
        "In “%(value)s” stand Cyrillic letters (%(detail)s) that no mailbox has, though they may "
        "look the same. Type the address anew in Latin letters."
    ),
    "email-read-as": mark(
        "“%(value)s” was read as the address %(detail)s. Compare it, and write the address alone."
    ),
    "email": mark("“%(value)s” is not an e-mail address. Write one address like name@example.kg."),
    "several-emails": mark(
        "There are several addresses here: “%(value)s”. %(detail)s is used. Keep the one that the "
        "business reads."
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
    "other-business": mark(
        "This inspection was entered with another tax number (%(detail)s). The change is kept "
        "beside it, and the administrators see how often that is done. Compare the number."
    ),
    "other-inspectors": mark(
        "This inspection was entered with other inspectors (%(detail)s). The change is kept "
        "beside them, and the administrators see how often that is done."
    ),
    "other-address": mark(
        "Another address was given for this inspection before. It is kept and asked before this "
        "one, unless you replace your own slip within a day."
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
    **EVENT_SAYS,
    "received-before": mark(
        "This very file was received on %(value)s already. Rows known since then were not changed."
    ),
    "example-row": mark("This is the example of the template; it was not taken in."),
    "section-title": mark(
        "“%(value)s” stands alone in its line and was taken for a title. If it says something "
        "about the rows below, write it into a column of each of them."
    ),
    "signature-line": mark(
        "“%(value)s” was taken for a signature and left out. If this line is an inspection, fill "
        "in the mandatory columns."
    ),
    "note-line": mark(
        "“%(value)s” was taken for a note and left out. If this line is an inspection, fill in the "
        "mandatory columns."
    ),
    "not-a-row": mark(
        "This line holds too little to be an inspection (“%(value)s”) and was left out. "
        "If it is one, fill in the mandatory columns."
    ),
    "other-table": mark(
        "Another table begins here (“%(value)s”) that lacks mandatory columns; nothing from here "
        "on was read. Give it the headers of the template, or put it into a file of its own."
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
    "mapped": mark(
        "This sheet is in a foreign layout; the mapping “%(value)s” was used to read it."
    ),
    "rows-left-out": mark(
        "%(value)s rows were left out: by the mapping their “%(detail)s” says that they are no "
        "inspections."
    ),
    "rows-merged": mark(
        "%(value)s rows were read as %(detail)s inspections: rows with one registration number are "
        "one inspection."
    ),
    "merged-differs": mark(
        "%(value)s rows state something else here than the first row of their inspection; the "
        "first was taken. Write it in one of the rows only."
    ),
    "hidden-sheet": mark("The sheet “%(value)s” is hidden; it was read all the same."),
    "hidden-rows": mark(
        "Hidden rows (%(value)s; %(detail)s in all) were read all the same. Look whether they "
        "belong here: a filter may hide them."
    ),
    "hidden-columns": mark("Hidden columns (%(value)s) were read all the same."),
    "merged-filled": mark(
        "The value of merged cells (%(value)s) was read into every row they cover. Next time write "
        "it in each row."
    ),
    "merged-count": mark(
        "The number in merged cells (%(value)s) was read for the first of their rows only: it may "
        "be the sum of all. Write in each row its own number."
    ),
    "merged-too-many": mark(
        "More than %(value)s groups of rows are merged here; the further ones were not filled in. "
        "Unmerge the cells and write the value in each row."
    ),
    "errors-too-many": mark(
        "This sheet has very many cells with errors or with formulas that were never computed; "
        "some were read as empty. Correct them, save the workbook in Excel and send it again."
    ),
    "encoding-lost": mark(
        "This csv file is in an old encoding that has no letters ң, ө, ү: they are lost. "
        "Save it as “CSV UTF-8” or as an xlsx workbook."
    ),
}

NEAR_SAYS = mark("Cell %(cell)s “%(value)s” is near “%(title)s”: write it so.")
"""What a refusal "missing-columns" adds for a header with a slip in it (Header.near)."""
