"""An answer that stands behind the quote sign of our question, as telephones leave it."""

from __future__ import annotations

import re

from ingest.answers.answer_lines import is_numbered
from ingest.words.owngap import Body, Gap, is_blank, is_marked

_LONGEST = 40  # characters of such an answer
_MARKS = re.compile(r"[>\s]*")
_OF_A_LETTER = frozenset("()/»”:<>|")  # signs of hints and headers, of no answer


def answer_typed_inside(body: Body, start: int, gap: Gap) -> None:
    """Takes the mark from one short line between two whole questions of ours: "> да", "> 5".

    In our letter nothing stands there. A line quoted less or more often than the question is of
    another letter.
    """
    if gap.following is None or not gap.following.question or not _is_whole(gap):
        return
    said = [at for at in range(start, start + len(gap.rows)) if not is_blank(body.texts[at])]
    if len(said) != 1 or not is_marked(body.texts[said[0]]):
        return
    text = body.texts[said[0]]
    marks = _MARKS.match(text)
    answer = text[marks.end() :] if marks else text
    asked = _MARKS.match(gap.lines[gap.last.start[0]])
    if not marks or not asked or marks[0].count(">") != asked[0].count(">"):
        return
    if len(answer) <= _LONGEST and _OF_A_LETTER.isdisjoint(answer) and not is_numbered(answer):
        body.texts[said[0]] = answer


def _is_whole(gap: Gap) -> bool:
    """Whether the question above stands there with its last sign."""
    line, end = gap.last.end
    return gap.lines[line][:end].rstrip().endswith((")", "?")) or gap.lines[line][end:][:1] == "?"
