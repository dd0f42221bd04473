"""A typed baseline is told apart from what was measured, and a level without a baseline from both, in every output."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest

from render.cases import written
from trueup.render.html.figures import beside_baseline, kpi_figure
from trueup.render.html.for_readers import sheet_for
from trueup.render.html.goals import kpis
from trueup.render.html.readers.markdown import sheet_markdown
from trueup.render.html.report import report_html
from trueup.render.json import assessments_json
from trueup.render.terminal import Screen, assessment_text

TEXT = """\
title: Typed
currency: EUR
objective: {{statement: Late below 20 % by 2026, owner: coo, kpi: late}}
kpis:
  late: {{unit: 1, direction: decrease, owner: coo, data: o, value: late = 1, across: share, at: d,{baseline}
         target: {{value: 20 %, by: 2026-12-31}}, worth: n * (baseline - level) * c}}
  other: {{unit: 1, direction: decrease, owner: coo, data: o, value: late = 1, across: share, at: d,{baseline}
          instead_of: late}}
assumptions:
  n: {{range: 1000, unit: order/year, by: coo, because: x}}
  c: {{range: 10/20/40, unit: EUR/order, by: cfo, because: y}}
data: {{o: {{source: o.csv, owner: cfo}}}}
"""
BASELINES = {
    "typed": " baseline: {value: 60 %, because: what the workshop remembered},",
    "window": " baseline: {from: 2025-01-01, to: 2025-12-31},",
    "none": "",
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The assessment of one document by how its baseline is given; three of ten orders are late each day."""
    days = [date(2025, 1, 1) + timedelta(k) for k in range(365)]
    rows = "d,late\n" + "\n".join(f"{day},{int(k < 3)}" for day in days for k in range(10)) + "\n"

    def made(name, baseline):
        folder = tmp_path_factory.mktemp(name)
        (folder / "o.csv").write_text(rows, "utf-8")
        return written(folder, TEXT.format(baseline=baseline), phase="discovery", as_of=date(2026, 1, 15)).assess()

    return {name: made(name, baseline) for name, baseline in BASELINES.items()}


def row(found):
    """The line of the deciding KPI on the screen."""
    text = assessment_text(found, Screen(400, colour=False))
    return " ".join(re.search(r"^ +late .*$", text, re.MULTILINE)[0].replace("\xa0", " ").split())


def test_the_screen_says_which_figure_is_the_baseline_and_which_was_measured(shown):
    seen = "30.00 % (30.00 to 30.00) ● of 3,650"
    goal = "→ 20.00 % by 2026-12-31"
    assert row(shown["typed"]) == f"late decides 60.00 % ○ typed (what the workshop remembered); measured {seen} {goal}"
    assert row(shown["window"]) == f"late decides {seen} {goal}"
    assert row(shown["none"]) == f"late decides no baseline yet; measured {seen} {goal}"


def test_json_holds_the_level_and_the_baseline_apart(shown):
    said = {
        name: json.loads(assessments_json([found], ()))["initiatives"][0]["kpis"]["late"]
        for name, found in shown.items()
    }
    assert {name: each["level"]["value"] for name, each in said.items()} == dict.fromkeys(BASELINES, 0.3)
    typed = said["typed"]["baseline"]
    assert (typed["value"], typed["basis"], typed["because"]) == (0.6, "assumed", "what the workshop remembered")
    assert typed["source"] == "initiative.yaml:5"
    assert said["window"]["baseline"] == said["window"]["level"]
    assert said["none"]["baseline"] is None


def test_a_typed_baseline_stands_in_json_where_nothing_was_measured(tmp_path):
    text = TEXT.format(baseline=BASELINES["typed"]).replace("source: o.csv, ", "")
    (found,) = json.loads(assessments_json([written(tmp_path, text).assess()], ()))["initiatives"]
    assert "not_run" in found["kpis"]["late"]
    assert found["kpis"]["late"]["baseline"]["value"] == 0.6


@pytest.mark.parametrize(
    ("how", "value", "basis", "word", "beside"),
    [
        ("typed", "60.00\xa0%", "assumed", "Baseline, typed", "30.00\xa0%"),
        ("window", "30.00\xa0%", "measured", "Baseline, Jan to Dec\xa02025", None),
        ("none", "30.00\xa0%", "measured", "No baseline yet; Jan to Dec\xa02025", None),
    ],
)
def test_the_report_shows_the_baseline_with_its_basis_and_what_was_measured_beside_it(
    shown, how, value, basis, word, beside
):
    card = kpis(shown[how]).deciding
    assert (card.figure.value, card.figure.basis, card.baseline_word) == (value, basis, word)
    assert (card.measured.value if card.measured else None) == beside
    if card.measured:
        assert (card.measured.basis, card.measured_word) == ("measured", "Measured, Jan to Dec\xa02025")
        assert "what the workshop remembered" in card.figure.definition.lower()


@pytest.mark.parametrize(
    ("how", "drawn"),
    [
        ("typed", ["Baseline 60.0\xa0%", "typed: assumed"]),
        ("window", ["Baseline 30.0\xa0%", "Jan to Dec\xa02025"]),
        ("none", []),
    ],
)
def test_the_chart_draws_the_baseline_that_the_promise_counts_from(shown, how, drawn):
    chart = str(kpis(shown[how]).deciding.chart)
    lines = [line for line in ("Baseline 60.0\xa0%", "Baseline 30.0\xa0%") if f">{line}<" in chart]
    assert lines == drawn[:1]
    assert all(f">{line}<" in chart for line in drawn)
    assert ('class="base typed"' in chart) == (how == "typed")


def test_a_competing_definition_with_a_typed_baseline_shows_both_as_well(shown):
    rival = next(each for each in kpis(shown["typed"]).rivals if each.name == "other")
    assert (rival.figure.basis, rival.measured.value) == ("assumed", "30.00\xa0%")
    plain = next(each for each in kpis(shown["none"]).rivals if each.name == "other")
    assert plain.window == "no baseline yet; Jan to Dec\xa02025"


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ("typed", "baseline typed, measured 30.00 %; target 20.00 % by 31 Dec 2026"),
        ("none", "no baseline yet, measured level; target 20.00 % by 31 Dec 2026"),
        ("window", "target 20.00 % by 31 Dec 2026"),
    ],
)
def test_the_line_below_the_deciding_kpi_says_what_its_figure_is(shown, how, line):
    page = unescape(re.sub(r"<[^>]+>", "", report_html(shown[how]))).replace("\xa0", " ")
    assert line in page
    sheet = sheet_markdown(sheet_for(shown[how], "delivery")).replace("\xa0", " ")
    assert line in sheet


def test_without_data_a_typed_baseline_says_that_nothing_was_measured(tmp_path):
    text = TEXT.format(baseline=BASELINES["typed"]).replace("source: o.csv, ", "")
    found = written(tmp_path, text).assess()
    kpi = found.document.initiative.kpis["late"]
    assert kpi_figure("late", kpi, found).value == "60.00\xa0%"
    assert beside_baseline("late", kpi, found) is None
    assert "baseline typed, not measured" in report_html(found)
    assert "late decides 60.00 % ○ typed (what the workshop remembered) →" in row(found)


def test_the_promise_counts_from_the_baseline_that_is_shown(shown):
    # 1,000 orders at 20 EUR: from 60 % to 20 % 8,000 EUR a year, from 30 % 2,000
    promised = {
        name: round(found.evidence.benefit.promised.value, 6) for name, found in shown.items() if name != "none"
    }
    assert promised == {"typed": 8_000, "window": 2_000}
    (told,) = [f.problem for f in shown["typed"].findings if f.code == "KPI019"]
    assert "the promise of €8,000 a year would be €2,000 a year from what was measured" in told
    first = shown["typed"].actions[0]
    assert (first.code, first.who) == ("KPI019", "coo")
    assert [a.code for a in shown["typed"].actions].count("KPI002") == 0
