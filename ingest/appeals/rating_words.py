"""What an applicant thinks of our answer: a rating from 1 to 5, or that it is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.answers.answer_number import spelled_once, with_digits
from ingest.answers.remarks import suits_step
from ingest.appeals.typed_words import LONGEST_LINE, Word, phrases, starting, words_in
from ingest.words.wording import fold

_LONGEST = 120  # characters of a line that is a rating and a remark
_BARE = 40  # characters of one that is nothing else
_BRIGHT = re.compile(r"(?:[★⭐🌟]\ufe0f?\s?){1,5}")
_LEADS = """
моя моё моей наша ваш вашему ответу ответом ставлю ставим поставлю даю оцениваю
оценка оценку оценке ответа балл на это вам
менин биздин коём коёмун берем беремин берем баа баасы баам баабыз баага баалоо баалайм упай
жооптун жооп жообуңуз менің біздің қоямын беремін баға бағасы бағам бағамыз бағалау бағалаймын ұпай
жауаптың жауап жауабыңыз ответ
my our the i give rate put rating mark score grade answer is it of for your
"""
_LEAD = re.compile(rf"(?:(?:{'|'.join(map(fold, _LEADS.split()))})\b\s?[:=–—-]?\s?){{0,4}}")
_STEP = re.compile(
    r"([1-5])(?![\d])\s?(?:(?:/|iz|of|out of)\s?5(?!\d))?"
    r"\s?(?:-?(?:ball\w{0,3}|b\b|upai\w{0,3}|bal\b|points?|stars?|zvezd\w{0,3}|ocenk\w{0,2}))?"
    r"(?: s (?:pliusom|plusom|minusom))?"
)
_OF_FIVE = re.compile(r"5-?(?:ten|tin|den|din) ([1-5])(?!\d)")  # «5тен 2»: two out of five
_APART = re.compile(r"\s?(?:,\s?(?![\d])|;\s?|\s[–—-]+\s|!+\s?|\(\s?)(?=\S)")
# Behind a word for the rating also these: alone they would begin a list, or an hour.
_APART_NAMED = re.compile(r"(?<=\d)\s?(?:[.:]\s)\s{0,3}(?=\S)")
_PRAISED = re.compile(r"([1-5])(?:[.!]\s?|\s)([^\W\d].{1,80})")
_LISTED = re.compile(r"(?m)^\s{0,8}[1-9]\s?[-–—,.):]")
_ENDS = " .!)*_\"'«»+–—-"

_THANKS = frozenset(
    fold("""
спасибо большое благодарю благодарим за ответ рахмат чоң жообуңузга жооп үчүн рақмет үлкен жауап
жауабыңызға үшін thanks thank you for your the answer many reply
""").split()
)
_NO_ANSWER = phrases(
    {
        # Whatever else the sentence says, and only as the whole sentence.
        "anywhere": """
нет ответа на мой вопрос; нет ответа на мои вопросы; нет ответа на вопрос; нет ответа по существу
это не ответ; не ответ; это отписка; отписка; вы не ответили; не ответили на вопрос
так и не ответили; не ответили по существу
не ответили на мой вопрос; не ответили на мои вопросы; на мой вопрос не ответили; не ответили мне
на мои вопросы не ответили; ответа на мой вопрос нет; ответа на вопрос нет; ответа нет на мой вопрос
ответа я не получил; ответа я не получила; не получил ответа; не получила ответа; ответа не получил
не получили ответа; ответа не получили; ответ не на мой вопрос; ответ не по существу
не отвечает на мой вопрос; вопрос не решён; мой вопрос не решён; вопрос остался без ответа
мой вопрос остался без ответа; ничего не ответили
суроомо жооп жок; суроома жооп жок; суроомо жооп берилген жок; суроомо жооп берген жоксуз
суроомо жооп бербедиңиз; бул жооп эмес; жооп эмес; жооп берген жоксуз; жооп берген жоксуңар
жооп берилген жок; жооп бербедиңиз; жооп бербедиңер; жооп ала алган жокмун; жооп алган жокмун
суроом чечилген жок; суроом жоопсуз калды
сұрағыма жауап жоқ; сұрағыма жауап берілмеді; сұрағыма жауап бермедіңіз; бұл жауап емес
жауап емес; жауап бермедіңіз; жауап бермедіңіздер; жауап берілмеді; жауап алған жоқпын
жауап алмадым; сұрағым шешілмеді; сұрағым жауапсыз қалды
no answer to my question; not an answer; this is no answer; it is no answer; is not an answer
you did not answer; you didn't answer; did not answer my question; didn't answer my question
does not answer my question; doesn't answer my question; my question was not answered
my question is not answered; my question has not been answered; question not answered
not answered my question; no answer to my questions
""",
        "alone": "нет ответа; ответа нет; жооп жок; жауап жоқ; no answer; жооп алганым жок",
    }
)


def read_rating(line: str, below: str) -> tuple[int | None, str]:
    """The rating that a first line is, and the remark that follows it; (None, "") for none.

    «5», «оценка: 2», «баасы 4», «два», «4 из 5», «2, ответа нет». A line that begins a list, or
    goes on in words («5 инспекторов», «4,5», «3 июня»), is no rating.
    """
    line = line.strip()
    if not line or len(line) > _LONGEST:
        return None, ""
    if _BRIGHT.fullmatch(line):
        return sum(line.count(star) for star in "★⭐🌟"), ""
    bare = _bare(line)
    if bare is not None:
        return bare, ""
    listed = not line[0].isalpha() and _LISTED.search(below) is not None
    return (None, "") if listed else (_with_remark(line) or _with_praise(line) or (None, ""))


def _with_remark(line: str) -> tuple[int, str] | None:
    """A rating and the remark set apart from it by a sign; the last sign that leaves a rating."""
    named = [_APART_NAMED.search(line)] if line[0].isalpha() else []
    found = None
    for apart in (*named, *_APART.finditer(line, 1)):
        rating = _bare(line[: apart.start()]) if apart else None
        if apart and rating is not None:
            found = rating, line[apart.end() :].strip(" ()")
    return found


def _with_praise(line: str) -> tuple[int, str] | None:
    """A rating and words that say the same as it: «5 спасибо», «1. не доволен»."""
    said = _PRAISED.fullmatch(line)
    if said is None or not (is_thanks(said[2]) or suits_step(fold(said[2]), int(said[1]))):
        return None
    return int(said[1]), said[2].strip()


def _bare(said: str) -> int | None:
    """The rating that words are, with nothing beside it."""
    if len(said) > _BARE or "?" in said:
        return None
    plain = fold(said.strip().strip(_ENDS.replace(")", "")))
    lead = _LEAD.match(plain)
    plain = spelled_once(with_digits(plain[lead.end() :] if lead else plain))
    before, _, last = plain.rpartition(",")
    if last.strip().isdigit() and len(last.strip()) == 1 and suits_step(before, int(last)):
        plain = last.strip()  # «Отлично, 5»
    of_five = _OF_FIVE.fullmatch(plain)
    step = of_five or _STEP.fullmatch(plain.strip(_ENDS))
    return int(step[1]) if step else None


def is_thanks(line: str) -> bool:
    """Whether a line only thanks for the answer."""
    words = words_in(line) if len(line) <= LONGEST_LINE else []
    return bool(words) and all(word.folded in _THANKS for word in words)


def says_no_answer(words: Sequence[Word]) -> bool:
    """Whether a sentence says that the question was not answered."""
    for at in range(len(words)):
        count, where = starting(words, at, _NO_ANSWER)
        if where == "anywhere" or (where == "alone" and count == len(words)):
            return True
    return False
