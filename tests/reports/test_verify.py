"""verify.py over a whole release: what is changed, dropped or added is found, offline."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from crafted.sealed import QUARTER, Sealed, put
from hypothesis import given, settings
from hypothesis import strategies as st

from register.keys import Keys
from register.rules.commitment import canonical
from register.signing import fingerprint, key_chain, make_signing_key, rotate, signer
from reports.receipts_list import quarter_lists
from reports.verify import Brought, exit_code, told_lines, verify_files, verify_folder


def run(folder: Path, *words: str) -> tuple[int, list[str]]:
    """verify.py as a stranger runs it: alone, with no project on its path and no network name."""
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def told(files: dict[str, bytes], **brought: object) -> tuple[int, str]:
    """Exit code and lines over a bundle in memory."""
    found = verify_files(files, Brought(**brought))
    return exit_code(found), "\n".join(told_lines(found))


@pytest.fixture
def opened(sealed: Sealed, tmp_path: Path) -> Path:
    """The auditor's openings."""
    path = tmp_path / "openings.jsonl"
    path.write_text("".join(f"{line}\n" for line in sealed.openings), encoding="utf-8")
    return path


def test_a_whole_release_is_found_whole_by_a_script_alone_in_its_folder(sealed, opened, tmp_path):
    folder = put(sealed.files, tmp_path / "release")
    code, lines = run(folder, "--openings", str(opened))
    assert (code, lines[-1]) == (0, "VERDICT: all is well.")
    assert "ok: corrected answers: 6, each replaced by a counted one" in lines
    assert re.search(
        r"every published figure follows from the opened answers \(\d{3,4} values", "\n".join(lines)
    )


def _lines(sealed: Sealed) -> tuple[list[str], list[str]]:
    counted, replaced = sealed.codes("responses"), sealed.codes("replaced")
    return counted + replaced, sealed.codes("appeals")


def _changed(sealed: Sealed, edit: str) -> dict[str, bytes]:
    """The bundle after somebody changed, dropped or added an answer in the published list."""
    counted = sealed.codes("responses")
    other = hashlib.sha256(b"another answer").hexdigest()
    listed = {
        "changed": sorted([*counted[1:], other]),
        "dropped": counted[1:],
        "added": sorted([*counted, other]),
    }[edit]
    old, new = ("".join(f"{c}\n" for c in codes).encode() for codes in (counted, listed))
    return {**sealed.files, "receipts.txt": sealed.files["receipts.txt"].replace(old, new)}


@pytest.mark.parametrize("edit", ["changed", "dropped", "added"])
def test_an_answer_changed_dropped_or_added_after_close_makes_verify_fail(sealed, tmp_path, edit):
    folder = put(_changed(sealed, edit), tmp_path)
    code, lines = run(folder)
    assert code == 1
    assert "WRONG: changed since the release was made: receipts.txt" in lines
    assert any(line.startswith("WRONG: counted answers: ") for line in lines)


@pytest.mark.parametrize("edit", ["changed", "dropped", "added"])
def test_a_publisher_who_seals_again_is_found_by_what_witnesses_have(sealed, edit):
    """All is signed anew; the digest that went out by mail at the close is another one."""
    counted, replaced, steps = (sealed.codes(n) for n in ("responses", "replaced", "appeals"))
    other = hashlib.sha256(b"another answer").hexdigest()
    listed = counted[1:] + ([] if edit == "dropped" else [other])
    listed += counted[:1] if edit == "added" else []
    invited = sealed.files["invitations.txt"].decode().splitlines()
    again = sealed.again(lists=quarter_lists(QUARTER, [*listed, *replaced], steps, invited))
    witnessed = hashlib.sha256(sealed.files["manifest.json"]).hexdigest()
    assert told(sealed.files, manifest_digest=witnessed)[0] == 0
    code, lines = told(again, manifest_digest=witnessed)
    assert code == 1
    assert "the manifest is not the one that the witnesses received" in lines


@pytest.mark.parametrize("edit", ["changed", "dropped", "added"])
def test_an_auditor_finds_an_answer_changed_dropped_or_added(sealed, tmp_path, edit):
    lines = list(sealed.openings)
    place = next(i for i, line in enumerate(lines) if json.loads(line)["record"].get("answers"))
    record = json.loads(lines[place])
    record["record"]["answers"]["1"] = "changed"
    lines[place : place + 1] = {
        "changed": [json.dumps(record)],
        "dropped": [],
        "added": [lines[place], json.dumps(record)],
    }[edit]
    path = tmp_path / "openings.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, says = told(sealed.files, openings=path)
    assert code == 1
    assert ("opened records are not in the list" in says) == (edit != "dropped")
    assert ("responses were not opened" in says) == (edit != "added")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("summary", 3),
        ("satisfied_by_body", 1),
        ("questions_by_region", 2),
        ("question_12_satisfied", 1),
        ("hours_by_kind", 2),
        ("funnel_by_body", 5),
    ],
)
def test_a_figure_that_does_not_follow_from_the_answers_is_found(sealed, opened, name, column):
    """The publisher himself signs a table in which one value is another one."""
    file = f"data/{name}.csv"
    rows = [line.split(",") for line in sealed.public[file].decode().splitlines()]
    row = next(r for r in reversed(rows) if re.fullmatch(r"[\d.]+", r[column]))
    row[column] = f"{float(row[column]) + 1:g}"
    sealed.public[file], before = "\n".join(",".join(r) for r in rows).encode(), sealed.public[file]
    try:
        bundle = sealed.again()
    finally:
        sealed.public[file] = before
    code, lines = told(bundle, openings=opened)
    assert code == 1
    assert f"WRONG: {file}, line" in lines


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_changed_byte_in_any_file_is_found(sealed, data):
    name = data.draw(st.sampled_from(sorted(sealed.files)))
    content = bytearray(sealed.files[name])
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    if name == "manifest.json.sig" and bytes(content).strip() == sealed.files[name].strip():
        return  # a blank instead of the line's end is the same signature
    assert exit_code(verify_files({**sealed.files, name: bytes(content)})) == 1


def test_the_same_input_gives_the_same_bytes(sealed):
    assert sealed.again() == sealed.files


def test_a_missing_and_an_added_file_are_named(sealed):
    files = dict(sealed.files)
    del files["data/summary.csv"]
    code, lines = told({**files, "data/new.csv": b"", "extra.txt": b""})
    assert code == 1
    assert "WRONG: missing: data/summary.csv" in lines
    assert "WRONG: not part of the release: data/new.csv, extra.txt" in lines


def test_the_key_is_believed_only_from_elsewhere(sealed):
    ours = fingerprint(signer(sealed.keys).public)
    assert "both are known from here only" in told(sealed.files)[1]
    assert "the key is the one you know" in told(sealed.files, key=ours)[1]
    assert "the key is the one you know" in told(sealed.files, key=ours[:16])[1]
    code, lines = told(sealed.files, key="0" * 64)
    assert code == 1
    assert "not the one you know" in lines


def test_a_key_may_be_given_as_a_file(sealed, tmp_path):
    public = signer(sealed.keys).public
    kinds = {
        "raw": public,
        "hex": public.hex().encode(),
        "base64": base64.b64encode(public) + b"\n",
    }
    for name, content in kinds.items():
        (tmp_path / name).write_bytes(content)
        assert told(sealed.files, key=str(tmp_path / name))[0] == 0, name
    (tmp_path / "none").write_bytes(b"no key at all")
    assert told(sealed.files, key=str(tmp_path / "none"))[0] == 1
    assert told(sealed.files, key=str(tmp_path / "absent"))[0] == 1


def test_a_release_by_another_key_names_no_hand_over(sealed, tmp_path):
    """A forger signs everything with a key of his own; the release before shows it."""
    forger = Keys(tmp_path / "forger")
    make_signing_key(forger)
    before = put(sealed.files, tmp_path / "before")
    digest = hashlib.sha256(sealed.files["manifest.json"]).hexdigest()
    forged = Sealed(forger, sealed.stated, sealed.public, [], {}).again(
        key=signer(forger).public, previous=("2026-Q2", digest)
    )
    assert told(forged)[0] == 0
    code, lines = told(forged, previous=before)
    assert code == 1
    assert "the key is another one than that of the release before" in lines


def test_a_key_that_was_handed_over_is_followed_from_the_release_before(sealed, tmp_path):
    folder = tmp_path / "keys"
    put({path.name: path.read_bytes() for path in sealed.keys.folder.glob("*.*")}, folder)
    keys = Keys(folder)
    old = fingerprint(signer(keys).public)
    for day in (2, 3):
        rotate(keys, sealed.stated.made_on.replace(day=day))
    digest = hashlib.sha256(sealed.files["manifest.json"]).hexdigest()
    changes = {"key": signer(keys).public, "chain": key_chain(keys), "previous": (QUARTER, digest)}
    files = Sealed(keys, sealed.stated, sealed.public, [], {}).again(**changes)
    before = put(sealed.files, tmp_path / "before")
    code, lines = told(files, previous=before, key=old)
    assert code == 0, lines
    assert "its key is the one of the release before, or was handed over by it" in lines
    receipt = tmp_path / "receipt.txt"  # given under the key of then
    receipt.write_text(sealed.receipt(sealed.codes("responses")[0]))
    assert "the answer is in the list and was counted" in told(files, receipts=(receipt,))[1]
    chain = [dict(one) for one in changes["chain"]]
    chain[0]["new"] = chain[1]["new"]
    broken = Sealed(keys, sealed.stated, sealed.public, [], {}).again(**{**changes, "chain": chain})
    assert "a hand-over of keys is not signed" in told(broken)[1]


def test_a_release_that_leaves_the_one_before_out_of_its_chain_is_found(sealed, tmp_path):
    before = put(sealed.files, tmp_path)
    assert told(sealed.again(previous=("2026-Q2", "0" * 64)), previous=before)[0] == 1
    assert told(sealed.again(previous=None), previous=before)[0] == 1


def test_a_batch_that_a_witness_received_is_in_the_release_as_it_was(sealed, tmp_path):
    folder = put(sealed.statements, tmp_path / "batches")
    code, lines = told(sealed.files, batches=folder)
    assert code == 0
    assert "2 of 2 batch statements were received and compared" in lines
    fewer = sealed.again(batches=sealed.stated.batches[:1])
    code, lines = told(fewer, batches=folder)
    assert code == 1
    assert "batch 2 was received, and is not in the release as it was" in lines


def test_a_statement_with_a_wrong_signature_is_found(sealed, tmp_path):
    folder = put({**sealed.statements, "1.json.sig": base64.b64encode(bytes(64))}, tmp_path)
    assert "1.json: its signature is wrong" in told(sealed.files, batches=folder)[1]
    (folder / "1.json").write_text("{}}")
    assert told(sealed.files, batches=folder)[0] == 1


def test_more_answers_than_invitations_are_told(sealed):
    counted = sealed.codes("responses")
    few = ["achyk invitations 1 2026-Q3", "[batch 1]", *counted[:5]]
    lists = quarter_lists(QUARTER, counted, [], few)
    assert (
        f"there are {len(counted)} counted answers to 5 invitations"
        in told(sealed.again(lists=lists))[1]
    )


def withheld_place(sealed: Sealed, by: Keys, **changes: object) -> dict[str, bytes]:
    """What lies in the place of a release that is withheld."""
    pages = {"index.html": b"withheld", "index.ky.html": b"withheld"}
    page = {
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in pages.items()},
        "format": "achyk withheld 1",
        "keys": {"current": signer(by).public.hex(), "chain": key_chain(by)},
        "manifest": hashlib.sha256(sealed.files["manifest.json"]).hexdigest(),
        "person": "A. Asanov, deputy minister",
        "quarter": QUARTER,
        "reason": "a court forbade it",
        "revision": 1,
        "since": "2026-11-03",
    }
    told_as = canonical({**page, **changes}) + b"\n"
    signature = base64.b64encode(signer(by).sign(told_as)) + b"\n"
    kept = {n: d for n, d in sealed.files.items() if not n.startswith("data/")}
    return {**kept, **pages, "withheld.json": told_as, "withheld.json.sig": signature}


def test_the_pages_of_a_withheld_release_are_under_the_signature(sealed):
    place = withheld_place(sealed, sealed.keys)
    assert told(place)[0] == 0
    for name in ("index.html", "index.ky.html"):
        code, lines = told({**place, name: b"all are content"})
        assert (code, f"pages that are not as they were signed: {name}" in lines) == (1, True)
        assert told({n: d for n, d in place.items() if n != name})[0] == 1
    assert "not as they were signed: index.kk.html" in told({**place, "index.kk.html": b""})[1]
    for files in (None, [], {"index.html": 1}):
        assert told(withheld_place(sealed, sealed.keys, files=files))[0] == 1


def test_a_release_may_be_withheld_under_the_key_that_the_old_one_handed_over_to(sealed, tmp_path):
    folder = tmp_path / "keys"
    put({path.name: path.read_bytes() for path in sealed.keys.folder.glob("*.*")}, folder)
    keys = Keys(folder)
    rotate(keys, sealed.stated.made_on)
    assert told(withheld_place(sealed, keys))[0] == 0
    current = signer(keys).public.hex()
    for bad in ({"current": current, "chain": []}, {"current": 1, "chain": {}}, [], "x"):
        assert told(withheld_place(sealed, keys, keys=bad))[0] == 1


def test_a_least_base_that_was_changed_is_told_with_the_release_before(sealed, tmp_path):
    before = put(sealed.files, tmp_path)
    digest = hashlib.sha256(sealed.files["manifest.json"]).hexdigest()
    after = sealed.again(previous=(QUARTER, digest), parameters={"minimum_base": 1000})
    assert "note: minimum_base was 10 in 2026-Q3, is 1000" in told(after, previous=before)[1]


def test_withheld_figures_are_told_with_name_and_reason_and_the_roots_stay_checkable(sealed):
    place = withheld_place(sealed, sealed.keys)
    code, lines = told(place)
    assert code == 0
    assert "withheld by A. Asanov, deputy minister since 2026-11-03: a court forbade it" in lines
    assert told({**place, "withheld.json.sig": b"AAAA"})[0] == 1
    assert told({n: d for n, d in place.items() if n != "receipts.txt"})[0] == 1


def test_without_cryptography_all_but_the_signatures_is_checked(sealed, tmp_path):
    folder = put(sealed.files, tmp_path)
    blocked = folder.parent / "blocked.py"
    blocked.write_text(
        "import runpy, sys\n"
        "sys.modules['cryptography'] = None\n"
        "sys.argv = ['verify.py']\n"
        "runpy.run_path('verify.py', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", str(blocked)], cwd=folder, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (2, "")
    assert "not checked: the signature of the manifest" in done.stdout
    assert "ok: counted answers" in done.stdout


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    found = verify_folder(tmp_path / "none")
    assert exit_code(found) == 2
    assert "cannot be read: No such file" in told_lines(found)[0]
