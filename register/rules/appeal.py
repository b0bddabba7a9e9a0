"""What an appeal can be: its kinds, channels, states, movements and decisions."""

from __future__ import annotations

from enum import StrEnum


class AppealKind(StrEnum):
    """What an applicant wants."""

    COMPLAINT = "complaint"  # a right was violated
    APPLICATION = "application"  # something is asked for
    PROPOSAL = "proposal"  # something could be better
    REQUEST = "request"  # information is asked for
    ALERT = "alert"  # an unlawful inspection, now: the rapid-response group's


class Channel(StrEnum):
    """How an appeal came in."""

    MAIL = "mail"
    SURVEY = "survey"  # the business's own words in its answers
    PORTAL = "portal"
    SMS = "sms"
    PAPER = "paper"
    ORAL = "oral"
    PHONE = "phone"


class Notify(StrEnum):
    """How the applicant wants to be told."""

    MAIL = "mail"
    SMS = "sms"
    NONE = "none"  # no address is known: asked for by number and PIN


class PartState(StrEnum):
    """Where a part of an appeal stands."""

    OPEN = "open"
    ASKED = "asked"  # the applicant was asked, and its clock rests
    DECIDED = "decided"
    SPLIT = "split"  # its parts go on
    FORWARDED = "forwarded"  # to a body outside of this register


WAITING_STATES = (PartState.OPEN, PartState.ASKED)
"""Of a part that is not decided."""


class MovementKind(StrEnum):
    """One step on the route of an appeal."""

    REGISTERED = "registered"
    ASSIGNED = "assigned"
    FORWARDED = "forwarded"  # to another unit, or outside
    SPLIT = "split"
    ASKED = "asked"
    ANSWERED = "answered"  # by the applicant
    ADDED = "added"  # the applicant wrote more
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    WARNED = "warned"  # the due date is near
    ESCALATED = "escalated"
    RECOUNTED = "recounted"  # the calendar changed
    RECLASSIFIED = "reclassified"
    DECIDED = "decided"
    RATED = "rated"
    REOPENED = "reopened"
    ACKNOWLEDGED = "acknowledged"  # an alert, by the rapid-response group
    PIN = "pin"  # a new one was issued; the old one opens nothing
    UNDELIVERED = "undelivered"  # a letter to the applicant came back, or was refused
    JOINED = "joined"  # taken with others alike as a collective appeal
    EVIDENCE = "evidence"  # what the register held of the inspection when an alert came in


class DecisionKind(StrEnum):
    """How a part ended."""

    SATISFIED = "satisfied"
    PARTLY = "partly"
    EXPLAINED = "explained"
    REFUSED = "refused"
    OUTSIDE = "outside"  # forwarded to a body that is not in this register
    LEFT = "left"  # without consideration: only for a reason that the profile allows


class Action(StrEnum):
    """What an officer may do with a part."""

    DECIDE = "decide"
    ASK = "ask"
    FORWARD = "forward"
    EXTEND = "extend"
    SPLIT = "split"
    RECLASSIFY = "reclassify"
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"  # to another person of the chain


LONGEST_WORDS = 200_000  # characters of an appeal's text that are kept apart from its original
MOST_PARTS = 20  # that an appeal is split into
MOST_DAYS = 366  # that anybody may ask a due date to be put off by, whatever the law
LATE = "/late"  # behind the body of a forwarding that took longer than the law allows
RATED_BAD = 2  # this rating and worse opens the next level
