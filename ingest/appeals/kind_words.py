"""The words that tell one kind of appeal from another, in four languages and as typed."""

from __future__ import annotations

import re

from ingest.words.wording import fold
from register.rules.appeal import AppealKind


def _any(listed: str) -> re.Pattern[str]:
    """A pattern for any of the phrases, parted by ";" or line ends; "*" is any ending of a word."""
    phrases = (phrase.strip() for phrase in re.split(r"[;\n]", listed) if phrase.strip())
    return re.compile("|".join(map(_pattern, phrases)))


def _pattern(phrase: str) -> str:
    words = (_word(word) for word in phrase.split())
    return r"\b" + r"\W{1,3}".join(words) + r"\b"


def _word(word: str) -> str:
    """A word of ours as it stands in folded text; "_" is any one word, "___" one to five."""
    if word.strip("_") == "":
        return r"\w{1,30}" if word == "_" else r"\w{1,30}(?:\W{1,3}\w{1,30}){0,4}"
    return re.escape(fold(word.rstrip("*"))) + (r"\w{0,20}" if word.endswith("*") else "")


INSPECTIONS = _any(
    "провер*; инспект*; ревизи*; текшер*; тексер*; inspect*; ревизор*; рейд*; контролёр*; audit*"
)
# Unlawful by themselves, wherever they stand in a letter about an inspection.
ALERTS = _any("""
без акта; без назначения; без предписания; без приказа; без распоряжения
без удостоверения; без удостоверений; без документов провер*; без акта о назначении; акта нет
нет акта; нет приказа; нет предписания; акт не показ*; акта не показ*; акт не предъяв*
акта не предъяв*; не показ* акт*; не показ* приказ*; не предъяв* акт*; не предъяв* приказ*
не показ* документ*; не предъяв* документ*; не показ* удостоверени*; не предъяв* удостоверени*
незаконн* провер*; провер* незаконн*; незаконн* ревизи*; незаконн* рейд*; неправомерн* провер*
незарегистрированн* провер*; провер* не зарегистрирован*; не зарегистрированн* провер*
провер* ___ не зарегистрирован*; текшер* ___ катталган эмес; тексер* ___ тіркелмеген
inspect* ___ is not registered
самовольн* провер*; провер* в реестре нет; в реестре провер* нет; нет в реестре провер*
мыйзамсыз текшер*; текшер* мыйзамсыз*; актысыз; актсыз; акты жок; акт жок; буйруксуз; буйругу жок
катталбаган текшер*; текшер* катталган эмес; каттоодон өтпөгөн; акт көрсөтпө*
акты көрсөтпө*; акт көрсөткөн жок; акты көрсөткөн жок; документ көрсөтпө*
күбөлүк көрсөтпө*; буйрук көрсөтпө*
заңсыз тексер*; тексер* заңсыз*; актісіз; акт жоқ; актісі жоқ; тіркелмеген тексер*
тексер* тіркелмеген; бұйрықсыз; бұйрығы жоқ; акт көрсетпе*; актіні көрсетпе*; құжат көрсетпе*
құжаттарын көрсетпе*; куәлік көрсетпе*
unlawful* inspect*; illegal* inspect*; inspect* is unlawful; inspect* is illegal
unregistered inspect*; inspect* is not registered; not registered inspect*
without an act; without act; without a registered act; without any act; without an order
without any order; without orders; no registered act; no act
did not show _ act; did not show _ order; did not show any documents; did not show _ id
""")
# Unlawful where the same sentence speaks of an inspection.
EXCESSES = _any("""
без регистрации; без документов; каттоосуз; документсиз; тіркеусіз; құжатсыз; without documents
without any documents; without id; without any id; without registration
превыш* полномочи*; превышени* полномочи*; превыш* свои полномочи*; превыш* должностн*
выход* за рамки; вышл* за рамки; выход* за пределы; вышл* за пределы; вышел за рамки
вышел за пределы; вышел за срок; сверх полномочи*
ыйгарым укугун аш*; ыйгарым укуктарын аш*; ыйгарым укугунан аш*; ыйгарым укуктарынан аш*
укугун ашыр*; чегинен чык*; чектен чык*
өкілеттігін асыр*; өкілеттіктерін асыр*; өкілеттігінен ас*; өкілеттіктен ас*; шегінен шық*
exceed* _ power*; exceed* _ authority; exceed* power*; exceed* authority; beyond _ power*
beyond _ authority; abus* _ power*; overstep*
""")
# A question what to do if, or a wish that somebody be inspected, reports nothing.
CONDITIONS = _any("""
если; эгер; эгерде; егер; егерде; if; in case; whether; ли
провести провер*; проверить; проверьте; организовать провер*; назначить провер*; прошу провер*
просим провер*; текшерип бер*; текшерүү өткөрүп бер*; текшерип кой*; текшерүүнү сура*
тексеріп бер*; тексеру жүргізіп бер*; тексеріңіз*; тексеруді сұра*
please inspect; carry out an inspection; should be inspected; inspect this; inspect them
""")
NOW = _any("""
сейчас; сегодня; в данный момент; прямо сейчас; в настоящее время; немедленно; срочно; сию минуту
находятся у нас; находится у нас; идёт провер*; проводят; проводит; проводится; пришли к нам
азыр; бүгүн; ушул тапта; азыркы учурда; тез арада; жүрүп жатат; жатышат; жатат
қазір; бүгін; дәл қазір; шұғыл; жүріп жатыр; жатыр
now; right now; today; at the moment; currently; urgent*; at this moment; going on
""")
PAST = _any("""
месяц назад; месяца назад; месяцев назад; недел* назад; год назад; года назад; лет назад
дней назад; дня назад; в прошлом месяце; в прошлом году; на прошлой неделе; в том месяце
ай мурун; ай мурда; жыл мурун; жыл мурда; жума мурун; апта мурун; күн мурун; өткөн айда; былтыр
өткөн жумада; өткөн жылы; күн мурда
ай бұрын; жыл бұрын; апта бұрын; күн бұрын; өткен айда; өткен аптада; былтыр; өткен жылы
month* ago; year* ago; week* ago; day* ago; last month; last year; last week
""")
NAMES = {
    AppealKind.COMPLAINT: _any("""
жалоб*; претензи*; даттан*; арыз-даттан*; шағым*; complaint*; complain
"""),
    AppealKind.APPLICATION: _any("заявлени*; арыз; арызы; арызым; өтүнмө*; өтініш*; application"),
    AppealKind.PROPOSAL: _any("предложени*; сунуш*; ұсыныс*; proposal*; suggestion*"),
    AppealKind.REQUEST: _any("""
запрос*; суроо-талап*; маалымат суроо; сұрау салу; сауал; request for information
information request; inquiry; enquiry
"""),
}
COMPLAINS = _any("""
наруш* прав*; нарушени* прав*; права наруш*; нарушил*; вымога*; взятк*; взятк; груб*; хам*; угрож*
незаконн*; неправомерн*; беззакони*; произвол*; оштраф*; опечата*; закрыл* наш*; унижа*; оскорб*
превыш* полномочи*; требовал*; требуют; вынужда*; бездейств*; волокит*; предвзят*; необоснованн*
наказать; привлечь к ответственности; принять меры; не согласн*; несоглас*; не ответил*
укугум бузул*; укуктарыбыз бузул*; укук буз*; буз* укук*; пара суроо; пара сура*; опуза*; орой*
коркут*; мыйзамсыз*; айып сал*; мөөрлө*; кордо*; акча талап*; акча сура*; чара көр*; макул эмес*
құқығым бұзыл*; құқық бұз*; пара сұра*; пара талап*; дөрекі*; қорқыт*; заңсыз*; айыппұл сал*
қорла*; ақша талап*; ақша сұра*; шара қолдан*; келіспе*
violat*; brib*; extort*; rude*; threaten*; unlawful*; illegal*; insult*; abus*; fined us
closed our; demanded; sealed our; unfair*; disagree*
""")
PROPOSES = _any("""
предлага*; предложил* бы; было бы хорошо; хорошо бы; было бы лучше; советую
сунуш кыл*; сунуштай*; жакшы болмок; ұсына*; жақсы болар еді; suggest*; propos*; it would be good
it would be better
""")
REQUESTS = _any("""
разъясн*; сообщите; прошу сообщить; подскажите; предоставить информаци*; предоставьте информаци*
дайте информаци*; какие документы; какие нужны; сколько стоит; где можно; как получить; хочу узнать
хотел* бы узнать; интересует; скажите; консультаци*
маалымат бер*; түшүндүрүп бер*; айтып бер*; билгим кел*; кандай документ*; кантип ал*; билсек болобу
ақпарат бер*; түсіндіріп бер*; айтып бер*; білгім кел*; қандай құжат*; қалай ал*
please explain; please inform; let me know; could you tell; what documents; how can i; how do i
i would like to know; information about; please tell
""")
