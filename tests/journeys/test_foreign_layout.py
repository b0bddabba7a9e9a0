"""Two cities' published inspection results enter by the mappings of docs/mapping.md (issue 5)."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from journeys.town import Town, upload_mail
from workbooks.foreign import Made, food, restaurants

from config.questionnaire import questionnaire
from ingest.drop_folder import RECEIPT
from jobs.cli import main
from register.bodies import Role, add_body, add_officer
from register.businesses import Business
from register.database import reading, transaction
from register.inspections import Inspection, InspectionEvent
from reports.counts import Dimension
from reports.figures import quarter_figures

PAGE = Path(__file__).parents[2] / "docs/mapping.md"
ROWS = 3000  # each restaurant row is one of a few hundred thousand in the real file


def example(name: str) -> str:
    """The mapping of that name on the page, word for word."""
    (found,) = re.findall(
        rf"```toml\n# mappings/{name}\.toml\n(.*?)```", PAGE.read_text("utf-8"), re.S
    )
    return found


@pytest.fixture
def city(town: Town) -> Town:
    """The town, with both cities' bodies, collective inspectors and mappings."""
    with transaction(town.installation.engine) as session:
        for body in ("DOHMH", "CDPH"):
            add_body(session, body, f"Department {body}")
            add_officer(
                session, f"all@{body.lower()}.example", Role.INSPECTOR, body, f"{body}-0", "", "en"
            )
    folder = town.installation.folder / "mappings"
    folder.mkdir()
    for name in ("nyc", "chicago"):
        (folder / f"{name}.toml").write_text(example(name), "utf-8")
    return town


def lay(town: Town, name: str, data: bytes) -> dict[str, int]:
    """Lay a file into the drop folder and take it; returns what the job counted."""
    path = town.installation.drop / name
    path.write_bytes(data)
    os.utime(path, (path.stat().st_mtime - 60,) * 2)
    (counts,) = town.run("take-in")
    assert isinstance(counts, dict)
    return counts


def entered(town: Town, body: str) -> dict[str, tuple[object, ...]]:
    """The inspections of a body in the register, by number."""
    with reading(town.installation.engine) as session:
        found = session.scalars(sa.select(Inspection).where(Inspection.body == body)).all()
        return {
            one.registration_no: (
                one.business_name, one.kind.value, one.started_on, one.finished_on,
                one.violations, bool(one.suspended),
            )
            for one in found
        }  # fmt: skip


def expected(made: Made, prefix: str = "") -> dict[str, tuple[object, ...]]:
    return {
        prefix + number: (
            one.business, one.kind, one.day, one.day, one.violations, one.suspended,
        )
        for number, one in made.visits.items()
    }  # fmt: skip


def inspected(town: Town, dimension: Dimension, quarters: tuple[str, ...]) -> Counter[str]:
    """How many inspections the figures of these quarters show, by group."""
    counts: Counter[str] = Counter()
    with reading(town.installation.engine) as session:
        for quarter in quarters:
            figures = quarter_figures(session, quarter, questionnaire("inspection-1"))
            for group in figures.groups[dimension]:
                counts[group.code] += group.funnel.inspected
    return +counts


def test_a_row_for_each_violation_becomes_an_inspection_for_each_visit(city):
    """Drop folder → register → figures; the city's next file enters only what is new."""
    data, made = restaurants(ROWS)
    assert made.rows > len(made.visits) > 500 < ROWS
    assert made.not_inspected > 5
    counts = lay(city, "DOHMH_results.csv", data)
    assert counts["dropped_rows"] == counts["dropped_accepted"] == len(made.visits)
    assert entered(city, "DOHMH") == expected(made)
    with reading(city.installation.engine) as session:
        businesses = set(session.scalars(sa.select(Business.tax_id)))
    assert businesses == {number.partition("/")[0] for number in made.visits}
    receipt = (city.installation.drop / "done" / f"DOHMH_results.csv{RECEIPT}").read_text("utf-8")
    assert "«nyc»" in receipt
    assert f"{made.not_inspected}" in receipt
    assert f"{made.rows - made.not_inspected}" in receipt

    quarters = ("2026-Q2", "2026-Q3")
    assert inspected(city, Dimension.BODY, quarters) == {"DOHMH": len(made.visits)}
    kinds = Counter(one.kind for one in made.visits.values())
    assert inspected(city, Dimension.KIND, quarters) == kinds

    more, grown = restaurants(ROWS + 300)
    assert made.visits.items() <= grown.visits.items()
    counts = lay(city, "DOHMH_results_next.csv", more)
    assert counts["dropped_accepted"] == len(grown.visits) - len(made.visits)
    assert entered(city, "DOHMH") == expected(grown)
    with reading(city.installation.engine) as session:
        events = session.scalar(sa.select(sa.func.count()).select_from(InspectionEvent))
    assert events == len(grown.visits)  # none was corrected


def test_a_row_for_each_inspection_with_its_violations_in_one_cell(city):
    data, made = food(400)
    lay(city, "Food_Inspections.csv", data)
    assert entered(city, "CDPH") == expected(made, "CHI-")
    assert made.not_inspected > 50


def test_a_body_mails_its_own_layout_and_no_other_bodys(city):
    """A mapping with relaxed checks is for uploads of its body only."""
    data, made = restaurants(60)
    own = upload_mail(data, "all@dohmh.example", "week.csv")
    other = upload_mail(data, "asan@geti.kg", "week2.csv", message_id="<upload-2@geti.kg>")
    for mail in (own, other):
        city.deliver(mail)
    city.run("fetch", "take-in", "send")
    assert entered(city, "DOHMH") == expected(made)
    letters = {letter["To"]: letter.get_body(("plain",)).get_content() for letter in city.sent()}
    refused = next(text for to, text in letters.items() if "asan@" in to)
    assert "Не найдена" in " ".join(refused.split()), refused
    assert "CAMIS" not in refused


def test_a_file_that_lacks_columns_of_its_layout_is_told_which(city):
    data, _ = restaurants(30)
    counts = lay(city, "week.csv", data.replace(b",VIOLATION CODE,", b",CODE,", 1))
    assert counts["dropped_refused"] == 1
    receipt = (city.installation.drop / "rejected" / f"week.csv{RECEIPT}").read_text("utf-8")
    assert "«nyc»" in receipt
    assert "VIOLATION CODE" in receipt
    assert "CAMIS" not in receipt


def test_a_mapping_with_a_mistake_keeps_no_usual_file_waiting_and_is_told(city, capsys):
    path = city.installation.folder / "mappings/nyc.toml"
    path.write_text(path.read_text("utf-8").replace("dates =", "date ="), "utf-8")
    counts = lay(city, "week.csv", restaurants(30)[0])
    assert counts["dropped_refused"] == 1
    receipt = (city.installation.drop / "rejected" / f"week.csv{RECEIPT}").read_text("utf-8")
    assert "есть ошибка" in receipt
    assert main(["-C", str(city.installation.folder), "check"]) == 1
    said = capsys.readouterr().out
    assert (
        "BAD   mappings     mappings/nyc.toml, line 4: date: unknown key; did you mean dates?"
        in said
    )
    assert "ok    mappings     chicago: 13 columns for CDPH" in said


def test_a_mapping_that_names_nobody_registered_is_told_by_the_check(city, capsys):
    path = city.installation.folder / "mappings/nyc.toml"
    path.write_text(path.read_text("utf-8").replace("DOHMH-0", "NYC-0"), "utf-8")
    assert main(["-C", str(city.installation.folder), "check"]) == 1
    assert "not registered: NYC-0; achyk body add, officer add" in capsys.readouterr().out
    assert lay(city, "week.csv", restaurants(30)[0])["dropped_refused"] == 1


def test_explain_sheet_shows_what_a_mapping_reads(city, capsys, tmp_path):
    data, made = restaurants(1000)
    (tmp_path / "week.csv").write_bytes(data)
    folder = str(city.installation.folder)
    assert main(["-C", folder, "explain", "sheet", "--json", str(tmp_path / "week.csv")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["rows"] == said["accepted"] == len(made.visits)
    assert said["columns"]["violations"] == "K"
    assert said["columns"]["tax_id"] == "A"
    assert {one["code"] for one in said["problems"]} == {"mapped", "rows-left-out", "rows-merged"}
