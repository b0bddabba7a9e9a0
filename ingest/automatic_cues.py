"""What tells a short mail without any header for an automatic one: who says it, and of whom.

Each cue is asked for only where one of its words stands in the text: most mail has none.
"""

from __future__ import annotations

import re

_BEGINS = r"(?:^|[.!?\n:][ \t\n]*)"
_STEMS = (
    *("автомат", "automat", "otomat", "avtomat", "отвеча", "not reply", "жооп бер", "жауап бер"),
    *("відповідай", "отпуск", "өргүү", "демалыс", "больничн", "болею", "відпус", "лікарнян"),
    *(
        "командировк",
        "сапар",
        "отсутств",
        "ооруп",
        "ауырып",
        "жокмун",
        "болбойм",
        "відряджен",
        "эмесмин",
        "емеспін",
    ),
    *("жоқпын", "leave", "vacation", "holiday", "out of", "away", "офис", "на месте", "urlaub"),
    *("izin", "получен", "получили", "принят", "зарегистрирован", "received", "кабыл ал"),
    *("қабылдан", "тіркел", "катталды", "отриман", "eingegangen", "не работает", "no longer"),
    *("has left", "monitored", "не проверяется", "не читается", "иштебейт", "істемейді", "працює"),
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
    r"|не на (?:месте|работе))"
    r"|(?:өргүү\w{0,6}|сапар\w{0,4}|жумушта|иште|жеримде|ордумда) (?:болом|болбойм|жүрөм|эмесмин"
    r"|жокмун)|(?:өргүүдө|сапарда)мын|өргүүдөмүн|ооруп жата(?:м|мын)"
    r"|(?:демалыс(?:та|ында)|іссапарда) ?(?:мын|боламын)|ауырып жатырмын"
    r"|(?:орнымда|кеңседе|жұмыста) (?:жоқпын|емеспін|болмаймын)"
    r"|\bя (?:зараз )?(?:у|в|на) (?:\w+ )?(?:відпустці|відрядженні|лікарняному)"
    r"|\bi(?:['’]m| am) (?:currently )?(?:out of|away|on (?:\w+ ){0,2}(?:leave|vacation|holiday))",
    re.I,
)
_UNTIL = re.compile(
    r"\bдо \d|\bдо (?:понедел|вторн|сред|четв|пятн|конца|следующ)"
    r"|чейин|дейін|верн(?:усь|ёмся|уться)|кайтып|кайра кел|кайткан|орал(?:ам|ған)"
    r"|обра(?:щайтесь|титесь)|кайрыл|хабарлас|срочн|шашылыш|шұғыл|орун басар|орынбасар"
    r"|замеща|на время моего|звоните|повернус|звертайтес|until|return"
    r"|back on|urgent|contact|colleague|буду (?:в|с|на)\b",
    re.I,
)
# A letter is acknowledged, with thanks and the promise of an answer.
_RECEIVED = re.compile(
    r"(?:ваш\w{0,2}|сиздин|сіздің|your) (?:\S{1,30} ){1,4}?(?:был[оа]? )?(?:получен|принят"
    r"|зарегистрирован|кабыл алынды|катталды|қабылданды|тіркелді|отримано|зареєстровано|received"
    r"|registered)|(?:кат|кайрылуу|арыз)\w{0,4}ыз .{0,30}(?:кабыл алынды|катталды)"
    r"|(?:хат|өтініш)\w{0,4}із? .{0,30}(?:қабылданды|тіркелді)|мы получили ваш"
    r"|ihre .{0,40}eingegangen",
    re.I,
)
_THANKS = re.compile(
    r"спасибо за|благодар\w{1,4} (?:вас )?за|рахмат|рақмет|дякуємо за|thank you for|vielen dank",
    re.I,
)
_PROMISE = re.compile(
    r"ответ(?:им|ит|ят)\b|в течение|будет рассмотрен|рассмотрим|каралат|қаралады|відповімо"
    r"|найближчим|will (?:reply|respond|get back|contact)|as soon as|жооп бер(?:ебиз|илет)"
    r"|жауап бер(?:еміз|іледі)",
    re.I,
)
# He has left, and a rule of his mailbox says so.
_LEFT = re.compile(
    r"(?:больше|уже) не работает|no longer (?:works?|employed|with|at)\b|has left (?:the |our )?"
    r"(?:company|organi)|mailbox is (?:not|no longer) monitored|ящик (?:больше )?не (?:проверяется"
    r"|читается|используется)|мындан ары иштебейт|енді жұмыс істемейді|більше не працює",
    re.I,
)
_INSTEAD = re.compile(
    r"направляйте|пишите|обра(?:щайтесь|титесь)|write to|contact|for enquir|кайрылыңыз"
    r"|жазыңыз|хабарласыңыз|звертайтес",
    re.I,
)


def sounds_automatic(text: str) -> bool:
    """Whether a short text reads as a machine's: by itself, or by two cues that go together."""
    lower = text.lower()
    if not any(stem in lower for stem in _STEMS):
        return False
    if _BY_MACHINE.search(text):
        return True
    if _AWAY.search(text) and _UNTIL.search(text):
        return True
    if _RECEIVED.search(text) and _THANKS.search(text) and _PROMISE.search(text):
        return True
    return bool(_LEFT.search(text) and _INSTEAD.search(text))
