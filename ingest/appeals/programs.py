"""Whether a file is a program: by its first bytes, or by what its name ends in.

A system runs a file by its ending, whatever is in it, or by its bytes, whatever its name: either is
enough. Names come cleaned (ingest.filetypes.clean_name), so that no direction character turns
an ending round, and only the last ending counts: act.pdf.exe is a program.
"""

from __future__ import annotations

from config.file_endings import ending, file_endings

HEAD = 36 * 1024  # bytes of a file that tell a program; a disk image says so at 32 769

_MAGICS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",  # Mach-O in its four forms
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Mach-O for several processors, and Java classes
    b"dex\n0",  # Android
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
    b"ITSF",  # compiled HTML help
    b"#@~^",  # an encoded Windows script
    b"[InternetShortcut]",
    b"[Desktop Entry]",
    b"conectix",  # disk images, which open like folders
    b"vhdxfile",
)
_INSTALLER = b"\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def named_as_program(name: str) -> bool:
    """Would a system run a file of this name?"""
    return ending(name) in file_endings().programs


def is_program(head: bytes) -> bool:
    """Is it a program by its first HEAD bytes?"""
    if head.startswith(b"MZ"):
        return b"\x00" in head[:1024]  # else a text that begins with these letters
    if head.startswith(b"#!"):
        return head[2:3] in b"/ \t"
    if head.startswith(_OLE):
        return _INSTALLER in head
    return head.startswith(_MAGICS) or head[32769:32774] == b"CD001"
