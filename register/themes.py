"""Themes: what free words are about, as an administrator coded them, and what was done about it.

Words are known by a digest that leads to no business. Nobody sees even that: a list of words to be
coded names each by a key that is sealed anew, so two lists of the same words have nothing in
common.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from config.languages import Language
from config.trouble import Trouble
from register.bodies import Body
from register.database import Base, UtcDateTime
from register.keys import KEPT, SEAL_BYTES, Keys, KeyTrouble
from register.moment import Moment
from register.responses import ResponseWords
from register.rules.quarter import Quarter
from register.rules.tokens import base32

CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
LONGEST_TITLE, LONGEST_DEED, LONGEST_PERSON = 120, 1000, 200
MOST = 3  # themes of one text
NONE = "none"  # stands in a list where what was said before is taken back
_PREFIX = b"theme/1"  # a key of another purpose is none of ours
_FINGERPRINT = 8  # bytes by which changed words are noticed


class Theme(Base):
    """A matter that businesses write about."""

    __tablename__ = "themes"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    titles: Mapped[dict[str, str]] = mapped_column(sa.JSON)  # language → what a person reads
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ThemeMention(Base):
    """That the free words under a digest mention a theme."""

    __tablename__ = "theme_mentions"
    __table_args__ = ({"sqlite_with_rowid": False},)

    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    theme: Mapped[str] = mapped_column(sa.ForeignKey("themes.code"), primary_key=True)


class ThemeAction(Base):
    """What a body did about a theme: "you said, we did"."""

    __tablename__ = "theme_actions"

    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    theme: Mapped[str] = mapped_column(sa.ForeignKey("themes.code"))
    quarter: Mapped[str] = mapped_column(sa.String(7))  # in whose release it is told
    body: Mapped[str] = mapped_column(sa.String(40))
    words: Mapped[dict[str, str]] = mapped_column(sa.JSON)  # language → what was done
    person: Mapped[str] = mapped_column(sa.String(200))  # who answers for it: name and post
    done_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class FreeWords:
    """What one business wrote to one question, and what it was coded as so far."""

    digest: bytes
    question: int
    words: str
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class WordsKey:
    """Which words a row of a list names."""

    digest: bytes
    question: int
    fingerprint: bytes  # of the words as they were listed


@dataclass(frozen=True)
class Mentions:
    """A quarter's free words in numbers; each response counts once, however much it wrote."""

    written: int = 0  # responses with words
    coded: int = 0  # of these: some theme was found in them
    themes: Mapping[str, int] | None = None  # code → responses that mention it; none where 0


def all_themes(session: Session) -> Sequence[Theme]:
    """Every theme, by its code."""
    return session.scalars(sa.select(Theme).order_by(Theme.code)).all()


def add_theme(session: Session, moment: Moment, code: str, titles: Mapping[str, str]) -> Theme:
    """Add a theme, or give a known one further or other titles; Trouble where either is no good."""
    if not CODE.fullmatch(code) or code == NONE:
        raise Trouble(f"{code!r} is no code; use small Latin letters, digits and -: extra-papers")
    given = _in_languages(titles, LONGEST_TITLE)
    theme = session.get(Theme, code)
    if theme is None:
        if not given:
            raise Trouble(f"the theme {code} needs a title: --ky, --ru, --en or --kk")
        theme = Theme(code=code, titles=given, added_at=moment.now)
        session.add(theme)
    theme.titles = {**theme.titles, **given}
    session.flush()
    return theme


def _in_languages(texts: Mapping[str, str], longest: int) -> dict[str, str]:
    """The texts that are there, each on one line; Trouble about one too long."""
    lines = {language.value: _line(texts.get(language.value, "")) for language in Language}
    for language, line in lines.items():
        if len(line) > longest:
            raise Trouble(f"the words in {language} have {len(line)} letters; at most {longest}")
    return {language: line for language, line in lines.items() if line}


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def free_words(session: Session, quarter: str) -> Iterator[FreeWords]:
    """Every free answer of the quarter with what it was coded as, in no telling order."""
    rows = session.execute(
        sa.select(
            ResponseWords.digest, ResponseWords.question, ResponseWords.words, ThemeMention.theme
        )
        .outerjoin(
            ThemeMention,
            sa.and_(
                ThemeMention.digest == ResponseWords.digest,
                ThemeMention.question == ResponseWords.question,
            ),
        )
        .where(ResponseWords.quarter == quarter)
        .order_by(ResponseWords.digest, ResponseWords.question, ThemeMention.theme)
    )
    for (digest, question, words), same in groupby(rows, lambda row: tuple(row[:3])):
        yield FreeWords(digest, question, words, tuple(row[3] for row in same if row[3]))


def words_key(keys: Keys, quarter: str, found: FreeWords) -> str:
    """A key for a list: of the same words another one each time."""
    told = _PREFIX + quarter.encode() + found.question.to_bytes(1, "big")
    return base32(keys.seal(KEPT, told + found.digest + _fingerprint(found.words)))


def opened_key(keys: Keys, quarter: str, text: str) -> WordsKey | None:
    """What a key in a list names; None where it is no key of ours, or of another quarter."""
    sealed, prefix = _bytes_of(text), _PREFIX + quarter.encode()
    if len(sealed) != SEAL_BYTES + len(prefix) + 1 + 32 + _FINGERPRINT:
        return None
    keys.prove(KEPT)
    try:
        plain = keys.unseal(KEPT, sealed)
    except KeyTrouble:
        return None
    if not plain.startswith(prefix):
        return None
    rest = plain[len(prefix) :]
    return WordsKey(rest[1:33], rest[0], rest[33:])


def _bytes_of(text: str) -> bytes:
    plain = text.strip().upper()
    try:
        return base64.b32decode(plain + "=" * (-len(plain) % 8))
    except (binascii.Error, ValueError):
        return b""


def _fingerprint(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()[:_FINGERPRINT]


def kept_words(session: Session, quarter: str, key: WordsKey) -> bool | None:
    """Whether the words are as they were when listed; None: they are here no more."""
    row = session.get(ResponseWords, (key.digest, key.question))
    if row is None or row.quarter != quarter:
        return None
    return _fingerprint(row.words) == key.fingerprint


def code_words(session: Session, key: WordsKey, themes: Collection[str]) -> bool:
    """Say what the words are about, in place of what was said before; False where it is the same.

    `themes`: codes of themes there are.
    """
    own = sa.and_(ThemeMention.digest == key.digest, ThemeMention.question == key.question)
    before = set(session.scalars(sa.select(ThemeMention.theme).where(own)))
    if before == set(themes):
        return False
    gone = before - set(themes)
    session.execute(sa.delete(ThemeMention).where(own, ThemeMention.theme.in_(gone)))
    for code in sorted(set(themes) - before):
        session.add(ThemeMention(digest=key.digest, question=key.question, theme=code))
    session.flush()
    return True


def record_action(
    session: Session,
    moment: Moment,
    theme: str,
    quarter: str,
    body: str,
    person: str,
    done_on: date,
    words: Mapping[str, str],
) -> ThemeAction:
    """Say in the release of `quarter` what a body did about a theme.

    The same theme, body and day again: other words take the place of those said before.
    """
    told, by = _in_languages(words, LONGEST_DEED), _line(person)[:LONGEST_PERSON]
    _prove_action(session, moment, theme, body, by, done_on, told)
    named = {"theme": theme, "quarter": str(Quarter.parse(quarter)), "body": body}
    wanted = sa.select(ThemeAction).filter_by(**named, done_on=done_on)
    action = session.scalars(wanted).first()
    if action is None:
        action = ThemeAction(id=moment.new_id(), done_on=done_on, words={}, **named)
        session.add(action)
    action.words, action.person, action.recorded_at = told, by, moment.now
    session.flush()
    return action


def _prove_action(
    session: Session,
    moment: Moment,
    theme: str,
    body: str,
    person: str,
    done_on: date,
    words: Mapping[str, str],
) -> None:
    if session.get(Theme, theme) is None:
        raise Trouble(f"there is no theme {theme!r}; see achyk theme list")
    if session.get(Body, body) is None:
        raise Trouble(f"there is no body {body!r}; see achyk body add")
    if not words:
        raise Trouble("say what was done: --ky, --ru, --en or --kk")
    if not person:
        raise Trouble("say who answers for it, with name and post: --person")
    if done_on > moment.today:
        raise Trouble(f"{done_on} lies ahead; a release tells what was done, not what is planned")


def actions_in(session: Session, quarter: str) -> Sequence[ThemeAction]:
    """What is told in the release of a quarter."""
    wanted = sa.select(ThemeAction).filter_by(quarter=quarter)
    ordered = (ThemeAction.theme, ThemeAction.done_on, ThemeAction.body, ThemeAction.id)
    return session.scalars(wanted.order_by(*ordered)).all()


def mentions_in(session: Session, quarter: str) -> Mentions:
    """How many responses of a quarter mention each theme."""
    digests = sa.func.count(sa.distinct(ResponseWords.digest))
    here = ResponseWords.quarter == quarter
    joined = sa.and_(
        ThemeMention.digest == ResponseWords.digest,
        ThemeMention.question == ResponseWords.question,
    )
    each = sa.select(ThemeMention.theme, digests).join(ResponseWords, joined).where(here)
    coded = sa.select(digests).select_from(ResponseWords).join(ThemeMention, joined).where(here)
    return Mentions(
        written=session.scalar(sa.select(digests).where(here)) or 0,
        coded=session.scalar(coded) or 0,
        themes={row[0]: row[1] for row in session.execute(each.group_by(ThemeMention.theme))},
    )
