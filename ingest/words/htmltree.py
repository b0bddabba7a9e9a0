"""The elements of an HTML text as a tree, built leniently and within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ingest.words import htmlmarks
from ingest.words.htmltokens import Token, attributes_of, tokens

_CAP = 1_000_000  # characters of HTML that are looked at
_DEEPEST = 2_000  # elements inside each other; deeper ones become children of the last
_MOST = 30_000  # tags and texts that are looked at; letters that people write have a tenth of it
_VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
_SILENT = frozenset({"head", "style", "script", "title", "template", "xml", "noscript"})


@dataclass(slots=True)
class Node:
    """An element with its children in order; text is a child that is a str."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)
    mark: str = ""  # "quotation" or "signature", while it is walked through
    is_hidden: bool = False  # no reader shows what is in it, so nobody wrote it to be read


class _Builder:
    """Builds the tree leniently: an end tag closes the nearest element of its name, if any."""

    def __init__(self) -> None:
        self.root = Node("html", {})
        self._open = [self.root]
        self._count: dict[str, int] = {}

    def start(self, tag: str, attributes: str) -> None:
        node = Node(tag, attributes_of(attributes) if htmlmarks.may_be(tag, attributes) else {})
        if attributes and htmlmarks.may_hide(attributes):
            node.is_hidden = htmlmarks.is_hidden(attributes_of(attributes))
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


def tree_of(html: str) -> Node:
    """The tree of an HTML text, as far as it is looked at."""
    builder = _Builder()
    for kind, name, attributes in islice(tokens(html[:_CAP]), _MOST):
        if kind is Token.TEXT:
            builder.text(name)
        elif kind is Token.END:
            builder.end(name)
        else:
            builder.start(name, attributes)
    return builder.root


def walk(root: Node) -> Iterator[tuple[Node | str, bool]]:
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
            waiting.append((child, iter(() if child.is_hidden else child.children)))
