"""State bodies, a tree without circles, and the persons who act for them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from config.trouble import Trouble
from register.bodies import (
    Body,
    Officer,
    Role,
    add_body,
    add_officer,
    administrators,
    below,
    body_names,
    domains,
    inspector_at,
    inspector_bodies,
    inspector_names,
    kin,
    officers_at,
    parents,
    staff_addresses,
)
from register.database import reading, transaction


@pytest.fixture
def tree(engine):
    """GETI > GETI-OSH > GETI-OSH-1, and SES apart."""
    with transaction(engine) as session:
        add_body(session, "GETI-OSH", "Osh", "GETI")
        add_body(session, "GETI-OSH-1", "Osh city", "GETI-OSH")
        add_body(session, "SES", "Sanitary")


def test_a_body_knows_all_above_and_below_it(engine, tree):
    with reading(engine) as session:
        assert parents(session, "GETI-OSH-1") == ("GETI-OSH-1", "GETI-OSH", "GETI")
        assert parents(session, "SES") == ("SES",)
        assert parents(session, "NONE") == ()
        assert below(session, "GETI") == {"GETI", "GETI-OSH", "GETI-OSH-1"}
        assert below(session, "GETI-OSH-1") == {"GETI-OSH-1"}
        with_all = {"GETI", "GETI-OSH", "GETI-OSH-1"}
        assert kin(session) == dict.fromkeys(sorted(with_all), with_all) | {"SES": {"SES"}}


def test_adding_a_known_body_renames_it(engine, tree):
    with transaction(engine) as session:
        add_body(session, " SES ", " Sanitary service ")
    with reading(engine) as session:
        assert body_names(session)["SES"] == "Sanitary service"
        assert len(body_names(session)) == 4


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("", "Name"), "a body needs a code and a name"),
        (("X", "  "), "a body needs a code and a name"),
        (("X" * 41, "Name"), "the code of a body may have 40 characters, not 41"),
        (("X", "N" * 301), "the name of a body may have 300 characters, not 301"),
        (("X", "Name", "NO"), "no body 'NO'; add it first: achyk body add NO NAME"),
        (("X", "Name", "X"), "no body 'X'; add it first"),
        (("GETI", "Name", "GETI"), "GETI cannot stand under GETI: it stands above it"),
        (("GETI", "Name", "GETI-OSH-1"), "GETI cannot stand under GETI-OSH-1"),
        ((" GETI", "Name", "GETI-OSH-1"), "GETI cannot stand under GETI-OSH-1"),
    ],
)
def test_a_body_that_cannot_be_is_refused_with_its_reason(engine, tree, arguments, says):
    with pytest.raises(Trouble) as caught, transaction(engine) as session:
        add_body(session, *arguments)
    assert str(caught.value).startswith(says)
    with reading(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Body)) == 4


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("asan at geti.kg", Role.HEAD, "GETI"), "'asan at geti.kg' is not an e-mail address"),
        (("a@b.kg, c@d.kg", Role.HEAD, "GETI"), "'a@b.kg, c@d.kg' is not an e-mail address"),
        (("a@b.kg", Role.HEAD, "NO"), "no body 'NO'; add it first: achyk body add NO NAME"),
        (("a@b.kg", Role.INSPECTOR, "GETI"), "inspector a@b.kg needs the ID that"),
    ],
)
def test_an_officer_that_cannot_be_is_refused_with_its_reason(engine, arguments, says):
    with pytest.raises(Trouble) as caught, transaction(engine) as session:
        add_officer(session, *arguments)
    assert str(caught.value).startswith(says)
    with reading(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Officer)) == 1


def test_a_person_may_have_several_roles_and_each_once(engine, tree):
    with transaction(engine) as session:
        add_officer(session, "ASAN@geti.kg", Role.INSPECTOR, "GETI", "I-9", "Asan", "ky")
        add_officer(session, "asan@geti.kg", Role.HEAD, "GETI")
        add_officer(session, "asan@geti.kg", Role.INSPECTOR, "SES", "S-1")
    with reading(engine) as session:
        assert len(officers_at(session, "Asan@GETI.kg")) == 3
        renewed = inspector_at(session, "asan@geti.kg")
        assert (renewed.code, renewed.name, renewed.language) == ("I-9", "Asan", "ky")
        assert inspector_bodies(session) == {"I-9": {"GETI"}, "S-1": {"SES"}}
        assert inspector_at(session, "nobody@geti.kg") is None
        assert staff_addresses(session) == {"asan@geti.kg"}


def test_inspectors_with_a_name_are_known_by_it(engine, tree):
    with transaction(engine) as session:
        add_officer(session, "a@geti.kg", Role.INSPECTOR, "GETI", "I-9", "Asan Usenov")
        add_officer(session, "a@geti.kg", Role.INSPECTOR, "SES", "I-9", "Asan Usenov")
        add_officer(session, "b@geti.kg", Role.INSPECTOR, "GETI", "I-8")
        add_officer(session, "c@geti.kg", Role.HEAD, "GETI", "H-1", "Kanat Asanov")
    with reading(engine) as session:
        assert inspector_names(session) == [("Asan Usenov", "I-9")]


def test_an_administrator_of_two_bodies_is_one_person(engine, tree):
    with transaction(engine) as session:
        for body, email in (("GETI", "z@e.kg"), ("SES", "z@e.kg"), ("GETI", "a@e.kg")):
            add_officer(session, email, Role.ADMINISTRATOR, body)
    with reading(engine) as session:
        assert [person.email for person in administrators(session)] == ["a@e.kg", "z@e.kg"]


def test_domains_carry_their_at_sign():
    assert domains(["a@geti.kg", "b@geti.kg", "c@ses.kg"]) == {"@geti.kg", "@ses.kg"}


def test_the_time_zone_of_a_body_stays_when_it_is_renamed(engine):
    with transaction(engine) as session:
        add_body(session, "GETI-OSH", "Osh", "GETI", "Asia/Almaty")
    with transaction(engine) as session:
        add_body(session, "GETI-OSH", "Osh unit", "GETI")
    with reading(engine) as session:
        body = session.get_one(Body, "GETI-OSH")
        assert (body.name, body.time_zone) == ("Osh unit", "Asia/Almaty")
    with transaction(engine) as session, pytest.raises(Trouble, match="no such time zone"):
        add_body(session, "GETI-OSH", "Osh", "GETI", "Asia/Nowhere")
