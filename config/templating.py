"""The templates of a package that people read, in one language: strict, escaped, translated."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from config.languages import catalogue


def templates_of(package: str, language: str, *, escaped: bool = True) -> Environment:
    """A fresh environment over the package's `templates`; filters and globals are the caller's.

    `escaped`: what is filled in stands as text in HTML; False for plain text.
    """
    made = Environment(
        loader=PackageLoader(package),
        autoescape=escaped,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The extension adds this method; Jinja's own annotations do not know it.
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    return made
