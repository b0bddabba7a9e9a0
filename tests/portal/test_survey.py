"""The survey page against a real register."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
from portal_stand import PORTAL, Stand, invited

from register.appeals.contact import read_contact, read_words
from register.appeals.tables import Appeal
from register.database import reading, transaction
from register.invitations import InvitationState
from register.letters import Letter
from register.receipts import appeal_lines
from register.responses import Channel, Response, record_answers
from register.rules.appeal import AppealKind
from register.rules.appeal import Channel as AppealChannel
from register.rules.letter import LetterKind
from register.rules.receipt import parse, signed_bytes
from register.rules.tokens import base32
from register.signing import signer, verify

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
ALL_BLANK = {f"q{n}": "" for n in range(1, 15)}


class Controls(HTMLParser):
    """What a form would send as it stands, and every radio group with its fieldset's legend."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.groups: set[str] = set()
        self.legends = 0
        self._fieldset = False
        self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = said.get("name") or ""
        self._fieldset = self._fieldset or tag == "fieldset"
        self.legends += tag == "legend"
        if tag == "input" and said["type"] == "radio":
            assert self._fieldset
            self.groups.add(name)
            if "checked" in said:
                self.sent[name] = said["value"] or ""
        elif tag == "input":
            self.sent[name] = said["value"] or ""
        self._area = name if tag == "textarea" else ""

    def handle_endtag(self, tag: str) -> None:
        self._fieldset = self._fieldset and tag != "fieldset"
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] = data.removeprefix("\n")


def test_the_page_asks_every_question_in_the_language_of_the_letter(stand: Stand) -> None:
    page = stand.client.get(stand.path)
    assert page.status_code == 200
    assert page.headers["content-language"] == "en"
    controls = Controls(page.text)
    assert controls.groups | set(controls.sent) == {f"q{n}" for n in range(1, 15)}
    assert controls.legends == len(controls.groups) == 12
    assert "All in all, are you satisfied" in page.text
    assert "30 October 2026" in page.text
    assert "Your answers are anonymous" in page.text
    assert "State Inspectorate &lt;GETI&gt;" in page.text
    assert len(page.content) < 50_000
    assert "<script" not in page.text
    assert " style=" not in page.text


@pytest.mark.parametrize(
    ("lang", "says", "day"),
    [
        ("ky", "Текшерүү кандай өттү?", "2026-жыл, 30-октябрь"),
        ("ru", "Как прошла проверка?", "30 октября 2026 года"),
        ("kk", "Тексеру қалай өтті?", "2026 жылғы 30 қазан"),
        ("en", "How did the inspection go?", "30 October 2026"),
    ],
)
def test_the_reader_may_switch_the_language(stand: Stand, lang: str, says: str, day: str) -> None:
    page = stand.client.get(stand.path, params={"lang": lang})
    assert f'<html lang="{lang}">' in page.text
    assert f"<h1>{says}</h1>" in page.text
    assert day in page.text
    assert f'action="{stand.path}?lang={lang}"' in page.text


def test_a_language_nobody_speaks_here_is_not_taken(stand: Stand) -> None:
    assert stand.client.get(stand.path, params={"lang": "../de"}).text.count('lang="en"') >= 1


def test_answers_are_recorded_and_thanked_for(stand: Stand) -> None:
    sent = {**ALL_BLANK, "q1": "yes", "q6": "na", "q9": "2,5", "q14": "Всё\r\nхорошо"}
    taken = stand.client.post(stand.path, data=sent)
    assert (taken.status_code, taken.headers["location"]) == (303, f"{stand.path}?done=1")
    given = {name: value for name, value in stand.answers().items() if value is not None}
    assert given == {"q1": "yes", "q6": "na", "q9": "2.5"}
    assert stand.words() == ["Всё\nхорошо"]
    assert stand.invitation().state is InvitationState.ANSWERED
    with reading(stand.face.engine) as session:
        assert session.scalars(sa.select(Response.channel)).all() == [Channel.WEB]
    thanks = stand.client.get(taken.headers["location"])
    assert "Your answers are recorded" in thanks.text
    assert "30 October 2026" in thanks.text
    assert thanks.text.count("<li>") - 4 == 14 - 4  # four languages; ten questions left
    assert "хорошо" not in thanks.text


def test_the_thanks_show_the_receipt_to_the_holder_of_the_link(stand: Stand) -> None:
    stand.client.post(stand.path, data={"q1": "yes"})
    shown, by = stand.client.get(f"{stand.path}?done=1").text, signer(stand.face.keys)
    receipt = parse(unescape(shown))
    assert verify(by.public, signed_bytes(receipt), receipt.signature)
    with reading(stand.face.engine) as session:
        assert session.scalars(sa.select(Response.commitment)).all() == [receipt.code]
    assert shown.count(receipt.code.hex()) == 2  # by itself, and in the signed lines
    assert f'href="{stand.path}/receipt"' in shown
    assert "it does not show what you answered" in shown
    file = stand.client.get(f"{stand.path}/receipt")
    assert parse(file.text) == receipt
    assert file.headers["content-type"] == "text/plain; charset=utf-8"
    assert file.headers["content-disposition"] == f'attachment; filename="{receipt.name}"'
    assert file.headers["cache-control"] == "no-store"
    stand.client.post(stand.path, data={"q1": "no"})
    corrected = parse(stand.client.get(f"{stand.path}/receipt").text)
    assert corrected.replaces == receipt.code


def test_without_an_answer_or_the_link_there_is_no_receipt(stand: Stand) -> None:
    for path in (stand.path, "/s/" + "a" * 26, "/s/x"):
        refused = stand.client.get(f"{path}/receipt")
        assert refused.status_code == 404
        assert "achyk receipt" not in refused.text
    assert stand.client.post(f"{stand.path}/receipt").status_code == 405
    stand.client.post(stand.path, data={"q1": "yes"})
    assert "achyk receipt" not in stand.client.get(stand.path).text


def test_an_appeal_in_an_answer_shows_its_own_receipt(stand: Stand) -> None:
    shown = stand.client.post(stand.path, data={"q14": "Appeal: please look into the act"})
    receipt = parse(unescape(shown.text))
    assert receipt.kind == "appeal"
    with reading(stand.face.engine) as session:
        keys, zone = stand.face.keys, stand.face.moment().zone
        assert receipt.code.hex() in set(appeal_lines(session, keys, receipt.quarter, zone))


def test_both_ways_of_encoding_a_form_are_read(stand: Stand) -> None:
    multipart = {name: (None, value) for name, value in {"q1": "no", "q14": "Жок, ө"}.items()}
    assert stand.client.post(stand.path, files=multipart).status_code == 303
    assert (stand.answers()["q1"], stand.words()) == ("no", ["Жок, ө"])


def test_the_longest_text_in_any_script_fits(stand: Stand) -> None:
    """The page sends multipart, so that ten thousand letters of any alphabet are below the cap."""
    assert 'enctype="multipart/form-data"' in stand.client.get(stand.path).text
    taken = stand.client.post(stand.path, files={"q14": (None, "👍" * 10_000)})
    assert taken.status_code == 303
    assert stand.words() == ["👍" * 10_000]


def test_a_chosen_language_outlives_sending(stand: Stand) -> None:
    taken = stand.client.post(f"{stand.path}?lang=kk", data={"q1": "yes"})
    assert taken.headers["location"] == f"{stand.path}?done=1&lang=kk"
    assert '<html lang="kk">' in stand.client.get(taken.headers["location"]).text


def test_thanks_are_given_only_for_answers_that_are_there(stand: Stand) -> None:
    assert "<form" in stand.client.get(f"{stand.path}?done=1").text


def test_the_holder_of_the_link_sees_and_corrects_the_answers(stand: Stand) -> None:
    """WB3: one response for each invitation, in versions."""
    words = '</textarea><script>alert("ө")</script>\n&amp;'
    stand.client.post(stand.path, data={"q1": "yes", "q3": "4", "q9": "2.5", "q14": words})
    page = stand.client.get(stand.path)
    assert "<script" not in page.text
    shown = Controls(page.text).sent
    assert shown == {"q1": "yes", "q3": "4", "q9": "2.5", "q14": words}
    stand.client.post(stand.path, data={**shown, "q3": "2", "q4": "partly"})
    answers = stand.answers()
    assert [answers[q] for q in ("q1", "q3", "q4", "q9")] == ["yes", "2", "partly", "2.5"]
    with reading(stand.face.engine) as session:
        rows = session.execute(sa.select(Response.digest, Response.version, Response.current)).all()
    assert {row.digest for row in rows} == {rows[0].digest}
    assert sorted((row.version, row.current) for row in rows) == [(1, False), (2, True)]


def test_answers_that_came_by_mail_are_shown_too(stand: Stand) -> None:
    with transaction(stand.face.engine) as session:
        moment = stand.face.moment()
        record_answers(session, moment, stand.token, {12: "5"}, {}, (12,), Channel.MAIL)
    assert Controls(stand.client.get(stand.path).text).sent["q12"] == "5"


def test_another_link_does_not_open_the_answers(stand: Stand) -> None:
    """WB3: not even another link of the same business."""
    other = invited(stand.face, "KG-2026-002")
    stand.client.post(stand.path, data={"q1": "unsure", "q14": "тайна"})
    page = stand.client.get(f"/s/{other}")
    assert "тайна" not in page.text
    assert " checked" not in page.text


def test_sending_the_same_again_adds_no_version(stand: Stand) -> None:
    for _ in range(2):
        assert stand.client.post(stand.path, data={"q1": "yes", "q14": "a\r\nb"}).status_code == 303
    with reading(stand.face.engine) as session:
        assert session.scalars(sa.select(Response.version)).all() == [1]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
@pytest.mark.parametrize("query", ["", "?done=1", "?q1=yes&q14=words", "?lang=ru"])
def test_only_a_post_changes_anything(stand: Stand, method: str, query: str) -> None:
    """WB2: GET and HEAD neither answer nor spend the link."""
    before = stand.everything()
    stand.client.request(method, stand.path + query)
    assert stand.everything() == before


@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 415), (ALL_BLANK, 422), ({"foo": "bar"}, 422), ({"q99": "yes"}, 422)],
)
def test_a_scanner_that_presses_the_button_records_nothing(
    stand: Stand, data: dict[str, str], status: int
) -> None:
    """WB2: an empty POST."""
    before = stand.everything()
    taken = stand.client.post(stand.path, data=data)
    assert taken.status_code == status
    assert stand.everything() == before
    assert stand.client.post(stand.path, data={"q1": "yes"}).status_code == 303


def test_an_empty_form_is_told_so(stand: Stand) -> None:
    taken = stand.client.post(stand.path, content=b"", headers=URLENCODED)
    assert taken.status_code == 422
    assert "Nothing has been recorded" in taken.text


def test_a_blank_form_leaves_earlier_answers_as_they_were(stand: Stand) -> None:
    """WB2: nor does it wipe what was answered."""
    stand.client.post(stand.path, data={"q1": "yes", "q14": "words"})
    before = stand.everything()
    stand.client.post(stand.path, data=ALL_BLANK)
    assert stand.everything() == before


def test_one_wrong_value_records_nothing_and_loses_nothing(stand: Stand) -> None:
    before = stand.everything()
    sent = {"q1": "yes", "q3": "9", "q9": "3.5", "q14": "Жакшы <b>болду</b>"}
    page = stand.client.post(stand.path, data=sent)
    assert page.status_code == 422
    assert stand.everything() == before
    assert Controls(page.text).sent == {k: v for k, v in sent.items() if k != "q3"}
    wrong = page.text.split("<fieldset")[3]
    assert 'id="q3-error">Please choose one of the answers listed here.</p>' in wrong
    assert 'aria-describedby="q3-hint q3-error"' in wrong
    assert '<a href="#q3">' in page.text
    assert page.text.count('class="error"') == 1
    assert "<title>Please check your answers" in page.text


def test_a_wrong_number_is_named_and_escaped(stand: Stand) -> None:
    page = stand.client.post(f"{stand.path}?lang=en", data={"q9": '"><i>'})
    assert "“&#34;&gt;&lt;i&gt;” is not one" in page.text
    assert "<i>" not in page.text


def test_a_text_too_long_is_given_back_whole(stand: Stand) -> None:
    page = stand.client.post(stand.path, data={"q14": "x" * 10_001})
    assert page.status_code == 422
    assert Controls(page.text).sent["q14"] == "x" * 10_001
    assert stand.words() == []


BAD_LINKS = ["x", "x" * 26, "2" * 27, "A" * 26, "../../etc", "%00" * 5, "%FF%FE", "ө" * 26, "a.b"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_unknown_or_no_link_gets_the_same_page(stand: Stand, method: str) -> None:
    """WB1: nothing tells a token that might be one from one that cannot be."""
    links = [base32(bytes(range(16))), *(b for b in BAD_LINKS if "/" not in b)]
    got = [
        stand.client.request(method, f"/s/{link}", data={"q1": "yes"} if method == "POST" else None)
        for link in links
    ]
    assert {page.status_code for page in got} == {404}
    assert len({page.content for page in got}) == 1
    assert len({tuple(sorted(page.headers.items())) for page in got}) == 1


def test_the_register_holds_no_token_in_the_clear(stand: Stand) -> None:
    """WB1: digests at rest; the outbox and the invitation hold it sealed."""
    stand.client.post(stand.path, data={"q1": "yes"})
    invited(stand.face, "KG-2026-002")
    folder = stand.face.keys.folder.parent
    files = [path for path in folder.iterdir() if path.name.startswith("achyk.db")]
    assert files
    assert all(stand.token.encode() not in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (datetime(2026, 10, 30, 17, 59, tzinfo=UTC), 303),  # 23:59 in Bishkek
        (datetime(2026, 10, 30, 18, 1, tzinfo=UTC), 410),  # after midnight there
    ],
)
def test_answers_are_taken_until_the_end_of_the_last_day(
    stand: Stand, now: datetime, status: int
) -> None:
    stand.clock[0] = now
    assert stand.client.post(stand.path, data={"q1": "yes"}).status_code == status
    assert bool(stand.answers()) == (status == 303)


def test_a_closed_survey_shows_its_end_and_no_answers(stand: Stand) -> None:
    """WB3: versions until close."""
    stand.client.post(stand.path, data={"q14": "old words"})
    stand.clock[0] = datetime(2026, 11, 5, tzinfo=UTC)
    before = stand.everything()
    for page in (
        stand.client.get(stand.path),
        stand.client.get(f"{stand.path}?done=1"),
        stand.client.post(stand.path, data={"q1": "no"}),
    ):
        assert page.status_code == 410
        assert "30 October 2026" in page.text
        assert "old words" not in page.text
        assert "<form" not in page.text
    assert stand.everything() == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": PORTAL}, 303),
        ({"origin": "http://achyk.example"}, 303),  # TLS may end before us
        ({"origin": "null"}, 303),  # what older browsers write under no-referrer
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://achyk.example.evil.example"}, 403),
        ({"origin": "https://achyk.example:8443"}, 403),
        ({"origin": "garbage"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": ""}, 403),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": PORTAL, "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_answers_come_from_our_own_page_only(
    stand: Stand, headers: dict[str, str], status: int
) -> None:
    """WB6: Origin."""
    taken = stand.client.post(stand.path, data={"q1": "yes"}, headers=headers)
    assert taken.status_code == status
    assert bool(stand.answers()) == (status == 303)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json", "text/html; q1=yes"])
def test_what_is_no_form_is_refused(stand: Stand, kind: str) -> None:
    sent = stand.client.post(stand.path, content=b"q1=yes", headers={"content-type": kind})
    assert sent.status_code == 415
    assert stand.answers() == {}


@pytest.mark.parametrize("declared", [True, False])
def test_more_than_64_kilobytes_are_refused(stand: Stand, declared: bool) -> None:
    body = b"q1=yes&q14=" + b"x" * (64 * 1024)
    content = body if declared else iter([body[:40_000], body[40_000:]])
    sent = stand.client.post(stand.path, content=content, headers=URLENCODED)
    assert sent.status_code == 413
    assert stand.answers() == {}


def test_a_file_or_a_broken_form_is_refused(stand: Stand) -> None:
    file = stand.client.post(stand.path, files={"q14": ("a.txt", b"words")})
    multipart = {"content-type": "multipart/form-data"}
    broken = stand.client.post(stand.path, content=b"--x\r\n", headers=multipart)
    assert (file.status_code, broken.status_code) == (400, 400)
    assert stand.words() == []


def test_the_page_leads_to_unsubscribing(stand: Stand) -> None:
    found = re.search(r'href="(/u/[^"]+)"', stand.client.get(stand.path).text)
    assert found
    assert found[1] == stand.leave


def the_appeals(stand: Stand) -> list[Appeal]:
    with reading(stand.face.engine) as session:
        return list(session.scalars(sa.select(Appeal)))


def test_words_that_ask_to_be_an_appeal_become_one_and_are_kept_there_alone(stand: Stand) -> None:
    """trust.md: the words are kept once, apart from the answers."""
    said = ALL_BLANK | {"q1": "yes", "q14": "Appeal: they took brib\u0435s and closed our store."}
    page = stand.client.post(stand.path, data=said)
    (appeal,) = the_appeals(stand)
    assert page.status_code == 200
    assert re.sub(r"\s", "", page.text).count(appeal.number) == 1
    assert re.search(r"PIN</dt><dd>\S{4}-\S{4}<", page.text)
    assert (appeal.channel, appeal.kind) == (AppealChannel.SURVEY, AppealKind.COMPLAINT)
    assert appeal.inspection_id is not None
    keys = stand.face.keys
    assert read_contact(keys, appeal).email == "buh@nookat-torg.example"
    assert read_words(keys, appeal.words).endswith("closed our store.")
    assert (stand.answers()["q1"], stand.words()) == ("yes", [])
    with reading(stand.face.engine) as session:
        slips = session.scalars(sa.select(Letter).filter_by(kind=LetterKind.APPEAL_SLIP)).all()
    assert [slip.recipient for slip in slips] == ["buh@nookat-torg.example"]


def test_the_same_form_sent_twice_is_one_appeal_and_its_pin_is_shown_once(stand: Stand) -> None:
    said = ALL_BLANK | {"q14": "Appeal: they closed our store without an act."}
    first, again = (stand.client.post(stand.path, data=said) for _ in range(2))
    (appeal,) = the_appeals(stand)
    assert "PIN</dt>" in first.text
    assert "PIN</dt>" not in again.text
    assert appeal.number in re.sub(r"\s", "", again.text)
    assert stand.answers() == {}
    other = ALL_BLANK | {"q14": "Appeal: and they fined us for nothing at all."}
    stand.client.post(stand.path, data=other)
    assert len(the_appeals(stand)) == 2


@pytest.mark.parametrize(
    ("lang", "asks"),
    [("ky", "Кайрылуу:"), ("ru", "Обращение:"), ("kk", "Өтініш:"), ("en", "Appeal:")],
)
def test_the_line_that_the_page_teaches_makes_an_appeal(stand: Stand, lang: str, asks: str) -> None:
    assert asks in stand.client.get(f"{stand.path}?lang={lang}").text
    said = ALL_BLANK | {"q14": f"{asks} склад закрыли"}
    assert stand.client.post(f"{stand.path}?lang={lang}", data=said).status_code == 200
    assert len(the_appeals(stand)) == 1


def test_words_that_ask_for_nothing_stay_an_answer(stand: Stand) -> None:
    said = ALL_BLANK | {"q14": "They took bribes and closed our store."}
    assert stand.client.post(stand.path, data=said).status_code == 303
    assert the_appeals(stand) == []
    assert stand.words() == ["They took bribes and closed our store."]
