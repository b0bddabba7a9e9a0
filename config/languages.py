"""The four languages, and the catalogues of the words a person reads (gettext through Babel)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

FALLBACK_ORDER = ("ru", "en", "ky", "kk")


class Language(StrEnum):
    """A language that letters, pages and reports are written in."""

    KY = "ky"
    RU = "ru"
    KK = "kk"
    EN = "en"


def mark(text: str) -> str:
    """Mark `text` for extraction; it is translated later, where the language is known."""
    return text


@cache
def catalogue(language: str) -> NullTranslations:
    """The catalogue of `language`; English is the language of the sources and needs none."""
    if language == Language.EN:
        return NullTranslations()
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, _messages(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def sentences(language: str) -> tuple[str, ...]:
    """Every sentence we write to people, in `language`, with its placeholders: "… %(date)s."."""
    english = language == Language.EN
    messages = _messages(Language.RU if english else language)
    words = (message.id if english else message.string for message in messages if message.id)
    return tuple(word for word in words if isinstance(word, str) and word)


def _messages(language: str) -> Catalog:
    from babel.messages.pofile import read_po

    folder = resources.files("config") / "locale" / Language(language).value
    with (folder / "LC_MESSAGES" / "achyk.po").open("rb") as file:
        return read_po(file, locale=language)


def pick(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, or in the nearest language there is; '' when there is none."""
    for code in (language, *FALLBACK_ORDER):
        if texts.get(code):
            return texts[code]
    return ""
