"""Lines that say who wrote, and when: of the programs' catalogues, and of people who sound so."""

import pytest

from ingest.words.attribution import Attribution, attribution, may_end
from ingest.words.original import attribution_end, copied_header, with_heading
from ingest.words.quotemarks import delimiter_kind, header_role, is_delimiter, is_rule

SURE = [
    "ср, 3 июн. 2026 г. в 09:05, ГЭТИ <survey@mail.test>:",
    "среда, 3 июня 2026 г. пользователь ГЭТИ написал:",
    "Среда, 3 июня 2026, 09:05 +06:00 от survey@mail.test:",
    '03.06.2026, 09:05, "ГЭТИ" <survey@mail.test>:',
    "03.06.2026 09:05, survey@mail.test пишет:",
    "3 июн. 2026 г., в 09:05, ГЭТИ <survey@mail.test> написал(а):",
    "ГЭТИ <survey@mail.test> писал(а) 03.06.2026 09:05:",
    "Вы писали 3 июня 2026 г., 09:05:11:",
    "В сообщении от 3 June 2026 09:05:11 ГЭТИ <survey@mail.test> написал(а):",
    "Цитирование ГЭТИ <survey@mail.test>:",
    "ср, 3 черв. 2026 р. о 09:05 ГЭТИ <survey@mail.test> пише:",
    "2026-yil 3-iyun, 09:05, GETI <survey@mail.test> yozdi:",
    "GETI <survey@mail.test>, 3 Haz 2026 Çar, 09:05 tarihinde şunu yazdı:",
    "Murat Öz, 3 Haz 2026 Çar, 09:05 tarihinde şunu yazdı:",
    "2026-ж. 3-июн, шр 09:05 ГЭТИ <survey@mail.test> жазды:",
    "2026 ж. 3 мау., ср 09:05 МИ <survey@mail.test> былай деп жазды:",
    "Am Mi., 3. Juni 2026 um 09:05 Uhr schrieb GETI <survey@mail.test>:",
    "GETI <survey@mail.test> schrieb am Mi., 3. Juni 2026 um 09:05:",
    "Le mer. 3 juin 2026 à 09:05, GETI <survey@mail.test> a écrit :",
    "El mié, 3 jun 2026 a las 9:05, GETI (<survey@mail.test>) escribió:",
    "Em qua., 3 de jun. de 2026 às 09:05, GETI <survey@mail.test> escreveu:",
    "Il giorno mer 3 giu 2026 alle ore 09:05 GETI <survey@mail.test> ha scritto:",
    "Op wo 3 jun 2026 om 09:05 schreef GETI <survey@mail.test>:",
    "W dniu 3 czerwca 2026 09:05 użytkownik GETI <survey@mail.test> napisał:",
    "Den ons 3 juni 2026 kl 09:05 skrev GETI <survey@mail.test>:",
    "ke 3. kesäk. 2026 klo 9.05 GETI (survey@mail.test) kirjoitti:",
    "Dne st 3. 6. 2026 9:05 uživatel GETI <survey@mail.test> napsal:",
    "GETI <survey@mail.test> 于2026年6月3日周三 09:05写道：",
    "---- On Wed, 03 Jun 2026 09:05:11 +0600 GETI <survey@mail.test> wrote ----",
    "2026/6/3 GETI <survey@mail.test>",
    "GETI ---03.06.2026 09:05:11---Good day, according to our records",
    "In a message dated 6/3/2026 9:05:11 A.M., survey@mail.test writes:",
]
WEAK = [
    "03.06.2026 09:05, ГЭТИ пишет:",
    "On Wed, Jun 3, 2026 at 9:05 AM GETI wrote:",
    "ср, 3 июн. 2026 г. в 09:05, ГЭТИ:",
]
ABOVE_MARKS = [
    "Вы писали:",
    "Асан Усенов пишет:",
    "12.05.2026 в 10:00 инспектор написал:",
    "Кечээ Асан жазды:",
    "On May 12, 2026, the inspector wrote:",
    "On Tuesday, May 12, 2026 at 10:00 the inspector wrote:",
    "On May 12, 2026, Asan Usenov wrote:",
]
NO = [
    "Вчера в 10:00 приходили с проверкой и сказали так:",
    "Документы отправил 12.05.2026 на docs@example.test:",
    "Прошу учесть акт от 12.05.2026:",
    "12.05.2026 инспектор написал нам следующее:",
    "Писал 3 июня 2026 г. на почту info@mail.test, ответа нет:",
    "Понедельник, 1 июня 2026, в 10:00 приехали:",
    "Пишите мне на asan@example.test:",
    "On Monday we were told to wait",
    "Сказал: «приду завтра»",
]


@pytest.mark.parametrize(
    ("line", "expected"),
    [(line, Attribution.SURE) for line in SURE]
    + [(line, Attribution.WEAK) for line in WEAK]
    + [(line, Attribution.ABOVE_MARKS) for line in ABOVE_MARKS]
    + [(line, Attribution.NO) for line in NO],
)
def test_how_surely_a_line_says_who_wrote(line: str, expected: Attribution) -> None:
    assert attribution(line) is expected


@pytest.mark.parametrize("line", [line for line in SURE + WEAK + ABOVE_MARKS if "---0" not in line])
def test_no_attribution_is_passed_over_for_its_last_word(line: str) -> None:
    assert may_end(line)


@pytest.mark.parametrize(
    "wrapped",
    [
        ["On Wed, Jun 3, 2026 at 9:05 AM State Inspectorate <", "survey@mail.test> wrote:"],
        ["On Jun 3, 2026,", "at 9:05,", "GETI <survey@mail.test> wrote:"],
        ["GETI <survey@mail.test>, 3 Haz 2026 Çar, 09:05", "tarihinde şunu yazdı:"],
        ["On Jun 3, 2026, at 9:05 AM, GETI <", "7c1f0survey@mail.test>", "wrote:"],
    ],
)
def test_a_wrapped_attribution_ends_with_its_last_line(wrapped: list[str]) -> None:
    assert attribution_end([*wrapped, "", "old"], 0) == len(wrapped)


def test_words_above_an_attribution_are_not_part_of_it() -> None:
    seen = ["пишите на asan@example.test", "On Wed, Jun 3, 2026 at 9:05 AM GETI <s@m.test> wrote:"]
    assert attribution_end(seen, 0) is None
    assert attribution_end(seen, 1) == 2


@pytest.mark.parametrize(
    ("block", "first", "copied"),
    [
        (["Від: ГЭТИ <s@m.test>", "Надіслано: 3 червня 2026 р. 9:05", "Тема: x"], False, True),
        (["Kimdan: GETI <s@m.test>", "Yuborilgan: 3 iyun", "Kimga: a@b.test"], False, True),
        (["De : GETI [mailto:s@m.test]", "Envoyé : mercredi", "À : A", "Objet : x"], False, True),
        (["发件人： GETI", "发送时间： 2026-06-03 09:05", "收件人： a@b.test"], False, True),
        (["| From | GETI<s@m.test> |", "| Date | 06/03/2026 09:05 |"], False, True),
        (["From: GETI <s@m.test> Sent: Wednesday 9:05 AM To: A Subject: x"], False, True),
        (["**От:** ГЭТИ", "", "**Отправлено:** 3 июня 2026", "", "**Тема:** x"], False, True),
        (["Date: Wed, 3 Jun 2026 09:05:11 +0600", "To: a@b.test"], False, True),
        (["От: Иванова Анна, anna@b.test", "Кому: Инспекция", "Тема: жалоба"], True, False),
        (["От: ГЭТИ <s@m.test>", "Дата: 3 июня 2026 09:05", "Тема: x"], True, True),
        (["От: меня", "Тема: x"], False, False),
        (["From: 10 May", "To: 20 May"], False, False),
        (["Тема: взятка", "Дата: 12.05.2026", "Кто: инспектор"], False, False),
        (["Кому: инспектору", "От: предпринимателя", "Дата: 12.05.2026"], False, False),
        (["Текст"], False, False),
    ],
)
def test_header_lines_are_copied_if_a_program_would_write_them_so(
    block: list[str], first: bool, copied: bool
) -> None:
    assert copied_header([*block, "", "Добрый день!"], 0, first) is copied


def test_the_lines_that_yandex_sets_above_an_attribution_belong_to_it() -> None:
    seen = ["Пришлю.", "----------------", "Кому: А (a@b.test);", "Тема: x;", "", "03.06.2026, …"]
    assert with_heading(seen, 5) == 1
    assert with_heading(["Пришлю.", "03.06.2026, …"], 1) == 1


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("-------- Исходное сообщение --------", "original"),
        ("-----Ursprüngliche Nachricht-----", "original"),
        ("‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐", "original"),
        ("------------------&nbsp;原始邮件&nbsp;------------------", "original"),
        ("---- Replied Message ----", "original"),
        ("-------- Пересылаемое сообщение--------", "forwarded"),
        ("---------- Forwarded message ---------", "forwarded"),
        ("Begin forwarded message:", "forwarded"),
        ("-------- Переслане повідомлення --------", "forwarded"),
        ("-------- Итого за месяц --------", None),
        ("Сообщение", None),
    ],
)
def test_a_drawn_delimiter_says_whether_the_original_is_answered_or_sent_on(
    line: str, kind: str | None
) -> None:
    assert delimiter_kind(line) == kind
    assert is_delimiter(line) is (kind is not None)


def test_a_delimiter_may_have_the_header_on_its_line() -> None:
    assert is_delimiter("-------- Исходное сообщение --------От: ГЭТИ Дата: 03.06.2026 09:05")
    assert not is_delimiter("Исходное сообщение")


def test_names_of_headers_are_known_in_many_languages_and_other_words_are_not() -> None:
    assert header_role("*Жөнөтүлдү:* 3-июнь") == "date"
    assert header_role("Gönderen: GETI") == "from"
    assert header_role("主题： x") == "subject"
    assert header_role("Итого: 5") is None
    assert header_role("Прошу сообщить, когда будет ответ: жду") is None


def test_only_a_drawn_line_is_a_rule() -> None:
    assert is_rule("________________")
    assert not is_rule("-- --- --")
    assert not is_rule("----")
