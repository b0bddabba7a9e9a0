"""The commented achyk.toml that `achyk init` writes, made from the declared options."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from config.options import Option, options
from config.settings import Settings

HEAD = """\
# The settings of this Achyk installation. A line that starts with # is a default: take the # away
# and change it. Every key can also be set from the environment, as ACHYK_SECTION__KEY
# (ACHYK_MAIL__OUT__URL), and every secret can stand in a file of its own, as KEY_file
# (password_file = "secrets/mail"). A key that is not listed here is an error.
"""

SIGNATORIES = """
# Whose direct word the invitations carry: whoever is in office on the day of sending.
# `achyk signatory add` writes such a block; texts are one for all languages, or one for each.
#
# [[signatories]]
# office = "minister"          # minister (speaks for every body) or director
# body = ""                    # a director's inspectorate, by its code
# person = { ky = "…", ru = "…", kk = "…", en = "…" }
# post = { ky = "…", ru = "…", kk = "…", en = "…" }
# message = { ky = "…", ru = "…", kk = "…", en = "…" }
# from = 2026-01-01
# until = 2026-12-31           # leave out while in office
"""


def settings_file(chosen: Mapping[str, Any] | None = None) -> str:
    """The file's text; `chosen` (path → value) are set, all others stand as commented defaults."""
    chosen = chosen or {}
    blocks = []
    for name, group in groupby(options(Settings), key=lambda o: o.path.rpartition(".")[0]):
        lines = [_line(o, chosen) for o in group]
        blocks.append(f"\n[{name}]\n" + "\n".join(lines))
    return HEAD + "\n".join(blocks) + "\n" + SIGNATORIES


def _line(option: Option, chosen: Mapping[str, Any]) -> str:
    comment = "".join(f"# {line}\n" for line in option.says.splitlines())
    key = option.path.rpartition(".")[2]
    if option.path in chosen:
        return f"{comment}{key} = {toml(chosen[option.path])}"
    return f"{comment}# {key} = {toml(option.default)}"


def toml(value: Any) -> str:
    """A value as TOML writes it (a JSON string is a valid TOML basic string)."""
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(text)}" for key, text in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
