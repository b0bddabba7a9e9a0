"""Where a mail program announces the original that follows: copied headers, attributions, rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.words.attribution import (
    Attribution,
    attribution,
    has_date,
    may_end,
    names_someone,
    starts_one,
)
from ingest.words.quotemarks import header_role, header_roles, is_delimiter, is_rule

_WRAPPED = 4  # lines over which an attribution is wrapped at most
_LONGEST_HEADER = 14  # lines of a copied header, with its wrapped and empty ones
_OTHER_LINES = 2  # in a row, of addresses that are wrapped
_TIME = re.compile(r"\d[:.h]\d\d")


def copied_header(seen: Sequence[str], at: int, first: bool = False) -> bool:
    """Whether header lines stand together as a program copies them, with an address or a day.

    `first`: nothing was said before; then only a time tells them from a letter's typed heading.
    """
    opening = header_roles(seen[at]) if seen[at] else set()
    if not opening:
        return False
    roles, block = _header_block(seen, at, opening)
    sender = "from" in roles
    address, day = "@" in block or "[mailto" in block, "date" in roles
    if first or len(roles) < (2 if sender else 3):
        return len(roles) >= 2 and day and bool(_TIME.search(block)) and (sender or address)
    if len(roles) == 2:
        return header_role(seen[at]) == "from" and (address or day)
    opens = header_role(seen[at]) in ("from", "date", "subject")
    return address or (opens and sender and day and any(sign.isdigit() for sign in block))


def _header_block(seen: Sequence[str], at: int, roles: set[str]) -> tuple[set[str], str]:
    """The roles of the header lines from `at` on, and their text."""
    roles, block, others = set(roles), [seen[at]], 0
    for line in seen[at + 1 : at + _LONGEST_HEADER]:
        if not line:
            continue
        found = header_roles(line)
        others = 0 if found else others + 1
        if others > _OTHER_LINES:
            break
        if found or "@" in line:
            block.append(line)
        roles |= found
    return roles, "\n".join(block)


def attribution_at(seen: Sequence[str], at: int) -> tuple[int, Attribution]:
    """The line after an attribution that begins at `at`, and how surely it is one."""
    for end in range(at, min(at + _WRAPPED, len(seen))):
        line = seen[end]
        if not line or line[0] == ">":
            break
        if not may_end(line):
            continue
        sure = attribution(" ".join(seen[at : end + 1]))
        if sure and (end == at or _begins(seen, at, end)):
            return end + 1, sure
    return at, Attribution.NO


def _begins(seen: Sequence[str], at: int, end: int) -> bool:
    """Whether the first of several lines belongs to it: it names a day or a person."""
    for later in range(at + 1, end + 1):
        rest = " ".join(seen[later : end + 1])
        if starts_one(seen[later]) and has_date(rest) and attribution(rest):
            return False
    return starts_one(seen[at]) or names_someone(seen[at])


def attribution_end(seen: Sequence[str], at: int) -> int | None:
    """The line after an attribution that begins at `at` and may be wrapped over four lines."""
    if not seen[at]:
        return None
    end, sure = attribution_at(seen, at)
    return end if sure else None


def with_heading(seen: Sequence[str], cut: int) -> int:
    """`cut` moved up over lines that Yandex sets above its attribution: a rule, «Кому:», «Тема»."""
    start = cut
    for at in range(cut - 1, max(cut - 6, -1), -1):
        line = seen[at]
        if not line:
            continue
        if not (header_role(line) or is_delimiter(line) or (len(line) > 7 and is_rule(line))):
            break
        start = at
    return start
