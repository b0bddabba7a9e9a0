"""The words by which mail programs announce an original: header names, delimiters, drawn rules."""

from __future__ import annotations

import re
import unicodedata

# Zero-width and direction marks, soft hyphen: invisible, but they break matching.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

_LONGEST_NAME = 24  # characters of a header's name, with the stars that make it bold
_SHORTEST_RUN = 40  # characters of a line in which headers can run together
_DRAWN = "-–—‐‑‒―_*=~#<> \t"  # of what programs draw a line around "Original Message"
_LONGEST_DELIMITER = 120

# By the programs' own catalogues: Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, Zimbra, Foxmail.
_HEADER_NAMES = {
    "from": """from; от; от кого; отправитель; кимден; жөнөтүүчү; кімнен; жіберуші; від; від кого
        відправник; von; absender; gönderen; kimden; kimdan; yuboruvchi; кимдан; de; de la
        expéditeur; remitente; da; mittente; od; nadawca; odesílatel; van; fra; från; lähettäjä
        feladó; expeditor; saatja
        发件人; 寄件者; 寄件人; 差出人; 보낸사람; 보낸 사람""",
    "to": """to; кому; получатель; получатели; кимге; кімге; алушы; алуучу; an; empfänger; kime
        alıcı; kimga; кимга; para; à; a; pour; destinataire; destinatario; do; komu; adresat
        příjemce; aan; til; till; vastaanottaja; címzett; către; pre
        收件人; 收件者; 宛先; 받는사람""",
    "cc": """cc; bcc; копия; копии; көчүрмө; көчүрмөсү; көшірме; көшірмесі; копія; kopie; kopie (cc)
        bilgi; nusxa; copie à; copia; kopia; kopi; kópia; dw; kopio; másolat; 抄送; 副本; ск""",
    "date": """date; sent; sent time; sent on; sent at; message du; отправлено; отправлен; дата
        дата отправки
        жөнөтүлдү; жөнөтүлгөн; жөнөтүлгөн күнү; күнү; датасы; жіберілді; жіберілген
        жіберілген күні; күні; надіслано; відправлено; gesendet; gesendet am; datum; gönderildi
        gönderilen; gönderme tarihi; gönderim tarihi; tarih; yuborilgan; yuborildi; sana
        юборилган; сана; envoyé; envoyé le; fecha; enviado; enviado el; enviada; enviada em
        enviado em; data; inviato; wysłano; data wysłania; odesláno; verzonden; sendt; dato
        skickat; lähetetty; päivämäärä; päiväys; elküldve; dátum; dată; 发送时间; 发送日期; 日期
        時間; 寄件日期; 送信日時; 日付; 보낸날짜; 날짜; odoslané; trimis""",
    "subject": """subject; тема; темасы; тақырыбы; тақырып; betreff; konu; mavzu; мавзу; objet
        sujet; asunto; oggetto; assunto; temat; předmět; predmet; onderwerp; emne; ämne; aihe
        tárgy; subiect; subiectul; 主题; 主旨; 主題; 件名; 제목""",
    "other": """reply-to; importance; важность; priority; приоритет; attachments; attachment
        вложения; вложение; тиркемелер; тіркемелер; organization; ответ-кому; кому відповісти
        antwort an; wichtigkeit; anlagen; маанилүүлүгү; маңыздылығы; önem""",
}
_ROLES = {
    " ".join(name.split()): role
    for role, names in _HEADER_NAMES.items()
    for name in re.split(r"[;\n]", names)
    if name.strip()
}
_FURTHER_NAMES = re.compile(
    r"(?:(?<=[\s>;)\]])|(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ]))([^\W\d_]{2,12}) ?[:：]"
)

# "-----Original Message-----" and its kin in every language a program has.
_ORIGINAL = """original message; original appointment; reply message; replied message; original
    исходное сообщение; исходное письмо; оригинальное сообщение; исходное текстовое сообщение
    первоначальное сообщение; оригинал сообщения; оригинал письма
    баштапкы кат; баштапкы билдирүү; түпнуска кат; түпнуска билдирүү; оригинал кат; жөнөтүлгөн кат
    бастапқы хабар; бастапқы хат; түпнұсқа хабар; түпнұсқа хат; бастапқы хабарлама
    вихідне повідомлення; початкове повідомлення; оригінальне повідомлення; вихідний лист
    asl xabar; dastlabki xabar; ursprüngliche nachricht; originalnachricht; antwort nachricht
    orijinal mesaj; orijinal ileti; özgün ileti; asıl ileti
    原始邮件; 原始郵件; 回复的原邮件; 原邮件
    message d'origine; message original; mensaje original; mensagem original; messaggio originale
    oorspronkelijk bericht; oprindelig meddelelse; oprindelig besked; opprinnelig melding
    ursprungligt meddelande; alkuperäinen viesti; wiadomość oryginalna; oryginalna wiadomość
    původní zpráva; eredeti üzenet; mesaj original; 元のメッセージ; 원본 메시지"""
_FORWARDED = """forwarded message; begin forwarded message; forwarded by
    пересылаемое сообщение; пересланное сообщение; перенаправленное сообщение; пересылаемое письмо
    переадресованное сообщение; начало переадресованного сообщения; начало пересылаемого сообщения
    конец пересылаемого сообщения; конец переадресованного сообщения; пересланное письмо
    багытталган билдирүү; кайра жөнөтүлгөн кат; кайра жөнөтүлгөн билдирүү
    қайта жіберілген хабар; қайта жіберілген хат; бағытталған хабар
    переслане повідомлення; перенаправлене повідомлення; початок листа, що пересилається
    uzatilgan xabar; weitergeleitete nachricht; anfang der weitergeleiteten nachricht
    anfang der weitergeleiteten e-mail; iletilen ileti; iletilmiş mesaj; iletilen mesaj
    ileti başlangıcı; 转发邮件; 转发的邮件; 轉寄郵件; message transféré; début du message réexpédié
    début du message transféré; message transmis; mensaje reenviado; inicio del mensaje reenviado
    mensagem encaminhada; mensagem reencaminhada; messaggio inoltrato; inizio messaggio inoltrato
    doorgestuurd bericht; begin doorgestuurd bericht; videresendt meddelelse; videresendt melding
    videresendt besked; vidarebefordrat meddelande; vidarebefordrat mejl; välitetty viesti
    przekazana wiadomość; treść przekazanej wiadomości; początek przekazywanej wiadomości
    přeposlaná zpráva; začátek přeposílané zprávy; továbbított üzenet; továbbított levél kezdete"""
_DELIMITERS = {
    " ".join(phrase.split()): kind
    for kind, phrases in (("original", _ORIGINAL), ("forwarded", _FORWARDED))
    for phrase in re.split(r"[;\n]", phrases)
}


_BEFORE_HEADER = re.compile(r"[-_*=]{3,60}+ ?+([^-_*=]{5,60}+)[-_*=]{3,60}+ ?\S")


def listed(words: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(words.split())


def visible(line: str) -> str:
    """`line` for matching: invisible marks gone, every kind of space one plain space."""
    if not line.isascii():
        line = INVISIBLE.sub("", unicodedata.normalize("NFC", line))
    return " ".join(line.split())


def visible_lines(text: str, longest: int) -> list[str]:
    """Each line of `text` for matching, cut after `longest` characters; empty ones stay."""
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return [" ".join(line[:longest].split()) for line in text.split("\n")]


def header_role(line: str) -> str | None:
    """What a header line that a program copied into the text says: from, to, cc, date, subject.

    None: it is no header line. NetEase draws its headers as a table: "| From | a@b |".
    """
    behind = ":"
    if line[:1] in "*_|>":
        behind = "|" if line[:1] == "|" else ":"
        line = line.lstrip("*_|> ")
    name, found, _ = line[:_LONGEST_NAME].partition(behind)
    if not found:
        name, found, _ = line[:_LONGEST_NAME].partition("：")
        if not found:
            return None
    return _ROLES.get(name.strip(" *_").lower())


def header_roles(line: str) -> set[str]:
    """Every role in a line that begins with one: some programs run the headers together."""
    role = header_role(line)
    if role is None:
        return set()
    if len(line) < _SHORTEST_RUN:
        return {role}
    further = (_ROLES.get(name.lower()) for name in _FURTHER_NAMES.findall(line))
    return {role, *(name for name in further if name)}


def delimiter_kind(line: str) -> str | None:
    """ "original" or "forwarded" for "-----Original Message-----" and its kin, drawn or not."""
    if len(line) > _LONGEST_DELIMITER:
        return None
    if "&nbsp;" in line:
        line = line.replace("&nbsp;", " ")  # QQ Mail leaves it so in its plain form
    return _DELIMITERS.get(line.strip(_DRAWN + ":：").lower())


def is_delimiter(line: str) -> bool:
    """Whether the line is "-----Original Message-----" or one of its kind, drawn as such."""
    if not line or (line[0] not in _DRAWN and line[-1] not in ":："):
        return False
    if len(line) > 2 and line[0] in _DRAWN and line[1] in _DRAWN:
        return delimiter_kind(line) is not None or _is_delimiter_before(line)
    return line[-1] in ":：" and delimiter_kind(line) == "forwarded"  # Apple: "Begin …:"


def _is_delimiter_before(line: str) -> bool:
    """Whether the original's header follows the delimiter on its line."""
    found = _BEFORE_HEADER.match(line)
    return found is not None and delimiter_kind(found[1]) is not None


def is_rule(line: str) -> bool:
    """Whether the line is a drawn rule, as Outlook and Yandex set above the original."""
    return len(line) >= 8 and line[0] in "_-—=" and not line.strip(line[0])
