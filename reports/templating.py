"""The templates of pages and charts, in a language; a page stands alone, its style within it."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources

from jinja2 import Environment
from markupsafe import Markup, escape

from config.languages import Language, catalogue, mark
from config.templating import templates_of
from reports.bars import Bars
from reports.cover import MARKS
from reports.table import Mark

NAMES = {"ky": "Кыргызча", "ru": "Русский", "kk": "Қазақша", "en": "English"}
INTERVAL = mark("The line across the end of a bar is the 95 per cent interval.")
BOUNDS = mark(
    "The hatched strip runs from the share if no silent business were content to the share if "
    "all of them were."
)
_NOTE = re.compile(r"\[note (\d+)\]")


@cache
def environment(language: str) -> Environment:
    """The templates in `language`."""
    made = templates_of("reports", language)
    made.globals.update(
        language=Language(language).value,
        names=NAMES,
        style=Markup(stylesheet()),
        policy=policy(),
    )
    made.filters.update(noted=lambda text: noted(text, language))
    return made


def legend(drawn: Bars, language: str) -> list[str]:
    """What the signs of a chart mean, a sentence each."""
    texts = [(INTERVAL, drawn.has_intervals), (BOUNDS, drawn.has_bounds)]
    texts.append((MARKS[Mark.SUPPRESSED], drawn.hides))
    return [catalogue(language).gettext(text) for text, fits in texts if fits]


def noted(text: str, language: str) -> Markup:
    """A text with its marks of notes as links to them."""
    word = catalogue(language).gettext(mark("Note"))
    link = rf'<a class="note" href="#note-\1" aria-label="{escape(word)} \1">[\1]</a>'
    return Markup(_NOTE.sub(link, str(escape(text))))


@cache
def stylesheet() -> str:
    """The one style sheet of all pages."""
    return (resources.files("reports") / "templates" / "style.css").read_text("utf-8")


@cache
def policy() -> str:
    """What a page may load: nothing; and only this style."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
