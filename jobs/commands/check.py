"""`achyk check`: is the installation sound? One line for each part."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from config.signatories import OFFICES
from config.trouble import Trouble
from jobs.commands import check_appeals, check_releases
from jobs.finding import Finding, Verdict
from jobs.wiring import Installation, open_installation


def check(arguments: Namespace) -> int:
    """Print every finding; 1 if anything does not work."""
    installation = open_installation(arguments.folder)
    findings = list(examine(installation))
    for finding in findings:
        print(f"{finding.verdict.value:<5} {finding.part:<12} {finding.says}")
    return int(any(finding.verdict is Verdict.BAD for finding in findings))


def examine(installation: Installation) -> Iterator[Finding]:
    """Every part, in the order in which mail passes them. A part that fails hides no other."""
    yield Finding("settings", Verdict.GOOD, str(installation.folder / "achyk.toml"))
    parts: dict[str, Callable[[Installation], Iterator[Finding]]] = {
        "database": _database,
        "obstacles": _obstacles,
        "keys": _keys,
        "signing key": _signing_key,
        "mailbox": _mailboxes,
        "mail server": _mail_server,
        "sent letters": _sent_letters,
        "senders": _senders,
        "signatories": _signatories,
        "people": _people,
        "rules": check_appeals.rules,
        "addressees": check_appeals.addressees,
        "scanner": check_appeals.scanner,
        "sms": check_appeals.sms,
        "mappings": _mappings,
        "survey": _survey,
        "schedule": _schedule,
        "publication": _publication,
        "releases": check_releases.releases,
        "comparison": _comparison,
        "backup": _backup,
    }
    for part, examined in parts.items():
        try:
            yield from examined(installation)
        except Trouble as trouble:
            yield Finding(part, Verdict.BAD, str(trouble))
        except SQLAlchemyError:
            # Tables of another time: the line about the database says what to do.
            yield Finding(part, Verdict.BAD, "cannot be examined: see the database")


def _database(installation: Installation) -> Iterator[Finding]:
    from register.migrate import pending

    waiting = pending(installation.engine)
    if waiting is not None:
        yield Finding("database", Verdict.BAD, f"{waiting} {installation.folder}")
        return
    url = installation.engine.url.render_as_string(hide_password=True)
    yield Finding("database", Verdict.GOOD, url)


def _obstacles(installation: Installation) -> Iterator[Finding]:
    from jobs.obstacles import obstacles

    found = obstacles(installation)
    for says in found:
        yield Finding("obstacles", Verdict.BAD, says)
    if not found:
        yield Finding("obstacles", Verdict.GOOD, "nothing keeps the jobs from their work")


def _keys(installation: Installation) -> Iterator[Finding]:
    from register.keys import KEPT, OUTBOX, SIGN

    for name in (OUTBOX, KEPT, SIGN):
        installation.keys.prove(name)
    mode = (installation.folder / "keys").stat().st_mode & 0o077
    if mode:
        says = f"others can read {installation.folder / 'keys'}; run chmod 700 on it"
        yield Finding("keys", Verdict.BAD, says)
    else:
        yield Finding(
            "keys", Verdict.GOOD, "readable by the owner only; keep a copy in a safe place"
        )


def _signing_key(installation: Installation) -> Iterator[Finding]:
    from register.signing import fingerprint, handed_over, key_chain, signer

    public, chain = signer(installation.keys).public, key_chain(installation.keys)
    if not all(handed_over(one) for one in chain):
        says = "keys/publication.chain does not hold; restore it from the safe place"
        yield Finding("signing key", Verdict.BAD, says)
        return
    says = f"signs receipts and releases; its fingerprint, to be published: {fingerprint(public)}"
    yield Finding("signing key", Verdict.GOOD, says)


def _mailboxes(installation: Installation) -> Iterator[Finding]:
    for mailbox in installation.incoming():
        with mailbox:
            first = next(iter(mailbox.batches(1)), [])
        says = "mail is waiting" if first else "empty"
        yield Finding("mailbox", Verdict.GOOD, f"{mailbox.mailbox}: {says}")


def _mail_server(installation: Installation) -> Iterator[Finding]:
    with installation.outgoing() as outgoing:
        says = outgoing.greet()
    yield Finding("mail server", Verdict.GOOD, says)


def _sent_letters(installation: Installation) -> Iterator[Finding]:
    """Each place where letters of unknown fate are looked up; one that fails hides no other."""
    places = installation.evidence()
    if not places:
        says = "no evidence set: a letter whose fate a crash leaves unknown is sent again"
        yield Finding(
            "sent letters", Verdict.ADVICE, f"{says}; see mail.out.log and mail.out.copies"
        )
    for place in places:
        try:
            yield Finding("sent letters", Verdict.GOOD, place.prove())
        except Trouble as trouble:
            yield Finding("sent letters", Verdict.BAD, str(trouble))


def _senders(installation: Installation) -> Iterator[Finding]:
    server = installation.settings.mail.in_.authserv_id
    if server:
        yield Finding("senders", Verdict.GOOD, f"proven by DMARC results of {server}")
        if installation.settings.mail.out.url.startswith(("smtp:", "smtps:")):
            yield _forgery(installation, server)
        return
    says = "mail.in.authserv_id is empty: every upload by mail is confirmed by a one-time key"
    yield Finding("senders", Verdict.ADVICE, says)


def _forgery(installation: Installation, server: str) -> Finding:
    """Whether a proof that anybody may write into his own mail would be believed."""
    from jobs.probe import WAITS, Fate, probe

    try:
        fate = probe(installation)
    except Trouble as trouble:
        says = f"no forged result could be sent through the server: {trouble}"
        return Finding("senders", Verdict.ADVICE, says)
    if fate is Fate.BELIEVED:
        says = (
            f"a forged result in the name of {server} is believed: have the mail server take away"
        )
        says += " such fields (OpenDMARC and OpenDKIM do), or lower mail.in.trusted_hops"
        return Finding("senders", Verdict.BAD, f"{says}; until then empty mail.in.authserv_id")
    if fate is Fate.MISSING:
        says = f"a mail to ourselves did not come back within {WAITS:.0f} seconds"
        return Finding("senders", Verdict.ADVICE, f"{says}: see the mail server's log")
    how = "is taken away" if fate is Fate.GONE else "comes through and is not believed"
    return Finding("senders", Verdict.GOOD, f"a forged result in its name {how}")


def _signatories(installation: Installation) -> Iterator[Finding]:
    from register.bodies import Body, parents
    from register.database import reading

    today = installation.moment().today
    with reading(installation.engine) as session:
        codes = session.scalars(sa.select(Body.code).where(Body.parent_code.is_(None))).all()
        trees = {code: frozenset(parents(session, code)) for code in codes}
    for code, tree in trees.items():
        serving = {s.office for s in installation.settings.in_office(tree, today)}
        for office in (o for o in OFFICES if o not in serving):
            says = f"no {office} in office today for {code}: invitations go without the word of one"
            yield Finding("signatories", Verdict.ADVICE, f"{says}; achyk signatory add")
    if not installation.settings.signatories and not trees:
        yield Finding("signatories", Verdict.ADVICE, "none yet; achyk signatory add")
    elif trees and all(
        {s.office for s in installation.settings.in_office(tree, today)} == set(OFFICES)
        for tree in trees.values()
    ):
        yield Finding("signatories", Verdict.GOOD, f"in office today for {', '.join(trees)}")


def _people(installation: Installation) -> Iterator[Finding]:
    from register.bodies import Officer, Role
    from register.database import reading

    with reading(installation.engine) as session:
        rows = session.execute(sa.select(Officer.role, sa.func.count()).group_by(Officer.role))
        counts: dict[Role, int] = dict(rows.all())
    for role, what in (
        (Role.INSPECTOR, "nobody can upload by mail"),
        (Role.ADMINISTRATOR, "nobody gets the reports"),
    ):
        if not counts.get(role):
            yield Finding("people", Verdict.ADVICE, f"no {role.value}: {what}; achyk officer add")
    if counts:
        says = ", ".join(f"{count} {role.value}" for role, count in sorted(counts.items()))
        yield Finding("people", Verdict.GOOD, says)


def _mappings(installation: Installation) -> Iterator[Finding]:
    """The layouts of foreign spreadsheets; one with a mistake hides no other."""
    from ingest.sheets.mapping import unregistered
    from ingest.upload_file import known_to
    from register.database import reading

    settings = installation.settings
    mappings = settings.mappings()
    with reading(installation.engine) as session:
        known = known_to(session, None, settings.mail)
    for says in mappings.wrong:
        yield Finding("mappings", Verdict.BAD, says)
    for one in mappings.listed:
        strange = dict.fromkeys((*{one.body} - known.bodies - {""}, *unregistered(one, known)))
        read = f"{one.name}: {len(one.columns)} columns for {one.body or 'every body'}"
        if strange:
            says = f"{read}; not registered: {', '.join(strange)}; achyk body add, officer add"
            yield Finding("mappings", Verdict.BAD, says)
        else:
            yield Finding("mappings", Verdict.GOOD, read)
    if not mappings.listed and not mappings.wrong:
        folder = settings.folder / settings.sheets.mappings
        yield Finding("mappings", Verdict.GOOD, f"none in {folder}")


def _survey(installation: Installation) -> Iterator[Finding]:
    survey, asked = installation.settings.survey, installation.questionnaire
    says = f"{asked.code}, {len(asked.questions)} questions; asked after {survey.delay} days"
    yield Finding("survey", Verdict.GOOD, says)


def _schedule(installation: Installation) -> Iterator[Finding]:
    from jobs.schedule import timetable

    jobs = timetable(installation.settings.schedule)
    zone = installation.settings.schedule.time_zone
    yield Finding("schedule", Verdict.GOOD, f"{len(jobs)} jobs, in the time of {zone}")


def _publication(installation: Installation) -> Iterator[Finding]:
    from jobs.access import access
    from reports.targets import opened

    for url in installation.settings.publication.targets:
        try:
            with opened(url, access(installation)) as target:
                target.prove()
        except Trouble as trouble:
            yield Finding("publication", Verdict.BAD, str(trouble))
        else:
            yield Finding("publication", Verdict.GOOD, target.place)
    if not installation.settings.portal.url:
        says = "portal.url is empty: letters carry no link and no one-click unsubscribe"
        yield Finding("portal", Verdict.ADVICE, says)


def _comparison(installation: Installation) -> Iterator[Finding]:
    from jobs.comparison import compare_all

    try:
        found = compare_all(installation, rescue=False)
    except Trouble:
        # A fault of a part that has its own line.
        yield Finding("comparison", Verdict.ADVICE, "not made: see what else is wrong")
        return
    if found.lost:
        says = f"{found.lost} messages to be placed have lost their original; restore blobs/"
        yield Finding("comparison", Verdict.BAD, f"{says} from a backup")
    if found.unknown:
        says = f"{found.unknown} mails of two days are not in the register; achyk run watch"
        yield Finding("comparison", Verdict.ADVICE, f"{says} records them")
    if found.missing:
        says = f"{found.missing} mails of two days have left the mailbox; their originals are kept"
        yield Finding("comparison", Verdict.ADVICE, says)
    if not found.counts():
        yield Finding("comparison", Verdict.GOOD, "mailboxes and register agree")


def _backup(installation: Installation) -> Iterator[Finding]:
    from jobs.backup import shortcomings

    is_fault, says = shortcomings(installation)
    if says:
        yield Finding("backup", Verdict.BAD if is_fault else Verdict.ADVICE, says)
    else:
        yield Finding("backup", Verdict.GOOD, "made daily, on another disk")
