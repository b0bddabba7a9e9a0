"""The sender's own words: how Kyrgyz, Russian, Kazakh and English mail programs quote."""

import pytest

from ingest.message import parse
from ingest.newtext import split, split_html, split_plain, whole_text

QUOTE = "> Уважаемый предприниматель!\n> 1. Состоялась ли проверка?\n"


@pytest.mark.parametrize(
    "attribution",
    [
        "пн, 1 июн. 2026 г. в 10:20, Инспекция <survey@mail.test>:",
        "пн, 1 июн. 2026 г. в 10:20, Инспекция\n<survey+abcdefghijklmnopqrstuvwxyz@mail.test>:",
        "1 июня 2026 г., 10:20 пользователь Инспекция <survey@mail.test> написал:",
        "01.06.2026 10:20, Инспекция пишет:",
        "Инспекция писал(а) 2026-06-01 10:20:",
        '01.06.2026, 10:20, "Инспекция" <survey@mail.test>:',
        "Понедельник, 1 июня 2026, 10:20 +06:00 от Инспекция <survey@mail.test>:",
        "On Mon, Jun 1, 2026 at 10:20 AM Inspection <survey@mail.test> wrote:",
        "On Mon, Jun 1, 2026 at 10:20 AM Inspection <\nsurvey@mail.test> wrote:",
        "On 1 Jun 2026, at 10:20, Inspection <survey@mail.test> wrote:",
        "2026-ж., 1-июн, дш 10:20 Инспекция <survey@mail.test> жазды:",
        "2026 ж. 1 мау. 10:20 Инспекция <survey@mail.test> жазды:",
        "1 июн 2026 10:20 Инспекция <survey@mail.test> жазган:",
        "2026 ж. 1 маусым 10:20 Инспекция <survey@mail.test> жазған:",
        "-------- Исходное сообщение --------",
        "Вы писали 1 июня 2026 г., 10:20:52:",
        "Вы писали:",
        "Инспекция писал 2026-06-01 10:20:",
        "Am 01.06.2026 um 10:20 schrieb Inspektion:",
        "Inspection <survey@mail.test>, 1 Haz 2026 Pzt, 10:20 tarihinde şunu yazdı:",
        "Inspection <survey@mail.test> 于2026年6月1日周一 10:20写道：",
    ],
)
@pytest.mark.parametrize("marked", [True, False])
def test_an_attribution_and_its_quotation_are_no_new_text(attribution: str, marked: bool) -> None:
    quote = QUOTE if marked else QUOTE.replace("> ", "")
    found = split_plain(f"1: да\n2: оба\n\n{attribution}\n\n{quote}")
    assert found.text == "1: да\n2: оба"
    assert "Уважаемый предприниматель" in found.quoted


@pytest.mark.parametrize(
    "header",
    [
        "From: Inspection <survey@mail.test>\nSent: Monday 10:20\nTo: a@b.kg\nSubject: x",
        "От: Инспекция <survey@mail.test>\nОтправлено: 1 июня 2026 г. 10:20\nКому: a@b.kg\nТема: x",
        "*От:* Инспекция\n*Отправлено:* 1 июня\n*Кому:* a\n*Тема:* x",
        "________________________________\nОт: Инспекция <survey@mail.test>\nДата: 1 июня\nТема: x",
        "-----Original Message-----\nFrom: Inspection\nSent: Monday\nSubject: x",
        "----- Исходное сообщение -----\nОт: Инспекция\nКому: a@b.kg",
        "Кимден: Инспекция <survey@mail.test>\nЖөнөтүлдү: 1-июнь\nКимге: a@b.kg\nТема: x",
        "Von: Inspektion <survey@mail.test>\nGesendet: Montag\nAn: a@b.kg\nBetreff: x",
        "Gönderen: Inspection <survey@mail.test>\nTarih: 1 Haziran\nKime: a@b.kg\nKonu: x",
        "发件人: Inspection <survey@mail.test>\n发送时间: 2026年6月1日\n收件人: a@b.kg\n主题: x",
        "Кімнен: Инспекция <survey@mail.test>\nЖіберілді: 1 маусым\nКімге: a@b.kg\nТақырыбы: x",
    ],
)
def test_a_copied_header_cuts_off_the_original(header: str) -> None:
    found = split_plain(f"Ооба, баары жакшы\n\n{header}\n\nУважаемый предприниматель!\n5\n")
    assert found.text == "Ооба, баары жакшы"
    assert found.quoted.endswith("5")


def test_answers_below_and_between_the_quotes_are_new_text() -> None:
    found = split_plain(
        "01.06.2026 10:20, Инспекция пишет:\n> 1. Состоялась?\nда\n> 2. Показал?\nоба\n"
    )
    assert found.text == "да\nоба"


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("1: да\n\n-- \nИван Петров\nТОО «Ромашка»", "Иван Петров"),
        ("1: да\n\nС уважением,\nИван Петров", "С уважением"),
        ("1: да\nСый-урмат менен,\nАсель", "Сый-урмат менен"),
        ("1: да\nҚұрметпен, Айгүл", "Құрметпен"),
        ("1: да\nBest regards,\nIvan", "Best regards"),
        ("1: да\n\nОтправлено из мобильной Почты Mail.ru", "Отправлено из мобильной"),
        ("1: да\nОтправлено с iPhone", "Отправлено с iPhone"),
        (
            "1: да\n\nSent from my iPhone\n\nOn Jun 1, 2026, at 10:20, X <a@b.c> wrote:\n\n> q",
            "Sent from",
        ),
        (f"1: да\n\n{QUOTE}\nОтправлено из мобильной Почты Mail.ru", "Отправлено из"),
    ],
)
def test_a_signature_is_kept_apart(text: str, signature: str) -> None:
    found = split_plain(text)
    assert found.text == "1: да"
    assert signature in found.signature


@pytest.mark.parametrize(
    "text",
    [
        "Я написал: проверка была",
        "Инспектор сказал:\nзакройте магазин",
        "12.05.2026 в 10:00 пришёл инспектор и сказал",
        "Тема: проверка\nпришли без документов",
        "С уважением отношусь к закону, но:\n1: да\n2: нет",
        "On Monday the inspector came",
        "От: меня",
        "Дата: 1 июня\nпришёл инспектор",
    ],
)
def test_running_text_is_not_cut(text: str) -> None:
    assert split_plain(text).text == text
    assert split_plain(text).quoted == ""


def test_invisible_marks_do_not_hide_a_quotation() -> None:
    text = "да\n\n\u200eПн,\u00a01\u00a0июн. 2026 г. в\u200b 10:20, И <s@m.t>:\n\nстарое"
    assert split_plain(text).text == "да"


GMAIL = (
    '<div dir="ltr">1: да<br>2: оба</div><br>'
    '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
    "пн, 1 июн. 2026 г. в 10:20, Инспекция &lt;<a href='mailto:s@m.t'>s@m.t</a>&gt;:<br></div>"
    '<blockquote class="gmail_quote">Состоялась ли проверка?</blockquote></div>'
)


@pytest.mark.parametrize(
    "html",
    [
        GMAIL,
        '1: да<br>2: оба<blockquote type="cite">Состоялась ли проверка?</blockquote>',
        "<p>1: да<br>2: оба</p><hr tabindex='-1'><div id='divRplyFwdMsg'><b>От:</b> И</div>"
        "<div>Состоялась ли проверка?</div>",
        "<p>1: да</p><p>2: оба</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
        "<p><b>From:</b> X<br><b>Sent:</b> Monday</p></div><p>Состоялась ли проверка?</p>",
        "<div>1: да<br/>2: оба</div><span id='OLK_SRC_BODY_SECTION'>Состоялась ли проверка?</span>",
        "1: да<br>2: оба<div class='moz-cite-prefix'>01.06.2026 10:20, И пишет:</div>"
        "<blockquote cite='mid:x' type='cite'>Состоялась ли проверка?</blockquote>",
        '<div>1: да</div><div>2: оба</div><div>01.06.2026, 10:20, "И" &lt;s@m.t&gt;:</div>'
        "<blockquote>Состоялась ли проверка?</blockquote>",
        "1: да<br>2: оба<br>Понедельник, 1 июня 2026, 10:20 +06:00 от И &lt;s@m.t&gt;:<br>"
        "<blockquote style='border-left:1px solid #0857A6'>Состоялась ли проверка?</blockquote>",
    ],
)
def test_the_quotation_of_each_mail_program_is_found_in_html(html: str) -> None:
    found = split_html(f"<html><head><style>p {{}}</style></head><body>{html}</body></html>")
    assert [line for line in found.text.split("\n") if line] == ["1: да", "2: оба"]
    assert "Состоялась ли проверка?" in found.quoted


def test_answers_between_two_blockquotes_of_gmail_are_new_text() -> None:
    html = GMAIL.replace(
        "</blockquote>",
        "</blockquote><div>3: 5</div><blockquote class='gmail_quote'>q</blockquote>",
    )
    assert "3: 5" in split_html(html).text


def test_the_form_that_tells_the_parts_apart_is_chosen() -> None:
    head = "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
    head += "Content-Type: text/plain; charset=utf-8\n\n"
    both = head + "{}\n--b\nContent-Type: text/html; charset=utf-8\n\n" + GMAIL + "\n--b--\n"
    assert split(parse(both.format("").encode())).text == "1: да\n2: оба"
    assert (
        split(parse(both.format("1: да 2: оба Состоялась ли проверка?").encode())).text
        == "1: да\n2: оба"
    )
    assert split(parse(both.format(f"1: нет\n\n{QUOTE}").encode())).text == "1: нет"


def test_the_whole_text_of_an_html_mail_marks_its_quotes() -> None:
    mail = parse(f"Content-Type: text/html; charset=utf-8\n\n{GMAIL}".encode())
    assert "> Состоялась ли проверка?" in whole_text(mail).split("\n")


@pytest.mark.parametrize(
    "hostile",
    [
        "> " * 90_000,
        "On " * 60_000 + "wrote:",
        "<" * 190_000,
        "-" * 190_000,
        "\n" * 190_000,
        "1.1.2026 10:00 " * 12_000 + ":",
        '"' * 190_000,
        "a" * 64 + "@" * 100_000,
    ],
)
def test_hostile_text_ends(hostile: str) -> None:
    assert isinstance(split_plain(hostile).text, str)


@pytest.mark.parametrize(
    "hostile",
    [
        "<div class=gmail_quote>" * 20_000,
        "<blockquote type=cite>" * 20_000 + "x",
        "</p>" * 100_000,
        "<p>" * 50_000,
        "<!--" * 10_000,
        "<a b='" * 10_000,
        "&" * 50_000,
        "&#" + "1" * 50_000 + ";",
        "<a b='x" * 100_000,
        "<style>" * 50_000,
        "<a " + "b=1 " * 100_000 + ">",
        "<div>" * 200_000,
        "<div style='border-top:solid #E1E1E1'>" * 26_000,
        "<div class=gmail_quote>" * 2_900 + "<blockquote>x" + "<div>" * 150_000,
        "x<b> " * 200_000,
        "<li>" * 250_000,
    ],
)
def test_hostile_html_ends(hostile: str) -> None:
    assert isinstance(split_html(hostile).text, str)
