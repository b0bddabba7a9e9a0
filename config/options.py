"""How a settings class is declared and read: each option with its default, its words, its check."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from config.checks import Check
from config.trouble import SettingsTrouble

Section = TypeVar("Section")


@dataclass(frozen=True)
class Option:
    """One key of the settings as the file, the environment and the documentation name it."""

    path: str  # "mail.in.url"
    kind: str  # the annotation: "str", "int", "bool", "tuple[str, ...]"
    default: Any
    says: str  # what it means, one or more lines
    secret: bool  # may stand in a file of its own: KEY_file


def option(default: Any, says: str, *, check: Check | None = None, secret: bool = False) -> Any:
    """A field of a settings class; `check` returns what is wrong with a value, or None."""
    metadata = {"says": says, "check": check, "secret": secret}
    return dataclasses.field(default=default, metadata=metadata)


def section(cls: type[Any], says: str) -> Any:
    """A field that holds a nested section of class `cls`."""
    return dataclasses.field(default_factory=cls, metadata={"says": says, "section": cls})


def key_of(field: dataclasses.Field[Any]) -> str:
    """The key in the file: `in_` is written `in`."""
    return field.name.rstrip("_")


def options(cls: type[Any], prefix: str = "") -> Iterable[Option]:
    """Every option under a section class, nested sections after its own."""
    fields = [f for f in dataclasses.fields(cls) if "says" in f.metadata]
    for field in (f for f in fields if "section" not in f.metadata):
        path, meta = prefix + key_of(field), field.metadata
        yield Option(path, str(field.type), field.default, meta["says"], meta["secret"])
    for field in (f for f in fields if "section" in f.metadata):
        yield from options(field.metadata["section"], f"{prefix}{key_of(field)}.")


def read_section(cls: type[Section], data: Mapping[str, Any], path: str = "") -> Section:
    """A section from the mapping a TOML table holds; SettingsTrouble names the key at fault."""
    fields = {key_of(f): f for f in dataclasses.fields(cls) if "says" in f.metadata}  # type: ignore[arg-type]
    known = {**fields, **{f"{k}_file": f for k, f in fields.items() if f.metadata.get("secret")}}
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            raise unknown_key(path + key, [path + k for k in known])
        field = known[key]
        values[field.name] = _value(field, hints[field.name], value, path + key)
    return cls(**values)


def unknown_key(path: str, known: Iterable[str]) -> SettingsTrouble:
    """The error for a key nobody knows: it names the nearest one there is."""
    choices = sorted(known)
    near = difflib.get_close_matches(path, choices, n=1, cutoff=0.0)
    hint = f"did you mean {near[0]}?" if near else "remove it"
    return SettingsTrouble(f"settings: unknown key {path}; {hint}")


def _value(field: dataclasses.Field[Any], hint: Any, value: Any, path: str) -> Any:
    nested = field.metadata.get("section")
    if nested is not None:
        if not isinstance(value, Mapping):
            raise SettingsTrouble(f"settings: {path} is a section; write it as [{path}]")
        return read_section(nested, value, f"{path}.")
    converted = convert(value, hint, path)
    complaint = field.metadata["check"] and field.metadata["check"](converted)
    if complaint and field.metadata["secret"]:
        # Not the value: it may hold a password.
        complaint = complaint.partition("; found")[0]
    if complaint:
        raise SettingsTrouble(f"settings: {path}: {complaint}")
    return converted


def convert(value: Any, hint: Any, path: str) -> Any:
    """A TOML value, or a string of the environment, as the type the option has."""
    if hint is bool:
        return _flag(value, path)
    if hint is int:
        return _whole(value, path)
    if hint == tuple[str, ...]:
        listed = value.split(",") if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            raise SettingsTrouble(f"settings: {path}: expected a list of texts, found {value!r}")
        return tuple(item.strip() for item in listed if item.strip())
    if not isinstance(value, str):
        raise SettingsTrouble(f"settings: {path}: expected a text in quotes, found {value!r}")
    return value


def _flag(value: Any, path: str) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    found = value if isinstance(value, bool) else words.get(str(value).lower())
    if found is None:
        raise SettingsTrouble(f"settings: {path}: expected true or false, found {value!r}")
    return bool(found)


def _whole(value: Any, path: str) -> int:
    if not isinstance(value, bool) and isinstance(value, int | str):
        try:
            return int(value)
        except ValueError:
            pass  # falls to the sentence below, which names the key
    raise SettingsTrouble(f"settings: {path}: expected a whole number, found {value!r}")
