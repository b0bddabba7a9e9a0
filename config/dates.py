"""Days written out for people, in each language."""

from __future__ import annotations

from datetime import date

LOCALES = {"ky": "ky", "ru": "ru", "kk": "kk", "en": "en_GB"}
# CLDR's long forms abbreviate the word "year" in these; a letter writes it out.
MONTHS = {"kk": "y 'жылғы' MMMM", "ru": "LLLL y 'года'", "ky": "y-'жыл', MMMM", "en": "LLLL y"}
PATTERNS = {"kk": "y 'жылғы' d MMMM", "ru": "d MMMM y 'года'", "ky": "y-'жыл', d-MMMM"}


def long_date(day: date, language: str) -> str:
    """A day written out in `language`: 5 August 2026."""
    # Imported here: the command line reads settings without paying for Babel.
    from babel.dates import format_date

    pattern = PATTERNS.get(language, "long")
    written = format_date(day, pattern, locale=LOCALES[language])
    return str(written).replace("\u202f", "\xa0")


def day_and_month(day: date, language: str) -> str:
    """A day without its year: 5 August."""
    from babel.dates import format_skeleton

    return str(format_skeleton("MMMMd", day, locale=LOCALES[language])).replace("\u202f", "\xa0")


def long_month(first: date, language: str) -> str:
    """The month of a day with its year: August 2026."""
    from babel.dates import format_date

    return str(format_date(first, MONTHS[language], locale=LOCALES[language]))
