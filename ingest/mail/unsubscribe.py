"""Whether a mail says nothing but that no more letters are wanted, in the four languages."""

from __future__ import annotations

import re

from ingest.words.wording import fold

_LONGEST = 300
_PHRASES = """
unsubscribe; unsubscribe me; please unsubscribe; please unsubscribe me; remove me; stop; remove
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

# A sentence is such a wish when one of these stands in it, "*" being an ending …
_WISHES = """
отпис*; отпиш*; не пишите; не пиши; не писать; не присыла*; не шлите; не слать; не отправля*
не высыла*; не беспокоить; не беспокойте; не надо писать; не надо присылать; не хочу получать
не хочу участвовать; не хотим участвовать; не желаю участвовать; не желаем участвовать
катышкым келбейт; катышкыбыз келбейт; қатысқым келмейді; қатысқымыз келмейді
do not want to participate; don t want to participate; do not wish to participate
хватит слать; хватит писать; хватит присылать; удалите; удалить; исключите; исключить; уберите
убрать; вычеркните; отказываюсь от рассылки; отказываемся от рассылки; отменить подписку
жөнөтпө*; жибербе*; жазбаңыз*; жазбагыла*; жазбачы; тизмеден чыгар*; тизмеден өчүр*
жазылуудан чыг*; алгым келбейт; алгыбыз келбейт
жіберме*; жолдама*; тізімнен шығар*; тізімнен алып таста*; тізімнен өшір*; жазылымнан шығ*
жазылымнан бас тарт*; алғым келмейді; алғымыз келмейді
unsubscribe; remove; take me off; take us off; take my; opt out; opt me out; stop sending
stop emailing; stop writing; stop mailing; do not contact; do not email; do not write; do not send
don t contact; don t email; don t write; don t send; dont contact; dont email; dont write
dont send; no more emails; no more letters; no more mail
"""
# … and all its other words are of these: who, to whom, what, for how long, and courtesies.
_BESIDE = """
я мы меня нас мне нам мой мою мои наш нашу наши прошу просим пожалуйста просьба будьте добры больше
никогда впредь далее вообще из от на в с по эту этот этой эти этого такие таких такое подобные
подобных ваши вашу вашей ваших ваш письма письмо писем письмами рассылку рассылки рассылка рассылок
подписки подписка сообщения сообщений опросы опросов опрос анкеты список списка списков базы базу
адрес адреса почту почты почта email e mail мейл спасибо заранее благодарю и добрый день
здравствуйте вам вы получать сюда опросе опросах анкетировании
мага бизге мени бизди биз мен мындан ары дагы эми кайра кат катты каттарды каттар каттарыңызды
мындай мунун бул ушул дарекке даректи дарегимди почтама электрондук тизмеңерден тизмеңизден өтүнөм
өтүнөбүз суранам суранабыз сураныч рахмат саламатсызбы саламатсыздарбы жибербеңизчи сурамжылоо
сурамжылоого сурамжылоолорду
маған бізге мені бізді біз бұдан былай енді қайта хат хатты хаттар хаттарды хаттарыңызды мұндай бұл
осы мекенжайға мекенжайымды поштама электрондық тізіміңізден өтінемін өтінеміз сұраймын сұраймыз
рақмет сәлеметсіз бе сәлеметсіздер ме сауалнама сауалнамалар сауалнамаға
please kindly me us my our i we you your from off of the this that these any more again anymore
further mailing list lists email emails e mail mails mail letters letter messages message survey
surveys address address thank thanks hello hi dear sir madam to and in future ever such like
"""


def wants_out(new_text: str) -> bool:
    """Whether the mail's new text says that no more letters are wanted, and nothing else."""
    return len(new_text) <= _LONGEST and _says_it(new_text)


def wants_out_subject(subject: str) -> bool:
    """Whether the subject does, as mail programs fill it in from List-Unsubscribe."""
    return len(subject) <= _LONGEST and _says_it(subject)


def _says_it(text: str) -> bool:
    said = _words_only(text)
    if said in _OUT:
        return True
    left, wishes = _WISH.subn(" ", f" {said} ")
    return wishes > 0 and all(word in _OTHERS for word in left.split())


def _words_only(text: str) -> str:
    words = re.findall(r"[^\W_]+", fold(text))
    return " ".join(word for word in words if word not in _COURTESIES)


def _folded(listed: str) -> list[str]:
    return [_words_only(phrase) for phrase in re.split(r"[;\n]", listed.strip())]


def _wish(phrase: str) -> str:
    """The pattern of a wish: its words one after the other, "*" any ending of the last."""
    ending = r"\w{0,12}" if phrase.endswith("*") else ""
    return rf"{re.escape(_words_only(phrase.rstrip('*')))}{ending}(?= )"


_OUT = frozenset(_folded(_PHRASES))
_EITHER = "|".join(map(_wish, re.split(r";\s*|\n", _WISHES.strip())))
_WISH = re.compile(rf"(?<= )(?:{_EITHER})")
_OTHERS = frozenset(word for line in _folded(_BESIDE) for word in line.split())
