"""The pages of a release: sound HTML, whole without network and script, true to the tables."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from reports.naming import Naming
from reports.pages import html_pages
from reports.printed import printed
from reports.summary_page import summary_page
from reports.table import Column, Kind, Mark, Table
from reports.templating import policy, stylesheet

VOID = {"meta", "link", "br", "img", "input", "hr"}
LANGUAGES = ("ru", "ky", "en")


class Page(HTMLParser):
    """A page as a strict reader sees it: what is open is closed, in its order."""

    def __init__(self, content):
        super().__init__()
        self.open, self.ids, self.links, self.words, self.tags = [], [], [], [], Counter()
        self.attributes = []
        self.feed(content.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        values = dict(attrs)
        self.tags[tag] += 1
        self.attributes.append((tag, values))
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def pages(volumes, imprint):
    naming = Naming(LANGUAGES)
    made = {}
    for volume in volumes(*LANGUAGES):
        made |= html_pages(volume, imprint, naming)
        made[naming.page("summary", volume.language)] = summary_page(volume, imprint, naming)
    return made


def test_every_page_is_well_formed_and_says_its_language(pages):
    for name, content in pages.items():
        page = Page(content)
        assert content.startswith(b"<!DOCTYPE html>")
        [language] = [values["lang"] for tag, values in page.attributes if tag == "html"]
        assert language == (name.split(".")[1] if name.count(".") > 1 else "ru")
        assert max(Counter(page.ids).values(), default=1) == 1, name
        assert (page.tags["h1"], page.tags["title"], page.tags["main"]) == (1, 1, 1), name


def test_no_page_loads_or_runs_anything(pages):
    for content in pages.values():
        page = Page(content)
        assert not {"script", "img", "iframe", "link", "form", "object"} & set(page.tags)
        for _, values in page.attributes:
            assert not [name for name in values if name.startswith("on") or name == "style"]
            assert not values.get("src")
        [says] = [v["content"] for _, v in page.attributes if "http-equiv" in v]
        assert says == policy()
        assert says.startswith("default-src 'none'; style-src 'sha256-")
        assert f"<style>{stylesheet()}</style>".encode() in content


def test_every_link_leads_to_something_of_the_release(pages, volumes):
    given = {"receipts.txt", "invitations.txt", "manifest.json", "manifest.json.sig", "verify.py"}
    given |= {"report.xlsx", "report-ky.xlsx", "report-en.xlsx", "data/datapackage.json"}
    anchors = {name: set(Page(content).ids) for name, content in pages.items()}
    for name, content in pages.items():
        for link in Page(content).links:
            file, _, anchor = link.partition("#")
            if re.fullmatch(r"data/[a-z0-9_]+\.csv|charts/((ky|en)/)?[a-z0-9_]+\.svg", file):
                continue
            assert file in given or not file or file in pages, link
            if anchor:
                assert anchor in anchors[file or name], link


def test_every_table_is_there_cell_for_cell_with_its_headings_named(pages, volumes):
    [volume] = volumes("ru")
    content = pages["tables.html"]
    page = Page(content)
    assert page.tags["caption"] == len(volume.tables)
    assert all("scope" in values for tag, values in page.attributes if tag == "th")
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", content.decode())
    expected = [
        printed(cell, column.kind, "ru")
        for table in volume.tables
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
    ]
    plain = [re.sub(r"<[^>]+>", "", cell) for cell in cells]
    shown = iter(plain)
    for cell in expected:
        cell = re.sub(r"\[note (\d+)\]", r"[\1]", cell)
        assert any(cell == one for one in shown), cell


def test_notes_are_linked_and_there(pages):
    page = Page(pages["tables.en.html"])
    links = {link for link in page.links if link.startswith("#note-")}
    assert len(links) > 8
    assert {link[1:] for link in links} <= set(page.ids)
    assert "[note" not in page.text


def test_the_index_tells_the_figures_the_seal_and_how_to_check(pages):
    text = Page(pages["index.en.html"]).text
    assert "[c]" in text
    assert "how to check your own receipt" in text.lower()
    assert "cd" * 32 in text
    assert "ab" * 32 in text
    assert "Revision 2, 9 November 2026, Aibek Osmonov: An address was wrong" in text
    assert "had every silent business been dissatisfied" in text


def test_the_methodology_says_what_is_not_proven(pages):
    text = Page(pages["methodology.en.html"]).text
    assert text.index("What verify.py proves") < text.index("What it does not prove")
    assert "Anonymity from the operator before the key" in text


def test_a_name_from_outside_is_text_and_no_markup(volumes, imprint):
    [volume] = volumes("en", groups={"a": {12: {"1": 20, "5": 20}}})
    volume.edition.figures.body_names["a"] = '<script>alert("x")</script>'
    [again] = volumes("en", groups={"a": {12: {"1": 20, "5": 20}}})

    from reports.tables import quarter_tables

    hostile = replace(again, tables=quarter_tables(volume.edition))
    for content in html_pages(hostile, imprint, Naming(("en",))).values():
        assert b"<script" not in content
        assert not Page(content).tags["script"]


def test_the_index_stays_small(pages):
    assert max(len(pages[name]) for name in pages if name.startswith("index")) < 200_000


@pytest.mark.parametrize(
    "groups", [{}, {"a": {}}, {"a": {12: {"5": 40}}}], ids=["nobody", "silence", "all equal"]
)
@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_a_poor_quarter_makes_sound_pages(volumes, imprint, groups, language):
    [volume] = volumes(language, groups=groups)
    naming = Naming((language,))
    for content in html_pages(volume, imprint, naming).values():
        Page(content)
    Page(summary_page(volume, imprint, naming))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lines = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * lines[0] + 0.7152 * lines[1] + 0.0722 * lines[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_apart_in_both_schemes(scheme):
    """WCAG 2.2: text 4.5:1 (we hold 7:1), what is drawn 3:1."""
    block = re.findall(r":root \{(.*?)\}", stylesheet(), re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for ground in ("paper", "card", "stripe"):
        for text in ("ink", "quiet", "accent"):
            assert contrast(colours[text], colours[ground]) >= 7, (text, ground)
        assert contrast(colours["edge"], colours[ground]) >= 3
    assert contrast(colours["on-band"], colours["band"]) >= 7


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("All", 0)], "has not been sorted by themes so far"),
        ([("All", Mark.SUPPRESSED)], "No theme was mentioned by enough businesses"),
        ([("All", 21), ("Extra papers", 21)], "Extra papers"),
    ],
)
def test_themes_are_a_table_only_where_one_is_listed(volumes, imprint, rows, said):
    [volume] = volumes("en", groups={"a": {12: {"1": 20, "5": 20}}})
    columns = (Column("theme", "About"), Column("mentions", "Responses", Kind.COUNT))
    themes = Table("themes", "Themes", "You said, we did", "", columns, tuple(rows))
    volume = replace(volume, tables=(*volume.tables, themes))
    page = Page(html_pages(volume, imprint, Naming(("en",)))["index.html"])
    told = page.text[page.text.index("What was written, and what was done") :]
    assert said in told[: told.index("Where these figures come from")]
    assert ("themes" in page.ids) is (len(rows) > 1)


def test_a_witness_s_digest_is_asked_for_where_receipts_are_checked(pages):
    assert "--manifest-digest" in Page(pages["index.en.html"]).text
    assert "“not checked”" in Page(pages["methodology.en.html"]).text
