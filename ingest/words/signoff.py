"""What a sender signs off with: a closing and his name, his program's line, a legal notice.

Phrases are those of mail programs and of business letters in the languages that reach us.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.words.added_lines import LONGEST_LINE, is_app_line, is_notice, may_be_added
from ingest.words.quotemarks import listed

_MOST_LINES = 12  # of a signature below «С уважением»
_FURTHEST = 100  # lines before the end of a stretch in which a signature begins
_LONGEST_NAME = 8  # words behind «С уважением» on its line
_CARD_LINES = 10  # of a signature that nothing announces

_CLOSINGS = """
с уважением; с искренним уважением; с глубоким уважением; с большим уважением; с наилучшими
с наилучшими пожеланиями; с добрыми пожеланиями; с пожеланиями; с почтением; с ув
с/у; с ув; br; b r; kr; rgds; brgds; best rgds; vg; lg; thanks & br; thanks and br; thx & br
thanks & best regards; thanks and best regards; thanks and kind regards; thanks & kind regards
урматоо менен; урмат-сый менен; зор урмат менен; чын дилден; чын жүрөктөн; шын жүректен
с искренним почтением; всего доброго; всего хорошего; всего наилучшего
искренне ваш; искренне ваша; с глубоким почтением
с уважением и наилучшими пожеланиями; с уважением и благодарностью; c уважением; с уваженьем
сый менен; сый-урмат менен; урматтоо менен; урмат менен; терең урматтоо менен; ызаат менен
ызаатым менен; ак тилек менен; ак тилектер менен; жакшы каалоолор менен; чоң урмат менен
құрметпен; зор құрметпен; терең құрметпен; ізгі ниетпен; ізгі тілекпен; шынайы құрметпен
best regards; kind regards; warm regards; kindest regards; warmest regards; with best regards
with kind regards; thanks and regards; thanks & regards; regards; best wishes; with best wishes
sincerely; sincerely yours; yours sincerely; yours faithfully; yours truly; respectfully
respectfully yours; with respect; all the best; cheers; best; many thanks and best regards
з повагою; з найкращими побажаннями; щиро ваш; hurmat bilan; ehtirom bilan; hurmat ila
ҳурмат билан; эҳтиром билан; saygılarımla; saygılarımızla; saygılar; iyi çalışmalar
iyi çalışmalar dilerim; mit freundlichen grüßen; mit freundlichem gruß; mit freundlichen gruessen
freundliche grüße; viele grüße; beste grüße; liebe grüße; herzliche grüße; mfg; mit besten grüßen
cordialement; bien cordialement; bien à vous; sincères salutations; saludos; un saludo
saludos cordiales; atentamente; un cordial saludo; atenciosamente; com os melhores cumprimentos
cumprimentos; cordiali saluti; distinti saluti; z poważaniem; pozdrawiam; met vriendelijke groet
met vriendelijke groeten; hartelijke groeten; med vänliga hälsningar; vänliga hälsningar; mvh
med venlig hilsen; venlig hilsen; med vennlig hilsen; vennlig hilsen; ystävällisin terveisin
terveisin; s pozdravem; s úctou; 此致; 祝好; 顺祝商祺; 谢谢！此致
"""
_BY_FIRST: dict[str, list[str]] = {}
for _phrase in sorted(re.split(r"[;\n]", _CLOSINGS), key=len, reverse=True):
    if _phrase.strip():
        _BY_FIRST.setdefault(_phrase.split()[0], []).append(_phrase.strip())
_ALONE = frozenset(
    {"best", "cheers", "с наилучшими", "saludos", "saygılar", "mvh", "regards"}
    | {"br", "kr", "vg", "lg"}
)
"""Closings that are ordinary words: with a comma behind them, or with nothing."""

_OFFICES = listed(
    """
    ваш ваша ваши отдел директор директора генеральный руководитель руководство администрация
    коллектив команда бухгалтер бухгалтерия главный юрист юридический менеджер специалист
    заместитель зам начальник председатель ип индивидуальный предприниматель владелец хозяин
    управляющий секретарь сотрудники инженер the your our director manager team жетекчи башкы
    бухгалтердик директору жетекчиси басшысы директоры
    """
)
"""What may stand behind «С уважением,» in small letters."""

_POSTSCRIPT = re.compile(r"(?:p\. ?s\.?|p\.?s[.:, ]|п\. ?с\.?|з\. ?ы\.?|постскриптум|ps:)", re.I)
_NUMBERED = re.compile(r"\d{1,2}\s*[:=)]|\d{1,2}\s[-–—]\s")
_DELIMITER = frozenset({"--", "—", "––", "-–", "–-", "- -"})
_RULES = re.compile(r"(?:-{3,60}|_{2,60}|={3,60}|\*{3,60}|~{2,60}|—{2,40}|\+{2,10})$")
_DRAWN = "-_=*~—–+"  # what a delimiter or a rule begins with
_LIST_FOOTER = re.compile(r"mailing list|список рассылки|google groups|unsubscribe", re.I)
_CONTACT = re.compile(
    r"^(?:тел|моб|факс|сот|раб|tel|mob|cell|phone|fax|ph|m|t|p|e|w|skype|whatsapp|telegram|e-?mail"
    r"|почта|сайт|web|www|https?|байланыш|ұялы|уюлд)\b\.?[^\w]{0,3}"
    r"|^\+?[\d(][\d\s()+-]{6,24}$|^[\w.+-]+@[\w.-]+$|^(?:https?://|www\.)\S+$"
    r"|^[тм]\. ?\+?[\d(]|\b(?:тел|моб|tel|mob|phone|fax|факс)\b[.:]? ?\+?[\d(]",
    re.I,
)
_NAME = re.compile(r"(?:[^\W\d_a-zа-яёңөүәіұқғһ][\w’'-]*\.?,? ?){1,4}(?:\| ?.{2,60})?$")


def is_closing(line: str) -> bool:
    """Whether the line closes a letter: «С уважением,», «Құрметпен, Айгүл», "Best regards"."""
    first = line.split(" ", 1)[0].rstrip(",.!:;").lower()
    phrases = _BY_FIRST.get(first)
    if phrases is None or len(line) > LONGEST_LINE:
        return False
    low = line.lower()
    phrase = next((p for p in phrases if low.startswith(p)), None)
    if phrase is None:
        return False
    rest = line[len(phrase) :]
    if phrase in _ALONE:
        return not any(sign.isalnum() for sign in rest) or (
            rest[0] == "," and _is_name(rest[1:].strip())
        )
    return _closes_with(rest)


def _closes_with(rest: str) -> bool:
    """Whether what stands behind «С уважением» on its line is a name or an office, no sentence."""
    said = rest.strip(" ,.!:;–—-")
    if not said:
        return True
    words = said.split()
    if rest[0].isalpha() or len(words) > _LONGEST_NAME:
        return False
    if words[0][0].isupper() or words[0][0] in '«"“' or words[0].lower() in _OFFICES:
        return True
    return rest[0] in ",.!–—-" and any(word[0].isupper() for word in words[1:])


def _is_name(said: str) -> bool:
    return 0 < len(said) < 50 and _NAME.match(said) is not None


def signature_lines(seen: Sequence[str], labels: Sequence[str], start: int, end: int) -> set[int]:
    """Which lines of a stretch of new ones are signature; `seen` is the whole text."""
    before = any(seen[n] and labels[n] == "n" for n in range(start))
    quoted = "q" in labels
    found: set[int] = set()
    at = start
    while at < end:
        line = seen[at]
        if not line or not _may_sign(line):
            at += 1
            continue
        if is_app_line(line) and _stands_apart(seen, at, start, end):
            found.add(at)
        elif end - at <= _FURTHEST and (_opens(seen, at, end, before or quoted or at > start)):
            last = _until_postscript(seen, at, end)
            found.update(range(at, last))
            at = last
        at += 1
    return found | _card(seen, found, start, end, before)


def _may_sign(line: str) -> bool:
    """Whether the line may be of a signature, by its first sign or word: hardly one in ten may."""
    first = line.split(" ", 1)[0].rstrip(",.!:;").lower()
    return line[0] in _DRAWN or first in _BY_FIRST or may_be_added(line, first)


def _stands_apart(seen: Sequence[str], at: int, start: int, end: int) -> bool:
    """Whether a program's line is no sentence in the middle of a paragraph."""
    after = seen[at + 1] if at + 1 < end else ""
    return not after or not (at > start and seen[at - 1]) or is_app_line(after)


def _opens(seen: Sequence[str], at: int, end: int, said: bool) -> bool:
    """Whether a signature begins here and runs to the end of the stretch."""
    line = seen[at]
    if len(line) < 3 and line in _DELIMITER:
        return _few(seen, at + 1, end, 2 * _MOST_LINES)
    if line[0] in "-_=*~—+" and _RULES.match(line):
        return said and _below_rule(seen, at + 1, end)
    if said and is_notice(line):
        return True
    return said and is_closing(line) and _few(seen, at + 1, end, _MOST_LINES)


def _few(seen: Sequence[str], start: int, end: int, most: int) -> bool:
    """Whether the rest is short enough for a signature and answers nothing."""
    count = 0
    for at in range(start, end):
        line = seen[at]
        if not line:
            continue
        if is_notice(line) or _POSTSCRIPT.match(line):
            return True
        count += 1
        if count > most or len(line) > LONGEST_LINE or _NUMBERED.match(line):
            return False
    return True


def _below_rule(seen: Sequence[str], start: int, end: int) -> bool:
    """Whether a drawn rule stands above a signature, not between two parts of a letter."""
    lines = [line for line in seen[start:end] if line]
    if not lines or _LIST_FOOTER.search(lines[0]) or is_closing(lines[0]) or is_app_line(lines[0]):
        return bool(lines)
    return len(lines) <= _CARD_LINES and _is_name(lines[0]) and _is_plain(lines)


def _until_postscript(seen: Sequence[str], at: int, end: int) -> int:
    return next((n for n in range(at + 1, end) if seen[n] and _POSTSCRIPT.match(seen[n])), end)


def _card(seen: Sequence[str], found: set[int], start: int, end: int, before: bool) -> set[int]:
    """The lines of a signature that nothing announces: a name, and below it how to reach it."""
    last = next((n for n in range(end - 1, start - 1, -1) if seen[n] and n not in found), None)
    if last is None or not seen[last]:
        return set()
    first = last
    while (
        first > start and last - first < _CARD_LINES and seen[first - 1] and first - 1 not in found
    ):
        first -= 1
    lines = list(seen[first : last + 1])
    said = before or any(seen[n] for n in range(start, first))
    if not said or len(lines) < 2 or not _is_name(lines[0]) or not _is_plain(lines):
        return set()
    return set(range(first, last + 1)) if any(_CONTACT.search(x) for x in lines[1:]) else set()


def _is_plain(lines: Sequence[str]) -> bool:
    """Whether the lines are short and none is a sentence, a question or an answer."""
    return all(
        len(line) <= 90
        and not _NUMBERED.match(line)
        and line[-1] not in "?!…;"
        and not (line[-1] in ".:" and len(line.split()) > 6)
        for line in lines
    )
