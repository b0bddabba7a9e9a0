"""The readers over real and odd mails that nobody here wrote."""

import json
import os
from pathlib import Path

import pytest

from config.questionnaire import questionnaire
from ingest.bounces.bounce import read_bounce
from ingest.mail.classify import OwnAddresses
from ingest.mail.explain_mail import explain
from ingest.mail.message import content_digest, parse
from ingest.words.newtext import split, split_html

BESIDE = Path(__file__).parents[2].parent / "shared" / "corpora"
CORPORA = Path(os.environ.get("ACHYK_CORPORA", BESIDE))
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the folder of corpora is absent")

OWN = OwnAddresses(
    "survey@mail.test", "appeals@mail.test", "uploads@mail.test", "bounces@mail.test", "mail.test"
)


def files(folder: str, pattern: str = "*") -> list[Path]:
    return sorted(path for path in (CORPORA / folder).rglob(pattern) if path.is_file())


def words(text: str) -> str:
    return " ".join(text.split())


def test_no_file_of_any_corpus_makes_a_reader_raise() -> None:
    asked = questionnaire("inspection-1")
    paths = files("mime") + files("bounces") + files("replies")
    for path in paths:
        raw = path.read_bytes()
        found = explain(str(path), raw, OWN, "mx.test", 1, bool, asked)
        assert json.dumps(found), path
        assert len(content_digest(raw)) == 32
    assert len(paths) > 300


def test_the_new_text_of_every_plain_reply_is_exact() -> None:
    for path in files("replies/talon/standard", "*.eml"):
        expected = path.with_name(f"{path.stem}_reply_text")
        found = split(parse(path.read_bytes()))
        wanted = expected.read_text("utf-8") if expected.exists() else "Hello"
        assert words(f"{found.text} {found.signature}") == words(wanted), path.name


def test_the_new_text_of_every_html_reply_is_exact() -> None:
    for path in files("replies/talon/html", "*.html"):
        found = split_html(path.read_text("utf-8"))
        assert words(f"{found.text} {found.signature}") == "Hi. I am fine. Thanks, Alex", path.name
        assert "Hello! How are you?" in words(found.quoted), path.name


def test_bounces_are_found_with_exactly_the_addresses_they_name() -> None:
    expected = json.loads((CORPORA / "bounces/flufl/expected.json").read_text("utf-8"))
    missed, wrong = [], []
    for name, wanted in expected.items():
        if not wanted["recipients"]:
            continue
        raw = (CORPORA / "bounces/flufl" / name).read_bytes()
        bounce = read_bounce(parse(raw), raw)
        if bounce is None:
            missed.append(name)
        elif {f.address.lower() for f in bounce.failed} != {
            a.lower() for a in wanted["recipients"]
        }:
            wrong.append(name)
    # sendmail_01 names the failed mailbox and, as "expanded from", the one that was written to:
    # we give the second alone, flufl.bounce both.
    assert (missed, set(wrong) - {"sendmail_01.txt"}) == ([], set())


def test_no_ordinary_mail_of_the_other_corpora_is_a_bounce() -> None:
    for path in files("mime", "*.eml") + files("replies", "*.eml"):
        raw = path.read_bytes()
        assert read_bounce(parse(raw), raw) is None, path
