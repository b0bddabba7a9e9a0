"""One plain mailbox: the only form of e-mail address the register takes.

After RFC 5321 (lengths) and RFC 5322 3.2.3 (dot-atom): no quoted names, no comments, no lists.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_LOCAL_PART = 64
LONGEST_ADDRESS = 254

_SHARED = """
    mail.ru inbox.ru list.ru bk.ru internet.ru xmail.ru yandex.ru yandex.com yandex.kz ya.ru
    narod.ru rambler.ru lenta.ru ro.ru gmail.com googlemail.com outlook.com hotmail.com live.com
    live.ru msn.com icloud.com me.com mac.com yahoo.com ymail.com aol.com proton.me pm.me
    protonmail.com zoho.com gmx.com gmx.de web.de namba.kg mail.kg elcat.kg ktnet.kg mail.kz
"""
SHARED_DOMAINS = frozenset(_SHARED.split())
"""Domains at which anybody may have a mailbox: sharing one says nothing about two addresses."""

DOTS_IGNORED = frozenset({"gmail.com", "googlemail.com"})
"""Domains that are one, at which dots in the local part mean nothing."""

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PLAIN_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9]{1,62}")
_LABEL = re.compile(r"[^\W_](?:[^\W_]|-){0,62}(?<!-)")


def plain_address(text: str) -> str | None:
    """The one mailbox that `text` holds, its domain in lower case, or None.

    What hurried hands leave around it goes: spaces, `mailto:`, angle brackets, a closing dot,
    comma or semicolon. A domain in Cyrillic stays as written; one that mixes alphabets within a
    label (a Cyrillic с in `.com`) reaches nobody and is refused.
    """
    local, at, domain = _bare(text).rpartition("@")
    domain = domain.lower()
    if not at or len(local) > LONGEST_LOCAL_PART or len(local) + len(domain) >= LONGEST_ADDRESS:
        return None
    if not _LOCAL_PART.fullmatch(local) or not _is_domain(domain):
        return None
    return f"{local}@{domain}"


def mailbox(address: str) -> str:
    """What two ways of writing one mailbox share: lower case, nothing behind a +, Gmail's dots."""
    local, _, domain = address.lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in DOTS_IGNORED:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """The domain of an address, in lower case."""
    return address.lower().rpartition("@")[2]


def _bare(text: str) -> str:
    bare = text.strip().strip("\u00a0\u200b\ufeff ")
    if bare.lower().startswith("mailto:"):
        bare = bare[len("mailto:") :].strip()
    bare = bare.rstrip(".,; ")
    if bare.startswith("<") and bare.endswith(">"):
        bare = bare[1:-1].strip()
    return bare


@lru_cache(maxsize=4096)  # most businesses share a few domains
def _is_domain(domain: str) -> bool:
    if _PLAIN_DOMAIN.fullmatch(domain):
        return True
    labels = domain.split(".")
    return len(labels) > 1 and not labels[-1].isdigit() and all(map(_is_label, labels))


def _is_label(label: str) -> bool:
    if not _LABEL.fullmatch(label) or len(_alphabets(label)) > 1:
        return False
    try:
        return len(label.encode("idna")) <= 63
    except UnicodeError:
        return False


def _alphabets(label: str) -> set[str]:
    return {unicodedata.name(c, "?").split()[0] for c in label if c.isalpha()}
