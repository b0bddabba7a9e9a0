"""The attachments of a message by mail-parser, set beside ours: what only it saw is added."""

from __future__ import annotations

import binascii
import logging
import re
from collections import Counter
from email.message import Message

import mailparser
from mailparser.exceptions import MailParserError

from ingest.filetypes import clean_name, type_of
from ingest.mail.charsets import decode_base64, decode_header
from ingest.mail.parts import RAISED, Attachment, Contents
from ingest.mail.tree import payload_of

# mail-parser logs names of files and headers; logs hold nothing of a respondent (WB7).
logging.getLogger("mailparser").propagate = False
logging.getLogger("mailparser").addHandler(logging.NullHandler())
logging.getLogger("mailparser").setLevel(logging.CRITICAL)


# Labels of a file that two programs cannot take for anything else; each has a name.
_NAME = r"""(?:"[ .()-]*\w[\w .()-]*"|\w[\w.-]*)"""
_NAMED = re.compile(rf"(?ia)(?:application|image)/[a-z0-9.+-]+;\s*name={_NAME}")
_PLAIN_LABELS = {
    "content-type": re.compile(rf"(?ia)(?:application|image)/[a-z0-9.+-]+(?:;\s*name={_NAME})?"),
    "content-disposition": re.compile(
        rf"(?ia)(?:attachment|inline)(?:;\s*filename(?:={_NAME}|\*=utf-8''\w[\w%.-]*))+"
    ),
    "content-transfer-encoding": re.compile("(?i)base64"),
}
_ALWAYS_THERE = {"content-type", "content-transfer-encoding"}


def compare(contents: Contents, trouble: list[str]) -> None:
    """Set the attachments of both readers side by side.

    mail-parser skips nameless parts; that is reported too, as two programs read them differently.
    It is asked of the files that leave room for two readings: it takes longer than all the rest.
    """
    doubtful = [(part, data) for part, data in contents.kept if not _is_plain(part, data)]
    if not doubtful:
        return
    try:
        theirs = _files_by_mail_parser(_only_files([part for part, _ in doubtful]))
    except (*RAISED, MailParserError):
        trouble.append("mail-parser-failed")
        return
    kept = [data for _, data in contents.kept]
    if Counter(data for _, data in doubtful) == Counter(file.data for file in theirs):
        return
    trouble.append("parsers-disagree")
    names = {file.name for file in contents.attachments}
    contents.attachments += [
        file for file in theirs if file.data and file.data not in kept and file.name not in names
    ]


def _is_plain(part: Message, data: bytes) -> bool:
    """Whether it is labelled once and plainly, and each character of its base64 counts."""
    found: dict[str, str] = {}
    for name, value in part.raw_items():
        label = _PLAIN_LABELS.get(name.lower())
        if label and (name.lower() in found or not label.fullmatch(str(value))):
            return False
        if label:
            found[name.lower()] = str(value)
    named = "content-disposition" in found or _NAMED.fullmatch(found.get("content-type", ""))
    text = payload_of(part)
    if not (named and data and isinstance(text, str) and found.keys() >= _ALWAYS_THERE):
        return False
    return len(text) - text.count("\r") - text.count("\n") == -(-len(data) // 3) * 4


def _only_files(parts: list[Message]) -> Message:
    """The parts that we keep as files, under a header that says no more.

    mail-parser would take every address, date and Received line apart, which nobody reads, and
    decode every text.
    """
    view = Message()
    view.set_raw("Content-Type", 'multipart/mixed; boundary="b"')
    vars(view)["_payload"] = parts
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
