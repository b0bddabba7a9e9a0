"""Rules that colour cells by themselves: where the sender has some, a mark needs a rule above them.

Ours is known again by its formula, so that it goes when the workbook comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ingest.sheets.sheet import cell_name
from ingest.workbooks.mark_cells import Area, Place, inside, place_of, sheet_parts
from ingest.workbooks.mark_styles import Styles
from ingest.workbooks.xml_scan import (
    Edit,
    Element,
    attribute,
    children,
    edited,
    opening,
    with_attribute,
)

_FORMULA = b'LEN("Achyk")=5'  # always true


def without_our_rules(xml: bytes) -> bytes:
    """The sheet without the rules of an earlier answer."""
    groups = (one for one in sheet_parts(xml).tail if one.name == b"conditionalFormatting")
    return edited(xml, [Edit(one.start, one.end, b"") for one in groups if _is_ours(xml, one)])


def _is_ours(xml: bytes, group: Element) -> bool:
    written = xml[group.inner : group.inner_end].replace(b"&quot;", b'"')
    return _FORMULA in written and written.count(b"cfRule") <= 2


def with_rules(xml: bytes, colours: dict[Place, bool], styles: Styles) -> bytes:
    """The sheet with a rule above its own for each of `colours` (→ only a warning?) they reach."""
    groups = [one for one in sheet_parts(xml).tail if one.name == b"conditionalFormatting"]
    areas = (area for one in groups for area in _areas(attribute(one.attributes, b"sqref") or ""))
    reached = {place for place, _ in inside(colours, areas)}
    if not reached:
        return xml
    edits = [
        _later(rule) for one in groups for rule in children(xml, one) if rule.name == b"cfRule"
    ]
    new = b""
    for warning in (False, True):
        if places := sorted(place for place in reached if colours[place] is warning):
            new += _rule(groups[0].prefix, places, styles.rule_colour(warning=warning))
    at = groups[0].start
    return edited(xml, [Edit(at, at, new), *edits])


def _areas(reference: str) -> Iterator[Area]:
    for area in reference.split():
        first, _, last = area.partition(":")
        try:
            yield place_of(first), place_of(last or first)
        except ValueError:  # whole rows or columns: "A:C"
            yield (1, 0), (1 << 20, 1 << 14)


def _later(rule: Element) -> Edit:
    """The rule one place later in the order in which rules hold."""
    priority = int(attribute(rule.attributes, b"priority") or 1)
    attributes = with_attribute(rule.attributes, b"priority", str(priority + 1))
    return Edit(rule.start, rule.inner, opening(rule, attributes))


def _rule(prefix: bytes, places: Collection[Place], colour: int) -> bytes:
    reference = " ".join(cell_name(*place) for place in places).encode()
    formula = _FORMULA.replace(b'"', b"&quot;")
    return (
        b'<%sconditionalFormatting sqref="%s"><%scfRule type="expression" dxfId="%d" priority="1" '
        b'stopIfTrue="1"><%sformula>%s</%sformula></%scfRule></%sconditionalFormatting>'
    ) % (prefix, reference, prefix, colour, prefix, formula, prefix, prefix, prefix)
