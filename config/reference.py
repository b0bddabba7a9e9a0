"""The settings as a page of the documentation, made from the declared options."""

from __future__ import annotations

from itertools import groupby

from config.options import Option, options
from config.settings import FILE, PREFIX, Settings
from config.template import toml

KINDS = {"int": "whole number", "bool": "true or false", "tuple[str, ...]": "list of texts"}

HEAD = f"""\
# Settings

Made from the program by `python -m jobs.reference update`; do not edit by hand.

An installation reads `{FILE}` in its folder, then the environment, then secret files; what is read
later wins. `achyk init` writes the file with every default as a comment. A key that is not listed
here is an error that names the nearest one. In the environment a list is written with commas.

A secret can stand in a file of its own: `password_file = "secrets/mail"`, or
`{PREFIX}MAIL__OUT__PASSWORD_FILE`; the path is taken from the installation's folder.
"""

SIGNATORIES = """
## [[signatories]]

Whose direct word the invitations carry: everyone who is in office for the inspected body on the
day a letter is first sent. One block a person; `achyk signatory add` appends one. They stand only
in the file, not in the environment.

| key | meaning |
| --- | --- |
| `office` | `minister` (speaks for every body) or `director` (for the own inspectorate) |
| `body` | the code of the inspectorate a director heads, its units included; left out: every body |
| `person` `post` `message` | a text, or one for each language: `{ ky = "…", ru = "…" }` |
| `from` | the first day in office, as `2026-01-31` |
| `until` | the last day in office; left out while in office |
"""


def settings_page() -> str:
    """docs/settings.md: a table a section, in the order of the file."""
    sections = groupby(options(Settings), key=lambda one: one.path.rpartition(".")[0])
    return HEAD + "".join(_section(name, list(listed)) for name, listed in sections) + SIGNATORIES


def environment_name(option: Option) -> str:
    """How the environment names an option: mail.in.url → ACHYK_MAIL__IN__URL."""
    return PREFIX + option.path.replace(".", "__").upper()


def _section(name: str, listed: list[Option]) -> str:
    rows = "\n".join(_row(option) for option in listed)
    head = "| key | default | meaning | in the environment |\n| --- | --- | --- | --- |"
    return f"\n## [{name}]\n\n{head}\n{rows}\n"


def _row(option: Option) -> str:
    key = option.path.rpartition(".")[2]
    kind = "secret" if option.secret else KINDS.get(option.kind, "text")
    says = " ".join(option.says.split()).replace("|", "\\|")
    default = toml(option.default)
    return f"| `{key}` ({kind}) | `{default}` | {says} | `{environment_name(option)}` |"
