"""Our own letter inside a reply, marked by ">" and unwrapped, whether its program quoted it or not.

Programs quote without a mark, wrap what they quote, or mark it and then wrap it. Read as the
sender's words, our letter would answer its own questions, and its link would be kept with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Sequence
from functools import lru_cache

from ingest.answers.answer_lines import is_numbered
from ingest.words.htmltext import CUT
from ingest.words.original import attribution_end, copied_header
from ingest.words.ourwords import (
    Ours,
    fact_line,
    subject_cues,
    subject_words,
    words_in,
    words_of,
)
from ingest.words.owncut import cut
from ingest.words.owngap import FURTHER, Body, is_blank, is_marked
from ingest.words.quotemarks import is_delimiter, is_rule, visible, visible_lines

_LONGEST_HEADER = 15  # lines between the announcement of an original and its first sentence
_LONGEST_LINE = 1_000  # characters of a line in which announcements are looked for

_LONGEST_NAME = 100  # characters of the name that a letter ends in
_LONGEST_HEADING = 300

_BARE_PAGE = re.compile(r"\s*(https?://[\w.:-]{1,100})/?(?:\s*<\1/?>)?\s*", re.I)
_ANY_HEADER = re.compile(r"[^\W\d_][^\s:：]{0,20}(?: [^\s:：]{1,20})?\s?[:：]\s?\S")


@lru_cache(maxsize=4)
def mark_own(text: str, ours: Ours) -> str:
    """`text` with each sentence of our letters on one line that begins with ">".

    So are what stands between two of them, unless it stands below a question, and the lines that
    announce the letter: what is left unmarked is the sender's. The last few are remembered: the
    parts of a mail and the whole of it ask for the same.
    """
    body = cut(words_in(unicodedata.normalize("NFC", text)), ours)
    _mark_facts(body)
    if not any(body.ours):
        return text
    blank = [is_blank(text) for text in body.texts]
    _mark_headings(body, blank, ours)
    _mark_foot(body, blank)
    _mark_others(body)
    _mark_announcements(body, blank, ours)
    return "\n".join(map(_shown, body.texts, body.ours))


def _shown(text: str, is_ours: bool) -> str:
    if not is_ours or is_marked(text):
        return text
    return f"> {text.replace(CUT, '').strip()}"


def _mark_facts(body: Body) -> None:
    """Marks three and more lines of an invitation's facts together, and its repeated subject."""
    texts = body.texts
    all_ = "\n".join(texts).lower()
    if any(cue in all_ for cue in subject_cues()):
        for at, text in enumerate(texts):
            if subject_words().search(text, 0, _LONGEST_LINE):
                body.ours[at] = True
    is_fact = fact_line().match
    facts = [at for at, text in enumerate(texts) if ":" in text and is_fact(text[:_LONGEST_LINE])]
    for one, other in zip(facts, facts[2:], strict=False):
        if other - one <= 2 * FURTHER:
            quoted = is_marked(texts[one])  # then what is not stands between them
            for at in range(one, other + 1):
                body.ours[at] |= not quoted or at in facts or is_marked(texts[at])


def _mark_headings(body: Body, blank: Sequence[bool], ours: Ours) -> None:
    """Marks greeting, headings and our name: below our first sentence, or next above one."""
    below = False  # whether the next line below that says something is ours
    first = body.ours.index(True)
    for at in range(len(body.texts) - 1, -1, -1):
        if blank[at]:
            continue
        text, is_ours = body.texts[at], body.ours[at]
        if not is_ours and (below or at > first) and len(text) < _LONGEST_HEADING:
            body.ours[at] = is_ours = tuple(words_of(text)) in ours.lines
        below = is_ours


def _mark_foot(body: Body, blank: Sequence[bool]) -> None:
    """Marks what our letters end in, a name above the bare address of a page, whatever the name.

    The name changes with the years, and a letter may be answered that bears an older one.
    """
    for page, text in enumerate(body.texts):
        if "http" not in text or page < 2 or not _BARE_PAGE.fullmatch(text):
            continue
        name = page - 1
        above = next((at for at in range(name - 1, -1, -1) if not blank[at]), name)
        is_name = len(body.texts[name]) <= _LONGEST_NAME and not is_numbered(body.texts[name])
        if is_name and not blank[name] and body.ours[above]:
            body.mark(name, page + 1)


def _mark_others(body: Body) -> None:
    """Marks what stands between another's copied header and our letter.

    Whoever sent it on wrote it: an answer that a colleague proposes is none of the sender's.
    """
    ours = (at for at, is_ours in enumerate(body.ours) if is_ours)
    letter = next((at for at in ours if not _ANY_HEADER.match(visible(body.texts[at]))), 0)
    above = _seen(body, letter)
    begins = next((at for at in range(letter) if copied_header(above, at)), letter)
    body.mark(begins, letter)


def _mark_announcements(body: Body, blank: Sequence[bool], ours: Ours) -> None:
    """Marks what announces our letter: a copied header, an attribution, a line with our address."""
    # Only lines above the last gap in our letter are asked how they look, and a few below it.
    gaps = (at for at in range(_last(body), -1, -1) if not body.ours[at] and not blank[at])
    seen = _seen(body, next(gaps, 0) + 2 * _LONGEST_HEADER)
    above: deque[int] = deque(maxlen=_LONGEST_HEADER)  # what is said since the last line of ours
    for at, is_ours in enumerate(list(body.ours)):
        if is_ours:
            opening = next((a for a in above if _opens(seen, a, above, ours)), None)
            if opening is not None:
                _mark_header(body, _header_begins(seen, opening), at)
            above.clear()
        elif not blank[at]:
            above.append(at)


def _mark_header(body: Body, begin: int, end: int) -> None:
    """Marks a header down to the letter; below the first quoted line only what is quoted."""
    quoted = next((n for n in range(begin, end) if is_marked(body.texts[n])), end)
    body.mark(begin, quoted)
    for at in range(quoted, end):
        body.ours[at] |= is_marked(body.texts[at])


def _seen(body: Body, count: int) -> list[str]:
    """The first lines as `visible`."""
    return visible_lines("\n".join(body.texts[:count]), _LONGEST_LINE)


def _last(body: Body) -> int:
    """The last line that our letter says."""
    return len(body.ours) - 1 - body.ours[::-1].index(True)


def _opens(seen: list[str], at: int, said: Sequence[int], ours: Ours) -> bool:
    """Whether the header of our letter begins at a line, of those that say something above it.

    A line that does no more than name our address opens none where the sender goes on below it:
    a notice of his mail server, «отвечаю на письмо от survey@achyk.kg».
    """
    if _announces(seen, at):
        return True
    if "@" not in seen[at] or not ours.address.search(seen[at]):
        return False
    below = [n for n in said if n > at and not _ANY_HEADER.match(seen[n])]
    if any(is_numbered(seen[n]) for n in below):
        return False
    return not any(_announces(seen, n) or ours.address.search(seen[n]) for n in below[1:])


def _announces(seen: list[str], at: int) -> bool:
    line = seen[at]
    if line == CUT or is_delimiter(line) or is_rule(line) or copied_header(seen, at):
        return True
    return attribution_end(seen, at) is not None


def _header_begins(seen: Sequence[str], at: int) -> int:
    """The first of the header lines that end at `at`: a date may stand above the sender."""
    while at and _ANY_HEADER.match(seen[at - 1]):
        at -= 1
    return at
