"""An HTML body as text, with what mail programs mark as quoted marked by ">", as in plain mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from ingest.words import htmlmarks
from ingest.words.attribution import attribution
from ingest.words.htmlmarks import may_mark, may_sign
from ingest.words.htmltree import Node, tree_of, walk
from ingest.words.quotemarks import header_role, visible

__all__ = ["CUT", "SIGNED", "may_mark", "signed_lines", "text_of"]

CUT = "\u241e"
"""Stands alone on a line from which on everything is the original."""

SIGNED = "\u241f"
"""Begins each line that a mail program marks as its user's signature."""

_MOST_JUDGED = 500  # blockquotes without a mark of a program that are judged by what is above them
_LOOKED_INTO = 200_000  # elements in all that are visited to judge the element around them
_BLOCK_NAMES = (
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3"
    " h4 h5 h6 header hr html li main nav ol p pre section table tbody tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())


_SPACES = re.compile(r"[ \t\r\n\f]+")


class _Lines:
    """Text as it flows into lines, each marked when it stands in a quotation."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []  # pieces; one growing text would be copied for each of them
        self.depth = 0  # of quotations
        self.signed = 0  # of elements marked as signature
        self.verbatim = 0  # inside <pre>
        self.lists: list[int | None] = []  # around: the next item's number; None: it has none
        self.looks = _LOOKED_INTO  # elements that may still be visited to judge another
        self.judged = 0  # blockquotes without a mark of a program

    def write(self, text: str) -> None:
        if self.verbatim:
            head, *rest = text.split("\n")
            self._add(head)
            for piece in rest:
                self.end(force=True)
                self._add(piece)
            return
        if "  " in text or not text.isprintable():
            text = _SPACES.sub(" ", text)
        self._add(text.lstrip(" ") if not self._line or self._line[-1].endswith(" ") else text)

    def _add(self, text: str) -> None:
        if text:
            self._line.append(text)

    def end(self, *, force: bool = False) -> None:
        """End the line; an empty one only when `force` says so."""
        line = "".join(self._line)
        shown = line.rstrip(" ").replace("\xa0", " ").rstrip()
        if line or force:
            mark = "> " if self.depth else SIGNED if self.signed and shown else ""
            self.lines.append(mark + shown)
        self._line = []

    def item(self, value: int | None) -> None:
        """Begin an item of a list with its number, which `value` may set, or with a dash."""
        number = self.lists[-1] if self.lists else None
        if number is not None:
            number = value or number
        if number is None:
            self.write("- ")
        else:
            self.write(f"{number}. ")
            self.lists[-1] = number + 1

    def cut(self) -> None:
        self.end()
        self.signed = 0
        self.lines.append(CUT)

    def last(self, count: int) -> list[str]:
        """The last lines that say something, at most so many, in order."""
        line = "".join(self._line).strip()
        found = [line] if line else []
        for earlier in reversed(self.lines[-10:]):
            if earlier.strip() and len(found) < count:
                found.append(earlier)
        return found[::-1]


@lru_cache(maxsize=4)
def text_of(html: str) -> str:
    """The text of an HTML body; quoted lines begin with ">", a line `CUT` opens an unmarked"
    " original."""
    out = _Lines()
    for node, entering in walk(tree_of(html)):
        if isinstance(node, str):
            out.write(node)
        elif entering:
            _enter(node, out)
        else:
            _leave(node, out)
    out.end()
    return "\n".join(out.lines)


def signed_lines(html: str) -> frozenset[str]:
    """The lines of the HTML, as `visible`, that its program marks as signature."""
    if not may_sign(html):
        return frozenset()
    lines = (line[1:] for line in text_of(html).split("\n") if line.startswith(SIGNED))
    return frozenset(visible(line) for line in lines)


def _inside(node: Node, out: _Lines, most: int) -> Iterator[Node | str]:
    """What stands in an element, at most so much, and so much in all of one mail."""
    for child, entering in islice(walk(node), min(most, out.looks)):
        out.looks -= 1
        if entering:
            yield child


def _enter(node: Node, out: _Lines) -> None:
    if node.tag == "br":
        out.end(force=True)
        return
    if node.tag in _BLOCKS:
        out.end()
    if node.attributes or node.tag == "blockquote":
        _mark(node, out)
    out.verbatim += node.tag == "pre"
    if node.tag in ("td", "th"):
        out.write(" ")
    if node.tag in ("ol", "ul"):
        out.lists.append((_number(node, "start") or 1) if node.tag == "ol" else None)
    if node.tag == "li":
        out.item(_number(node, "value"))


def _number(node: Node, name: str) -> int | None:
    """The number that `start` of a list, or `value` of an item, sets."""
    written = node.attributes.get(name, "")
    return int(written) if written.isdecimal() and len(written) < 4 else None


def _mark(node: Node, out: _Lines) -> None:
    """Note where a quotation, a signature or the original begins."""
    names = htmlmarks.classes(node.attributes)
    if node.tag == "hr" and htmlmarks.opens_signature(node.attributes):
        out.signed += 1
    if not out.depth and _cuts(node, out):
        out.cut()
    if _quotes(node, names, out):
        out.end()
        node.mark = "quotation"
        out.depth += 1
    elif not out.depth and htmlmarks.is_signature(node.attributes, names):
        out.end()
        node.mark = "signature"
        out.signed += 1


def _leave(node: Node, out: _Lines) -> None:
    if node.tag in _BLOCKS:
        out.end()
    out.verbatim -= node.tag == "pre"
    if node.tag in ("ol", "ul") and out.lists:
        out.lists.pop()
    if node.mark:
        out.end()
        out.depth -= node.mark == "quotation"
        out.signed = max(0, out.signed - (node.mark == "signature"))
    elif node.tag == "p" and not node.is_hidden and out.lines and out.lines[-1].strip():
        out.end(force=True)


def _cuts(node: Node, out: _Lines) -> bool:
    if htmlmarks.opens_original(node.attributes):
        return True
    if node.tag == "div" and htmlmarks.has_rule_above(node.attributes):
        return header_role(_beginning(node, out)) is not None
    return node.tag == "hr" and node.attributes.get("tabindex") == "-1"


def _beginning(node: Node, out: _Lines) -> str:
    """The first words in an element, its first line where it is broken by the program."""
    text = ""
    for child in _inside(node, out, 500):
        if isinstance(child, str):
            text += child
        elif text.strip() and (child.tag == "br" or child.tag in _BLOCKS):
            break
        if len(text) > 300:
            break
    return visible(text)


def _quotes(node: Node, names: set[str], out: _Lines) -> bool:
    if htmlmarks.is_quotation(node.attributes, names):
        return True
    if "gmail_quote" in names and not out.depth and node.tag != "blockquote":
        # With a blockquote inside, that is the quotation: answers may stand between two of them.
        inside = _inside(node, out, 6_000)
        return not any(isinstance(n, Node) and n.tag == "blockquote" for n in inside)
    if node.tag != "blockquote":
        return False
    if out.depth or htmlmarks.is_cited(node.attributes, names):
        return True
    if out.judged >= _MOST_JUDGED:
        return False
    out.judged += 1
    beginning = _beginning(node, out)
    return _is_announced(out) or header_role(beginning) == "from" or _announces(beginning)


def _is_announced(out: _Lines) -> bool:
    """Whether the line above says who wrote; a blockquote may also be a person's own list."""
    above = [visible(line[:600]) for line in out.last(2)]
    return any(_announces(line) for line in [*above[-1:], " ".join(above)]) or (
        bool(above) and header_role(above[-1]) in ("subject", "date")
    )


def _announces(line: str) -> bool:
    return bool(line) and attribution(line[:600]) > 0
