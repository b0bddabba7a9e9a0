"""The sender's own words: how Kyrgyz, Russian, Kazakh and English mail programs quote."""

import pytest

from ingest.mail.message import parse
from ingest.words.newtext import split, split_html, split_plain, whole_text
from ingest.words.ourwords import our_sentences

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
    "announced",
    [
        "Вы писали:",
        "Асан Усенов пишет:",
        "Вчера в 10:00 инспектор написал:",
        "12.05.2026 в 10:00 инспектор написал:",
        "On Monday at 10:00 the inspector wrote:",
        "Кечээ саат 10:00дө Асан жазды:",
        "Кеше сағат 10:00-де Асан жазды:",
    ],
)
def test_a_sentence_that_people_write_too_announces_only_what_is_marked(announced: str) -> None:
    assert split_plain(f"да\n\n{announced}\n> закройте").text == "да"
    unmarked = f"да\n\n{announced}\nзакройте магазин"
    assert split_plain(unmarked).text == unmarked


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


def test_quotes_that_people_or_the_bat_mark_are_quotes() -> None:
    bat = "Вы писали 3 июня 2026 г., 09:05:11:\n\nГИ> Была проверка?\nГИ> Когда?\n\nда, в мае"
    assert split_plain(bat).text == "да, в мае"
    assert split_plain("| Была проверка?\nда\n| Когда?\nв мае").text == "да\nв мае"
    assert split_plain("> 18 лет работаем.\nБез нарушений.").text.startswith("> 18 лет")
    assert split_plain("> 3. Сколько дней?\n5").text == "5"
    table = "| 1 | да |\n| 2 | оба |"
    assert split_plain(table).text == table


def test_what_is_wrapped_off_a_quoted_line_is_quoted_and_an_answer_is_not() -> None:
    long = "> Просим вас сообщить, состоялась ли на вашем предприятии проверка и кто"
    assert split_plain(f"да\n\n{long}\nприходил\n> от инспекции").text == "да"
    for answer in ("да", "5", "нет, никто", "Приходил Асан"):
        assert answer in split_plain(f"{long}?\n{answer}\n> от инспекции").text


def test_an_announcement_on_the_line_of_the_words_above_it_is_cut_off() -> None:
    attribution = "On Wed, Jun 3, 2026 at 9:05 AM, s@m.test wrote:"
    assert split_plain(f"ооба {attribution}\n> q").text == "ооба"
    assert split_plain(f"ооба {attribution}\nq").text == "ооба"
    own = "I was told On Wed, Jun 3, 2026 that the inspector wrote:"
    assert split_plain(f"{own}\nclose").text == f"{own}\nclose"
    one = "Да. -------- Исходное сообщение -------- От: ГЭТИ Дата: 03.06.2026 09:05 Кому: a@b.test"
    assert split_plain(one).text == "Да."
    assert split_plain("Да. -------- И так далее -------- и всё").quoted == ""


def test_an_address_that_is_broken_before_its_end_opens_no_quotation() -> None:
    text = "да\n\nСреда, 3 июня 2026, 09:05 +06:00 от ГЭТИ <survey@mail.test\n>:\n\nстарое"
    assert split_plain(text).text == "да"


FORWARD = "Посмотрите, прошу принять меры.\n\n{}\nОт: Касса <k@b.test>\nТема: счёт\n\nПлатите сразу"


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("жалоба", "---------- Forwarded message ---------"),
        ("жалоба", "-------- Пересылаемое сообщение --------"),
        ("жалоба", "Begin forwarded message:"),
        ("Fwd: счёт", "________________________________"),
        ("Пересл.: счёт", "________________________________"),
    ],
)
def test_a_forward_with_a_comment_is_a_letter_whole_unless_it_answers_us(
    subject: str, line: str
) -> None:
    head = f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    mail = parse((head + FORWARD.format(line)).encode())
    assert split(mail).text == FORWARD.format(line)
    assert split(mail).quoted == ""
    assert split(mail, our_sentences()).text == "Посмотрите, прошу принять меры."


def test_a_reply_to_a_forward_and_a_forward_without_a_word_are_no_letters() -> None:
    head = "Subject: {}\nContent-Type: text/plain; charset=utf-8\n\n"
    body = "Спасибо.\n\n03.06.2026 09:05, s@m.test пишет:\n\nстарое"
    assert split(parse((head.format("Re: Fwd: x") + body).encode())).text == "Спасибо."
    bare = FORWARD.format("---------- Forwarded message ---------").partition("\n\n")[2]
    assert split(parse((head.format("Fwd: x") + bare).encode())).text == ""


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


ANNOUNCED = "<div>Да.</div><div>{}</div><blockquote>старое</blockquote><div>ещё</div>"


@pytest.mark.parametrize(
    "above",
    [
        "03.06.2026, 09:05, &quot;ГЭТИ&quot; &lt;survey@mail.test&gt;:",
        "Среда, 3 июня 2026, 09:05 +06:00 от survey@mail.test:",
        "Асан Усенов пишет:",
        "3 июня 2026 г. пользователь ГЭТИ написал:",
    ],
)
def test_a_bare_blockquote_is_a_quotation_below_who_wrote(above: str) -> None:
    found = split_html(ANNOUNCED.format(above))
    assert found.text == "Да.\nещё"
    assert "старое" in found.quoted


@pytest.mark.parametrize(
    "above",
    [
        "Прошу изготовить:",
        "Прошу рассчитать по акту от 12.09.2026:",
        "Совещание завтра в 10:00, повестка:",
        "Документы присылайте на docs@example.test:",
        "",
    ],
)
def test_a_bare_blockquote_may_be_the_sender_s_own_list(above: str) -> None:
    found = split_html(ANNOUNCED.format(above))
    assert "старое" in found.text
    assert found.quoted == ""


@pytest.mark.parametrize(
    "html",
    [
        "<div>Да.</div><div class='mail-quote-collapse_mr_css_attr'>Пн от И:<p>q</p></div>",
        "<div>Да.</div><div class='ydp1a2b3c4dyahoo_quoted'><div>q</div></div>",
        "<div>Да.</div><div name='messageReplySection'>И писал:<blockquote>q</blockquote></div>",
        "<div>Да.</div><div class='sh-quoted-content'>q</div>",
        "<div>Да.</div><div class='ntes-mailmaster-quote'><div>q</div></div>",
        "<div>Да.</div><hr id='replySplit'><div>q</div>",
        "<div>Да.</div><div id='mail-editor-reference-message-container'>q</div>",
        "<div>Да.</div><div name='quote' style='border-left:2px solid'>q</div>",
        "<div>Да.</div><div data-marker='__QUOTED_TEXT__'>q</div>",
        "<div>Да.</div><blockquote><div><hr tabindex=-1><b>От:</b> И [mailto:s@m.t]<br>"
        "<b>Тема:</b> x</div>q</blockquote>",
        "<div>Да.</div><blockquote>03.06.2026, 09:05, И &lt;s@m.t&gt;:<div>q</div></blockquote>",
        "<div>Да.</div><div>От кого: И &lt;s@m.t&gt;<br>Дата: 3 июня<br>Тема: x</div>"
        "<blockquote style='margin:0'>q</blockquote>",
    ],
)
def test_further_programs_quote_in_their_own_ways(html: str) -> None:
    found = split_html(html)
    assert found.text == "Да."
    assert "q" in found.quoted


SIGNED = [
    "<div class='gmail_signature'>Асан<br>касса</div>",
    "<div id='ms-outlook-mobile-signature'>Асан<br>касса</div>",
    "<div name='messageSignatureSection'>Асан<br>касса</div>",
    "<hr style='width: 210px; height: 1px;' color='#b5c4df'><div>Асан<br>касса</div>",
]


@pytest.mark.parametrize("line", ["Отправлено с iPhone", "С уважением, Азамат"])
def test_a_signature_with_nothing_above_it_says_nothing(line: str) -> None:
    html = f"<div class='gmail_signature'>{line}</div><blockquote type='cite'>q</blockquote>"
    assert (split_html(html).text, split_html(html).signature) == ("", line)
    written = html.replace(line, "Проверки не было")
    assert split_html(written).text == "Проверки не было"


@pytest.mark.parametrize("signature", SIGNED)
def test_a_signature_that_the_program_marks_is_one_in_both_forms(signature: str) -> None:
    html = f"<div>Да.</div>{signature}<blockquote type='cite'>q</blockquote>"
    assert split_html(html).text == "Да."
    assert split_html(html).signature == "Асан\nкасса"
    head = "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
    head += "Content-Type: text/plain; charset=utf-8\n\nДа.\n\nАсан\nкасса\n\n> q\n--b\n"
    head += "Content-Type: text/html; charset=utf-8\n\n"
    both = split(parse(f"{head}{html}\n--b--\n".encode()))
    assert (both.text, both.signature) == ("Да.", "Асан\nкасса")


def test_what_is_written_into_the_program_s_signature_is_text() -> None:
    assert split_html(SIGNED[0]).text == "Асан\nкасса"
    mail = parse(f"Content-Type: text/html; charset=utf-8\n\n{SIGNED[0]}".encode())
    assert whole_text(mail) == "Асан\nкасса"


def test_ordered_lists_keep_the_numbers_that_programs_made_of_what_was_typed() -> None:
    html = "<ol start='3'><li>5</li><li>нет<ul><li>совсем</li></ul></li><li value='7'>да</li></ol>"
    assert split_html(html).text.split("\n") == ["3. 5", "4. нет", "- совсем", "7. да"]


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
        "On Wed, Jun 3, 2026 at 9:05, X <a@b\n" * 5_000,
        "From: a@b\nSent: 10:20\n" * 8_000,
        "Тема: x\n" * 20_000,
        "С уважением,\nАсан\n\n1: да\n" * 7_000,
        "--\n" * 60_000,
        "x ---- abc ---- " * 12_000,
        "<a@b\n> :\n" * 20_000,
        "Это сообщение " * 14_000,
        "x On Mon, " * 20_000 + " wrote:\n>",
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
        "<div class=gmail_signature>" * 7_000,
        "<div class='" + "m_-" + "1" * 100_000 + "'>",
        "<div id='yahoo_quoted" + "a" * 100_000 + "'>",
        "<blockquote>12.05.2026 10:00 x wrote:" * 5_000,
    ],
)
def test_hostile_html_ends(hostile: str) -> None:
    assert isinstance(split_html(hostile).text, str)


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none;max-height:0">1: нет</div>',
        '<div style="color:red; DISPLAY : none">1: нет</div>',
        "<p hidden>1: нет</p>",
        '<span style="display:none"><b>1:</b> нет</span>',
        '<div style="display:none"><blockquote type="cite">старое</blockquote></div>',
    ],
)
def test_what_no_reader_shows_is_not_the_senders_word(hidden: str) -> None:
    assert split_html(f"<div>1: да</div>{hidden}<div>2: оба</div>").text == "1: да\n2: оба"


@pytest.mark.parametrize("style", ["overflow:hidden", "border:none", "mso-hide:none;float:none"])
def test_styles_that_hide_nothing_hide_nothing(style: str) -> None:
    assert split_html(f'<div style="{style}" aria-hidden="false">1: да</div>').text == "1: да"


def test_a_mark_that_a_program_hides_cuts_all_the_same() -> None:
    html = '<div>1: да</div><div id="appendonsend" style="display:none"></div><div>старое</div>'
    assert split_html(html).text == "1: да"
