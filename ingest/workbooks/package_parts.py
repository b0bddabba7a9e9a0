"""Does a workbook that was opened and saved still hold everything it came with? Parts compared."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

_EXTENSIONS = b"<extLst"  # rules and validations of later Excels, which saving would drop
_LONGEST_SHEET = 100 << 20

# Parts whose going changes nothing that a person sees: they are written anew, or caches.
_WRITTEN_ANEW = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/.*|customxml/.*|.*/_rels/.*|xl/workbook\.xml"
    r"|xl/styles\.xml|xl/sharedstrings\.xml|xl/calcchain\.xml|xl/theme/.*|xl/printersettings/.*"
    r"|xl/drawings/vmldrawing#\.vml|xl/persons/person.*|xl/metadata\.xml"
)

# What openpyxl reads and writes again, but not as it was: colours, labels, alternative texts go.
_WRITTEN_WORSE = re.compile(r"xl/charts/.*|xl/chartsheets/.*|xl/drawings/drawing#\.xml")


def loses_parts(before: bytes, after: bytes) -> bool:
    """Would `after` lack charts, images, macros, pivot tables or rules that `before` holds?

    Parts are counted by kind, since saving renumbers them.
    """
    came, kept = _kinds(before), _kinds(after)
    lost = [kind for kind, count in came.items() if kept[kind] < count]
    return (
        any(not _WRITTEN_ANEW.fullmatch(kind) for kind in lost)
        or any(_WRITTEN_WORSE.fullmatch(kind) for kind in came)
        or _has_extensions(before)
    )


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """Names of the parts of `before` that `after` lacks, or holds with other bytes."""
    with zipfile.ZipFile(io.BytesIO(after)) as opened:
        kept = {entry.filename: (entry.CRC, entry.file_size) for entry in opened.infolist()}
    with zipfile.ZipFile(io.BytesIO(before)) as opened:
        came = [entry for entry in opened.infolist() if not entry.is_dir()]
    return {one.filename for one in came if kept.get(one.filename) != (one.CRC, one.file_size)}


def _kinds(package: bytes) -> Counter[str]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return Counter(_kind(name) for name in opened.namelist() if not name.endswith("/"))


def _kind(name: str) -> str:
    """'/xl/comments/comment1.xml' and 'xl/comments1.xml' are of one kind, 'xl/comments#.xml'."""
    plain = name.lower().replace("\\", "/").lstrip("/")
    if re.search(r"xl/(?:comments/comment|comments)\d+\.xml", plain):
        return "xl/comments#.xml"
    if re.fullmatch(r"xl/drawings/.*vmldrawing\d+\.vml|xl/.*legacydrawing\d+\.vml", plain):
        return "xl/drawings/vmldrawing#.vml"
    if re.fullmatch(r"xl/worksheets/[^/]+\.xml", plain):
        return "xl/worksheets/sheet#.xml"
    return re.sub(r"\d+", "#", plain)


def _has_extensions(package: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        for entry in opened.infolist():
            if _kind(entry.filename) == "xl/worksheets/sheet#.xml" and (
                entry.file_size > _LONGEST_SHEET or _EXTENSIONS in opened.read(entry)
            ):
                return True
    return False
