"""Are the catalogues complete? `python -m config.catalogues` says what is missing.

`python -m config.catalogues update` extracts the marked words again into achyk.pot and gives each
language's achyk.po the entries it lacks, empty, to be translated; what is translated stays.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from config.languages import Language

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "config" / "locale"
TEMPLATE = LOCALE / "achyk.pot"
PACKAGES = ("config", "register", "ingest", "dispatch", "reports", "portal", "jobs")
KEYWORDS = {**DEFAULT_KEYWORDS, "mark": None}
TRANSLATED = tuple(language.value for language in Language if language is not Language.EN)
_PASSING = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Project-Id-Version|Report-Msgid-Bugs-To|Last-Translator'
    r"|Language-Team|Generated-By): .*\n",
    re.MULTILINE,
)
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0 +-]*\d*(?:\.\d+)?[a-zA-Z%]")


def problems() -> list[str]:
    """What is wrong with the catalogues, one sentence each; none when they are complete."""
    words = extracted()
    found = _stale(words, _ids(_read(TEMPLATE)))
    for language in TRANSLATED:
        found += _wrong(words, _read(path(language)), language)
    return found


def extracted() -> list[str]:
    """Every marked English sentence of the sources, sorted, each once."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    return sorted(
        {
            words if isinstance(words, str) else words[0]
            for package in PACKAGES
            for _, _, words, _, _ in extract_from_dir(ROOT / package, methods, options, KEYWORDS)
        }
    )


def path(language: str) -> Path:
    """Where the catalogue of `language` lies."""
    return LOCALE / language / "LC_MESSAGES" / "achyk.po"


def template(words: Iterable[str], language: str | None = None) -> Catalog:
    """A catalogue with `words`, none translated."""
    catalog = Catalog(locale=language, fuzzy=False)
    for sentence in words:
        catalog.add(sentence)
    return catalog


def write(catalog: Catalog, to: Path) -> None:
    """Write `catalog` sorted, without dates and names: it changes only with the words."""
    with to.open("wb") as file:
        write_po(file, catalog, width=100, omit_header=False, sort_output=True)
    text = to.read_text(encoding="utf-8")
    text = _PASSING.sub("", text)
    to.write_text(re.sub(r"\A(?:#.*\n)+", "", text), encoding="utf-8")


def update() -> None:
    """Bring achyk.pot and every achyk.po level with the sources."""
    words = extracted()
    write(template(words), TEMPLATE)
    for language in TRANSLATED:
        fresh, old = template(words, language), _read(path(language))
        for sentence in words:
            known = old.get(sentence)
            fresh[sentence].string = known.string if known else ""
        write(fresh, path(language))


def _read(file: Path) -> Catalog:
    if not file.is_file():
        return Catalog()
    with file.open("rb") as stream:
        return read_po(stream)


def _ids(catalog: Catalog) -> set[str]:
    return {str(message.id) for message in catalog if message.id}


def _stale(words: list[str], known: set[str]) -> list[str]:
    added = [f"achyk.pot lacks {word!r}" for word in words if word not in known]
    gone = [f"achyk.pot still has {word!r}" for word in sorted(known - set(words))]
    return added + gone


def _wrong(words: list[str], catalog: Catalog, language: str) -> list[str]:
    found = []
    for word in words:
        message = catalog.get(word)
        if message is None or not message.string:
            found.append(f"{language}: no translation of {word!r}")
        elif message.fuzzy:
            found.append(f"{language}: fuzzy: {word!r}")
        elif placeholders(str(message.string)) != placeholders(word):
            found.append(f"{language}: other placeholders than in {word!r}")
    return found


def placeholders(text: str) -> list[str]:
    """The %(name)s of `text`, sorted; a translation has to have the very same ones."""
    return sorted(match.group(0) for match in _PLACEHOLDER.finditer(text) if match.group(1))


def main(arguments: list[str]) -> int:
    """The command: 1 and a line for each problem, or 0."""
    if arguments == ["update"]:
        update()
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
