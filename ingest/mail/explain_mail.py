"""How one mail would be read, as a plain mapping, without touching the register."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from config.questionnaire import Questionnaire
from ingest.answers.answers import Answers, read_answers
from ingest.answers.reply import Reply, read_reply
from ingest.appeals.officer_words import read_command
from ingest.appeals.written import numbers_named
from ingest.bounces.bounce import Bounce, read_bounce
from ingest.mail.authority import Authority, read_authority
from ingest.mail.automatic import sent_by_program
from ingest.mail.classify import Kind, OwnAddresses, classify
from ingest.mail.message import Attachment, Mail, parse
from ingest.mail.signature import Signature, Standing, Trust
from ingest.words.language import detect
from ingest.words.newtext import Split, split, whole_text
from ingest.words.ourwords import Ours, our_letters


def explain(
    path: str,
    raw: bytes,
    own: OwnAddresses,
    authserv_id: str | None,
    trusted_hops: int,
    is_officer: Callable[[str], bool],
    questionnaire: Questionnaire,
    trust: Trust | None = None,
) -> dict[str, Any]:
    """The reading of `raw` with the keys of the contract for `explain mail --json`.

    A signed mail has one key more: "signed", what its signature is worth. So has an officer's:
    "command", what he asks for; and one about an appeal: "numbers", those it names.
    """
    mail = parse(raw, trust)
    bounce = read_bounce(mail, raw)
    automatic = sent_by_program(mail)
    kind = classify(mail, bounce, own, is_officer, automatic).kind
    ours = our_letters(questionnaire, (), own.all()) if kind is Kind.REPLY else None
    parts = split(mail, ours)
    return {
        "path": path,
        "kind": kind.value,
        "from": mail.sender,
        "authority": read_authority(raw, authserv_id, trusted_hops).value,
        "trouble": list(mail.trouble),
        "automatic": automatic,
        "language": detect(parts.text),
        "subject": mail.subject,
        "text": parts.text,
        "signature": parts.signature,
        "quoted": parts.quoted,
        "attachments": [_file(file) for file in mail.attachments],
        "recipients": _recipients(bounce),
        **_answers(kind, mail, parts, ours, questionnaire),
        **_signed(mail.signature),
        **_about_appeal(kind, mail, parts),
    }


def unreadable(path: str, cause: str) -> dict[str, Any]:
    """What is told of a mail that broke its reader: nothing but why ("time", "memory", ...)."""
    return {
        "path": path,
        "kind": Kind.UNREADABLE.value,
        "from": None,
        "authority": Authority.NONE.value,
        "trouble": [f"reader-failed: {cause}"],
        "automatic": False,
        "language": None,
        **dict.fromkeys(("subject", "text", "signature", "quoted"), ""),
        "attachments": [],
        "recipients": [],
        "answers": {},
        "unread": [],
    }


def _signed(signature: Signature) -> dict[str, Any]:
    if signature.standing is Standing.NONE:
        return {}
    worth, reason = signature.standing.value, signature.reason
    named = {"address": signature.address, "name": signature.name}
    return {"signed": {"standing": worth, "reason": reason, **named}}


def _about_appeal(kind: Kind, mail: Mail, parts: Split) -> dict[str, Any]:
    if kind is Kind.OFFICER:
        return {"command": _told(asdict(read_command(parts.text)))}
    if kind in (Kind.APPEAL, Kind.STATUS):
        numbers = numbers_named(mail.subject, parts.text)
        return {"numbers": list(numbers)} if numbers else {}
    return {}


def _told(command: dict[str, Any]) -> dict[str, Any]:
    """What a command says, without what it does not; its kinds as plain words."""
    return {
        name: str(value) if isinstance(value, StrEnum) else value
        for name, value in command.items()
        if value
    }


def _file(file: Attachment) -> dict[str, Any]:
    digest = hashlib.sha256(file.data).hexdigest()
    return {"name": file.name, "type": file.type, "bytes": len(file.data), "sha256": digest}


def _recipients(bounce: Bounce | None) -> list[dict[str, Any]]:
    failed = bounce.failed if bounce else ()
    return [{"address": f.address, "status": f.status, "permanent": f.permanent} for f in failed]


def _answers(
    kind: Kind, mail: Mail, parts: Split, ours: Ours | None, questionnaire: Questionnaire
) -> dict[str, Any]:
    """Answers are shown of whatever a person may have meant as a reply.

    Of a reply just those that would be recorded; of other mail only the numbered ones.
    """
    if kind not in (Kind.REPLY, Kind.OTHER, Kind.APPEAL):
        return {"answers": {}, "unread": []}
    read: Answers | Reply
    if ours is not None:
        read = read_reply(mail, questionnaire, ours)
    else:
        read = read_answers(whole_text(mail), parts.text, questionnaire)
    return {
        "answers": {str(number): value for number, value in read.given.items()},
        "unread": list(read.unread),
    }
