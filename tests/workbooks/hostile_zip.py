"""Zip files that unpack to more than they say, or to nothing that is a workbook."""

import io
import struct
import zipfile
import zlib
from functools import cache

from workbooks.ooxml import package, sheet_xml


@cache
def zip_bomb() -> bytes:
    """A sheet of 64 MB of spaces in 64 KB."""
    return package(sheet_xml("A1", padding=" " * (64 << 20)))


def lying_zip_bomb() -> bytes:
    """The same, with a directory that says the sheet is small."""
    data = zip_bomb()
    true = struct.pack("<I", len(sheet_xml("A1", padding=" " * (64 << 20))))
    return data.replace(true, struct.pack("<I", 5000))


def many_small_bombs(count: int = 170) -> bytes:
    """Parts of 3.9 MB of spaces: each is harmless."""
    plain, data, entries = b" " * 3_900_000, b"", []
    packed = zlib.compress(plain, 9)[2:-4]
    common = struct.pack("<HHHHIII", 0, 8, 0, 0, zlib.crc32(plain), len(packed), len(plain))
    for number in range(count):
        name = f"xl/{number:03}.xml".encode()
        place = struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, len(data))
        entries.append(b"PK\x01\x02\x14\0\x14\0" + common + place + name)
        data += b"PK\x03\x04\x14\0" + common + struct.pack("<HH", len(name), 0) + name + packed
    return data + _directory(entries, len(data))


def overlapping_zip() -> bytes:
    """Forty entries in the directory that all name the same packed bytes."""
    packed = zlib.compress(b"\0" * (1 << 20), 9)[2:-4]
    name, crc = b"xl/worksheets/sheet1.xml", zlib.crc32(b"\0" * (1 << 20))
    common = struct.pack("<HHHHIII", 0, 8, 0, 0, crc, len(packed), 1 << 20)
    local = b"PK\x03\x04\x14\0" + common + struct.pack("<HH", len(name), 0) + name + packed
    entry = (
        b"PK\x01\x02\x14\0\x14\0" + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
    )
    return local + _directory([entry + name] * 40, len(local))


def quoted_zip(count: int = 40) -> bytes:
    """Entries that each quote the heads of all later ones, so that all end in one packed kernel.

    After David Fifield, "A better zip bomb" (2019). Every entry but the last is a stored block of
    the next entry's head, followed by what the next one packs.
    """
    plain = b" " * (1 << 20)
    packed, size = zlib.compress(plain, 9)[2:-4], len(plain)
    body, tail_plain, heads = packed, plain, []
    for number in reversed(range(count)):
        name = f"xl/worksheets/sheet{number}.xml".encode()
        common = struct.pack("<HHHHIII", 0, 8, 0, 0, zlib.crc32(tail_plain), len(body), size)
        local = b"PK\x03\x04\x14\0" + common + struct.pack("<HH", len(name), 0) + name
        heads.append((name, common, len(local) + len(body)))
        quote = struct.pack("<BHH", 0, len(local), len(local) ^ 0xFFFF)
        body, tail_plain, size = quote + local + body, local + tail_plain, size + len(local)
    data = body[5:]
    entries = [
        b"PK\x01\x02\x14\0\x14\0"
        + common
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, len(data) - length)
        + name
        for name, common, length in heads
    ]
    return data + _directory(entries, len(data))


def _directory(entries: list[bytes], at: int) -> bytes:
    directory = b"".join(entries)
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), at, 0)
    return directory + b"PK\x05\x06" + end


def many_entries() -> bytes:
    """Three thousand empty parts beside the sheet."""
    return package(sheet_xml("A1"), **{f"xl__{number}_dot_bin": "" for number in range(3000)})


def huge_directory() -> bytes:
    """Twenty megabytes of directory, for parts of nothing."""
    name = b"x" * 60_000
    entry = (
        b"PK\x01\x02\x14\0\x14\0" + b"\0" * 24 + struct.pack("<HHHHHII", 60_000, 0, 0, 0, 0, 0, 0)
    )
    return b"PK\x03\x04" + _directory([entry[:46] + name] * 340, 4)


def nested() -> bytes:
    """A bomb in a zip in a zip: nothing but archives."""
    inner = zip_bomb()
    for name in ("inner.xlsx", "middle.zip"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as opened:
            opened.writestr(name, inner)
        inner = out.getvalue()
    return inner


def packed_otherwise() -> bytes:
    """A sheet packed by LZMA, which wants a dictionary of its own size."""
    data = io.BytesIO(package(sheet_xml("A1")))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_LZMA) as opened:
        opened.writestr("xl/other.xml", "<a/>")
    return data.getvalue()


def locked_entry() -> bytes:
    """A zip with a password on its entries."""
    data = bytearray(package(sheet_xml("A1")))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def document() -> bytes:
    """A text document that has a workbook embedded."""
    out = io.BytesIO()
    types = (
        '<Types><Default Extension="xlsx" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
        "<Override PartName='/word/document.xml'/></Types>"
    )
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("[Content_Types].xml", types)
        opened.writestr("word/document.xml", "<document/>")
        opened.writestr("word/vbaProject.bin", "macros")
    return out.getvalue()


def climbing_names() -> bytes:
    """Parts whose names lead out of the package."""
    further = {
        "../../../etc/cron_dot_d__x": "x",
        "/etc/passwd": "x",
        "C:\\x": "x",
        "\u202etxt": "x",
    }
    return package(sheet_xml("A1"), **further)
