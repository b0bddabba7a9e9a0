"""One-click unsubscribing (RFC 8058) against a real register."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from portal_stand import EMAIL, Stand, invited

from register.database import reading
from register.invitations import Invitation, InvitationState
from register.letters import RETURN_PATH, Letter, LetterState
from register.suppressions import SuppressionReason, suppressed

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def left(stand: Stand) -> bool:
    """Whether the business gets no more invitations."""
    with reading(stand.face.engine) as session:
        return suppressed(session, stand.face.moment(), EMAIL) == {SuppressionReason.UNSUBSCRIBED}


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT"])
def test_looking_at_the_link_does_not_act(stand: Stand, method: str) -> None:
    """LP4, WB2: a GET never acts, with or without the words."""
    before = stand.everything()
    stand.client.request(method, f"{stand.leave}?List-Unsubscribe=One-Click")
    assert stand.everything() == before


def test_the_page_has_one_button_and_tells_no_address(stand: Stand) -> None:
    page = stand.client.get(stand.leave)
    assert page.status_code == 200
    assert page.text.count("<button") == 1
    assert 'name="List-Unsubscribe" value="One-Click"' in page.text
    assert EMAIL not in page.text


@pytest.mark.parametrize("multipart", [True, False])
def test_one_click_stops_every_invitation_to_the_address(stand: Stand, multipart: bool) -> None:
    """LP4: RFC 8058 allows both encodings; the mail provider's machine is no page of ours."""
    invited(stand.face, "KG-2026-002")
    stranger = invited(stand.face, "KG-2026-003", "else@b.example")
    form = {"files": {k: (None, v) for k, v in ONE_CLICK.items()}} if multipart else None
    headers = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
    sent = stand.client.post(stand.leave, headers=headers, **(form or {"data": ONE_CLICK}))
    assert sent.status_code == 200  # and no redirect: RFC 8058, section 3.1
    assert "You will get no more invitations" in sent.text
    assert left(stand)
    with reading(stand.face.engine) as session:
        invitations = session.scalars(sa.select(Invitation)).all()
        letters = session.scalars(sa.select(Letter)).all()
    stopped = {i.about for i in invitations if i.state is InvitationState.STOPPED}
    assert {i.email for i in invitations if i.about in stopped} == {EMAIL}
    assert len(stopped) == 2
    cancelled = {letter.about for letter in letters if letter.state is LetterState.CANCELLED}
    assert cancelled == stopped
    assert stand.client.get(f"/s/{stranger}").status_code == 200


def test_a_second_click_changes_nothing(stand: Stand) -> None:
    """LP4: mail providers repeat."""
    stand.client.post(stand.leave, data=ONE_CLICK)
    before = stand.everything()
    again = stand.client.post(stand.leave, data=ONE_CLICK)
    assert (again.status_code, stand.everything()) == (200, before)
    assert "<button" not in stand.client.get(stand.leave).text


@pytest.mark.parametrize(
    "data", [{"x": ""}, {"List-Unsubscribe": ""}, {"List-Unsubscribe": "no"}, {"one-click": "1"}]
)
def test_a_post_without_the_words_does_not_act(stand: Stand, data: dict[str, str]) -> None:
    """WB2: an empty POST never unsubscribes."""
    assert stand.client.post(stand.leave, data=data).status_code == 422
    assert not left(stand)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_we_did_not_sign_leads_nowhere(stand: Stand, method: str) -> None:
    letter_id, signature = stand.leave[3:19], stand.leave[19:]
    for_bounces = stand.face.keys.sign(RETURN_PATH, letter_id)
    unknown = "a" * 16
    wrong = [
        letter_id,
        letter_id + "a" * 16,
        letter_id + for_bounces,
        letter_id + signature + "a",
        (letter_id + signature).upper(),
        unknown + signature,
        unknown + stand.face.keys.sign("unsubscribe", unknown),
        "ө" * 32,
        "%00",
    ]
    data = ONE_CLICK if method == "POST" else None
    got = [stand.client.request(method, f"/u/{link}", data=data) for link in wrong]
    assert {page.status_code for page in got} == {404}
    assert len({page.content for page in got}) == 1
    assert not left(stand)


def test_one_who_left_may_still_answer(stand: Stand) -> None:
    stand.client.post(stand.leave, data=ONE_CLICK)
    assert stand.client.post(stand.path, data={"q1": "yes"}).status_code == 303
    assert stand.answers()["q1"] == "yes"


def test_the_page_speaks_the_language_of_the_letter(stand: Stand) -> None:
    assert '<html lang="en">' in stand.client.get(stand.leave).text
    assert '<html lang="kk">' in stand.client.get(f"{stand.leave}?lang=kk").text
