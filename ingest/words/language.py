"""In which of the four languages a text is written: by letters only one has, and by small words."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

_CAP = 20_000  # characters that are looked at
_LONGEST = 40  # letters of a word, its last ones: so many words of that length are remembered
_SURE = 1.0  # the least that the words of a text have to weigh
_AHEAD = 1.25  # how many times the next language's weight
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_KAZAKH = frozenset("қғұәһ")
_TURKIC = frozenset("ңөү")
_UKRAINIAN = frozenset("їєґ")
_AS_TYPED = str.maketrans("ңөүқғұіәһ", "ноукгуиах")
"""Letters that a Russian keyboard lacks, as people type them."""

# Words that say which language it is; the last four languages are known so as not to be mistaken.
_WORDS = {
    "ky": """
жана менен үчүн ооба жок бул биз биздин бизге бизди мен мени менин мага сиз сизге сиздин силер эмес
болду болгон болот бар ушул ушуну ошол ошондой кийин мурда деген деп керек жатат болуп экен да дагы
текшерүү текшерүүчү текшерди текшерип келди келген келем келип келет кетти чыгып чыкты канча жакшы
жаман рахмат урматтуу урматтоо саламатсызбы саламатсыздарбы салам тууралуу боюнча кандай мындай
андай мындан ары ал алар анын эле жооп жообу берди бериңиз бериңиздер берген берет эмне эч эчтеке
ким качан кайра үчүн айтты айткан жазуу жазып жазган кат катты жөнөтүү жөнөткөн сураныч суранам
сурайм суранабыз кыл кылды кылган кылып кылуу макул макулмун ыраазы түшүнүктүү түшүндүрдү даяр карап
чара көрүүнү көрүп көрсөттү көрсөткөн күтөбүз күтөм арыз арызым кайрылуу ишкана ишкер дүкөн мыйзам
мыйзамсыз айып бүгүн кечээ эртең кечинде саат күн ай жыл кызматкер бирок эгер анткени ошондуктан
башка баары бардык көп аз туура туунду өттү өткөн жибердик жибериңиз алдык бердик жазылган каттарды
""",
    "ru": """
и в не на что с по как это я мы он она они был была были было но от за из к у нас вам вас вы так же
для или уже нет да его её их только бы до о об при без после через всё все мне меня мной вами
проверка проверки проверку проверкой спасибо здравствуйте добрый день утро вечер очень если чтобы
который которая которые когда где почему куда кто ещё есть быть будет можно нужно надо вопрос
вопросы вопросу ответ ответа ответы ответили жду ждём ждем прошу просим просьба меры принять принято
жалоба жалобу обращение заявление отпишите отписаться пожалуйста хорошо плохо нормально отлично
штраф нарушений нарушения дата копию копия получили отправили согласны согласен благодарим
уважаемые уважением письмо письма сообщаем направляем подтверждаю инспектора инспектором инспекторы
вчера сегодня завтра наш наша наши нашу ваш ваша ваши вашу этот этого этом том тоже здесь там один
два три года месяц никто ничего тогда потом пришли пришёл приехали сказал сказали показал показали
""",
    "kk": """
және мен менің маған бойынша үшін иә жоқ бұл біз біздің бізге сіз сіздің сізге емес болды болған
болады бар осы осындай сол кейін бұрын деген деп керек жатыр туралы болып екен да тексеру тексеруші
тексерді келді келген келіп келмеді кеш кетті шықты қанша жақсы жаман рахмет рақмет құрметті
құрметпен сәлеметсіз сәлем ма ме ба бе бір қандай мұндай ондай жауап жауабы берді беріңіз берген
барлық бәрі ия не неге кім қашан қайта айтты жазу жазып хат хатты хатыңыз жіберу жіберді жібереміз
жіберіңіз сұраймын сұраймыз өтініш өтінемін өтінішім көмек көмектесіңіз қылмыс шара көру көрсетті
көрсеткен корсеткен күтемін күтеміз арыз дүкен заң заңсыз айыппұл бүгін кеше ертең сағат күн ай жыл
қызметкер бірақ егер өйткені сондықтан басқа көп аз дұрыс өтті өткен өте сыпайы жақын кешке алдық
жазылымнан шығарыңыз құжат құжаттар құжаттарды мекеме кәсіпкер немесе
""",
    "en": """
the and of to a in is was were that it for on with as this be are not have had has we i you they our
your my me us he she him please thank thanks yes no dear regards inspector inspectors inspection by
at from will would can could all very his did do does but or if when what who why how there here
unsubscribe everything fine good bad well agreed see answer answers letter date report copy sent
received complaint complaints polite people came come nothing nobody any some more than about
""",
    "uk": """
що та це від для вчора сьогодні завтра дякую дякуємо ми ви він вона вони був була були є немає його
її також але або якщо коли документи надіслали відповідь перевірка перевірки доброго дня повагою
""",
    "uz": """
va bilan uchun ham bu biz siz men emas bor yoq kerak kuni assalomu alaykum rahmat hurmat tekshiruv
javob keldi qildi boramiz olib xat kecha bugun hujjatlarni
""",
    "tr": """
ve için bir bu ile değil var yok merhaba teşekkürler teşekkür ederim saygılarımla evet hayır dün
bugün gönderdik lütfen tamam iyi günler
""",
    "de": """
der die das und ist sind war nicht ein eine mit für auf wir ich sie ihr ihre guten tag danke bitte
ja nein freundlichen grüßen haben hat wird von zu dem den unterwegs unterlagen
""",
}
_OF_FOUR = ("ky", "ru", "kk", "en")

# Endings that show the language when the word has no letter of its own.
_KYRGYZ = re.compile(
    r"(?:ыбыз|ибиз|убуз|обуз|[ыиу]бузду|лор(?:ду|го|дон|дун)|дор(?:ду|го|дон|дун)|мун|сузбу|сызбы"
    r"|лардын|лердин|тардын|ылган|ылды|ууга|уусу|уунун|оосу|ээси)$|ээ|уу|^[^ц]*аа"
)
_TURKISH_KIND = re.compile(
    r"(?:[лдт][ае]р(?:ды|ди|га|ге|да|де|дан|ден|дын|дин)|[ыиу]п|ган(?:дар|дан|бы|да)|[бп]ай"
    r"|сы[зн]дар|сиздер|[йн]ын|дын|лык|тык|дык|мын|ыныз|иниз|луу|туу)$"
)
_KAZAKH = re.compile(r"(?:ымыз|имиз|ырмын|ермин|ыныздар|ушы|уши|май|мей)$")
_KAZAKH_NOUN = re.compile(r"[өү].*[^уү]у$")  # «көру», «түзету»: Kyrgyz harmony has no such у
_RUSSIAN = re.compile(
    r"[щъцфв]|(?:ого|его|ому|ему|ться|ение|ения|ении|ость|ости|ать|ить|еть|ешь|ете|ите|ете|ый|ий|ая"
    r"|ой|ую|ые|ых|ами|ями|ла|ли|ло|ках|ию)$"
)


def detect(text: str) -> str | None:
    """ky, ru, kk or en; None when the text is too short to be sure."""
    words = Counter(_WORD.findall(text[:_CAP].lower()))
    if not words:
        return None
    scores = dict.fromkeys(_WORDS, 0.0)
    for word, times in words.items():
        for language, weight in _weights(word[-_LONGEST:]):
            scores[language] += weight * times
    best, second = sorted(scores, key=lambda language: -scores[language])[:2]
    if best not in _OF_FOUR or scores[best] < _SURE or scores[best] < _AHEAD * scores[second]:
        return None
    return best


@lru_cache(maxsize=20_000)
def _weights(word: str) -> tuple[tuple[str, float], ...]:
    """What a word weighs for each language: small words one each, letters the more the rarer."""
    weights = _by_letters(word)
    known = [language for language, words in _sets().items() if word in words]
    if known:  # then its letters say no more of another
        weights = {language: 1.0 + max(weights.get(language, 0.0), 0.0) for language in known}
    return tuple(weights.items())


@lru_cache(maxsize=1)
def _sets() -> dict[str, frozenset[str]]:
    """The words of each language, also as typed without its letters where Russian has no such."""
    sets = {language: frozenset(words.split()) for language, words in _WORDS.items()}
    for language in ("ky", "kk"):
        typed = {word.translate(_AS_TYPED) for word in sets[language]}
        sets[language] |= typed - sets["ru"]
    return sets


def _by_letters(word: str) -> dict[str, float]:
    letters = set(word)
    if word.isascii():
        return {"en": 0.25} if len(word) > 2 else {}
    if letters & _UKRAINIAN:
        return {"uk": 1.5, "kk": -0.5}
    if letters & _ONLY_KAZAKH:
        return {"kk": 1.5, "ky": -0.5, "ru": -0.5}
    if "і" in letters:
        return {"kk": 1.0, "uk": 0.8, "ky": -0.5, "ru": -0.5}
    if letters & _TURKIC:
        if _KAZAKH_NOUN.search(word):
            return {"kk": 1.0}
        return {"ky": 1.2, "kk": 0.3, "ru": -0.5}
    return _by_ending(word)


def _by_ending(word: str) -> dict[str, float]:
    if _KYRGYZ.search(word):
        return {"ky": 0.8}
    if len(word) > 3 and _TURKISH_KIND.search(word):
        return {"ky": 0.5, "kk": 0.35}
    if len(word) > 4 and _KAZAKH.search(word):
        return {"kk": 0.5}
    return {"ru": 0.5} if _RUSSIAN.search(word) else {}
