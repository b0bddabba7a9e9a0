"""The leaves of the tree of a mail's parts: their labels read, their transfer encoding undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import errors
from email.message import Message

from ingest.filetypes import clean_name
from ingest.mail import parameters
from ingest.mail.smime import content_of, is_closed, is_wrapper
from ingest.mail.transfer import undone
from ingest.mail.tree import message_tree, payload_of, raw_field

_MOST = 1_000  # parts read of one message
_MOST_WRAPPERS = 4  # signed mails within signed mails
_CUT_SHORT = (errors.StartBoundaryNotFoundDefect, errors.CloseBoundaryNotFoundDefect)


@dataclass(frozen=True)
class Leaf:
    """One leaf of the tree of parts, with its labels read."""

    message: Message
    kind: str  # media type, lower case
    labels: Mapping[str, str]  # parameters of Content-Type
    disposition: str
    name: str
    encoding: str  # Content-Transfer-Encoding as written
    has_id: bool  # other parts may show it
    in_report: bool


def leaves(message: Message, trouble: list[str]) -> Iterator[Leaf]:
    """The leaves in their order; what is amiss in the tree is added to `trouble`."""
    waiting: list[tuple[Message, bool]] = [(message, False)]
    wrappers = 0
    for _ in range(_MOST):
        if not waiting:
            return
        part, in_report = waiting.pop()
        if part.defects and any(isinstance(defect, _CUT_SHORT) for defect in part.defects):
            trouble.append("truncated")
        payload = payload_of(part)
        if isinstance(payload, list):
            inside = in_report or part.get_content_type() == "multipart/report"
            children = [child for child in payload if isinstance(child, Message)]
            waiting.extend((child, inside) for child in reversed(children))
            continue
        leaf = _labelled(part, in_report)
        inner = _unwrapped(leaf, trouble) if wrappers < _MOST_WRAPPERS else None
        if inner is None:
            yield leaf
        else:
            wrappers += 1
            waiting.append((inner, in_report))
    trouble.append("too-many-parts")


def _unwrapped(leaf: Leaf, trouble: list[str]) -> Message | None:
    """The mail inside a signed wrapper, or inside a multipart that was encoded as a whole."""
    if is_wrapper(leaf.kind, leaf.name):
        octets = _octets(leaf)[0]
        content = content_of(octets)
        if content is None and is_closed(octets):
            trouble.append("encrypted")
        return message_tree(content) if content else None
    if leaf.kind.startswith("multipart/"):
        if leaf.encoding.strip().lower() in ("base64", "quoted-printable"):
            head = f"Content-Type: {raw_field(leaf.message, 'content-type')}\r\n\r\n"
            inner = message_tree(head.encode("utf-8", "surrogateescape") + _octets(leaf)[0])
            return inner if isinstance(payload_of(inner), list) else None
    elif leaf.kind == "application/pgp-encrypted":
        trouble.append("encrypted")
    return None


def _labelled(part: Message, in_report: bool) -> Leaf:
    fields: dict[str, str] = {}
    for name, value in part.raw_items():
        if name[:1] in "cC" and name[:8].lower() == "content-":
            fields.setdefault(name.lower(), str(value))
    kind, labels = parameters.split_field(fields.get("content-type", ""))
    placed = fields.get("content-disposition")
    disposition, details = parameters.split_field(placed) if placed else ("", {})
    name = details.get("filename") or labels.get("name") or details.get("name") or ""
    if not kind:
        kind = part.get_default_type()
    elif kind.count("/") != 1 or " " in kind or kind[0] == "/" or kind[-1] == "/":
        kind = Message.get_content_type(part)
    return Leaf(
        message=part,
        kind=kind,
        labels=labels,
        disposition=disposition,
        name=clean_name(name) if name else "",
        encoding=fields.get("content-transfer-encoding", ""),
        has_id="content-id" in fields,
        in_report=in_report,
    )


def octets_of(part: Leaf, trouble: list[str]) -> bytes:
    """The bytes of a leaf with its transfer encoding undone; never through a charset."""
    data, code = _octets(part)
    if code:
        trouble.append(code)
    return data


def _octets(part: Leaf) -> tuple[bytes, str | None]:
    payload = payload_of(part.message)
    if not isinstance(payload, str):
        return b"", None
    return undone(payload.encode("utf-8", "surrogateescape"), part.encoding)
