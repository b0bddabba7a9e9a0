"""The description of the data files."""

import hashlib
import json

from reports.bundle import data_files


def test_every_file_is_described_as_it_is(volumes, imprint):
    made = volumes("ru", "ky", "en")
    files = data_files(made, imprint)
    described = json.loads(files["data/datapackage.json"])
    assert [f"data/{one['path']}" for one in described["resources"]] == [
        name for name in files if name.endswith(".csv")
    ]
    for resource, table in zip(described["resources"], made[0].tables, strict=True):
        content = files[f"data/{resource['path']}"]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        header = content.decode().splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert resource["title"] == table.title
        assert set(resource["titles"]) == {"ru", "ky", "en"}


def test_what_stands_for_no_value_is_declared_and_explained(volumes, imprint):
    described = json.loads(data_files(volumes("ru", "en"), imprint)["data/datapackage.json"])
    for resource in described["resources"]:
        assert resource["schema"]["missingValues"] == ["", "[c]", "[x]"]
    assert described["marks"]["[c]"]["en"] == "[c] hidden to protect those who answered"
    assert described["marks"]["[c]"]["ru"] != described["marks"]["[c]"]["en"]


def test_it_says_the_period_the_publisher_the_licence_and_the_sources(volumes, imprint):
    described = json.loads(data_files(volumes("en"), imprint)["data/datapackage.json"])
    assert described["temporal"] == {"start": "2026-07-01", "end": "2026-09-30"}
    assert described["created"] == "2026-11-01T03:00:00Z"
    assert described["contributors"] == [{"title": "Ministry of Economy", "role": "publisher"}]
    assert described["licenses"][0]["name"] == "CC-BY-4.0"
    assert len(described["sources"]) == 2


def test_a_column_is_typed_titled_and_told_by_its_notes(volumes, imprint):
    described = json.loads(data_files(volumes("en", "ru"), imprint)["data/datapackage.json"])
    [funnel] = [one for one in described["resources"] if one["name"] == "funnel_by_body"]
    group, inspected, *_, rate, late = funnel["schema"]["fields"]
    assert (group["type"], inspected["type"], rate["type"]) == ("string", "integer", "number")
    assert inspected["title"] == "Inspected (number)"
    assert inspected["titles"]["ru"] != inspected["titles"]["en"]
    assert inspected["description"].startswith("An inspection is counted in the quarter")
    assert late["name"] == "late"
