"""Mails that programs wrote, and whom a program may answer."""

import pytest

from ingest.mail.automatic import is_automatic, is_list, is_receipt, may_answer
from ingest.mail.message import Mail, parse

OWN = frozenset({"survey@mail.test", "appeals@mail.test"})


def mail(
    *fields: str, text: str = "Здравствуйте, прошу разобраться.", sender: str = "a@b.kg"
) -> Mail:
    head = (f"From: {sender}", "Content-Type: text/plain; charset=utf-8", *fields)
    if any(field.startswith("Content-Type") for field in fields):
        head = (f"From: {sender}", *fields)
    return parse("\r\n".join(head).encode() + b"\r\n\r\n" + text.encode())


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "auto-submitted: Auto-Generated; owner-email=x",
        "X-Autoreply: yes",
        "X-Autorespond: x",
        "Precedence: auto_reply",
        "Subject: Автоответ: Re: проверка",
        "Subject: Автоматический ответ: проверка",
        "Subject: Отсутствую до понедельника",
        "Subject: в отпуске до 1 июля",
        "Subject: Out of office: Re: survey",
        "Subject: Automatic reply: survey",
        "Subject: Re: Автоответ",
        "Subject: Автоматтык жооп: текшерүү",
        "Subject: Автоматты жауап: тексеру",
        "Subject: Автоматична відповідь: перевірка",
        "Subject: Automatische Antwort: Prüfung",
        "Subject: Abwesenheitsnotiz: Re: survey",
        "Subject: Otomatik Yanıt: denetim",
        "Subject: Авто-ответ: проверка",
        "Subject: Авто жооп: текшерүү",
        "Subject: [Automatyczna odpowiedź] test",
        "Subject: Re: survey (Automatic Response)",
        "Return-Path: <>\r\nIn-Reply-To: <a@b.kg>",
    ],
)
def test_an_automatic_reply_is_known_by_its_header(field: str) -> None:
    assert is_automatic(mail(field))
    assert not may_answer(mail(field), OWN)


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте!\nЯ нахожусь в отпуске до 15 июля. С уважением, Асель",
        "Добрый день, я сейчас в отпуске.",
        "Hello,\n\nI am out of the office until Monday.",
        "Саламатсызбы! Мен азыр эмгек өргүүдө жүрөм.",
        "Это автоматический ответ. Ваше письмо получено.",
        "Здравствуйте! Буду недоступна до 5 августа. По срочным вопросам пишите Айгуль.",
        "Саламатсызбы! Биз 10-августка чейин эс алуудабыз.",
        "Ich bin bis 1. Mai im Mutterschutz. Bitte wenden Sie sich an Frau Meier.",
        "Добрый день! Наш офис закрыт до 9 января.",
        "Currently out. Will return on Monday.",
        "Hozir ta'tildaman, 5 avgustgacha.",
        "Guten Tag, ich bin bis zum 27.11. nicht im Büro.",
        "Це автоматична відповідь. Я перебуваю у відпустці до 27 листопада.",
        "Merhaba, 27 Kasım tarihine kadar izindeyim.",
        "Добрый день. Я на больничном до 18.11. На время моего отсутствия пишите Асель.",
        "Саламатсызбы! 30-ноябрга чейин эмгек өргүүсүндө болом. Орун басарыма кайрылыңыз.",
        "Құрметті әріптестер! 25 қарашаға дейін еңбек демалысындамын.",
        "Саламатсызбы. Мен ооруп жатам. Бул автоматтык кат.",
        "Здравствуйте! Ваша заявка № 12 зарегистрирована.",
        "Спасибо за обращение! Ваше письмо получено, менеджер ответит вам в течение дня.",
        "Катыңыз үчүн рахмат! Кайрылууңуз кабыл алынды жана үч күндө каралат.",
        "Данный сотрудник больше не работает. Направляйте письма на office@b.kg",
        "Please note: Tom no longer works here. Write to office@b.kg",
        "Ваше сообщение\n\nКому: Асель\nТема: Проверка\n\nбыло прочтено 20.07.2026 11:00.",
        "Your message\n\n  To: Asel\n\nwas deleted without being read on 7/20/2026 11:00 AM.",
        "Ваше письмо задержано фильтром от спама. Чтобы оно дошло, перейдите по ссылке a.kg/x",
        "Your message is held by our spam filter. Please click here to verify that you are human.",
        "Спасибо за обращение! Ваше письмо получено, менеджер свяжется с вами в рабочее время.",
        "Сәлем! Мен қазір еңбек демалысындамын, 1 тамыздан кейін жауап беремін.",
        "Саламатсызбы! Мен азыр өргүүдөмүн, 1-августтан кийин жооп берем.",
    ],
)
def test_half_of_them_carry_no_header_but_open_with_the_formula(text: str) -> None:
    assert is_automatic(mail("Subject: Re: Проверка", text=text))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("Auto-Submitted: no", "1: да"),
        ("Auto-Submitted: No (by hand)", "1: да"),
        ("Precedence: bulk", "текст"),
        ("Subject: Жалоба: инспектор в отпуске", "Инспектор сказал, что он в отпуске."),
        ("Subject: Re: survey", "1: да\n14: когда инспектор пришёл, я был в отпуске"),
        ("Subject: Жалоба", "Это автоматическая заправка. Инспектор записал: нет дежурного."),
        ("Subject: Complaint", "This is an automatic fire door. Your inspector fined us for it."),
        ("Subject: Даттануу", "Текшерүүчү эмгек өргүүсүндө болгондуктан иш токтоп турат."),
        ("Subject: Жалоба", "Инспектор на больничном уже месяц, дело стоит до 5 мая."),
        ("Subject: Штраф", "Сотрудник больше не работает в компании. Прошу вернуть деньги."),
        ("Subject: Отсутствие в офисе инспектора", "Прошу назначить другого."),
        ("Subject: Недоступен портал", "Третий день не открывается, жду ответа до пятницы."),
        ("Subject: Вопрос", "Ваш офис закрыт до 9 утра, хотя написано с 8. Куда обращаться?"),
        ("Subject: На больничном инспектор", "Кто вместо него до понедельника?"),
        ("Subject: Re: survey", "Спасибо за ваше письмо. Проверка прошла нормально."),
        ("Return-Path: <>", "Прошу разобраться: инспектор закрыл магазин."),
        ("Subject: Re: survey", "Инспектор пришёл, а я нахожусь в отпуске и не мог присутствовать"),
    ],
)
def test_a_persons_mail_is_not_automatic(field: str, text: str) -> None:
    assert not is_automatic(mail(field, text=text))


TO_US = "To: survey+abcdefghijklmnopqrstuvwx27@mail.test"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Проверка", "Я в отпуске, но отвечаю: 1 - да, 3 - 5, 10 - нет"),
        ("Re: Проверка", "Я сейчас в отпуске, но отвечаю:\n1 - да\n2 - оба"),
        ("Отсутствую до понедельника", "1: да\n3: 4"),
        ("Автоответ", "3: 4\n7: 5"),
        ("Re: survey", "I am on leave, but: 1 - yes, 10 - no"),
    ],
)
def test_numbered_answers_to_us_outweigh_subject_and_formula_but_no_header(
    subject: str, text: str
) -> None:
    fields = (f"Subject: {subject}", TO_US)
    assert not is_automatic(mail(*fields, text=text))
    assert may_answer(mail(*fields, text=text), OWN)
    assert is_automatic(mail(*fields, "Auto-Submitted: auto-replied", text=text))


@pytest.mark.parametrize(
    "text",
    [
        "Я в отпуске с 10:00 до 12:00, кабинет 3 - вход 5",
        "Я нахожусь в отпуске. 1) Иванов, тел. 1-22-33; 2) Петров",
        "Я сейчас в отпуске.\n\nНажмите «Ответить» и напишите номер вопроса и ваш ответ, каждый с"
        " новой строки, например\n«1: да» или «3: 4». Отвечать можно не на все вопросы, а на те, на"
        " которые хочется.",
    ],
)
def test_an_automatic_reply_to_us_stays_one(text: str) -> None:
    assert is_automatic(mail("Subject: Re: Проверка", TO_US, text=text))


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        (("Return-Path: <>",), "a@b.kg"),
        (("Auto-Submitted: auto-notified",), "a@b.kg"),
        (("Precedence: bulk",), "a@b.kg"),
        (("Precedence: LIST",), "a@b.kg"),
        (("Precedence: junk",), "a@b.kg"),
        (("List-Id: <x.y>",), "a@b.kg"),
        (("List-Unsubscribe: <mailto:x@y>",), "a@b.kg"),
        (("X-Auto-Response-Suppress: All",), "a@b.kg"),
        (("X-Auto-Response-Suppress: OOF, AutoReply",), "a@b.kg"),
        (("Content-Type: multipart/report; report-type=delivery-status; boundary=x",), "a@b.kg"),
        (("Content-Type: multipart/report; report-type=disposition-notification",), "a@b.kg"),
        ((), "MAILER-DAEMON@b.kg"),
        ((), "postmaster@b.kg"),
        ((), "noreply@b.kg"),
        ((), "no-reply+x@b.kg"),
        ((), "do-not-reply@b.kg"),
        ((), "list-bounces@b.kg"),
        ((), "owner-list@b.kg"),
        (("Return-Path: <mailer-daemon@b.kg>",), "a@b.kg"),
        ((), "survey@mail.test"),
        ((), "Survey+abc@MAIL.test"),
        ((), "a@b.kg, c@d.kg"),
        ((), "nobody"),
    ],
)
def test_no_automatic_answer_goes_where_it_could_come_back(
    fields: tuple[str, ...], sender: str
) -> None:
    """LP1"""
    assert not may_answer(mail(*fields, sender=sender), OWN)


@pytest.mark.parametrize(
    "fields", [(), ("Return-Path: <a@b.kg>",), ("X-Auto-Response-Suppress: None",)]
)
def test_a_person_is_answered(fields: tuple[str, ...]) -> None:
    """LP1: the other side of it."""
    assert may_answer(mail(*fields), OWN)


def test_lists_and_bulk_are_lists() -> None:
    assert is_list(mail("List-Id: <x>"))
    assert is_list(mail("Precedence: bulk"))
    assert not is_list(mail("Precedence: first-class"))


def test_calendar_answers_and_receipts_are_no_mail_to_answer() -> None:
    invite = "BEGIN:VCALENDAR\nMETHOD:{}\nEND:VCALENDAR\n"
    kind = "Content-Type: text/calendar; charset=utf-8"
    assert is_receipt(mail(kind, text=invite.format("REPLY")))
    assert not is_receipt(mail(kind, text=invite.format("PUBLISH")))
    assert is_receipt(mail("Content-Type: multipart/report; report-type=feedback-report"))


def test_an_automatic_reply_in_html_alone_is_read_too() -> None:
    text = "<p>Здравствуйте!</p><p>Сейчас я в отпуске и вернусь 1 декабря.</p>"
    assert is_automatic(mail("Content-Type: text/html; charset=utf-8", text=text))


def test_what_nobody_sent_and_calls_itself_automatic_is_so() -> None:
    text = "Thank you for contacting us. This is an automated message."
    assert is_automatic(mail(text=text, sender="noreply@portal.kg"))


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте! Спасибо за ваше письмо. К сожалению, я сейчас нахожусь в командировке и не"
        " смогу ответить до 16 ноября.",
        "Саламатсызбы! Мен 10-ноябрдан 25-ноябрга чейин эмгек өргүүсүндөмүн. Жумушка чыкканда"
        " жооп берем.",
        "Урматтуу кесиптеш! Учурда иш сапарындамын, 15-ноябрда келем. Шашылыш болсо чалыңыз.",
        "Assalomu alaykum! Men 10-noyabrgacha mehnat ta'tilidaman. Qaytganimdan keyin javob"
        " beraman.",
    ],
)
def test_an_absence_may_be_regretted_and_belong_to_somebody(text: str) -> None:
    assert is_automatic(mail("Subject: Re: x", text=text))


def test_an_absence_that_is_told_of_another_is_no_notice() -> None:
    told = "К сожалению, директор находился в командировке, когда пришёл инспектор, до 16 ноября."
    assert not is_automatic(mail("Subject: Re: x", text=told))


@pytest.mark.parametrize(
    "text",
    [
        "Уважаемые коллеги, с 1 по 14 ноября я в отпуске. Замещает меня Эрмек, тел. 0700 11 22 33.",
        "Меня нет на рабочем месте до 20 ноября. По вопросам проверок пишите на a@b.kg.",
        "Сейчас я не могу ответить на ваше письмо. Вернусь 15 ноября.",
        "Ваше сообщение очень важно для нас. Мы ответим вам в течение рабочего дня.",
        "Спасибо, ваше письмо получено. Ответим в рабочее время.",
        "В связи с праздниками офис закрыт до 10 ноября.",
        "Я больше не работаю в компании «Альфа». По рабочим вопросам пишите Ольге.",
        "Данный почтовый адрес не обслуживается. Используйте info@alfa.example",
        "Ваше письмо «Проверка № 1» получено. Мы ответим вам в ближайшее время.",
        "Почту проверяю редко: я в командировке до 20 ноября.",
        "Катыңызды алдык, рахмат. Үч жумуш күн ичинде жооп беребиз.",
        "Хатыңызды алдық, рақмет. Жақын арада жауап береміз.",
        "Our offices are closed for the holiday and will reopen on Monday.",
        "Please note that I have left the company. Contact hr@x.example.",
        "Vielen Dank für Ihre Nachricht. Ich bin ab dem 21.11. wieder im Büro.",
        "20 Kasım'a kadar ofiste değilim.",
        "Je suis absent du bureau jusqu'au 20 novembre.",
    ],
)
def test_two_cues_that_go_together_make_a_notice(text: str) -> None:
    assert is_automatic(mail("Subject: Re: x", text=text))


@pytest.mark.parametrize(
    "text",
    [
        "Когда пришли инспекторы, я находился в отпуске до 10 ноября.",
        "Ваш запрос принят, но проверки у нас не было. Ответим позже.",
        "Спасибо, ваше письмо получено. Проверка прошла хорошо, претензий нет.",
        "Офис закрыт до 1 декабря по решению инспектора. Обращайтесь к нашему юристу.",
        "Директор больше не работает, пишите новому. Проверку помню, прошла хорошо.",
        "Катыңызды алдык, рахмат. Текшерүү жакшы өттү, жооп беребиз.",
        "Хатыңызды алдық, тексеру жақсы өтті, жауап береміз.",
        "Our office is closed because of the inspection; return our documents.",
        "Сейчас не могу ответить на все вопросы, проверка ещё идёт. Закончится после 15 ноября.",
    ],
)
def test_who_tells_of_the_inspection_has_read_our_letter(text: str) -> None:
    assert not is_automatic(mail("Subject: Re: x", text=text))
