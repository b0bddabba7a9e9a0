"""What tells a short mail without any header for an automatic one: who says it, and of whom.

Each cue is looked for only where one of its words stands in the text: most mail has none.
"""

from __future__ import annotations

import re

_BEGINS = (
    r"(?:^|[.!?\n:][ \t\n]*|\b(?:к сожалению|на жаль|тилекке каршы|өкінішке орай|unfortunately),? )"
)
# Of each pattern words of which one is always among what it finds: it is tried only behind them.
_MACHINES = ("автомат", "automat", "otomat", "avtomat", "не отвеча", "not reply")
_ABSENCES = (
    *("отпуске", "командировке", "больничном", "отсутств", "болею", "офис", "не на "),
    *("меня не", "не могу", "не смогу", "не имею", "болом", "болбойм", "жүрөм", "эмесмин"),
    *("жокмун", "өргүү", "сапар", "ооруп", "демалыс", "ауырып", "жоқпын", "емеспін"),
    *("болмаймын", "відпустці", "відрядженні", "лікарняному", "out of", "away", "leave"),
    *("vacation", "holiday", "currently", "unavailable", "closed", "недоступ", "закрыт"),
    *("зачинен", "эс алууда", "жабык", "жабық", "mutterschutz", "elternzeit", "urlaub"),
    *("krank", "geschlossen", "izinde", "kapalı", "tatil", "ta'til", "ta’til", "ta‘til"),
    *("taʻtil", "taʼtil", "emasman", "ich bin", "je suis", "değilim", "izinli"),
)
_RECEIPTS = (
    *("получен", "принят", "регистрир", "важн", "кабыл ал", "катталды", "алынды", "алдык", "алдық"),
    *("қабылда", "тіркелді", "отримано", "зареєстр", "received", "registered", "ihre "),
)
_SHORTEST = 250  # characters of an acknowledgement that says no thanks
_GONE = (
    *(
        "не работа",
        "no longer",
        "has left",
        "have left",
        "не обслуживается",
        "monitored",
        "не проверяется",
        "не читается",
    ),
    *("не используется", "иштебейт", "істемейді", "працює"),
)
# The mail says of itself that a machine wrote it.
_BY_MACHINE = re.compile(
    rf"{_BEGINS}(?:please note(?: that)? )?(?:this (?:\w+ )?(?:is|was) (?:an? )?)?"
    r"auto(?:matic|mated)\w{0,4} (?:\w+ ){0,2}?(?:message|reply|response|e-?mail|mail|notification"
    r"|answer|acknowledg)"
    rf"|{_BEGINS}(?:это |данное |настоящее )?автоматическ\w{{2}} (?:\w+ )?(?:сообщение|ответ|письмо"
    r"|уведомление|рассылка)"
    rf"|{_BEGINS}(?:бул|бұл) (?:\w+ )?автоматт\w{{1,4}} (?:\w+ )?(?:билдирүү|кат|хабарлама"
    r"|жооп|жауап|хат|түрдө|түрде)"
    rf"|{_BEGINS}це автоматичн\w{{1,3}} (?:повідомлення|відповідь|лист)"
    rf"|{_BEGINS}(?:dies ist eine automat|bu (?:bir )?(?:otomatik|avtomatik))"
    rf"|{_BEGINS}(?:пожалуйста,? |просим )?не отвеча(?:йте|ть) на (?:это|данное|него)"
    rf"|{_BEGINS}(?:please,? )?do not reply(?: to this|[.!]|$)"
    r"|(?:кат|билдирүү|хат|хабарлама|письмо|сообщение|ответ|лист|повідомлення|message|e-?mail"
    r"|reply)\w{0,3} (?:\w+ ){0,3}?(?:автомат|automat)\w{1,12} (?:\w+ ){0,2}?"
    r"(?:жөнөтүл|жазыл|түзүл|жіберіл|отправлен|создан|сформирован|надіслан|generated|sent)"
    r"|(?:отправлено|сформировано|создано|надіслано|generated|sent) автоматически",
    re.I,
)
# Somebody says of himself that he is away; he alone does that in an absence notice.
_AWAY = re.compile(
    rf"{_BEGINS}(?:(?:сейчас|временно|в (?:данный момент|настоящее время))\s)?"
    r"(?:я\s)?(?:сейчас\s|временно\s)?(?:(?:нахожусь |буду )?(?:в|на) (?:\w+ )?(?:отпуске"
    r"|командировке|больничном)|(?:буду )?отсутств(?:ую|овать)|болею|вне офиса"
    r"|не на (?:месте|работе)|меня (?:не будет|нет) (?:в офисе|на (?:рабочем )?(?:месте|работе)))"
    r"|(?<!пока )(?<!когда )(?<!если )(?<!что )\bя (?:сейчас |временно )?(?:нахожусь |буду )?"
    r"(?:в|на) (?:\w+ )?(?:отпуске|командировке|больничном)\b"
    r"|(?:сейчас|временно|в данный момент)[ ,]{1,2}(?:я )?не (?:с?могу|имею возможности) ответить"
    r"|(?:өргүү\w{0,6}|сапар\w{0,4}|жумушта|иште|жеримде|ордумда) (?:болом|болбойм|жүрөм|эмесмин"
    r"|жокмун)|(?:өргүү(?:сүн)?дө|сапар(?:ын)?да) ?(?:мүн|мын|бүз|быз)|ооруп жата(?:м|мын)"
    r"|(?:демалыс(?:та|ында)|іссапарда) ?(?:мын|боламын)|ауырып жатырмын"
    r"|(?:орнымда|кеңседе|жұмыста) (?:жоқпын|емеспін|болмаймын)"
    rf"|{_BEGINS}(?:я )?(?:буду |сейчас |временно ){{0,2}}недоступ(?:ен|на)\b"
    rf"|(?<!ваш )\bофис (?:будет |временно )?закрыт до\b|{_BEGINS}наш офис (?:будет )?закрыт\b"
    r"|эс алууда(?:мын|быз)\b"
    rf"|{_BEGINS}(?:біздің |биздин )кеңсе(?:міз|биз)? (?:\w+ )?жаб(?:ық|ык)|демалыстамыз\b"
    rf"|{_BEGINS}(?:я )?(?:буду |зараз )?недоступн(?:ий|а)\b|{_BEGINS}наш офіс зачинен"
    rf"|{_BEGINS}(?:i(?:['’]m| am) )?currently (?:out\b|away\b|on leave|unavailable)"
    rf"|{_BEGINS}our offices? (?:is|are|will be) (?:\w+ )?closed\b|\bi(?:['’]m| am|['’]ll be"
    r"| will be) (?:\w+ )?unavailable\b"
    r"|\bich bin (?:[\w.]+ ){0,6}(?:wieder (?:im büro|erreichbar|zurück)|nicht (?:im büro"
    r"|erreichbar))"
    r"|\bje suis (?:actuellement )?(?:absente?|en (?:congés?|vacances))\b|ofiste değilim|izinliyim"
    r"|\bich (?:bin|befinde mich) (?:[\w.]+ ){0,5}(?:im|in) (?:mutterschutz|elternzeit|urlaub"
    r"|krankenstand)|\bich bin (?:\w+ )?krank|unser büro (?:ist|bleibt) (?:\w+ ){0,4}geschlossen"
    r"|\bizinde(?:yim|yiz)\b|ofisimiz (?:\S+ ){0,4}kapalı|ta['’‘ʻʼ]til(?:i|im)?da(?:man|miz)"
    r"|ishda emasman"
    r"|\bя (?:зараз )?(?:у|в|на) (?:\w+ )?(?:відпустці|відрядженні|лікарняному)"
    r"|\bi(?:['’]m| am) (?:currently )?(?:out of|away|on (?:\w+ ){0,2}(?:leave|vacation|holiday))",
    re.I,
)
_UNTIL = re.compile(
    r"\bдо \d|\bдо (?:понедел|вторн|сред|четв|пятн|конца|следующ)"
    r"|чейин|дейін|верн(?:усь|ёмся|уться)|по возвращени|кайтып|кайтам|келем\b|ишке чыг"
    r"|кайра кел|кайткан|орал(?:ам|ған)"
    r"|обра(?:щайтесь|титесь)|кайрыл|хабарлас|срочн|шашылыш|шұғыл|орун басар|орынбасар"
    r"|\bпосле \d|\bкийин\b|\bкейін\b"
    r"|замеща|на время моего|звоните|повернус|звертайтес|until|return"
    r"|\bbis\b|zurück|vertretung|\bkadar\b|gacha\b|qaytaman"
    r"|\bс \d{1,2}(?:\.\d\d)*(?: \w+)? по \d|reopen|jusqu['’]|wieder (?:im|erreichbar)|dringend"
    r"|back on|urgent|contact|colleague|буду (?:в|с|на)\b",
    re.I,
)
# A letter is acknowledged, with thanks and the promise of an answer.
_RECEIVED = re.compile(
    r"(?:ваш\w{0,2}|сиздин|сіздің|your) (?:\S{1,30} ){1,4}?(?:был[оа]? )?(?:получен|принят"
    r"|зарегистрирован|кабыл алынды|катталды|қабылданды|тіркелді|отримано|зареєстровано|received"
    r"|registered)|(?:кат|кайрылуу|арыз)\w{0,4}ыз .{0,30}(?:кабыл алынды|катталды)"
    r"|(?:хат|өтініш)\w{0,4}із? .{0,30}(?:қабылданды|тіркелді)|мы получили ваш"
    r"|ihre .{0,40}(?:eingegangen|bearbeite)|ваш\w{0,2} \S{1,30} (?:очень )?важн\w для нас"
    r"|(?:кат|кайрылуу|арыз|билдирүү)\w{0,4}ңыз\w{0,3} (?:\w+ )?(?:алынды|алдык)\b"
    r"|(?:хат|өтініш|хабарлама)\w{0,4}ңыз\w{0,3} (?:\w+ )?(?:алынды|алдық)\b",
    re.I,
)
_THANKS = re.compile(
    r"спасибо за|благодар\w{1,4} (?:вас )?за|рахмат|рақмет|дякуємо за|thank you for|vielen dank",
    re.I,
)
_PROMISE = re.compile(
    r"ответ(?:им|ит|ят)\b|свяж(?:емся|ется|утся)\b|байланыш(?:абыз|ат)\b|хабарлас(?:амыз|ады)\b"
    r"|в течение|будет рассмотрен|рассмотрим|каралат|қаралады|відповімо"
    r"|найближчим|will (?:reply|respond|get back|contact)|as soon as|жооп бер(?:ебиз|илет)"
    r"|жауап бер(?:еміз|іледі)|schnellstmöglich|melden uns|umgehend",
    re.I,
)
# He has left, and a rule of his mailbox says so.
_LEFT = re.compile(
    r"(?:больше|уже) не работа(?:ет|ю)\b|i have left (?:the |our )|i no longer work"
    r"|no longer (?:works?|employed|with|at)\b|has left (?:the |our )?"
    r"(?:company|organi)|mailbox is (?:not|no longer) monitored"
    r"|(?:ящик|адрес) (?:больше )?не (?:проверяется"
    r"|читается|используется|обслуживается)"
    r"|мындан ары иштебейт|енді жұмыс істемейді|більше не працює",
    re.I,
)
_INSTEAD = re.compile(
    r"направляйте|пишите|используйте|please use|обра(?:щайтесь|титесь)|write to|contact|for enquir"
    r"|кайрылыңыз"
    r"|жазыңыз|хабарласыңыз|звертайтес",
    re.I,
)


# A filter for spam holds the letter until its sender proves that he is a person.
_HELD = re.compile(
    r"(?:письмо|сообщение|message|e-?mail)\b.{0,80}?(?:задержан|заблокирован|карантин|held\b"
    r"|quarantin|blocked|on hold)",
    re.I | re.S,
)
_PROVE = re.compile(
    r"перейдите по|нажмите|подтвердите|подтверждени|follow th|click|confirm|verify", re.I
)
# Exchange's receipts where their form got lost: to whom, about what, when.
_READ = re.compile(
    r"(?:^|\n)\W*(?:ваше (?:сообщение|письмо)|your message)\b.{0,600}?\b(?:был[оа] (?:прочитан"
    r"|прочтен|удален[оа] без)|was (?:read|deleted without))[^\n]{0,40}?\d",
    re.I | re.S,
)


# Who tells of the inspection has read our letter. A machine repeats its subject, and a notice says
# who else is asked about inspections.
_INSPECTIONS = ("провер", "инспек", "текшер", "тексер", "inspect", "перевір", "tekshir", "denet")
_REPEATED = re.compile(
    r"[«“\"][^«»“”\"\n]{0,200}[»”\"]|\b(?:тема|subject|тему|темасы|тақырыбы|betreff|konu)\b[^\n]{0,200}"
    r"|\b(?:по|касательно|about|regarding|о|об)(?: вопрос\w{0,3}| поводу)?"
    r" (?:провер|инспек|inspect)\w*"
    r"|(?:re|fwd?|aw): [^\n]{0,200}",
    re.I,
)
# Not who says that he looks into his mail now and then: «проверяю почту», «перевіряю».
_TELLING = re.compile(
    r"\b(?:провер(?:к|ял|ил)|инспектор|текшер(?:[үу][үу]|д|г|иш)|тексер(?:у|д|г)|inspect"
    r"|перевір(?:к|ял|ил|ив)|інспектор|tekshir(?:u|d|g)|denet[içl])\w*",
    re.I,
)


def tells_of_inspection(text: str) -> bool:
    """Whether a text speaks of an inspection in words of its own."""
    if not _one_of(_INSPECTIONS, text.lower()):
        return False
    return _TELLING.search(_REPEATED.sub(" ", text)) is not None


def sounds_automatic(text: str) -> bool:
    """Whether a short text reads as a machine's: by itself, or by two cues that go together."""
    lower = text.lower()
    if _one_of(_MACHINES, lower) and _BY_MACHINE.search(text):
        return True
    if tells_of_inspection(text):
        return _one_of(("прочит", "прочтен", "прочтён", "read"), lower) and bool(_READ.search(text))
    if _one_of(_ABSENCES, lower) and _AWAY.search(text) and _UNTIL.search(text):
        return True
    if _one_of(_RECEIPTS, lower) and _RECEIVED.search(text):
        thanked = len(text) <= _SHORTEST or _THANKS.search(text)
        return bool(thanked and _PROMISE.search(text)) or _has_left(text, lower)
    if "spam" in lower or "спам" in lower:
        return bool(_HELD.search(text) and _PROVE.search(text)) or _has_left(text, lower)
    if _one_of(("прочит", "прочтен", "прочтён", "read"), lower) and _READ.search(text):
        return True
    return _has_left(text, lower)


def _has_left(text: str, lower: str) -> bool:
    return _one_of(_GONE, lower) and bool(_LEFT.search(text) and _INSTEAD.search(text))


def _one_of(words: tuple[str, ...], lower: str) -> bool:
    return any(map(lower.__contains__, words))
