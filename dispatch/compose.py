"""A letter as the bytes that are sent: words, header fields, MIME."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import format_datetime
from urllib.parse import urlsplit

from config.questionnaire import Questionnaire
from dispatch import mime
from dispatch.draft import Attached, Content, Draft, Sender, Signed
from dispatch.wording import render
from register.rules.letter import (
    ANSWERS,
    OF_CASES,
    SURVEYS,
    TO_APPLICANTS,
    LetterKind,
)

__all__ = ["Attached", "Content", "Draft", "Sender", "Signed", "compose", "render"]

CONFIRMED = frozenset({LetterKind.UPLOAD_CONFIRM, LetterKind.CASE_CONFIRM})
UPLOADS = frozenset(kind for kind in LetterKind if kind.value.startswith("upload_"))
OF_APPEALS = (
    TO_APPLICANTS | OF_CASES | {LetterKind.RECEIVED, LetterKind.MONTHLY, LetterKind.UNASSIGNED}
)
# Nothing that keeps a person or a delivery failure from answering: no NDR in it, and no Precedence.
SUPPRESS = "DR, RN, NRN, OOF, AutoReply"
_KEY = re.compile(r"[a-z0-9]{8,60}")


def compose(
    draft: Draft, sender: Sender, questionnaire: Questionnaire, signed: Sequence[Signed]
) -> bytes:
    """The letter `draft` in wire form (RFC 5322), CRLF, seven bits.

    The same arguments give the same bytes, so a letter may be sent again unchanged (safety.md
    ML3). Trouble when an address cannot be written to.
    """
    content = render(draft, sender, questionnaire, signed)
    fields = _fields(draft, sender, content.subject)
    wire = "\r\n".join([*fields, "MIME-Version: 1.0", _body(draft, content)])
    return wire.encode("ascii")


def _fields(draft: Draft, sender: Sender, subject: str) -> list[str]:
    own = mime.message_id(draft.message_id)
    if own is None:
        raise ValueError(f"not a Message-ID: {draft.message_id!r}")
    automatic = "auto-replied" if draft.kind in ANSWERS else "auto-generated"
    return [
        mime.mailbox("From", sender.name, mime.address(_from(draft.kind, sender))),
        f"To: {mime.address(draft.recipient)}",
        mime.words("Subject", subject),
        f"Date: {format_datetime(draft.date)}",
        f"Message-ID: {own}",
        *_reply_to(draft, sender),
        *_thread(draft),
        *_unsubscribe(draft, sender),
        f"Auto-Submitted: {automatic}",
        f"X-Auto-Response-Suppress: {SUPPRESS}",
        # By this ingest knows a letter of ours that a list or a forward sends back.
        f"X-Achyk-Letter: {draft.kind.value}",
        f"Content-Language: {draft.language}",
    ]


def _from(kind: LetterKind, sender: Sender) -> str:
    if kind in UPLOADS:
        return sender.uploads
    return sender.appeals if kind in OF_APPEALS else sender.survey


def _reply_to(draft: Draft, sender: Sender) -> list[str]:
    if draft.kind in CONFIRMED:
        return [f"Reply-To: {tagged('confirm@' + sender.domain, draft.context['key'])}"]
    if draft.kind in OF_CASES:
        return _to_case(draft, sender)
    if draft.kind in TO_APPLICANTS:
        return [f"Reply-To: {_to_appeal(draft, sender)}"]
    if draft.kind in UPLOADS:
        return [f"Reply-To: {mime.address(sender.uploads)}"]
    if "token" in draft.context:
        return [f"Reply-To: {tagged(sender.survey, draft.context['token'])}"]
    return []


def _to_case(draft: Draft, sender: Sender) -> list[str]:
    """A reply goes to the case; a letter about several names each one's address in its words."""
    several = draft.context.get("cases")
    cases = [case["case"] for case in several] if several is not None else [draft.context["case"]]
    if len(cases) != 1:
        return []
    return [f"Reply-To: {tagged('case@' + sender.domain, cases[0])}"]


def _to_appeal(draft: Draft, sender: Sender) -> str:
    """The secret of an appeal goes to its applicant, and so into no answer to whoever asks."""
    if draft.kind is LetterKind.APPEAL_STATUS:
        return mime.address(sender.appeals)
    return tagged(sender.appeals, draft.context["thread"])


def tagged(plain: str, key: str) -> str:
    """`plain` with `key` after a plus: survey@a.kg, abc… → survey+abc…@a.kg."""
    if not _KEY.fullmatch(key):
        raise ValueError("not a key for an address: lower-case letters and digits are")
    local, _, domain = mime.address(plain).partition("@")
    return f"{local}+{key}@{domain}"


def _thread(draft: Draft) -> list[str]:
    """In-Reply-To comes from a mail of a stranger: only a plain identifier passes (TR6)."""
    answered = mime.message_id(str(draft.context.get("in_reply_to") or ""))
    return [f"In-Reply-To: {answered}", f"References: {answered}"] if answered else []


def _unsubscribe(draft: Draft, sender: Sender) -> list[str]:
    """RFC 8058: an https URL that takes a POST, and the mail way beside it (RFC 2369)."""
    if draft.kind not in SURVEYS:
        return []
    by_mail = f"<mailto:{tagged(sender.survey, draft.context['token'])}?subject=unsubscribe>"
    if not _one_click(draft.unsubscribe):
        return [mime.tokens("List-Unsubscribe", [by_mail])]
    by_post = f"<{re.sub(r'[<>,]', '', draft.unsubscribe)}>"
    return [
        mime.tokens("List-Unsubscribe", [by_post, by_mail]),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]


def _one_click(url: str) -> bool:
    """Only https may carry it; this machine itself counts as safe, so that a trial run shows it."""
    parts = urlsplit(url)
    here = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    return parts.scheme == "https" or (parts.scheme == "http" and here)


def _body(draft: Draft, content: Content) -> str:
    words = [mime.text_part("plain", content.text), mime.text_part("html", content.html)]
    both = mime.multipart("alternative", words, draft.message_id)
    if not draft.attached:
        return both
    files = [mime.file_part(file) for file in draft.attached]
    return mime.multipart("mixed", [both, *files], draft.message_id)
