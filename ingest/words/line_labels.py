"""Which lines of a mail are its sender's words, which his signature, and which he quotes."""

from __future__ import annotations

import re

from ingest.words.attribution import Attribution, may_end
from ingest.words.htmltext import CUT, SIGNED
from ingest.words.original import attribution_at, copied_header, with_heading
from ingest.words.quotemarks import delimiter_kind, header_role, is_delimiter, is_rule
from ingest.words.signoff import signature_lines

_WRAPPED_AT = 72  # characters of a line, beyond which programs wrap what they quote
_MOST_LINES = 3_000  # of a text, among which attributions are looked for; no person writes more
_AHEAD = 6  # lines below an announcement among which the first marked one is looked for
_AMOUNT = re.compile(r"> ?\d+ [^\W\d_]")
_INITIALS = re.compile(r"[A-ZА-ЯЁ]\w{0,3}>(?:[ >]|$)")  # as The Bat quotes: «ИП> text»


def line_labels(seen: list[str], signed: frozenset[str]) -> list[str]:
    """For every line, as `visible`, "n" new, "s" signature or "q" quoted.

    `signed`: the lines that the mail's HTML form marks as signature.
    """
    labels = [_label(line) if line else "n" for line in seen]
    if labels.count("q") == 1:
        _unmark_amount(seen, labels)
    announced = _announcements(seen, labels)
    cut = _cut_point(seen, labels, announced)
    labels[cut:] = "q" * (len(seen) - cut)
    _mark_announcements(seen, labels, announced)
    _mark_between(seen, labels)
    if signed:
        _mark_signed(seen, labels, signed)
    for start, end in _runs(labels):
        for at in signature_lines(seen, labels, start, end):
            labels[at] = "s"
    return labels


def _label(line: str) -> str:
    """What the line's own mark says: ">", "|" as people set it, The Bat's initials."""
    first = line[0]
    if first == ">" or (first == "|" and "|" not in line[1:] and len(line) > 2):
        return "q"
    if first == SIGNED:
        return "s"
    return "q" if ">" in line[1:5] and _INITIALS.match(line) else "n"


def _unmark_amount(seen: list[str], labels: list[str]) -> None:
    """ "> 18 лет" alone is no quotation; "> 3. Была проверка?" is."""
    at = labels.index("q")
    if _AMOUNT.match(seen[at]):
        labels[at] = "n"


def _announcements(seen: list[str], labels: list[str]) -> dict[int, tuple[int, Attribution]]:
    """Where attributions begin: the line after each, and how surely it is one."""
    found: dict[int, tuple[int, Attribution]] = {}
    after = 0
    for last, line in enumerate(seen[:_MOST_LINES]):
        if not line or labels[last] != "n" or not may_end(line):
            continue
        for at in range(max(after, last - 3), last + 1):
            end, sure = attribution_at(seen, at) if labels[at] == "n" and seen[at] else (0, 0)
            if end == last + 1:
                found[at] = (end, Attribution(sure))
                after = end
                break
    return found


def _cut_point(
    seen: list[str], labels: list[str], announced: dict[int, tuple[int, Attribution]]
) -> int:
    """The first line from which on everything is the original, however it is marked."""
    said = False
    for at, line in enumerate(seen):
        if not line or labels[at] != "n":
            continue
        if line == CUT or _begins_original(seen, labels, at, said):
            return at
        if at in announced and _cuts(seen, labels, at, *announced[at]):
            return with_heading(seen, at)
        said = said or header_role(line) is None
    return len(seen)


def _begins_original(seen: list[str], labels: list[str], at: int, said: bool) -> bool:
    line = seen[at]
    if line[0] in "-–—‐‒_*=~#" or line[-1] in ":：":
        if is_delimiter(line):
            return not _marks_follow(labels, seen, at + 1)
        if is_rule(line):
            below = next((n for n in range(at + 1, min(at + 4, len(seen))) if seen[n]), 0)
            return below > 0 and copied_header(seen, below)
    if header_role(line) and copied_header(seen, at, not said):
        return True
    if len(line) < 30 and delimiter_kind(line) == "original":  # QQ: above its header, not drawn
        below = next((n for n in range(at + 1, min(at + 4, len(seen))) if seen[n]), 0)
        return below > 0 and header_role(seen[below]) == "from"
    return False


def _cuts(seen: list[str], labels: list[str], at: int, end: int, sure: Attribution) -> bool:
    """Whether an attribution stands above an original without marks."""
    if _marks_follow(labels, seen, end):
        return False
    apart = at == 0 or not seen[at - 1]
    return sure is Attribution.SURE or (sure is Attribution.WEAK and apart)


def _marks_follow(labels: list[str], seen: list[str], at: int) -> bool:
    """Whether the next line that says something is marked as quoted; then the marks decide."""
    for n in range(at, min(at + _AHEAD, len(seen))):
        if seen[n]:
            return labels[n] == "q"
    return False


def _mark_announcements(
    seen: list[str], labels: list[str], announced: dict[int, tuple[int, Attribution]]
) -> None:
    """Lines that announce a marked quotation belong to it."""
    for at, (end, _) in announced.items():
        if labels[at] == "n" and _marks_follow(labels, seen, end):
            start = with_heading(seen, at)
            labels[start:end] = "q" * (end - start)
    for at, line in enumerate(seen):
        drawn = line and labels[at] == "n" and (line[0] in "-–—‐_*=" or line[-1] in ":：")
        if drawn and is_delimiter(line) and _marks_follow(labels, seen, at + 1):
            labels[at] = "q"


def _mark_signed(seen: list[str], labels: list[str], signed: frozenset[str]) -> None:
    """Lines that the HTML form marks as signature, unless all that is said would be one."""
    new = [at for at, line in enumerate(seen) if line and labels[at] == "n"]
    found = [at for at in new if seen[at] in signed]
    for at in found if len(found) < len(new) else []:
        labels[at] = "s"


def _mark_between(seen: list[str], labels: list[str]) -> None:
    """Blank lines inside a quotation belong to it, and what was wrapped off its long lines."""
    for at in range(1, len(seen) - 1):
        inside = labels[at] == "n" and labels[at - 1] == labels[at + 1] == "q"
        if inside and (not seen[at] or _is_wrapped_off(seen[at - 1], seen[at])):
            labels[at] = "q"


def _is_wrapped_off(above: str, line: str) -> bool:
    """Whether the line is the rest of a quoted one that was too long: no answer looks so."""
    if len(line) < 5 or not line[0].islower() or not (above[-1:].isalnum() or above[-1:] == ","):
        return False
    return len(above) + 1 + len(line.split(" ", 1)[0]) > _WRAPPED_AT


def _runs(labels: list[str]) -> list[tuple[int, int]]:
    """Where stretches of new lines begin and end."""
    runs, start = [], None
    for at, label in enumerate([*labels, "q"]):
        if label == "n" and start is None:
            start = at
        if label != "n" and start is not None:
            runs.append((start, at))
            start = None
    return runs
