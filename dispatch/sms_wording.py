"""A letter about an appeal as the text of an SMS."""

from __future__ import annotations

from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from config.languages import catalogue
from dispatch.appeal_wording import filters
from dispatch.clean import clean
from dispatch.draft import Draft
from dispatch.sms_text import fitted


def sms_text(draft: Draft, most_parts: int) -> str:
    """What the SMS says: one line, at most `most_parts` parts.

    What matters stands first: a text that is too long is cut at its end.
    """
    template = _environment(draft.language).get_template(f"sms/{draft.kind.value}.jinja")
    return fitted(template.render(clean(draft.context)), most_parts)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("dispatch"),
        autoescape=False,  # an SMS is plain text
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The extension adds this method; Jinja's own annotations do not know it.
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(filters(language), short=short)
    return environment


def short(iso: str | None) -> str:
    """A day in few signs: 05.12.2026."""
    return f"{date.fromisoformat(iso[:10]):%d.%m.%Y}" if iso else "-"
