"""The slip as a page: read back as text, its QR code by a decoder of somebody else's."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from importlib import resources
from itertools import combinations
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import zxingcpp
from appeal_letters import receipt

from config.languages import Language
from dispatch.pdf_page import BOLD, HEIGHT, MISSING, MM, REGULAR, WIDTH, drawable, width_of, wrapped
from dispatch.slip import slip_pdf
from dispatch.slip_facts import Slip, counted_lines, slip_name, slip_of
from register.rules.number import Label, new_number, read_labels, spaced
from register.rules.pin import find_pins

ZONE = ZoneInfo("Asia/Bishkek")
NUMBER = new_number(date(2026, 11, 22), lambda count: b"\x7a" * count)
PIN = "ABCD-EFGH"
CODE = "0a" * 32
SLIP = Slip(
    label=Label(NUMBER),
    received_at=datetime(2026, 11, 20, 23, 58, tzinfo=ZONE),
    registered_at=datetime(2026, 11, 21, 0, 3, tzinfo=ZONE),
    channel="по электронной почте",
    accepted_by="",
    due_on=date(2026, 12, 11),
    counted=("Рабочих дней: 14", "Не считаются: 7 декабря (праздник)"),
    pin=PIN,
    status_url="https://achyk.test/status",
    complain_to=("Отдел обращений", "+996 312 00 00 00"),
    body="Экологиялык жана техникалык коопсуздук инспекциясы",
    applicant="ОсОО «Өңүгүү Ғажап Қызыл Ұлы Һәм Іздеу»",
    sender="Государственная инспекция",
    language="ru",
    receipt=(CODE, f"2026-Q4 2026-11-22 0123456789abcdef {'Ab+/' * 21}AA=="),
)
LETTERS = "ңөүғқұһіәҢӨҮҒҚҰҺІӘёЁ№«»—–…₸€"
WIDE = "Ж" * 300
LONG = replace(
    SLIP,
    label=Label(NUMBER, part=99, level=9),
    channel=WIDE,
    accepted_by=WIDE,
    counted=tuple(f"Строка {number}: {'слово ' * 40}" for number in range(60)),
    status_url=f"https://achyk.test/{'x' * 180}",
    complain_to=(WIDE,) * 12,
    body=WIDE,
    applicant="Көп-сөздүү ат " * 60,
    sender="W" * 300,
)
BARE = replace(
    SLIP,
    counted=(),
    pin=None,
    due_on=None,
    status_url="",
    complain_to=(),
    body="",
    applicant="",
)


def pages(slip):
    return pypdfium2.PdfDocument(slip_pdf(slip))


def text_of(slip):
    """The words of the page, a blank between any two of them."""
    text = pages(slip)[0].get_textpage().get_text_bounded()
    return " ".join(text.replace("\xa0", " ").split())


def boxes(slip):
    """Left, bottom, right and top of each drawn piece of a line, in points from the lower left."""
    page = pages(slip)[0].get_textpage()
    return [page.get_rect(place) for place in range(page.count_rects())]


def qr_codes(slip):
    image = pages(slip)[0].render(scale=2).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("slip", [SLIP, LONG, BARE])
@pytest.mark.parametrize("language", list(Language))
def test_a_slip_is_one_page_and_nothing_on_it_overlaps_or_leaves_it(slip, language):
    slip = replace(slip, language=language)
    found = pages(slip)
    assert len(found) == 1
    assert found[0].get_size() == pytest.approx((WIDTH, HEIGHT), abs=0.1)
    drawn = boxes(slip)
    assert drawn
    for left, bottom, right, top in drawn:
        assert 19 * MM < left < right < WIDTH - 19 * MM
        assert 10 * MM < bottom < top < HEIGHT - 10 * MM
    for one, other in combinations(drawn, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ky", ["Кайрылууңуз катталды", "2026-жыл, 11-декабрь", "Жооп берүү мөөнөтү"]),
        ("ru", ["Ваше обращение зарегистрировано", "11 декабря 2026 года", "Ответ не позднее"]),
        ("kk", ["Өтінішіңіз тіркелді", "2026 жылғы 11 желтоқсан", "Жауап беру мерзімі"]),
        ("en", ["Your appeal is registered", "11 December 2026", "Answer no later than"]),
    ],
)
def test_a_slip_says_the_number_the_dates_and_the_rest_in_each_language(language, words):
    text = text_of(replace(SLIP, language=language))
    assert [word for word in words if word not in text] == []
    assert read_labels(text) == (SLIP.label,)
    assert spaced(NUMBER).replace("\xa0", " ") in text
    assert PIN in text
    assert re.findall(r"\d\d:\d\d", text) == ["23:58", "00:03"]
    for said in (SLIP.body, SLIP.applicant, SLIP.sender, SLIP.channel, *SLIP.counted):
        assert said in text
    assert [line for line in SLIP.complain_to if line not in text] == []


def test_the_day_and_hour_are_those_of_receipt_not_of_registration():
    text = text_of(SLIP)
    assert "Поступило 20 ноября 2026 года, 23:58" in text
    assert "Зарегистрировано 21 ноября 2026 года, 00:03" in text


@pytest.mark.parametrize("label", [Label(NUMBER, 2), Label(NUMBER, level=2), Label(NUMBER, 12, 3)])
def test_a_part_and_a_level_stand_behind_the_number(label):
    assert read_labels(text_of(replace(SLIP, label=label))) == (label,)
    assert slip_name(label).endswith(".pdf")
    assert re.fullmatch(r"\d{18}[_0-9-]+\.pdf", slip_name(label))


@pytest.mark.parametrize("slip", [SLIP, LONG])
def test_the_qr_code_leads_to_the_status_page_and_to_nothing_more(slip):
    assert qr_codes(slip) == [slip.status_url]


@pytest.mark.parametrize("slip", [SLIP, LONG])
def test_whatever_is_needed_to_write_the_receipt_again_stands_on_the_page(slip):
    """Who came in person has no mail: the paper has to do."""
    said = "".join(text_of(slip).replace("\ufffe", "").split())
    assert CODE in said
    assert slip.receipt[1].replace(" ", "") in said


def test_without_a_status_page_there_is_no_qr_code():
    assert qr_codes(BARE) == []


@pytest.mark.parametrize("secret", [PIN, "abcdefgh"])
def test_the_address_in_the_qr_code_never_holds_the_pin(secret):
    """WB4: a slip lying on a desk may be photographed; its code alone opens nothing."""
    with pytest.raises(ValueError, match="PIN"):
        replace(SLIP, status_url=f"https://achyk.test/status?pin={secret}")


def test_a_later_copy_says_where_the_pin_stands_and_not_the_pin():
    text = text_of(replace(SLIP, pin=None))
    assert "PIN указан в первом талоне." in text
    assert find_pins(text) == ()


def test_who_took_it_in_is_told_and_else_that_no_person_did():
    assert "Кто принял сама система, без участия служащего" in text_of(SLIP)
    assert "Кто принял Оператор Асанова" in text_of(replace(SLIP, accepted_by="Оператор Асанова"))


def test_what_has_no_room_is_counted():
    text = text_of(LONG)
    shown = len(re.findall(r"Строка \d+", text))
    assert f"Строк, не поместившихся здесь: {len(LONG.counted) - shown}" in text
    assert text.count("…") > 5


def test_many_lines_are_set_smaller_before_any_is_left_out():
    lines = tuple(f"Не считаются: {number} декабря" for number in range(18))
    text = text_of(replace(SLIP, counted=lines))
    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Иван\u202eабв\u2066", "Заявитель Иванабв "),
        ("Иван\x00\r\nПетров\u2028", "Заявитель Иван Петров "),
        ("И\u0306ван" + "\u0336\u0489" * 50, "Заявитель Йван "),
        ("\ud800Иван", f"Заявитель {MISSING}Иван "),
        ("漢字 😀 Иван", f"Заявитель {MISSING * 2} {MISSING} Иван "),
    ],
)
def test_a_hostile_name_neither_hides_nor_turns_round_nor_piles_up(name, shown):
    """AT2: control and direction characters are taken out; what the font has not is a box."""
    assert shown in text_of(replace(SLIP, applicant=name)).replace("\ufffd", MISSING) + " "


def test_the_same_slip_is_the_same_bytes():
    assert slip_pdf(SLIP) == slip_pdf(SLIP)
    assert slip_pdf(SLIP) != slip_pdf(replace(SLIP, due_on=date(2026, 12, 12)))


def test_the_file_says_its_title_author_and_language():
    told = pages(replace(SLIP, language="kk"))
    assert told.get_metadata_value("Title").replace("\xa0", " ") == (
        f"Өтінішіңіз тіркелді: {spaced(NUMBER)}".replace("\xa0", " ")
    )
    assert told.get_metadata_value("Author") == SLIP.sender
    assert b"/Lang (kk)" in slip_pdf(replace(SLIP, language="kk"))


@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_the_fonts_hold_every_letter_of_the_four_languages_and_are_small(font):
    assert MISSING not in drawable(LETTERS, font)
    file = resources.files("dispatch") / "fonts" / f"{font}.ttf"
    assert len(file.read_bytes()) < 120_000


@pytest.mark.parametrize("font", [REGULAR, BOLD])
@pytest.mark.parametrize("text", ["одно другое третье", "ж" * 100, f"a {'Щ' * 60} b", "", "  "])
def test_wrapped_lines_hold_all_letters_and_are_no_wider_than_asked(text, font):
    lines = wrapped(text, 80, 9, font)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert [line for line in lines if width_of(line, 9, font) > 80] == []


CONTEXT = {
    "number": NUMBER,
    "label": f"{NUMBER}/2",
    "pin": PIN,
    "received_at": "2026-11-20T23:58+06:00",
    "registered_at": "2026-11-21T00:03+06:00",
    "channel": "paper",
    "counted": {
        "starts_on": "2026-11-21",
        "days": 14,
        "unit": "working",
        "law": "Закон КР № 67",
        "skipped": [
            {"day": "2026-12-07", "says": "праздник"},
            {"day": "2026-12-08", "says": "перенос"},
            {"day": "2026-12-09", "says": "праздник"},
        ],
    },
    "due_on": "2026-12-11",
    "body": "Инспекция",
    "applicant": "",
    "status_url": "",
    "complain_to": ["Отдел", "+996"],
}


def test_a_slip_comes_out_of_its_letters_context():
    slip = slip_of(CONTEXT, "Achyk", "ru")
    assert slip.label == Label(NUMBER, part=2)
    assert (slip.received_at.hour, slip.registered_at.minute) == (23, 3)
    assert slip.due_on == date(2026, 12, 11)
    assert slip.channel == "на бумаге"
    assert slip.complain_to == ("Отдел", "+996")
    assert slip_of(CONTEXT | {"pin": "", "due_on": None}, "Achyk", "ru").pin is None
    assert slip.receipt == ("", "")
    carried = slip_of(CONTEXT | {"receipt": receipt("appeal")}, "Achyk", "ru")
    assert carried.receipt == SLIP.receipt
    assert "Өтінішіңіз" in text_of(slip_of(CONTEXT, "Achyk", "kk"))


@pytest.mark.parametrize(
    ("unit", "language", "lines"),
    [
        (
            "working",
            "ru",
            (
                "Рабочих дней: 14, отсчёт от 21 ноября 2026 года (этот день — нулевой)",
                "Не считаются: 7 декабря, 9 декабря (праздник)",
                "Не считаются: 8 декабря (перенос)",
                "Закон КР № 67",
            ),
        ),
        (
            "months",
            "en",
            (
                "Months: 14, counted from 21 November 2026",
                "Not counted: 7 December, 9 December (праздник)",
                "Not counted: 8 December (перенос)",
                "Закон КР № 67",
            ),
        ),
    ],
)
def test_the_count_is_told_with_its_first_day_and_each_day_left_out(unit, language, lines):
    assert counted_lines(CONTEXT["counted"] | {"unit": unit}, language) == lines


def test_who_only_words_a_slip_does_not_pay_for_drawing_one():
    """Commands start in a fraction of the time that the library takes to load."""
    program = "import sys, dispatch.slip_facts; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_term_that_was_made_longer_says_so():
    """A slip printed again later: the term and its extensions make the date on it."""
    longer = [{"days": 30, "unit": "calendar"}, {"days": 2, "unit": "months"}]
    lines = counted_lines(CONTEXT["counted"] | {"extensions": longer}, "en")
    assert lines[1:3] == ("Extended by calendar days: 30", "Extended by months: 2")
