"""The first addressee by rules: top to bottom, what is filled in is asked, mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.routes import Route, Routes, load_routes
from config.trouble import SettingsTrouble

EXAMPLE = """
first = "GETI"

[[route]]
to = "FIRE"
words = ["пожар", "өрт"]

[[route]]
to = "CHUY-ALERT"
kinds = ["alert"]
regions = ["chuy"]

[[route]]
to = "TAX"
bodies = ["STI"]
"""


@pytest.fixture
def write(tmp_path: Path):
    """Writes routes.toml and reads it."""

    def written(text: str) -> Routes:
        (tmp_path / "routes.toml").write_text(text, "utf-8")
        return load_routes(tmp_path / "routes.toml")

    return written


@pytest.mark.parametrize(
    ("words", "kind", "region", "body", "to"),
    [
        ("Нет ПОЖАРНОГО выхода", "complaint", "", "", "FIRE"),
        ("пoжарный", "complaint", "", "", "FIRE"),  # a Latin o
        ("Өрттүн кесепети", "request", "", "", "FIRE"),
        ("орт", "request", "", "", "FIRE"),  # typed on a Russian keyboard
        ("спожар", "complaint", "", "", "GETI"),
        ("помогите", "alert", "chuy", "", "CHUY-ALERT"),
        ("помогите", "alert", "osh", "", "GETI"),
        ("помогите", "complaint", "chuy", "", "GETI"),
        ("штраф", "complaint", "", "STI", "TAX"),
        ("пожар", "alert", "chuy", "STI", "FIRE"),  # the first that fits
        ("штраф", "complaint", "", "MCHS", "MCHS"),  # none fits: the body that inspected
        ("", "complaint", "", "", "GETI"),
    ],
)
def test_the_first_rule_that_fits_counts(write, words, kind, region, body, to):
    assert write(EXAMPLE).target(words, kind, region, body) == to


def test_the_example_of_the_documentation_is_valid(write):
    page = (Path(__file__).parents[2] / "docs" / "routes.md").read_text("utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    assert len(write(example).routes) >= 3


def test_without_a_file_only_the_tree_of_bodies_tells(tmp_path):
    routes = load_routes(tmp_path / "routes.toml")
    assert routes == Routes()
    assert routes.target("пожар", "complaint", "", "") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[route]]\nwords = ['пожар']\n", "route.to: rule 1: name the code"),
        ("[[route]]\nto = 'A'\nwords = ['ад']\n", "route.words: rule 1: a word needs 3 letters"),
        ("[[route]]\nto = 'A'\nwords = ['нет выхода']\n", "route.words: rule 1: one word each"),
        (
            "[[route]]\nto = 'A'\nkinds = ['alert']\n[[route]]\nto = 'A'\nkinds = ['alarm']\n",
            "route.kinds: rule 2: 'alarm' is none of complaint",
        ),
        ("[[route]]\nto = 'A'\nword = ['x']\n", "word"),
        ("frist = 'A'\n", "line 1: frist"),
        ("route = 'A'\n", "route: write each rule as"),
        ("[[route]]\nto = 'A'\n" * 501, "at most 500"),
        ("first = [", "is not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(write, text, says):
    with pytest.raises(SettingsTrouble) as trouble:
        write(text)
    assert says in str(trouble.value)


def test_a_file_that_cannot_be_read_is_a_trouble(tmp_path):
    with pytest.raises(SettingsTrouble, match="cannot be read"):
        load_routes(tmp_path)
    (tmp_path / "routes.toml").write_bytes(b"first = '\xff'")
    with pytest.raises(SettingsTrouble, match="cannot be read"):
        load_routes(tmp_path / "routes.toml")


def test_a_long_text_is_compared_by_few_looks_and_is_kept_nowhere(monkeypatch):
    """Words are looked up in a sorted list: not every word with every rule."""
    from config import matching, routes

    many = Routes(tuple(Route("A", words=(f"слово{n}",)) for n in range(500)))
    looks: list[str] = []
    real = routes.bisect_left
    monkeypatch.setattr(routes, "bisect_left", lambda *a: looks.append("") or real(*a))
    matching.plain_words.cache_clear()
    text = " ".join(f"текст{n}" for n in range(16_000))
    assert many.target(text, "complaint", "", "") is None
    assert len(looks) == 500
    matching.plain_words.cache_clear()


@pytest.mark.parametrize(
    ("known", "body", "to"),
    [
        ({"FIRE", "CHUY", "GETI", "STI"}, "STI", "FIRE"),
        ({"CHUY", "GETI", "STI"}, "STI", "CHUY"),  # the next rule that fits
        ({"GETI", "STI"}, "STI", "STI"),
        ({"GETI"}, "STI", "GETI"),
        (set(), "STI", None),
    ],
)
def test_a_code_that_no_body_has_is_passed_over(known, body, to):
    routes = Routes((Route("FIRE", words=("пожар",)), Route("CHUY", regions=("chuy",))), "GETI")
    assert routes.target("пожар", "complaint", "chuy", body, known) == to
