"""A quarter's release: from the register to every file of the bundle, and its seal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.calendar import Calendar
from config.languages import mark
from config.questionnaire import Questionnaire, questionnaire
from config.settings import Settings
from register.batches import batch_statements, invitation_lines
from register.keys import Keys
from register.receipts import appeal_lines, response_lines
from register.responses import Response
from register.rules.batch import read_statement
from register.signing import fingerprint, key_chain, signer
from reports.bundle import Volume, public_files
from reports.counts import Figures
from reports.cover import Cover, cover
from reports.earlier import Basis
from reports.edition import Edition
from reports.figures import quarter_figures
from reports.further import Further, further_basis, further_figures, further_tables, shifts
from reports.imprint import Imprint, Revised, Root
from reports.manifest import MANIFEST, BatchStated, Stated, sealed
from reports.past import Past
from reports.protection import Protection, protect
from reports.provenance import provenance_words
from reports.quarter import Headline, headline_figures, publisher_of
from reports.receipts_list import Lists, Tree, quarter_lists
from reports.summary_page import shares_that_matter
from reports.tables import quarter_tables

OTHER_VERSIONS = mark("Answers to other versions of the questionnaire")
NOT_COUNTED = mark("%(answers)s (in the funnel; not in the tables of answers)")


@dataclass(frozen=True)
class Order:
    """Which release is wanted, and what it follows."""

    quarter: str  # 2026-Q3
    settings: Settings
    calendar: Calendar
    made_at: datetime  # aware, in the installation's zone; the same for the same release
    revision: int = 1
    revisions: tuple[Revised, ...] = ()
    basis: Basis | None = None  # what the release of this quarter told before
    earlier: tuple[Past, ...] = ()  # published releases of quarters before, the newest first
    previous: tuple[str, str] | None = None  # quarter, and SHA-256 of its manifest

    @property
    def languages(self) -> tuple[str, ...]:
        """Those it is published in, that of publication first."""
        published = self.settings.publication
        return tuple(dict.fromkeys((published.language, *published.languages)))


@dataclass(frozen=True)
class Made:
    """A release as it was made."""

    quarter: str
    files: Mapping[str, bytes]  # of the bundle, by name
    headline: Headline  # what letters about it name
    basis: Mapping[str, Any]  # for the next revision; JSON, never published

    @property
    def manifest(self) -> bytes:
        """Its manifest.json; b'' of one that was not sealed."""
        return self.files.get(MANIFEST, b"")


@dataclass(frozen=True)
class _Counted:
    """What is the same in every language."""

    order: Order
    figures: Figures
    protection: Protection
    further: Further
    publisher: str
    others: int  # responses to other versions of the questionnaire


def preview(session: Session, order: Order) -> Made:
    """The files for the public as the register stands: no lists, no manifest, not signed."""
    counted = _count(session, order)
    volumes = _volumes(counted, _imprint(counted))
    return _made(counted, volumes, public_files(volumes, _imprint(counted)))


def release(session: Session, keys: Keys, order: Order) -> Made:
    """The whole bundle, signed."""
    counted, seal = _count(session, order), signer(keys)
    lists = _lists(session, keys, order)
    imprint = _imprint(counted, lists, fingerprint(seal.public))
    volumes = _volumes(counted, imprint)
    stated = Stated(
        edition=volumes[0].edition,
        tables=volumes[0].tables,
        lists=lists,
        batches=[
            BatchStated(one.number, Tree(one.root, one.size), one.sha256, _late(one.statement))
            for one in batch_statements(session, order.quarter)
        ],
        publisher=counted.publisher,
        made_on=order.made_at.date(),
        key=seal.public,
        chain=key_chain(keys),
        previous=order.previous,
        revision=order.revision,
        revisions=order.revisions,
    )
    return _made(counted, volumes, sealed(public_files(volumes, imprint), stated, seal.sign))


def _late(statement: bytes) -> int:
    return read_statement(statement.decode()).late


def _made(counted: _Counted, volumes: list[Volume], files: Mapping[str, bytes]) -> Made:
    headline = {**headline_figures(volumes[0].edition), **shares_that_matter(volumes[0])}
    told = further_basis(volumes[0].edition, counted.further)
    return Made(counted.order.quarter, files, headline, {**counted.protection.basis(), **told})


def _count(session: Session, order: Order) -> _Counted:
    settings = order.settings
    asked, others = asked_in(session, order.quarter, settings)
    figures = quarter_figures(session, order.quarter, asked)
    further = further_figures(
        session,
        order.quarter,
        asked,
        order.calendar,
        order.made_at,
        order.made_at.tzinfo,  # type: ignore[arg-type] # of the installation
        earlier=order.earlier,
    )
    protection = protect(figures, settings.publication.minimum_base, order.basis)
    return _Counted(order, figures, protection, further, publisher_of(session, settings), others)


def asked_in(session: Session, quarter: str, settings: Settings) -> tuple[Questionnaire, int]:
    """The questionnaire that most responses of the quarter answer, and how many answer others.

    Not that of the settings: it may have been changed since, for the quarters to come. Figures of
    two versions are not comparable and never added.
    """
    found = sa.select(Response.questionnaire, sa.func.count()).where(
        Response.quarter == quarter, Response.current
    )
    rows = session.execute(found.group_by(Response.questionnaire))
    counts: dict[str, int] = {code: count for code, count in rows}  # noqa: C416 - mypy reads no Row
    now = settings.survey.questionnaire
    most = max(sorted(counts), key=lambda code: (counts[code], code == now), default=now)
    return questionnaire(most), sum(counts.values()) - counts.get(most, 0)


def _lists(session: Session, keys: Keys, order: Order) -> Lists:
    zone = order.made_at.tzinfo
    return quarter_lists(
        order.quarter,
        response_lines(session, keys, order.quarter),
        appeal_lines(session, keys, order.quarter, zone),  # type: ignore[arg-type]
        invitation_lines(session, order.quarter),
    )


def _imprint(counted: _Counted, lists: Lists | None = None, key: str = "") -> Imprint:
    order = counted.order
    trees = {}
    if lists is not None:
        trees = {
            "responses": lists.responses,
            "appeals": lists.appeals,
            "invitations": lists.invited,
        }
    published = order.settings.publication
    return Imprint(
        quarter=order.quarter,
        made_at=order.made_at,
        publisher=counted.publisher,
        contact=order.settings.mail.address(order.settings.mail.survey),
        address=order.settings.portal.url.rstrip("/"),
        revision=order.revision,
        fingerprint=key,
        roots=tuple(Root(name, tree.root, tree.size) for name, tree in trees.items()),
        revisions=order.revisions,
        appeals=counted.further.appeals.decided_in_time(published.minimum_base),
        previous=order.previous[0] if order.previous else "",
    )


def _volumes(counted: _Counted, imprint: Imprint) -> list[Volume]:
    order, further = counted.order, counted.further
    minimum = order.settings.publication.minimum_base
    volumes = []
    for language in order.languages:
        edition = Edition(counted.figures, minimum, language, counted.protection)
        volumes.append(
            Volume(
                edition,
                (*quarter_tables(edition), *further_tables(edition, further)),
                _cover(counted, edition, imprint),
                shifts(edition, further),
                provenance_words(edition, further.provenance),
            )
        )
    return volumes


def _cover(counted: _Counted, edition: Edition, imprint: Imprint) -> Cover:
    page = cover(edition, counted.publisher, imprint.made_at, imprint.contact, imprint)
    if not counted.others:
        return page
    few = counted.others < edition.minimum_base
    told = edition.say(NOT_COUNTED, answers="[c]" if few else counted.others)
    return replace(page, facts=(*page.facts, (edition.say(OTHER_VERSIONS), told)))
