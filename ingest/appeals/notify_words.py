"""How an applicant wants to be told: by SMS or by mail, in a short line of his own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.appeals.typed_words import LONGEST_LINE, phrases, starting, words_in
from ingest.words.wording import fold
from register.rules.appeal import Notify

_MOST_WORDS = 12  # of such a line
_CHANNELS = phrases(
    {
        Notify.SMS: """
sms; смс; смской; смсом; смску; смс-сообщением; смс-сообщения; смс-ки; смски; эсэмэс; эсэмэской
смс-уведомления; смс-билдирүү; смс-хабарлама; text message; text messages; text me
""",
        Notify.MAIL: """
e-mail; email; emails; mail; e-mails; мейл; почтой; почту; почте; письмом; письма; имейл; емейл
электронной почтой; электронной почте; электронную почту; емайл
почтама; почта менен; почта аркылуу; кат менен; кат аркылуу; электрондук почта; электрондук кат
поштама; пошта арқылы; хатпен; хат арқылы; электрондық пошта; электрондық поштама; by mail
by letter
""",
    }
)
_WISHES = frozenset(
    fold("""
пишите писать присылайте пришлите присылать отправляйте отправлять отправьте шлите слать
уведомляйте уведомлять уведомите сообщайте сообщать сообщите извещайте информируйте хочу хотим
хотел хотела прошу лучше удобнее удобно уведомления ответ ответы
жөнөтүңүз жөнөтүңүздөр жөнөткүлө жибериңиз билдириңиз билдирип кабарлаңыз кабарлап каалайм
жазыңыз ыңгайлуу билдирүү билдирүүлөрдү
жіберіңіз жіберіңіздер хабарлаңыз хабарлап білдіріңіз қалаймын ыңғайлы хабарлама
send notify inform write tell want prefer would like please notices notifications notification
by via through
""").split()
)
_BESIDE = frozenset(
    fold("""
на по мне мой номер номеру мага менин номерге номериме номерим маған нөмірге нөміріме нөмірім
to my number
""").split()
)
"""What stands between the way and a number; a telephone in a signature has other words."""
_NEGATIONS = frozenset(
    fold("не нет без вместо жок эмес кереги жоқ емес керегі no not never dont without").split()
)
_NEGATED = re.compile(r"\w[бмп][аеоө](?:ңыз|ңиз|ңүз|ңуз|ңіз|гыла|гиле|гула|гүлө)", re.I)
"""«Жөнөтпөңүз», «жазбаңыз», «жібермеңіз»."""


_NUMBER = re.compile(r"(?<!\w)\+?\d[\d \t().\u2010-\u2015-]{6,24}\d(?!\w)")
"""What may be a telephone number: «0555 12-34-56», «+996 (555) 123456»."""


@dataclass(frozen=True)
class Wish:
    """How notices are wanted from now on."""

    way: Notify
    number: str = ""  # a telephone number beside it, as it was written


def read_wish(line: str) -> Wish | None:
    """The way that a line wishes for; None for a line that names both, says not, or tells more."""
    if len(line) > LONGEST_LINE:
        return None
    numbers = _NUMBER.findall(line)
    way = _way(line.replace(numbers[0], " ") if numbers else line)
    if way is None or len(numbers) > 1:
        return None
    return Wish(way, numbers[0] if numbers and way is Notify.SMS else "")


def _way(line: str) -> Notify | None:
    words = words_in(line)
    if not 0 < len(words) <= _MOST_WORDS or _NEGATED.search(line):
        return None
    named, others, at = set[Notify](), set[str](), 0
    while at < len(words):
        count, channel = starting(words, at, _CHANNELS)
        if channel:
            named.add(channel)
        else:
            others.add(words[at].folded)
        at += count or 1
    wished = not others - _BESIDE or bool(others & _WISHES)
    return named.pop() if wished and len(named) == 1 and not others & _NEGATIONS else None
