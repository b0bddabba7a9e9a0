"""What a person wrote in a letter about an appeal: own words, the whole, name and numbers."""

from __future__ import annotations

import unicodedata

from ingest.appeals.numbers import numbers_in
from ingest.mail.message import Mail
from ingest.words.newtext import split, whole_text
from ingest.words.ourwords import Ours
from register.rules.appeal import LONGEST_WORDS

_LONGEST_NAME = 200  # characters
_LONGEST_SUBJECT = 500
_SHORTEST_LETTER = 200  # characters of ours; less of it are words that it told people to write
_UNSHOWN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control and direction marks, halves of characters


def own_words(mail: Mail, ours: Ours | None) -> str:
    """The sender's new words, without his signature and what he quotes.

    `ours` is given for an answer to a letter of ours: it is then known also where the sender's
    program quotes without a mark. Without it a forward with a comment stays whole.
    """
    plain = split(mail)
    if ours is None or plain.quoted:
        return plain.text[:LONGEST_WORDS]
    known = split(mail, ours)
    is_letter = len(known.quoted) >= _SHORTEST_LETTER and known.text
    return (known if is_letter else plain).text[:LONGEST_WORDS]


def everything(mail: Mail) -> str:
    """The body whole, with signature and quotes: a signature often holds name and telephone."""
    return whole_text(mail).strip()[:LONGEST_WORDS]


def shown_name(mail: Mail) -> str:
    """As the sender styles himself, in one line; proves nothing."""
    return one_line(mail.sender_name, _LONGEST_NAME)


def shown_subject(mail: Mail) -> str:
    """The subject in one line."""
    return one_line(mail.subject, _LONGEST_SUBJECT)


def one_line(text: str, longest: int) -> str:
    """`text` with control and direction characters gone, single blanks, cut to `longest`."""
    plain = " ".join(text[: 4 * longest].split())
    kept = "".join(sign for sign in plain if unicodedata.category(sign) not in _UNSHOWN)
    return " ".join(kept.split())[:longest].rstrip()


def numbers_named(subject: str, words: str) -> tuple[str, ...]:
    """The appeals' numbers in the subject and the sender's own words, the subject's first."""
    return numbers_in(f"{subject}\n{words}")
