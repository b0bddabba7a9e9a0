"""Names of files in headers, as mail programs write them with and against the standards."""

import pytest

from ingest.mail.parameters import split_field


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("filename*0*=UTF-8''%D0%90%D0; filename*1*=%BA%D1%82.pdf", "Акт.pdf"),
        ("filename*0*=UTF-8''%D0%90%D; filename*1*=0%BA%D1%82.pdf", "Акт.pdf"),
        ("filename*1*=%BA%D1%82.pdf; filename*0*=UTF-8''%D0%90%D0", "Акт.pdf"),
        ("filename*0=A; filename*1*=windows-1251''%EA%F2.pdf", "Aкт.pdf"),
        ("filename*0*=cp1251''%C0%EA; filename*1=t.pdf", "Акt.pdf"),
        ("filename=\"UTF-8''%D0%90%D0%BA%D1%82.pdf\"", "Акт.pdf"),
        ('filename="%D0%90%D0%BA%D1%82.pdf"', "Акт.pdf"),
        ('filename="100%.pdf"', "100%.pdf"),
        ('filename="50%20off.pdf"', "50%20off.pdf"),
        ('filename="ОсОО "Ала-Тоо".xlsx"; size=5', 'ОсОО "Ала-Тоо".xlsx'),
        ('filename="a\\"b.pdf"', 'a"b.pdf'),
        ('filename="C:\\docs\\a.pdf"', "C:\\docs\\a.pdf"),
        ('filename="not closed.pdf', "not closed.pdf"),
        ("filename=two words.pdf", "two words.pdf"),
        ('filename="=?utf-8?B?0JDQug==?=\r\n =?utf-8?B?0YIucGRm?="', "Акт.pdf"),
        ("filename=a.pdf; filename*=utf-8''%D0%B1.pdf", "б.pdf"),
    ],
)
def test_the_name_of_a_file_is_what_its_sender_meant(written: str, name: str) -> None:
    assert split_field(f"attachment; {written}")[1]["filename"] == name


def test_a_missing_semicolon_costs_no_boundary() -> None:
    kind, labels = split_field('Multipart/Mixed\r\n\tboundary="b b"')
    assert (kind, labels["boundary"]) == ("multipart/mixed", "b b")
