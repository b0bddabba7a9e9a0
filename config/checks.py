"""What a setting's value must look like: each check returns what is wrong with it, or None."""

from __future__ import annotations

import re
from collections.abc import Callable
from posixpath import normpath
from typing import Any

from config.hours import read_hours

Check = Callable[[Any], str | None]

DOMAIN = re.compile(r"(?=.{1,253}\Z)[^\W_]([\w-]{0,61}[^\W_])?(\.[^\W_]([\w-]{0,61}[^\W_])?)+")
LOCAL = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
SERVER = re.compile(
    r"sftp://[^\s/?#@:]+@[^\s/?#@:]+(:\d{1,5})?/[^\s/?#][^\s?#]*"
)  # no password in it
WEB = re.compile(r"https?://[^\s/?#@\"'<>\\]+(/[^\s?#\"'<>\\]*)?")


def between(low: int, high: int) -> Check:
    """A check that a number lies in a range, both ends included."""
    return lambda value: (
        None if low <= value <= high else f"must be from {low} to {high}, found {value}"
    )


def one_of(*allowed: str) -> Check:
    """A check that a text is one of `allowed`."""
    return lambda value: (
        None if value in allowed else f"must be one of {', '.join(allowed)}; found {value!r}"
    )


def each_of(*allowed: str) -> Check:
    """A check that every text of a list is one of `allowed`."""

    def check(value: tuple[str, ...]) -> str | None:
        wrong = [text for text in value if text not in allowed]
        return f"must be of {', '.join(allowed)}; found {wrong[0]!r}" if wrong else None

    return check


def starts_with(*schemes: str) -> Check:
    """A check that an address, or each of several, has one of the schemes and something behind."""

    def check(value: str | tuple[str, ...]) -> str | None:
        urls = (value,) if isinstance(value, str) else value
        wrong = [url for url in urls if not url.startswith(schemes) or url in schemes]
        starts = ", ".join(schemes)
        return f"must start with one of {starts} and go on; found {wrong[0]!r}" if wrong else None

    return check


def empty_or(check: Check) -> Check:
    """A check that a text is empty, or passes `check`."""
    return lambda value: check(value) if value else None


def publication_targets(value: tuple[str, ...]) -> str | None:
    """Where to publish: folders and SFTP servers, at least one, each once."""
    for target in value:
        if "://" in target.removeprefix("file://") and not SERVER.fullmatch(target):
            return f"must be a folder or sftp://USER@HOST/FOLDER; found {target!r}"
    named = {normpath(target.removeprefix("file://")) for target in value}
    if len(named) < len(value):
        return "must name each target once"
    return None if value else "must name at least one target"


def domain(value: str) -> str | None:
    """A mail domain such as achyk.kg."""
    if DOMAIN.fullmatch(value):
        return None
    return f"must be a mail domain like achyk.kg; found {value!r}"


def mail_addresses(value: tuple[str, ...]) -> str | None:
    """Mail addresses, or none."""
    for address in value:
        local, _, rest = address.rpartition("@")
        if not re.fullmatch(r"[^\s@<>,;\"]{1,64}", local) or domain(rest) is not None:
            return f"must be mail addresses like archive@university.kg; found {address!r}"
    return None


def local_part(value: str) -> str | None:
    """What stands before the @; a + is ours, for tokens. A full address may stand here too."""
    local, at, rest = value.partition("@")
    if LOCAL.fullmatch(local) and len(local) <= 20 and (not at or domain(rest) is None):
        return None
    return f"must be a name like survey (letters, digits, -, _; at most 20); found {value!r}"


def web_address(value: str) -> str | None:
    """The address of the portal; empty for none."""
    if not value or WEB.fullmatch(value):
        return None
    return f"must be an address like https://achyk.kg; found {value!r}"


def code_name(value: str) -> str | None:
    """The name of a file of ours, without its ending."""
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,38}", value):
        return None
    return f"must be a code like inspection-1; found {value!r}"


def time_zone_name(value: str) -> str | None:
    """A name of the time zone database."""
    from zoneinfo import available_timezones

    if value in available_timezones():
        return None
    return f"no such time zone {value!r}; write one like Asia/Bishkek"


def listen_address(value: str) -> str | None:
    """Where the portal listens: address and port."""
    host, colon, port = value.rpartition(":")
    if colon and host and port.isascii() and port.isdigit() and int(port) < 65536:
        return None
    return f"must be an address and a port as 127.0.0.1:8080; found {value!r}"


def working_hours(value: str) -> str | None:
    """The hours in which offices work."""
    if read_hours(value):
        return None
    return f"must be hours as 09:00-18:00, the first before the second; found {value!r}"


def day_counts(value: tuple[str, ...]) -> str | None:
    """Numbers of days, each from 1 to 60."""
    wrong = [text for text in value if not re.fullmatch(r"[1-9]|[1-5]\d|60", text)]
    return f'must be days as ["3", "1"], each from 1 to 60; found {wrong[0]!r}' if wrong else None


def scanner_address(value: str) -> str | None:
    """Where a virus scanner listens: a socket of this machine, or host and port."""
    scheme, _, place = value.partition(":")
    if scheme == "unix" and place.startswith("/"):
        return None
    if scheme == "tcp" and listen_address(place) is None:
        return None
    return f"must be unix:/PATH or tcp:HOST:PORT; found {value!r}"
