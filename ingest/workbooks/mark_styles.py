"""The styles of a workbook with the colours of marks added to them; no style of its own changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.workbooks.xml_scan import (
    CannotMark,
    Edit,
    Element,
    appended,
    attribute,
    checked,
    child,
    children,
    demand,
    edited,
    opening,
    root,
    with_attribute,
)

RED, YELLOW, GREY = "FFFF9C9C", "FFFFEB9C", "FFEDEDED"
OURS = frozenset({RED, YELLOW})
_MOST_STYLES = 64_000  # Excel's limit


class Own(NamedTuple):
    """How a cell of our own sheet looks."""

    bold: bool = False
    size: int = 11  # points
    link: bool = False
    fill: str = ""  # colour
    quoted: bool = False  # what is written stays text also when it is edited
    wrapped: bool = True


@dataclass
class Styles:
    """The styles of one workbook while marks are added."""

    xml: bytes
    prefix: str = ""  # of the elements' names: "x:"
    made: dict[Hashable, int] = field(default_factory=dict)  # formats that were asked for before
    fills: list[bytes] = field(default_factory=list)  # as written; ours at the end
    fonts: list[bytes] = field(default_factory=list)
    formats: list[bytes] = field(default_factory=list)  # <xf>: what a cell's s counts
    rules: list[bytes] = field(default_factory=list)  # <dxf>: formats of rules
    taken_away: dict[int, int] = field(default_factory=dict)  # format with an old mark → without

    def marked(self, index: int, *, warning: bool) -> int:
        """The format `index` with the colour of a mark."""
        if (index, warning) not in self.made:
            plain = self.taken_away.get(index, index)
            fill = self._colour(YELLOW if warning else RED, self._fill_of(plain))
            self.made[index, warning] = self._with_fill(plain, fill)
        return self.made[index, warning]

    def own(self, look: Own) -> int:
        """A format for our own sheet."""
        if look not in self.made:
            self.made[look] = self._own_format(look)
        return self.made[look]

    def _own_format(self, look: Own) -> int:
        font = self._added(self.fonts, self._font(look))
        colour = self._solid(f'<{{p}}fgColor rgb="{look.fill}"/>') if look.fill else b""
        number = self._added(self.fills, colour) if colour else 0
        quote = ' quotePrefix="1"' if look.quoted else ""
        return self._added(
            self.formats,
            self._written(
                f'<{{p}}xf numFmtId="0" fontId="{font}" fillId="{number}" borderId="0"'
                f' applyFont="1" applyFill="1" applyAlignment="1"{quote}>'
                f'<{{p}}alignment vertical="top" wrapText="{int(look.wrapped)}"/></{{p}}xf>'
            ),
        )

    def rule_colour(self, *, warning: bool) -> int:
        """The format of a rule that gives a cell the colour of a mark."""
        colour = YELLOW if warning else RED
        fill = self._solid(f'<{{p}}fgColor rgb="{colour}"/><{{p}}bgColor rgb="{colour}"/>')
        return self._added(
            self.rules, self._written("<{p}dxf>") + fill + self._written("</{p}dxf>")
        )

    def result(self) -> bytes:
        """The part with everything that was asked for."""
        top = root(self.xml)
        edits: list[Edit] = []
        for name, listed in ((b"fonts", self.fonts), (b"fills", self.fills),
                             (b"cellXfs", self.formats)):  # fmt: skip
            found = demand(self.xml, top, name)
            further = listed[_number(self.xml, found) :]
            edits += appended(found, b"".join(further), b"%d" % len(listed)) if further else []
        return edited(self.xml, edits + self._rules(top))

    def _rules(self, top: Element) -> list[Edit]:
        group = child(self.xml, top, b"dxfs")
        further = b"".join(self.rules[_number(self.xml, group) :])
        if not further:
            return []
        if group is not None:
            return appended(group, further, b"%d" % len(self.rules))
        after = [
            one.end for one in children(self.xml, top) if one.name in (b"cellXfs", b"cellStyles")
        ]
        inner = self._written(f'<{{p}}dxfs count="{len(self.rules)}">') + further
        return [Edit(after[-1], after[-1], inner + self._written("</{p}dxfs>"))]

    def _fill_of(self, index: int) -> bytes:
        if not 0 <= index < len(self.formats):
            raise CannotMark("a cell of an unknown style")
        number = int(attribute(_attributes(self.formats[index]), b"fillId") or 0)
        return self.fills[number] if number < len(self.fills) else b""

    def _with_fill(self, index: int, fill: bytes | None) -> int:
        """The format `index` with another fill; None: with none."""
        number = 0 if fill is None else self._added(self.fills, fill)
        written = self.formats[index]
        top = root(written)
        attributes = with_attribute(top.attributes, b"fillId", str(number))
        attributes = with_attribute(attributes, b"applyFill", "1")
        return self._added(self.formats, opening(top, attributes) + written[top.inner :])

    def _colour(self, colour: str, before: bytes) -> bytes:
        """The fill of a mark; in its background, which nobody sees, the colour there was before."""
        remembered = _solid_colour(before)
        kept = f"<{{p}}bgColor {remembered}/>" if remembered else '<{p}bgColor indexed="64"/>'
        return self._solid(f'<{{p}}fgColor rgb="{colour}"/>{kept}')

    def _solid(self, colours: str) -> bytes:
        inner = f'<{{p}}patternFill patternType="solid">{colours}</{{p}}patternFill>'
        return self._written(f"<{{p}}fill>{inner}</{{p}}fill>")

    def _font(self, look: Own) -> bytes:
        signs = ("<{p}b/>" if look.bold else "") + ("<{p}u/>" if look.link else "")
        colour = '<{p}color rgb="FF0563C1"/>' if look.link else ""
        name = '<{p}name val="Calibri"/><{p}family val="2"/>'
        size = f'<{{p}}sz val="{look.size}"/>'
        return self._written(f"<{{p}}font>{signs}{size}{colour}{name}</{{p}}font>")

    def _written(self, text: str) -> bytes:
        return text.replace("{p}", self.prefix).encode()

    def _added(self, listed: list[bytes], written: bytes) -> int:
        if written in listed:
            return listed.index(written)
        if len(listed) >= _MOST_STYLES:
            raise CannotMark("too many styles")
        listed.append(written)
        return len(listed) - 1

    def take_away_marks(self) -> None:
        """Note for each format with a colour of ours the one it had before."""
        for index, written in enumerate(list(self.formats)):
            number = int(attribute(_attributes(written), b"fillId") or 0)
            fill = self.fills[number] if number < len(self.fills) else b""
            colour, before = _colours(fill)
            if (attribute(colour, b"rgb") or "") in OURS:
                remembered = before.strip().decode()
                none = not remembered or 'indexed="6' in remembered or remembered.startswith("auto")
                old = None if none else self._solid(f"<{{p}}fgColor {remembered}/>")
                self.taken_away[index] = self._with_fill(index, old)


def read_styles(xml: bytes) -> Styles:
    """The styles part, ready for marks; CannotMark where it has no fills or formats."""
    top = root(checked(xml))
    styles = Styles(xml, top.prefix.decode())
    for name, listed in ((b"fonts", styles.fonts), (b"fills", styles.fills),
                         (b"cellXfs", styles.formats)):  # fmt: skip
        listed += [xml[one.start : one.end] for one in children(xml, demand(xml, top, name))]
    if rules := child(xml, top, b"dxfs"):
        styles.rules += [xml[one.start : one.end] for one in children(xml, rules)]
    styles.take_away_marks()
    return styles


def _number(xml: bytes, group: Element | None) -> int:
    return sum(1 for _ in children(xml, group)) if group else 0


def _attributes(written: bytes) -> bytes:
    return root(written).attributes


def _colours(fill: bytes) -> tuple[bytes, bytes]:
    """Attributes of the colour seen and of the one behind it, of a solid fill; else empty."""
    pattern = child(fill, root(fill), b"patternFill") if fill else None
    if pattern is None or attribute(pattern.attributes, b"patternType") != "solid":
        return b"", b""
    seen, behind = (child(fill, pattern, name) for name in (b"fgColor", b"bgColor"))
    return _own(seen), _own(behind)


def _own(colour: Element | None) -> bytes:
    return colour.attributes if colour else b""


def _solid_colour(fill: bytes) -> str:
    seen, _ = _colours(fill)
    return "" if attribute(seen, b"rgb") in OURS else seen.strip().decode()
