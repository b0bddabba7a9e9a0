"""The words by which officers begin a command, in four languages, and those that go with them."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.appeals.typed_words import Phrase, phrases
from ingest.words.wording import fold
from register.rules.appeal import Action, AppealKind


@dataclass(frozen=True)
class Opening:
    """What a command's first words say."""

    action: Action
    is_noun: bool  # alone or with a colon it is a command; before other words it is none


# Words that order something, whatever follows.
_VERBS = {
    Action.FORWARD: """
переслать; перешлите; перенаправить; перенаправьте; направить; направьте; передать; передайте
переадресовать; переадресуйте; назначить; поручить; отправить; отправьте
багыттоо; багыттагыла; багыттаңыз; багыттаңыздар; жөнөтүү; жөнөтүңүз; жөнөтүңүздөр; жөнөтүлсүн
багытталсын; өткөрүп берүү; өткөрүп бериңиз; жиберүү; жибериңиз; кайра жөнөтүү; кайра багыттоо
бағыттау; бағыттаңыз; бағытталсын; жіберу; жіберіңіз; жіберілсін; жолдау; жолдаңыз; қайта жіберу
қайта бағыттау; тапсыру; тапсырыңыз
forward; forward it; forward this; send; send it; transfer; transfer it; redirect; redirect it
reassign; assign; pass; pass it; refer
""",
    Action.EXTEND: """
продлить; продлите; продлить срок; продлить срок рассмотрения; продлите срок
продлите срок рассмотрения; продлить рассмотрение; продлеваю; продлеваю срок; срок продлить
узартуу; узартыңыз; узартуңуз; узартып бериңиз; узартылсын; мөөнөтү узартылсын
 мөөнөтүн узартуу; мөөнөтүн узартыңыз; мөөнөттү узартуу
мөөнөтүн созуу; мөөнөттү созуу; созуу; кароо мөөнөтүн узартуу; мөөнөт узартуу
ұзарту; ұзартыңыз; ұзартылсын; мерзімін ұзарту; мерзімді ұзарту; мерзімін ұзартыңыз
қарау мерзімін ұзарту; мерзім ұзарту; созу; мерзімін созу; мерзімі ұзартылсын; ұзартып беріңіз
extend; extend it; extend the deadline; extend deadline; extend the term; extend the case; prolong
extend the time; extend the due date
""",
    Action.ASK: """
спросить; спросите; спросить заявителя; спросить у заявителя; уточнить; уточните
уточнить у заявителя; уточните у заявителя; запросить; запросить у заявителя; запросите
запросите у заявителя; спросите у заявителя; спросите заявителя
тактоо; арыз ээсинен тактоо; арыз ээсинен суроо; сураңыз; тактаңыз; арыз ээсинен сураңыз
нақтылау; өтініш берушіден сұрау; өтініш берушіден нақтылау; сұраңыз; нақтылаңыз
ask; ask him; ask her; ask them; ask the applicant; ask applicant; inquire; enquire
""",
    Action.SPLIT: """
разделить; разделите; разделить на части; разделите на части; разбить; разбить на части
разделить обращение; разделить обращение на части
бөлүү; бөлүңүз; бөлүктөргө бөлүү; бөлүктөргө бөлүңүз; бөлүнсүн; экиге бөлүү
бөлу; бөліңіз; бөліктерге бөлу; бөліктерге бөліңіз; бөлінсін; екіге бөлу
split; split it; split into parts; split it into parts; divide; divide it; divide into parts
""",
    Action.RECLASSIFY: """
переквалифицировать; переквалифицируйте; изменить вид; изменить вид обращения; отметить как
считать как; поменять вид
түрүн өзгөртүү; түрүн өзгөртүңүз; кайра квалификациялоо; деп белгилөө
түрін өзгерту; түрін өзгертіңіз; қайта саралау
reclassify; reclassify it; change kind; change the kind; mark as; note as
""",
}
# Words that also stand before an answer's own: commands only alone or with a sign behind them.
_NOUNS = {
    Action.DECIDE: """
ответ; ответ заявителю; наш ответ; решение; ответить; ответить заявителю; ответьте; текст ответа
жооп; жообу; арыз ээсине жооп; жооп берүү; чечим; биздин жооп; жооптун тексти
жауап; өтініш берушіге жауап; жауап беру; шешім; біздің жауап; жауап мәтіні
answer; reply; answer to the applicant; reply to the applicant; our answer; decision; answer text
""",
    Action.ASK: """
вопрос; вопросы; вопрос заявителю; вопросы заявителю; вопрос к заявителю; вопросы к заявителю
 запрос; запрос заявителю; уточнение
суроо; суроолор; сурак; арыз ээсине суроо; суроо арыз ээсине; сурам; тактоо суроосу
сұрақ; сұрақтар; сұрау; сұрақ өтініш берушіге; өтініш берушіге сұрақ; сауал
question; questions; question to the applicant; question for the applicant; query
""",
    Action.FORWARD: """
пересылка; переадресация; передача; пересылаю; перенаправляю; передаю; направляю; кому; fwd
жөнөтөм; багыттайм; жіберемін; бағыттаймын; forwarding; forwarded
""",
    Action.EXTEND: "продление; продление срока; срок; мөөнөт; мерзім; extension; prolongation",
    Action.SPLIT: "разделение; части; бөлүктөр; бөліктер; parts",
    Action.RECLASSIFY: """
вид; вид обращения; тип; тип обращения; түрү; кайрылуунун түрү; түрі; өтініш түрі; kind; type; note
kind of appeal
""",
}
_ACCEPTS = """
принял; приняла; приняли; принято; принято к сведению; принял в работу; приняла в работу
принято в работу; принял к исполнению; принято к исполнению; получил; получила; получено
получение подтверждаю; подтверждаю получение; ок; окей; есть; выезжаем; выехали; работаем
кабыл алдым; кабыл алдык; кабыл алынды; алдым; ишке алдым; кабыл; макул
қабылдадым; қабылдадық; қабылданды; алдым; жұмысқа алдым; мақұл
ok; okay; accept; accepted; acknowledge; acknowledged; received; got it; roger; on it; taken
"""
_KINDS = {
    AppealKind.COMPLAINT: """
жалоба; жалобу; жалобой; жалобы; даттануу; даттанууга; арыз-даттануу; шағым; шағымға; complaint
a complaint
""",
    AppealKind.APPLICATION: """
заявление; заявлением; заявления; арыз; арызга; өтүнүч; өтүнмө; өтініш; өтінішке; арызға
application; an application
""",
    AppealKind.PROPOSAL: """
предложение; предложением; предложения; сунуш; сунушка; ұсыныс; ұсынысқа; proposal; a proposal
suggestion
""",
    AppealKind.REQUEST: """
запрос; запросом; запрос информации; запрос сведений; запроса; вопрос; суроо-талап; сурам
маалымат суроо; сұрау салу; сұраныс; сауал; ақпарат сұрау; request; a request; information request
request for information; inquiry
""",
    AppealKind.ALERT: """
тревога; сигнал; сигналом; незаконная проверка; сообщение о незаконной проверке; тревожный сигнал
мыйзамсыз текшерүү; мыйзамсыз текшерүү жөнүндө билдирүү; коңгуроо; дабыл; заңсыз тексеру
заңсыз тексеру туралы хабарлама; alert; an alert; unlawful inspection; illegal inspection
""",
}

OPENINGS: dict[Phrase, Opening] = {
    **{words: Opening(action, True) for words, action in phrases(_NOUNS).items()},
    **{words: Opening(action, False) for words, action in phrases(_VERBS).items()},
}
ACCEPTS = phrases({Action.ACKNOWLEDGE: _ACCEPTS})
KINDS = phrases(_KINDS)
# Said of a body that is not in the register.
OUTSIDE = phrases(
    {
        True: """
outside; outside body; another body; external; an outside body; outside to; externally
вовне; наружу; внешний; внешнему; внешнее; другой орган; в другой орган; иной орган; в иной орган
сторонний орган; сторонней организации; по подведомственности; другому органу
сырткы; сыртка; сырткары; башка органга; башка мекемеге; башка органга жөнөтүү
сыртқа; сыртқы; басқа органға; басқа мекемеге
"""
    }
)
# Before a command these say nothing more: «Прошу продлить».
FILLERS = frozenset(
    fold(
        "прошу пожалуйста просьба просим сураныч суранам сурайм өтүнөм өтүнөмүн өтінем өтінемін"
        " сұраймын please kindly необходимо нужно надо предлагаю"
    ).split()
)
IT = frozenset(
    fold(
        "это его её данное обращение жалобу заявление дело кайрылууну арызды даттанууну ишти муну"
        " өтінішті шағымды істі мұны it this the case appeal complaint application"
    ).split()
)
TO = frozenset(fold("в во на к to the into as как").split())
PURPOSE = frozenset(
    fold(
        "рассмотрение рассмотрения исполнение исполнения решение для кароого карап чыгууга карауга"
        " қарауға қарап шығуға for consideration review decision"
    ).split()
)
FOR = frozenset(fold("на ещё еще срок for by another дагы тағы the deadline term").split())
DAYS = frozenset(
    fold(
        "день дня дней дн д рд днями сутки суток күн күнгө күнү күнге күндүк күндік day days"
    ).split()
)
BEFORE_DAYS = frozenset(
    fold(
        "рабочих рабочие рабочий рабочего календарных календарные календарный раб кал р"
        " жумуш иш жұмыс күнтүзбөлүк календардык күнтізбелік working work calendar business more"
    ).split()
)
OTHER_SPANS = tuple(fold("недел месяц месец ай апта жума жұма week month год жыл").split())
NOT_A_UNIT = frozenset(
    fold(
        "вам вас ваш ваше ваши вашу ответ копию копии заявителю сизге силерге жооп сізге жауап"
        " you your reply answer"
    ).split()
)
