"""The tree of a mail's parts by the standard library, its labels read leniently."""

from __future__ import annotations

import re
from email.message import Message
from typing import TypeVar

from ingest import parameters
from ingest.clipped import CLIPPED, DEEPEST, UNOPENED, Shallow, clipped_message

_Else = TypeVar("_Else")


class Part(Shallow):
    """A part that reads its label once.

    Another message inside it stays text: it is not walked into, and keeps its bytes. So does a
    delivery report, which the standard library would take apart.
    """

    _kind: str | None = None

    def get_content_type(self) -> str:
        """The media type, in lower case; of a carried message one without a meaning."""
        if self._kind is None:
            label = parameters.split_field(raw_field(self, "content-type"))[0]
            kind = label if label.count("/") == 1 else super().get_content_type()
            closed = kind.startswith("message/") or self.depth >= DEEPEST
            self._kind = UNOPENED if closed else kind
        return self._kind

    def get_boundary(self, failobj: _Else = None) -> str | _Else:  # type: ignore[assignment]
        """As the standard library has it, but unfolded, and also after a missing semicolon."""
        raw = raw_field(self, "content-type")
        ours = parameters.split_field(raw)[1].get("boundary")
        if ours is not None and not _DISPUTED.search(raw):
            return ours
        found = super().get_boundary() or ours
        return re.sub(r"[\r\n]+", "", found) if found else failobj


# Where the standard library may read another boundary, its reading stands.
_DISPUTED = re.compile(r"[\r\n*\\()]|=\?|(?i:boundary.*boundary)")
_CLOSED = CLIPPED.clone(message_factory=Part)


def message_tree(raw: bytes) -> Message:
    """The mail as a tree of parts; raises what ingest.parts.RAISED names."""
    return clipped_message(raw, _CLOSED)


def raw_fields(message: Message) -> list[tuple[str, str]]:
    """Every header field as read from the wire, with surrogate escapes for 8-bit bytes."""
    return [(str(name), str(value)) for name, value in message.raw_items()]


def raw_field(message: Message, name: str) -> str:
    """The raw value of the first field called `name` (in lower case), '' when there is none."""
    return next((str(v) for n, v in message.raw_items() if n.lower() == name), "")


def payload_of(message: Message) -> object:
    """What the library keeps of a part's content: parts inside it, or text as on the wire.

    Not get_payload(): it puts 8-bit bytes through the declared charset, loses what does not fit,
    and raises on charsets like "idna".
    """
    return vars(message).get("_payload")
