"""What an applicant answers to our letters: a rating, a wish, a question, or more words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.appeals.notify_words import Wish, read_wish
from ingest.appeals.rating_words import is_thanks, read_rating, says_no_answer
from ingest.appeals.status_words import asks_in_words
from ingest.appeals.typed_words import LONGEST_LINE, without_greeting, words_in
from register.rules.pin import find_pins

CAP = 200_000  # characters that are looked at
_LOOKED = 40  # lines in which a wish for notices is looked for
_SENTENCES = 3  # the first ones, in which «это не ответ» stands
_MOST_WORDS = 12  # of a sentence that says so
_SENTENCE_END = re.compile(r"[.!?…;\n]+\s*")


@dataclass(frozen=True)
class ApplicantWords:
    """What the sender of an answer to our letter says."""

    rating: int | None  # 1 to 5
    no_answer: bool  # says that the question was not answered
    notify: Wish | None  # how he wants to be told from now on
    asks_status: bool  # asks how his appeal stands, and nothing else
    pins: tuple[str, ...]  # what may be his PIN
    text: str  # the other words


def read_applicant(text: str) -> ApplicantWords:
    """What the applicant's own new words say; never raises.

    A rating stands in a short first line of its own: «5 инспекторов пришли» is none. A wish for
    notices is a short line of its own as well; one that names both ways, or says not, is none.
    """
    text = text[:CAP].strip()
    said = without_greeting(text)
    rating, behind = _rating(said)
    rest = text if rating is None else behind
    notify, rest = _notify(rest)
    return ApplicantWords(
        rating=rating,
        no_answer=_no_answer(rest if rating is not None else said),
        notify=notify,
        asks_status=asks_in_words(rest),
        pins=find_pins(text),
        text=rest,
    )


def _rating(said: str) -> tuple[int | None, str]:
    """The rating in the first line, or in the one below a thanks, and the words beside it."""
    first, _, below = said.partition("\n")
    thanks = first if is_thanks(first) else ""
    if thanks:
        first, _, below = below.strip().partition("\n")
    rating, remark = read_rating(first, below)
    return rating, "\n".join(filter(None, (thanks, remark, below.strip())))


def _no_answer(text: str) -> bool:
    sentences = _SENTENCE_END.split(text[: _SENTENCES * LONGEST_LINE])[: 2 * _SENTENCES]
    said = [words_in(sentence) for sentence in sentences if sentence.strip()][:_SENTENCES]
    return any(len(words) <= _MOST_WORDS and says_no_answer(words) for words in said)


def _notify(text: str) -> tuple[Wish | None, str]:
    """How notices are wanted, and the text without the lines that say so."""
    lines = text.split("\n")
    wishes = [read_wish(line) for line in lines[:_LOOKED]]
    wanted = set(filter(None, wishes))
    if len(wanted) != 1:
        return None, text
    kept = [line for line, wish in zip(lines, wishes, strict=False) if wish is None]
    return wanted.pop(), "\n".join([*kept, *lines[_LOOKED:]]).strip()
