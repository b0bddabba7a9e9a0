"""Every letter in every language, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from config import catalogues
from config.languages import catalogue
from config.questionnaire import questionnaire
from dispatch.draft import Content
from dispatch.wording import day, hint
from register.rules.letter import SURVEYS, LetterKind

SURVEY = questionnaire("inspection-1")
WORDS = catalogues.extracted()
LANGUAGES = pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
KINDS = pytest.mark.parametrize("kind", list(LetterKind))

Words = Callable[..., Content]


class _Page(HTMLParser):
    """The words of a page, and what would be fetched or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html.partition("<body")[2].partition(">")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@KINDS
@LANGUAGES
def test_text_and_page_say_the_same(words: Words, kind: LetterKind, language: str) -> None:
    letter = words(kind, language)
    plain = re.findall(r"\w+", letter.text)
    assert re.findall(r"\w+", " ".join(_Page(letter.html).said)) == plain


@KINDS
@pytest.mark.parametrize("language", ["ky", "ru", "kk"])
def test_no_sentence_is_left_in_english(words: Words, kind: LetterKind, language: str) -> None:
    letter = words(kind, language)
    english = [word for word in WORDS if len(word) > 8 and "%" not in word]
    whole = letter.subject + letter.text
    assert [word for word in english if word in whole] == []
    assert catalogue(language).gettext("Good day!") in letter.text


@KINDS
@LANGUAGES
def test_every_placeholder_is_filled_and_every_letter_has_a_subject(
    words: Words, kind: LetterKind, language: str
) -> None:
    letter = words(kind, language)
    for said in (letter.subject, letter.text, letter.html):
        assert said.strip()
        assert not re.search(r"%\(|\bNone\b|Undefined|\{\{", said)
    assert "\n" not in letter.subject
    assert "\n\n\n" not in letter.text


@KINDS
def test_a_page_fetches_and_runs_nothing(words: Words, kind: LetterKind) -> None:
    page = _Page(words(kind, "ru").html)
    assert {tag for tag, _ in page.tags} <= {"div", "p", "h2", "ul", "li", "a", "strong", "br"}
    assert all(name in {"href", "style", "lang"} for _, attrs in page.tags for name in attrs)
    assert not any("url(" in (attrs.get("style") or "") for _, attrs in page.tags)


@LANGUAGES
def test_a_page_names_its_language_and_suits_dark_and_narrow_screens(
    words: Words, language: str
) -> None:
    html = words(LetterKind.INVITATION, language).html
    assert f'<html lang="{language}">' in html
    assert 'name="color-scheme" content="light dark"' in html
    assert "max-width:600px" in html
    assert not re.search(r"[^-]color:#|background|[^-]width:\d", html.replace("max-width", ""))


def test_what_strangers_wrote_is_escaped_in_the_page_and_plain_in_the_text(words: Words) -> None:
    letter = words(LetterKind.INVITATION, "ru")
    assert "«Ак-Суу &amp; &lt;Ко&gt;»" in letter.html
    assert "«Ак-Суу & <Ко>»" in letter.text
    assert "Всё &lt;хорошо&gt;" in words(LetterKind.ECHO, "ru").html


@pytest.mark.parametrize("kind", [LetterKind.INVITATION, LetterKind.REMINDER])
@LANGUAGES
def test_the_questions_stand_in_the_letter_each_on_its_own_line(
    words: Words, kind: LetterKind, language: str
) -> None:
    numbered = re.findall(r"^(\d+)\. (.+)$", words(kind, language).text, re.MULTILINE)
    assert [int(number) for number, _ in numbered] == list(range(1, 15))
    for question, (_, line) in zip(SURVEY.questions, numbered, strict=True):
        allowed = hint(question, language)
        assert line == question.asked(language) + (f" ({allowed})" if allowed else "")


@LANGUAGES
def test_an_invitation_brings_the_direct_word_the_link_the_last_day_and_the_way_out(
    words: Words, language: str
) -> None:
    text = words(LetterKind.INVITATION, language).text
    for expected in (
        "Урматтуу ишкерлер!\n\nРахмат.\n\n— Бакыт Сыдыков, министр",
        "https://achyk.kg/s/abcdefghijklmnopqrstuvwx27",
        day("2026-09-20", language),
        "https://achyk.kg/u/xxxx",
        "2026-08-00123",
    ):
        assert expected in text


def test_without_a_portal_a_letter_has_no_link_to_it(words: Words) -> None:
    text = words(LetterKind.INVITATION, "en", portal="").text
    assert "/s/" not in text
    assert "web page" not in text


def test_a_reminder_is_kind_to_those_who_have_answered_and_can_be_the_last(words: Words) -> None:
    reminder = words(LetterKind.REMINDER, "en").text
    assert "If you have already answered, thank you" in reminder
    assert "last reminder" not in reminder
    assert "This is our last reminder." in words(LetterKind.REMINDER, "en", last=True).text


def test_an_echo_shows_what_was_understood_and_what_was_not(words: Words) -> None:
    text = words(LetterKind.ECHO, "ru").text
    assert "- Проверка состоялась (1): да\n" in text
    assert "(2): только удостоверение\n" in text
    assert "(6): нарушений не было\n" in text
    assert "(9): 2,5\n" in text
    assert "- “7: отлично!!”" in text
    assert re.findall(r"^(\d+)\. ", text, re.MULTILINE) == ["4", "5"]


def test_an_echo_of_a_correction_says_so(words: Words) -> None:
    letter = words(LetterKind.ECHO, "en", corrected=True, missing=[], unread=[])
    assert "corrected" in letter.subject
    assert "Not answered yet" not in letter.text
    assert "could not read" not in letter.text


def test_a_long_free_answer_is_shortened_in_the_echo(words: Words) -> None:
    text = words(LetterKind.ECHO, "en", answers={"14": "word " * 500}).text
    assert max(len(line) for line in text.splitlines() if "(14):" in line) < 350


@pytest.mark.parametrize(
    "kind", [LetterKind.UPLOAD_UNKNOWN, LetterKind.UNMATCHED_REPLY, LetterKind.RECEIVED]
)
def test_nothing_of_a_stranger_s_mail_is_repeated_to_him(words: Words, kind: LetterKind) -> None:
    """LP2: automatic answers quote nothing."""
    letter = words(kind, "en", file="secret name.xlsx", unread=["buy now"], subject="buy now")
    for said in (letter.subject, letter.text, letter.html):
        assert "secret name" not in said
        assert "buy now" not in said


def test_a_receipt_lists_each_wrong_cell_with_its_reason(words: Words) -> None:
    text = words(LetterKind.UPLOAD_RECEIPT, "en").text
    assert "- C7 (tax_id) [0123]: Says what is wrong.\n- C7: Says what is wrong." in text
    assert "Rows read: 1,240\n" in text
    assert "not listed here: 5." in text
    assert "Your workbook is attached" in text


@pytest.mark.parametrize(
    ("returned", "said", "all_rows_again"),
    [
        ("marked", "Your workbook is attached", True),
        ("no-macros", "The macros were left out", True),
        ("anew", "made anew from the values of your file", True),
        ("rows", "the other rows need not be sent again", False),
        ("list", "The list of all remarks is attached", True),
    ],
)
def test_a_receipt_says_what_came_back_and_why_in_that_form(
    words: Words, returned: str, said: str, all_rows_again: bool
) -> None:
    """AT1: an xlsm comes back without its macros, and the receipt names that."""
    text = words(LetterKind.UPLOAD_RECEIPT, "en", returned=returned).text
    assert said in text
    assert ("with all its rows" in text) is all_rows_again
    assert ("macros" in text) is (returned == "no-macros")


def test_a_receipt_without_problems_is_short_and_glad(words: Words) -> None:
    good = {"problems": [], "warnings": [], "rejected": 0, "more": 0, "returned": False}
    letter = words(LetterKind.UPLOAD_RECEIPT, "en", **good)
    assert letter.subject == "Август.xlsx: all rows are in the register (1,240)"
    assert "Everything is in order" in letter.text
    assert "correct what is wrong" not in letter.text


def test_warnings_alone_ask_for_nothing_to_be_sent_again(words: Words) -> None:
    text = words(LetterKind.UPLOAD_RECEIPT, "en", problems=[], rejected=0).text
    assert "Accepted, but please check" in text
    assert "not listed here: 5." in text
    assert "send the spreadsheet again" not in text
    assert "Everything is in order" not in text


def test_a_mail_without_a_spreadsheet_is_told_so(words: Words) -> None:
    empty = {"file": "", "code": "no-attachment", "says": ""}
    letter = words(LetterKind.UPLOAD_REFUSED, "en", **empty)
    assert letter.subject == "There was no spreadsheet in your mail"
    assert "File:" not in letter.text


@LANGUAGES
def test_who_sent_a_mail_that_reads_in_two_ways_is_told_what_to_do(
    words: Words, language: str
) -> None:
    """TR3: in words, and each case its own."""
    said = {
        code: words(LetterKind.UPLOAD_REFUSED, language, file="", code=code, says="")
        for code in ("no-attachment", "ambiguous", "ambiguous-yes")
    }
    assert len({letter.text for letter in said.values()}) == 3
    assert said["ambiguous"].subject == said["ambiguous-yes"].subject
    assert said["ambiguous"].subject != said["no-attachment"].subject


@LANGUAGES
def test_the_word_that_confirms_a_file_is_named(words: Words, language: str) -> None:
    """The reader of confirmations takes these words, not a bare reply."""
    named = {"ky": "«ооба»", "ru": "«да»", "kk": "«иә»", "en": "“yes”"}[language]
    assert named in words(LetterKind.UPLOAD_CONFIRM, language).text


def test_a_figure_withheld_is_not_shown_as_nothing(words: Words) -> None:
    figures = dict.fromkeys(("inspected", "with_address", "delivered", "answered"), 3)
    withheld = figures | {"satisfied_share": None}
    text = words(LetterKind.QUARTERLY, "en", figures=withheld).text
    assert "(4 or 5 of 5): not shown: too few answers" in text
    assert "%" not in text.split("(4 or 5 of 5)")[1]


def test_a_figure_that_is_shown_comes_with_its_interval(words: Words) -> None:
    english, russian = (words(LetterKind.QUARTERLY, code).text for code in ("en", "ru"))
    assert "(4 or 5 of 5): 57.3\xa0% (95 per cent interval: 55.2 to 59.4)" in english
    assert "57,3\xa0% (95-процентный интервал: от 55,2 до 59,4)" in russian


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ky", "2026-жыл, 5-октябрь"),
        ("ru", "5 октября 2026 года"),
        ("kk", "2026 жылғы 5 қазан"),
        ("en", "5 October 2026"),
    ],
)
def test_dates_are_written_as_official_letters_write_them(language: str, written: str) -> None:
    assert day("2026-10-05", language) == written
    assert day("2026-10-05T12:00:00+06:00", language) == written


def test_a_fact_that_is_missing_is_an_error_and_no_gap_in_the_letter(words: Words) -> None:
    with pytest.raises(UndefinedError, match="closes_on"):
        words(LetterKind.INVITATION, "ru", without="closes_on")


def test_only_letters_we_start_tell_how_to_leave(words: Words) -> None:
    leaving = {kind for kind in LetterKind if "“unsubscribe”" in words(kind, "en").text}
    assert leaving == SURVEYS


def test_an_older_letter_about_a_quarter_is_still_written(words: Words) -> None:
    """It waited in the outbox while the program was brought up to date."""
    older = ("revision", "publish_on", "targets", "manifest")
    text = words(LetterKind.QUARTERLY, "en", without=older).text
    assert "achyk release" not in text
