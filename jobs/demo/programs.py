"""Mail programs: how each of them writes a reply to a letter of ours, and how it quotes."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from babel.dates import format_datetime as in_words

from jobs.demo import wire
from jobs.demo.letter import Received
from jobs.demo.samples import Habit, wording
from jobs.demo.speech import chosen


@dataclass(frozen=True)
class Draft:
    """What somebody wrote, before the program adds its own."""

    habit: Habit
    letter: Received
    text: str
    at: datetime
    quotes: bool = True

    @property
    def tongue(self) -> str:
        """The program's own language: few are set to Kyrgyz or Kazakh."""
        return "en" if self.habit.language == "en" else "ru"

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        domain = self.habit.email.partition("@")[2]
        return f"<{wire.short(self.habit.email, self.at, self.text)}@{domain}>"


def reply(draft: Draft, to: str, subject: str = "") -> bytes:
    """The mail that leaves the program."""
    habit, letter = draft.habit, draft.letter
    fields = [
        ("From", f"{habit.who} <{habit.email}>"),
        ("To", to),
        ("Subject", subject or f"Re: {letter.subject}"),
        ("Date", format_datetime(draft.at)),
        ("Message-ID", draft.message_id),
        ("In-Reply-To", letter.message_id if draft.quotes else ""),
        ("References", letter.message_id if draft.quotes else ""),
        ("X-Mailer", wording()["programs"][habit.client]),
    ]
    body = BODIES[habit.client] if draft.quotes else bare
    return wire.mail(fields, body(draft), habit.charset)


def bare(draft: Draft) -> bytes:
    """A text without a quotation."""
    return wire.part("plain", draft.text, draft.habit.charset, "quoted-printable")


def attribution(draft: Draft) -> str:
    """The line that says whom and what is quoted."""
    spec = wording()["quotes"][draft.habit.client][draft.tongue]
    return str(spec["line"]).format(**_facts(draft, spec["when"]))


def _facts(draft: Draft, pattern: str) -> dict[str, str]:
    letter = draft.letter
    name, address = letter.sender
    locale = "en_US" if draft.tongue == "en" else "ru"
    when = in_words(letter.date, pattern, locale=locale)
    facts = {"when": when, "name": name, "address": address, "to": letter.recipient}
    return facts | {"subject": letter.subject}


def _quoted(text: str, mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.splitlines())


def _lines(text: str, tag: str = "div") -> str:
    """Text as HTML, a line an element."""
    shown = (html.escape(line, quote=False) or "<br>" for line in text.split("\n"))
    return "".join(f"<{tag}>{line}</{tag}>" for line in shown)


def _gmail(draft: Draft) -> bytes:
    said = attribution(draft)
    plain = f"{draft.text}\n\n{said}\n\n{_quoted(draft.letter.text)}\n"
    rich = (
        f'<div dir="ltr">{_lines(draft.text)}</div><br>'
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f'{html.escape(said)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px '
        '0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{draft.letter.html}</blockquote></div>\n"
    )
    return _both(draft, plain, rich, "base64", "quoted-printable")


def _mailru(draft: Draft) -> bytes:
    said = attribution(draft)
    plain = f"\n{draft.text}\n \n{said}\n{_quoted(draft.letter.text, '>')}\n"
    rich = (
        f'<HTML><BODY>{_lines(draft.text)}<div>&nbsp;</div><blockquote style="border-left:1px '
        f'solid #0857A6;margin:10px;padding:0 0 0 10px;">{html.escape(said)}<br>'
        f'<div id="">{draft.letter.html}</div></blockquote></BODY></HTML>\n'
    )
    return _both(draft, plain, rich, "base64", "base64")


def _yandex(draft: Draft) -> bytes:
    rich = (
        f"<div>{_lines(draft.text)}</div><div>&nbsp;</div>"
        f"<div>{html.escape(attribution(draft))}</div>"
        f"<blockquote>{draft.letter.html}</blockquote><div>&nbsp;</div>\n"
    )
    return wire.part("html", rich, "utf-8", "base64")


def _outlook(draft: Draft) -> bytes:
    plain = f"{draft.text}\n\n{attribution(draft)}\n\n{draft.letter.text}\n"
    spec = wording()["quotes"]["outlook"][draft.tongue]
    facts = {name: html.escape(fact) for name, fact in _facts(draft, spec["when"]).items()}
    above = str(wording()["outlook_html"][draft.tongue]).format(**facts)
    rich = (
        "<html><body lang=RU><div class=WordSection1>"
        + _lines(draft.text, "p").replace("<p>", "<p class=MsoNormal>")
        + "<p class=MsoNormal>&nbsp;</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;"
        f"padding:3.0pt 0cm 0cm 0cm'>{above}</div>{draft.letter.html}</div></body></html>\n"
    )
    return _both(draft, plain, rich, "quoted-printable", "quoted-printable")


def _iphone(draft: Draft) -> bytes:
    sent_from = wording()["phone"][draft.tongue]
    above = f"{draft.text}\n\n{sent_from}\n\n"
    quoted = f"{_quoted(attribution(draft))}\n> \n{_quoted(draft.letter.text)}\n"
    return wire.part("plain", above + quoted, "utf-8", "quoted-printable")


def _thunderbird(draft: Draft) -> bytes:
    body = draft.text if draft.habit.style == "between" else _under(draft)
    return wire.part("plain", body, draft.habit.charset, "8bit", "; format=flowed")


def _under(draft: Draft) -> str:
    return f"{draft.text}\n\n{attribution(draft)}\n{_quoted(draft.letter.text)}\n"


def between(draft: Draft, said: Mapping[int, str]) -> str:
    """The letter quoted, each answer under its question."""
    lines = [attribution(draft)]
    for line in draft.letter.text.splitlines():
        lines.append(f"> {line}".rstrip())
        asked = re.match(r"(\d{1,2})\. ", line)
        if asked and int(asked[1]) in said:
            lines += ["", said[int(asked[1])], ""]
    return "\n".join(lines) + "\n"


def _webmail(draft: Draft) -> bytes:
    transfer = chosen(("8bit", "quoted-printable"), draft.habit.email)
    return wire.part("plain", _under(draft), draft.habit.charset, transfer)


def _both(draft: Draft, plain: str, rich: str, one: str, two: str) -> bytes:
    charset = draft.habit.charset
    parts = [wire.part("plain", plain, charset, one), wire.part("html", rich, charset, two)]
    return wire.several("alternative", parts, f"=_{wire.short(draft.at, plain)}")


BODIES: Mapping[str, Callable[[Draft], bytes]] = {
    "gmail": _gmail,
    "mailru": _mailru,
    "yandex": _yandex,
    "outlook": _outlook,
    "iphone": _iphone,
    "thunderbird": _thunderbird,
    "webmail": _webmail,
}
