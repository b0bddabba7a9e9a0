"""The open corpora beside the checkout, each with the verdicts its own expectations allow."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from exam import stalwart
from exam.compare import Found, Verdict, says, words

BESIDE = Path(__file__).parents[3] / "shared" / "corpora"
CORPORA = Path(os.environ.get("ACHYK_CORPORA", BESIDE))
BOUNCES, STANDARD, HTML = "bounces/flufl", "talon/standard", "talon/html"
GOALS = {
    (BOUNCES, "bounce"): 1.0,
    (BOUNCES, "recipients"): 0.95,
    (STANDARD, "bounce"): 1.0,
    (STANDARD, "text"): 1.0,
    (HTML, "text"): 1.0,
    (stalwart.GROUP, "read"): 1.0,
    (stalwart.GROUP, "bounce"): 1.0,
    (stalwart.GROUP, "subject"): 1.0,
    (stalwart.GROUP, "from"): 1.0,
    (stalwart.GROUP, "attachments"): 1.0,
}
"""The least share of right ones, by group and field."""

_HEAD = """\
From: a@b.test
To: survey@mail.test
Subject: Re: Hello
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

"""


def bounces() -> list[Path]:
    """Those of which the corpus says which addresses failed."""
    folder = CORPORA / BOUNCES
    expected = _expected() if folder.is_dir() else {}
    return [folder / name for name, wanted in expected.items() if wanted["recipients"]]


def standard() -> list[Path]:
    return sorted((CORPORA / "replies" / STANDARD).glob("*.eml"))


def odd() -> list[Path]:
    paths = sorted((CORPORA / stalwart.GROUP).glob("*/*.eml"))
    return [path for path in paths if path.with_suffix(".json").exists()]


def pages(folder: Path) -> list[Path]:
    """The HTML bodies of the corpus, each made a mail in `folder`."""
    made = []
    for page in sorted((CORPORA / "replies" / HTML).glob("*.html")):
        mail = folder / f"{page.stem}.eml"
        mail.write_bytes(_HEAD.encode() + page.read_bytes())
        made.append(mail)
    return made


def verdicts(found: Mapping[Path, Found], made: list[Path]) -> Iterator[Verdict]:
    """Every message of every corpus judged; `made` are the mails of `pages`."""
    for path in bounces():
        yield from _bounce(path, found.get(path))
    for path in standard():
        yield from _reply(path, found.get(path))
    for path in made:
        wanted = "Hi. I am fine. Thanks, Alex"
        yield _text(HTML, path.stem, wanted, found.get(path))
    for path in odd():
        yield from stalwart.verdicts(path, found.get(path))
        yield _ordinary(stalwart.GROUP, f"{path.parent.name}/{path.stem}", found.get(path))


def _bounce(path: Path, found: Found | None) -> Iterator[Verdict]:
    kind = found["kind"] if found else None
    yield Verdict(BOUNCES, path.name, "bounce", kind == "bounce", says("bounce", kind))
    wanted = {address.lower() for address in _expected()[path.name]["recipients"]}
    got = {entry["address"].lower() for entry in found["recipients"]} if found else None
    yield Verdict(BOUNCES, path.name, "recipients", wanted == got, says(wanted, got))


def _expected() -> dict[str, dict[str, list[str]]]:
    told: dict[str, dict[str, list[str]]] = json.loads(
        (CORPORA / BOUNCES / "expected.json").read_text("utf-8")
    )
    return told


def _reply(path: Path, found: Found | None) -> Iterator[Verdict]:
    """The corpus counts a signature to the new text, and says "Hello" where it says nothing."""
    told = path.with_name(f"{path.stem}_reply_text")
    wanted = told.read_text("utf-8") if told.exists() else "Hello"
    yield _text(STANDARD, path.stem, wanted, found)
    yield _ordinary(STANDARD, path.stem, found)


def _text(group: str, name: str, wanted: str, found: Found | None) -> Verdict:
    got = words(f"{found['text']} {found['signature']}") if found else None
    return Verdict(group, name, "text", words(wanted) == got, says(words(wanted), got))


def _ordinary(group: str, name: str, found: Found | None) -> Verdict:
    """A mail that is no bounce: neither its kind nor a failed recipient may say so."""
    kind = found["kind"] if found else None
    met = found is not None and kind != "bounce" and not found["recipients"]
    return Verdict(group, name, "bounce", met, says("no bounce", kind))
