"""The own set of messages, read in this process; and that the exam itself can be failed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from exam import corpora, own_set, stalwart
from exam.compare import Found, Verdict, judge
from exam.exam import OWN, own_rates, rates, table
from exam.installed import OFFICERS, explained, install

from config.questionnaire import questionnaire
from ingest.mail.classify import OwnAddresses
from ingest.mail.reading import Terms
from ingest.mail.reading_child import TASKS

TERMS = Terms(
    OwnAddresses(
        "survey@mail.test",
        "appeals@mail.test",
        "uploads@mail.test",
        "bounces@mail.test",
        "mail.test",
    ),
    frozenset(OFFICERS),
    "mx.mail.test",
    1,
    questionnaire("inspection-1"),
)


@pytest.fixture(scope="module")
def own() -> list[Verdict]:
    """Every message of the own set, judged."""
    explain = TASKS["explain"]
    read = {path: explain(path.read_bytes(), TERMS) for path in own_set.messages()}
    return list(own_set.verdicts(read))


@pytest.mark.parametrize(("field", "goal"), own_set.GOALS.items())
def test_the_own_set_is_read_as_its_authors_meant_it(
    own: list[Verdict], field: str, goal: float
) -> None:
    judged = [verdict for verdict in own if verdict.field == field]
    missed = [f"{v.group}/{v.name}: {v.says}" for v in judged if not v.met]
    assert len(missed) <= (1 - goal) * len(judged), "\n".join(missed)


def test_every_message_of_the_own_set_is_read(own: list[Verdict]) -> None:
    assert [f"{v.group}/{v.name}" for v in own if v.field == "read" and not v.met] == []


def test_no_forged_or_doubtful_sender_is_believed(own: list[Verdict]) -> None:
    """TR1, TR2: what was expected of `authority` is no matter of rates."""
    judged = [verdict for verdict in own if verdict.field == "authority"]
    assert len(judged) >= 5
    assert [f"{v.group}/{v.name}: {v.says}" for v in judged if not v.met] == []


def test_the_own_set_is_large_enough_and_in_four_languages() -> None:
    expected = {path: own_set.expected_of(path) for path in own_set.messages()}
    languages = Counter(told.get("language") for told in expected.values())
    assert len(expected) >= 150
    assert all(languages[language] >= 10 for language in ("ky", "ru", "kk", "en")), languages


def test_every_message_has_its_expectation_and_a_reason() -> None:
    told = {path.with_suffix(".eml") for path in own_set.MAILS.glob("*/*.json")}
    assert told == set(own_set.messages())
    without = [path.name for path in told if not own_set.expected_of(path).get("note")]
    assert without == []
    only_noted = [path.name for path in told if len(own_set.expected_of(path)) < 2]
    assert only_noted == []


FOUND: Found = {
    "kind": "reply",
    "text": "1:  да\n",
    "subject": "Re: Проверка",
    "answers": {"1": "yes"},
    "unread": [],
    "recipients": [{"address": "A@b.test", "status": "5.1.1", "permanent": True}],
    "attachments": [{"name": "a.pdf", "type": "application/pdf", "bytes": 1, "sha256": "0"}],
}


@pytest.mark.parametrize(
    ("expected", "met"),
    [
        ({"kind": "reply"}, True),
        ({"kind": "appeal"}, False),
        ({"text": "1: да"}, True),
        ({"text": "1: да 2: нет"}, False),
        ({"answers": {"1": "yes"}}, True),
        ({"answers": {}}, False),
        ({"answers": {"1": "yes", "2": "no"}}, False),
        ({"unread": ["2: ?"]}, False),
        ({"recipients": ["a@b.test"]}, True),
        ({"recipients": []}, False),
        ({"permanent": {"a@b.test": True, "c@d.test": False}}, True),
        ({"permanent": {"a@b.test": False}}, False),
        ({"attachments": ["a.pdf"]}, True),
        ({"attachments": ["a.pdf", "a.pdf"]}, False),
    ],
)
def test_a_field_is_judged(expected: Found, met: bool) -> None:
    verdicts = list(judge("g", "n", {"note": "why", **expected}, FOUND))
    assert [(v.field, v.met) for v in verdicts] == [("read", True), (*expected, met)]


def test_a_message_nothing_was_said_of_is_a_failure() -> None:
    (verdict,) = judge("g", "n", {"note": "why", "kind": "reply"}, None)
    assert (verdict.field, verdict.met) == ("read", False)


def test_a_goal_is_missed_by_one_message_too_many() -> None:
    def of(right: int) -> bool:
        verdicts = [Verdict("g", str(n), "kind", n < right) for n in range(100)]
        found = own_rates(verdicts)
        assert [(rate.group, rate.right, rate.of) for rate in found] == [
            ("g", right, 100),
            (OWN, right, 100),
        ]
        return found[1].met

    assert (of(100), of(99), of(98)) == (True, True, False)


def test_the_table_says_which_goal_was_missed() -> None:
    verdicts = [Verdict("g", "n", "text", False), Verdict("h", "n", "text", True)]
    lines = list(table(rates(verdicts, {("g", "text"): 1.0, ("h", "text"): 0.95})))
    assert [line.split() for line in lines[1:]] == [
        ["g", "text", "0", "1", "0.0%", "100%", "MISSED"],
        ["h", "text", "1", "1", "100.0%", "95%", "met"],
    ]


def test_the_command_itself_is_examined(tmp_path: Path) -> None:
    """In an installation of its own, which knows the officers and whose checks count."""
    home = install(tmp_path / "achyk")
    path = own_set.MAILS / "kinds" / "upload-to-survey-address.eml"
    found = explained(home, [path])
    assert (found[path]["kind"], found[path]["authority"]) == ("upload", "pass")


def field(name: str, value: object) -> dict[str, object]:
    return {"name": name, "value": value}


def named(kind: str, name: str) -> dict[str, object]:
    attributes = [{"name": "filename", "value": name}]
    return field("content_disposition", {"ContentType": {"c_type": kind, "attributes": attributes}})


def theirs(name: str = "a.png") -> dict[str, Any]:
    """A reading as stalwart's: two addresses are in To, one in From; a picture of three bytes."""
    sender = {"Address": {"List": [{"name": None, "address": "A@b.test"}]}}
    head = [field("from", sender), field("subject", {"Text": "Sp\ufffd  rt"})]
    picture = {
        "headers": [named("attachment", name)],
        "is_encoding_problem": False,
        "body": {"Binary": [1, 2, 3]},
    }
    text = {"headers": head, "is_encoding_problem": False, "body": {"Text": "Hello"}}
    return {"html_body": [0], "text_body": [0], "attachments": [1], "parts": [text, picture]}


def ours(**changed: object) -> Found:
    digest = hashlib.sha256(b"\1\2\3").hexdigest()
    picture = {"name": "a.png", "type": "image/png", "bytes": 3, "sha256": digest}
    return {"from": "a@b.test", "subject": "Spö rt", "attachments": [picture], **changed}


PICTURE = ours()["attachments"][0]


@pytest.mark.parametrize(
    ("found", "amiss"),
    [
        (ours(), []),
        (ours(subject="Spö nt"), ["subject"]),
        (ours(subject="Spöööööö rt"), ["subject"]),
        (ours(**{"from": None}), ["from"]),
        (ours(attachments=[]), ["attachments"]),
        (ours(attachments=[PICTURE | {"sha256": "0"}]), ["attachments"]),
        (ours(attachments=[PICTURE, {**PICTURE, "name": "b.png", "sha256": "0"}]), ["attachments"]),
        (None, ["read"]),
    ],
)
def test_a_reading_that_differs_from_the_one_beside_it_is_told(
    tmp_path: Path, found: Found | None, amiss: list[str]
) -> None:
    path = tmp_path / "000.eml"
    path.with_suffix(".json").write_text(json.dumps(theirs()))
    assert [v.field for v in stalwart.verdicts(path, found) if not v.met] == amiss


@pytest.mark.skipif(not corpora.CORPORA.is_dir(), reason="the folder of corpora is absent")
def test_every_goal_of_the_corpora_has_messages() -> None:
    silent = list(corpora.verdicts({}, [Path("page.eml")]))
    assert {(v.group, v.field) for v in silent} | {
        (stalwart.GROUP, name) for name in ("subject", "from", "attachments")
    } >= set(corpora.GOALS)
    assert not any(v.met for v in silent)
