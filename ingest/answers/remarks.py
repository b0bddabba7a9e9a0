"""What may follow an answer without changing it: «да, конечно», but not «да, только на бумаге»."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

from ingest.words.wording import fold

_LONGEST = 40  # words of a remark that are looked at

# Said after any answer: courtesies, and words that only make it stronger.
_ANYWHERE = """
конечно; точно; безусловно; разумеется; определённо; абсолютно; однозначно; именно; так; всё; очень
спасибо; большое спасибо; пожалуйста; всё хорошо; хорошо; нормально; отлично; вежливо; всё нормально
всё прошло хорошо; прошло хорошо; всё было хорошо; всё в порядке
в порядке; без проблем; без замечаний; без вопросов; верно; правда; действительно
рахмат; чоң рахмат; албетте; так; туура; дурус; баары жакшы; баары жакшы өттү
жакшы; сөзсүз; чындыгында
рақмет; үлкен рақмет; әрине; дұрыс; бәрі жақсы; бәрі жақсы өтті; жақсы; сөзсіз; шынымен
of course; sure; definitely; certainly; absolutely; indeed; really; thanks; thank you; please; sir
very well; well; all good; all fine; everything was fine; everything went well
all is well; correct; right; very much
"""
_AFTER = {
    "yes": """
было; был; была; были; проверка; проверка была; было дело; да
болду; болгон; текшерүү; текшерүү болду; ооба; болды; болған; тексеру; тексеру болды; иә
it was; it did; they did; he did; she did; we did; there was; the inspection; it happened; yes
    """,
    "no": """
ничего; никто; никогда; никак; вообще; совсем; нисколько; никаких; ни разу; ничего такого; нет
никто ничего не просил; никто не просил; ничего не просил; ничего не просили; не просил
никто ничего не требовал; никто не требовал; ничего не требовали
никто ничего не ждал; никто не ждал
никто не пытался; не пытался; не пытались; никто не влиял; никто ничего не намекал; никто не намекал
и не было; и не просил; и не просили
не было; ничего не было; такого не было; ничего такого не было; ни в коем случае; никто не приходил
эч нерсе; эч ким; эч качан; такыр; эч ким эч нерсе сураган жок; эч ким сураган жок; сураган жок
эч нерсе сураган жок; эч ким талап кылган жок; талап кылган жок; андай болгон жок; болгон жок; жок
ешкім; ештеңе; ешқашан; мүлде; ешкім ештеңе сұраған жоқ; ешкім сұраған жоқ; сұраған жоқ
ештеңе сұраған жоқ; ешкім талап еткен жоқ; талап еткен жоқ; ондай болған жоқ; болған жоқ; жоқ
nothing; nobody; never; no one; none; not at all; at all; nothing at all; no; it was not; it did not
nobody asked; nobody asked for anything; they did not; he did not; nothing of the kind; not once
    """,
    "both": """
документы; все документы; документы показал; показал; показали; предъявил; предъявили; показаны
документтер; көрсөттү; баары; құжаттар; көрсетті; бәрі
documents; both documents; they did; he did; she did; they were shown; were shown; all documents
    """,
    "id": "показал; показали; предъявил; предъявили; көрсөттү; көрсетті; was shown",
    "order": "показал; показали; предъявил; предъявили; көрсөттү; көрсетті; was shown",
    "neither": "не показал; не показали; ничего; көрсөткөн жок; көрсеткен жоқ; not shown; nothing",
    "unsure": "точно; честно; не помню; не знаю; извините; sorry; кечиресиз; кешіріңіз",
    "refuse": "извините; sorry; кечиресиз; кешіріңіз",
}


# Beside a step of a scale: words that fit any, those that fit the lower ones, and the higher.
_MIDDLE = 3
_STEPS = {
    "any": """
думаю; я думаю; наверное; надеюсь; надеемся; хочется верить; в целом; ставлю; поставлю; оцениваю
ставлю оценку; моя оценка; оценка; деп ойлойм; деп ойлойбуз; ойлойм; деп эсептейм; баалайм
үмүт кылам; үмүттөнөм; деп ойлаймын; деп ойлаймыз; ойлаймын; деп есептеймін; бағалаймын
үміттенемін; i think; i guess; i hope; hope so; i hope so; we hope; overall; my rating
    """,
    "low": """
не доволен; не довольна; не довольны; недоволен; недовольна; недовольны; совсем не доволен
совсем не довольны; не верю; не верим; совсем не верю; не объяснил; не объяснили; плохо
очень плохо; ужасно; слабо; маловероятно; вряд ли; сомневаюсь; ыраазы эмесмин; ыраазы эмеспиз
такыр ыраазы эмесмин; ишенбейм; ишенбейбиз; такыр ишенбейм; түшүндүргөн жок; жаман
риза емеспін; риза емеспіз; сенбеймін; сенбейміз; түсіндірмеді; нашар; жаман
not satisfied; unsatisfied; dissatisfied; not happy; poor; bad; very bad; i doubt it; unlikely
not really; not at all
    """,
    "high": """
доволен; довольна; довольны; полностью доволен; полностью довольна; полностью довольны
вполне доволен; вполне довольны; очень доволен; очень довольны; всё понравилось; верю; верим
вполне верю; полностью; объяснил; объяснили; объяснил всё; всё объяснил; всё объяснили; супер
прекрасно; замечательно; корректно; профессионально; без давления; уважительно
ыраазымын; ыраазыбыз; толук ыраазымын; абдан ыраазымын; ишенем; ишенебиз; толук ишенем
түшүндүрдү; түшүндүрүп берди; эң жакшы; абдан жакшы; сонун; толугу менен; ризамын; ризамыз
толық ризамын; сенемін; сенеміз; түсіндірді; өте жақсы; тамаша; толығымен
satisfied; very satisfied; fully satisfied; happy; very happy; fully; great; excellent; perfect
good; very good; i believe so; explained; polite; very polite; professional
    """,
}
_TURNING = frozenset(
    fold(
        "но кроме только лишь хотя однако зато правда если а ну вернее точнее бирок болгону гана"
        " эгер бірақ тек алайда егер but except only though although however if unless rather"
    ).split()
)


def is_harmless(rest: str, code: str, same: Set[str]) -> bool:
    """Whether `rest`, a skeleton, leaves an answer with this code what it is.

    It is cut into known remarks and `same`, the phrases that mean the same choice; one word that
    is neither (a negation, a "but", an amount) makes it doubtful, and doubtful is asked back.
    """
    words = re.findall(r"[^\W_]+", rest)
    return len(words) <= _LONGEST and _covers(words, _remarks(code) | _spaced(same))


def suits_step(said: str, step: int, same: Set[str] = frozenset()) -> bool:
    """Whether `said`, a skeleton, says of a step from 1 to 5 no other than the step itself does."""
    words = re.findall(r"[^\W_]+", said)
    return 0 < len(words) <= _LONGEST and _covers(words, _beside_step(step) | _spaced(same))


@cache
def _beside_step(step: int) -> frozenset[str]:
    kinds = ["any", *(["low"] if step <= _MIDDLE else []), *(["high"] if step >= _MIDDLE else [])]
    listed = [_ANYWHERE] if step >= _MIDDLE else []
    return _listed(";".join([*listed, *(_STEPS[kind] for kind in kinds)]))


def turns(line: str, following: str) -> bool:
    """Whether the line below an answer may turn it round: «нет,» and then «но взял подарок»."""
    words = re.findall(r"[^\W_]+", fold(following[:100]))
    return bool(words) and (line.rstrip().endswith(",") or words[0] in _TURNING)


def _covers(words: Sequence[str], known: Set[str]) -> bool:
    """Whether the words are known remarks one after the other, the longest first."""
    at = 0
    while at < len(words):
        ends = (end for end in range(len(words), at, -1) if " ".join(words[at:end]) in known)
        at = next(ends, 0)
        if not at:
            return False
    return True


@cache
def _remarks(code: str) -> frozenset[str]:
    return _listed(f"{_ANYWHERE};{_AFTER.get(code, '')}")


def _listed(phrases: str) -> frozenset[str]:
    return _spaced({fold(phrase) for phrase in re.split(r"[;\n]", phrases)})


def _spaced(phrases: Set[str]) -> frozenset[str]:
    """Phrases as words between single spaces, as they stand in a remark."""
    return frozenset(" ".join(re.findall(r"[^\W_]+", phrase)) for phrase in phrases) - {""}
