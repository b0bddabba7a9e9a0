"""Every numbered requirement that the program meets so far has a test that names it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
NUMBER = re.compile(r"\b(?:ML|TR|LP|AT|WB|SC)\d{1,2}\b")
MET = {f"ML{n}" for n in range(1, 11)} | {f"LP{n}" for n in range(1, 5)}
MET |= {"SC1", "SC2", "SC3"} | {"TR1", "TR2", "TR3", "TR5", "TR6", "TR7"}


def named_by_tests() -> set[str]:
    """The numbers in the docstrings of test functions (a module's heading proves nothing)."""
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.update(NUMBER.findall(ast.get_docstring(node) or ""))
    return found


def test_every_requirement_met_so_far_is_named_by_a_test():
    assert MET - named_by_tests() == set()
