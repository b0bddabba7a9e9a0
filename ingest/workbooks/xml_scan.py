"""XML of a workbook's parts, read and changed by passes over its bytes; no tree is built.

So a part that is changed in one place stays byte for byte as it was in all others.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple
from xml.parsers import expat

# Possessive, so that an unclosed quotation mark costs one pass and no more.
_TAG = re.compile(rb"<(/?)([A-Za-z_][\w.:-]*+)((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)["']""")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED_SIGN = re.compile(r"_(x[0-9A-Fa-f]{4}_)")  # read by Excel as a sign: _x000D_


class CannotMark(Exception):
    """This workbook is written in a way that is not edited in place; the text says in which."""


class Element(NamedTuple):
    """Where an element stands in its part; positions are offsets of bytes."""

    prefix: bytes  # "x:" or ""
    name: bytes  # without the prefix
    attributes: bytes  # as written
    start: int  # of the opening tag
    inner: int  # after the opening tag
    inner_end: int  # before the closing tag
    end: int  # after it

    @property
    def empty(self) -> bool:
        """Written as one tag, <a/>."""
        return self.inner_end == self.end


class Edit(NamedTuple):
    """One replacement; inserting replaces nothing."""

    start: int
    end: int
    by: bytes


def checked(xml: bytes) -> bytes:
    """`xml` when it is UTF-8 without comments or sections, which scanning would take for markup."""
    declared = _DECLARED.search(xml, 0, 200)
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or (
        declared and declared.group(1).lower() not in (b"utf-8", b"us-ascii")
    ):
        raise CannotMark("not in UTF-8")
    if b"<!" in xml:
        raise CannotMark("comments, sections or declarations")
    return xml


def is_well_formed(xml: bytes) -> bool:
    """Would an XML parser read it? Asked of each part that was changed."""
    try:
        expat.ParserCreate().Parse(xml, True)
    except expat.ExpatError:
        return False
    return True


def root(xml: bytes) -> Element:
    """The outermost element."""
    return next(elements(xml, 0, len(xml)), None) or _none("no element")


def elements(xml: bytes, start: int, end: int) -> Iterator[Element]:
    """The elements between two positions, one after another, without those inside them."""
    depth, opened = 0, None
    for tag in _TAG.finditer(xml, start, end):
        closing, empty = bool(tag.group(1)), tag.group(3).endswith(b"/")
        if depth == 0 and not closing:
            opened = tag
        depth += -1 if closing else not empty
        if depth == 0 and opened is not None:
            yield _element(opened, tag)
            opened = None
    if depth:
        raise CannotMark("an element that is not closed")


def _element(opened: re.Match[bytes], closed: re.Match[bytes]) -> Element:
    prefix, colon, name = opened.group(2).rpartition(b":")
    inner_end = closed.start() if closed is not opened else opened.end()
    attributes = opened.group(3).removesuffix(b"/") if closed is opened else opened.group(3)
    return Element(
        prefix + colon, name, attributes, opened.start(), opened.end(), inner_end, closed.end()
    )


def children(xml: bytes, parent: Element) -> Iterator[Element]:
    """The elements directly inside `parent`."""
    return elements(xml, parent.inner, parent.inner_end)


def child(xml: bytes, parent: Element, name: bytes) -> Element | None:
    """The first element of this name directly inside `parent`."""
    return next((found for found in children(xml, parent) if found.name == name), None)


def demand(xml: bytes, parent: Element, name: bytes) -> Element:
    """As `child`; CannotMark where there is none."""
    return child(xml, parent, name) or _none(f"no <{name.decode()}>")


def _none(why: str) -> Element:
    raise CannotMark(why)


@cache
def _attribute(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:^|\s)" + name + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def attribute(attributes: bytes, name: bytes) -> str | None:
    """The value of an attribute; `name` is a pattern, so that a prefix may be left open."""
    found = _attribute(name).search(attributes)
    if found is None:
        return None
    return html.unescape((found.group(1) or found.group(2) or b"").decode())


def with_attribute(attributes: bytes, name: bytes, value: str | None) -> bytes:
    """The attributes with one set, or with None taken away."""
    plain = _attribute(name).sub(b"", attributes).rstrip()
    return plain if value is None else plain + b" " + name + b'="' + escaped(value) + b'"'


def opening(element: Element, attributes: bytes) -> bytes:
    """The opening tag with other attributes."""
    rest = b" " + attributes.strip() if attributes.strip() else b""
    return b"<" + element.prefix + element.name + rest + (b"/>" if element.empty else b">")


def appended(element: Element, further: bytes, count: bytes = b"") -> list[Edit]:
    """Edits that put `further` at the end inside; `count`: the attribute that counts, set anew."""
    attributes = element.attributes
    if count:
        attributes = with_attribute(attributes, b"count", count.decode())
    name = element.prefix + element.name
    tag = b"<" + name + b" " + attributes.strip() + b">"
    if element.empty:
        return [Edit(element.start, element.end, tag + further + b"</" + name + b">")]
    at = element.inner_end
    return [Edit(element.start, element.inner, tag), Edit(at, at, further)]


def edited(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """`xml` with the edits made; those at one place in the order given."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [xml[at : edit.start], edit.by]
        at = edit.end
    return b"".join([*pieces, xml[at:]])


def escaped(text: str) -> bytes:
    """Text as it stands in an attribute or an element, without what XML cannot hold."""
    plain = html.escape(_ILLEGAL.sub("", text), quote=True)
    return plain.replace("\n", "&#10;").encode()


def escaped_text(text: str) -> bytes:
    """Text of a cell or comment, where Excel reads _x000D_ as a sign unless it is escaped."""
    return escaped(_ESCAPED_SIGN.sub(r"_x005F_\1", text))
