"""What the play's administrator makes of the free words: themes, and what was done about one."""

from __future__ import annotations

from datetime import date

from jobs.wiring import Installation
from register.database import transaction
from register.themes import WordsKey, add_theme, code_words, free_words, record_action

CODED = date(2026, 10, 30)  # the last day on which an answer counts
TITLES = {
    "notice": {
        "ky": "Алдын ала билдирүү жана текшерүү баракчасы",
        "ru": "Предупреждать заранее, присылать проверочный лист",
        "en": "Notice beforehand, and the checklist",
        "kk": "Алдын ала хабарлау және тексеру парағы",
    },
    "time": {
        "ky": "Текшерүүнүн жана аткаруунун мөөнөтү",
        "ru": "Сроки проверки и устранения нарушений",
        "en": "Time that it takes, and time to put things right",
        "kk": "Тексеру мен орындау мерзімі",
    },
}
SPEAKS_OF = {
    "notice": ("заранее", "предупреждать", "алдын ала", "in advance"),
    "time": ("весь день", "недели", "мөөнөт"),
}
DEED = {
    "ky": "Текшерүү баракчалары сайтка коюлду; пландуу текшерүүдөн үч күн мурда жөнөтүлөт.",
    "ru": "Проверочные листы размещены на сайте; перед плановой проверкой их присылают за три дня.",
    "en": "The checklists are on the site; they come three days before a planned inspection.",
    "kk": "Тексеру парақтары сайтқа қойылды; жоспарлы тексерудің алдында үш күн бұрын жіберіледі.",
}
BODY, PERSON, DONE_ON = "ITB", "Айгүл Турдубаева, заместитель директора", date(2026, 10, 12)


def themes_of(words: str) -> list[str]:
    """What a text is about."""
    said = words.lower()
    return [theme for theme, cues in SPEAKS_OF.items() if any(cue in said for cue in cues)]


def code_themes(installation: Installation, quarter: str) -> None:
    """Name the themes, code every text, and tell one deed."""
    moment = installation.moment()
    with transaction(installation.engine) as session:
        for code, titles in TITLES.items():
            add_theme(session, moment, code, titles)
        for text in list(free_words(session, quarter)):
            code_words(session, WordsKey(text.digest, text.question, b""), themes_of(text.words))
        record_action(session, moment, "notice", quarter, BODY, PERSON, DONE_ON, DEED)
