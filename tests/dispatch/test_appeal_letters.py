"""Letters about appeals in words: what an applicant has to understand, and what an officer sees."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from appeal_letters import APPEAL_CONTEXTS, CASE, NUMBER

from dispatch.draft import Content
from dispatch.wording import day
from register.rules.appeal import Action, AppealKind, DecisionKind, MovementKind
from register.rules.appeal_words import Post, ShownStage, named, says
from register.rules.letter import OF_CASES, TO_APPLICANTS, LetterKind
from register.rules.number import spaced

LANGUAGES = pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
MOVES = ["forwarded", "outside", "extended", "recounted", "split", "reopened"]
MOVES += ["reclassified", "joined"]
HOSTILE = "</p><script>x</script>\r\nBcc: a@b.kg\r\nPIN: 1\u202e{{ 7*7 }} %(number)s"
Words = Callable[..., Content]


@LANGUAGES
@pytest.mark.parametrize("kind", sorted((TO_APPLICANTS | OF_CASES) - {LetterKind.CASE_DUE}))
def test_every_letter_names_the_appeal_in_subject_and_text(
    words: Words, kind: LetterKind, language: str
) -> None:
    letter = words(kind, language)
    shown = spaced(APPEAL_CONTEXTS[kind]["label"])
    assert shown in letter.subject
    assert shown in letter.text


@LANGUAGES
def test_a_slip_tells_number_pin_due_day_and_what_happens_next(words: Words, language: str) -> None:
    text = words(LetterKind.APPEAL_SLIP, language).text
    facts = (spaced(NUMBER), "ABCD-EFGH", day("2026-12-11", language), "ЭТКМИ, Чүй")
    for fact in (*facts, "19:05", "19:06", "appeals@achyk.kg", "https://achyk.kg/status"):
        assert fact in text
    assert "№ 67, 04.05.2007" in text


@LANGUAGES
def test_a_slip_repeats_nothing_of_the_mail(words: Words, language: str) -> None:
    """LP2: its sender may be forged, and this answer goes out by itself."""
    letter = words(LetterKind.APPEAL_SLIP, language)
    for mine in ("Асанова А", "Купите", "фото", "a.exe"):
        said = letter.subject + letter.text + letter.html
        assert (mine in said) is (mine == "Асанова А")  # who signed it, and validly
    unsigned = words(LetterKind.APPEAL_SLIP, language, signature="untrusted")
    assert "Асанова" not in unsigned.text


@pytest.mark.parametrize("signature", ["untrusted", "invalid", "expired"])
def test_a_signature_that_is_not_confirmed_is_told_and_costs_nothing(
    words: Words, signature: str
) -> None:
    text = words(LetterKind.APPEAL_SLIP, "en", signature=signature).text
    assert "could not confirm it. The appeal is registered all the same." in text


def test_a_later_copy_of_the_slip_shows_no_pin(words: Words) -> None:
    assert "\nPIN:" not in words(LetterKind.APPEAL_SLIP, "en", pin="").text


def test_whoever_reports_an_unlawful_inspection_learns_that_help_was_told(words: Words) -> None:
    text = words(LetterKind.APPEAL_SLIP, "en", kind="alert").text
    assert "rapid-response group has been told at once" in text


@LANGUAGES
@pytest.mark.parametrize("event", MOVES)
def test_each_move_has_words_of_its_own_and_the_date_where_one_holds(
    words: Words, event: str, language: str
) -> None:
    letter = words(LetterKind.APPEAL_MOVED, language, event=event, parts=[], reason="")
    others = {words(LetterKind.APPEAL_MOVED, language, event=one).text for one in MOVES}
    assert len(others) == len(MOVES)
    due = day("2026-12-11", language) in letter.text
    assert due is (event not in ("outside", "split"))


def test_parts_are_listed_each_with_its_official_and_its_question(words: Words) -> None:
    text = words(LetterKind.APPEAL_MOVED, "en").text
    first, second = text.index("/1\n"), text.index("/2\n")
    assert first < text.index("    Почему?") < second < text.index("    Кто?")


@LANGUAGES
def test_the_answer_is_whole_and_asks_once_for_a_rating(words: Words, language: str) -> None:
    long = "\n".join(f"Абзац {number}." for number in range(3000))
    letter = words(LetterKind.APPEAL_DECIDED, language, text=long)
    assert "    Абзац 0.\n    Абзац 1.\n" in letter.text
    assert "    Абзац 2999.\n" in letter.text
    assert "5" in letter.text.split("Абзац 2999.")[1]
    rated = words(LetterKind.APPEAL_DECIDED, language, may_rate=False).text
    assert not re.search(r"\b5\b", rated)


@LANGUAGES
@pytest.mark.parametrize("stage", ShownStage)
def test_the_answer_about_the_state_has_one_shape_for_any_number(
    words: Words, stage: ShownStage, language: str
) -> None:
    """WB4: rows, sentences and subject are the same whether the number is known or not."""
    facts = {"route": [], "answer": ""}
    known = words(LetterKind.APPEAL_STATUS, language, stage="on_time", **facts)
    other = words(LetterKind.APPEAL_STATUS, language, stage=stage.value, due_on=None, **facts)
    assert known.subject == other.subject
    changed = known.text.replace(says(ShownStage.ON_TIME, language), says(stage, language)).replace(
        day("2026-12-11", language), "–"
    )
    assert changed == other.text


@LANGUAGES
def test_whoever_wrote_a_digit_wrong_is_told_so(words: Words, language: str) -> None:
    facts = {"number": "", "label": "", "stage": "unknown", "due_on": None}
    letter = words(LetterKind.APPEAL_STATUS, language, **facts, route=[], answer="")
    other = words(LetterKind.APPEAL_STATUS, language, stage="unknown", due_on=None)
    assert letter.subject != other.subject
    assert "18" in letter.text
    assert ": –\n" in letter.text


@LANGUAGES
def test_the_route_shows_posts_and_no_persons(words: Words, language: str) -> None:
    text = words(LetterKind.APPEAL_STATUS, language).text
    for code, post in (("registered", "program"), ("forwarded", "officer")):
        assert f"{named('movement', code, language)} ({named('post', post, language)}, " in text


@pytest.mark.parametrize(
    ("family", "codes"), [("movement", list(MovementKind)), ("post", list(Post))]
)
def test_every_step_that_can_be_on_a_route_can_be_shown(
    words: Words, family: str, codes: list[str]
) -> None:
    step = {"at": "2026-11-22T19:05+06:00", "kind": "decided", "body": "МСХ", "post": ""}
    field = "kind" if family == "movement" else "post"
    route = [step | {field: str(code)} for code in codes]
    text = words(LetterKind.APPEAL_STATUS, "ky", route=route).text
    assert all(named(family, code, "ky") in text for code in codes)


@LANGUAGES
@pytest.mark.parametrize(
    "event", ["answered", "added", "rated", "reopened", "notify", "no_notify", "late"]
)
def test_each_note_has_words_of_its_own(words: Words, event: str, language: str) -> None:
    text = words(LetterKind.APPEAL_NOTED, language, event=event, notify="sms").text
    others = words(LetterKind.APPEAL_NOTED, language).text
    assert (text == others) is (event == "rated")


@LANGUAGES
def test_no_answer_to_my_question_is_not_told_as_a_number(words: Words, language: str) -> None:
    text = words(LetterKind.APPEAL_NOTED, language, event="rated", rating=0).text
    assert "5" in words(LetterKind.APPEAL_NOTED, language, event="rated", rating=5).text
    assert " 0 " not in text
    assert ": 0" not in text


@LANGUAGES
def test_an_officer_sees_what_until_when_and_how_before_anything_else(
    words: Words, language: str
) -> None:
    """In ten seconds: the due day and the days left stand on top, then how to answer."""
    letter = words(LetterKind.CASE_NEW, language)
    top = letter.text.splitlines()[:10]
    assert day("2026-12-11", language) in letter.subject
    assert says(AppealKind.COMPLAINT, language) in letter.subject
    assert any(line.endswith(": 14") for line in top)
    how = letter.text.index({"ky": "«ооба»", "ru": "«да»", "kk": "«иә»", "en": "“yes”"}[language])
    assert how < letter.text.index("    Добрый день!")


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (3, "Working days left: 3"),
        (0, "Working days left: 0, today is the last day"),
        (-2, "Overdue, working days: 2"),
    ],
)
def test_days_are_counted_down_to_the_last_and_then_up(words: Words, left: int, said: str) -> None:
    assert f"\n{said}\n" in words(LetterKind.CASE_NEW, "en", days_left=left).text


@LANGUAGES
@pytest.mark.parametrize(
    "why", ["new", "forwarded", "split", "reopened", "substitute", "escalated", "taken_over"]
)
def test_an_officer_learns_why_a_case_has_come(words: Words, why: str, language: str) -> None:
    told = {w: words(LetterKind.CASE_NEW, language, why=w).text for w in ("new", why)}
    assert len(set(told.values())) == (1 if why == "new" else 2)


@LANGUAGES
@pytest.mark.parametrize("kind", [LetterKind.CASE_NEW, LetterKind.CASE_CONFIRM, LetterKind.ALERT])
def test_what_others_wrote_is_shown_as_theirs_and_forges_no_line(
    words: Words, kind: LetterKind, language: str
) -> None:
    """TR6, AT2: set in, line by line, escaped in the page, and nothing of it runs."""
    letter = words(kind, language, text=HOSTILE, applicant=HOSTILE, reason=HOSTILE, subject=HOSTILE)
    assert "\n    Bcc: a@b.kg\n    PIN: 1{{ 7*7 }} %(number)s\n" in letter.text
    assert not re.search(r"^(Bcc|PIN):", letter.text, re.MULTILINE)
    assert "<script" not in letter.html
    assert "\u202e" not in letter.text + letter.html + letter.subject


def test_a_text_of_any_length_reaches_the_officer_whole(words: Words) -> None:
    text = "\n".join(f"{number} жалоба на проверку" for number in range(7000))
    letter = words(LetterKind.CASE_NEW, "ru", text=text)
    assert letter.text.count("жалоба на проверку") == 7000
    assert letter.html.count("жалоба на проверку") == 7000


def test_a_case_with_little_in_it_is_a_short_letter(words: Words) -> None:
    bare = {"subject": "", "applicant": "", "files": [], "earlier": None, "alike": []}
    text = words(LetterKind.CASE_NEW, "en", **bare, inspection=None, route=[], why="new").text
    assert "What the applicant writes:" in text
    for absent in ("Subject:", "Files", "did not help", "like this one", "route", "Inspection"):
        assert absent not in text


@LANGUAGES
def test_files_kept_back_are_named_with_the_reason(words: Words, language: str) -> None:
    text = words(LetterKind.CASE_NEW, language).text
    assert re.search(r"^- фото\.jpg$", text, re.MULTILINE)
    assert re.search(r"^- a\.exe – .{20,}$", text, re.MULTILINE)


@LANGUAGES
@pytest.mark.parametrize(
    "event", ["answered", "added", "rated", "recounted", "unanswered", "undelivered", "alike"]
)
def test_each_piece_of_news_has_words_of_its_own(words: Words, event: str, language: str) -> None:
    told = {one: words(LetterKind.CASE_NEWS, language, event=one) for one in ("answered", event)}
    assert len({letter.subject for letter in told.values()}) == (1 if event == "answered" else 2)


@LANGUAGES
@pytest.mark.parametrize("action", Action)
def test_what_is_to_be_confirmed_is_shown_whole(
    words: Words, action: Action, language: str
) -> None:
    """TR4: the officer sees what counts once it is confirmed."""
    facts = {"decision": None, "unit": "Чүй", "days": 10, "reason": "Экспертиза.", "text": "Жооп."}
    facts |= {"parts": [{"unit": "МСХ", "text": "Биринчи"}, {"unit": "", "text": "Экинчи"}]}
    letter = words(LetterKind.CASE_CONFIRM, language, action=action.value, **facts)
    assert says(action, language) in letter.subject
    for fact in ("Чүй", ": 10\n", "    Экспертиза.", "    Жооп.", "МСХ", "    Экинчи"):
        assert fact in letter.text
    assert day("2026-11-30", language) in letter.text


@LANGUAGES
def test_a_decision_without_a_kind_asks_for_one_and_one_with_a_kind_for_a_yes(
    words: Words, language: str
) -> None:
    asks = words(LetterKind.CASE_CONFIRM, language).text
    named_ = words(LetterKind.CASE_CONFIRM, language, decision="refused").text
    kinds = [kind for kind in DecisionKind if kind is not DecisionKind.OUTSIDE]
    assert all(re.search(rf"^- .+, {says(kind, language)}", asks, re.MULTILINE) for kind in kinds)
    assert not re.search(r"^- ", named_, re.MULTILINE)
    assert f": {says(DecisionKind.REFUSED, language)}\n" in named_


@LANGUAGES
def test_each_outcome_is_told_in_words_of_its_own(words: Words, language: str) -> None:
    outcomes = ["done", "stale", "unreadable", "not_yours", "expired", "refused"]
    told = [words(LetterKind.CASE_RESULT, language, outcome=one) for one in outcomes]
    assert len({letter.subject for letter in told}) == len(outcomes)
    assert all("№ 30." in letter.text for letter in told)


def test_due_cases_stand_in_two_groups_each_with_its_own_address(words: Words) -> None:
    letter = words(LetterKind.CASE_DUE, "en")
    assert letter.subject == "Cases overdue: 1, due soon: 1"
    over, near = letter.text.split("\nDue soon\n")
    assert f"case+{CASE}@achyk.kg" in over
    assert "Overdue, working days: 1\n" in over
    assert "Working days left: 2\n" in near
    assert f'href="mailto:case+{CASE}@achyk.kg"' in letter.html
    assert "Asan" not in words(LetterKind.CASE_DUE, "en", role="holder").text
    assert "Works on it: Асан Үсөнов" in over
    assert "Works on it" not in words(LetterKind.CASE_DUE, "en", role="holder").text


def test_figures_of_a_month_without_any_are_told_in_words(words: Words) -> None:
    none = dict.fromkeys(APPEAL_CONTEXTS[LetterKind.MONTHLY]["figures"], None)
    empty = none | {"received": 0, "decided": 0, "open": 0, "overdue": 0, "rated": 0}
    text = words(LetterKind.MONTHLY, "en", figures=empty).text
    assert "Decided on time: nothing was decided\n" in text
    assert "Received: 0\n" in text
    assert "the month before" not in text


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ky", "2026-жыл, октябрь"),
        ("ru", "октябрь 2026 года"),
        ("kk", "2026 жылғы қазан"),
        ("en", "October 2026"),
    ],
)
def test_a_month_is_written_out(words: Words, language: str, written: str) -> None:
    assert written in words(LetterKind.MONTHLY, language).subject
    of_body = words(LetterKind.MONTHLY, language, body="ЭТКМИ, Чүй")
    assert of_body.subject.endswith(f"{written}: ЭТКМИ, Чүй")
