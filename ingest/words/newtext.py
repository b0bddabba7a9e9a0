"""What the sender himself wrote in a reply, apart from his signature and from what he quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.mail.message import Mail
from ingest.words.added_lines import is_app_line
from ingest.words.htmltext import CUT, SIGNED, may_mark, signed_lines, text_of
from ingest.words.line_labels import line_labels
from ingest.words.ourwords import Ours
from ingest.words.own_name import without_name
from ingest.words.ownletter import mark_own
from ingest.words.quotemarks import delimiter_kind, visible_lines
from ingest.words.signoff import is_closing

CAP = 200_000
"""Characters of a text that are looked at."""

_LONGEST_LINE = 1_000  # characters of a line that are matched; no mark of a program is longer
_FORWARD = re.compile(
    r"\s*(?:fwd?|пересл\w*|пересылка|wg|tr|rv|enc|i̇lt|ilt|vb|转发|轉寄|uzat\w*|қайта|багыт\w*)\.?\s*:",
    re.I,
)
# A program's line run into the words above it: "ok On Wed, Apr 4, 2012 at 3:59 PM, b@c.d wrote:"
_SAME_LINE = re.compile(
    r"^([^\n>]*?[^\s>-])[ \t]*-*[ \t]*(On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,"
    r" [^\n]{5,160} wrote:)[ \t]*(?=$(\n\s{0,4}>)?)",
    re.M,
)


# "… <test@example.com" and on the next line ">:", which would be a quoted line.
_BROKEN_ADDRESS = re.compile(
    r"(<[^<>\s]{3,200}@[^<>\s]{3,200})\n(> ?[^\W\d_]{0,12}:[ \t\r]*)$", re.M
)
_MARK = re.compile(r"^> ?", re.M)
_GAPS = re.compile(r"\n{3,}")
_DRAWN_INSIDE = re.compile(r"(?<=[^\s>-])[ \t](-{4,20}+ ?[^\W\d_][^\n-]{4,40}+-{4,20}+)")


@dataclass(frozen=True)
class Split:
    """A body in its three parts; lines keep their order within each."""

    text: str  # the sender's own new words
    signature: str
    quoted: str  # with attribution lines and copied headers


def split(mail: Mail, ours: Ours | None = None) -> Split:
    """The parts of a mail's body, from its plain or its HTML form, whichever tells them apart.

    Where `ours` says what our letters say, they are known without any mark of the program.
    Without it the mail is no answer to us: a forward with a comment is then a letter whole.
    """
    parts = _parts(mail, ours)
    if ours is None and parts.text and parts.quoted and _is_forward(mail, parts):
        return Split(_tidy(_unmarked(whole_text(mail))), "", "")
    return _signed_by_name(mail, parts)


def _signed_by_name(mail: Mail, parts: Split) -> Split:
    """`parts` with the sender's bare name at the end of his words among the signature."""
    text, name = without_name(parts.text, mail.sender_name, mail.sender)
    return Split(text, f"{name}\n{parts.signature}".strip(), parts.quoted) if name else parts


def _parts(mail: Mail, ours: Ours | None) -> Split:
    signed = signed_lines(mail.html) if mail.html and mail.text.strip() else frozenset()
    plain = split_plain(_marked(mail.text, ours), signed) if mail.text.strip() else None
    if mail.html is None or (plain and plain.text and plain.quoted):
        return plain or Split("", "", "")
    if plain and plain.text and not may_mark(mail.html):
        return plain  # its HTML form would say no more
    html = split_html(mail.html, ours)
    if plain is None or (html.text and not plain.text):
        return html
    return html if html.quoted and html.text else plain


def _is_forward(mail: Mail, parts: Split) -> bool:
    """Whether the sender sends on another's letter: by the subject, or by the program's line."""
    if _FORWARD.match(mail.subject[:40]):
        return True
    opening = next((line for line in visible_lines(parts.quoted[:2_000], 200) if line), "")
    return delimiter_kind(opening.lstrip("> ")) == "forwarded"


def _unmarked(text: str) -> str:
    """`text` without one level of the marks that quote a line."""
    return _MARK.sub("", text) if ">" in text else text


def whole_text(mail: Mail, ours: Ours | None = None) -> str:
    """The body as sent with its quotes; of an HTML mail the text with its quotes marked by ">"."""
    if mail.text.strip() or mail.html is None:
        return _marked(mail.text[:CAP], ours)
    marked = _marked(text_of(mail.html)[:CAP], ours)
    return marked.replace(CUT, "").replace(SIGNED, "")


def split_html(html: str, ours: Ours | None = None) -> Split:
    """The parts of an HTML body: quotations by the marks of mail programs, then as plain text."""
    return split_plain(_marked(text_of(html), ours))


def _marked(text: str, ours: Ours | None) -> str:
    """`text` with our own letter marked as quoted, if it is known."""
    return text if ours is None else mark_own(text[:CAP], ours) + text[CAP:]


@lru_cache(maxsize=4)
def split_plain(text: str, signed: frozenset[str] = frozenset()) -> Split:
    """The parts of a plain body; text beyond the cap counts as quoted.

    `signed`: the lines that the mail's HTML form marks as signature. The last few are remembered:
    whoever says what kind of mail it is asks for the same as who then reads it.
    """
    head = _on_own_lines(text[:CAP])
    lines, seen = head.split("\n"), visible_lines(head, _LONGEST_LINE)
    labels = line_labels(seen, signed)
    parts: dict[str, list[str]] = {"n": [], "s": [], "q": []}
    for line, label in zip(lines, labels, strict=True):
        parts[label].append(line.rstrip())
    new, signature = _tidy("\n".join(parts["n"])), _tidy("\n".join(parts["s"]))
    if SIGNED in signature:
        signature = signature.replace(SIGNED, "")
        if not new and not _signs_only(signature):  # some write into their program's signature
            new, signature = _tidy(signature), ""
    quoted = "\n".join(parts["q"]).replace(CUT, "").replace(SIGNED, "").strip("\n") + text[CAP:]
    return Split(new, signature, quoted)


def _signs_only(text: str) -> bool:
    """Whether a text is a program's lines, or a closing with a name, and says nothing else."""
    said = (line for line in visible_lines(text, _LONGEST_LINE) if any(map(str.isalnum, line)))
    line = next((line for line in said if not is_app_line(line)), None)
    return line is None or is_closing(line)


def _on_own_lines(text: str) -> str:
    """`text` with announcements on lines of their own that a program ran into the words above."""
    if " wrote:" in text:
        text = _SAME_LINE.sub(_broken_off, text)
    if ">" in text:
        text = _BROKEN_ADDRESS.sub(r"\1\2", text)
    if " ----" in text:
        text = _DRAWN_INSIDE.sub(_broken, text)
    return text


def _broken_off(found: re.Match[str]) -> str:
    sure = found[3] or "@" in found[2]
    return f"{found[1]}\n{found[2]}" if sure else found[0]


def _broken(found: re.Match[str]) -> str:
    return f"\n{found[1]}" if delimiter_kind(found[1]) else found[0]


def _tidy(text: str) -> str:
    return (_GAPS.sub("\n\n", text) if "\n\n\n" in text else text).strip()
