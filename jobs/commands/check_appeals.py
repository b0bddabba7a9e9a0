"""What `achyk check` says of appeals: the law, the calendar, who answers, the virus scanner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from config.book import Book
from config.profiles import unverified
from jobs.finding import Finding, Verdict
from jobs.wiring import Installation
from register.appeals.conflict import Staff, staff_now
from register.appeals.listing import appeal_counts
from register.bodies import Role
from register.database import reading

AHEAD = timedelta(days=200)  # due dates lie that far ahead, extensions included
OLD_SIGNATURES = timedelta(days=7)
_SIGNED = re.compile(r"/\d+/\w{3} (\w{3} +\d+ \d\d:\d\d:\d\d \d{4})$")


def rules(installation: Installation) -> Iterator[Finding]:
    """The law in force, what of it nobody has compared, what is to come; the calendar."""
    book, today = installation.book(), installation.moment().today
    law = book.profiles.on(today)
    term = f"{law.consideration.count} {law.consideration.unit.value} days"
    yield Finding("rules", Verdict.GOOD, f"{law.version}: {term} from {law.consideration_from}")
    doubtful = unverified(law, installation.settings.rules.confirmed)
    if doubtful:
        says = f"not compared with the official text: {', '.join(doubtful)}"
        yield Finding("rules", Verdict.ADVICE, f"{says}; do so and name them in rules.confirmed")
    for coming in (one for one in book.profiles.versions if not one.enabled):
        says = f"{coming.version} is not in force: {coming.law_name('en')}"
        yield Finding("rules", Verdict.ADVICE, f"{says}; give it its day once there is one")
    yield from _calendar(book, today)


def _calendar(book: Book, today: date) -> Iterator[Finding]:
    gaps = tuple(book.calendar.gaps(today, today + AHEAD))
    for says in gaps:
        yield Finding("calendar", Verdict.ADVICE, says)
    if not gaps:
        says = f"{book.calendar_version}, known until {book.calendar.last}"
        yield Finding("calendar", Verdict.GOOD, says)


def addressees(installation: Installation) -> Iterator[Finding]:
    """Whether every appeal finds somebody: routes, officers, heads, the rapid-response group."""
    book, moment = installation.book(), installation.moment()
    with reading(installation.engine) as session:
        staff = staff_now(session, moment)
    if not staff.parent:
        yield Finding("addressees", Verdict.ADVICE, "no body yet: no appeal can be registered")
        return
    targets = {*(route.to for route in book.routes.routes), book.routes.first} - {""}
    for code in sorted(targets - staff.parent.keys()):
        says = f"{installation.settings.appeals.routes} names {code}, which is not registered"
        yield Finding("addressees", Verdict.BAD, f"{says}: achyk body add {code} NAME")
    yield from _staff(staff)
    if not book.complain:
        says = "appeals.complain is empty: slips name nobody to complain to"
        yield Finding("addressees", Verdict.ADVICE, says)


def _staff(staff: Staff) -> Iterator[Finding]:
    """Which bodies have nobody of a kind; what that means for their appeals."""
    bodies = sorted(staff.parent)
    none = [code for code in bodies if not _at(staff, code, Role.OFFICER, Role.HEAD)]
    headless = [code for code in bodies if not _at(staff, code, Role.HEAD) and code not in none]
    lost = [code for code in bodies if not any(_above(staff, code))]
    for codes, says in (
        (lost, "nobody there or above may answer: their appeals wait with nobody"),
        ([code for code in none if code not in lost], "no officer or head: appeals go one up"),
        (headless, "no head: nobody answers for delay there"),
    ):
        if codes:
            listed = ", ".join(codes)
            yield Finding("addressees", Verdict.ADVICE, f"{listed}: {says}; achyk officer add")
    if not any(one.role is Role.RAPID for one in staff.officers):
        says = "no rapid-response group: reports of unlawful inspections alert nobody at once"
        yield Finding("addressees", Verdict.ADVICE, f"{says}; achyk officer add --role rapid")
    if not lost:
        yield Finding(
            "addressees", Verdict.GOOD, f"{len(bodies)} bodies; every appeal finds somebody"
        )


def _at(staff: Staff, code: str, *roles: Role) -> bool:
    return any(staff.at(code, role) for role in roles)


def _above(staff: Staff, code: str) -> Iterator[bool]:
    return (_at(staff, one, Role.OFFICER, Role.HEAD) for one in staff.chain(code))


def scanner(installation: Installation) -> Iterator[Finding]:
    """Whether files of appeals are scanned for viruses, and with how fresh signatures."""
    from ingest.appeals.clamd import Clamd

    moment = installation.moment()
    with reading(installation.engine) as session:
        waiting = appeal_counts(session, moment.today, moment.today).not_scanned
    if waiting:
        yield Finding("scanner", Verdict.ADVICE, f"{waiting} files wait for the virus scanner")
    address = installation.settings.files.clamd
    if not address:
        says = "files.clamd is empty: files are judged by what they are, not scanned for viruses"
        yield Finding("scanner", Verdict.ADVICE, says)
        return
    version = Clamd(address).version()
    if _is_old(version, moment.now):
        says = f"{version}: its signatures are older than a week; see freshclam"
        yield Finding("scanner", Verdict.ADVICE, says)
    else:
        yield Finding("scanner", Verdict.GOOD, version)


def sms(installation: Installation) -> Iterator[Finding]:
    """The gateway for SMS, where there is one, and whether those that come in prove anything."""
    from dispatch.sms_way import prove

    settings = installation.settings
    if settings.sms.url:
        says = prove(settings.sms, installation=installation.folder)
        yield Finding("sms", Verdict.GOOD, says)
    if settings.sms.from_ and not (settings.sms.from_secret or settings.mail.in_.authserv_id):
        says = "nothing proves that a mail is an SMS: set mail.in.authserv_id or sms.from_secret"
        yield Finding("sms", Verdict.BAD, says)


def _is_old(version: str, now: datetime) -> bool:
    """Of "ClamAV 1.4.3/27500/Mon Jan  6 09:41:48 2025"; not where it names no day."""
    signed = _SIGNED.search(version)
    if signed is None:
        return False
    at = datetime.strptime(" ".join(signed[1].split()), "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    return now - at > OLD_SIGNATURES
