"""The catalogues are complete, and the check notices when one is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from config import catalogues
from config.languages import catalogue

WORDS = catalogues.extracted()
LANGUAGES = pytest.mark.parametrize("language", catalogues.TRANSLATED)
# Letters of a language that Russian has not; letters that a text in it cannot have.
OWN = {"ky": "ңөү", "kk": "қғұіәңөү", "ru": "ыэщ"}
FOREIGN = {"ky": set("қғұіәһ"), "kk": set(), "ru": set("қғұіәһңөү")}


def test_every_marked_sentence_is_translated() -> None:
    assert catalogues.problems() == []


@pytest.fixture
def _sources_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "extracted", lambda: WORDS)


def _changed(monkeypatch: pytest.MonkeyPatch, folder: Path, word: str, **values: object) -> None:
    """Let the Russian catalogue be a copy in which the entry `word` differs."""
    with catalogues.path("ru").open("rb") as file:
        copy = read_po(file)
    for name, value in values.items():
        setattr(copy[word], name, value)
    copy[word].flags |= {"fuzzy"} if values.get("string") == "fuzzy" else set()
    catalogues.write(copy, folder / "ru.po")
    found = catalogues.path
    monkeypatch.setattr(
        catalogues,
        "path",
        lambda language: folder / "ru.po" if language == "ru" else found(language),
    )


@pytest.mark.usefixtures("_sources_read_once")
@pytest.mark.parametrize(
    ("string", "says"),
    [
        ("", "ru: no translation of 'Inspection %(number)s: how did it go?'"),
        ("fuzzy", "ru: fuzzy: 'Inspection %(number)s: how did it go?'"),
        ("Проверка", "ru: other placeholders than in 'Inspection %(number)s: how did it go?'"),
        ("№ %(no)s", "ru: other placeholders than in 'Inspection %(number)s: how did it go?'"),
    ],
)
def test_a_bad_translation_is_named(
    string: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    word = "Inspection %(number)s: how did it go?"
    _changed(monkeypatch, tmp_path, word, string=string)
    assert [found for found in catalogues.problems() if word in found] == [says]


def test_sentences_added_to_or_gone_from_the_sources_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = [word for word in WORDS if word != "Thank you!"]
    monkeypatch.setattr(catalogues, "extracted", lambda: [*words, "A new one"])
    found = catalogues.problems()
    assert "achyk.pot lacks 'A new one'" in found
    assert "achyk.pot still has 'Thank you!'" in found
    assert "kk: no translation of 'A new one'" in found


def test_updating_keeps_what_is_translated_and_adds_what_is_new(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "TEMPLATE", tmp_path / "achyk.pot")
    for language in catalogues.TRANSLATED:
        catalogues.path(language).parent.mkdir(parents=True)
        old = catalogues.template(["Kept", "Gone"], language)
        old["Kept"].string = old["Gone"].string = "Сакталган"
        catalogues.write(old, catalogues.path(language))
    monkeypatch.setattr(catalogues, "extracted", lambda: ["Kept", "New"])
    catalogues.update()
    assert catalogues.problems() == [
        f"{language}: no translation of 'New'" for language in catalogues.TRANSLATED
    ]
    assert "Gone" not in catalogues.path("ky").read_text("utf-8")


@LANGUAGES
def test_translations_are_in_their_own_language(language: str) -> None:
    translated = {word: catalogue(language).gettext(word) for word in WORDS}
    assert set(OWN[language]) <= set("".join(translated.values()).lower())
    for english, said in translated.items():
        # A sentence about letters names them in every language.
        assert not FOREIGN[language] & set(said.lower()) - set(english.lower()), said


def test_english_needs_no_catalogue() -> None:
    assert catalogue("en").gettext("Thank you!") == "Thank you!"


def test_a_placeholder_without_a_name_is_no_placeholder() -> None:
    assert catalogues.placeholders("100 % of %(a)s, %(b)d") == ["%(a)s", "%(b)d"]
