"""The four languages, and the catalogues of the words a person reads (gettext through Babel)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources

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
    from babel.messages.pofile import read_po

    folder = resources.files("config") / "locale" / Language(language).value
    with (folder / "LC_MESSAGES" / "achyk.po").open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def pick(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, or in the nearest language there is; '' when there is none."""
    for code in (language, *FALLBACK_ORDER):
        if texts.get(code):
            return texts[code]
    return ""
