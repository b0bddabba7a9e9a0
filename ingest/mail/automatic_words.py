"""What programs write at the head of an automatic reply, in the languages of business mail.

Half of real ones carry no field that says so: the mail programs' own subjects (Outlook, Gmail,
Mail.ru, Zimbra, Notes, Roundcube, Thunderbird) and the first line that people leave in them.
"""

from __future__ import annotations

import re

_PREFIX = r"^(?:(?:re|fwd?|aw|ha|ответ|відповідь|жооп|жауап|ynt)\s*:\s*)?[\[(«\"]?\s?"
_IN_SUBJECT = (
    # English
    r"auto(?:matic|mated)?[- ]?(?:reply|response|answer|responder)\b|auto:|autoreply\b"
    r"|out of (?:the )?office|out-of-office|ooo:|i am out of|away from (?:the |my )?(?:office|mail)"
    r"|on vacation|(?:on )?annual leave|vacation (?:reply|response)|absence notice"
    # Russian, Ukrainian
    r"|авто[- ]?ответ|автоматический ответ|автоматическое (?:уведомление|сообщение)|автоматическое:"
    r"|ответ автоответчика|(?:временно )?отсутствую|уведомление об отсутствии|я в отпуске"
    r"|в отпуске (?:до|с|по)\b"
    r"|нахожусь в (?:отпуске|командировке)|вне офиса|меня нет (?:на месте|в офисе)"
    r"|автоматична відповідь|автовідповід|(?:я )?(?:у|в) відпустці|відсутн(?:я|ій)"
    r"|поза офісом"
    # Kyrgyz, Kazakh, Uzbek, Turkish
    r"|автоматтык (?:жооп|түрдө)|авто[- ]?жооп|өргүүдө|эмгек өргүү|иш ордумда эмес|орнумда эмес"
    r"|кеңседе эмес|автоматты (?:жауап|түрде)|авто[- ]?жауап|демалыста|еңбек демалыс|кеңседе емес"
    r"|орнымда емес|avtomatik (?:javob|жавоб)|автоматик жавоб|ta['’]tilda"
    r"|otomatik (?:yanıt|cevap)|ofis dışı|izindeyim|tatildeyim"
    # Receipts of Exchange and Outlook, where their form got lost on the way
    r"|(?:not read|read|не прочтено|прочтено|(?:не )?прочитано|окулду|оқылды|gelesen|okundu): "
    # German, and the others that Outlook and Gmail put there
    r"|automatische (?:antwort|rückmeldung|e-?mail)|abwesenheit|abwesend|nicht im (?:büro|haus)"
    r"|außer haus|ich bin im urlaub|urlaubs(?:meldung|benachrichtigung|vertretung)"
    r"|réponse automatique|absence? du bureau|message d['’]absence|respuesta automática"
    r"|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|resposta automática"
    r"|automatisch antwoord|afwezig|autosvar|frånvaro|automatisk svar|automaattinen vastaus"
    r"|automatyczna odpowied|autoodpowied|poza biurem|automatická odpověď|nepřítomnost"
    r"|automātiskā? atbilde|自动回复|自動回覆|自动答复|自動返信|不在通知|자동 회신"
)
SUBJECT = re.compile(
    rf"{_PREFIX}(?:{_IN_SUBJECT})"
    r"|.{0,300}[\[(](?:auto(?:matic|mated)?[- ]?(?:reply|response)|автоответ|автоматический ответ)"
    r"[\])]\s*$",
    re.I,
)
# Each of its words holds one of these: most subjects are not searched.
_STEMS = (
    *("auto", "авто", "out", "ooo:", "away", "vacation", "leave", "absence", "отсутств", "отпуске"),
    *("командировке", "вне офиса", "меня нет", "відпустці", "відсутн", "поза офісом", "өргүү"),
    *("ордумда", "орнумда", "орнымда", "кеңседе", "демалыс", "avto", "tilda", "otomat", "ofis"),
    *("read:", "чтено:", "читано:", "окулду:", "оқылды:", "gelesen:", "okundu:"),
    *("izin", "tatil", "abwesen", "nicht im", "außer haus", "urlaub", "fuera de", "fuori"),
    *("afwezig", "frånvaro", "poza biurem", "nepřítomnost", "avtomat", "自动", "自動", "不在通知"),
    "자동",
)
# Words that may name another's absence as well: of a short mail that wants nothing.
ABSENCE = re.compile(
    rf"{_PREFIX}(?:отсутству[юе]|отсутствие (?:в офисе|на (?:работе|месте|рабочем месте))|в отпуске"
    r"|в командировке|(?:нет|не) (?:на (?:месте|работе)|в офисе)|(?:иш |кызматтык )?сапарда"
    r"|іссапарда|away\b|absent\b|absence\b|izinde\b|наш офис закрыт\b"
    r"|на больничном(?: (?:до|с|по)\b|\W*$)|(?:буду|временно) недоступ(?:ен|на)\b"
    r"|недоступ(?:ен|на) (?:до|с|по)\b|эс алууда(?:мын|быз)|демалыстамын"
    r"|currently (?:out|away)\b|i(?:['’]m| am) (?:currently )?away\b|unavailable until"
    r"|(?:im )?mutterschutz|(?:in )?elternzeit|на лікарняному(?: (?:до|з|по)\b|\W*$)"
    r"|ta['’]tilda(?:man|miz))",
    re.I,
)
_ABOUT_YOURS = (
    r"(?:письмо|сообщение|обращение|заявк\w|запрос|заявление)(?: (?:№|#|n|no\.?)? ?\d\S*)?"
    r" (?:был[оа]? )?(?:успешно )?"
)
OPENING = re.compile(
    # English
    r"i(?:['’]m| am) (?:currently |now )?(?:out of (?:the )?office|away|on (?:\w+ )?(?:leave"
    r"|vacation|holiday)|travel\w+ )|i(?:['’]ll| will) be (?:out of (?:the )?office|away|on leave)"
    r"|you have received an auto(?:matic|mated)"
    r"|thank you for your (?:e-?mail|message)\W+i(?:['’]m| am| will)"
    r"|(?:we have received|this is to confirm (?:that )?we received) your"
    r"|(?:your|a(?: new)?) (?:request|ticket|message|e-?mail|case|enquiry)(?: \S{1,40}){0,3} has"
    r" been (?:received|created|registered|logged|opened)"
    # Russian
    r"|данное (?:сообщение|письмо) (?:сформировано|отправлено|создано)"
    r" автоматически|(?:сейчас |в настоящее время )?я? ?(?:сейчас |временно )?"
    r"(?:нахожусь|буду находиться) в"
    r" (?:ежегодном |очередном |трудовом |декретном )?(?:отпуске|командировке)"
    r"|(?:в настоящее время |сейчас )?я (?:сейчас )?(?:в (?:отпуске|командировке)|отсутствую)"
    r"|меня не будет (?:в офисе|на работе|на рабочем месте)"
    r"|(?:я )?(?:отсутствую|буду отсутствовать) (?:в офисе|на рабочем месте|на работе|с \d|до \d)"
    rf"|ваш[аеу]? {_ABOUT_YOURS}(?:зарегистрирован|создан)"
    rf"|ваш[аеу]? {_ABOUT_YOURS}(?:получен|принят|доставлен)[оаы]?(?: и будет| в (?:работу|обраб)"
    r"|\W|$)"
    # Ukrainian
    r"|(?:зараз )?я (?:зараз )?(?:перебуваю )?(?:у|в) (?:\w+ )?відпустці"
    r"|я (?:зараз )?відсутн|мене не буде (?:в|на)|ваш[еау]? (?:лист|звернення|запит|заявк\w)"
    r" (?:\S+ )?(?:отримано|зареєстровано|прийнято)"
    # Kyrgyz, Kazakh, Uzbek, Turkish
    r"|мен (?:азыр )?(?:\w+ )?(?:өргүүдө|сапарда)"
    r"|сиздин (?:кат|кайрылуу|билдирүү)\w{0,4} (?:кабыл алынды|катталды)"
    r"|мен (?:қазір )?(?:\w+ )?(?:демалыста|іссапарда)"
    r"|сіздің (?:хат|өтініш|хабарлама)\w{0,4} (?:қабылданды|тіркелді)"
    r"|men (?:hozir )?(?:\w+ )?ta['’]tilda"
    r"|(?:.{0,60} )?(?:izindeyim|tatildeyim|ofis dışındayım|ofiste olmayacağım)"
    # German
    r"|ich bin (?:.{0,60} )?(?:nicht im (?:büro|haus|dienst)|im urlaub"
    r"|abwesend|außer haus|nicht (?:erreichbar|anwesend))|ich befinde mich .{0,40}(?:im urlaub"
    r"|dienstreise)|ihre (?:anfrage|nachricht|e-?mail) (?:\S+ )?(?:ist eingegangen|wurde empf)",
    re.I,
)
GREETING = re.compile(
    r"^(?:(?:здравствуйте|добрый (?:день|вечер)|доброе утро|доброго (?:дня|времени суток)"
    r"|уважаем\w+[^.!,]{0,60}|шановн\w+[^.!,]{0,60}|вітаю|hello|hi|good (?:day|morning|afternoon)"
    r"|dear [^.!,]{0,60}|саламатсызбы|саламатсыздарбы|сәлеметсі[зң]\w* бе|құрметті [^.!,]{0,60}"
    r"|урматтуу [^.!,]{0,60}|guten (?:tag|morgen)|hallo|sehr geehrte\w? [^.!,]{0,80}"
    r"|merhaba(?:lar)?"
    r"|sayın [^.!,]{0,60}|assalomu alaykum"
    r"|спасибо за (?:ваше )?(?:письмо|сообщение|обращение)|благодар(?:им|ю) (?:вас )?за"
    r" (?:ваше )?(?:письмо|сообщение|обращение)|дякую за (?:ваш )?лист"
    r"|thank(?:s| you) for (?:contacting us|writing(?: to us)?|your (?:e-?mail|message|enquiry))"
    r"|(?:vielen )?dank für ihre (?:nachricht|e-?mail|anfrage)"
    r"|спасибо(?= ?[,!.])|к сожалению|на жаль|тилекке каршы|өкінішке орай"
    r"|unfortunately|leider|maalesef|afsuski"
    r")[\s.,!]*)+",
    re.I,
)
# What a person wants of an office, and no absence notice says.
WANTS = re.compile(
    r"жалоб|требую|прошу (?!(?:вас )?(?:обра|писать|звонить|связ|направ|прощ|извин|не отвеч))"
    r"|арыз|өтүнөм|суранам|шағым|сұраймын|скарг|вимагаю|complain",
    re.I,
)


def is_notice(subject: str) -> bool:
    """Whether a subject is a mail program's own for an automatic reply."""
    lower = subject.lower().replace("\u0307", "")  # of the Turkish capital İ
    return any(map(lower.__contains__, _STEMS)) and bool(SUBJECT.match(subject))
