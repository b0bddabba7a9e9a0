"""Our own letter in a reply is known by its sentences, whatever the program made of it."""

import textwrap

import pytest

from config.languages import catalogue
from config.questionnaire import questionnaire
from ingest.answers.answers import Answers, read_answers
from ingest.words.newtext import split_html, split_plain
from ingest.words.ourwords import our_letters
from ingest.words.ownletter import mark_own

SURVEY = questionnaire("inspection-1")
TOKEN = "abcdefghijklmnopqrstuvwx27"
OURS = our_letters(SURVEY, ("Achyk", "https://achyk.kg"), ("survey@achyk.kg",))
LANGUAGES = pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
HEADERS = [
    "",
    "From: Achyk <survey@achyk.kg>\nSent: Monday, July 20, 2026 10:00 AM\nTo: a@b.kg\nSubject: x\n",
    "От: Achyk <survey@achyk.kg>\nОтправлено: 20 июля 2026 г. 10:00\nКому: a@b.kg\nТема: x\n",
    "Вы писали 20 июля 2026 г., 10:00:52:\n",
    f"Gönderen: Achyk <survey+{TOKEN}@achyk.kg>\nTarih: 20 Temmuz 2026\nKonu: x\n",
    f"发件人: Achyk <survey+{TOKEN}@achyk.kg>\n主题: x\n",
    f"Kepada: a@b.kg\nDari: Achyk <survey+{TOKEN}@achyk.kg>\n",  # a language nobody foresaw
]


def letter(language: str) -> list[str]:
    """An invitation's paragraphs, from the catalogue and the questionnaire."""
    say = catalogue(language).gettext
    how = (
        "Press “Reply” and write the number of the question and your answer, each on a line of its"
        " own, for example “1: %(word)s” or “3: 4”. Answer as many questions as you like."
    )
    asked = [f"{q.number}. {q.asked(language)} ({_hint(q, language)})" for q in SURVEY.questions]
    opening = (
        "According to our records, your business has been inspected. Please tell us how it went:"
        " the short questions below take about five minutes, and pressing “Reply” is enough."
    )
    return [
        say("Good day!"),
        say(opening),
        f"{say('Inspection')}: № R-0001\n{say('Business')}: ОсОО «Ромашка»\n"
        f"{say('Inspecting body')}: GETI\n{say('Dates')}: 17 июля 2026 года",
        say(how) % {"word": SURVEY.questions[0].choices[0].shown(language)},
        say("Or answer on the web page: %(link)s") % {"link": f"https://achyk.kg/s/{TOKEN}"},
        say("Questions"),
        *asked,
        say("Thank you!"),
        say(
            "If you would rather not get letters like this one, reply with the one word"
            " “unsubscribe” or open %(link)s"
        )
        % {"link": "https://achyk.kg/u/" + "x" * 40},
        "Achyk\nhttps://achyk.kg",
    ]


def _hint(question, language: str) -> str:
    labels = [choice.shown(language) for choice in question.choices]
    return " / ".join([*filter(None, [(question.ends or {}).get(language)]), *labels])


def wrapped(text: str, width: int) -> str:
    wrap = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join("\n".join(wrap.wrap(line)) for line in text.split("\n"))


def new_text(body: str) -> str:
    return split_plain(mark_own(body, OURS)).text


def read(body: str) -> Answers:
    marked = mark_own(body, OURS)
    return read_answers(marked, split_plain(marked).text, SURVEY)


@LANGUAGES
@pytest.mark.parametrize("header", HEADERS)
def test_nothing_of_our_letter_is_new_text_without_any_mark(language: str, header: str) -> None:
    for width in (45, 66, 72, 78, 200):
        quote = wrapped("\n\n".join(letter(language)), width)
        assert new_text(f"Всё прошло хорошо.\n\n{header}\n{quote}") == "Всё прошло хорошо."


@LANGUAGES
def test_nothing_of_it_is_new_text_where_marked_lines_were_wrapped(language: str) -> None:
    quote = "\n".join(f"> {line}" for line in "\n\n".join(letter(language)).split("\n"))
    for width in (45, 66, 72, 78):
        body = "1: да\n\nOn Mon, Jul 20, 2026 at 10:00 Achyk <s@a.kg> wrote:\n"
        body += wrapped(quote, width)
        assert new_text(body) == "1: да"
        assert read(body) == Answers({1: "yes"}, ())


@LANGUAGES
def test_nothing_of_it_is_new_text_run_together_or_with_its_letters_lost(language: str) -> None:
    text = "\n\n".join(letter(language))
    lost = text.encode("cp1251", "replace").decode("cp1251")
    for quote in (text.replace("\n", " "), lost, text.upper()):
        assert new_text(f"Рахмат, баары жакшы.\n\n{quote}") == "Рахмат, баары жакшы."


@LANGUAGES
def test_facts_alone_are_ours(language: str) -> None:
    assert new_text(f"Всё хорошо\n\n{letter(language)[2]}") == "Всё хорошо"


@LANGUAGES
@pytest.mark.parametrize("width", [60, 72, 300])
def test_words_set_below_the_questions_are_the_senders(language: str, width: int) -> None:
    said = {1: "да", 3: "4", 9: "2,5", 10: "нет", 14: "всё понятно"}
    lines = []
    for paragraph in letter(language):
        number = paragraph.partition(".")[0]
        answer = said.get(int(number)) if number.isdigit() else None
        lines += [wrapped(paragraph, width), *([answer] if answer else []), ""]
    expected = Answers({1: "yes", 3: "4", 9: "2.5", 10: "no", 14: "всё понятно"}, ())
    for header in HEADERS:
        assert read(f"Ответы ниже.\n\n{header}\n" + "\n".join(lines)) == expected


def test_words_behind_a_question_and_above_and_below_the_letter_are_the_senders() -> None:
    paragraphs = letter("ru")
    paragraphs[8] += " 4"
    body = "1: да\n\n" + "\n\n".join(paragraphs) + "\n\n12: 5\n"
    assert paragraphs[8].startswith("3. ")
    assert read(body).given == {1: "yes", 3: "4", 12: "5"}


def test_an_answer_among_the_facts_is_the_senders() -> None:
    paragraphs = letter("ru")
    paragraphs.insert(4, "1: да\n3: 4")
    assert read("\n\n".join(paragraphs)).given == {1: "yes", 3: "4"}


@LANGUAGES
@pytest.mark.parametrize(
    ("mark", "paragraph"),
    [*(("> ", n) for n in range(6)), *(("", n) for n in range(1, 6))],  # above the first question
)
@pytest.mark.parametrize(
    "said", ["Никакой проверки у нас не было", "не было", "5 октября не успеем"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_words_between_two_sentences_of_ours_are_the_senders(
    language: str, paragraph: int, mark: str, gap: str, said: str
) -> None:
    """W0: of our letter is only what it says, and no line for where it stands."""
    quoted = [
        "\n".join(f"{mark}{line}" for line in wrapped(one, 72).split("\n"))
        for one in letter(language)
    ]
    quoted[paragraph] += f"{gap}{said}"
    body = "20 июля 2026 г. Achyk <survey@achyk.kg> пишет:\n\n" + f"\n{mark}\n".join(quoted)
    assert new_text(body) == said


@pytest.mark.parametrize(
    "said", ["1 - да\n2 - оба", "1. да\n2. оба", "1 да\n2 оба", "1: да\n2: оба"]
)
@pytest.mark.parametrize("paragraph", [3, 5])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_answers_between_two_sentences_of_ours_are_read(
    said: str, paragraph: int, gap: str
) -> None:
    lines = [f"> {one}".replace("\n", "\n> ") for one in letter("ru")]
    lines[paragraph] += gap + said
    assert read("\n>\n".join(lines)).given == {1: "yes", 2: "both"}


@pytest.mark.parametrize("name", ["— А. Б. Жапаров, министр", "А. Жапаров\nМинистр экономики"])
def test_an_office_holders_words_below_the_facts_are_our_letters(name: str) -> None:
    paragraphs = letter("ru")
    paragraphs[2] += "\nне было такой проверки"
    paragraphs.insert(3, f"Уважаемые предприниматели!\n\nМы читаем каждый ответ.\n\n{name}")
    assert new_text("\n\n".join(paragraphs)) == "не было такой проверки"


@pytest.mark.parametrize(
    "text",
    [
        "5: вышла за рамки и того, и другого",
        "2: ни того ни другого",
        "Проверка состоялась, но предписания не показали.\nСпасибо!",
        "Предприятие: ОсОО «Ромашка»\nПроверка: плановая",
        "Пишете, что ваши ответы анонимны: они хранятся отдельно от названия и адреса\n\nне верю",
        "Саламатсызбы!\n1: ооба",
    ],
)
def test_words_of_the_senders_that_resemble_ours_stay(text: str) -> None:
    assert new_text(text) == text


def test_answers_below_an_outlook_rule_in_html_are_read() -> None:
    parts = [f"<p>{paragraph}</p>" for paragraph in letter("ru")]
    parts[8] += "<p>4</p>"
    html = (
        "<p>Ответы ниже.</p><hr tabindex='-1'><div id='divRplyFwdMsg'><b>От:</b> Achyk"
        " &lt;survey@achyk.kg&gt;<br><b>Тема:</b> x</div><div>" + "".join(parts) + "</div>"
    )
    assert split_html(html, OURS).text == "Ответы ниже.\n\n4"
    assert split_html(html).text == "Ответы ниже."


@pytest.mark.parametrize(
    "hostile",
    [
        "1. Проверка действительно состоялась? (" * 5_000,
        "1. Проверка действительно состоялась? (\n" * 5_000,
        "Если вы не хотите получать такие\n" * 6_000,
        "From: x\n" * 25_000,
        "(" * 200_000,
    ],
)
def test_hostile_text_ends(hostile: str) -> None:
    assert isinstance(mark_own(hostile[:200_000], OURS), str)


@LANGUAGES
def test_the_foot_of_an_older_letter_is_ours_whatever_our_name_was_then(language: str) -> None:
    """The name changes with the years; it stands above the bare address of the page."""
    *body, _foot = letter(language)
    old = "\n\n".join([*body, "Инспекция по старому имени\nhttps://inspekcia.kg"])
    text = f"3: 4\n\n{old}"
    assert split_plain(mark_own(text, OURS)).text == "3: 4"
    signed = f"{old}\n\nАсель Мамытова"
    assert split_plain(mark_own(f"3: 4\n\n{signed}", OURS)).text.endswith("Асель Мамытова")


def test_what_a_colleague_wrote_above_our_letter_is_not_the_senders() -> None:
    sent_on = "От: Ольга <o@a.kg>\nОтправлено: 21 июля 2026 г. 9:12\nКому: b@a.kg\nТема: FW: "
    subject = catalogue("ru").gettext("Inspection %(number)s: how did it go?") % {"number": "№ 1"}
    ours = "\n\n".join(letter("ru"))
    text = f"7: 2\n\n{sent_on}{subject}\n\nЯ бы ответила так:\n3: 1\n7: 1\n\n{HEADERS[2]}\n{ours}"
    body = mark_own(text, OURS)
    assert split_plain(body).text == "7: 2"
    assert read_answers(body, split_plain(body).text, SURVEY) == Answers({7: "2"}, ())


def typed_inside(*said: str) -> str:
    """A quoted letter with these words behind the quote signs below its questions."""
    paragraphs = []
    for paragraph in letter("ru"):
        paragraphs += [
            paragraph,
            *(x for n, x in enumerate(said, 1) if paragraph.startswith(f"{n}. ")),
        ]
    return "\n".join(f"> {line}" for line in "\n\n".join(paragraphs).split("\n"))


def test_answers_behind_the_quote_sign_are_the_senders_words() -> None:
    body = typed_inside("да", "оба", "5")
    assert split_plain(mark_own(body, OURS)).text == "да\n\nоба\n\n5".replace("\n\n", "\n")
    given = read_answers(mark_own(body, OURS), "да\nоба\n5", SURVEY).given
    assert given == {1: "yes", 2: "both", 3: "5"}


@pytest.mark.parametrize(
    "said", ["(да / нет)", "https://achyk.kg/s/x", "слова, которые длиннее любого ответа на вопрос"]
)
def test_other_lines_behind_the_quote_sign_stay_quoted(said: str) -> None:
    assert split_plain(mark_own(typed_inside(said), OURS)).text == ""


def test_an_answer_quoted_less_often_than_its_question_is_an_older_one() -> None:
    older = "\n".join(
        line if line == "> да" else f"> {line}" for line in typed_inside("да").split("\n")
    )
    assert split_plain(mark_own(older, OURS)).text == ""
