"""An HTML body as text, with what mail programs mark as quoted marked by ">", as in plain mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ingest.htmltokens import Token, tokens
from ingest.quotemarks import header_name, visible

CUT = "\u241e"
"""Stands alone on a line from which on everything is the original."""

_CAP = 1_000_000  # characters of HTML that are looked at
_DEEPEST = 2_000  # elements inside each other; deeper ones become children of the last
_MOST = 30_000  # tags and texts that are looked at; letters that people write have a tenth of it
_LOOKED_INTO = 200_000  # elements in all that are visited to judge the element around them
_VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
_SILENT = frozenset({"head", "style", "script", "title", "template", "xml", "noscript"})
_BLOCK_NAMES = (
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3"
    " h4 h5 h6 header hr html li main nav ol p pre section table tbody tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_QUOTE_CLASSES = frozenset(
    {
        "gmail_attr",
        "moz-cite-prefix",
        "yahoo_quoted",
        "protonmail_quote",
        "zmail_extra",
        "tutanota_quote",
    }
)
_CUT_IDS = re.compile(
    r"(?:x_)*(?:divrplyfwdmsg|olk_src_body_section|appendonsend|mail-editor-reference-message"
    r"|isforwardcontent|replysplit|zwchr|stopspelling)",
    re.I,
)
_RULE_ABOVE = re.compile(
    r"border-top:\s*(?:solid\s+(?:#b5c4df|#e1e1e1|windowtext)|1px solid|#?\w+ 1)", re.I
)
_CUT_BY_RULE = re.compile(r"border-top-(?:color|style|width)", re.I)
_SIDE_RULE = re.compile(r"border-left(?:-style|-width|-color)?\s*:", re.I)


@dataclass
class _Node:
    """An element with its children in order; text is a child that is a str."""

    tag: str
    attributes: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)

    def classes(self) -> set[str]:
        names = self.attributes.get("class", "").lower().split()
        return {
            re.sub(r"^(?:x_|ecx|mr_css_attr_?|mailrucssattributepostfix_?)+", "", n) for n in names
        }


class _Builder:
    """Builds the tree leniently: an end tag closes the nearest element of its name, if any."""

    def __init__(self) -> None:
        self.root = _Node("html", {})
        self._open = [self.root]
        self._count: dict[str, int] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        node = _Node(tag, attributes)
        if tag == "p" and self._open[-1].tag == "p":
            self.end("p")
        self._open[-1].children.append(node)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(node)
            self._count[tag] = self._count.get(tag, 0) + 1

    def end(self, tag: str) -> None:
        while self._count.get(tag):
            closed = self._open.pop()
            self._count[closed.tag] -= 1
            if closed.tag == tag:
                return

    def text(self, data: str) -> None:
        self._open[-1].children.append(data)


class _Lines:
    """Text as it flows into lines, each marked when it stands in a quotation."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []  # pieces; one growing text would be copied for each of them
        self.depth = 0  # of quotations
        self.verbatim = 0  # inside <pre>
        self.looks = _LOOKED_INTO  # elements that may still be visited to judge another

    def write(self, text: str) -> None:
        if self.verbatim:
            head, *rest = text.split("\n")
            self._add(head)
            for piece in rest:
                self.end(force=True)
                self._add(piece)
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", text)
        self._add(text.lstrip(" ") if not self._line or self._line[-1].endswith(" ") else text)

    def _add(self, text: str) -> None:
        if text:
            self._line.append(text)

    def end(self, *, force: bool = False) -> None:
        """End the line; an empty one only when `force` says so."""
        line = "".join(self._line)
        shown = line.rstrip(" ").replace("\xa0", " ").rstrip()
        if line or force:
            self.lines.append("> " * bool(self.depth) + shown)
        self._line = []

    def cut(self) -> None:
        self.end()
        self.lines.append(CUT)

    def last(self) -> str:
        """The last line that says something."""
        line = "".join(self._line).strip()
        return line or next((line for line in reversed(self.lines) if line.strip()), "")


def text_of(html: str) -> str:
    """The text of an HTML body; quoted lines begin with ">", a line `CUT` opens an unmarked"
    " original."""
    builder = _Builder()
    for kind, name, attributes in islice(tokens(html[:_CAP]), _MOST):
        if kind is Token.TEXT:
            builder.text(name)
        elif kind is Token.END:
            builder.end(name)
        else:
            builder.start(name, attributes)
    out = _Lines()
    for node, entering in _walk(builder.root):
        if isinstance(node, str):
            out.write(node)
        elif entering:
            _enter(node, out)
        else:
            _leave(node, out)
    out.end()
    return "\n".join(out.lines)


def _walk(root: _Node) -> Iterator[tuple[_Node | str, bool]]:
    """Every element on entering and on leaving it, and every text, in order."""
    yield root, True
    waiting = [(root, iter(root.children))]
    while waiting:
        node, children = waiting[-1]
        child = next(children, None)
        if child is None:
            yield node, False
            waiting.pop()
        elif isinstance(child, str):
            yield child, True
        elif child.tag not in _SILENT:
            yield child, True
            waiting.append((child, iter(child.children)))


def _inside(node: _Node, out: _Lines, most: int) -> Iterator[_Node | str]:
    """What stands in an element, at most so much, and so much in all of one mail."""
    for child, entering in islice(_walk(node), min(most, out.looks)):
        out.looks -= 1
        if entering:
            yield child


def _enter(node: _Node, out: _Lines) -> None:
    if node.tag == "br":
        out.end(force=True)
        return
    if node.tag in _BLOCKS:
        out.end()
    if _cuts(node, out):
        out.cut()
    if _quotes(node, out):
        node.attributes["quotes"] = "yes"
        out.depth += 1
    out.verbatim += node.tag == "pre"
    if node.tag in ("td", "th"):
        out.write(" ")
    if node.tag == "li":
        out.write("- ")


def _leave(node: _Node, out: _Lines) -> None:
    if node.tag in _BLOCKS:
        out.end()
    out.verbatim -= node.tag == "pre"
    if node.attributes.get("quotes"):
        out.end()
        out.depth -= 1
    elif node.tag == "p" and out.lines and out.lines[-1].strip():
        out.end(force=True)


def _cuts(node: _Node, out: _Lines) -> bool:
    if _CUT_IDS.fullmatch(node.attributes.get("id", "")):
        return True
    style = node.attributes.get("style", "")
    if node.tag == "div" and (_RULE_ABOVE.search(style) or _CUT_BY_RULE.search(style)):
        return _starts_with_header(node, out)
    return node.tag == "hr" and node.attributes.get("tabindex") == "-1"


def _starts_with_header(node: _Node, out: _Lines) -> bool:
    """Outlook's rule stands above «From:», a company's signature can have one too."""
    text = ""
    for child in _inside(node, out, 500):
        text += child if isinstance(child, str) else ""
        if len(text) > 60:
            break
    return header_name(visible(text)) is not None


def _quotes(node: _Node, out: _Lines) -> bool:
    classes = node.classes()
    if classes & _QUOTE_CLASSES:
        return True
    if "gmail_quote" in classes and not out.depth and node.tag != "blockquote":
        # With a blockquote inside, that is the quotation: answers may stand between two of them.
        inside = _inside(node, out, 6_000)
        return not any(isinstance(n, _Node) and n.tag == "blockquote" for n in inside)
    if node.tag != "blockquote":
        return False
    marked = node.attributes.get("type", "").lower() == "cite" or "gmail_quote" in classes
    marked = (
        marked
        or "cite" in node.attributes
        or bool(_SIDE_RULE.search(node.attributes.get("style", "")))
    )
    return marked or out.depth > 0 or out.last().endswith(":")
