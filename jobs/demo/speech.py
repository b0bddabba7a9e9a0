"""How people put their answers into words: languages, numbers, missing letters, Latin typing."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

from jobs.demo.samples import Habit, wording

STEPS = (3, 6, 7, 8, 12, 13)  # questions answered on a scale
HOURS = 9
WORDS = 14
FORMS = {"paren": "{n}) {said}", "dash": "{n} - {said}", "dot": "{n}. {said}"}
COLON = "{n}: {said}"


def chosen(options: Sequence[str], *seed: object) -> str:
    """One of the options, always the same for the same seed."""
    return options[zlib.crc32(repr(seed).encode()) % len(options)]


def written(habit: Habit, answers: Mapping[int, str], words: str = "") -> str:
    """The answers as this person types them into a reply."""
    said = {number: spoken(habit, number, value) for number, value in answers.items()}
    if habit.style == "row":
        lines = ["; ".join(f"{number} - {one}" for number, one in said.items())]
    else:
        form = FORMS.get(habit.style, COLON)
        lines = [form.format(n=number, said=one) for number, one in said.items()]
    if words:
        lines.append(COLON.format(n=WORDS, said=words) if said else words)
    return "\n".join(lines)


def spoken(habit: Habit, number: int, value: str) -> str:
    """One answer in words or digits."""
    says = wording()["says"][habit.language]
    if number == HOURS:
        plain = value if habit.language == "en" else value.replace(".", ",")
        said = chosen(says["hours"], habit.email, number).format(n=plain)
    elif value.isdigit():
        said = _step(habit, number, int(value))
    else:
        said = chosen(says[value], habit.email, number)
    return typed(said, habit.style)


def _step(habit: Habit, number: int, step: int) -> str:
    says = wording()["says"][habit.language]
    if habit.style == "spoken" and 1 <= step <= len(says["steps"]):
        return str(says["steps"][step - 1])
    plain = habit.style in ("row", "between") or not 1 <= step <= len(says["steps"])
    return str(step) if plain else chosen(says["of_five"], habit.email, number).format(n=step)


def typed(text: str, style: str) -> str:
    """The text as a keyboard without Kyrgyz and Kazakh letters, or without Cyrillic, gives it."""
    letters = wording()["typing"]
    if style == "poor":
        return text.translate(str.maketrans(letters["from"], letters["poor"]))
    if style == "latin":
        table = dict(zip(letters["cyrillic"], letters["latin"], strict=True))
        return text.lower().translate(str.maketrans(table))
    return text


def around(habit: Habit, text: str) -> str:
    """The text between a greeting and a closing, where this person writes such."""
    greeting = chosen(wording()["greeting"][habit.language], habit.email, "greeting")
    closing = chosen(wording()["closing"][habit.language], habit.email, "closing")
    parts = (typed(greeting, habit.style), text, typed(closing.format(who=habit.who), habit.style))
    return "\n\n".join(part for part in parts if part)
