"""The words of the screens of `assess` and `check`: what is not priced, numbers with their verbs, only faults."""

from __future__ import annotations

import re

import pytest

from render.cases import written
from render.checked import faulty, ordinary
from trueup.core.gates.assessment import Assessment
from trueup.render.html.data import option_rows
from trueup.render.html.roadmap import spend_line
from trueup.render.lines import check_text
from trueup.render.plain import reaching
from trueup.render.terminal import Screen, assessment_text

PLAN = """\
title: A plan
currency: EUR
kpis:
  good: {{unit: 1, direction: decrease, owner: coo, baseline: 5 %, target: {{value: 2 %, by: 2026-12-31}}}}
objective: {{statement: Better, owner: coo, kpi: good}}
{rates}
epics:
"""


def screen(found: Assessment) -> str:
    return " ".join(assessment_text(found, Screen(300, colour=False)).replace("\xa0", " ").split())


def planned(folder, epics, rates="rates: {default: 500}"):
    lines = "\n".join(f"  E{number}: {{{epic}}}" for number, epic in enumerate(epics))
    return written(folder, PLAN.format(rates=rates) + lines + "\n").assess()


SIZED, UNSIZED = "advances: good, estimate: 10", "advances: good"


AT_MEDIAN = "0.0 % ○ with the rest at its siblings' median size"


def test_beside_the_headline_stands_the_figure_with_what_is_missing_at_the_median(tmp_path):
    found = planned(tmp_path, [SIZED] * 4 + [UNSIZED])
    assert f"priced 4 of 5 items; {AT_MEDIAN}; linked 100.0 %" in screen(found)


def test_it_stands_there_as_well_where_the_headline_is_unknown(tmp_path):
    found = planned(tmp_path, [SIZED, UNSIZED])
    assert f"unknown ◐ of €5k: only 1 of 2 items are priced, fewer than 80 %; {AT_MEDIAN}" in screen(found)


def test_where_all_is_priced_or_nothing_is_there_is_no_second_figure(tmp_path):
    for name, epics in (("all", [SIZED]), ("nothing", [UNSIZED])):
        assert "median" not in screen(planned(tmp_path / name, epics))


def test_the_mvp_stands_there_with_what_remains_of_it_where_people_stated_one(tmp_path):
    epics = ["advances: good, estimate: 10, title: First", "advances: good, estimate: 4"]
    rates = "rates: {default: 500}\nmvp: {items: [E0]}"
    said = screen(planned(tmp_path / "stated", epics, rates))
    assert "MVP chosen by people E0 First; €5k of it remains (estimated); moves good" in said
    assert "chosen by people" not in screen(planned(tmp_path / "none", epics))


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (96_000, "EUR", "€96k reaches"),
        (1, "CHF", "CHF 1 reaches"),
        (1, "day", "1 day reaches"),
        (20, "day", "20 days reach"),
        (0.5, "point", "0.5 points reach"),
    ],
)
def test_an_amount_of_work_agrees_with_its_verb(value, unit, said):
    assert reaching(value, unit).replace("\xa0", " ") == said


def test_the_lines_that_say_where_work_goes_have_a_verb_that_agrees(tmp_path):
    no_kpi = planned(tmp_path / "none", ["estimate: 20"], "")
    assert spend_line(no_kpi).replace("\xa0", " ") == "20 days reach no KPI"
    unqualified = planned(tmp_path / "bad", ["estimate: 20, advances: good"], "")
    assert spend_line(unqualified).replace("\xa0", " ") == "20 days reach a KPI that does not count"
    both = planned(tmp_path / "both", ["estimate: 20", "estimate: 1, advances: good"], "")
    assert spend_line(both).replace("\xa0", " ") == "20 days reach no KPI, 1 day a KPI that does not count"


def test_findings_that_block_are_counted_without_a_verb(tmp_path):
    found = planned(tmp_path, [SIZED])
    assert re.search(r"\d findings due \(\d blocking\): ", screen(found))


def test_a_cost_is_written_as_all_amounts_of_the_page_are(tmp_path):
    options = "options:\n  a: {kind: rules, build_cost: 20000..45000}\n  b: {kind: automation, build_cost: 6000}\n"
    found = written(tmp_path, f"title: T\ncurrency: EUR\n{options}").assess()
    assert [each.cost.value for each in option_rows(found)] == ["€20k to €45k", "€6k"]


def test_where_only_faults_were_found_nothing_is_counted(tmp_path):
    found = faulty(tmp_path)
    lines = check_text(found).splitlines()
    assert not any("rules ran" in line or "initiatives" in line for line in lines)
    assert found.summary() == f"{len(found.faults)} faults to mend first; nothing was judged."


def test_what_was_judged_is_counted(tmp_path):
    assert re.search(r"2 work items: \d+ findings due, .* rules ran", check_text(ordinary(tmp_path)).splitlines()[-1])
