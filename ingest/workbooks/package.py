"""A workbook as the zip of parts that it is, while some of the parts change."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field

from ingest.limits import MEGABYTE
from ingest.workbooks.mark_book import NO_RELATIONS, relations_name
from ingest.workbooks.xml_scan import CannotMark

LONGEST_PART = 96 * MEGABYTE

# AT1: macros are kept back, and with them what only calls them; a signature holds no longer.
MACROS = re.compile(
    r"xl/(?:.*/)?(?:vba[^/]*\.(?:bin|xml)|_rels/vba[^/]*)|xl/macrosheets/.*", re.IGNORECASE
)
_CALLS = re.compile(r"customui/.*|usercustomization/.*|_xmlsignatures/.*", re.IGNORECASE)


@dataclass
class Package:
    """A workbook as a zip of parts, while some of them change."""

    zip: zipfile.ZipFile
    changed: dict[str, bytes] = field(default_factory=dict)  # new parts too
    away: set[str] = field(default_factory=set)

    def names(self) -> list[str]:
        """All parts that there will be."""
        came = [one.filename for one in self.zip.infolist() if not one.is_dir()]
        return [name for name in dict.fromkeys([*came, *self.changed]) if name not in self.away]

    def part(self, name: str) -> bytes:
        """The bytes of a part as they are now."""
        if name in self.changed:
            return self.changed[name]
        try:
            entry = self.zip.getinfo(name)
        except KeyError as error:
            raise CannotMark(f"no part {name}") from error
        if entry.file_size > LONGEST_PART:
            raise CannotMark("a part too long to edit")
        return self.zip.read(entry)

    def relations(self, part: str) -> bytes:
        """The relationships of a part; of none, an empty list."""
        name = relations_name(part)
        return self.part(name) if name in self.names() else NO_RELATIONS

    def free_name(self, pattern: str) -> str:
        """A part's name with the first free number."""
        taken = {name.lower() for name in (*self.zip.namelist(), *self.changed)}
        numbers = range(1, len(taken) + 2)
        return next(name for n in numbers if (name := pattern % n).lower() not in taken)

    def saved(self) -> bytes:
        """The package anew; its parts in their order, new ones last."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for name in self.names():
                made.writestr(_entry(name), self.part(name))
        return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # of 1980: the same workbook gives the same bytes
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def opened_package(opened: zipfile.ZipFile) -> Package:
    """The package without what is kept back; CannotMark when its parts cannot be told apart."""
    names = opened.namelist()
    if len(set(names)) < len(names) or any("\\" in name or name[:1] == "/" for name in names):
        raise CannotMark("names of parts")
    return Package(
        opened, away={name for name in names if MACROS.fullmatch(name) or _CALLS.fullmatch(name)}
    )
