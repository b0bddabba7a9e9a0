"""The sentences about the rows of event sheets, beside those of `ingest.sheets.problem`."""

from __future__ import annotations

from config.languages import mark

EVENT_SAYS = {
    "unknown-number": mark(
        "No inspection with this number (%(value)s) is in the register. Correct the number; or "
        "send the inspection's own row first, and this line again after it."
    ),
    "unknown-event": mark(
        "“%(value)s” is no event that is known here. Write: prolonged, suspended, resumed or "
        "cancelled."
    ),
    "event-until-missing": mark(
        "A prolonged inspection needs its new end. Write the day in the column “Until”."
    ),
    "event-reason-missing": mark(
        "A cancelled inspection needs a reason. Write it, or the order, in the column “Reason”."
    ),
    "until-before-event": mark(
        "“Until” (%(value)s) lies before the day of the event (%(detail)s). Correct one of them."
    ),
    "until-before-end": mark(
        "The inspection ends on %(detail)s as it is, and %(value)s is no later day. Correct it."
    ),
    "until-far": mark(
        "%(value)s lies more than a year after the event. Check the year and correct it."
    ),
    "until-not-needed": mark(
        "“Until” (%(value)s) was left out: it belongs to prolonged and suspended inspections only."
    ),
    "prolonged-late": mark(
        "The inspection had ended on %(value)s before it was prolonged. The new end was recorded; "
        "the business is asked 60 days after the inspection was entered at the latest."
    ),
    "cancelled-late": mark(
        "The inspection began on %(value)s. The cancellation was recorded and is counted; the "
        "business is asked about the inspection all the same."
    ),
}
