"""Whether a mail says nothing but that no more letters are wanted, in the four languages."""

from __future__ import annotations

import re

from ingest.wording import fold

_LONGEST = 300
_PHRASES = """
unsubscribe; unsubscribe me; please unsubscribe; please unsubscribe me; remove me; stop
отписаться; отпишите; отпишите меня; прошу отписать; отписка; отказ от рассылки; отменить подписку
прошу отписать меня; отпишите меня пожалуйста; пожалуйста отпишите меня; отписаться от рассылки
больше не присылайте; не присылайте больше; больше не пишите; прошу больше не присылать; стоп
жазылуудан чыгуу; жазылуудан чыгаргыла; жазылуудан чыгарыңыз; мени жазылуудан чыгарыңыз
жазылуудан баш тартуу; каттарды жөнөтпөгүлө; мындан ары жазбагыла; мындан ары кат жөнөтпөңүз
жазылымнан бас тарту; жазылымнан шығу; жазылымнан шығарыңыз; мені жазылымнан шығарыңыз
хат жібермеңіз; бұдан былай хат жібермеңіз; хат жазбаңыз
"""
_COURTESIES = frozenset(
    fold("здравствуйте саламатсызбы салем hello hi спасибо рахмат рақмет thanks").split()
)


def wants_out(new_text: str) -> bool:
    """Whether the mail's new text is an unsubscribe word alone."""
    return len(new_text) <= _LONGEST and _words_only(new_text) in _OUT


def wants_out_subject(subject: str) -> bool:
    """Whether the subject is, as mail programs fill it in from List-Unsubscribe."""
    return len(subject) <= _LONGEST and _words_only(subject) in _OUT


def _words_only(text: str) -> str:
    words = re.findall(r"[^\W_]+", fold(text))
    return " ".join(word for word in words if word not in _COURTESIES)


_OUT = frozenset(_words_only(phrase) for phrase in re.split(r"[;\n]", _PHRASES.strip()))
