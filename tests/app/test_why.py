"""`trueup why` on files: figures that were seen earlier, on exactly today's data, and no row is read."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from trueup.app.assess import Settings, assess
from trueup.app.why import why
from trueup.core.base.errors import DocumentFaults, TrueupError

KINDS = (
    "Name an epic, story, task, KPI, operational goal, data set, option, assumption, strategic objective or a person "
    "of the document, or `objective`."
)
AS_OF = date(2026, 1, 31)
TEXT = """title: Faster claims
objective: {statement: Settle claims in ten days, owner: coo, kpi: late}
kpis:
  late:
    unit: 1
    direction: decrease
    owner: coo
    data: claims
    value: days > 10
    across: share
    at: day
    baseline: {from: 2025-01-01, to: 2025-12-31}
    target: {value: 10 %, by: 2026-12-31}
data: {claims: {source: claims.csv, owner: steward}}
epics: {E1: {estimate: 3, advances: late}, late: {estimate: 1}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUEUP_CACHE", str(tmp_path / "cache"))
    made = tmp_path / "claims"
    made.mkdir()
    (made / "initiative.yaml").write_text(TEXT)
    rows = [f"2025-{month:02}-{day:02},{day}" for month in range(1, 13) for day in range(1, 28)]
    (made / "claims.csv").write_text("day,days\n" + "\n".join(rows) + "\n")
    return made


def held(found):
    return {step.path: step.held for way in found.ways for step in way.steps}


def test_before_any_assessment_the_baseline_is_unknown_and_nothing_is_written(folder, tmp_path):
    assert held(why(folder, "E1", as_of=AS_OF))["kpis.late"] == "unknown"
    assert not (folder / "evidence").exists()
    assert not (tmp_path / "cache" / "answers").exists()


def test_after_an_assessment_its_answers_are_used(folder):
    assess(folder, as_of=AS_OF)
    assert held(why(folder, "E1", as_of=AS_OF))["kpis.late"] == "holds"


def test_evidence_of_a_colleague_is_used_without_the_data_and_with_the_same_data(folder, tmp_path):
    assess(folder, as_of=AS_OF)
    shutil.rmtree(tmp_path / "cache")
    assert held(why(folder, "E1", as_of=AS_OF))["kpis.late"] == "holds"
    assert not (tmp_path / "cache" / "answers").exists()
    (folder / "claims.csv").unlink()
    assert held(why(folder, "E1", as_of=AS_OF))["kpis.late"] == "holds"


def test_evidence_about_other_data_is_not_used(folder):
    assess(folder, as_of=AS_OF, settings=Settings(cache=None))
    with (folder / "claims.csv").open("a") as rows:
        rows.write("2025-12-30,99\n")
    assert held(why(folder, "E1", as_of=AS_OF))["kpis.late"] == "unknown"


def test_an_id_that_two_items_carry_is_asked_for_by_its_path(folder):
    with pytest.raises(TrueupError, match=r"is 2 items: epics\.late, kpis\.late"):
        why(folder, "late", as_of=AS_OF)
    assert why(folder, "epics.late", as_of=AS_OF).broken_at == "epics.late"


@pytest.mark.parametrize(("wrong", "offered"), [("lat", "late"), ("claim", "claims"), ("", ""), ("x" * 9_999, "")])
def test_an_item_that_is_not_there_is_a_message_with_the_nearest_one(folder, wrong, offered):
    with pytest.raises(TrueupError) as refused:
        why(folder, wrong, as_of=AS_OF)
    assert refused.value.fix == (f"Did you mean `{offered}`?" if offered else KINDS)


def test_a_document_with_faults_shows_them_all(folder):
    (folder / "initiative.yaml").write_text("title: x\nobjective: {statement: y, kpi: z}\n")
    with pytest.raises(DocumentFaults):
        why(folder, "z", as_of=AS_OF)


def test_the_command_prints_the_way_and_leaves_with_1_where_it_breaks(folder):
    command = [sys.executable, "-m", "trueup.cli.main", "why"]
    whole = subprocess.run([*command, "E1", str(folder), "--as-of", "2026-01-31"], capture_output=True, check=False)
    broken = subprocess.run([*command, "epics.late"], cwd=folder, capture_output=True, check=False)
    assert (whole.returncode, whole.stdout.decode().splitlines()[0]) == (
        0,
        "Epic `E1` reaches the primary objective; no strategic objective is known. What is marked ? was not",
    )
    assert broken.returncode == 1
    assert b"does not reach the strategic objective: the way breaks at epic `late`" in broken.stdout


def test_the_example_says_why_each_of_its_items_is_there(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUEUP_CACHE", str(tmp_path / "cache"))
    flights = Path(__file__).parents[2] / "examples" / "flights"
    reaching = {item: why(flights, item, as_of=date(2014, 1, 15)).reaches for item in ("E1", "E2", "E5", "E6")}
    assert reaching == {"E1": True, "E2": True, "E5": False, "E6": False}
