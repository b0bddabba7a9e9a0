"""Signatures, programs' lines and legal notices, and own words that only resemble them."""

import pytest

from ingest.words.newtext import split_plain

SAID = "Проверка прошла спокойно."


@pytest.mark.parametrize(
    "closing",
    [
        "С уважением, Асан",
        "С уважением,\nАсан Усенов\nдиректор ОсОО «Береке»\nтел. +996 555 00 11 22",
        "С уважением, отдел кадров\nОсОО «Береке»",
        "С уважением Асан Усенов",
        "Всего доброго!\nАйгүл",
        "Урматтоо менен,\nБакыт Асанов",
        "Урматоо менен Бакыт",
        "с/у Асан",
        "BR,\nJohn",
        "Rgds\nJohn",
        "Thanks & BR\nJohn",
        "LG\nKlaus",
        "Ізгі ниетпен, Айгүл",
        "Hurmat bilan,\nOlim Karimov",
        "З повагою,\nІван",
        "Saygılarımla,\nMurat Öz",
        "Mit freundlichen Grüßen\nJens Müller",
        "Cordialement,\nJean",
        "Kind regards\nJohn Smith | Director",
        "Cheers,\nBob",
        "--\nАсан",
        "-- \nС уважением,\nАсан",
        "---\nАсан Усенов\n+996 555 00 11 22",
        "___\nАсан Усенов\nдиректор",
        "Асан Усенов\nдиректор\nтел. 0312 00 11 22",
        "Асан Усенов\n+996 (555) 00-11-22",
        "_____________________\ntrade-union mailing list\nhttps://lists.example.test/tu",
    ],
)
def test_a_signature_is_no_part_of_the_text(closing: str) -> None:
    found = split_plain(f"{SAID}\n\n{closing}")
    assert found.text == SAID
    assert found.signature.split() == closing.split()


@pytest.mark.parametrize(
    "line",
    [
        "Отправлено с iPhone",
        "Отправлено с моего Xiaomi",
        "Отправлено из Outlook для iOS<https://aka.example.test/x>",
        "Outlook для Android",
        "Скачать Outlook для Android",
        "Отправлено с моего устройства на Android с помощью K-9 Mail. Извините за краткость.",
        "--\nОтправлено из мобильного приложения Яндекс Почты",
        "Менин iPhone'умдан жөнөтүлдү",
        "iPhone құрылғысынан жіберілді",
        "Надіслано з iPhone",
        "iPhone'umdan gönderildi",
        "Samsung Galaxy qurilmamdan yuborildi",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "发自我的iPhone",
        "Sent from my Galaxy",
        "Sent from Yahoo Mail on Android",
        "Sent via the Samsung Galaxy S21, an AT&T 5G smartphone",
        "Sent from my phone, please excuse any typos.",
        "(sent from my mobile)",
        "Это письмо проверено на вирусы антивирусной программой.",
        "Без вирусов. www.avast.com",
    ],
)
def test_the_line_of_a_program_is_no_part_of_the_text(line: str) -> None:
    found = split_plain(f"1: да\n\n{line}\n\n03.06.2026 09:05, s@m.test пишет:\n> 1. Была?")
    assert found.text == "1: да"
    assert line in found.signature


@pytest.mark.parametrize(
    "notice",
    [
        "Данное электронное сообщение и вложения к нему строго конфиденциальны и предназначены"
        " только для адресата.\nЕсли вы получили его по ошибке, удалите его.",
        "Если вы получили это письмо по ошибке, сообщите отправителю.",
        "Бул электрондук кат купуя маалыматты камтыйт жана алуучуга гана арналган.",
        "Бұл электрондық хабар құпия және тек алушыға арналған.",
        "Ushbu xabar maxfiy va faqat qabul qiluvchiga mo'ljallangan.",
        "This e-mail and any attachments are confidential and may be privileged.",
        "The information contained in this e-mail is intended only for the addressee.",
        "CONFIDENTIALITY NOTICE: for the addressee alone.",
        "Diese E-Mail enthält vertrauliche Informationen.",
        "If you are not the intended recipient, please delete it.",
        "Any unauthorised use of this message is strictly prohibited.",
        "Пожалуйста, подумайте об окружающей среде, прежде чем печатать это письмо.",
    ],
)
def test_a_notice_of_confidentiality_is_no_part_of_the_text(notice: str) -> None:
    found = split_plain(f"{SAID}\n\n{notice}")
    assert found.text == SAID
    assert found.signature == notice


@pytest.mark.parametrize(
    "text",
    [
        "С уважением отношусь к закону.",
        "Добрый день.\n\nС уважением, прошу рассмотреть моё обращение.",
        "Добрый день.\n\nС уважением к вашему труду, но прошу ответа.",
        "Добрый день.\n\nС уважением, Асан Усенов просит вас ещё раз рассмотреть дело о штрафе.",
        "Hello.\n\nRegardsless of the outcome we thank you.",
        "Добрый день.\n\nBest regards go to your team, they helped a lot.",
        "Добрый день.\n\nRegards to the inspector who came.",
        "Добрый день.\n\nС уважением,\n1: да\n2: нет",
        "Отправлено из налоговой 12 мая, но ответа нет.\nЧто делать?",
        "Hello.\n\nSent from my desk, which is easier than the phone.",
        "Sent from my account the money never came back.\nPlease help.",
        "Здравствуйте.\n\nЭто письмо содержит мою жалобу на инспектора.",
        "Здравствуйте.\n\nЕсли вы получили это письмо, ответьте, пожалуйста.",
        "Hello.\n\nThis message contains my complaint about the visit.",
        "Нужно:\n----\n1. касса\n2. чек\n----\nВсё это есть.",
        "Итоги\n====\nПроверка шла два дня, без нарушений.",
        "def check(x):\n    return x - 1\n-- комментарий\nend",
        "Нарушения:\n- касса\n- чек\n- договор",
        "Прошу указать:\n\nМагазин «Береке»\nул. Чуй, 12\nчасы работы с 9 до 18",
        "Добрый день!\n\nКто приходил?\nАсан Усенов?",
    ],
)
def test_own_words_that_resemble_a_signature_stay(text: str) -> None:
    found = split_plain(text)
    assert found.text == text
    assert found.signature == ""


def test_a_postscript_below_the_signature_is_text() -> None:
    found = split_plain(f"{SAID}\n\nС уважением,\nАсан\n\nP.S. Жду ответа.")
    assert found.text == f"{SAID}\n\nP.S. Жду ответа."
    assert found.signature == "С уважением,\nАсан"


def test_a_signature_below_the_quotation_is_one_too() -> None:
    found = split_plain("> 1. Была?\nда\n> 2. Когда?\nв мае\n\nС уважением, Асан")
    assert found.text == "да\nв мае"
    assert found.signature == "С уважением, Асан"


def test_many_lines_below_two_dashes_are_a_letter_and_no_signature() -> None:
    text = "Первое:\n--\n" + "\n".join(
        f"пункт {word} списка" for word in "абвгдежзиклмнопрстуфхцчшщэюя"
    )
    assert split_plain(text).text == text
