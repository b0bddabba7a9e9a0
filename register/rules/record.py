"""One inspection as a spreadsheet row states it, checked and in the register's own terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LENGTHS: Mapping[str, int] = {
    "registration_no": 80,
    "body": 40,
    "body_name": 300,
    "unit": 200,
    "inspector_ids": 300,  # all of a row, separated by one space
    "basis": 1000,
    "risk": 80,
    "checklist": 200,
    "business_name": 500,
    "tax_id": 14,
    "address": 1000,
    "region": 40,
    "sector": 300,
    "instruction_no": 80,
    "contact_person": 300,
    "email": 320,
    "phone": 100,
    "language": 2,
}
"""The longest text of each field, in characters: what rows may say and what the columns hold."""

LARGEST: Mapping[str, int] = {"violations": 1_000_000, "fine_som": 1_000_000_000_000}
"""The largest number of each field; the columns hold more."""


class InspectionKind(StrEnum):
    """Why an inspection was appointed."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"
    CONTROL = "control"  # a repeat visit: was the instruction carried out?


class EmailSource(StrEnum):
    """Who gave the business's address."""

    REGISTRY = "registry"
    BUSINESS = "business"
    INSPECTOR = "inspector"


class NoEmail(StrEnum):
    """Why a row gives no address."""

    NONE = "none"  # the business has no e-mail
    REFUSED = "refused"  # it would not give one
    ABSENT = "absent"  # nobody who could give one was there
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)  # a file may hold a million
class InspectionRecord:
    """A good row. Texts are stripped; what the row left empty is None, () or ''."""

    registration_no: str  # natural key, as issued by the registering body, inner spaces collapsed
    body: str  # code of a known body
    inspector_ids: tuple[str, ...]  # at least one; IDs of known inspectors
    business_name: str
    tax_id: str  # 14 digits (INN) or 12 (BIN, IIN), leading zeros kept
    kind: InspectionKind
    started_on: date
    finished_on: date  # not before started_on
    email: str | None = None  # one plain mailbox, domain in lower case; else no_email_reason is set
    email_source: EmailSource | None = None
    no_email_reason: NoEmail | None = None
    registered_at: date | None = None
    unit: str | None = None
    basis: str | None = None
    risk: str | None = None
    checklist: str | None = None
    address: str | None = None
    region: str | None = None  # code from config/regions
    sector: str | None = None
    violations: int | None = None
    instruction_no: str | None = None
    instruction_due: date | None = None
    fine_som: int | None = None  # whole som
    suspended: bool | None = None  # was the business's activity suspended
    contact_person: str | None = None
    phone: str | None = None
    language: str | None = None  # ky, ru, kk or en
