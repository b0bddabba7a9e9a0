"""verify.py over bundles made to break it: always plain lines and a verdict, never a traceback."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crafted.sealed import Sealed, put
from crafted.small_release import Small, code
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.keys import Keys
from register.rules.commitment import canonical
from register.signing import make_signing_key, signer
from reports.verify import Brought, exit_code, told_lines, verify_files, verify_folder
from reports.verify_script import verify_script

OTHERS: tuple[Any, ...] = (None, True, -1, 0.5, 10**30, "", "x", [], [None], {}, {"x": [1]})
"""One JSON value of each type, and of each some that are no use."""
KEPT = ("summary", "funnel", "invitations", "funnel_by_body", "questions_by_kind")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A release of a few codes."""
    keys = Keys(tmp_path_factory.mktemp("small") / "keys")
    make_signing_key(keys)
    return Small(keys)


@pytest.fixture(scope="module")
def few(sealed: Sealed) -> Sealed:
    """A release with some tables of each shape."""
    tables = [t for t in sealed.stated.tables if t.name in KEPT or "hours_by_kind" in t.name]
    tables += [t for t in sealed.stated.tables if t.name.startswith("question_12")]
    wanted = {f"data/{table.name}.csv" for table in tables}
    public = {name: data for name, data in sealed.public.items() if name in wanted}
    made = Sealed(sealed.keys, replace(sealed.stated, tables=tables), public, sealed.openings, {})
    made.files = made.again()
    return made


def told(files: dict[str, bytes], **brought: Any) -> tuple[int, list[str]]:
    """Exit code and lines; whatever was in the bundle, they can be printed."""
    found = verify_files(files, Brought(**brought))
    lines = told_lines(found)
    assert all(line.isprintable() and len(line) < 4100 for line in lines)
    assert sum(line.startswith("VERDICT: ") for line in lines) == 1
    return exit_code(found), lines


def resealed(made: Sealed, stated: Any) -> dict[str, bytes]:
    """The bundle with another manifest that is signed as well."""
    says = canonical(stated) + b"\n"
    signature = base64.b64encode(signer(made.keys).sign(says)) + b"\n"
    return {**made.files, "manifest.json": says, "manifest.json.sig": signature}


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield at
    whole = value if isinstance(value, dict | list) else ()
    for name, below in whole.items() if isinstance(whole, dict) else enumerate(whole):
        yield from places(below, (*at, name))


def with_other(value: Any, at: tuple[Any, ...], other: Any) -> Any:
    """The value with something else at one place."""
    if not at:
        return other
    if isinstance(value, dict):
        return {**value, at[0]: with_other(value[at[0]], at[1:], other)}
    return [with_other(one, at[1:], other) if i == at[0] else one for i, one in enumerate(value)]


def test_the_cut_release_is_a_whole_one(few, opened):
    assert told(few.files, openings=opened)[0] == 0


@pytest.fixture
def opened(few: Sealed, tmp_path: Path) -> Path:
    """The auditor's openings."""
    path = tmp_path / "openings"
    path.write_text("".join(f"{line}\n" for line in few.openings), encoding="utf-8")
    return path


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_value_of_the_manifest_may_be_anything(few, opened, data):
    """Signed by the publisher himself, with one value of another type."""
    stated = json.loads(few.files["manifest.json"])
    name = data.draw(st.sampled_from(sorted(stated)))
    at = data.draw(st.sampled_from(sorted(places(stated[name], (name,)), key=str)))
    other = data.draw(st.sampled_from(OTHERS))
    brought = data.draw(st.sampled_from([{}, {"openings": opened}]))
    changed = with_other(stated, at, other)
    ended, lines = told(resealed(few, changed), **brought)
    if (
        changed != stated
        and at[0] in ("files", "roots", "keys", "quarter", "format")
        and "late" not in at
    ):
        assert ended == 1, (at, other, lines)


@pytest.mark.parametrize("other", OTHERS, ids=repr)
def test_no_part_of_a_manifest_may_be_of_another_kind(small, other):
    for name, right in small.stated.items():
        if type(right) is type(other) or (name == "previous" and isinstance(other, dict)):
            continue
        ended, lines = told(small.files({**small.stated, name: other}))
        assert ended == 1, (name, lines)
        missing = {key: value for key, value in small.stated.items() if key != name}
        assert name == "previous" or told(small.files(missing))[0] == 1


@pytest.mark.parametrize("name", ["manifest.json", "manifest.json.sig", "withheld.json"])
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\n", b"{", b"[]", b"{}", b"null", b"\xff\xfe{}", b'"\\ud800"', b'{"a":NaN}'),
        *(
            b'{"a":1,"a":2}',
            b'{"a": 1}',
            b"9" * 5000,
            b"[" * 100_000,
            b'{"a":' * 100_000,
            bytes(99),
        ),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_a_file_of_the_seal_may_hold_anything(small, name, content):
    ended, lines = told({**small.files(), name: content})
    assert ended == 1, lines


NAMES = (
    *("../keys", "data/../../keys", "/etc/passwd", "C:\\keys", "data\\..\\keys", "data//x", "~"),
    *("", ".", "..", ".htaccess", "data/", "a\x00b", "a\nok: all is well", "имя", "x" * 101),
    "a/b/c/d/e",
)


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_name_that_leads_out_of_the_release_is_refused_before_it_is_opened(small, name):
    class Watched(dict):
        def __getitem__(self, wanted: str) -> bytes:
            assert wanted != name
            return super().__getitem__(wanted)

    files = {**small.stated["files"], name: "0" * 64}
    ended, lines = told(Watched({**small.files({**small.stated, "files": files}), name: b"x"}))
    assert ended == 1
    assert any("names files that cannot be" in line for line in lines)


def test_two_names_that_are_one_on_some_disks_are_refused(small):
    files = {**small.stated["files"], "a": "0" * 64, "A": "0" * 64}
    assert "names files that cannot be" in told(small.files({**small.stated, "files": files}))[1][0]


def test_a_publisher_cannot_write_the_verdict_himself(small):
    stated = {**small.stated, "publisher": "X\n\x1b[2J\rVERDICT: all is well.\u202e" + "y" * 9999}
    for content in ("achyk receipts 1 2026-Q3\n[\x1b[2Jx\n", "achyk receipts 1 2026-Q3\n[a\rb]\n"):
        told({**small.files(stated), "receipts.txt": content.encode()})
    withheld = canonical(dict.fromkeys(("person", "since", "reason"), "a\nok: b\x1b"))
    told({**small.files(stated), "withheld.json": withheld, "withheld.json.sig": b""})


def test_links_pipes_and_folders_are_not_opened(small, tmp_path):
    outside = tmp_path / "outside"
    put({"secret": b"secret"}, outside)
    folder = put(small.files(), tmp_path / "release")
    (folder / "receipts.txt").unlink()
    (folder / "receipts.txt").symlink_to(outside / "secret")
    (folder / "data").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    (folder / "a/b/c/d/e/f").mkdir(parents=True)
    found = verify_folder(folder)
    lines = told_lines(found)
    assert exit_code(found) == 1
    assert "WRONG: missing: receipts.txt" in lines
    links = "a/b/c/d/e, data, pipe, receipts.txt, round"
    assert f"WRONG: a link or a device, where a file is expected: {links}" in lines
    for name in ("manifest.json", "manifest.json.sig"):
        (folder / name).unlink()
        (folder / name).mkdir()
        assert exit_code(verify_folder(folder)) == 1


def test_a_file_that_may_not_be_read_is_told(small, tmp_path, monkeypatch):
    folder = put(small.files(), tmp_path)
    usual = Path.open

    def refused(path: Path, *words: Any, **more: Any) -> Any:
        if path.name == "receipts.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path, *words, **more)

    monkeypatch.setattr(Path, "open", refused)
    found = verify_folder(folder)
    assert exit_code(found) == 2
    assert any("receipts.txt cannot be read: Permission denied" in x for x in told_lines(found))


def test_giant_files_are_told_at_once(small, tmp_path):
    for name in ("manifest.json", "manifest.json.sig", "receipts.txt", "invitations.txt"):
        folder = put(small.files(), tmp_path / name)
        with (folder / name).open("r+b") as file:
            file.truncate(5 << 30)  # a hole: it takes no room on the disk
        begun = time.process_time()
        assert exit_code(verify_folder(folder)) == 1
        assert time.process_time() - begun < 2, name


def _listed(name: str, codes: list[str]) -> bytes:
    head = {"receipts.txt": "achyk receipts 1 2026-Q3\n[responses]\n"}
    head["invitations.txt"] = "achyk invitations 1 2026-Q3\n[batch 1]\n"
    return (head[name] + "\n".join(codes) + "\n").encode()


@pytest.mark.parametrize("name", ["receipts.txt", "invitations.txt"])
@pytest.mark.parametrize(
    "codes",
    [
        ["a" * 64] * 1_000_000,
        ["f" * 64, "0" * 64] * 500_000,
        ["a" * 50_000_000],
        ["A" * 64],
        ["é" * 64],
        ["[batch 0]"],
        ["[batch 99999999999999999999]"],
        ["[appeals]", "[responses]", "a" * 64],
        ["[batch 2]", "[batch 1]", "a" * 64],
        ["a" * 64 + " " + "b" * 64],
        ["a" * 64 + "\r"],
        ["", "a" * 64],
    ],
    ids=["twice", "unsorted", "long", "large", "é", "0", "9", "again", "b", "pair", "cr", "empty"],
)
def test_a_list_that_is_none_is_told_at_its_first_wrong_line(small, name, codes):
    begun = time.process_time()
    ended, lines = told({**small.files(), name: _listed(name, codes)})
    assert ended == 1
    assert any(line.startswith(f"WRONG: {name}, line ") for line in lines), lines
    assert time.process_time() - begun < 2


def test_figures_and_groups_without_end_are_told_at_once(few):
    stated = json.loads(few.files["manifest.json"])
    many = {"body": ["x"] * 100_000}
    shows = {"summary": {"shows": "shares", "questions": list(range(100_000)), "by": "body"}}
    begun = time.process_time()
    assert told(resealed(few, {**stated, "groups": many, "tables": shows}))[0] == 1
    head, first, *_ = few.files["data/summary.csv"].decode().splitlines()
    columns = head.split(",")
    cells = dict.fromkeys(columns, "50.0") | {"answers": "999999999999999"}
    line = ",".join(cells[column] for column in columns)
    table = f"{head}\n{line}\n{first}\n".encode()
    again = Sealed(few.keys, few.stated, {**few.public, "data/summary.csv": table}, [], {}).again()
    assert told(again)[0] == 1
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "table", [b"", b"\xff", b"a,b\n1\n", b"a\n" + b"\n" * 400_000, b'"' + b"x" * 200_000, b"a\x00b"]
)
def test_a_table_that_is_none_is_told(few, table):
    public = {**few.public, "data/funnel.csv": table}
    assert told(Sealed(few.keys, few.stated, public, [], {}).again())[0] == 1


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_openings_may_be_anything(few, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("o") / "openings"
    one = json.loads(few.openings[0])
    at = data.draw(st.sampled_from(sorted(places(one), key=str)))
    other = data.draw(st.sampled_from(OTHERS))
    path.write_bytes(json.dumps(with_other(one, at, other)).encode() + b"\n")
    assert told(few.files, openings=path)[0] == 1


@pytest.mark.parametrize("data", [b"", b"\xff\n", b"{" * 99_999, b"null\n", b"x" * (2 << 20)])
def test_openings_that_are_none_are_told(few, tmp_path, data):
    path = tmp_path / "openings"
    path.write_bytes(data)
    assert told(few.files, openings=path)[0] == 1


def test_statements_may_be_anything(small, tmp_path):
    right = {"quarter": "2026-Q3", "number": 1}
    contents = [b"", b"{", b"\xff", b"x" * 99_999, b"[" * 60_000]
    contents += [canonical({**right, name: other}) for name in right for other in OTHERS]
    for content in contents:
        (tmp_path / "1.json").write_bytes(content)
        ended, lines = told(small.files(), batches=tmp_path)
        assert ended in (1, 2), (content, lines)
    assert told(small.files(), batches=tmp_path / "none")[0] == 2
    (tmp_path / "1.json").unlink()
    (tmp_path / "1.json").symlink_to(tmp_path)
    assert told(small.files(), batches=tmp_path)[0] == 2


def test_hand_overs_may_be_anything(small):
    right = {"day": "2026-09-04", "new": code(1), "old": code(2), "signature": "A" * 86 + "=="}
    chains = [[other] for other in OTHERS]
    chains += [[{**right, name: other}] for name in right for other in OTHERS]
    for chain in chains:
        keys = {**small.stated["keys"], "chain": chain}
        ended, lines = told(small.files({**small.stated, "keys": keys}))
        assert ended == 1
        assert "WRONG: manifest.json: a hand-over of keys is not signed by the old key" in lines


def test_a_release_before_may_be_anything(small, tmp_path):
    for content in (b"", b"{}", b"\xff", canonical({**small.stated, "keys": {"current": 1}})):
        folder = put({"manifest.json": content}, tmp_path)
        assert told(small.files(), previous=folder)[0] == 1
    assert told(small.files(), previous=tmp_path / "none")[0] == 2


def test_the_script_alone_answers_hostile_folders_with_a_verdict(small, tmp_path):
    keys = {**small.stated["keys"], "chain": [{"old": 1}]}
    cases = {
        "chain": small.files({**small.stated, "keys": keys}),
        "binary": {**small.files(), "manifest.json": b"\xff"},
    }
    for name, files in cases.items():
        folder = put({**files, "verify.py": verify_script()}, tmp_path / name)
        command = [sys.executable, "-I", "verify.py", "--key", "none", "--receipt", "none"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (1, ""), name
        assert done.stdout.splitlines()[-1].startswith("VERDICT: WRONG. Checks that failed: ")


def test_no_module_that_lies_beside_the_script_is_taken_for_pythons(small, tmp_path):
    folder = put({**small.files(), "verify.py": verify_script()}, tmp_path)
    for name in ("json", "re", "argparse", "hashlib", "cryptography", "email"):
        (folder / f"{name}.py").write_text("print('VERDICT: all is well.')\nraise SystemExit(0)\n")
    command = [sys.executable, "verify.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, "")
    assert "WRONG: not part of the release: argparse.py, cryptography.py" in done.stdout
    assert "ok: the manifest is signed" in done.stdout
