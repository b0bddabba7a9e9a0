"""One A4 page for print: texts, lines, fields and a QR code, drawn by reportlab.

Lengths are points (1/72 inch), counted from the upper left corner; a text stands on its base line.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
BLACK = 0x000000
MISSING = "□"  # drawn for a character that the fonts have not
_QUIET = 4  # modules of white around a QR code (ISO/IEC 18004)


class Page:
    """A page that is being drawn; `data()` ends it."""

    def __init__(self, title: str, author: str, language: str) -> None:
        """An empty page; `title` and `author` go into the file's properties."""
        _load_fonts()
        self._file = io.BytesIO()
        # invariant: no time and no random id, so that the same page is the same bytes.
        self._canvas = Canvas(
            self._file,
            pagesize=(WIDTH, HEIGHT),
            invariant=1,
            lang=language,
            initialFontName=REGULAR,
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(title)
        self._canvas.setCreator("Achyk")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def text(self, x: float, y: float, text: str, size: float, font: str, colour: int) -> None:
        """One line of text that begins at `x`."""
        self._canvas.setFont(font, size)
        self._canvas.setFillColorRGB(*_rgb(colour))
        self._canvas.drawString(x, HEIGHT - y, drawable(text, font))

    def line(self, x: float, y: float, width: float, thick: float, colour: int) -> None:
        """A level line."""
        self._canvas.setStrokeColorRGB(*_rgb(colour))
        self._canvas.setLineWidth(thick)
        self._canvas.line(x, HEIGHT - y, x + width, HEIGHT - y)

    def field(self, x: float, y: float, width: float, height: float, colour: int) -> None:
        """A filled rectangle with its upper left corner at (x, y)."""
        self._canvas.setFillColorRGB(*_rgb(colour))
        self._canvas.rect(x, HEIGHT - y - height, width, height, stroke=0, fill=1)

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """A QR code on a white square of `side`, its quiet zone within."""
        count, bars = _bars(content)
        self.field(x, y, side, side, 0xFFFFFF)
        module = side / (count + 2 * _QUIET)
        left, top = x + _QUIET * module, HEIGHT - y - _QUIET * module
        self._canvas.setFillColorRGB(*_rgb(BLACK))
        path = self._canvas.beginPath()
        for row, first, length in bars:
            lower = top - (row + 1) * module
            path.rect(left + first * module, lower, length * module, module)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def data(self) -> bytes:
        """The finished file."""
        self._canvas.save()
        return self._file.getvalue()


def width_of(text: str, size: float, font: str) -> float:
    """How wide `text` is as one line."""
    _load_fonts()
    return float(pdfmetrics.stringWidth(drawable(text, font), font, size))


def wrapped(text: str, width: float, size: float, font: str) -> list[str]:
    """`text` in lines of at most `width`; a word that is wider alone is broken anywhere."""
    lines: list[str] = []
    left = 0.0  # of the last line
    blank = width_of(" ", size, font)
    for word in filter(None, text.split(" ")):
        for piece in _broken(word, width, size, font):
            needed = width_of(piece, size, font)
            if lines and blank + needed <= left:
                lines[-1] += f" {piece}"
                left -= blank + needed
            else:
                lines.append(piece)
                left = width - needed
    return lines


def _broken(word: str, width: float, size: float, font: str) -> list[str]:
    """`word` in pieces of at most `width`, each at least one character."""
    if width_of(word, size, font) <= width:
        return [word]
    pieces, left = [""], width
    for character in word:
        needed = width_of(character, size, font)
        if needed > left and pieces[-1]:
            pieces.append("")
            left = width
        pieces[-1] += character
        left -= needed
    return pieces


def drawable(text: str, font: str) -> str:
    """`text` with a box in place of each character that the font has not."""
    _load_fonts()
    glyphs = pdfmetrics.getFont(font).face.charToGlyph
    return "".join(character if ord(character) in glyphs else MISSING for character in text)


@cache
def _load_fonts() -> None:
    for name in (REGULAR, BOLD):
        data = (resources.files("dispatch") / "fonts" / f"{name}.ttf").read_bytes()
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(data)))


@lru_cache(maxsize=16)
def _bars(content: str) -> tuple[int, list[tuple[int, int, int]]]:
    """A QR code: modules on a side; row, first column and length of each dark bar.

    Kept, because the slips of an installation mostly lead to one page.
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(content)
    code.make()
    count = code.getModuleCount()
    rows = [[bool(code.isDark(row, column)) for column in range(count)] for row in range(count)]
    return count, [(row, *bar) for row in range(count) for bar in _dark(rows[row])]


def _dark(row: list[bool]) -> Iterator[tuple[int, int]]:
    """First column and length of each dark bar in a row of modules."""
    column = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            yield column, length
        column += length


def _rgb(colour: int) -> tuple[float, float, float]:
    return (colour >> 16) / 255, (colour >> 8 & 255) / 255, (colour & 255) / 255
