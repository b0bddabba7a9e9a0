"""Collective appeals: those alike are marked on both routes, and officials hear of it once."""

from __future__ import annotations

from register.appeals.tables import Appeal, AppealPart
from register.appeals.telling import Telling, alike_facts
from register.database import reading, transaction
from register.rules.appeal import AppealKind
from register.rules.letter import LetterKind

WORDS = (
    "Наш магазин на рынке Дордой проверяли трижды за один месяц, каждый раз без предписания и без "
    "записи в журнале. Просим объяснить, кто и на каком основании назначил эти проверки, и вернуть "
    "изъятые весы."
)
NAMED = f"{WORDS} Проверяла нас Садыкова Бермет."


def give(office, part: int, officer: str) -> None:
    """The director hands a part to this officer."""
    with transaction(office.engine) as session:
        session.get_one(AppealPart, part).holder = officer


def joined(office, *found: int) -> list[list[str]]:
    """Of each part the clusters that its route names."""
    return [[detail for kind, detail in office.route(p) if kind == "joined"] for p in found]


def news(office) -> list[str]:
    """Who was told that there are others alike."""
    return [to for _, to in office.letters(LetterKind.CASE_NEWS)]


def test_the_first_of_a_cluster_and_each_that_joins_it_say_so_on_their_routes(office):
    first = office.part(WORDS)
    assert joined(office, first) == [[]]
    more = [office.part(f"{WORDS} Магазин {number}.") for number in range(2)]
    alone = office.part("Совсем о другом: выдайте справку о результатах проверки склада.")
    (cluster,) = joined(office, first)[0]
    assert joined(office, first, *more, alone) == [[cluster]] * 3 + [[]]


def test_the_holder_of_the_first_is_told_once_with_the_numbers_of_those_alike(office):
    first = office.arrive(WORDS)
    holder = office.get(first.part.id).holder
    second = office.arrive(WORDS)
    office.arrive(WORDS)
    assert news(office) == [holder]
    facts = office.facts(LetterKind.CASE_NEWS, holder)
    assert (facts["event"], facts["number"]) == ("alike", first.appeal.number)
    assert facts["alike"] == [{"label": second.appeal.number, "state": "open"}]


def test_the_official_whom_the_other_one_names_hears_nothing_of_it(office):
    """WB5: nobody reads of an appeal that bars them."""
    part = office.part(WORDS)
    give(office, part, "one@chuy.kg")
    office.arrive(NAMED)
    assert len(joined(office, part)[0]) == 1
    assert news(office) == []


def test_a_case_letter_lists_those_alike_but_for_those_that_bar_its_reader(office):
    """WB5: not the number either, nor how it stands."""
    named, plain = office.arrive(NAMED), office.arrive(WORDS)
    last = office.arrive(WORDS)
    with reading(office.engine) as session:
        telling = Telling(
            session,
            office.moment,
            office.book,
            last.staff,
            session.get_one(Appeal, last.appeal.id),
            session.get_one(AppealPart, last.part.id),
        )
        listed = {
            who: {one["label"] for one in alike_facts(telling, who)}
            for who in ("one@chuy.kg", "two@chuy.kg")
        }
    assert listed["two@chuy.kg"] == {named.appeal.number, plain.appeal.number}
    assert listed["one@chuy.kg"] == {plain.appeal.number}


def test_joining_voids_no_draft_and_an_alert_joins_as_well(office):
    part = office.part(WORDS)
    before = office.get(part).version
    office.part(WORDS, kind=AppealKind.ALERT)
    assert len(joined(office, part)[0]) == 1
    assert office.get(part).version == before
