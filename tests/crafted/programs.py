"""Mails with a workbook as the programs of honest people put them together: none is an attack."""

# ruff: noqa: E501

from __future__ import annotations

import base64
from urllib.parse import quote

NAME = "проверки июль.xlsx"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD = f"=?utf-8?B?{base64.b64encode(NAME.encode()).decode()}?="
_HALVES = " ".join(
    f"=?UTF-8?B?{base64.b64encode(half.encode()).decode()}?=" for half in (NAME[:9], NAME[9:])
)
_PERCENT = quote(NAME)
_TEXT = base64.encodebytes("Здравствуйте! Таблица во вложении.\n".encode()).decode()
_PLAIN = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{_TEXT}"
_HTML = 'Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p class=3D"x">=D0=97</p>=\n\n'


def _top(content_type: str, *fields: str, version: str = "1.0") -> str:
    lines = [
        "Return-Path: <asan@geti.kg>",
        "Received: from out.geti.kg (out.geti.kg [203.0.113.5])\n\tby mx.achyk.test (Postfix) with ESMTPS"
        " id 4BX\n\tfor <uploads@achyk.test>; Mon, 20 Jul 2026 10:00:01 +0600 (+06)",
        f"From: =?utf-8?B?{base64.b64encode('Асан'.encode()).decode()}?= <asan@geti.kg>",
        "To: <uploads@achyk.test>",
        *fields,
        "Date: Mon, 20 Jul 2026 10:00:00 +0600",
        "Message-ID: <abc@geti.kg>",
        f"MIME-Version: {version}",
        f"Content-Type: {content_type}",
    ]
    return "\n".join(lines) + "\n\n"


def _file(data: bytes, *fields: str) -> str:
    return "\n".join(fields) + "\n\n" + base64.encodebytes(data).decode()


def _parts(boundary: str, *parts: str, preamble: str = "", last: str = "\n") -> str:
    lines = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f"{preamble}{lines}--{boundary}--{last}"


def _both(boundary: str) -> str:
    return f'Content-Type: multipart/alternative;\n\tboundary="{boundary}"\n\n' + _parts(
        boundary, _PLAIN, _HTML
    )


def of_programs(data: bytes) -> dict[str, bytes]:
    """A mail of each program with the file `data`, CRLF line ends."""
    outlook, apple = "----=_NextPart_000_0001_01DD1234.5678ABCD", "Apple-Mail=_9F2C1D7E-0001"
    gmail, bat, mailru = "000000000000a1b2c305f0e1d2c3", "----------0C8F1B2A3D4E5F607", "----x1-9aF"
    yandex, kmail = "----==--bound.12345.mail-nwsmtp-front.yp-c.yandex.net", "nextPart3104.RkQ"
    bird = "------------J0jv0pTnTQlNWvaYRmGE0Yx1"
    iphone = "Apple-Mail-9F2C1D7E-5A2B-4C1D"
    note = "This is a multi-part message in MIME format.\n"
    mails = {
        "Outlook": _top(f'multipart/mixed;\n\tboundary="{outlook}"', "X-Mailer: Microsoft Outlook 16.0",
            "Thread-Index: AdsX1234==", "Content-Language: ru")
        + _parts(outlook, _both(outlook.replace("_0001_", "_0002_")),
            _file(data, f'Content-Type: {TYPE};\n\tname="{_WORD}"', "Content-Transfer-Encoding: base64",
                f'Content-Disposition: attachment;\n\tfilename="{_WORD}"'), preamble=note + "\n"),
        "Outlook on the web": _top('multipart/mixed; boundary="_004_AM0PR02MB_"', "Content-Language: ru-RU",
            "X-MS-Has-Attach: yes")
        + _parts("_004_AM0PR02MB_", _both("_000_AM0PR02MB_"),
            _file(data, f'Content-Type: {TYPE}; name="{_WORD}"', f"Content-Description: {_WORD}",
                f'Content-Disposition: attachment; filename="{_WORD}"; size={len(data)};\n\t'
                'creation-date="Mon, 20 Jul 2026 04:00:00 GMT";\n\tmodification-date="Mon, 20 Jul 2026 04:00:00 GMT"',
                "Content-ID: <A1B2@eurprd02.prod.outlook.com>", "Content-Transfer-Encoding: base64")),
        "Gmail": _top(f'multipart/mixed; boundary="{gmail}"')
        + _parts(gmail, _both(gmail[:-1] + "5"),
            _file(data, f'Content-Type: {TYPE}; \n\tname="{_HALVES}"',
                f'Content-Disposition: attachment; \n\tfilename="{_HALVES}"', "Content-Transfer-Encoding: base64",
                "X-Attachment-Id: f_lx1", "Content-ID: <f_lx1>")),
        "Mail.ru": _top(f'multipart/mixed;\n\tboundary="{mailru}"', "X-Mailer: Mail.Ru Mailer 1.0", "X-Priority: 3 (Normal)")
        + _parts(mailru, _both("--ALT--x1-9aF"),
            _file(data, f'Content-Type: {TYPE}; name="{_WORD}"', f'Content-Disposition: attachment; filename="{_WORD}"',
                "Content-Transfer-Encoding: base64")),
        "Yandex": _top(f'multipart/mixed;\n\tboundary="{yandex}"', "X-Mailer: Yamail [ http://yandex.ru ] 5.0")
        + _parts(yandex, _HTML,
            _file(data, "Content-Disposition: attachment;\n\tfilename=\"=?UTF-8?B?" + _WORD[10:].strip() + '"',
                "Content-Transfer-Encoding: base64", f'Content-Type: {TYPE};\n\tname="=?UTF-8?B?{_WORD[10:].strip()}"'), last=""),
        "Thunderbird": _top(f'multipart/mixed; boundary="{bird}"', "User-Agent: Mozilla Thunderbird")
        + _parts(bird, "Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: 8bit\n\nТаблица.\n",
            _file(data, f'Content-Type: {TYPE};\n name="{_WORD}"', "Content-Disposition: attachment;\n"
                f" filename*0*=UTF-8''{_PERCENT[:30]};\n filename*1*={_PERCENT[30:]}", "Content-Transfer-Encoding: base64"),
            preamble=note),
        "Apple Mail": _top(f'multipart/alternative;\n\tboundary="{apple}"', version="1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))")
        + _parts(apple, _PLAIN, f'Content-Type: multipart/mixed;\n\tboundary="{apple[:-1]}2"\n\n'
            + _parts(apple[:-1] + "2", _HTML,
                _file(data, f"Content-Disposition: attachment;\n\tfilename*=utf-8''{_PERCENT}",
                    f'Content-Type: {TYPE};\n\tx-unix-mode=0644;\n\tname="{_WORD}"', "Content-Transfer-Encoding: base64"), _HTML)),
        "iPhone": _top(f"multipart/mixed; boundary={iphone}", "X-Mailer: iPhone Mail (21F90)", version="1.0 (1.0)")
        + _parts(iphone, _PLAIN, _file(data, f'Content-Type: {TYPE};\n\tname="{_WORD}"', "Content-Disposition: attachment;\n\t"
            f"filename*=utf-8''{_PERCENT}", "Content-Transfer-Encoding: base64"), _PLAIN),
        "The Bat!": _top(f'multipart/mixed;\n boundary="{bat}"', "X-Mailer: The Bat! (v3.0.1) Professional", "X-Priority: 3 (Normal)")
        + _parts(bat, "Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: 8bit\n\nTablica.\n",
            _file(data, f'Content-Type: {TYPE};\n name="{_WORD}"', "Content-Transfer-Encoding: base64",
                f'Content-Disposition: attachment;\n filename="{_WORD}"')),
        "Android": _top('multipart/mixed; boundary="--_com.samsung.android.email_1234567890"')
        + _parts("--_com.samsung.android.email_1234567890", _both("--_com.samsung.android.email_1234567891"),
            _file(data, f'Content-Type: {TYPE}; name="{_WORD}"', "Content-Transfer-Encoding: base64",
                f'Content-Disposition: attachment; filename="{_WORD}"; size={len(data)}')),
        "KMail": _top(f'multipart/mixed; boundary="{kmail}"', "Content-Transfer-Encoding: 7bit")
        + _parts(kmail, _PLAIN, _file(data, f"Content-Disposition: attachment; filename*=UTF-8''{_PERCENT}",
            "Content-Transfer-Encoding: base64", f"Content-Type: {TYPE}; name*=UTF-8''{_PERCENT}"), preamble=note + "\n"),
        "Roundcube": _top('multipart/mixed;\n boundary="=_d41d8cd98f00b204e9800998ecf8427e"')
        + _parts("=_d41d8cd98f00b204e9800998ecf8427e", _PLAIN, _file(data, "Content-Transfer-Encoding: base64",
            f"Content-Type: {TYPE};\n name*=UTF-8''{_PERCENT}", "Content-Disposition: attachment;\n"
            f" filename*=UTF-8''{_PERCENT};\n size={len(data)}")),
        "the file alone": _top(f'{TYPE}; name="july.xlsx"', 'Content-Disposition: attachment; filename="july.xlsx"',
            "Content-Transfer-Encoding: base64") + base64.encodebytes(data).decode(),
        "a PHP script": _top('multipart/mixed; boundary="b1_0cc175b9c0f1b6a831c399e269772661"', "X-Mailer: PHPMailer 6.9")
        + _parts("b1_0cc175b9c0f1b6a831c399e269772661", _PLAIN, _file(data, f"Content-Type: {TYPE}; name=july.xlsx;",
            "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=july.xlsx"), preamble=note),
        "a signature with its logo": _top(f'multipart/mixed; boundary="{bird}"')
        + _parts(bird, 'Content-Type: multipart/related; boundary="rel"; type="text/html"\n\n' + _parts("rel", _HTML,
            _file(b"\x89PNG\r\n\x1a\n123", "Content-Type: image/png; name=logo.png", "Content-ID: <l@x>",
                'Content-Disposition: inline; filename="logo.png"', "Content-Transfer-Encoding: base64")),
            _file(data, f"Content-Type: {TYPE}; name=july.xlsx", "Content-Transfer-Encoding: base64")),
    }  # fmt: skip
    return {name: text.replace("\n", "\r\n").encode() for name, text in mails.items()}
