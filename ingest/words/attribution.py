"""The line by which a mail program says who wrote what follows, and when, in many languages."""

from __future__ import annotations

import re
from enum import IntEnum

from ingest.words.quotemarks import listed

_LONGEST = 600  # characters of an attribution
_LONGEST_MOMENT = 45  # characters of a day and a time
_SHORTEST_NAME = 60  # of a line that names only who wrote, right above what he wrote

_WROTE = listed("""
wrote writes sent said says пишет пишут писал писала писали написал написала написали сообщает
сообщил жазды жазган жазыптыр жазат жазган жазған жазыпты жазады жиберди жіберді пише пишуть
писав писала писали написав написала написали yozdi yozgan ёзди yazdı yazmış yazıyor schrieb
schrieben geschrieben écrit escribió escreveu scritto napisał napisała pisze napsal napsala
schreef geschreven skrev kirjoitti írta scris rašė rakstīja napísal napisal
""")
_THEN_WHO = listed(
    "wrote schrieb schreef skrev kirjoitti írta писал писала писали написал написала пишет"
)
"""Verbs behind which a program sets the writer, or the day: "Am 1.6.2026 schrieb Inspektion:"."""

_BY_PROGRAM = listed(
    "пользователь користувач użytkownik používateľ колдонуучу пайдаланушы tarihinde"
)
"""Words that programs set beside the name or the day, and people do not."""

_IN_HIS_LETTER = re.compile(r" ?(?:в сво[её]м письме|het volgende|følgende|följande)\b")
_MONTHS = listed("""
jan feb mar apr may jun jul aug sep oct nov dec янв фев мар апр мая май июн июл авг сен окт ноя дек
қаң ақп нау сәу мам мау шіл там қыр қаз қар жел үчт бир жал чын бугу кул тек баш аяк тог
січ лют бер кві тра чер лип сер вер жов лис гру oca şub nis haz tem ağu eyl eki kas ara
yan fev iyn iyu avg sen okt noy dek ene abr ago dic fév avr mai jui aoû déc mär dez mei maj
sty lut kwi cze sie wrz paź gru led úno bře dub kvě srp zář říj lis pro gen mag giu lug ott
set out tam hel maa huh tou kes hei elo syy lok mrt szep
""")
_WEEKDAYS = listed("""
mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday tues thurs
пн вт ср чт пт сб вс понедельник вторник среда среду четверг пятница пятницу суббота субботу
воскресенье нд дш шш шр бш жм иш жк дс сс бс жс
дүйшөмбү шейшемби шаршемби бейшемби жума ишемби жекшемби
дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі понеділок вівторок середа
четвер пʼятниця субота неділя pzt sal çar per cum cmt paz mo di mi do fr sa so lun mar mer jeu ven
sam dim lu ma mi ju vi sá do seg ter qua qui sex sáb dom gio tor ons tis tir søn lør man fre pon wt
śr czw pt sob niedz pe to ti ke su la lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo montag dienstag mittwoch donnerstag
freitag samstag sonntag lunedì martedì mercoledì giovedì venerdì
""")
_STARTS = re.compile(
    r"(?:on|at|in a message dated|am|le|el|em|il|in data|op|den|på|w dniu|dnia|dne|v|в|во|у"
    r"|в сообщении от|в письме от|включено|вкл|quoting|цитирование|цитирую|zitat von|citando|en|a"
    r"|вы|you|сиз|сіз|在|ב)\b",
    re.I,
)
_QUOTING = re.compile(r"(?:quoting|цитирование|цитирую|zitat von|citando a?|citation de)\s", re.I)
# The Bat: «Вы писали 20 июля 2026 г., 10:00:52:»
_YOU_WROTE = re.compile(
    r"(?:вы (?:писали|написали)|ви писали|you wrote|сиз (?:жазгансыз|жаздыңыз)"
    r"|сіз (?:жазғансыз|жаздыңыз))\b.{0,80}[:：]$",
    re.I,
)
_NUMERIC_DATE = re.compile(
    r"(?<!\d)\d{1,4}([./-])\d{1,2}\1 ?\d{2,4}(?!\d)|\d{4} ?年|\d\. ?\d{1,2}\. \d{4}"
)
_DAY_MONTH = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th|\.|-|ª|º|er)?[ ,-]{0,2}(?:de |of |d')?([^\W\d_]{3,15})"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,15})\.?[ -]{1,2}\d{1,2}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)(?:[:.]\d{2})?")
_SOMEONE = re.compile(r"[^\s<>@]@[\w-]|<[^<>]{3,300}>|\[mailto:")
_ENDS_ADDRESS = re.compile(r"[>\])\"»”]\s*[:：]$|@[\w.-]+\s*[,:：]{1,2}$")
_NAMED_AFTER_TIME = re.compile(
    r"\d[:.]\d{2}(?:[:.]\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:GMT|UTC)?[+-]\d{2}:?\d{0,2})?"
    r"(?: ?г\.)?(, | от | from |,? <|,? «|,? \")[^\W\d_a-zа-яё]?",
)
_OLD_GMAIL = re.compile(r"\d{4}[/-]\d{1,2}[/-]\d{1,2} [^<>]{0,100}<[^<>\s]{3,200}@[^<>\s]{3,200}>$")
# Lotus Notes: "John Doe ---05/12/2015 10:20:30 AM---Hi all"
_NOTES = re.compile(r"\S ?-{3}\d\d[./]\d\d[./]\d{4} \d\d:\d\d[^-]{0,20}-{3}")
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_DASHES = "-–—‐ >"


class Attribution(IntEnum):
    """How surely a line is one."""

    NO = 0
    ABOVE_MARKS = 1  # where what follows is marked by ">"
    WEAK = 2  # as a paragraph of its own: a person may write so too
    SURE = 3


def may_end(line: str) -> bool:
    """Whether an attribution may end with this line: nearly every line of a mail stops here."""
    last = line[-1]
    if last in ":：>":
        return True
    if last in "-–—":
        line = line.rstrip(_DASHES)  # Zoho: "---- On … wrote ----"
        if not line:
            return False
    if line.endswith("(а)"):
        return True
    word = line[line.rfind(" ") + 1 :].lower()
    return word in _WROTE or last == "道" or (line[0] != "-" and "---" in line)


def attribution(line: str) -> Attribution:
    """How surely a (joined) line says who wrote, when: "On 2 April 2012 14:20, Name wrote:"."""
    if len(line) > _LONGEST or line[:1] == ">":
        return Attribution.NO
    line = line.strip(_DASHES) if line[-1] in "-–—" or line[0] in "-–—" else line
    if _YOU_WROTE.match(line):
        return Attribution.SURE if has_date(line) else Attribution.ABOVE_MARKS
    if line.endswith(">"):
        return Attribution.SURE if _OLD_GMAIL.match(line) else Attribution.NO
    if "---" in line and _NOTES.search(line):
        return Attribution.SURE
    if not (_DIGIT.search(line) or _QUOTING.match(line) or _ends_wrote(line)):
        return Attribution.NO  # it names no day
    words = _WORD.findall(line.lower())
    if words and _ends_wrote(line):
        return _by_verb_at_end(line, words)
    if not line.endswith((":", "：")):
        return Attribution.NO
    return max(_by_verb_within(line, words), _without_verb(line, words))


def _ends_wrote(line: str) -> bool:
    """Whether its last word says "wrote"; «написал(а)», «написал в своём письме» too."""
    end = _IN_HIS_LETTER.sub("", line.lower()[-60:]).rstrip(" :：)(")
    last = _WORD.findall(end)[-2:]
    if not last or end[-1].isdigit():
        return False
    if last[-1] in ("а", "a", "la") and len(last) > 1 and line.rstrip(" :：")[-1] == ")":
        last.pop()
    return last[-1] in _WROTE or end.endswith(("写道", "寫道"))


def _by_verb_at_end(line: str, words: list[str]) -> Attribution:
    someone, date = _SOMEONE.search(line) is not None, has_date(line)
    if date and (someone or not _BY_PROGRAM.isdisjoint(words)):
        return Attribution.SURE
    if someone and line[-1] in ":：":
        return Attribution.SURE
    if date:
        return Attribution.WEAK if _by_program(line) else Attribution.ABOVE_MARKS
    return Attribution.ABOVE_MARKS if len(line) < _SHORTEST_NAME else Attribution.NO


def _by_program(line: str) -> bool:
    """Whether day, time and name follow each other as programs set them, not as people write.

    «12.05.2026 10:00, Асан пишет:», but not «12.05.2026 в 10:00 инспектор написал:».
    """
    if _NAMED_AFTER_TIME.search(line) or line.endswith(("写道：", "写道:", "寫道：")):
        return True
    if not _STARTS.match(line) or not (_YEAR.search(line) or "/" in line):
        return False
    times = list(_TIME.finditer(line))
    named = line[times[-1].end() if times else line.rfind(",") + 1 :].lstrip(" ,")
    # "the inspector wrote:" is a sentence, "knwang via Some List wrote:" is not.
    sentence = named[:1].islower() and len(named.split()) > 2 and " via " not in named
    return not sentence and (bool(times) or not _WEEKDAYS.isdisjoint(_WORD.findall(line.lower())))


def _by_verb_within(line: str, words: list[str]) -> Attribution:
    """ "Am 1.6.2026 schrieb Inspektion:", «Инспекция писал(а) 2026-06-01 10:20:»."""
    verb = next((word for word in words if word in _THEN_WHO), None)
    if verb is None or not has_date(line):
        return Attribution.NO
    found = re.search(rf"\b{verb}\b(?:\(а\)|\(a\))?:? *", line, re.I)
    behind = line[found.end() :].rstrip(" :：") if found else ""
    if not behind or len(behind) > 150 or verb == words[0]:
        return Attribution.NO
    if behind[0].isdigit() and (len(behind) > _LONGEST_MOMENT or "@" in behind):
        return Attribution.NO
    if not (behind[0].isupper() or behind[0].isdigit() or behind[0] in "\"<«„“'(" or "@" in behind):
        first = behind.split(" ", 1)[0].lower().rstrip(".")
        if first not in _WEEKDAYS and first not in ("on", "am", "den", "в", "op"):
            return Attribution.NO
    return Attribution.SURE if _SOMEONE.search(line) or behind[0].isdigit() else Attribution.WEAK


def _without_verb(line: str, words: list[str]) -> Attribution:
    """Yandex, Mail.ru, Gmail in Russian: "26.06.2014, 14:41, "Name" <a@b>:", «… от Name <a@b>:»."""
    if _QUOTING.match(line) and _SOMEONE.search(line):
        return Attribution.SURE
    begins = line[0].isdigit() or (bool(words) and words[0] in _WEEKDAYS)
    begins = begins or (_STARTS.match(line) is not None and line[:1].isupper())
    if not begins or not has_date(line):
        return Attribution.NO
    if _ENDS_ADDRESS.search(line[-320:]) and _SOMEONE.search(line):
        return Attribution.SURE
    named = _NAMED_AFTER_TIME.search(line)
    if not named or not _YEAR.search(line):
        return Attribution.NO
    rest = line[named.end() - 1 :].lstrip(" ,")
    sure = rest[:1].isupper() and len(rest) < 100 and words[0] in _WEEKDAYS
    return Attribution.WEAK if sure else Attribution.NO


def has_date(line: str) -> bool:
    """Whether it names a day: 01.06.2026, 1 июня 2026, Jun 1 at 10:20; a time alone is none."""
    if _NUMERIC_DATE.search(line):
        return True
    if not (_YEAR.search(line) or _TIME.search(line)):
        return False
    found = [*_DAY_MONTH.findall(line), *_MONTH_DAY.findall(line)]
    return any(word[:3].lower() in _MONTHS or word[:4].lower() in _MONTHS for word in found)


def starts_one(line: str) -> bool:
    """Whether an attribution over several lines may begin with this one."""
    line = line.lstrip(_DASHES)
    if not line:
        return False
    if line[0].isdigit():
        return "@" not in line.split(" ", 1)[0]
    if _STARTS.match(line):
        return True
    first = _WORD.match(line)
    return first is not None and first[0].lower() in _WEEKDAYS


def names_someone(line: str) -> bool:
    """Whether it holds an address, or the beginning of one that is wrapped."""
    return "@" in line or "<" in line
