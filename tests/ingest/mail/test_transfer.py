"""Transfer encodings as they really come, and files within a text."""

import base64
import binascii

import pytest

from ingest.mail.message import parse
from ingest.mail.transfer import take_uuencoded, undone

DATA = bytes(range(256)) * 3


def uuencoded(data: bytes) -> bytes:
    lines = [binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)]
    return b"begin 644 x\n" + b"".join(lines) + b"`\nend\n"


@pytest.mark.parametrize(
    "label", ["base64", " BASE64 ", '"base64"', "base64 (seven bit)", "base64;"]
)
def test_base64_is_known_under_any_spelling(label: str) -> None:
    assert undone(base64.encodebytes(DATA), label) == (DATA, None)


def test_base64_that_breaks_off_keeps_what_there_is() -> None:
    data, trouble = undone(base64.b64encode(DATA)[:-6], "base64")
    assert (DATA.startswith(data), len(data) > len(DATA) - 6) == (True, True)
    assert trouble == "truncated"


def test_lines_that_a_list_put_behind_base64_are_left_out() -> None:
    encoded = base64.encodebytes(b"x" * 100)
    assert undone(encoded + b"-- \nsent to the list\n", "base64") == (b"x" * 100, "bad-base64")


def test_what_was_never_base64_stays_as_it_is() -> None:
    assert undone(b"?? !! just words ??", "base64") == (b"?? !! just words ??", "bad-base64")


def test_blanks_that_came_behind_a_soft_break_do_not_break_the_word() -> None:
    assert undone(b"=d0=b6=d0=  \r\n=b0\r\n", "quoted-printable")[0] == "жа\r\n".encode()


def test_an_encoding_nobody_knows_is_said() -> None:
    assert undone(b"abc", "x-strange") == (b"abc", "unknown-encoding")
    assert undone(b"abc", "8bit") == (b"abc", None)


def test_a_uuencoded_part_is_a_file() -> None:
    assert undone(uuencoded(DATA), "x-uuencode") == (DATA, None)


def test_files_within_a_text_are_attachments_and_the_words_stay() -> None:
    name = "Отчёт.bin".encode("cp1251")
    inside = uuencoded(DATA).replace(b"644 x", b"644 " + name)
    text = "До\n".encode("cp1251") + inside + "После\n".encode("cp1251")
    mail = parse(b"From: a@b.kg\n\n" + text)
    assert mail.text == "До\nПосле\n"
    assert [(file.name, file.data) for file in mail.attachments] == [("Отчёт.bin", DATA)]


@pytest.mark.parametrize(
    "text",
    [b"begin 644 with this\nand go on\n", b"We begin\nbegin 12 x\n", b"> begin 644 a\n> #0V%T\n"],
)
def test_a_sentence_that_begins_is_no_file(text: bytes) -> None:
    assert take_uuencoded(text) == (text, [])


def test_a_file_whose_end_never_comes_is_kept_and_said() -> None:
    cut = uuencoded(DATA)[:-60]
    _, (file,) = take_uuencoded(cut)
    assert file.broken
    assert DATA.startswith(file.data)
    assert len(file.data) > 600
