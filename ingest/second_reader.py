"""The attachments of a message by mail-parser, set beside ours: what only it saw is added."""

from __future__ import annotations

import binascii
import logging
from collections import Counter
from email.message import Message

import mailparser
from mailparser.exceptions import MailParserError

from ingest.charsets import decode_base64, decode_header
from ingest.filetypes import clean_name, type_of
from ingest.parts import RAISED, Attachment, Contents

# mail-parser logs names of files and headers; logs hold nothing of a respondent (WB7).
logging.getLogger("mailparser").propagate = False
logging.getLogger("mailparser").addHandler(logging.NullHandler())
logging.getLogger("mailparser").setLevel(logging.CRITICAL)


def compare(contents: Contents, trouble: list[str]) -> None:
    """Set the attachments of both readers side by side.

    mail-parser skips nameless parts; that is reported too, as two programs read them differently.
    """
    try:
        theirs = _files_by_mail_parser(_only_files(contents))
    except (*RAISED, MailParserError):
        trouble.append("mail-parser-failed")
        return
    kept = [data for _, data in contents.kept]
    if Counter(kept) == Counter(file.data for file in theirs):
        return
    trouble.append("parsers-disagree")
    names = {file.name for file in contents.attachments}
    contents.attachments += [
        file for file in theirs if file.data and file.data not in kept and file.name not in names
    ]


def _only_files(contents: Contents) -> Message:
    """The parts that we keep as files, under a header that says no more.

    mail-parser would take every address, date and Received line apart, which nobody reads, and
    decode every text.
    """
    view = Message()
    view.set_raw("Content-Type", 'multipart/mixed; boundary="b"')
    vars(view)["_payload"] = [part for part, _ in contents.kept]
    return view


def _files_by_mail_parser(message: Message) -> list[Attachment]:
    files = []
    for file in mailparser.MailParser(message).attachments:
        payload, declared = file["payload"], str(file["mail_content_type"]).lower()
        if file["binary"]:
            data = _from_base64(payload.partition("=")[0].encode("ascii", "replace"))
        else:
            data = payload.encode("utf-8", "surrogateescape")
        name = clean_name(decode_header(str(file["filename"])))
        inline = not str(file["content-disposition"]).lower().startswith("attachment")
        files.append(Attachment(name, type_of(data, declared, name), declared, data, inline))
    return files


def _from_base64(data: bytes) -> bytes:
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data.translate(None, b"\r\n")) % 4))
    except binascii.Error:
        return decode_base64(data)
