"""What lies under a quarter's key, and what is given up when that key is lost with the machine."""

from __future__ import annotations

import pytest
from journeys.town import Town, reply_mail, row, rows, upload_mail, workbook

from register.database import transaction
from register.invitations import Invitation, InvitationState
from register.letters import Letter, LetterState
from register.rules.letter import LetterKind
from register.vaults import LOST, give_up_lost, vault_for

pytestmark = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)


@pytest.fixture
def asked(town: Town) -> Town:
    """Three are asked; the letters to two of them have gone."""
    first = [row(n, f"b{n}@business.kg") for n in (1, 2)]
    town.deliver(upload_mail(workbook(first)))
    town.run("fetch", "take-in", "invite", "send")
    third = upload_mail(workbook([row(3, "b3@business.kg")]), message_id="<3@geti.kg>")
    town.deliver(third)
    town.run("fetch", "take-in", "invite")
    return town


def lose(town: Town) -> dict[str, int]:
    """The machine is another one: a restore brings all but the keys of the quarters."""
    town.installation.keys.destroy("2026-Q3")
    survey = town.installation.settings.survey
    with transaction(town.installation.engine) as session:
        return dict(give_up_lost(session, town.installation.moment(), survey))


def test_who_has_the_invitation_answers_by_it_and_who_has_none_gets_a_new_one(asked):
    letters = {one["To"]: one for one in asked.sent()}
    assert lose(asked) == {"letters_lost": 1, "reopened": 1, "unreminded": 2}
    asked.run("send")
    late = {one["To"]: one for one in asked.sent()}
    assert "b1@business.kg" not in late
    letters["b3@business.kg"] = late["b3@business.kg"]
    for number in (1, 2, 3):
        to = f"b{number}@business.kg"
        asked.deliver(reply_mail(letters[to], "1: да", to))
    asked.run("fetch", "take-in")
    assert {one.state for one in rows(asked, Invitation)} == {InvitationState.ANSWERED}


def test_who_cannot_be_reminded_keeps_nobody_from_being_reminded(asked):
    lose(asked)
    asked.run("send")
    asked.sent()
    asked.clock.pass_days(8)
    asked.run("remind", "send")
    reminded = [one["To"] for one in asked.sent() if one["X-Achyk-Letter"] == "reminder"]
    assert reminded == ["b3@business.kg"]


def test_a_letter_that_cannot_be_read_any_more_says_why_it_did_not_go(asked):
    lose(asked)
    (lost,) = [one for one in rows(asked, Letter) if one.state is LetterState.CANCELLED]
    assert (lost.kind, lost.trouble) == (LetterKind.INVITATION, LOST)


def test_where_no_key_is_lost_nothing_is_given_up(asked):
    with transaction(asked.installation.engine) as session:
        survey = asked.installation.settings.survey
        assert give_up_lost(session, asked.installation.moment(), survey) == {}


def test_a_token_is_kept_under_its_quarter_until_that_closes_and_then_under_todays(asked):
    asked.sent()
    (one, *_) = rows(asked, Invitation)
    token = asked.installation.keys.unseal_named(one.sealed_token).decode()
    vaults = []
    for days in (0, 92, 20):  # still open in October, closed in November
        asked.clock.pass_days(days)
        with transaction(asked.installation.engine) as session:
            vaults.append(vault_for(session, asked.installation.moment(), token))
    assert vaults == ["2026-Q3", "2026-Q3", "2026-Q4"]
    with transaction(asked.installation.engine) as session:
        assert vault_for(session, asked.installation.moment(), "a" * 26) is None
