"""The names of months and weekdays in the four languages, as people shorten and bend them."""

from __future__ import annotations

from config.matching import letters_only

# The beginnings of the twelve names, as `letters_only` writes them; the longest one that fits
# counts. Kyrgyz has the Russian names and, in older writing, its own of two words.
_BEGINNINGS = (
    ("янв", "кантар", "учтунайы", "jan"),
    ("фев", "акпан", "бирдинайы", "feb"),
    ("мар", "наурыз", "жалганкуран", "mar"),
    ("апр", "сауир", "чынкуран", "apr"),
    ("май", "мая", "мамыр", "бугу", "may"),
    ("июн", "маусым", "кулжа", "jun"),
    ("июл", "шилде", "теке", "jul"),
    ("авг", "тамыз", "башоона", "aug"),
    ("сен", "кыркуйек", "аякоона", "sep"),
    ("окт", "казан", "тогуздунайы", "oct"),
    ("ноя", "караша", "жетининайы", "nov"),
    ("дек", "желтоксан", "бештинайы", "dec"),
)
_WEEKDAYS = (
    *("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    *("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    *("дуйшомбу", "шейшемби", "шаршемби", "бейшемби", "жума", "ишемби", "жекшемби"),
    *("дуйсенби", "сейсенби", "сарсенби", "бейсенби", "сенби", "жексенби"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
)
WEEKDAYS = frozenset(letters_only(word) for word in _WEEKDAYS)
"""As `letters_only` writes them."""

_MONTHS = {
    letters_only(word): number for number, words in enumerate(_BEGINNINGS, 1) for word in words
}
_LONGEST = max(map(len, _MONTHS))
_LONGEST_NAME = 20  # with every ending


def month_of(name: str) -> int | None:
    """The month 1 to 12 that a word means in any of the languages, whatever its ending."""
    plain = letters_only(name)
    if len(plain) > _LONGEST_NAME:
        return None
    beginnings = (plain[:length] for length in range(min(len(plain), _LONGEST), 2, -1))
    return next((_MONTHS[word] for word in beginnings if word in _MONTHS), None)
