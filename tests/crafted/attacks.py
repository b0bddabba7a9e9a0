"""Mails built so that two programs see different files in them: one change each to an honest mail."""

# ruff: noqa: E501

from __future__ import annotations

import base64

from crafted.names import NAMES

FILE = b"PK\x03\x04" + bytes(range(256)) * 2 + b"xl/workbook.xml "
"""What the honest mail brings; its bytes look like those of a workbook."""

OTHER = b"PK\x03\x04" + b"another workbook, for other eyes, xl/workbook.xml"
CODED = base64.encodebytes(FILE).replace(b"\n", b"\r\n")
HIDDEN = base64.encodebytes(OTHER).replace(b"\n", b"\r\n")

TOP = b"""From: Asan <asan@geti.kg>
To: uploads@achyk.test
Subject: July
Date: Mon, 20 Jul 2026 10:00:00 +0600
Message-ID: <1@geti.kg>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer-1"
""".replace(b"\n", b"\r\n")
TEXT = b"""--outer-1
Content-Type: text/plain; charset=utf-8

The workbook of July.
""".replace(b"\n", b"\r\n")
PART = b"""--outer-1
Content-Type: application/octet-stream; name="july.xlsx"
Content-Disposition: attachment; filename="july.xlsx"
Content-Transfer-Encoding: base64

""".replace(b"\n", b"\r\n")
END = b"--outer-1--\r\n"
HONEST = TOP + b"\r\n" + TEXT + PART + CODED + END

_HIDDEN_PART = PART.replace(b"july", b"june") + HIDDEN
_TYPE = b'Content-Type: multipart/mixed; boundary="outer-1"\r\n'
_FILE_TYPE = b'Content-Type: application/octet-stream; name="july.xlsx"\r\n'
_SHOWN = b'Content-Disposition: attachment; filename="july.xlsx"\r\n'
_CODING = b"Content-Transfer-Encoding: base64\r\n"
_INNER = b'Content-Type: multipart/mixed; boundary="inner"\r\n\r\n--inner\r\n'
_FIRST, _LAST = CODED[:40], CODED[-42:]

CHANGES: tuple[tuple[str, str, bytes, bytes], ...] = (
    # Fields given twice.
    ("repeated-header", "type twice, the file's last", _FILE_TYPE, b"Content-Type: text/plain\r\n" + _FILE_TYPE),
    ("repeated-header", "type twice, the file's first", _FILE_TYPE, _FILE_TYPE + b"Content-Type: text/plain\r\n"),
    ("repeated-header", "type twice on top", _TYPE, b"Content-Type: text/plain\r\n" + _TYPE),
    ("repeated-header", "type twice on top, last text", _TYPE, _TYPE + b"Content-Type: text/plain\r\n"),
    ("repeated-header", "type twice, two boundaries", _TYPE, _TYPE + _TYPE.replace(b"outer-1", b"outer-2")),
    ("repeated-header", "type twice, alike", _TYPE, _TYPE * 2),
    ("repeated-header", "encoding twice", _CODING, _CODING + b"Content-Transfer-Encoding: 7bit\r\n"),
    ("repeated-header", "encoding twice, last counts", _CODING, b"Content-Transfer-Encoding: 7bit\r\n" + _CODING),
    ("repeated-header", "encoding twice, one unknown", _CODING, b"Content-Transfer-Encoding: x\r\n" + _CODING),
    ("repeated-header", "encoding three times", _CODING, _CODING * 3),
    ("repeated-header", "disposition twice", _SHOWN, _SHOWN + b"Content-Disposition: inline\r\n"),
    ("repeated-header", "disposition twice, two names", _SHOWN, _SHOWN + _SHOWN.replace(b"july", b"june")),
    ("repeated-header", "two versions", b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\nMIME-Version: 2.0\r\n"),
    ("repeated-header", "two senders", b"To:", b"From: evil@x.test\r\nTo:"),
    ("repeated-header", "two subjects", b"To:", b"Subject: other\r\nTo:"),
    # Lines of the header.
    ("header-line", "blank before the colon of the type", b"Content-Type: multi", b"Content-Type : multi"),
    ("header-line", "blank before the colon of the encoding", b"Encoding: base", b"Encoding : base"),
    ("header-line", "blank before the colon of the disposition", b"Disposition: att", b"Disposition\t: att"),
    ("header-line", "fold before the colon", b"Encoding: base", b"Encoding\r\n : base"),
    ("mime-version", "blank before the type", _TYPE, b" " + _TYPE),
    ("header-line", "blank before the first field of the part", _FILE_TYPE, b" " + _FILE_TYPE),
    ("disposition", "tab before the encoding", _CODING, b"\t" + _CODING),
    ("header-control", "NUL before the name", _TYPE, b"\0" + _TYPE),
    ("header-control", "NUL within the name", b"Content-Type: multi", b"Content-\0Type: multi"),
    ("header-control", "NUL before the colon", b"Encoding: base", b"Encoding\0: base"),
    ("header-control", "NUL within the encoding", b"base64\r\n", b"ba\0se64\r\n"),
    ("header-control", "NUL after the type", b"multipart/mixed;", b"multipart/mixed\0;"),
    ("header-control", "a vertical tab in the type", b"multipart/mixed;", b"multipart/mixed;\x0b"),
    ("header-control", "a bare CR in the header", b"Subject: July\r\n", b"Subject: July\rX-A: 1\r\n"),
    ("line-ends", "a bare LF in the header", b"Subject: July\r\n", b"Subject: July\nX-A: 1\r\n"),
    ("header-control", "LF and CR turned about", b"Subject: July\r\n", b"Subject: July\n\rX-A: 1\r\n"),
    ("header-control", "two CR and a LF", _CODING, _CODING.replace(b"\r\n", b"\r\r\n")),
    ("header-line", "8-bit bytes in the name", b"Content-Type: multi", b"C\xd0\xbentent-Type: multi"),
    ("header-line", "a name without hyphen", b"Content-Type: multi", b"ContentType: multi"),
    ("header-line", "a name with underscore", b"Content-Transfer", b"Content_Transfer"),
    ("header-line", "a misspelt name", b"Content-Transfer-Encoding", b"Content-Tranfer-Encoding"),
    ("header-line", "no name at all", b"Content-Type: application", b": application"),
    ("header-line", "a line that is no field", _SHOWN, b"here ends the header\r\n" + _SHOWN),
    ("header-line", "a line that is no field on top", _TYPE, b"here ends the header\r\n" + _TYPE),
    ("header-line", "a quoted name", b"Content-Type: multi", b'"Content-Type": multi'),
    ("header-line", "a folded line of blanks", b"multipart/mixed;", b"multipart/mixed;\r\n \r\n"),
    ("header-line", "a folded line of blanks ends the header", _SHOWN, _SHOWN + b"   \r\n"),
    ("header-line", "a boundary line in the header", _SHOWN, b"--outer-1\r\n" + _SHOWN),
    ("header-too-long", "a line of 998 and more", b"To:", b"X-Long: " + b"a" * 990 + b"Content-Type: a/b\r\nTo:"),
    ("header-line", "an mbox line on top", b"From: Asan", b"From asan@geti.kg Mon Jul 20 10:00:00 2026\r\nFrom: Asan"),
    ("header-in-text", "an early end of the header", _SHOWN, b"\r\n" + _SHOWN),
    ("encoded-in-text", "an early end and a word misspelt", _CODING, b"\r\nContentEncoding: base64\r\n"),
    ("header-in-text", "an early end of the top header", b"To:", b"\r\nTo:"),
    ("header-in-text", "a blank line before the part's header", _FILE_TYPE, b"\r\n" + _FILE_TYPE),
    ("header-line", "no blank line after the header", _CODING + b"\r\n", _CODING),
    # The media type.
    ("content-type", "a comment in the type", b"multipart/mixed;", b"multipart/mixed (mixed);"),
    ("content-type", "a comment within the type", b"multipart/mixed;", b"multi(x)part/mixed;"),
    ("content-type", "a comment before the parameter", b"; boundary", b"; (boundary=x;) boundary"),
    ("content-type", "a blank in the type", b"multipart/mixed;", b"multipart / mixed;"),
    ("content-type", "a fold in the type", b"multipart/mixed;", b"multi\r\n part/mixed;"),
    ("content-type", "two types with a comma", b"multipart/mixed;", b"text/plain, multipart/mixed;"),
    ("content-type", "two types the other way", b"multipart/mixed;", b"multipart/mixed, text/plain;"),
    ("content-type", "two types run together", b"multipart/mixed;", b"multipart/mixedmultipart/mixed;"),
    ("content-type", "the name in the value", b"Content-Type: multi", b"Content-Type: Content-Type: multi"),
    ("content-type", "no subtype", b"multipart/mixed;", b"multipart;"),
    ("content-type", "an empty type", _FILE_TYPE, b"Content-Type:\r\n"),
    ("content-type", "a quoted type", b"multipart/mixed;", b'"multipart/mixed";'),
    ("content-type", "an encoded word as the type", b"multipart/mixed;", b"=?us-ascii?q?multipart/mixed?=;"),
    ("content-type", "no semicolon", b"multipart/mixed;", b"multipart/mixed"),
    ("content-type", "a comma for the semicolon", b"multipart/mixed;", b"multipart/mixed,"),
    ("content-type", "two semicolons", b"multipart/mixed;", b"multipart/mixed;;"),
    ("header-in-text", "no type on top", _TYPE, b""),
    ("mime-version", "no version", b"MIME-Version: 1.0\r\n", b""),
    ("mime-version", "another version", b"MIME-Version: 1.0\r\n", b"MIME-Version: 2.0\r\n"),
    ("content-type", "a misspelt multipart", b"multipart/mixed;", b"multipar/mixed;"),
    # The boundary.
    ("content-type", "two boundaries, the first counts", b'boundary="outer-1"', b'boundary="outer-1"; boundary="x"'),
    ("content-type", "two boundaries, the last counts", b'boundary="outer-1"', b'boundary="x"; boundary="outer-1"'),
    ("boundary", "a boundary of RFC 2231", b'boundary="outer-1"', b"boundary*=us-ascii''outer-1"),
    ("boundary", "a boundary in pieces", b'boundary="outer-1"', b"boundary*0=outer; boundary*1=-1"),
    ("content-type", "a boundary plain and in pieces", b'boundary="outer-1"', b'boundary="outer-1"; boundary*0=x'),
    ("boundary", "an encoded word as the boundary", b'"outer-1"', b'"=?us-ascii?q?outer-1?="'),
    ("boundary", "an empty boundary", b'"outer-1"', b'""'),
    ("boundary", "no boundary", b'; boundary="outer-1"', b""),
    ("boundary", "a blank at the boundary's end", b'"outer-1"', b'"outer-1 "'),
    ("boundary", "a blank at the boundary's start", b'"outer-1"', b'" outer-1"'),
    ("content-type", "an escape in the boundary", b'"outer-1"', b'"out\\er-1"'),
    ("boundary", "an escaped quote in the boundary", b'"outer-1"', b'"outer-1\\""'),
    ("content-type", "an unending quote", b'"outer-1"', b'"outer-1'),
    ("content-type", "a quote within", b'"outer-1"', b'outer"-1"'),
    ("content-type", "words after the quote", b'"outer-1"', b'"outer-1"x'),
    ("boundary", "apostrophes for quotes", b'"outer-1"', b"'outer-1'"),
    ("content-type", "a comment after the boundary", b'"outer-1"', b"outer-1(x)"),
    ("content-type", "a blank before the equals sign", b"boundary=", b"boundary ="),
    ("content-type", "a blank after the equals sign", b"boundary=", b"boundary= "),
    ("content-type", "two equals signs", b"boundary=", b"boundary=="),
    ("content-type", "a comma in a bare boundary", b'"outer-1"', b"outer-1,x"),
    ("boundary", "a semicolon in the boundary", b'"outer-1"', b'"outer-1;x"'),
    ("boundary", "8-bit bytes in the boundary", b"outer-1", b"outer\xd0\xb0"),
    ("header-control", "NUL in the boundary", b"outer-1", b"outer\x00"),
    ("boundary", "a boundary of 71", b"outer-1", b"o" * 71),
    # Boundary lines.
    ("boundary-lines", "blanks after a boundary line", TEXT + b"--outer-1", TEXT + b"--outer-1  "),
    ("boundary-lines", "words after a boundary line", TEXT + b"--outer-1", TEXT + b"--outer-1 x"),
    ("boundary-lines", "a blank before a boundary line", TEXT + b"--outer-1", TEXT + b" --outer-1"),
    ("boundary-lines", "a bare CR before a boundary line", b"July.\r\n", b"July.\r--outer-1\r\r\n"),
    ("line-ends", "a bare LF before a boundary line", b"July.\r\n", b"July.\n"),
    ("boundary-lines", "another case", TEXT + b"--outer-1", TEXT + b"--OUTER-1"),
    ("boundary-lines", "the boundary as a prefix", TEXT + b"--outer-1", TEXT + b"--outer-12"),
    ("header-in-text", "one hyphen", TEXT + b"--outer-1", TEXT + b"-outer-1"),
    ("boundary-lines", "three hyphens", TEXT + b"--outer-1", TEXT + b"---outer-1"),
    ("unclosed-parts", "no end", END, b""),
    ("boundary-lines", "an end with one hyphen", END, b"--outer-1-\r\n"),
    ("boundary-lines", "words after the end", END, b"--outer-1--x\r\n"),
    ("boundary-lines", "the end before the file", PART, END + PART),
    ("boundary-lines", "a file after the end", END, END + _HIDDEN_PART),
    ("boundary-lines", "a file after the end, ended again", END, END + _HIDDEN_PART + END),
    ("outside-parts", "text after the end", END, END + b"a list's footer\r\n"),
    ("outside-parts", "a file before the first line", TEXT, _HIDDEN_PART.replace(b"outer-1", b"outer-0") + TEXT),
    ("outside-parts", "fields before the first line", TEXT, _FILE_TYPE + _CODING + b"\r\n" + HIDDEN + TEXT),
    ("boundary-lines", "two boundary lines running", TEXT, b"--outer-1\r\n" + TEXT),
    ("bad-base64", "cut off", _LAST + END, b""),
    ("unclosed-parts", "cut off in a part's header", _CODING + b"\r\n" + CODED + END, b""),
    # Parts within parts.
    ("boundary", "the same boundary within", _FILE_TYPE, _INNER.replace(b"inner", b"outer-1") + _FILE_TYPE),
    ("boundary", "a prefix of the outer boundary within", _FILE_TYPE, _INNER.replace(b"inner", b"outer") + _FILE_TYPE),
    ("boundary", "an extension of it within", _FILE_TYPE, _INNER.replace(b"inner", b"outer-1a") + _FILE_TYPE),
    ("unclosed-parts", "parts within without an end", _FILE_TYPE, _INNER + _FILE_TYPE),
    ("transfer-encoding", "an encoded multipart", b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\n" + _CODING),
    ("transfer-encoding", "a multipart in quoted-printable", b"MIME-", b"Content-Transfer-Encoding: quoted-printable\r\nMIME-"),
    # The transfer encoding.
    ("transfer-encoding", "a comment in the encoding", b"base64\r\n", b"base64 (x)\r\n"),
    ("transfer-encoding", "a comment within the encoding", b"base64\r\n", b"ba(x)se64\r\n"),
    ("transfer-encoding", "a fold within the encoding", b"base64\r\n", b"bas\r\n e64\r\n"),
    ("transfer-encoding", "a quoted encoding", b"base64\r\n", b'"base64"\r\n'),
    ("transfer-encoding", "an unknown encoding", b"base64\r\n", b"base-64\r\n"),
    ("transfer-encoding", "two encodings with a comma", b"base64\r\n", b"base64, 7bit\r\n"),
    ("transfer-encoding", "a semicolon after the encoding", b"base64\r\n", b"base64;\r\n"),
    ("transfer-encoding", "an empty encoding", b": base64\r\n", b":\r\n"),
    ("transfer-encoding", "an encoding as an encoded word", b"base64\r\n", b"=?us-ascii?q?base64?=\r\n"),
    ("transfer-encoding", "uuencode declared", b"base64\r\n", b"x-uuencode\r\n"),
    ("encoded-in-text", "no encoding declared", _CODING, b""),
    ("encoded-in-text", "7bit declared", b"base64\r\n", b"7bit\r\n"),
    ("transfer-encoding", "a blank after the encoding", b"base64\r\n", b"base64 \r\n"),
    ("transfer-encoding", "a fold before the encoding", b": base64\r\n", b":\r\n base64\r\n"),
    # base64.
    ("bad-base64", "signs outside the alphabet", _FIRST, _FIRST[:8] + b"*!#" + _FIRST[8:]),
    ("bad-base64", "a hyphen in base64", _FIRST, _FIRST[:8] + b"-_" + _FIRST[8:]),
    ("bad-base64", "blanks in base64", _FIRST, _FIRST[:8] + b"  " + _FIRST[8:]),
    ("bad-base64", "NUL in base64", _FIRST, _FIRST[:8] + b"\0" + _FIRST[8:]),
    ("bad-base64", "8-bit bytes in base64", _FIRST, _FIRST[:8] + b"\xe4" + _FIRST[8:]),
    ("bad-base64", "padding in the middle", CODED, base64.b64encode(FILE[:100]) + b"\r\n" + CODED),
    ("bad-base64", "padding before the end", _FIRST, b"=" + _FIRST),
    ("bad-base64", "two pieces of base64", CODED, CODED + HIDDEN),
    ("bad-base64", "text after the padding", CODED, CODED + b"a list's footer\r\n"),
    ("bad-base64", "no padding", CODED, CODED.replace(b"=", b"")),
    ("bad-base64", "too much padding", CODED, CODED.rstrip(b"\r\n") + b"=\r\n"),
    ("bad-base64", "one sign too few", _LAST, _LAST[1:]),
    ("bad-base64", "a blank line within base64", _FIRST, _FIRST[:8] + b"\r\n\r\n" + _FIRST[8:]),
    ("bad-base64", "a bare CR in base64", _FIRST, _FIRST[:8] + b"\r" + _FIRST[8:]),
    # quoted-printable.
    ("bad-quoted-printable", "a bare equals sign", b"base64\r\n\r\n" + CODED, b"quoted-printable\r\n\r\nPK=3=3D\r\n"),
    ("bad-quoted-printable", "half a code", b"base64\r\n\r\n" + CODED, b"quoted-printable\r\n\r\nPK=0\r\n"),
    ("bad-quoted-printable", "no hexadecimal code", b"base64\r\n\r\n" + CODED, b"quoted-printable\r\n\r\nPK=GZ\r\n"),
    ("bad-quoted-printable", "blanks after a soft break", b"base64\r\n\r\n" + CODED, b"quoted-printable\r\n\r\nPK= \r\nx\r\n"),
    # Files in the text.
    ("encoded-in-text", "uuencode in the text", b"July.\r\n", b"July.\r\nbegin 644 june.xlsx\r\n#0V%T\r\n`\r\nend\r\n"),
    ("encoded-in-text", "yEnc in the text", b"July.\r\n", b"July.\r\n=ybegin line=128 size=3 name=june.xlsx\r\nabc\r\n=yend\r\n"),
    ("encoded-in-text", "BinHex in the text", b"July.\r\n", b"July.\r\n(This file must be converted with BinHex 4.0)\r\n:a:\r\n"),
    ("binary-in-text", "a workbook as text", _FILE_TYPE + _SHOWN, b"Content-Type: text/plain\r\n"),
    ("header-in-text", "fields at the text's beginning", b"The workbook", _CODING + b"\r\nThe workbook"),
    # Names.
    ("disposition", "two names", b'filename="july.xlsx"', b'filename="july.xlsx"; filename="june.exe"'),
    ("names-differ", "name and filename differ", b'; name="july.xlsx"', b'; name="july.exe"'),
    ("names-differ", "a name and another in RFC 2231", b'filename="july.xlsx"', b"filename=\"july.xlsx\"; filename*=utf-8''june.exe"),
    ("names-differ", "a name and another in pieces", b'filename="july.xlsx"', b'filename="july.xlsx"; filename*0="june.exe"'),
    ("file-name", "pieces with a gap", b'filename="july.xlsx"', b'filename*0="july"; filename*2=".xlsx"'),
    ("file-name", "pieces not from nought", b'filename="july.xlsx"', b'filename*1="july"; filename*2=".xlsx"'),
    ("file-name", "pieces numbered 00", b'filename="july.xlsx"', b'filename*00="july"; filename*01=".xlsx"'),
    ("names-differ", "a name both whole and in pieces", b'filename="july.xlsx"', b"filename*=utf-8''july; filename*0=x"),
    ("names-differ", "a half encoded name", b'filename="july.xlsx"', b'filename="=?utf-8?q?july.xlsx?=.exe"'),
    ("disposition", "an unquoted name with blanks", b'"july.xlsx"\r\nContent-T', b"july .xlsx\r\nContent-T"),
    ("disposition", "a comment after the name", b'filename="july.xlsx"', b"filename=july.xlsx(x)"),
    ("names-differ", "a name that turns its direction", b'filename="july.xlsx"', "filename=\"july\u202exslx.exe\"".encode()),
    ("names-differ", "an empty name", b'filename="july.xlsx"', b'filename=""'),
    ("disposition", "a quote that never ends", b'filename="july.xlsx"', b'filename="july.xlsx'),
    ("disposition", "an unknown disposition", b"attachment; f", b"attach-ment; f"),
    ("disposition", "a quoted disposition", b"attachment; f", b'"attachment"; f'),
    ("disposition", "no disposition, a parameter", b"attachment; f", b"f"),
    ("disposition", "a name behind 20 000 signs", b"attachment; f", b"attachment;" + b"".join(b"\r\n x%d=y;" % i for i in range(3_000)) + b" f"),
    ("disposition", "parts that are a file", _TYPE, _TYPE + _SHOWN.replace(b"july", b"all")),
    ("disposition", "parts that are a file by their type", b'boundary="outer-1"', b'boundary="outer-1"; name="all.xlsx"'),
    ("disposition", "parts that are a file without a name", _TYPE, _TYPE + b"Content-Disposition: attachment\r\n"),
    ("names-differ", "a filename in the type", b'name="july.xlsx"', b'name="july.xlsx"; filename="july.exe"'),
    ("names-differ", "a name in the disposition", b'filename="july.xlsx"', b'filename="july.xlsx"; name="july.exe"'),
    *(("file-name", what, b'filename="july.xlsx"', name) for what, name in NAMES),
    # Other messages and pieces of them.
    ("transfer-encoding", "a piece of a message", b"application/octet-stream;", b"message/partial; id=1; number=1; total=2;"),
    ("transfer-encoding", "a body elsewhere", b"application/octet-stream;", b"message/external-body; access-type=URL;"),
    ("transfer-encoding", "an encoded message inside", b"application/octet-stream;", b"message/rfc822;"),
    ("partial-message", "a piece of a message as it is sent", _FILE_TYPE + _SHOWN + _CODING, b"Content-Type: message/partial; id=1; number=1\r\n"),
    ("partial-message", "a body elsewhere alone", _FILE_TYPE + _SHOWN + _CODING, b"Content-Type: message/external-body; access-type=URL\r\n"),
    ("message-inside", "a message with a file inside", PART + CODED, b"--outer-1\r\nContent-Type: message/rfc822\r\n\r\n"
        + HONEST.replace(b"outer-1", b"second").replace(b"july", b"june")),
    ("boundary", "a message that shares the boundary", PART + CODED, b"--outer-1\r\nContent-Type: message/rfc822\r\n\r\n" + TOP),
)  # fmt: skip


def crafted(old: bytes, new: bytes) -> bytes:
    """The honest mail with one change: the first place only, so mostly the field, not its use."""
    assert old in HONEST
    return HONEST.replace(old, new, 1)
