"""manifest.json: it fixes every byte of a release, and says what each row is about."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import date

from register.rules.commitment import canonical
from register.signing import signer, verify
from reports.imprint import Revised
from reports.manifest import BatchStated, described, manifest
from reports.receipts_list import Tree
from reports.verify import Brought, exit_code, told_lines, verify_files


def _said(sealed, **changes) -> dict:
    return json.loads(manifest(sealed.public, replace(sealed.stated, **changes)))


def test_every_file_is_named_by_its_digest_and_the_seal_is_over_the_very_bytes(sealed):
    data = sealed.files["manifest.json"]
    rest = {n: d for n, d in sealed.files.items() if not n.startswith("manifest.json")}
    said = json.loads(data)
    assert said["files"] == {name: hashlib.sha256(d).hexdigest() for name, d in rest.items()}
    assert {"receipts.txt", "invitations.txt", "verify.py"} < set(said["files"])
    assert data == canonical(said) + b"\n"
    signature = base64.b64decode(sealed.files["manifest.json.sig"])
    assert verify(signer(sealed.keys).public, data, signature)


def test_the_order_of_the_files_changes_no_byte(sealed):
    backwards = dict(reversed(sealed.public.items()))
    assert manifest(backwards, sealed.stated) == manifest(sealed.public, sealed.stated)


def test_roots_batches_keys_and_the_release_before_are_stated(sealed):
    batch = BatchStated(7, Tree("ab" * 32, 3), "cd" * 32, late=2)
    chain = [{"old": "01" * 32, "new": "02" * 32, "day": "2026-09-04", "signature": "x"}]
    before = ("2026-Q2", "ef" * 32)
    said = _said(sealed, batches=[batch], chain=chain, previous=before, key=b"\x02" * 32)
    lists = sealed.stated.lists
    assert said["roots"] == {
        "responses": {"root": lists.responses.root, "size": lists.responses.size},
        "appeals": {"root": lists.appeals.root, "size": 2},
        "invitations": {"root": lists.invited.root, "size": lists.invited.size},
        "batches": [{"number": 7, "root": "ab" * 32, "size": 3, "statement": "cd" * 32, "late": 2}],
    }
    assert said["previous"] == {"quarter": "2026-Q2", "manifest": "ef" * 32}
    assert said["keys"] == {"current": "02" * 32, "chain": chain}
    assert _said(sealed)["previous"] is None


def test_revisions_are_named_with_person_and_reason(sealed):
    revised = Revised(2, date(2026, 11, 9), "An address was wrong", "Aibek Osmonov")
    said = _said(sealed, revision=2, revisions=[revised], parameters={"extra": 1})
    assert said["revision"] == 2
    assert said["revisions"] == [
        {
            "revision": 2,
            "day": "2026-11-09",
            "person": "Aibek Osmonov",
            "reason": "An address was wrong",
        }
    ]
    assert said["parameters"] == {"minimum_base": 10, "extra": 1}


def test_rows_are_described_where_there_are_as_many_as_there_must_be(sealed):
    edition, tables = sealed.stated.edition, list(sealed.stated.tables)
    whole = described(edition, tables)
    assert {"summary", "funnel", "invitations", "funnel_by_body"} < set(whole)
    assert whole["funnel_by_body"] == {"shows": "funnel", "by": "body"}
    place = next(i for i, table in enumerate(tables) if table.name == "funnel_by_body")
    tables[place] = replace(tables[place], rows=tables[place].rows[:-1])
    assert set(whole) - set(described(edition, tables)) == {"funnel_by_body"}


def test_an_auditor_is_told_of_a_table_whose_rows_nobody_describes(sealed, tmp_path):
    rest = [table for table in sealed.stated.tables if table.name != "summary"]
    path = tmp_path / "openings"
    path.write_text("".join(f"{line}\n" for line in sealed.openings), encoding="utf-8")
    found = verify_files(sealed.again(tables=rest), Brought(openings=path))
    assert exit_code(found) == 2
    says = "not checked: summary: the manifest does not say what their rows are about"
    assert says in told_lines(found)
