"""winmail.dat: what Outlook wraps is read as if it had come unwrapped."""

import struct

import pytest

from ingest.mail.message import Mail, parse
from ingest.mail.tnef import SIGNATURE, read_tnef

WORKBOOK = b"PK\x03\x04" + b"xl/workbook.xml" * 20


def attribute(number: int, value: bytes, level: int = 1) -> bytes:
    checksum = sum(value) & 0xFFFF
    return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", checksum)


def text_property(number: int, value: str | bytes) -> bytes:
    octets = value.encode("utf-16-le") + b"\0\0" if isinstance(value, str) else value
    kind = 0x1F if isinstance(value, str) else 0x102
    padded = octets + b"\0" * (-len(octets) % 4)
    return struct.pack("<HHII", kind, number, 1, len(octets)) + padded


def number_property(number: int, value: int) -> bytes:
    return struct.pack("<HHI", 3, number, value)


def named_property(name: str) -> bytes:
    octets = name.encode("utf-16-le") + b"\0\0"
    padded = octets + b"\0" * (-len(octets) % 4)
    head = struct.pack("<HH", 3, 0x8001) + b"G" * 16 + struct.pack("<II", 1, len(octets))
    return head + padded + struct.pack("<I", 7)


def properties(*values: bytes) -> bytes:
    return struct.pack("<I", len(values)) + b"".join(values)


def wrapped(*attributes: bytes) -> bytes:
    page = attribute(0x69007, struct.pack("<II", 1251, 0))
    return SIGNATURE + b"\x01\x00" + page + b"".join(attributes)


def file_in(name: str, data: bytes, short: str = "OTCHET~1.XLS") -> bytes:
    return (
        attribute(0x69002, b"\1\0" + b"\xff" * 12, 2)
        + attribute(0x18010, short.encode("cp1251") + b"\0", 2)
        + attribute(0x6800F, data, 2)
        + attribute(0x69005, properties(named_property("X"), text_property(0x3707, name)), 2)
    )


def mail_with(data: bytes, text: str = "") -> Mail:
    head = b"From: a@b.kg\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    body = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode() + b"\r\n--b\r\n"
    kind = b'Content-Type: application/ms-tnef; name="winmail.dat"\r\n'
    return parse(
        head + body + kind + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + data + b"\r\n--b--\r\n"
    )


def test_the_files_in_a_winmail_dat_are_the_attachments_of_the_mail() -> None:
    data = wrapped(file_in("Проверки за август.xlsx", WORKBOOK), file_in("Акт.pdf", b"%PDF-1.4"))
    mail = mail_with(data, "Во вложении")
    assert [(f.name, f.type) for f in mail.attachments] == [
        ("Проверки за август.xlsx", "application/vnd.openxmlformats-officedocument"
         ".spreadsheetml.sheet"),
        ("Акт.pdf", "application/pdf"),
    ]  # fmt: skip
    assert mail.attachments[0].data == WORKBOOK
    assert mail.text.strip() == "Во вложении"
    assert "tnef-broken" not in mail.trouble


def test_a_short_name_in_the_own_code_page_counts_where_there_is_no_long_one() -> None:
    data = wrapped(attribute(0x69002, b"\1\0", 2),
                   attribute(0x18010, "Акт.doc".encode("cp1251") + b"\0", 2),
                   attribute(0x6800F, b"x", 2))  # fmt: skip
    assert mail_with(data).attachments[0].name == "Акт.doc"


def test_the_body_inside_is_read_only_where_the_mail_shows_none() -> None:
    data = wrapped(attribute(0x69003, properties(text_property(0x1000, "Текст внутри"))))
    assert mail_with(data).text.strip() == "Текст внутри"
    assert "внутри" not in mail_with(data, "Текст снаружи").text
    html = properties(
        text_property(0x1013, "<p>Салам</p>".encode()), number_property(0x3FDE, 65001)
    )
    assert mail_with(wrapped(attribute(0x69003, html))).html == "<p>Салам</p>"


def test_a_message_inside_brings_its_files_and_its_words_as_a_file() -> None:
    within = wrapped(
        attribute(0x69003, properties(text_property(0x1000, "Слова"))), file_in("Б.pdf", b"%PDF-")
    )
    iid = bytes.fromhex("0703020000000000c000000000000046")
    said = properties(text_property(0x3001, "Пересланное"), text_property(0x3701, iid + within))
    outer = wrapped(attribute(0x69002, b"\1\0", 2), attribute(0x69005, said, 2))
    names = {file.name: file.data for file in mail_with(outer).attachments}
    assert names == {"Пересланное.txt": "Слова".encode(), "Б.pdf": b"%PDF-"}


RTF = (
    rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}\f0 "
    rb"\'cf\'f0\'e8\'e2\'e5\'f2, \u1211?\par 2 \{x\}}"
)


def stored(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def test_a_body_in_rich_text_alone_is_read() -> None:
    data = wrapped(attribute(0x69003, properties(text_property(0x1009, stored(RTF)))))
    assert mail_with(data).text.strip() == "Привет, һ?\n2 {x}".replace("һ?", chr(1211))


def test_compressed_rich_text_is_the_example_of_its_specification() -> None:
    """[MS-OXRTFCP] 3.1.1.1."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
        "0af32068656c090020627705b06c647d0a800fa0"
    )
    data = wrapped(attribute(0x69003, properties(text_property(0x1009, packed))))
    assert mail_with(data).text.strip() == "hello world"


def test_html_packed_into_rich_text_comes_out_as_it_was() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1251\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
        rb"\'d1\'e0\'eb\'e0\'ec{\*\htmltag72 </p>}\htmlrtf }\htmlrtf0 }"
    )
    data = wrapped(attribute(0x69003, properties(text_property(0x1009, stored(rtf)))))
    assert mail_with(data).html == "<p>Салам</p>"


@pytest.mark.parametrize("cut", [7, 20, 60, 200, -3])
def test_a_winmail_dat_cut_short_is_kept_with_what_could_be_read(cut: int) -> None:
    data = wrapped(file_in("А.xlsx", WORKBOOK))[:cut]
    mail = mail_with(data)
    assert "tnef-broken" in mail.trouble
    assert mail.attachments[-1].name == "winmail.dat"


def test_lengths_that_lie_cost_neither_memory_nor_time() -> None:
    huge = struct.pack("<BII", 1, 0x6800F, 0xFFFFFFF0)
    many = attribute(0x69003, struct.pack("<I", 0xFFFFFFFF) + b"\x1f\x00\x00\x10\xff\xff\xff\xff")
    bomb = struct.pack("<II4sI", 40, 0xFFFFFFFF, b"LZFu", 0) + b"\xff" * 40
    packed = attribute(0x69003, properties(text_property(0x1009, bomb)))
    for data in (wrapped(huge), wrapped(many), wrapped(packed), wrapped(attribute(9, b"")) * 3):
        assert read_tnef(data).broken
