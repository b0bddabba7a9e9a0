"""`achyk verify RECEIPT BUNDLE`: for anybody, without an installation."""

from __future__ import annotations

from pathlib import Path

import pytest
from crafted.small_release import Small, code, lists

from jobs.cli import main
from register.keys import Keys
from register.signing import fingerprint, make_signing_key, signer


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A release."""
    keys = Keys(tmp_path / "keys")
    make_signing_key(keys)
    return Small(keys)


@pytest.fixture
def achyk(small, tmp_path, capsys, monkeypatch):
    """Run `achyk verify` in a folder that holds no installation: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def run(receipt: str, *words: str, files: dict[str, bytes] | None = None):
        (tmp_path / "receipt.txt").write_text(receipt, encoding="utf-8")
        (tmp_path / "release").mkdir(exist_ok=True)
        for name, data in (files or small.files()).items():
            (tmp_path / "release" / name).write_bytes(data)
        ended = main(["verify", "receipt.txt", "release", *words])
        return ended, *capsys.readouterr()

    return run


def _left_out(small: Small) -> str:
    receipt = small.receipt(3)
    small.lists = lists(counted=[0, 1, 2, 4])
    return receipt


def _quoted(small: Small) -> str:
    return "".join(f"> {line}\r\n" for line in small.receipt(3).splitlines())


VERDICTS = {
    "counted": (lambda s: s.receipt(3), 0, "is in the list and was counted"),
    "quoted": (_quoted, 0, "is in the list and was counted"),
    "replaced": (lambda s: s.receipt(20), 0, f"in the end by {code(0)}, which was counted"),
    "appeal": (lambda s: s.receipt(30, "appeal"), 0, "the step of the appeal is in the list"),
    "left out": (_left_out, 1, "The answer was left out; keep the receipt"),
    "forged": (lambda s: s.receipt(3).replace("-04", "-05"), 1, "it proves nothing"),
    "quarter": (lambda s: s.receipt(3, quarter="2026-Q2"), 2, "with the release of 2026-Q2"),
    "none": (lambda s: "Спасибо", 2, "there is no whole receipt in it"),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_each_verdict_has_its_sentence_and_its_exit_code(small, achyk, case):
    receipt, ended, says = VERDICTS[case]
    code, out, err = achyk(receipt(small))
    assert (code, err) == (ended, "")
    assert says in out
    verdicts = ("all is well.", "WRONG. Checks that failed: 1", "not all could be checked.")
    assert out.splitlines()[-1].startswith(f"VERDICT: {verdicts[ended]}")


def test_the_key_is_compared_with_the_one_known_from_elsewhere(small, achyk):
    ours = fingerprint(signer(small.keys).public)
    assert achyk(small.receipt(3), "--key", ours)[0] == 0
    code, out, _ = achyk(small.receipt(3), "--key", "0" * 64)
    assert code == 1
    assert "WRONG: the key is not the one you know" in out


def test_a_damaged_release_is_told_and_no_traceback(small, achyk):
    code, out, err = achyk(small.receipt(3), files={**small.files(), "manifest.json": b"\xff"})
    assert (code, err) == (1, "")
    assert out.splitlines()[0] == "WRONG: manifest.json is not written as it has to be"


def test_what_is_not_there_is_one_sentence(small, achyk, capsys):
    achyk(small.receipt(3))
    for words, says in (
        (["receipt.txt", "none"], "none is no folder; give the folder of one release"),
        (["receipt.txt", "receipt.txt"], "receipt.txt is no folder"),
        (["none", "release"], "none is no file; give a receipt, or the mail that brought it"),
        (["release", "release"], "release is no file"),
    ):
        assert main(["verify", *words]) == 1
        told = capsys.readouterr()
        assert (told.out, told.err.count("\n")) == ("", 1)
        assert says in told.err


def test_an_earlier_release_as_previous_and_the_words_of_witnesses_are_taken(small, achyk):
    code, out, _ = achyk(small.receipt(3), "--batches", "none", "--manifest-digest", "00")
    assert code == 1
    assert "not the one that the witnesses received" in out
    assert "not checked: none: no statement of this quarter is in it" in out
    assert achyk(small.receipt(3), "--previous", "none")[0] == 2
