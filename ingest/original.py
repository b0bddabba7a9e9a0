"""Where a mail program announces the original that follows: copied headers, attributions, rules."""

from __future__ import annotations

from collections.abc import Sequence

from ingest import quotemarks

_SENDER = frozenset(
    {
        *("from", "от", "от кого", "кимден", "кімнен", "отправитель", "жөнөтүүчү", "жіберуші"),
        *("von", "gönderen", "kimden", "de", "发件人", "寄件者"),
    }
)


def copied_header(seen: Sequence[str], at: int) -> bool:
    """Three header lines together, or two that begin with the sender: From, Sent, To, Subject."""
    first = quotemarks.header_name(seen[at])
    if first is None:
        return False
    names = {first}
    for line in seen[at + 1 : at + 8]:
        name = quotemarks.header_name(line)
        if name:
            names.add(name)
    return len(names) >= (2 if first in _SENDER else 3)


def attribution_end(seen: Sequence[str], at: int) -> int | None:
    """The line after an attribution that begins at `at` and may be wrapped over four lines."""
    if not quotemarks.may_begin_attribution(seen[at]):
        return None
    joined = ""
    for end in range(at, min(at + 4, len(seen))):
        if not seen[end] or seen[end].startswith(">"):
            return None
        joined = f"{joined} {seen[end]}".strip()
        if quotemarks.is_attribution(joined):
            return end + 1
    return None
