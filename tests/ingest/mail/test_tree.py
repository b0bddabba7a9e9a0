"""The tree of parts, held against the one that the standard library makes of the same mail."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from ingest.mail.clipped import CLIPPED, clipped
from ingest.mail.tree import Part, message_tree, payload_of, raw_fields

OWN_SET = Path(__file__).parents[2] / "exam" / "mails"
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n"
FOLDED = b"Content-Type: multipart/mixed;\r\n\t"
DIGEST = b"Content-Type: multipart/digest; boundary=b\r\n"
INNER = b"Content-Type: multipart/alternative; boundary=bb\r\n"


def shape(message: Message) -> object:
    """All that the rest of the reader asks of a tree."""
    inside = payload_of(message)
    defects = [type(defect).__name__ for defect in message.defects]
    return (
        message.get_content_type(),
        raw_fields(message),
        [name for name in defects if "BoundaryNotFound" in name],
        [shape(part) for part in inside] if isinstance(inside, list) else inside,
    )


def by_the_library(raw: bytes) -> object:
    return shape(message_from_bytes(clipped(raw), policy=CLIPPED.clone(message_factory=Part)))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\ntext\r\n",
        b"Subject: x",
        b"Subject: x\r\n",
        b"Subject: x\r\nno field\r\n\r\ntext",
        b"Subject: a\r\n b\r\n\tc \r\n\r\ntext",
        b" folded first\r\nSubject: x\r\n\r\ntext",
        b": no name: y\r\n goes on: z\r\nSubject: x\r\n\r\ntext",
        b"From a@b.kg Mon\r\nSubject: x\r\n\r\ntext",
        b"Subject: x\r\nFrom a@b.kg: y\r\nTo: z\r\n\r\ntext",
        b"Subject: x\r\nFrom a@b.kg\r\n\r\ntext",
        b"Subject: x\rTo: y\r\rtext\rmore",
        b"Subject: x\nTo: y\n\r\ntext",
        b"Subject: \xd0\x90\x0b \r\n\r\n\xd0\x90\xff",
        MIXED + b"\r\nbefore\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n\r\n--b--\r\nafter",
        MIXED + b"\r\n--b\r\n\r\nnever closed\r\n",
        MIXED + b"\r\nnever opened\r\n",
        MIXED + b"\r\nclosed only\r\n--b--\r\n--b\r\n\r\ntext",
        MIXED + b"\r\n--b\r\n--b\r\n--b--\r\n\r\ntext\r\n--b--",
        MIXED + b"\r\n--b\r\n",
        MIXED + b"\r\n--b \t\n\ntext\n --b\n--bb\n--b---\n--b--\t\n",
        MIXED + b"\r\n--b\r\rone\r--b\r\rtwo\r--b--\r",
        MIXED + b"\r\n--b\r\n" + INNER + b"\r\n--bb\r\n\r\none\r\n--bb--\r\n--b--\r\n",
        MIXED + b"\r\n--b\r\n" + INNER + b"\r\n--bb\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n",
        MIXED + b"\r\n--b\r\n" + INNER + b"\r\nnever opened\r\n--b--\r\n",
        MIXED + b"\r\n--b\r\nContent-Type: multipart/mixed\r\n\r\nno boundary\r\n--b--\r\n",
        MIXED + b"\r\n--b\r\n" + MIXED + b"\r\n--b\r\n\r\nthe same\r\n--b--\r\n",
        MIXED + b"\r\n--b\r\nSubject: x\r\nFrom y\r\n\r\nlate\r\n--b--\r\n",
        DIGEST + b"\r\n--b\r\n\r\nSubject: x\r\n\r\ny\r\n--b--\r\n",
        "Content-Type: multipart/mixed; boundary=ы\r\n\r\n--ы\r\n\r\nx\r\n--ы--\r\n".encode(),
        b"Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nx\r\n----\r\n",
        FOLDED + b"charset=x;\r\n\tboundary=\"b \"\r\n\r\n--b\r\n\r\nx\r\n--b--",
        FOLDED + b"boundary=\"b;\r\n c\"\r\n\r\n--b; c\r\n\r\nx\r\n--b; c--",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=%d-\r\n\r\n--%d-\r\n" % (n, n)
            for n in range(60)
        ),
    ],
)  # fmt: skip
def test_the_tree_is_the_one_that_the_standard_library_makes(raw: bytes) -> None:
    assert shape(message_tree(raw)) == by_the_library(raw)


def test_the_trees_of_our_own_set_are_those_of_the_standard_library() -> None:
    paths = sorted(OWN_SET.rglob("*.eml"))
    mails = [path.read_bytes() for path in paths]
    differing = [
        path.name
        for path, raw in zip(paths, mails, strict=True)
        if shape(message_tree(raw)) != by_the_library(raw)
    ]
    assert paths
    assert differing == []
