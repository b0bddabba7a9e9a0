"""File names that readers could end differently, as parameters of Content-Disposition."""

# ruff: noqa: E501

from __future__ import annotations

import base64

NAMES = (
    ("NUL in a percent sign", b"filename*=utf-8''july.exe%00.xlsx"),
    ("NUL in an encoded word", b'filename="=?utf-8?q?july.exe=00.xlsx?="'),
    ("NUL in base64", b'filename="=?utf-8?b?YS5leGUALnhsc3g=?="'),
    ("a line end in a percent sign", b"filename*=utf-8''july.exe%0A.xlsx"),
    ("a word over two pieces", b'filename*0="=?utf-8?q?july.x"; filename*1="lsx?="'),
    ("a word in an extended value", b"filename*=utf-8''=?utf-8?q?july.exe?=.xlsx"),
    ("a word of percent signs", b"filename*=utf-8''%3D%3Futf-8%3Fq%3Fjuly.xlsx%3F%3D"),
    ("a word of percent signs and more", b"filename*=utf-8''%3D%3Futf-8%3Fq%3Fx%3F%3D.xlsx"),
    ("UTF-7 in a word", b'filename="=?utf-7?q?july+AC4-xlsx?="'),
    ("UTF-7 in percent signs", b"filename*=utf-7''july+AC4-xlsx"),
    (
        "UTF-16 in a word",
        b'filename="=?utf-16le?b?' + base64.b64encode("july.xlsx".encode("utf-16le")) + b'?="',
    ),
    ("EBCDIC in percent signs", b"filename*=cp037''%81%4B%A7%93%A2%A7"),
    ("a charset that nobody knows", b"filename*=x-secret''july.xlsx"),
    ("percent signs against the standard", b"filename=\"utf-8''july%2Exlsx\""),
    ("percent signs cut apart", b"filename*0*=utf-8''july.%7; filename*1*=8lsx"),
    ("a bad percent sign", b"filename*=utf-8''july%2G.xlsx"),
    ("a star in an extended value", b"filename*=utf-8''ju*ly.xlsx"),
    ("signs that end a bare extended value", b"filename*=utf-8''july=a.xlsx"),
    ("no charset in an extended value", b"filename*=july.xlsx"),
    ("no charset and no ending", b"filename*=utf-8"),
    ("text before a word", b'filename="july.exe=?utf-8?q?x.xlsx?="'),
    ("base64 cut within its fours", b'filename="=?utf-8?b?anVse?= =?utf-8?b?S54bHN4?="'),
    ("signs outside base64 in a word", b'filename="=?utf-8?b?anVs!eS54bHN4?="'),
    ("a bad code in a word", b'filename="=?utf-8?q?july=2G.xlsx?="'),
    ("an escaped quote", b'filename="july.exe\\".xlsx"'),
    ("signs that end a bare name", b"filename=july.exe@.xlsx"),
    ("a stream of a file", b'filename="july.exe:.xlsx"'),
    ("another stream of it", b'filename="july.xlsx::$DATA"'),
    ("a dot that is dropped", b'filename="july.exe."'),
    ("a sign of no width in the ending", 'filename="july.xl\u200bsx"'.encode()),
    ("an ending that is not of its charset", b"filename*=utf-8''july.x%A0lsx"),
    ("a folder", b"filename*=utf-8''..%2Fjuly.xlsx"),
)
"""Names that one reader ends where another goes on; the type's name is july.xlsx for all of them."""
