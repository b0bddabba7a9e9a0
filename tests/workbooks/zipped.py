"""Zip files of any members, and files that are what they are by a few bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


DAY = (2026, 1, 1, 0, 0, 0)  # of every member: two processes name a test's data alike


def zipped(members: Mapping[str, bytes | str], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as opened:
        for name, data in members.items():
            member = zipfile.ZipInfo(name, DAY)
            member.compress_type = packed
            opened.writestr(member, data)
    return out.getvalue()


def ole(*streams: str, content: bytes = b"") -> bytes:
    """An OLE file as far as its directory goes: a sector of head, `content`, an entry a stream."""
    data = OLE.ljust(512, b"\0") + content.ljust(-(-len(content) // 512) * 512, b"\0")
    for name in streams:
        stored = (name + "\0").encode("utf-16-le")
        entry = stored.ljust(64, b"\0") + len(stored).to_bytes(2, "little") + b"\x02\x01"
        data += entry.ljust(128, b"\0")
    return data


def office(**parts: bytes | str) -> bytes:
    """A docx; `word__vba_dot_bin` is written word/vba.bin."""
    types = '<Types><Override PartName="/word/document.xml"/></Types>'
    named = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    return zipped({"[Content_Types].xml": types, "word/document.xml": "<document/>", **named})
