"""How work tells whoever watches it how far it has come."""

from __future__ import annotations

from collections.abc import Callable

Advance = Callable[[int], None]
"""Told after each step how many things were done in it."""


def quiet(done: int) -> None:
    """For work that nobody watches."""
