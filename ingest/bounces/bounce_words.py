"""The addresses that a delivery notice names in words, above the original that it returns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ingest.mail.addresses import bare_address

_DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_ADDRESS = rf"[^\s<>@:;,\"'()\[\]*|]{{1,64}}@{_DOMAIN}"
_BEGINS = (
    r"^[ \t]*(?:(?:[>*•–-]|->|>>>|\d\d\d)[ \t]+)?"
    rf"(?:<(?P<angle>{_ADDRESS})>|[\"'«“]?(?P<bare>{_ADDRESS})[\"'»”]?"
)
# A line that begins with the address: alone or with a mark behind it, and before any word.
_ALONE = re.compile(_BEGINS + r"(?=$|\s*(?:$|[<:;,.(\[-])))", re.I)
_LINE = re.compile(_BEGINS + r"(?=\s))", re.I)
# Words that a program puts right before the address that failed.
_LABEL = re.compile(
    r"(?:failed (?:address|recipient)e?s?|(?:final |original |failed )?recipients?(?: address)?"
    r"|addressed to|rcpt to|user(?:id)?|mailbox|deliver(?:ed|ing|y)?(?: your mail| (?:the )?message"
    r"| failed)? (?:to|for)|to deliver (?:\w+ ){0,3}to|failed to deliver to|reach"
    r"|allowed size|sent (?:e?mail |message )?to|message to|failed for|error for|address"
    r"|на адрес|для|получател\w{0,8}|адрес\w{0,8}|адресат\w{0,8}|пользовател\w{0,8}|ящик\w{0,8}|"
    r"empfänger|adresse|алуучу\w{0,8}|дареги?|алушы\w{0,8}|мекенжай\w{0,8})"
    rf"[\s:=\"'«<(]{{1,4}}(?P<found>{_ADDRESS})",
    re.I,
)
_NEAR = re.compile(rf"<(?P<found>{_ADDRESS})>")
_ANYWHERE = re.compile(rf"(?<![\w.@])(?P<found>[\w.+=-]{{1,64}}@{_DOMAIN})")
_BETWEEN = re.compile(r"[\s<>()\[\]\"',;:]+")
# Who may be asked for help: it failed only where nobody else is named.
_DESK = re.compile(
    r"(?:support|postmaster|abuse|help(?:desk)?|hostmaster|noc|no-?reply|webmaster)@", re.I
)
_NOT_THEIRS = re.compile(
    r"\s*(?:\(?(?:mail )?from|(?:original |x-postfix-)?sender|reply-to|return-path|mail from|"
    r"message-?(?:id|name)|remote-mta|reporting-mta|от|отправитель|absender|von|кимден)\b\s*[:(<]",
    re.I,
)
_HELP = re.compile(
    r"contact|assistance|questions|help|send mail to|forward (?:the|this)|обра(?:титесь|щайтесь)"
    r"|свяжитесь|вопрос|помощ|напишите|wenden sie",
    re.I,
)
_MARKED = re.compile(
    r"^[ \t>]{0,20}(?:--.*(?:original|copy of|оригинал|исходн|копи[яи]|below this line"
    r"|returned mess|message (?:text|header|body)|unsent mess|header|original-?nachricht).*"
    r"|original message (?:follows|headers?)|message headers? follow|included is a copy"
    r"|исходные заголовки|заголовки исходного|ursprüngliche nachrichtenkopf"
    r"|below is a copy.*|.*(?:is a copy of the message|copy of the original message).*)"
    r"[:.]?[ \t-]*$",
    re.M | re.I,
)
_HEADER = re.compile(
    r"^(?:>[ \t]?)?(?:Received|Return-Path|Message-ID|DKIM-Signature|X-Originating-IP|From|Date|"
    r"MIME-Version):.*\n(?:(?:>[ \t]?)?[ \t]+.*\n){0,20}(?:>[ \t]?)?[A-Za-z][A-Za-z-]{1,40}:",
    re.M | re.I,
)
_ORIGIN = re.compile(
    rf"<?({_ADDRESS})>?[ \t]*:?\s{{0,12}}\((?:generated|expanded|forwarded|ultimately generated)"
    rf" from:?\s{{1,3}}<?({_ADDRESS})>?\)",
    re.I,
)
_SENT_ON = re.compile(r"\((?:generated|expanded|forwarded|ultimately) ", re.I)
_FEW = 20


@lru_cache(maxsize=1)
def above_original(text: str) -> str:
    """The text without the original that it brings back, and without its header."""
    marked, header = _MARKED.search(text), _HEADER.search(text)
    ends = [found.start() for found in (marked, header) if found and found.start() > 0]
    return text[: min(ends)] if ends else text


def named_in(text: str, ours: frozenset[str], notifier: str) -> tuple[list[str], int]:
    """The addresses that failed, and by what they are known, the surest way first.

    0: each stands where only such an address does, 1: behind a word that says so, 2: it begins
    a line of words, 3: in angle brackets, 4: anywhere.
    `ours`: whom the notice came to, named only where nobody else is; `notifier`: who sent it.
    """
    lines = [line for line in text.split("\n") if "@" in line and not _NOT_THEIRS.match(line)]
    groups = (
        list(_firsts(_ALONE, lines)),
        list(_found(_LABEL, lines)),
        list(_firsts(_LINE, lines)),
        list(_found(_NEAR, lines)),
    )
    for unwanted in (ours | {notifier}, frozenset({notifier})):
        for rank, named in enumerate(groups):
            kept = [one for one in named if one.lower() not in unwanted]
            kept = [one for one in kept if not _DESK.match(one)] or kept
            if kept:
                unlike = {one.lower(): one for one in reversed(kept)}
                return list(unlike.values())[::-1], rank
    left = {one.lower(): one for one in _found(_ANYWHERE, lines)}
    lone = [one for key, one in left.items() if key not in ours and key != notifier]
    return (lone if len(lone) == 1 else []), len(groups)


def names_only(text: str, named: list[str]) -> bool:
    """Whether `text` holds no address but those `named` and whom to ask: others find no more."""
    if any("=" in one for one in named) or text.count("@") > _FEW:
        return False  # "SMTP=a@b.kg" is how one program writes another address
    found = {one.lower() for one in _BETWEEN.split(text) if "@" in one and not _DESK.match(one)}
    return found == {one.lower() for one in named}


def origins_in(text: str) -> dict[str, str]:
    """Whom each address was written for, where the notice tells that it was sent on."""
    text = text[:60_000]
    found = (_origin_at(text, mark.start()) for mark in _SENT_ON.finditer(text))
    pairs = ((bare_address(one[1]), bare_address(one[2])) for one in found if one)
    return {final.lower(): asked for final, asked in pairs if final and asked}


def _origin_at(text: str, at: int) -> re.Match[str] | None:
    """The address before the bracket at `at` and the one in it."""
    sign = text.rfind("@", max(0, at - 700), at)
    return _ORIGIN.search(text, max(0, sign - 65), at + 700) if sign >= 0 else None


def _firsts(pattern: re.Pattern[str], lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        found = pattern.match(line)
        address = found and bare_address((found["angle"] or found["bare"]).rstrip("."))
        if address:
            yield address


def _found(pattern: re.Pattern[str], lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if _HELP.search(line):
            continue
        for match in pattern.finditer(line):
            address = bare_address(match["found"].rstrip("."))
            if address:
                yield address
