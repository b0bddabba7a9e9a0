"""The manifest: what fixes a release. Every file's digest, the roots, and what came before.

It also says which row of which data file is about what, so that whoever holds the answers can
compute each figure anew without knowing how a table is laid out (reports.verify).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.questionnaire import Question, QuestionKind
from register.rules.commitment import canonical
from reports.counts import Dimension, rated
from reports.edition import Edition
from reports.funnel_tables import STEPS
from reports.imprint import Revised
from reports.receipts_list import Lists, Tree
from reports.table import Table
from reports.tallies import reported
from reports.verify_script import verify_script

FORMAT = "achyk manifest 1"
MANIFEST, SIGNATURE, SCRIPT = "manifest.json", "manifest.json.sig", "verify.py"
DELIVERY = (
    *("with_address", "waiting", "left_alone", "invited", "returned", "away"),
    *("delivered", "stopped", "answered", "mail", "web", "words"),
)
"""The rows of the table `invitations`."""


@dataclass(frozen=True)
class BatchStated:
    """A batch of invitations as the manifest names it."""

    number: int
    tree: Tree
    statement: str  # SHA-256 of the statement as published, hex
    late: int = 0  # invitations committed to only after their letters had gone


@dataclass(frozen=True)
class Stated:
    """What a manifest says beside the digests of its files."""

    edition: Edition  # in any language: of it only figures, settings and the order of groups count
    tables: Sequence[Table]  # as they were published
    lists: Lists
    batches: Sequence[BatchStated]
    publisher: str
    made_on: date
    key: bytes  # public, 32 bytes
    chain: Sequence[Mapping[str, Any]]  # register.signing.key_chain
    previous: tuple[str, str] | None = None  # quarter and SHA-256 of its manifest
    revision: int = 1
    revisions: Sequence[Revised] = ()
    parameters: Mapping[str, str | int] | None = None  # further ones


def manifest(files: Mapping[str, bytes], stated: Stated) -> bytes:
    """manifest.json over all files of the release but itself and its signature."""
    edition, lists = stated.edition, stated.lists
    says = {
        "format": FORMAT,
        "quarter": edition.figures.quarter,
        "revision": stated.revision,
        "revisions": [_revised(one) for one in stated.revisions],
        "made_on": stated.made_on.isoformat(),
        "publisher": stated.publisher,
        "questionnaire": _questionnaire(edition),
        "parameters": {"minimum_base": edition.minimum_base, **(stated.parameters or {})},
        "groups": _groups(edition),
        "tables": described(edition, stated.tables),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "roots": {
            "responses": lists.responses.stated,
            "appeals": lists.appeals.stated,
            "invitations": lists.invited.stated,
            "batches": [_batch(batch) for batch in stated.batches],
        },
        "previous": _previous(stated.previous),
        "keys": {"current": stated.key.hex(), "chain": [dict(one) for one in stated.chain]},
    }
    return canonical(says) + b"\n"


def sealed(
    files: Mapping[str, bytes], stated: Stated, sign: Callable[[bytes], bytes]
) -> dict[str, bytes]:
    """The whole bundle: the public files, the lists, verify.py, the manifest, its signature."""
    whole = {**files, **stated.lists.files, SCRIPT: verify_script()}
    says = manifest(whole, stated)
    return {**whole, MANIFEST: says, SIGNATURE: base64.b64encode(sign(says)) + b"\n"}


def _revised(one: Revised) -> dict[str, Any]:
    person = getattr(one, "person", "")
    return {
        "revision": one.revision,
        "day": one.day.isoformat(),
        "person": person,
        "reason": one.reason,
    }


def _batch(batch: BatchStated) -> dict[str, Any]:
    late = {"late": batch.late} if batch.late else {}
    return {"number": batch.number, "statement": batch.statement, **batch.tree.stated, **late}


def _previous(previous: tuple[str, str] | None) -> dict[str, str] | None:
    return None if previous is None else {"quarter": previous[0], "manifest": previous[1]}


def _questionnaire(edition: Edition) -> dict[str, Any]:
    asked = edition.figures.questionnaire
    return {"code": asked.code, "questions": [_question(one) for one in asked.questions]}


def _question(question: Question) -> dict[str, Any]:
    is_closed = question.kind in (QuestionKind.CHOICE, QuestionKind.SCALE)
    return {
        "number": question.number,
        "key": question.key,
        "kind": question.kind.value,
        "values": list(question.values()),
        "rated": list(rated(question)) if is_closed else [],
        "favourable": list(question.favourable),
        "minimum_base": question.minimum_base,
    }


def _groups(edition: Edition) -> dict[str, list[str]]:
    """The codes of the groups in the order in which tables show them."""
    return {d.value: [g.code for g in edition.figures.groups[d]] for d in Dimension}


def described(edition: Edition, tables: Sequence[Table]) -> dict[str, dict[str, Any]]:
    """What the rows are about, of the tables that answers alone make.

    A table that has other rows than it would have is left out: better not recomputed than wrongly.
    """
    shapes = _shapes(edition)
    wanted = {table.name: shapes[table.name] for table in tables if table.name in shapes}
    fits = {
        table.name: len(table.rows) == _height(edition, shapes.get(table.name)) for table in tables
    }
    return {name: shape for name, shape in wanted.items() if fits[name]}


def _shapes(edition: Edition) -> dict[str, dict[str, Any]]:
    shares = [question.number for question in reported(edition)]
    shapes: dict[str, dict[str, Any]] = {
        "summary": {"shows": "shares", "questions": shares},
        "funnel": {"shows": "steps", "rows": list(STEPS)},
        "invitations": {"shows": "steps", "rows": list(DELIVERY)},
    }
    for dimension in Dimension:
        by = dimension.value
        shapes[f"funnel_by_{by}"] = {"shows": "funnel", "by": by}
        shapes[f"questions_by_{by}"] = {"shows": "shares", "questions": shares, "by": by}
    for question in edition.figures.questionnaire.questions:
        shapes |= _shapes_of(question)
    return shapes


def _shapes_of(question: Question) -> dict[str, dict[str, Any]]:
    """The tables of one question, by the names that reports.question_tables gives them."""
    if question.kind is QuestionKind.TEXT:
        return {}
    shows = "numbers" if question.kind is QuestionKind.NUMBER else "shares"
    grouped: dict[str, dict[str, Any]] = {
        f"{question.key}_by_{d.value}": {
            "shows": shows,
            "questions": [question.number],
            "by": d.value,
        }
        for d in Dimension
    }
    if question.kind is QuestionKind.NUMBER:
        return grouped
    name = f"question_{question.number:02d}_{question.key}"[:40]
    return {**grouped, name: {"shows": "distribution", "question": question.number}}


def _height(edition: Edition, shape: Mapping[str, Any] | None) -> int:
    """How many rows a table of this shape has."""
    if shape is None:
        return -1
    groups = len(edition.figures.groups[Dimension(shape["by"])]) + 1 if "by" in shape else 1
    if shape["shows"] == "distribution":
        question = edition.figures.questionnaire.question(shape["question"])
        return 1 + len(question.values() if question else ())
    return groups * len(shape.get("questions", shape.get("rows", ("",))))
