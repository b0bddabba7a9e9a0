"""Words that are answers although no number stands before them: «да, оба, 5»."""

from __future__ import annotations

import re

from config.questionnaire import QuestionKind, Questionnaire
from ingest.words.wording import fold, number_words, phrases

_MOST_LINES = 200
_SHOWN = 200  # characters of a line that are asked back
_LONGEST_TOLD = 60  # characters of a piece that may be an answer and no more
_SHARE = 0.5  # of the pieces, from which on they are answers and no story

_CUT = re.compile(r"[,:;.!?\n]+|\s[-–—]+\s")
# The answers stand elsewhere, or are to come: nothing is said of the inspection so far.
_NOT_HERE = re.compile(
    r"\b(?:(?:мы |я )?(?:отвечу|ответим"
    r"|ответы? (?:пришл|дам|дадим|направ|отправ|напиш|будет|будут))"
    r"|(?:i|we)(?:['’]ll| will| shall) (?:answer|reply|respond|send|get back)"
    r"|(?:жооп|жооб|жауап|жауаб)\w* [^.!?\n]{0,40}?(?:жаз|бер|жөнөт|жібер)(?:а|е|и)?"
    r"(?:м|мын|мін|быз|миз|біз)\b)"
    r"|\b(?:ответ|answer|жооп|жооб|жауап|жауаб)\w* [^.!?\n]{0,40}?"
    r"(?:ниже|красным|below|in red|төмөн|төмен|кызыл|қызыл)",
    re.I,
)
# One answer for all the questions: «на все вопросы 5», «везде да».
_FOR_ALL = re.compile(
    r"\b(?:(?:на|по) (?:все|всем)(?: вопрос\w+| пункт\w+)?|все ответы|все вопросы|везде|всюду"
    r"|баарына|бардык суроо\w*|бәріне|барлық сұра\w*|(?:for |to )?(?:all|every)"
    r"(?: the| of the)? (?:questions?|answers?)|everywhere)\b[ :,–—-]{0,4}"
    r"(?:are |is |по |на |ставлю |оценка |ответ |жооп |жауап )?"
    r"(?:\d\b|да\b|нет\b|ооба\b|жок\b|иә\b|жоқ\b|yes\b|no\b)"
    r"|\b[1-5] (?:балл\w* )?(?:на|по|за|to|for) (?:все|всем|всё|all)\b",
    re.I,
)
_LONGEST_FOR_ALL = 120
_NAMES = frozenset(map(fold, ("ответ", "ответы", "жооп", "жооптор", "жауап", "жауаптар")))
_LONGEST_NOTE = 400  # characters of a mail that says no more than that


def answers_are_elsewhere(text: str) -> bool:
    """Whether a short text says that the answers come later or stand somewhere else."""
    return len(text) <= _LONGEST_NOTE and _NOT_HERE.search(text) is not None


def lines_meant(text: str, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The lines that are no more than answers; none where words are a story.

    A bare «нет» is an answer too, and nobody can say to what.
    """
    lines = [line.strip() for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    lines = [line for line in lines if line]
    if len(text) <= _LONGEST_FOR_ALL and _FOR_ALL.search(text):
        return tuple(line[:_SHOWN] for line in lines)
    pieces = [piece for line in lines for piece in _CUT.split(line) if piece.strip()]
    pieces = [piece for piece in pieces if fold(piece).strip() not in _NAMES] or pieces
    bare = [piece for piece in pieces if _is_bare(piece, questionnaire)]
    whole = len(bare) == len(pieces) or (len(bare) > 1 and len(bare) >= _SHARE * len(pieces))
    return tuple(line[:_SHOWN] for line in lines) if bare and whole else ()


def _is_bare(piece: str, questionnaire: Questionnaire) -> bool:
    """Whether a piece is an answer by itself: «да», «оба документа», «5»."""
    if len(piece) > _LONGEST_TOLD:
        return False
    said = fold(piece).strip(' .,:!?()"«»-–—')
    if said.replace(" ", "").isdigit():  # «5 5 4 5»: one for each question, or so it seems
        return all(len(number) < 4 for number in said.split())
    asked = (q for q in questionnaire.questions if q.kind is not QuestionKind.TEXT)
    return said in number_words() or any(said in phrases(q) for q in asked)
