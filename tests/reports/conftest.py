"""A small country in a register: filled through the register's own functions, recounted by hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from crafted.sealed import Sealed, seal
from sqlalchemy.orm import Session

from config.questionnaire import QuestionKind, questionnaire
from config.settings import Settings, Survey
from register.batches import close_batches
from register.bodies import add_body
from register.database import open_engine, transaction
from register.inspections import Inspection, record_inspection
from register.invitations import InvitationState, invite, stop
from register.keys import Keys
from register.moment import Moment
from register.responses import Channel, record_answers
from register.rules.record import EmailSource, InspectionKind, InspectionRecord, NoEmail
from register.tables import metadata
from reports.counts import Dimension, Figures, Funnel, Group, Joint, together
from reports.cover import cover
from reports.edition import Edition
from reports.imprint import Imprint, Revised, Root
from reports.tables import quarter_tables
from reports.volume import Volume

ASKED = questionnaire("inspection-1")
LATE = date(2026, 3, 5)  # its quarter had closed when the register learned of it
JULY = date(2026, 7, 1)
NUMBERS = tuple(question.number for question in ASKED.questions)


@dataclass
class Visit:
    """One inspection of the story, as a test states it."""

    body: str = "geti"
    region: str | None = "chuy"
    kind: InspectionKind = InspectionKind.PLANNED
    day: date = date(2026, 8, 10)
    no_email: NoEmail | None = None
    delivered: bool = True
    returned: bool = False
    answers: dict[int, str] | None = None  # None: silent
    words: dict[int, str] = field(default_factory=dict)
    channel: Channel = Channel.MAIL
    business: int | None = None  # None: one that is inspected once


@dataclass
class Country:
    """A register and what was put into it."""

    engine: sa.Engine
    moment: Moment
    visits: list[Visit] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)  # of the visits with an address

    def enter(self, *visits: Visit) -> Country:
        """Record the visits, invite, and answer, as the jobs would."""
        with transaction(self.engine) as session:
            for visit in visits:
                self._enter(session, visit, len(self.visits) + 1)
                self.visits.append(visit)
        return self

    def body(self, code: str, name: str, parent: str | None = "ministry") -> Country:
        """A further body."""
        with transaction(self.engine) as session:
            add_body(session, code, name, parent)
        return self

    def _enter(self, session: Session, visit: Visit, number: int) -> None:
        record_inspection(session, self.moment, _record(visit, number), "upload", Survey(close=30))
        if visit.no_email is not None:
            return
        wanted = sa.select(Inspection).where(Inspection.registration_no == f"R-{number:05d}")
        inspection = session.scalars(wanted).one()
        invitation = invite(
            session, _Telling(self.moment, self.tokens), inspection, Survey(delay=0)
        )
        invitation.delivered = visit.delivered
        if visit.returned:
            stop(session, invitation, InvitationState.UNREACHABLE)
        if visit.answers is not None:
            record_answers(
                session,
                self.moment,
                self.tokens[-1],
                visit.answers,
                visit.words,
                NUMBERS,
                visit.channel,
            )


class _Telling:
    """The moment that tells which token it made: what the business reads in its letter."""

    def __init__(self, moment: Moment, tokens: list[str]) -> None:
        self._moment, self._tokens = moment, tokens

    def __getattr__(self, name: str) -> object:
        return getattr(self._moment, name)

    def new_token(self) -> str:
        """A fresh token, told."""
        token = self._moment.new_token()
        self._tokens.append(token)
        return token


def _record(visit: Visit, number: int) -> InspectionRecord:
    has_address = visit.no_email is None
    return InspectionRecord(
        registration_no=f"R-{number:05d}",
        body=visit.body,
        inspector_ids=("I-1",),
        business_name=f"Business {visit.business or number}",
        tax_id=f"{visit.business or number:014d}",
        kind=visit.kind,
        started_on=visit.day - timedelta(days=1),
        finished_on=visit.day,
        email=f"b{number}@business.test" if has_address else None,
        email_source=EmailSource.INSPECTOR if has_address else None,
        no_email_reason=visit.no_email,
        region=visit.region,
        language="en",
    )


def new_country(folder: Path, url: str = "sqlite:///register.db") -> Country:
    """An empty register with a ministry and one inspectorate."""
    engine = open_engine(url, folder)
    metadata.create_all(engine)
    chance = random.Random(7)
    keys = Keys(folder / "keys", chance.randbytes)
    keys.make()
    moment = Moment(
        now=datetime(2026, 9, 20, 9, 0, tzinfo=UTC),
        randbytes=chance.randbytes,
        keys=keys,
        zone=ZoneInfo("Asia/Bishkek"),
    )
    made = Country(engine, moment).body("ministry", "Ministry of Economy", None)
    return made.body("geti", "Technical Safety Inspectorate")


@pytest.fixture
def country(tmp_path: Path) -> Country:
    """A register that a test fills itself."""
    return new_country(tmp_path)


def answers_by(chance: random.Random, good: float) -> dict[int, str]:
    """Answers to every closed question and the hours, the better the nearer `good` is to 1."""
    given = {}
    for question in ASKED.questions:
        values = question.values()
        if question.kind is QuestionKind.NUMBER:
            given[question.number] = str(chance.choice([1, 2, 2.5, 4, 8, 16]))
        elif values and chance.random() > 0.05:
            liked = question.favourable
            rest = [value for value in values if value not in liked]
            given[question.number] = chance.choice(liked if chance.random() < good else rest)
    return given


def life(seed: int = 1, count: int = 300) -> list[Visit]:
    """Visits that look like life: five bodies, all regions, three kinds, gaps everywhere."""
    chance = random.Random(seed)
    bodies = {"geti": 0.7, "sanepid": 0.55, "tax": 0.4, "fire": 0.8, "vet": 0.6}
    weights = (40, 25, 20, 12, 3)
    regions = ["bishkek", "osh-city", "chuy", "osh", "jalal-abad", "issyk-kul", "naryn", None]
    visits = []
    for _ in range(count):
        body = chance.choices(list(bodies), weights)[0]
        visit = Visit(
            body=body,
            region=chance.choice(regions),
            kind=chance.choices(list(InspectionKind), (6, 3, 1))[0],
            day=LATE if chance.random() < 0.04 else JULY + timedelta(days=chance.randrange(75)),
        )
        fate = chance.random()
        if fate < 0.12:
            visit.no_email = chance.choice(list(NoEmail))
        elif fate < 0.18:
            visit.delivered, visit.returned = False, True
        elif fate < 0.22:
            visit.delivered = False
        elif fate < 0.62:
            visit.answers = answers_by(chance, bodies[body])
            visit.channel = chance.choices(list(Channel), (3, 1))[0]
            visit.words = {14: "It went well."} if chance.random() < 0.3 else {}
        visits.append(visit)
    return visits


@pytest.fixture
def anywhere(tmp_path: Path, database_url: str) -> Iterator[Country]:
    """The same on each database there is."""
    made = new_country(tmp_path, database_url)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """A register with a quarter that looks like life; to be read only."""
    made = new_country(tmp_path_factory.mktemp("full"))
    made.body("sanepid", "Sanitary and Epidemiological Service").body("tax", "=Tax Service")
    made.body("fire", "Fire Supervision").body("vet", "Veterinary Inspectorate")
    return made.enter(*life())


@pytest.fixture
def visit() -> Callable[..., Visit]:
    """How a test states one inspection."""
    return Visit


@pytest.fixture
def settings() -> Callable[..., Settings]:
    """Settings of publication."""

    def made(language: str = "en", minimum_base: int = 10) -> Settings:
        usual = Settings()
        changed = replace(usual.publication, language=language, minimum_base=minimum_base)
        return replace(usual, publication=changed)

    return made


def figures_of(groups: dict[str, dict[int, dict[str, int]]], **steps: int) -> Figures:
    """Figures of bodies from their answers alone; every other dimension holds all in one group."""
    made = tuple(_group(code, answers, steps) for code, answers in sorted(groups.items()))
    total = together(made)
    return Figures(
        quarter="2026-Q3",
        questionnaire=ASKED,
        total=total,
        groups={
            Dimension.BODY: made,
            Dimension.REGION: (replace(total, code="chuy"),),
            Dimension.KIND: (replace(total, code="planned"),),
        },
        no_address={reason.value: 0 for reason in NoEmail} | {"": 0},
        channels={"mail": total.funnel.answered, "web": 0},
        words={14: 0},
        body_names={code: f"Body {code.upper()}" for code in groups},
        cells=tuple(Joint((g.code, "chuy", "planned"), g.funnel, g.answers) for g in made),
    )


def _group(code: str, answers: dict[int, dict[str, int]], steps: dict[str, int]) -> Group:
    answered = max((sum(counts.values()) for counts in answers.values()), default=0)
    usual = dict.fromkeys(("inspected", "with_address", "invited", "delivered"), 100) | steps
    return Group(code, Funnel(**usual, answered=answered), answers)


@pytest.fixture
def edition() -> Callable[..., Edition]:
    """An edition of figures stated by body: question → value → count."""

    def made(
        groups: dict[str, dict[int, dict[str, int]]], language: str = "en", **steps: int
    ) -> Edition:
        return Edition(figures_of(groups, **steps), 10, language)

    return made


@pytest.fixture(scope="session")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """A release with corrected answers, in two batches of invitations; to be read only."""
    made = new_country(tmp_path_factory.mktemp("sealed")).body("tax", "Tax Service")
    visits = life(5, 90)
    for visit in visits:  # few groups: what is hidden is looked for elsewhere, and takes long
        visit.body = "geti" if visit.body in ("geti", "fire", "vet") else "tax"
        visit.region = "osh" if visit.region in ("osh", "osh-city", "naryn") else "chuy"
    first, second = visits[:50], visits[50:]
    made.enter(*first)
    with transaction(made.engine) as session:
        close_batches(session, made.moment)
    made.enter(*second)
    written = [visit for visit in made.visits if visit.no_email is None]
    answered = [made.tokens[i] for i, visit in enumerate(written) if visit.answers]
    with transaction(made.engine) as session:
        for token, value in [*((token, "1") for token in answered[:6]), (answered[0], "2")]:
            record_answers(session, made.moment, token, {12: value}, {}, NUMBERS, Channel.WEB)
    return seal(made)


def _steps(*counts: int) -> dict[str, int]:
    return dict(zip("12345", counts, strict=True))


# A quarter with bodies that are shown, too small, and named to be taken for a formula.
SPREAD: dict[str, dict[int, dict[str, int]]] = {
    "a": {12: _steps(1, 1, 1, 1, 1), 1: {"yes": 4, "no": 1}},
    "b": {12: _steps(12, 13, 13, 12, 12), 1: {"yes": 8, "no": 4}},
    "c": {12: _steps(10, 10, 10, 10, 10), 1: {"yes": 30, "no": 15}, 10: {"yes": 8, "no": 32}},
}


IMPRINT = Imprint(
    quarter="2026-Q3",
    made_at=datetime(2026, 11, 1, 3, 0, tzinfo=UTC),
    publisher="Ministry of Economy",
    contact="survey@achyk.test",
    revision=2,
    fingerprint="ab" * 32,
    roots=(Root("responses", "cd" * 32, 62), Root("invitations", "01" * 32, 300)),
    revisions=(Revised(2, date(2026, 11, 9), "An address was wrong", "Aibek Osmonov"),),
    appeals=(120, 103),
)


@pytest.fixture(scope="session")
def imprint() -> Imprint:
    """What a release says of itself."""
    return IMPRINT


@pytest.fixture(scope="session")
def volumes() -> Callable[..., list[Volume]]:
    """A release in some languages, that of publication first."""

    def made(
        *languages: str, groups: dict[str, dict[int, dict[str, int]]] = SPREAD, **more: object
    ) -> list[Volume]:
        return [volume_of(language, groups, **more) for language in languages]

    return made


def volume_of(
    language: str, groups: dict[str, dict[int, dict[str, int]]] = SPREAD, **more: object
) -> Volume:
    """A volume of figures by body; body b is named like a formula."""
    figures = figures_of(groups)
    names = {code: "=1+1" if code == "b" else name for code, name in figures.body_names.items()}
    edition = Edition(replace(figures, body_names=names), 10, language)
    page = cover(edition, IMPRINT.publisher, IMPRINT.made_at, IMPRINT.contact, IMPRINT)
    return Volume(edition, quarter_tables(edition), page, **more)
