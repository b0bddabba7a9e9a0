"""Receipts against a release: each verdict, in whatever form the receipt was kept."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from crafted.small_release import DAY, Small, code, lists
from hypothesis import example, given
from hypothesis import strategies as st

from register.keys import Keys
from register.signing import begin_anew, fingerprint, make_signing_key, rotate, signer
from reports import verify_bundle
from reports.verify import Brought, exit_code, told_lines, verify_files
from reports.verify_receipts import parse_receipts

COUNTED = "the answer is in the list and was counted"


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A release."""
    return Small(new_keys(tmp_path / "keys"))


def new_keys(folder: Path) -> Keys:
    """The key of a publisher."""
    keys = Keys(folder)
    make_signing_key(keys)
    return keys


@pytest.fixture
def told(small, tmp_path):
    """Exit code and lines for a receipt in some form."""

    def look_up(receipt: str | bytes, files=None, **brought) -> tuple[int, str]:
        path = tmp_path / "receipt"
        path.write_bytes(receipt.encode() if isinstance(receipt, str) else receipt)
        found = verify_files(files or small.files(), Brought(receipts=(path,), **brought))
        return exit_code(found), "\n".join(told_lines(found))

    return look_up


def test_a_counted_answer_is_told(small, told):
    receipt = small.receipt(3)
    ended, lines = told(receipt)
    assert ended == 0
    assert f"ok: receipt: receipt {code(3)[:16]} is signed" in lines
    assert f"ok: receipt: receipt {code(3)[:16]}: {COUNTED}" in lines


def test_a_replaced_answer_is_told_with_what_was_counted_in_its_place(small, told):
    ended, lines = told(small.receipt(22))
    assert ended == 0
    assert f"replaced by the correction {code(1)}, which was counted" in lines
    ended, lines = told(small.receipt(20))
    assert ended == 0
    assert f"correction {code(21)}, in the end by {code(0)}, which was counted" in lines
    assert "if you did not correct your answer, this is evidence" in lines


@pytest.mark.parametrize(
    "replaced",
    [{20: 21, 21: 20}, {20: 99}, {20: 1, 21: 1}, {20: 20}, {3: 1}],
    ids=["circle", "nowhere", "two to one", "itself", "counted as well"],
)
def test_corrections_that_make_answers_vanish_are_found(small, told, replaced):
    small.lists = lists(replaced=replaced)
    ended, lines = told(small.receipt(20))
    assert ended == 1
    assert "replaced answers lead to no counted one of their own" in lines
    assert ("and none was counted" in lines) == (1 not in replaced.values())


def test_an_answer_left_out_although_it_was_signed_for_is_evidence(small, told):
    """The publisher drops it and signs all anew; only who holds the receipt can know."""
    receipt = small.receipt(3)
    small.lists = lists(counted=[0, 1, 2, 4, 5, 6, 7])
    assert told(small.receipt(4))[0] == 0
    ended, lines = told(receipt)
    assert ended == 1
    assert "not in the list although this key signed it. The answer was left out" in lines
    assert "those who oversee Ministry of Economy" in lines


def test_a_step_of_an_appeal_is_looked_up_among_the_steps_alone(small, told):
    assert "the step of the appeal is in the list" in told(small.receipt(30, "appeal"))[1]
    ended, lines = told(small.receipt(3, "appeal"))
    assert ended == 1
    assert "the step of the appeal is not in the list, though it was signed" in lines
    assert told(small.receipt(30))[0] == 1


@pytest.mark.parametrize("name", ["code", "day", "kind", "quarter"])
def test_a_receipt_that_somebody_changed_proves_nothing(small, told, name):
    changes = {
        "code": (code(3), code(98)),
        "day": ("2026-09-04", "2026-09-05"),
        "kind": ("response", "appeal"),
        "quarter": ("2026-Q3", "2026-Q2"),
    }
    ended, lines = told(small.receipt(3).replace(*changes[name]))
    assert ended == 1
    assert "the publisher did not write it like this; it proves nothing" in lines
    assert "left out" not in lines
    assert COUNTED not in lines


def test_a_receipt_of_another_quarter_is_sent_to_its_own_release(small, told):
    ended, lines = told(small.receipt(98, quarter="2026-Q2"))
    assert ended == 2
    assert "of another quarter: check it with the release of 2026-Q2" in lines
    assert "left out" not in lines


def test_an_unknown_key_accuses_nobody(small, told, tmp_path):
    stranger = Small(new_keys(tmp_path / "other"))
    ended, lines = told(stranger.receipt(98))
    assert ended == 2
    assert "its key " in lines
    assert "not in the list. Its signature could not be checked" in lines
    assert "VERDICT: not all could be checked" in lines
    ended, lines = told(stranger.receipt(3))  # in the list all the same: that can be told
    assert (ended, COUNTED in lines) == (0, True)


def test_a_lost_key_that_the_reader_kept_proves_its_receipts(small, told, tmp_path):
    stranger = Small(new_keys(tmp_path / "other"))
    kept = signer(stranger.keys).public.hex()
    ended, lines = told(stranger.receipt(98), key=kept)
    assert ended == 1
    assert "left out" in lines


def test_a_receipt_under_the_key_before_the_last_change_counts(small, told):
    receipt, left_out = small.receipt(3), small.receipt(98)
    rotate(small.keys, DAY)
    assert told(receipt)[0] == 0
    assert "left out" in told(left_out)[1]


def test_receipts_under_a_lost_key_count_and_the_loss_is_told(small, told):
    receipt, left_out, old = small.receipt(3), small.receipt(98), signer(small.keys).public.hex()
    small.keys.path("publication").unlink()
    begin_anew(small.keys, DAY, old)
    ended, lines = told(receipt)
    assert (ended, COUNTED in lines) == (0, True)
    assert f"note: the key {fingerprint(bytes.fromhex(old))[:16]} was lost by 2026-09-04" in lines
    assert "left out" in told(left_out)[1]
    assert "not the one you know" in told(receipt, key=old)[1]


def test_a_list_that_is_not_the_signed_one_neither_counts_nor_accuses(small, told):
    """Whoever keeps a copy may have dropped the line; the publisher need not have."""
    files = small.files()
    dropped = files["receipts.txt"].replace(f"{code(3)}\n".encode(), b"", 1)
    for damaged in (dropped, b"no list\n"):
        for number in (3, 4, 98):
            ended, lines = told(small.receipt(number), {**files, "receipts.txt": damaged})
            assert ended == 1
            assert "was not looked up: the list is not the one that was signed" in lines
            assert "left out" not in lines
            assert COUNTED not in lines


def test_without_cryptography_a_missing_code_accuses_nobody(small, told, monkeypatch):
    monkeypatch.setattr(verify_bundle, "HAS_CRYPTOGRAPHY", False)
    ended, lines = told(small.receipt(98))
    assert ended == 2
    assert "install 'cryptography'" in lines
    assert "left out" not in lines
    assert COUNTED in told(small.receipt(3))[1]


def test_a_file_without_a_receipt_is_told(told):
    for data in (b"", b"\xff\x00" * 99, b"achyk receipt 1\nkind: response\n"):
        ended, lines = told(data)
        assert ended == 2
        assert "receipt: there is no whole receipt in it" in lines


def mail(receipt: str, form: str) -> bytes:
    """A mail as somebody keeps it."""
    message = EmailMessage()
    message["Subject"], message["From"] = "Ваш ответ", "survey@achyk.test"
    shown = "".join(f"<div>{line}<wbr></div>" for line in receipt.splitlines())
    if form == "attached":
        message.set_content("Спасибо.\n")
        message.add_attachment(receipt, filename="receipt.txt")
    elif form == "html":
        message.set_content(f"<p>Рахмат</p><blockquote>{shown}</blockquote>", subtype="html")
    elif form == "both":
        message.set_content(f"Спасибо.\n\n{receipt}", cte="quoted-printable")
        message.add_alternative(f"<pre>{shown}</pre>", subtype="html")
    elif form == "forwarded":
        message.set_content("See below.\n")
        message.add_attachment(_inner(receipt))
    else:
        message.set_content(f"Спасибо.\n\n{receipt}", cte=form)
    return message.as_bytes()


def _inner(receipt: str) -> EmailMessage:
    inner = EmailMessage()
    inner.set_content(receipt, cte="base64")
    return inner


FORMS = {
    "plain": lambda r: r.encode(),
    "crlf": lambda r: r.replace("\n", "\r\n").encode(),
    "old mac": lambda r: r.replace("\n", "\r").encode(),
    "byte order mark": lambda r: b"\xef\xbb\xbf" + r.encode(),
    "notepad": lambda r: r.encode("utf-16"),
    "quoted": lambda r: "".join(f"> {line}\r\n" for line in r.splitlines()).encode(),
    "quoted thrice": lambda r: "".join(f">> > {line}\n" for line in r.splitlines()).encode(),
    "indented": lambda r: "".join(f"   \t{line}  \n" for line in r.splitlines()).encode(),
    "wrapped": lambda r: r.replace(": ", ":\n ").encode(),
    "no-break": lambda r: r.replace(" ", "\u00a0").replace("code", "\u200bcode").encode(),
    "between": lambda r: f"Hello!\n-- \n{r}\nBest wishes\n".encode(),
    "page": lambda r: f"<html><p>{'<br>'.join(r.splitlines())}</html>".encode(),
    "page quoted": lambda r: "<br>".join(f"&gt; {x}" for x in r.splitlines()).encode(),
    **{
        f"mail {form}": lambda r, form=form: mail(r, form)
        for form in ("8bit", "base64", "quoted-printable", "html", "both", "attached", "forwarded")
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_the_receipt_is_found_in_whatever_it_was_kept_in(small, told, form):
    ended, lines = told(FORMS[form](small.receipt(3)))
    assert (ended, lines.count(COUNTED)) == (0, 1), lines


def test_several_receipts_in_one_file_are_all_looked_up(small, told):
    both = small.receipt(3) + small.receipt(22) + small.receipt(3)
    ended, lines = told(both)
    assert ended == 0
    assert (lines.count(COUNTED), lines.count("replaced by the correction")) == (1, 1)


@given(st.binary(max_size=300))
@example(b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 3)
@example(b"Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=none\n\n=====")
@example(b"Content-Type: message/rfc822\n\n" * 2000)
def test_no_file_makes_the_reader_fail(data):
    assert parse_receipts(data) == []
