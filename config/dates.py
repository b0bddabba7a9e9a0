"""Days written out for people, in each language."""

from __future__ import annotations

from datetime import date

LOCALES = {"ky": "ky", "ru": "ru", "kk": "kk", "en": "en_GB"}
# CLDR's long forms abbreviate the word "year" in these; a letter writes it out.
PATTERNS = {"kk": "y 'жылғы' d MMMM", "ru": "d MMMM y 'года'", "ky": "y-'жыл', d-MMMM"}


def long_date(day: date, language: str) -> str:
    """A day written out in `language`: 5 August 2026."""
    # Imported here: the command line reads settings without paying for Babel.
    from babel.dates import format_date

    pattern = PATTERNS.get(language, "long")
    written = format_date(day, pattern, locale=LOCALES[language])
    return str(written).replace("\u202f", "\xa0")
