"""The rules of the house that no linter knows."""

import ast
import re
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "register", "ingest", "dispatch", "reports", "portal", "jobs")
DOORS = (
    "imapclient",
    "mailparser",
    "smtplib",
    "apscheduler",
    "python_calamine",
    "openpyxl",
    "xlsxwriter",
    "reportlab",
    "flufl",
    "scipy",
    "fsspec",
    "paramiko",
)
CLOCKS = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today")}
CLOCKS |= {("time", "time"), ("time", "localtime"), ("time", "gmtime")}
CLOCK_READERS = ("jobs", "portal")
# Put together here, so that this file does not name them either.
FOREIGN = [
    r"\b(files\.)?py" + r"thonhosted\.org",
    r"\b(www\.)?py" + r"pi\.(org|python\.org)",
    r"\bregistry\.(npmjs|yarnpkg|terraform)",
    r"\b(ghcr|docker|quay)\.io\b",
    r"\bdeb\.deb" + r"ian\.org",
    r"(?<![\w./-])/(work|root|opt/(py" + r"pi|wheels)|home/\w+|Users/\w+)/",
]
DATA = (".xlsx", ".xls", ".ods", ".png", ".gz", ".zip", ".eml")


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the seven packages, parsed."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return {path.relative_to(ROOT): ast.parse(path.read_text("utf-8")) for path in paths}


@cache
def tracked() -> list[Path]:
    """The files of the repository; all that are not made, where it is no repository."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(git, capture_output=True, check=False)
    if answer.returncode == 0 and answer.stdout:
        names = answer.stdout.decode().split("\0")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    made = re.compile(r"(^|/)(\.[a-z_]+|__pycache__|build|dist|demo|.*\.egg-info)/")
    found = (path for path in ROOT.rglob("*") if path.is_file())
    return [path for path in found if not made.search(path.relative_to(ROOT).as_posix())]


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def importers(library: str) -> list[str]:
    return [
        path.as_posix()
        for path, tree in modules().items()
        if any(name.split(".")[0] == library for name in imports(tree))
    ]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    yield from (node for node in ast.walk(tree) if isinstance(node, kinds))


def clocks(tree: ast.Module) -> Iterator[int]:
    """The lines that read the clock, as `datetime.now`, `dt.date.today`, `time.time`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            value = node.value
            owner = getattr(value, "id", None) or getattr(value, "attr", None)
            if (owner, node.attr) in CLOCKS:
                yield node.lineno


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library):
    assert len(importers(library)) <= 1, f"{library} is imported by {importers(library)}"


def test_the_doors_of_mail_stand_where_they_are_looked_for():
    """And the check above really sees imports."""
    assert importers("imapclient") == ["ingest/boxes/imap.py"]
    assert importers("smtplib") == ["dispatch/smtp.py"]


def test_no_module_has_more_than_300_lines():
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in modules()}
    assert {path.as_posix(): length for path, length in lengths.items() if length > 300} == {}


def test_half_of_the_functions_have_fewer_than_twelve_lines():
    lengths = [
        1 + (node.end_lineno or node.lineno) - node.lineno
        for tree in modules().values()
        for node in functions(tree)
    ]
    assert statistics.median(lengths) < 12


def test_only_jobs_and_portal_read_the_clock():
    found = defaultdict(list)
    for path, tree in modules().items():
        if path.parts[0] not in CLOCK_READERS:
            for line in clocks(tree):
                found[path.as_posix()].append(line)
    assert dict(found) == {}


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("datetime.now(UTC)", True),
        ("import datetime as dt; dt.datetime.now()", True),
        ("dt.date.today()", True),
        ("clock = time.time", True),
        ("moment.now", False),
        ("now.date()", False),
    ],
)
def test_reading_the_clock_is_seen(source, reads):
    assert bool(list(clocks(ast.parse(source)))) is reads


def test_every_module_opens_with_a_sentence():
    trees = {path.as_posix(): tree for path, tree in modules().items()}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        trees[path.relative_to(ROOT).as_posix()] = ast.parse(path.read_text("utf-8"))
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_the_tests_are_no_package():
    """A tests/config/__init__.py would hide the real config."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_no_file_names_a_package_registry_or_a_path_of_one_machine():
    pattern = re.compile("|".join(FOREIGN))
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        if path.suffix not in DATA
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_its_hash(name):
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert lines
    assert [line[:60] for line in lines if not re.match(r"[\w.-]+(\[\w+\])?==\S+ ", line)] == []
    assert [line[:60] for line in lines if "--hash=sha256:" not in line] == []


def test_the_development_tools_stand_on_the_same_versions_as_the_program():
    pins = [
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert pins[0].items() <= pins[1].items()
