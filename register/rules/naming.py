"""Which officials a text names, so that none of them handles it.

Rather one too many than one too few: who is taken for named wrongly only hands the appeal to a
colleague. A text is read once, whatever the number of officials. Three things name a person: a
surname that is one by its form; another surname with a capital («Мороз»); two words of the name
beside each other («Бакыт Эсенович»). The ID of a person does as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from register.rules.addressing import without_head
from register.rules.name_forms import PATRONYMIC, SON_OF, Base, base_of, is_form, plain

Named = tuple[str, str]  # a name and an ID, as registered; either may be empty

OWN = 3  # so often the writer's own surname has to stand there to mean an official as well
BESIDE = 2  # words from one to the other that still belong together
CLEAR = 5  # letters of a word whose capital counts also where a sentence begins
ID_SHORTEST = 3
ID_CLEAR = 6  # digits of an ID that is no other figure
LONGEST = 200_000  # characters that are looked through
LONGEST_WORD = 40

_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDED = re.compile(r"(?:(?<![\s.(\"«][^\W\d_])[.!?…]|\n\s*\n|^)[\s\"«(–—-]*$")
_ID = re.compile(r"[\w/.-]{3,60}")
_FIGURE_ID = re.compile(
    r"(?:\bid|№|номер\w*|жетон\w*|удостоверени\w*|код\w*|кубол[уү]к\w*|күбөлүк\w*|куәлі\w*|badge)"
    r"[\s:№.-]{0,4}(\d{3,5})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Person:
    """One official, by the bases of the words of the name."""

    known: Named
    surnames: frozenset[str]
    others: frozenset[str]  # given name, father's name
    is_strong: bool  # the surname is one by its form
    is_son_of: bool  # «Токтогул уулу Бакыт»: the first word alone is a street as well


@dataclass(frozen=True)
class Index:
    """The officials of an installation, found by the words of their names."""

    bases: dict[str, Base]
    persons: dict[str, tuple[Person, ...]]  # by base
    codes: dict[str, tuple[Named, ...]]  # by plain ID


@dataclass
class Reading:
    """What of all names stands in a text."""

    times: Counter[str] = field(default_factory=Counter)  # by base
    capital: set[str] = field(default_factory=set)  # bases that stand there with a capital
    beside: set[tuple[str, str]] = field(default_factory=set)  # bases of different words


def named(text: str, applicant: str, staff: Collection[Named]) -> set[Named]:
    """Those of `staff` whom `text` names; `applicant`: the writer, whose own name names nobody."""
    text, index = text[:LONGEST], _index(frozenset(staff))  # the same staff is sorted out once
    read = _read(without_head(text), index)
    own = frozenset(base_of(plain(word)).text for word in _WORD.findall(applicant))
    met = {person for base in read.times for person in index.persons[base]}
    found = {person.known for person in met if _is_named(person, read, own)}
    return found.union(*(index.codes[code] for code in _ids(text) & index.codes.keys()))


@lru_cache(maxsize=8)
def _index(staff: frozenset[Named]) -> Index:
    bases: dict[str, Base] = {}
    persons: dict[str, tuple[Person, ...]] = {}
    codes: dict[str, tuple[Named, ...]] = {}
    for known in sorted(staff):
        code = _plain_id(known[1])
        if code:
            codes[code] = (*codes.get(code, ()), known)
        person, own = _person(known)
        bases |= {base.text: base for base in own}
        for base in own:
            persons[base.text] = (*persons.get(base.text, ()), person)
    return Index(bases, persons, codes)


def _person(known: Named) -> tuple[Person, frozenset[Base]]:
    tokens = [plain(word) for word in _WORD.findall(known[0])]
    bases = {token: base_of(token) for token in tokens}
    plainly = [one for one in tokens if not PATRONYMIC.search(one) and one not in SON_OF]
    strong = [one for one in plainly if bases[one].is_strong]
    surnames = frozenset(bases[one].text for one in (strong or plainly[:1] or tokens[:1]))
    person = Person(
        known=known,
        surnames=surnames,
        others=frozenset(base.text for base in bases.values()) - surnames,
        is_strong=bool(strong),
        is_son_of=any(one in SON_OF for one in tokens),
    )
    return person, frozenset(bases.values())


def _read(text: str, index: Index) -> Reading:
    read, forms = Reading(), dict[str, tuple[str, ...]]()
    near: list[tuple[str, ...]] = []
    for match in _WORD.finditer(text):
        word = match[0]
        if word not in forms:
            forms[word] = tuple(_bases(plain(word), index)) if len(word) <= LONGEST_WORD else ()
        here = forms[word]
        if here:
            read.times.update(here)
            if word[0].isupper() and (len(word) >= CLEAR or not _begins(text, match.start())):
                read.capital.update(here)
            read.beside.update((one, other) for before in near for one in before for other in here)
        near = [*near[1 - BESIDE :], here]
    return read


def _bases(word: str, index: Index) -> Iterator[str]:
    for end in range(2, len(word) + 1):
        base = index.bases.get(word[:end])
        if base is not None and is_form(base, word):
            yield base.text


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here; behind «А. Б.» none does."""
    return _ENDED.search(text[max(0, at - 6) : at]) is not None


def _is_named(person: Person, read: Reading, own: frozenset[str]) -> bool:
    if _is_beside(person, read, own):
        return True
    if person.is_son_of:
        return False
    for surname in person.surnames & read.times.keys():
        seen = person.is_strong or surname in read.capital
        if seen and read.times[surname] >= (OWN if surname in own else 1):
            return True
    return False


def _is_beside(person: Person, read: Reading, own: frozenset[str]) -> bool:
    """Whether two words of the name stand beside each other, not both the writer's own."""
    words = (person.surnames | person.others) & read.times.keys()
    pairs = ((one, other) for one in words for other in words if one != other)
    return any(pair in read.beside and not own.issuperset(pair) for pair in pairs)


def _ids(text: str) -> frozenset[str]:
    """What may be an ID; short figures only where the text says that they are one."""
    plainly = (_plain_id(token) for token in _ID.findall(text) if not token.isalpha())
    clear = {one for one in plainly if len(one) >= ID_CLEAR or not one.isdigit()}
    return frozenset(clear | {_plain_id(figure) for figure in _FIGURE_ID.findall(text)})


def _plain_id(code: str) -> str:
    """An ID as it is compared; '' where it would fit anything: too short, or without a digit."""
    bare = re.sub(r"[\W_]", "", code).casefold()
    return bare if len(bare) >= ID_SHORTEST and re.search(r"\d", bare) else ""
