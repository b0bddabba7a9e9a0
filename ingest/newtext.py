"""What the sender himself wrote in a reply, apart from his signature and from what he quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest import quotemarks
from ingest.htmltext import CUT, text_of
from ingest.message import Mail
from ingest.original import attribution_end, copied_header
from ingest.ourwords import Ours
from ingest.ownletter import mark_own
from ingest.quotemarks import visible

CAP = 200_000
"""Characters of a text that are looked at."""

_DELIMITER = re.compile(r"^(?:--|—|-- )$")
_LONGEST_LINE = 1_000  # characters of a line that are matched; no mark of a program is longer
_LONGEST_SIGNATURE = 8  # lines after «С уважением» that are still a signature


@dataclass(frozen=True)
class Split:
    """A body in its three parts; lines keep their order within each."""

    text: str  # the sender's own new words
    signature: str
    quoted: str  # with attribution lines and copied headers


def split(mail: Mail, ours: Ours | None = None) -> Split:
    """The parts of a mail's body, from its plain or its HTML form, whichever tells them apart.

    Where `ours` says what our letters say, they are known without any mark of the program.
    """
    plain = split_plain(_marked(mail.text, ours)) if mail.text.strip() else None
    if mail.html is None or (plain and plain.text and plain.quoted):
        return plain or Split("", "", "")
    html = split_html(mail.html, ours)
    if plain is None or (html.text and not plain.text):
        return html
    return html if html.quoted and html.text else plain


def whole_text(mail: Mail, ours: Ours | None = None) -> str:
    """The body as sent with its quotes; of an HTML mail the text with its quotes marked by ">"."""
    if mail.text.strip() or mail.html is None:
        return _marked(mail.text[:CAP], ours)
    return _marked(text_of(mail.html)[:CAP], ours).replace(CUT, "")


def split_html(html: str, ours: Ours | None = None) -> Split:
    """The parts of an HTML body: quotations by the marks of mail programs, then as plain text."""
    return split_plain(_marked(text_of(html), ours))


def _marked(text: str, ours: Ours | None) -> str:
    """`text` with our own letter marked as quoted, if it is known."""
    return text if ours is None else mark_own(text[:CAP], ours) + text[CAP:]


def split_plain(text: str) -> Split:
    """The parts of a plain body; text beyond the cap counts as quoted."""
    lines = text[:CAP].split("\n")
    seen = [visible(line[:_LONGEST_LINE]) for line in lines]
    labels = _labels(seen)
    chosen = {
        label: "\n".join(
            line.rstrip() for line, at in zip(lines, labels, strict=True) if at == label
        )
        for label in "nsq"
    }
    quoted = chosen["q"].replace(CUT, "").strip("\n") + text[CAP:]
    return Split(_tidy(chosen["n"]), _tidy(chosen["s"]), quoted)


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _labels(seen: list[str]) -> list[str]:
    """For every line "n" new, "s" signature or "q" quoted."""
    labels = ["q" if line.startswith(">") else "n" for line in seen]
    cut = _cut_point(seen, labels)
    labels[cut:] = "q" * (len(seen) - cut)
    _mark_attributions(seen, labels)
    _mark_closing_quote_junk(seen, labels)
    for start, end in _runs(labels):
        _mark_signature(seen, labels, start, end)
    return labels


def _cut_point(seen: list[str], labels: list[str]) -> int:
    """The first line from which on everything is the original, however it is marked."""
    for at, line in enumerate(seen):
        if line == CUT:
            return at
        if labels[at] == "n" and line and _begins_original(seen, labels, at):
            return at
    return len(seen)


def _begins_original(seen: list[str], labels: list[str], at: int) -> bool:
    line = seen[at]
    if quotemarks.is_delimiter(line):
        return not _quoted_follows(labels, seen, at + 1)
    if quotemarks.is_rule(line):
        following = next((at + n for n, s in enumerate(seen[at + 1 : at + 4], 1) if s), 0)
        return bool(following) and copied_header(seen, following)
    if copied_header(seen, at):
        return True
    end = attribution_end(seen, at)
    return end is not None and not _quoted_follows(labels, seen, end)


def _quoted_follows(labels: list[str], seen: list[str], at: int) -> bool:
    """Whether the next lines that say something are marked by ">"; then the marks decide."""
    following = [
        label for label, line in zip(labels[at : at + 6], seen[at : at + 6], strict=True) if line
    ]
    return bool(following) and following[0] == "q"


def _mark_attributions(seen: list[str], labels: list[str]) -> None:
    """Lines that announce a marked quotation belong to it."""
    for at in range(len(seen)):
        if labels[at] != "n" or not seen[at]:
            continue
        end = attribution_end(seen, at)
        if end is None and quotemarks.is_delimiter(seen[at]):
            end = at + 1
        if end is not None and _quoted_follows(labels, seen, end):
            labels[at:end] = "q" * (end - at)


def _mark_closing_quote_junk(seen: list[str], labels: list[str]) -> None:
    """Blank lines inside a quotation belong to it."""
    for at in range(1, len(seen) - 1):
        if not seen[at] and labels[at - 1] == labels[at + 1] == "q":
            labels[at] = "q"


def _runs(labels: list[str]) -> list[tuple[int, int]]:
    """Where stretches of new lines begin and end."""
    runs, start = [], None
    for at, label in enumerate([*labels, "q"]):
        if label == "n" and start is None:
            start = at
        if label != "n" and start is not None:
            runs.append((start, at))
            start = None
    return runs


def _mark_signature(seen: list[str], labels: list[str], start: int, end: int) -> None:
    """Within one stretch of new lines, the signature: after "-- ", or a closing near the end."""
    for at in range(start, end):
        if _DELIMITER.match(seen[at]) or _closes(seen, at, start, end):
            labels[at:end] = "s" * (end - at)
            return
        if quotemarks.is_mobile_signature(seen[at]):
            labels[at] = "s"


def _closes(seen: list[str], at: int, start: int, end: int) -> bool:
    if not quotemarks.is_closing(seen[at]) or not any(seen[start:at]):
        return False
    after = [line for line in seen[at + 1 : end] if line]
    return len(after) <= _LONGEST_SIGNATURE and not any(re.match(r"\d+\s*[:=)]", a) for a in after)
