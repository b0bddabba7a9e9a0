"""All that taking in wants to know of a mail, read in one go by pure code: bytes and terms in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from config.questionnaire import Questionnaire
from ingest.answers.reply import Reply, read_reply
from ingest.appeals.numbers import misnumbered
from ingest.appeals.written import (
    everything,
    numbers_named,
    own_words,
    shown_name,
    shown_subject,
)
from ingest.bounces.bounce import Bounce, read_bounce
from ingest.mail.authority import Authority, read_authority
from ingest.mail.automatic import may_answer, sent_by_program
from ingest.mail.classify import (
    Classified,
    Kind,
    OwnAddresses,
    classify,
    is_spreadsheet,
    letters_answered,
    letters_named,
)
from ingest.mail.confirming import NOT_CONFIRMED, Confirmation, confirmation, confirms
from ingest.mail.doors import addressed
from ingest.mail.message import Attachment, Mail, parse
from ingest.mail.signature import NO_SIGNATURE, Signature, Trust
from ingest.mail.strict_gate import refusals
from ingest.words.language import detect
from ingest.words.newtext import split
from ingest.words.ourwords import Ours, our_letters

_BY_PROGRAMS = frozenset({Kind.AUTO, Kind.LIST, Kind.OWN})
"""Kinds in which no answers are looked for. In any other a person may find some (held place)."""
_WITH_AUTHORITY = frozenset({Kind.UPLOAD, Kind.CONFIRMATION, Kind.OFFICER})
"""Kinds that enter rows or move an appeal: these pass the strict gate or have no effect."""
_ABOUT_APPEALS = frozenset(
    {Kind.APPEAL, Kind.STATUS, Kind.OFFICER, Kind.OTHER, Kind.AUTO, Kind.LIST, Kind.OWN}
)
"""Other and auto: an SMS in a gateway's mail may look like either, and a complaint like all."""
_PERHAPS_NUMBERED = frozenset({Kind.APPEAL, Kind.STATUS, Kind.OTHER})


@dataclass(frozen=True)
class Terms:
    """What a reader is told of the installation: plain values, no secret among them."""

    own: OwnAddresses
    staff: frozenset[str]  # addresses of inspectors and officers, in lower case
    authserv_id: str | None  # whose Authentication-Results count
    trusted_hops: int  # Received fields that our own servers put above them
    questionnaire: Questionnaire
    names: tuple[str, ...] = ()  # lines our letters end in: the sender's name, the portal
    trust: Trust | None = None  # what signatures are checked against


@dataclass(frozen=True)
class Reading:
    """What a mail says, as far as the register may ever ask: no more leaves the reader."""

    classified: Classified
    authority: Authority
    sender: str | None  # the From address, domain in lower case; None unless one plain mailbox
    message_id: str | None  # with its angle brackets
    trouble: tuple[str, ...]  # codes of what could not be read as it should be
    refused: tuple[str, ...]  # why what it brings can have no effect: the strict gate's codes
    to_uploads: bool  # sent to the address for spreadsheets
    to_appeals: bool  # sent to the address of appeals itself, without a key
    to_survey: bool  # sent to the address of the survey, without a token
    answerable: bool  # a machine may answer it, as far as the mail itself says (LP1)
    language: str | None  # of its text; None when it is too short to be sure
    sheets: tuple[Attachment, ...]  # the spreadsheets that came with it
    bounce: Bounce | None  # kind bounce only; None where it is no notice but came to its address
    reply: Reply | None  # None for what programs send
    confirms: bool  # kind confirmation: it says yes
    letters: tuple[str, ...] = ()  # ids of our letters that it answers, unless its address says it
    signature: Signature = NO_SIGNATURE  # who signed it (S/MIME), and what that is worth
    thread: tuple[str, ...] = ()  # the same ids wherever it was sent: of letters about appeals
    confirmation: Confirmation = NOT_CONFIRMED  # kind confirmation: what it says in full
    misnumbered: bool = False  # names an appeal's number with a slip of the pen, and no right one
    # Of kinds appeal, status, officer, other and auto only:
    subject: str = ""  # in one line
    words: str = ""  # the sender's own new words
    whole: str = ""  # the body with its quotes and signature: what is kept of a new appeal
    files: tuple[Attachment, ...] = ()  # all that came with it
    name: str = ""  # as the sender styles himself; proves nothing
    numbers: tuple[str, ...] = ()  # appeals' numbers in the subject and his own words
    quoted: bool = False  # its token stands in what it quotes only, not in an address it went to


def read_mail(raw: bytes, terms: Terms) -> Reading:
    """The reading of one mail as received."""
    mail, own = parse(raw, terms.trust), terms.own
    found = read_bounce(mail, raw)
    by_program = sent_by_program(mail)
    classified = classify(mail, found, own, terms.staff.__contains__, by_program)
    kind, to_uploads = classified.kind, own.uploads in mail.recipients
    bounce = found if kind is Kind.BOUNCE else None
    reading = Reading(
        classified=classified,
        authority=read_authority(raw, terms.authserv_id, terms.trusted_hops),
        sender=mail.sender,
        message_id=mail.message_id,
        trouble=mail.trouble,
        refused=refusals(raw, mail) if kind in _WITH_AUTHORITY or to_uploads else (),
        to_uploads=to_uploads,
        to_appeals=own.appeals in mail.recipients,
        to_survey=own.survey in mail.recipients,
        answerable=may_answer(mail, own.all(), by_program),
        language=detect(mail.text or mail.subject),
        sheets=tuple(file for file in mail.attachments if is_spreadsheet(file)),
        bounce=bounce,
        # What came to a return path and is no notice may be an answer: a person may place it.
        reply=None if bounce or kind in _BY_PROGRAMS else _reply(mail, terms),
        confirms=kind is Kind.CONFIRMATION and confirms(split(mail).text),
        letters=letters_answered(mail, own),
        signature=mail.signature,
        thread=letters_named(mail, own),
        confirmation=_confirmation(mail, kind),
        misnumbered=kind in _PERHAPS_NUMBERED and _is_misnumbered(mail),
    )
    return _about_appeal(reading, mail, terms) if kind in _ABOUT_APPEALS else reading


def _confirmation(mail: Mail, kind: Kind) -> Confirmation:
    return confirmation(split(mail).text) if kind is Kind.CONFIRMATION else NOT_CONFIRMED


def _is_misnumbered(mail: Mail) -> bool:
    return misnumbered(f"{mail.subject}\n{split(mail).text}")


def _about_appeal(reading: Reading, mail: Mail, terms: Terms) -> Reading:
    is_answer = reading.classified.token is not None or bool(reading.thread)
    words, subject = own_words(mail, _ours(terms) if is_answer else None), shown_subject(mail)
    return replace(
        reading,
        subject=subject,
        words=words,
        whole=everything(mail),
        files=mail.attachments,
        name=shown_name(mail),
        numbers=numbers_named(subject, words),
        quoted=reading.classified.token is not None and addressed(mail, terms.own) is None,
    )


def _reply(mail: Mail, terms: Terms) -> Reply:
    return read_reply(mail, terms.questionnaire, _ours(terms))


def _ours(terms: Terms) -> Ours:
    return our_letters(terms.questionnaire, terms.names, terms.own.all())
