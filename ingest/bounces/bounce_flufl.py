"""What flufl.bounce reads in a notice: its detectors for forty programs' words, run cheaply."""

from __future__ import annotations

import logging
import re
from functools import lru_cache

from flufl.bounce._detectors.simplematch import SimpleMatch
from flufl.bounce._scan import _DETECTORS

from ingest.mail.addresses import bare_address
from ingest.mail.clipped import clipped_message

# flufl.bounce logs tracebacks of its detectors; what they raise is handled below.
logging.getLogger("flufl.bounce").propagate = False
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())

# What its detectors were seen to raise on mails that are no bounces or broken ones.
_RAISED = (
    AttributeError,
    ValueError,
    LookupError,
    TypeError,
    AssertionError,
    RecursionError,
    StopIteration,
)
_NOTICE = 100_000  # bytes that are looked at, by patterns with a cost of lines and their squares:
_LINES = 5_000
_LONGEST = 1_000  # bytes of a line, which may have 998 (RFC 5322)
# In a pattern: what is no letter that must stand there as written.
_SYNTAX = re.compile(r"\\.|\([^()]*\)[?*+]?|\[[^\]]*\][?*+]?|.[?*]|[.^$+|]")


def flufl_failures(raw: bytes) -> tuple[list[str], list[str]]:
    """The addresses that failed for now and for good, each sorted."""
    lines = raw[:_NOTICE].split(b"\n", _LINES)[:_LINES]
    seen = b"\n".join([line[:_LONGEST] for line in lines])
    try:
        temporary, permanent = _failures(seen)
    except _RAISED:
        return [], []
    return _plain(temporary - permanent), _plain(permanent)


def _failures(raw: bytes) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """As its all_failures(), but only with those patterns whose first words the mail holds.

    It reads all lines once for each of fifty patterns: nine tenths of its time, nearly all in vain.
    """
    message, lower = clipped_message(raw), raw.lower()
    for kind in _DETECTORS:
        detector = kind()
        if isinstance(detector, SimpleMatch):
            known = zip(detector.PATTERNS, _openings(kind), strict=True)
            detector.PATTERNS = [pattern for pattern, words in known if words in lower]
        temporary, permanent = detector.process(message)
        if temporary or permanent:
            return temporary, permanent
    return frozenset(), frozenset()


@lru_cache
def _openings(kind: type[SimpleMatch]) -> tuple[bytes, ...]:
    """For each of its patterns words without which it finds nothing, in lower case."""
    starts = (_SYNTAX.sub("\n", start.pattern) for start, _end, _address in kind.PATTERNS)
    return tuple(max(one.split("\n"), key=len).lower().encode() for one in starts)


def _plain(found: frozenset[bytes]) -> list[str]:
    addresses = (bare_address(address.decode("ascii", "replace")) for address in found)
    return sorted(address for address in addresses if address)
