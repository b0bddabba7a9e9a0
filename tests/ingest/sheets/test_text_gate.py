"""What is text of a table, in which encoding, and what is sent under the name of one."""

import pytest

from ingest.limits import MEGABYTE, Refused
from ingest.sheets.text_gate import csv_encoding

_ROW = "Ыссык-Көл; ңөү;\u2116\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (_ROW.encode(), "utf-8-sig"),
        (_ROW.encode("utf-8-sig"), "utf-8-sig"),
        (_ROW.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + _ROW.encode("utf-16-be"), "utf-16"),
        ("Чуй;№\n".encode("cp1251"), "cp1251"),
        ("я".encode() * (MEGABYTE // 2) + "яя;".encode(), "utf-8-sig"),
        (_ROW.encode() + b"\x1a", "utf-8-sig"),
        (b"x" + "я".encode() * MEGABYTE + b";", "utf-8-sig"),
    ],
)
def test_the_encoding_is_found_in_texts_of_any_length(data, encoding):
    assert csv_encoding(data) == encoding


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a;b\n" + b"c;d\n" * MEGABYTE + b"\x00", "not-a-spreadsheet"),
        (b"a;b\x1a\x1a", "not-a-spreadsheet"),
        ("a;\x01b".encode("utf-16"), "not-a-spreadsheet"),
        (b"\xff\xfea;b\x00", "not-a-spreadsheet"),
        (b"no sign of a table", "not-a-spreadsheet"),
        ("\x98;".encode("latin-1"), "not-a-spreadsheet"),
        (b"{\\rtf1 ; , }", "not-a-spreadsheet"),
        (b"<svg>;</svg>", "not-a-spreadsheet"),
        (b"\x1f\x8b\x08\0;,", "archive"),
        (b"  \r\n<TABLE border=0>;", "web-page"),
        (b"<meta http-equiv=Content-Type content='text/html'>;", "web-page"),
        (b"<!-- made by 1C --><html>;", "web-page"),
        (b"From: <Saved by>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", "web-page"),
        (b'<?xml version="1.0"?><ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:'
         b'spreadsheet">;', "xml-table"),
        (b'<?xml version="1.0"?><data><row>1;2</row></data>', "not-a-spreadsheet"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_what_it_is(data, code):
    """AT1."""
    with pytest.raises(Refused, match=code):
        csv_encoding(data)


def test_a_table_may_speak_of_web_pages():
    assert csv_encoding("адрес;тег\nx;<html>\n".encode()) == "utf-8-sig"
