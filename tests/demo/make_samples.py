"""Draws the demo's sample inputs from a seed: `python tests/demo/make_samples.py` writes them."""

from __future__ import annotations

import csv
import io
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from demo import towns

SEED = 20260701
SAMPLES = Path(__file__).parent.parent.parent / "jobs" / "demo" / "samples"
FIELDS = (
    "registration_no",
    "email",
    "language",
    "delivery",
    "robot",
    "letter",
    "after",
    "client",
    "charset",
    "style",
    "act",
    "answers",
    "slips",
    "words",
    "again_after",
    "again",
)
OPEN_MAIL = ("pochta.example", "mail.test", "post.example", "inbox.test", "yurta.example")
LATIN = (
    *"abvgdeejziyklmnoprstuf",
    "h",
    "ts",
    "ch",
    "sh",
    "sch",
    "y",
    "e",
    "yu",
    "ya",
    "n",
    "o",
    "u",
)
CLIENTS = {
    # program: (weight, charsets it sends)
    "gmail": (30, ("utf-8",)),
    "mailru": (18, ("utf-8",)),
    "outlook": (16, ("utf-8", "windows-1251", "koi8-r")),
    "iphone": (12, ("utf-8",)),
    "yandex": (10, ("utf-8",)),
    "thunderbird": (8, ("utf-8", "windows-1251")),
    "webmail": (6, ("koi8-r", "windows-1251")),
}
APPEALS_IN_WORDS = "ISN-26-00287"  # whose answer to the survey asks to be taken as an appeal
APPEAL_IN_WORDS = (
    "Обращение: при проверке у нас забрали журнал дезинфекции и до сих пор не вернули. "
    "Верните журнал, без него нам нельзя работать."
)
STYLES = {"colon": 30, "paren": 18, "dash": 18, "dot": 12, "spoken": 10, "row": 6, "latin": 6}


@dataclass
class Inspection:
    """One inspection as it really was."""

    number: str
    body: str
    inspector: str
    kind: str
    region: str
    name: str
    tax_id: str
    started: date
    finished: date
    email: str
    reason: str
    language: str
    violations: int
    fine: int
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One workbook: who filled it in, when, and how."""

    file: str
    inspectors: tuple[str, ...]
    language: str
    day: date
    rows: int
    first: date  # finished dates are drawn from here …
    last: date  # … to here
    look: str = "plain"


def d(month: int, day: int) -> date:
    """A day of the year."""
    return date(2026, month, day)


SHEETS = (
    Sheet("itb-bishkek-0706.xlsx", ("I-101",), "ru", d(7, 6), 27, d(7, 1), d(7, 5), "official"),
    Sheet("isn-iyul-1.xlsx", ("S-201",), "ru", d(7, 9), 26, d(7, 1), d(7, 8), "titled"),
    Sheet("tekshiruu-07.xlsx", ("I-102",), "ky", d(7, 16), 27, d(7, 6), d(7, 15), "titled"),
    Sheet("tekseru-shilde.xlsx", ("S-202",), "kk", d(7, 20), 22, d(7, 8), d(7, 19), "plain"),
    Sheet("inspections-july.xlsx", ("I-105",), "en", d(7, 24), 24, d(7, 10), d(7, 23), "extra"),
    Sheet(
        "itb-bishkek-0730.xlsx",
        ("I-101", "I-104"),
        "ru",
        d(7, 30),
        28,
        d(7, 16),
        d(7, 29),
        "official",
    ),
    Sheet("isn-osh-iyul.xlsx", ("S-203",), "ky", d(8, 5), 26, d(7, 18), d(8, 4), "plain"),
    Sheet("proverki_avgust_Kim.xlsx", ("I-104",), "ru", d(8, 12), 27, d(7, 28), d(8, 11), "texts"),
    Sheet("isn-avgust.xlsx", ("S-201",), "ru", d(8, 19), 26, d(8, 5), d(8, 18), "texts"),
    Sheet("avgust-ermek.xlsx", ("I-103",), "ky", d(8, 26), 27, d(8, 10), d(8, 25), "titled"),
    Sheet("tekseru-tamyz.xlsx", ("S-202",), "kk", d(9, 4), 24, d(8, 20), d(9, 3), "extra"),
    Sheet("tekshiruu-09.xlsx", ("I-102",), "ky", d(9, 10), 27, d(8, 27), d(9, 9), "titled"),
    Sheet(
        "inspections-september.xlsx",
        ("I-105", "I-101"),
        "en",
        d(9, 17),
        25,
        d(9, 2),
        d(9, 16),
        "plain",
    ),
    Sheet("isn-osh-sentyabr.xlsx", ("S-203",), "ky", d(9, 24), 27, d(9, 5), d(9, 23), "plain"),
    Sheet(
        "itb-sentyabr.xlsx", ("I-101", "I-104"), "ru", d(10, 2), 29, d(9, 14), d(9, 30), "official"
    ),
    Sheet("isn-sentyabr.xlsx", ("S-201", "S-202"), "ru", d(10, 7), 28, d(9, 18), d(9, 30), "texts"),
)
HOME = {
    # inspector: (body, regions he travels)
    "I-101": ("ITB", ("bishkek", "chuy")),
    "I-102": ("ITB", ("osh-city", "osh", "batken")),
    "I-103": ("ITB", ("jalal-abad", "talas")),
    "I-104": ("ITB", ("chuy", "bishkek")),
    "I-105": ("ITB", ("issyk-kul", "naryn", "bishkek")),
    "S-201": ("ISN", ("bishkek", "chuy")),
    "S-202": ("ISN", ("issyk-kul", "naryn", "talas")),
    "S-203": ("ISN", ("osh-city", "osh", "jalal-abad", "batken")),
}


def pick(chance: random.Random, weighted: Mapping[str, Any]) -> str:
    """A key by its weight (a number, or the first of a tuple)."""
    weights = [w[0] if isinstance(w, tuple) else w for w in weighted.values()]
    return chance.choices(list(weighted), weights)[0]


# -- inspections ------------------------------------------------------------------------------


def draw_inspections(chance: random.Random) -> dict[str, list[Inspection]]:
    """File name → its inspections."""
    used: dict[str, int] = {}
    drawn: dict[str, list[Inspection]] = {}
    number = {"ITB": 400, "ISN": 100}
    for sheet in SHEETS:
        drawn[sheet.file] = []
        for _ in range(sheet.rows):
            one = draw_one(chance, sheet, number, used)
            drawn[sheet.file].append(one)
    visit_again(chance, drawn)
    # ended in June, reported after the second quarter closed
    for late in drawn["isn-osh-iyul.xlsx"][-4:]:
        late.started, late.finished = d(6, 22), d(6, 25)
    return drawn


def draw_one(
    chance: random.Random, sheet: Sheet, number: dict[str, int], used: dict[str, int]
) -> Inspection:
    inspector = chance.choice(sheet.inspectors)
    body, regions = HOME[inspector]
    region = chance.choices(regions, [towns.REGIONS[r][0] for r in regions])[0]
    number[body] += chance.randint(1, 3)
    language = draw_language(chance, sheet, region)
    finished = sheet.first + timedelta(days=chance.randrange((sheet.last - sheet.first).days + 1))
    name, email = draw_business(chance, language, used)
    violations = max(0, round(chance.gauss(2, 2)))
    return Inspection(
        number=f"{body}-26-{number[body]:05d}",
        body=body,
        inspector=inspector,
        kind=pick(chance, towns.KINDS),
        region=region,
        name=name,
        tax_id=draw_tax_id(chance, language),
        started=finished - timedelta(days=chance.choice((0, 0, 1, 1, 2, 4))),
        finished=finished,
        email=email if chance.random() < 0.88 else "",
        reason=pick(chance, towns.REASONS),
        language=language,
        violations=violations,
        fine=chance.choice((0, 0, 3000, 5000, 7500, 17500)) if violations > 2 else 0,
    )


def draw_language(chance: random.Random, sheet: Sheet, region: str) -> str:
    south = region in ("osh", "osh-city", "jalal-abad", "batken", "naryn", "talas")
    weights = {"ky": 55 if south else 25, "ru": 35 if south else 62, "kk": 3, "en": 3}
    if sheet.language == "kk":
        weights["kk"] = 45
    if sheet.language == "en":
        weights["en"] = 15
    return pick(chance, weights)


def draw_business(chance: random.Random, language: str, used: dict[str, int]) -> tuple[str, str]:
    word = chance.choice(towns.NAMES)
    used[word] = used.get(word, 0) + 1
    form = chance.choice(towns.FORMS[language])
    ending = "" if used[word] == 1 else f"-{used[word]}"
    plain = latin(word).lower()
    if chance.random() < 0.35:
        return (
            f"{form} «{word}{ending}»",
            f"{chance.choice(('info', 'office', 'buh', 'director'))}@{plain}{ending}.example",
        )
    person = latin(chance.choice(towns.PEOPLE)).lower()
    place = chance.choice(OPEN_MAIL)
    return f"{form} «{word}{ending}»", f"{person}.{plain.replace('-', '')}{used[word]}@{place}"


def latin(text: str) -> str:
    """A name as an address writes it."""
    letters = dict(zip("абвгдеёжзийклмнопрстуфхцчшщыэюяңөү", LATIN, strict=True))
    return "".join(letters.get(c.lower(), "" if c in "ъь" else c) for c in text)


def draw_tax_id(chance: random.Random, language: str) -> str:
    day = date(1994, 1, 1) + timedelta(days=chance.randrange(11_000))
    if language == "kk" and chance.random() < 0.5:
        return draw_bin(chance, day)
    return f"{chance.choice('0001')}{day:%d%m%Y}{chance.randrange(10_000, 99_999)}"


def draw_bin(chance: random.Random, day: date) -> str:
    """A Kazakh number of 12 digits, the last one its check digit."""
    while True:
        eleven = f"{day:%y%m}{chance.choice('45')}0{chance.randrange(10_000, 99_999)}"
        for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
            left = sum(int(c) * w for c, w in zip(eleven, weights, strict=True)) % 11
            if left < 10:
                return f"{eleven}{left}"


def visit_again(chance: random.Random, drawn: dict[str, list[Inspection]]) -> None:
    """Some businesses are inspected twice: the later visit has the same name and address."""
    files = list(drawn)
    early = [one for name in files[:5] for one in drawn[name] if one.email]
    late = [one for name in files[8:] for one in drawn[name]]
    for one, before in zip(chance.sample(late, 18), chance.sample(early, 18), strict=True):
        if one.body == before.body:
            one.name, one.tax_id, one.email = before.name, before.tax_id, before.email
            one.region, one.language, one.kind = before.region, before.language, "control"


# -- how businesses behave --------------------------------------------------------------------


def draw_behaviour(
    chance: random.Random, drawn: dict[str, list[Inspection]]
) -> list[dict[str, str]]:
    """One line for each inspection with an address."""
    lines = []
    returned: set[str] = set()
    for sheet in SHEETS:
        for one in drawn[sheet.file]:
            if one.email:
                lines.append(behave(chance, one, returned))
    assign_acts(chance, lines)
    assign_late(chance, lines)
    for line in lines:
        if line["registration_no"] == APPEALS_IN_WORDS:
            line["words"] = APPEAL_IN_WORDS
    return lines


def behave(chance: random.Random, one: Inspection, returned: set[str]) -> dict[str, str]:
    line = dict.fromkeys(FIELDS, "")
    client = pick(chance, CLIENTS)
    charset = chance.choice(CLIENTS[client][1])
    line |= {"registration_no": one.number, "email": one.email, "client": client}
    line |= {"language": reply_language(chance, one), "delivery": "ok", "charset": charset}
    if one.email in returned or chance.random() < 0.06:
        returned.add(one.email)
        line["delivery"] = chance.choice(("postfix", "exchange", "exim"))
        return line
    if chance.random() < 0.02:
        line["delivery"] = "delayed"
    if chance.random() < 0.06:
        line["robot"] = chance.choice(("marked", "bare"))
    willing = 0.62 if one.region != "talas" else 0.45
    if chance.random() < willing:
        answer(chance, line, one)
    return line


def reply_language(chance: random.Random, one: Inspection) -> str:
    """Some who get a Kyrgyz letter answer in Russian."""
    return "ru" if one.language == "ky" and chance.random() < 0.2 else one.language


def answer(chance: random.Random, line: dict[str, str], one: Inspection) -> None:
    line["letter"] = chance.choices("012", (62, 26, 12))[0]
    line["after"] = str(chance.choices((1, 2, 3, 5, 6), (40, 25, 15, 12, 8))[0])
    line["style"] = pick(chance, STYLES)
    if line["language"] == "en" or line["client"] == "thunderbird":
        line["style"] = {"latin": "colon", "row": "dash"}.get(line["style"], line["style"])
    if line["client"] == "thunderbird":
        line["style"] = "between"
    if line["charset"] != "utf-8" and line["language"] in ("ky", "kk") and line["style"] != "latin":
        line["style"] = {"between": "between"}.get(line["style"], "poor")
    answers = draw_answers(chance, one)
    if chance.random() < 0.18:
        kept = sorted(chance.sample(sorted(answers), chance.randint(4, 10)))
        answers = {number: answers[number] for number in kept}
    if chance.random() < 0.05:
        slip = chance.choice([n for n in (3, 7, 8, 12, 13) if n in answers] or [3])
        answers.pop(slip, None)
        line["slips"] = f"{slip}={chance.choice(('7', '0', '10'))}"
    line["answers"] = written(answers)
    if chance.random() < 0.22 and line["style"] != "between":
        line["words"] = chance.choice(towns.WORDS[line["language"]])
    if chance.random() < 0.09:
        correct(chance, line, answers)


def correct(chance: random.Random, line: dict[str, str], answers: Mapping[int, str]) -> None:
    number = chance.choice([n for n in (3, 7, 8, 12) if n in answers] or [13])
    other = [v for v in "12345" if v != answers.get(number)]
    line["again_after"] = str(chance.randint(1, 5))
    line["again"] = f"{number}={chance.choice(other)}"


def draw_answers(chance: random.Random, one: Inspection) -> dict[int, str]:
    mood = {"ITB": 3.6, "ISN": 4.05}[one.body] + {
        "bishkek": -0.15,
        "osh": 0.2,
        "jalal-abad": -0.3,
    }.get(one.region, 0)
    mood += {"planned": 0.15, "unplanned": -0.5, "control": 0.1}[one.kind] + chance.gauss(0, 0.7)
    good = max(0.05, min(0.97, (mood - 1.2) / 3.3))

    def scale(shift: float = 0) -> str:
        return str(max(1, min(5, round(chance.gauss(mood + shift, 0.8)))))

    def of(*choices: tuple[str, float]) -> str:
        return chance.choices([c for c, _ in choices], [w for _, w in choices])[0]

    return {
        1: of(("yes", 95), ("no", 3), ("unsure", 2)),
        2: of(
            ("both", 100 * good),
            ("id", 12),
            ("order", 7),
            ("neither", 25 * (1 - good)),
            ("unsure", 4),
        ),
        3: scale(0.1),
        4: of(("yes", 80 * good), ("partly", 18), ("no", 45 * (1 - good)), ("unsure", 6)),
        5: of(("yes", 120 * good), ("subject", 12), ("time", 14), ("both", 5), ("unsure", 5)),
        6: "na" if one.violations == 0 else scale(-0.2),
        7: scale(0.3),
        8: scale(),
        9: of(
            ("0.5", 5),
            ("1", 12),
            ("1.5", 8),
            ("2", 18),
            ("2.5", 6),
            ("3", 12),
            ("4", 14),
            ("6", 8),
            ("8", 12),
            ("16", 6),
            ("24", 3),
        ),
        10: of(("no", 86), ("yes", 30 * (1 - good)), ("refuse", 5)),
        11: of(("no", 97), ("yes", 4)),
        12: scale(0.05),
        13: scale(-0.9),
    }


def written(answers: Mapping[int, str]) -> str:
    """1=yes;3=4"""
    return ";".join(f"{number}={value}" for number, value in answers.items())


ACTS = (
    "unsubscribe",
    "unsubscribe",
    "unsubscribe-mailto",
    "unsubscribe",
    "lost-token",
    "lost-token",
    "lost-token-again",
    "wrong-token",
    "wrong-token-again",
    "plain-address",
    "plain-address",
    "own-words",
    "own-words",
    "twice",
    "twice",
    "twice",
    "unreadable",
)


def assign_acts(chance: random.Random, lines: list[dict[str, str]]) -> None:
    """Some do something else than answer plainly."""
    seen = Counter(line["email"] for line in lines)
    plain = [
        line
        for line in lines
        if line["answers"] and not line["again"] and not line["slips"] and not line["robot"]
    ]
    chosen = chance.sample(plain, len(ACTS))
    # The first to leave is inspected once more later, and must be left alone then.
    first = {line["email"]: line for line in reversed(lines)}
    twice = [one for one in plain if seen[one["email"]] > 1 and first[one["email"]] is one]
    twice = [one for one in twice if one not in chosen]
    chosen[0] = twice[1]
    vanish(twice[-1])
    for act in (0, 1, 3):
        chosen[act]["letter"] = "0"
    for act, line in zip(ACTS, chosen, strict=True):
        line["act"] = act.removesuffix("-again")
        if act.endswith("-again"):
            line["again"], line["again_after"] = line["answers"], "2"
        if act.startswith("unsubscribe") or act in ("own-words", "unreadable"):
            line["answers"] = ""
        if act == "own-words":
            line["words"] = chance.choice(towns.WORDS[line["language"]])
            line["style"] = "colon"
        elif act.startswith("unsubscribe"):
            line["words"] = line["style"] = ""
        elif act == "unreadable":
            line["words"], line["slips"] = "", "3=9;12=0"


def vanish(line: dict[str, str]) -> None:
    """The address does not exist; the later inspection with it finds that known."""
    for name in ("robot", "letter", "after", "style", "answers", "slips", "words"):
        line[name] = ""
    line["delivery"] = "postfix"


def assign_late(chance: random.Random, lines: list[dict[str, str]]) -> None:
    """A few answer, or correct, after the close."""
    idle = [line for line in lines if not line["answers"] and not line["act"]]
    silent = [line for line in idle if line["delivery"] == "ok"]
    days = ("10-31", "11-01", "11-01", "11-02")
    for line, day in zip(chance.sample(silent, 4), days, strict=True):
        line["letter"], line["after"], line["style"] = "0", f"2026-{day}", "colon"
        line["answers"] = "1=yes;3=2;7=2;12=1"
    plain = [line for line in lines if line["answers"] and not line["again"] and not line["act"]]
    answered = [line for line in plain if not line["after"].startswith("2026")]
    for line in chance.sample(answered, 2):
        line["again_after"], line["again"] = "2026-11-01", "12=1"


def behaviour_csv(lines: Sequence[Mapping[str, str]]) -> str:
    """businesses.csv."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def draw() -> tuple[dict[str, list[Inspection]], list[dict[str, str]]]:
    """Everything, from the seed."""
    chance = random.Random(SEED)
    drawn = draw_inspections(chance)
    return drawn, draw_behaviour(chance, drawn)


if __name__ == "__main__":
    from demo.make_workbooks import write_samples

    write_samples(SAMPLES, *draw())
