"""The installation's settings: achyk.toml, then the environment, then secret files."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from config.appeal_settings import Appeals
from config.checks import (
    between,
    code_name,
    each_of,
    listen_address,
    mail_addresses,
    one_of,
    publication_targets,
    starts_with,
    time_zone_name,
    web_address,
)
from config.file_settings import Files
from config.languages import Language
from config.mail_settings import Mail
from config.mapping import Mappings, SheetMapping, load_mappings, own_mapping
from config.options import option, options, read_section, section, unknown_key
from config.rule_settings import Rules
from config.signatories import Signatory, read_signatories
from config.sms_settings import Sms
from config.trouble import SettingsTrouble

FILE = "achyk.toml"
PREFIX = "ACHYK_"
LANGUAGES = tuple(language.value for language in Language)


@dataclass(frozen=True)
class Database:
    """Where the register is kept."""

    url: str = option(
        "sqlite:///achyk.db",
        "sqlite:///FILE (a path in the installation's folder), or\n"
        "postgresql+psycopg://USER:PASSWORD@HOST/NAME for several workers.",
        check=starts_with("sqlite:///", "postgresql+psycopg://"),
        secret=True,
    )


@dataclass(frozen=True)
class Sheets:
    """How spreadsheets are read."""

    mappings: str = option(
        "mappings",
        "Folder of mapping files, one for each foreign layout of spreadsheets, seen from the\n"
        "installation's folder; see docs/mapping.md. A single one may stand here as\n"
        "[sheets.mapping].",
    )


@dataclass(frozen=True)
class Survey:
    """When a business is asked, reminded, and no longer heard."""

    questionnaire: str = option(
        "inspection-1", "The questionnaire that new invitations carry.", check=code_name
    )
    language: str = option(
        "ru", "The language where a row names none: ky, ru, kk, en.", check=one_of(*LANGUAGES)
    )
    delay: int = option(
        2, "Days from the end of an inspection to its invitation.", check=between(0, 60)
    )
    reminders: int = option(2, "How many reminders at most.", check=between(0, 5))
    gap: int = option(7, "Days between the invitation and each reminder.", check=between(1, 60))
    close: int = option(
        30,
        "Days after the end of the quarter while answers are accepted and can be corrected.",
        check=between(1, 180),
    )


@dataclass(frozen=True)
class Portal:
    """The web face."""

    url: str = option(
        "",
        "Public address of the portal, as https://achyk.example; empty: letters carry no links.",
        check=web_address,
    )
    listen: str = option(
        "127.0.0.1:8080", "Address and port `achyk serve` listens on.", check=listen_address
    )


@dataclass(frozen=True)
class Publication:
    """What is published, and where."""

    targets: tuple[str, ...] = option(
        ("release", "mirror"),
        "Where releases go: folders, seen from the installation's folder, and servers, as\n"
        "sftp://USER@HOST/FOLDER (the folder in full). Each gets the whole of every release.",
        check=publication_targets,
    )
    sftp_password: str = option("", "The password at the servers, or of the key.", secret=True)
    sftp_key: str = option(
        "", "The file of the private key for the servers, seen from the installation's folder."
    )
    known_hosts: str = option(
        "known_hosts",
        "The file of the servers' host keys, as ssh-keyscan writes it; others are not believed.",
    )
    wait: int = option(
        3,
        "Days from the building of a release, the day after its quarter has closed, until it goes\n"
        "out, even if nobody acts.",
        check=between(0, 30),
    )
    witnesses: tuple[str, ...] = option(
        (),
        "Addresses of witnesses: they get the digest and the roots of each release when it is\n"
        "built, before anybody can change it.",
        check=mail_addresses,
    )
    language: str = option("ru", "The language of publication.", check=one_of(*LANGUAGES))
    languages: tuple[str, ...] = option(
        ("ky", "ru", "en"),
        "The languages in which pages and workbooks are published beside it.",
        check=each_of(*LANGUAGES),
    )
    minimum_base: int = option(
        10, "The smallest number of answers a published figure may rest on.", check=between(3, 1000)
    )


@dataclass(frozen=True)
class Privacy:
    """How long personal data is kept."""

    retention: int = option(
        90,
        "Days from the close of a quarter, for disputes, until its raw replies are destroyed for\n"
        "good: their key, their originals, their copies in the mailboxes and what lies in\n"
        "[backup] folder from before the close. Copies made by hand are yours to destroy.",
        check=between(1, 3650),
    )


@dataclass(frozen=True)
class Backup:
    """Copies of the register, the originals and the settings."""

    folder: str = option(
        "",
        "Where the daily backup is made, seen from the installation's folder: best on another\n"
        "disk. Empty: none is made by schedule (see achyk backup).",
    )
    keep: int = option(14, "How many daily backups are kept.", check=between(2, 1000))


@dataclass(frozen=True)
class Schedule:
    """When jobs run, as crontab lines (minute hour day month weekday) in the time zone."""

    time_zone: str = option("Asia/Bishkek", "The installation's time zone.", check=time_zone_name)
    fetch: str = option("*/2 * * * *", "Read the mailboxes and the drop folder.")
    take_in: str = option("*/2 * * * *", "Place what was read.")
    invite: str = option("*/15 8-18 * * *", "Write due invitations.")
    remind: str = option("5 9 * * *", "Write due reminders.")
    deadlines: str = option("*/5 * * * *", "Follow appeals: warn, escalate, count anew.")
    watch: str = option("20 7 * * *", "Compare mailboxes and register; tell of held mail.")
    send: str = option("* * * * *", "Hand over the outbox.")
    backup: str = option("30 2 * * *", "Make a backup, where [backup] names a folder.")
    quarterly: str = option(
        "0 6 * * *", "Daily look whether a quarter has closed; then build its release."
    )
    publish: str = option("15 6 * * *", "Daily: put every release that is due at the targets.")
    purge: str = option(
        "45 3 * * *", "Daily look whether raw replies are to be destroyed (see [privacy])."
    )
    monthly: str = option(
        "30 6 * * *",
        "Daily look whether a month has ended; the analysis of its appeals goes out on the first\n"
        "working day.",
    )


@dataclass(frozen=True)
class Settings:
    """Everything an installation can set, read once and passed on."""

    folder: Path = field(default_factory=Path)
    database: Database = section(Database, "The register.")
    mail: Mail = section(Mail, "Addresses.")
    sheets: Sheets = section(Sheets, "Spreadsheets.")
    survey: Survey = section(Survey, "The survey.")
    rules: Rules = section(Rules, "Legal rules.")
    appeals: Appeals = section(Appeals, "Appeals.")
    files: Files = section(Files, "Files that come with appeals.")
    sms: Sms = section(Sms, "SMS.")
    portal: Portal = section(Portal, "The portal.")
    publication: Publication = section(Publication, "Publication.")
    privacy: Privacy = section(Privacy, "Privacy.")
    backup: Backup = section(Backup, "Backup.")
    schedule: Schedule = section(Schedule, "Schedule.")
    signatories: tuple[Signatory, ...] = ()
    mapping: SheetMapping | None = None  # the one of achyk.toml itself

    def mappings(self) -> Mappings:
        """The mappings of foreign layouts as they stand in the folder now."""
        return load_mappings(self.folder / self.sheets.mappings, self.mapping)

    def in_office(self, body_codes: frozenset[str], day: date) -> tuple[Signatory, ...]:
        """Whose word a letter about one of these bodies carries on that day, minister first."""
        return tuple(s for s in self.signatories if s.serves(body_codes, day))


SECRETS = frozenset(one.path for one in options(Settings) if one.secret)
"""What may stand in a file of its own: KEY_file."""


def load(folder: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of the installation in `folder`; SettingsTrouble says what is wrong."""
    path = folder / FILE
    if not path.is_file():
        raise SettingsTrouble(f"{path} is missing; run `achyk init {folder}` to make one")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsTrouble(f"{path} is not valid TOML: {error}") from error
    return read_settings(folder, data, environ)


def read_settings(folder: Path, data: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """The settings from the file's mapping and the environment (ACHYK_SECTION__KEY)."""
    tree: dict[str, Any] = {key: value for key, value in data.items() if key != "signatories"}
    mapping = _take_mapping(tree)
    for name, value in environ.items():
        if name.startswith(PREFIX) and "__" in name:
            _set(tree, name.removeprefix(PREFIX).lower().split("__"), value)
    settings = read_section(Settings, _with_secret_files(tree, folder))
    signatories = read_signatories(data.get("signatories", []))
    return replace(settings, folder=folder, signatories=signatories, mapping=mapping)


def _take_mapping(tree: dict[str, Any]) -> SheetMapping | None:
    """The [sheets.mapping] of the file, taken out of the tree: it stands only there."""
    sheets = tree.get("sheets")
    if not isinstance(sheets, Mapping) or "mapping" not in sheets:
        return None
    tree["sheets"] = {key: value for key, value in sheets.items() if key != "mapping"}
    return own_mapping(sheets["mapping"])


def _set(tree: dict[str, Any], keys: list[str], value: str) -> None:
    known = {o.path for o in options(Settings)}
    path = ".".join(keys)
    if path.removesuffix("_file") not in known and path not in known:
        raise unknown_key(path, known)
    for key in keys[:-1]:
        found = tree.get(key, {})
        if not isinstance(found, Mapping):
            return  # reading the section will say that it has to be one
        tree[key] = dict(found)
        tree = tree[key]
    tree[keys[-1]] = value


def _with_secret_files(tree: Mapping[str, Any], folder: Path, section: str = "") -> dict[str, Any]:
    read: dict[str, Any] = {}
    for key, value in tree.items():
        plain = key.removesuffix("_file")
        if isinstance(value, Mapping):
            read[key] = _with_secret_files(value, folder, f"{section}{key}.")
        elif plain != key and section + plain in SECRETS:
            read[plain] = _secret(folder / str(value), section + key)
        else:
            read.setdefault(key, value)
    return read


def _secret(path: Path, key: str) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsTrouble(
            f"settings: {key}: cannot read {path}: {os.strerror(error.errno or 0)}"
        ) from error
