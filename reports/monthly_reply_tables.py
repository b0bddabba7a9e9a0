"""The month's tables of replies: how many are alike each other, and which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache
from statistics import median

from config.languages import mark
from register.rules.number import spaced
from reports.monthly_body_tables import SOURCE, body_column
from reports.monthly_counts import MonthFigures, Reply
from reports.monthly_edition import MonthEdition, given, share
from reports.monthly_notes import Note, noted
from reports.monthly_replies import Group, groups_of
from reports.table import Cell, Column, Kind, Table

THIN = 100  # characters of a reply for each question, under which something may be left out
MOST_GROUPS = 50
MOST_NAMED = 4  # cases of a group that are named


def reply_table(edition: MonthEdition) -> Table:
    """The replies of each body: alike, repeated, short for what was asked."""
    say = edition.say
    return Table(
        name="replies",
        tab=say(mark("Replies")),
        title=edition.titled(say(mark("Are they answers? Replies compared, by body"))),
        about=say(mark("Replies that say the same to many, or little to what was asked.")),
        columns=(
            body_column(edition),
            Column("replies", say(mark("Replies")), Kind.COUNT),
            Column("alike", noted(say(mark("Alike each other")), Note.ALIKE), Kind.COUNT),
            Column("alike_share", say(mark("Alike, of replies (%)")), Kind.PERCENT),
            Column("again", say(mark("Same words again after a bad rating")), Kind.COUNT),
            Column("asked", say(mark("To questions")), Kind.COUNT),
            Column(
                "thin", noted(say(mark("of these short for the questions")), Note.THIN), Kind.COUNT
            ),
            Column("length", say(mark("Median length (characters)")), Kind.COUNT),
        ),
        rows=_reply_rows(edition),
        notes=(Note.ALIKE, Note.THIN, Note.BODIES),
        source=say(SOURCE),
        total=True,
    )


def _reply_rows(edition: MonthEdition) -> tuple[tuple[Cell, ...], ...]:
    replies = edition.figures.replies
    grouped = {r.label for group in found_groups(replies) for r in group.replies}
    by_body: Mapping[str, list[Reply]] = defaultdict(list)
    for reply in replies:
        by_body[reply.body].append(reply)
    rows = [(edition.say(mark("All bodies")), *_reply_cells(replies, grouped))]
    for code, name, _ in edition.bodies():
        if code in by_body:
            rows.append((name, *_reply_cells(by_body[code], grouped)))
    return tuple(rows)


def _reply_cells(replies: Collection[Reply], grouped: Collection[str]) -> tuple[Cell, ...]:
    alike = sum(reply.label in grouped for reply in replies)
    asked = [reply for reply in replies if reply.questions]
    lengths = [reply.length for reply in replies]
    return (
        len(replies),
        alike,
        share(alike, len(replies)),
        sum(reply.same_again for reply in replies),
        len(asked),
        sum(is_thin(reply) for reply in asked),
        given(round(median(lengths)) if lengths else None),
    )


def is_thin(reply: Reply) -> bool:
    """Whether questions were asked, and little was said to each."""
    return reply.questions > 0 and reply.length < THIN * reply.questions


def alike_table(edition: MonthEdition) -> Table:
    """The largest groups of replies alike each other."""
    say = edition.say
    groups = found_groups(edition.figures.replies)[:MOST_GROUPS]
    return Table(
        name="alike",
        tab=say(mark("Replies alike")),
        title=edition.titled(say(mark("Replies alike each other"))),
        about=say(mark("The largest groups of replies that share most of their wording.")),
        columns=(
            Column("bodies", say(mark("Bodies"))),
            Column("cases", say(mark("Some of the cases"))),
            Column("replies", noted(say(mark("Replies alike")), Note.ALIKE), Kind.COUNT),
            Column("length", say(mark("Median length (characters)")), Kind.COUNT),
        ),
        rows=tuple(_group_row(edition, group) for group in groups)
        or ((say(mark("none")), "–", 0, 0),),
        notes=(Note.ALIKE,),
        source=say(SOURCE),
    )


def _group_row(edition: MonthEdition, group: Group) -> tuple[Cell, ...]:
    codes = dict.fromkeys(reply.body for reply in group.replies)
    names = [edition.body(code) for code in codes]
    bodies = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    shown = [r for r in group.replies[:MOST_NAMED] if r.appeal_id not in edition.figures.hidden]
    cases = "\n".join(spaced(reply.label) for reply in shown) or "–"
    lengths = median(reply.length for reply in group.replies)
    return (bodies, cases, len(group.replies), round(lengths))


def named_appeals(figures: MonthFigures, within: Collection[str]) -> set[int]:
    """The ids of all appeals that the workbook of these bodies would name by their numbers."""
    late = {one.appeal_id for one in figures.overdue if one.body in within}
    replies = tuple(reply for reply in figures.replies if reply.body in within)
    groups = found_groups(replies)[:MOST_GROUPS]
    return late | {r.appeal_id for group in groups for r in group.replies[:MOST_NAMED]}


@lru_cache(maxsize=2)
def found_groups(replies: tuple[Reply, ...]) -> tuple[Group, ...]:
    """The groups among these replies; two tables ask for the same."""
    return groups_of(replies)
