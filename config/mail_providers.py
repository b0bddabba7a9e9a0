"""Mail domains at which anybody may have an address, from mail_providers.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def public_domains() -> frozenset[str]:
    """All of them, in lower case."""
    file = resources.files("config") / "mail_providers.toml"
    return frozenset(tomllib.loads(file.read_text(encoding="utf-8"))["domains"])
