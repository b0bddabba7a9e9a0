"""The shipped verify.py: one file that runs alone, put together from the modules that make it."""

from __future__ import annotations

import ast
from functools import cache
from importlib import resources

MODULES = (
    "verify_lists",
    "verify_numbers",
    "verify_figures",
    "verify_bundle",
    "verify_receipts",
    "verify_brought",
    "verify",
)
"""In the order in which they need each other; the last one's docstring heads the script."""
ALONE = """\
import sys

if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # this folder: a json.py that somebody laid into it is not Python's
"""


@cache
def verify_script() -> bytes:
    """The script; its own imports come first, those among its parts fall away."""
    texts = {name: _source(name) for name in MODULES}
    about = ast.get_docstring(ast.parse(texts["verify"]), clean=False)
    head = f'#!/usr/bin/env python3\n"""{about}"""\n'
    outside = sorted({line for text in texts.values() for line in _imports(text)})
    bodies = (f"\n\n# {'-' * 8} {name}\n\n{_body(text)}" for name, text in texts.items())
    begins = [head, "from __future__ import annotations\n", ALONE]
    return "\n".join([*begins, *outside, *bodies]).encode()


def _source(name: str) -> str:
    return (resources.files("reports") / f"{name}.py").read_text(encoding="utf-8")


def _imports(text: str) -> list[str]:
    """The imports at the top that are not of our own."""
    return [
        ast.unparse(node)
        for node in ast.parse(text).body
        if isinstance(node, ast.Import | ast.ImportFrom) and not _ours(node)
    ]


def _ours(node: ast.Import | ast.ImportFrom) -> bool:
    return (
        isinstance(node, ast.ImportFrom)
        and node.module is not None
        and (node.module == "__future__" or node.module.startswith("reports."))
    )


def _body(text: str) -> str:
    """What is left without the docstring and the imports at the top."""
    lines = text.splitlines()
    first, *rest = ast.parse(text).body
    for node in (first, *(n for n in rest if isinstance(n, ast.Import | ast.ImportFrom))):
        for number in range(node.lineno - 1, node.end_lineno or node.lineno):
            lines[number] = ""
    return "\n".join(lines).strip("\n") + "\n"
