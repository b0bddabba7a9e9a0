"""What everything about an appeal is called, in four languages: letters, slip, tables, commands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from config.languages import catalogue, mark
from register.rules.appeal import (
    Action,
    AppealKind,
    Channel,
    DecisionKind,
    MovementKind,
    Notify,
    PartState,
)


class Post(StrEnum):
    """In what capacity somebody acted: applicants see the post, never the person."""

    OFFICER = "officer"
    HEAD = "head"
    UNIT_HEAD = "unit_head"
    BODY_HEAD = "body_head"
    MINISTRY = "ministry"
    RAPID = "rapid"  # the rapid-response group
    INSPECTOR = "inspector"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    APPLICANT = "applicant"
    PROGRAM = "program"


class ShownStage(StrEnum):
    """How an appeal stands, in one word for its applicant."""

    ON_TIME = "on_time"
    NEAR = "near"
    OVERDUE = "overdue"
    ASKED = "asked"
    DECIDED = "decided"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


def says(what: StrEnum, language: str) -> str:
    """What a kind, channel, post, movement … is called in `language`, as inside a sentence."""
    return catalogue(language).gettext(_WORDS[type(what)][what])


def named(family: str, code: str, language: str) -> str:
    """The same for a stored code, as a letter's context has it; '' as a post is the program.

    `family`: a key of FAMILIES. ValueError for a code that is none of it.
    """
    return says(FAMILIES[family](code or "program"), language)


FAMILIES: Mapping[str, type[StrEnum]] = {
    "kind": AppealKind,
    "channel": Channel,
    "notify": Notify,
    "state": PartState,
    "stage": ShownStage,
    "movement": MovementKind,
    "decision": DecisionKind,
    "action": Action,
    "post": Post,
}

_WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    AppealKind: {
        AppealKind.COMPLAINT: mark("complaint"),
        AppealKind.APPLICATION: mark("application"),
        AppealKind.PROPOSAL: mark("proposal"),
        AppealKind.REQUEST: mark("request for information"),
        AppealKind.ALERT: mark("report of an unlawful inspection"),
    },
    Channel: {
        Channel.MAIL: mark("by e-mail"),
        Channel.SURVEY: mark("in an answer to the survey"),
        Channel.PORTAL: mark("on the web page"),
        Channel.SMS: mark("by SMS"),
        Channel.PAPER: mark("on paper"),
        Channel.ORAL: mark("in person"),
        Channel.PHONE: mark("by phone"),
    },
    Notify: {
        Notify.MAIL: mark("by e-mail"),
        Notify.SMS: mark("by SMS"),
        Notify.NONE: mark("not told, asks by number and PIN"),
    },
    PartState: {
        PartState.OPEN: mark("under consideration"),
        PartState.ASKED: mark("waits for the applicant's answer"),
        PartState.DECIDED: mark("decided"),
        PartState.SPLIT: mark("split into parts"),
        PartState.FORWARDED: mark("forwarded to another body"),
    },
    ShownStage: {
        ShownStage.ON_TIME: mark("under consideration, in time"),
        ShownStage.NEAR: mark("under consideration, the due date is near"),
        ShownStage.OVERDUE: mark("overdue"),
        ShownStage.ASKED: mark("waits for your answer"),
        ShownStage.DECIDED: mark("decided"),
        ShownStage.OUTSIDE: mark("forwarded to another body"),
        ShownStage.UNKNOWN: mark("not found"),
    },
    MovementKind: {
        MovementKind.REGISTERED: mark("registered"),
        MovementKind.ASSIGNED: mark("given to an officer"),
        MovementKind.FORWARDED: mark("forwarded"),
        MovementKind.SPLIT: mark("split into parts"),
        MovementKind.ASKED: mark("the applicant was asked"),
        MovementKind.ANSWERED: mark("the applicant answered"),
        MovementKind.ADDED: mark("the applicant wrote more"),
        MovementKind.EXTENDED: mark("due date extended"),
        MovementKind.SUSPENDED: mark("clock stopped"),
        MovementKind.RESUMED: mark("clock runs again"),
        MovementKind.WARNED: mark("reminded of the due date"),
        MovementKind.ESCALATED: mark("raised one step up"),
        MovementKind.RECOUNTED: mark("due date recounted"),
        MovementKind.RECLASSIFIED: mark("kind of appeal changed"),
        MovementKind.DECIDED: mark("decided"),
        MovementKind.RATED: mark("the applicant rated the answer"),
        MovementKind.REOPENED: mark("opened again one level higher"),
        MovementKind.ACKNOWLEDGED: mark("taken up by the rapid-response group"),
        MovementKind.PIN: mark("new PIN issued"),
        MovementKind.UNDELIVERED: mark("a letter did not reach the applicant"),
        MovementKind.JOINED: mark("joined with appeals like it"),
        MovementKind.EVIDENCE: mark("the register's state was kept as evidence"),
    },
    DecisionKind: {
        DecisionKind.SATISFIED: mark("satisfied"),
        DecisionKind.PARTLY: mark("satisfied in part"),
        DecisionKind.EXPLAINED: mark("explained"),
        DecisionKind.REFUSED: mark("refused"),
        DecisionKind.OUTSIDE: mark("forwarded to another body"),
        DecisionKind.LEFT: mark("left without consideration"),
    },
    Action: {
        Action.DECIDE: mark("answer the applicant"),
        Action.ASK: mark("ask the applicant"),
        Action.FORWARD: mark("forward"),
        Action.EXTEND: mark("extend the due date"),
        Action.SPLIT: mark("divide into parts"),
        Action.RECLASSIFY: mark("change the kind of appeal"),
        Action.ACKNOWLEDGE: mark("take up the report"),
        Action.ASSIGN: mark("give to another officer"),
    },
    Post: {
        Post.OFFICER: mark("officer"),
        Post.HEAD: mark("head"),
        Post.UNIT_HEAD: mark("head of the unit"),
        Post.BODY_HEAD: mark("head of the body"),
        Post.MINISTRY: mark("ministry"),
        Post.RAPID: mark("rapid-response group"),
        Post.INSPECTOR: mark("inspector"),
        Post.OPERATOR: mark("operator"),
        Post.ADMINISTRATOR: mark("administrator"),
        Post.APPLICANT: mark("applicant"),
        Post.PROGRAM: mark("program"),
    },
}
