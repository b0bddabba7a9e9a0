"""The words of a mail that a program may have written: its HTML without tags, at little cost."""

from __future__ import annotations

import re
from functools import lru_cache

CAP = 60_000  # characters that are looked at
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?t[dr]|/?li|/?h\d|/?table)\b[^<>]{0,2000}>", re.I)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_SIGNS = (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&quot;", '"'), ("&amp;", "&"))


def bare_text(text: str, html: str | None) -> str:
    """The plain text, else the HTML without its tags, with a line for each block."""
    if text.strip() or not html:
        return text[:CAP]
    return _bare(html[: 4 * CAP])


@lru_cache(maxsize=1)
def _bare(html: str) -> str:
    """Asked for up to five times of the same mail."""
    bare = _TAG.sub("", _BREAK.sub("\n", html))
    for name, sign in _SIGNS:
        bare = bare.replace(name, sign)
    return bare[:CAP]
