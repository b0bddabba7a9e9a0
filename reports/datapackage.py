"""What the CSV files are, as a Frictionless Data Package (datapackage.org) says it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from register.rules.quarter import Quarter
from reports.cover import Cover
from reports.imprint import Imprint
from reports.table import Column, Kind, Table

PROFILE = "https://datapackage.org/profiles/1.0/datapackage.json"
TYPES = {Kind.TEXT: "string", Kind.COUNT: "integer"}
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_NOTE = re.compile(r"\s*\[note \d+\]")

Said = Sequence[tuple[str, Sequence[Table], Cover]]
"""Language, tables, cover; the first is the language of the data files."""


def datapackage(said: Said, files: Mapping[str, bytes], imprint: Imprint) -> bytes:
    """The descriptor of the data files; `files`: name of a table → its CSV."""
    language, tables, page = said[0]
    quarter = Quarter.parse(imprint.quarter)
    made = {
        "$schema": PROFILE,
        "profile": "tabular-data-package",
        "name": f"achyk-{imprint.quarter.lower()}",
        "id": f"achyk-{imprint.quarter.lower()}-{imprint.revision}",
        "version": f"{imprint.revision}.0.0",
        "title": page.title,
        "titles": {code: other.title for code, _, other in said},
        "language": language,
        "created": imprint.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "temporal": {"start": quarter.first.isoformat(), "end": quarter.last.isoformat()},
        "spatial": page.place,
        "licenses": [LICENCE],
        "contributors": [{"title": page.publisher, "role": "publisher"}],
        "sources": _sources(tables),
        "marks": _marks(said),
        "resources": [_resource(said, table, files[table.name]) for table in tables],
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _sources(tables: Sequence[Table]) -> list[dict[str, str]]:
    listed = dict.fromkeys(table.source for table in tables if table.source)
    return [{"title": source} for source in listed]


def _marks(said: Said) -> dict[str, dict[str, str]]:
    """What the values mean that stand for none, in every language."""
    signs = said[0][2].marks
    return {sign.value: {code: page.marks[sign] for code, _, page in said} for sign in signs}


def _resource(said: Said, table: Table, content: bytes) -> dict[str, Any]:
    _, _, page = said[0]
    others = {code: _named(tables, table.name) for code, tables, _ in said}
    titles = {code: other.title for code, other in others.items() if other}
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "titles": titles,
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True, "header": True},
        "sources": [{"title": table.source}] if table.source else [],
        "schema": {
            "fields": [_field(others, page, column) for column in table.columns],
            "missingValues": ["", *(sign.value for sign in page.marks)],
        },
    }


def _named(tables: Sequence[Table], name: str) -> Table | None:
    return next((table for table in tables if table.name == name), None)


def _field(others: Mapping[str, Table | None], page: Cover, column: Column) -> dict[str, Any]:
    texts = dict(page.notes)
    notes = [texts[int(n)] for n in re.findall(r"\[note (\d+)\]", column.heading)]
    field: dict[str, Any] = {
        "name": column.key,
        "type": TYPES.get(column.kind, "number"),
        "title": _bare(column.heading),
        "titles": {
            code: _bare(table.columns[table.index(column.key)].heading)
            for code, table in others.items()
            if table and column.key in (one.key for one in table.columns)
        },
    }
    return {**field, "description": " ".join(notes)} if notes else field


def _bare(heading: str) -> str:
    """A heading without the marks of its notes."""
    return _NOTE.sub("", heading)
