"""The layout of a slip: each block is drawn from `y` on and says where the next may begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatch.pdf_page import BOLD, HEIGHT, MM, REGULAR, WIDTH, Page, width_of, wrapped

_LEFT = 20 * MM
_FULL = WIDTH - 2 * _LEFT
_PAD = 5 * MM
_INK, _BLUE, _GREY, _PALE, _RULE = 0x1B2733, 0x12365E, 0x56626E, 0xEDF2F7, 0xBCC7D2
_NAMES = 46 * MM  # the column of names in the facts
_LEAD = 1.35  # a line's height in sizes of its letters
_CODE = 34 * MM  # the side of the QR code
_BOTTOM = HEIGHT - 16 * MM


@dataclass(frozen=True)
class Field:
    """A value that is looked for, in a field of its own."""

    title: str
    value: str
    note: str  # in small letters below; '' when none


@dataclass(frozen=True)
class Foot:
    """What stands at the lower end of the page."""

    title: str
    lines: tuple[str, ...]  # whom to turn to; none: no title either
    note: str
    fine: str = ""  # in the lower margin, in the smallest letters


@dataclass(frozen=True)
class _Style:
    """How a text is written."""

    size: float  # points
    font: str
    colour: int


_Block = tuple[list[str], _Style]
"""Lines and how they are written."""
_SMALL = _Style(8, REGULAR, _GREY)
_FINE = _Style(6, REGULAR, _GREY)
_TEXT = _Style(10, REGULAR, _INK)
_STRONG = _Style(10, BOLD, _INK)


def head(page: Page, sender: str, kind: str, title: str) -> float:
    """Who writes, what kind of paper it is, and the title."""
    kind_width = width_of(kind, 9, REGULAR)
    page.text(_LEFT + _FULL - kind_width, 19 * MM, kind, 9, REGULAR, _GREY)
    room = _FULL - kind_width - _PAD
    y = _lines(page, _LEFT, 15.5 * MM, _cut(sender, room, _Style(10, BOLD, _BLUE), 2))
    page.line(_LEFT, y + 2 * MM, _FULL, 1.2, _BLUE)
    y = _lines(page, _LEFT, y + 8 * MM, _fitted(title, _FULL, _Style(20, BOLD, _INK), 1))
    return y + 4 * MM


def number(page: Page, y: float, label: tuple[str, str], follow: tuple[str, str]) -> float:
    """The number, large, with the QR code of the status page beside it where there is one."""
    room = _FULL - 2 * _PAD - (_CODE + _PAD if follow[1] else 0)
    blocks = [([label[0]], _SMALL), _fitted(label[1], room, _Style(25, BOLD, _BLUE), 1)]
    if follow[1]:
        blocks += [([follow[0]], _SMALL), _cut(follow[1], room, _Style(8, REGULAR, _INK), 2)]
    text = sum(map(_height, blocks)) + (len(blocks) - 1) * 1.5 * MM
    height = max(text, _CODE if follow[1] else 0) + 2 * _PAD
    page.field(_LEFT, y, _FULL, height, _PALE)
    page.field(_LEFT, y, 1.2 * MM, height, _BLUE)
    top = y + (height - text) / 2
    for block in blocks:
        top = _lines(page, _LEFT + _PAD, top, block) + 1.5 * MM
    if follow[1]:
        page.qr(_LEFT + _FULL - _PAD - _CODE, y + _PAD, _CODE, follow[1])
    return y + height + 3 * MM


def two_fields(page: Page, y: float, left: Field, right: Field) -> float:
    """Two fields side by side, as high as the higher of them."""
    width = (_FULL - 3 * MM) / 2
    height = max(_field_height(left, width), _field_height(right, width))
    for x, field in ((_LEFT, left), (_LEFT + width + 3 * MM, right)):
        page.field(x, y, width, height, _PALE)
        top = _lines(page, x + _PAD, y + 3.5 * MM, ([field.title], _SMALL)) + 1 * MM
        top = _lines(page, x + _PAD, top, _value(field, width)) + 1 * MM
        _lines(page, x + _PAD, top, _cut(field.note, width - 2 * _PAD, _SMALL, 3))
    return y + height + 5 * MM


def facts(page: Page, y: float, rows: Sequence[tuple[str, str, int]]) -> float:
    """Names and values below each other, each with the lines that its value has at most."""
    for name, value, most in rows:
        said = _cut(name, _NAMES - 2 * MM, _Style(9, REGULAR, _GREY), 2)
        below = _lines(page, _LEFT, y + 0.6, said)
        shown = _cut(value, _FULL - _NAMES, _TEXT, most)
        y = max(below, _lines(page, _LEFT + _NAMES, y, shown)) + 1.2 * MM
        page.line(_LEFT, y, _FULL, 0.4, _RULE)
        y += 1.6 * MM
    return y + 2 * MM


def foot(page: Page, said: Foot) -> None:
    """What stands at the lower end: whom to turn to, in a field, and the note."""
    title, whom, note = _foot_blocks(said)
    y = top_of(said)
    if whom:
        height = _foot_height(title, whom)
        page.field(_LEFT, y, _FULL, height, _PALE)
        top = _lines(page, _LEFT + _PAD, y + 3 * MM, title) + 1 * MM
        for block in whom:
            top = _lines(page, _LEFT + _PAD, top, block)
        y += height + 3 * MM
    page.line(_LEFT, y, _FULL, 0.4, _RULE)
    _lines(page, _LEFT, y + 3 * MM, note)
    _lines(page, _LEFT, _BOTTOM + 0.3 * MM, _cut(said.fine, _FULL, _FINE, 2))


def top_of(said: Foot) -> float:
    """Where the foot begins."""
    title, whom, note = _foot_blocks(said)
    y = _BOTTOM - _height(note) - 3 * MM
    return y - _foot_height(title, whom) - 3 * MM if whom else y


def _foot_blocks(said: Foot) -> tuple[_Block, list[_Block], _Block]:
    """Title, whom to turn to, and note: at most eight lines in the middle."""
    room, most = _FULL - 2 * _PAD, 2 if len(said.lines) <= 4 else 1
    whom = [_cut(line, room, _STRONG, most) for line in said.lines[:8]]
    return (
        _cut(said.title, room, _Style(9, REGULAR, _INK), 2),
        whom,
        _cut(said.note, _FULL, _SMALL, 4),
    )


def _foot_height(title: _Block, whom: list[_Block]) -> float:
    return sum(map(_height, [title, *whom])) + 7 * MM


def fill(
    page: Page,
    y: float,
    room: float,
    title: str,
    lines: Sequence[str],
    left_out: Callable[[int], str],
) -> None:
    """`lines` under their title from `y` on: smaller, then fewer, until they have `room`.

    `left_out`: the sentence that tells how many lines were left out.
    """
    room -= _LEAD * _STRONG.size + 4 * MM
    if not lines or room < 2 * _LEAD * 7:
        return
    top = _lines(page, _LEFT, y, _cut(title, _FULL, _STRONG, 1)) + 1 * MM
    for size in (9, 8, 7):
        style = _Style(size, REGULAR, _INK)
        blocks = [_cut(line, _FULL, style, 3) for line in lines]
        if sum(map(_height, blocks)) <= room:
            break
    else:
        blocks = _as_many(blocks, room, style, left_out)
    for block in blocks:
        top = _lines(page, _LEFT, top, block)


def _as_many(
    blocks: list[_Block], room: float, style: _Style, left_out: Callable[[int], str]
) -> list[_Block]:
    """As many blocks as have room, and one that tells of the others."""
    kept: list[_Block] = []
    room -= _LEAD * style.size
    for block in blocks:
        room -= _height(block)
        if room < 0:
            break
        kept.append(block)
    return [*kept, _cut(left_out(len(blocks) - len(kept)), _FULL, style, 1)]


def _field_height(field: Field, width: float) -> float:
    blocks = [_value(field, width), _cut(field.note, width - 2 * _PAD, _SMALL, 3)]
    return 9 * MM + _LEAD * _SMALL.size + sum(map(_height, blocks))


def _value(field: Field, width: float) -> _Block:
    return _fitted(field.value, width - 2 * _PAD, _Style(16, BOLD, _INK), 1)


def _fitted(text: str, width: float, style: _Style, most: int) -> _Block:
    """`text` as large as lets it stand in `most` lines, down to half the size."""
    sizes = [style.size - step / 2 for step in range(int(style.size) + 1)]
    for size in sizes:
        lines = wrapped(text, width, size, style.font)
        if len(lines) <= most:
            return lines, _Style(size, style.font, style.colour)
    return _cut(text, width, _Style(sizes[-1], style.font, style.colour), most)


def _cut(text: str, width: float, style: _Style, most: int) -> _Block:
    """`text` in lines, the last one ending in an ellipsis where there would be more than `most`."""
    lines = wrapped(text, width, style.size, style.font)
    if len(lines) <= most:
        return lines, style
    last = lines[most - 1]
    while last and width_of(f"{last}…", style.size, style.font) > width:
        last = last[:-1].rstrip()
    return [*lines[: most - 1], f"{last}…"], style


def _height(block: _Block) -> float:
    return len(block[0]) * block[1].size * _LEAD


def _lines(page: Page, x: float, y: float, block: _Block) -> float:
    """Draw the lines of `block` below `y`; where the next may begin."""
    lines, style = block
    for line in lines:
        page.text(x, y + style.size, line, style.size, style.font, style.colour)
        y += style.size * _LEAD
    return y
