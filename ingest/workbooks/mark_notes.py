"""The notes ("comments") of one worksheet: ours are added to the sender's and taken away again.

A note is text in one part and a box in another, a VML drawing. Ours open with our name on a line
of its own, as Excel writes authors, since not every program keeps the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingest.sheets.sheet import cell_name
from ingest.workbooks.mark_cells import Place, place_of
from ingest.workbooks.xml_scan import (
    Edit,
    Element,
    appended,
    attribute,
    checked,
    children,
    demand,
    edited,
    escaped_text,
    root,
)

AUTHOR = "Achyk"  # of our notes
OPENS = f"{AUTHOR}:\n"  # how they begin

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NO_NOTES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{_MAIN}">'
    "<authors></authors><commentList></commentList></comments>"
).encode()

_BOX = re.compile(rb"<v:shape\s.*?</v:shape>", re.DOTALL)
_BOX_ROW = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>")
_BOX_COLUMN = re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>")
_BOX_NUMBER = re.compile(rb'"_x0000_s(\d+)"')
_BOX_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
NO_BOXES = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_TEXTS = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_LINE = 42  # letters on a line of a box
_HIGHEST = 24  # rows that a box is high at most


@dataclass(frozen=True)
class Notes:
    """What became of a sheet's notes."""

    xml: bytes  # the part
    boxes: frozenset[Place]  # cells that need a box which was not there
    gone: frozenset[Place]  # cells whose note, one of ours, was taken away


def with_notes(xml: bytes, texts: Mapping[Place, str]) -> Notes:
    """The notes with `texts` for these cells and without those of an earlier answer.

    Where the sender has a note of his own ours is written below it.
    """
    top = root(checked(xml))
    authors, listed = demand(xml, top, b"authors"), demand(xml, top, b"commentList")
    ours = _our_number(xml, authors)
    edits, had, rest = [], set(), dict(texts)
    for note in children(xml, listed):
        place = place_of(attribute(note.attributes, b"ref") or "")
        own, was_ours = _without_ours(xml, note, int(attribute(note.attributes, b"authorId") or 0)
                                      == ours)  # fmt: skip
        if own:
            text = rest.pop(place, "")
            # Of a thread Excel shows other parts; there the colour and the summary must do.
            said = bool(text) and b"[Threaded comment]" not in own
            further = _run(listed.prefix, "\n\n" + OPENS + text) if said else b""
            if further or was_ours:
                edits.append(Edit(note.start, note.end, _with_text(own, further, listed.prefix)))
        else:
            edits.append(Edit(note.start, note.end, b""))
            had.add(place)
    number = sum(1 for _ in children(xml, authors)) if ours is None else ours
    new = b"".join(_note(listed.prefix, place, rest[place], number) for place in sorted(rest))
    if ours is None:
        name = b"<%sauthor>%s</%sauthor>" % (authors.prefix, AUTHOR.encode(), authors.prefix)
        edits += appended(authors, name)
    edits += appended(listed, new) if new else []
    return Notes(edited(xml, edits), frozenset(set(rest) - had), frozenset(had - set(rest)))


def _our_number(xml: bytes, authors: Element) -> int | None:
    for number, author in enumerate(children(xml, authors)):
        if xml[author.inner : author.inner_end].strip() == AUTHOR.encode():
            return number
    return None


def _without_ours(xml: bytes, note: Element, by_us: bool) -> tuple[bytes, bool]:
    """A note as written without what we added, b"" where nothing is left; and was there any?"""
    written = xml[note.start : note.end]
    sign = AUTHOR.encode() + b":"
    if by_us or b"".join(_TEXTS.findall(written)).lstrip().startswith(sign):
        return b"", True
    before, found, after = written.partition(sign)
    if not found:
        return written, False
    return before.rstrip().removesuffix(b"&#10;&#10;") + after[after.index(b"<") :], True


def _with_text(note: bytes, further: bytes, prefix: bytes) -> bytes:
    """A sender's note with ours below; its plain text is made a run, since both cannot stand."""
    note = re.sub(rb"(<(?:\w+:)?text>)(<(?:\w+:)?t[\s>].*?</(?:\w+:)?t>)",
                  rb"\1<" + prefix + rb"r>\2</" + prefix + rb"r>", note, count=1,
                  flags=re.DOTALL)  # fmt: skip
    end = b"</" + prefix + b"text>"
    return note.replace(end, further + end, 1)


def _run(prefix: bytes, text: str) -> bytes:
    p = prefix
    return b'<%sr><%st xml:space="preserve">%s</%st></%sr>' % (p, p, escaped_text(text), p, p)


def _note(prefix: bytes, place: Place, text: str, author: int) -> bytes:
    name, p = cell_name(*place).encode(), prefix
    bold = b'<%sr><%srPr><%sb/></%srPr><%st xml:space="preserve">%s</%st></%sr>' % (
        p, p, p, p, p, escaped_text(OPENS), p, p,
    )  # fmt: skip
    inner = bold + _run(prefix, text)
    return b'<%scomment ref="%s" authorId="%d"><%stext>%s</%stext></%scomment>' % (
        p, name, author, p, inner, p, p,
    )  # fmt: skip


def with_boxes(drawing: bytes, texts: Mapping[Place, str], gone: Iterable[Place]) -> bytes:
    """The VML drawing with a box for each of `texts`, without those of the notes that are gone."""
    away = set(gone)
    kept = _BOX.sub(lambda box: b"" if _place(box.group()) in away else box.group(), drawing)
    number = max((int(found) for found in _BOX_NUMBER.findall(kept)), default=1024)
    new = b"".join(
        _box(place, text, number + count)
        for count, (place, text) in enumerate(sorted(texts.items()), start=1)
    )
    if b'id="_x0000_t202"' not in kept:
        new = _BOX_TYPE + new
    at = kept.rfind(b"</xml>")
    return kept if at < 0 else kept[:at] + new + kept[at:]


def _place(box: bytes) -> Place | None:
    row, column = _BOX_ROW.search(box), _BOX_COLUMN.search(box)
    return (int(row.group(1)) + 1, int(column.group(1))) if row and column else None


def _box(place: Place, text: str, number: int) -> bytes:
    row, column = place[0] - 1, place[1]
    lines = 2 + sum(len(line) // _LINE + 1 for line in text.split("\n"))
    high = min(_HIGHEST, max(4, lines))
    anchor = f"{column + 1}, 12, {max(0, row - 1)}, 4, {column + 4}, 12, {row - 1 + high}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f"margin-left:80pt;margin-top:2pt;width:220pt;height:{15 * high}pt;z-index:{number - 1024};"
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    ).encode()
