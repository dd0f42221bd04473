"""The money that hangs on faulty data: never more than the KPI promises, with both ends of the promise in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.rules.cases import AS_OF, RULES, case_of, kpis, measured, reading
from trueup.core.model.ask.checks import Among, Tally
from trueup.core.model.ask.identity import DataId
from trueup.core.model.data_limits import values
from trueup.core.model.evidence import Evidence
from trueup.core.model.results.checks import CheckResult, DataCheck, DataReadiness, Need
from trueup.core.readiness.bounds import Bounds
from trueup.core.readiness.impact import kpi_impact, with_impacts
from trueup.core.rules.run import run
from trueup.core.value.benefit import benefit

DATA = DataId("flights")
TEXT = """
title: Fewer late arrivals
currency: EUR
objective: {statement: Fewer late arrivals, owner: coo, kpi: late}
kpis:
  late: {unit: 1, direction: decrease, owner: coo, data: flights, value: late, across: share, at: day,
         baseline: {from: 2025-01-01, to: 2025-12-31}, target: {value: 22 %, by: 2026-12-31},
         worth: flights_a_year * (baseline - level) * cost}
assumptions:
  flights_a_year: {range: 1000, unit: flight/year, by: coo, because: x}
  cost: {range: 100, unit: EUR/flight, by: cfo, because: x}
data: {flights: {source: flights.csv, owner: ada}}
"""
CHECK = DataCheck(
    "late.known", DATA, ("late",), "`late` is known", "completeness", Tally(DATA, "late", Among(())), owner="ada"
)
FAULT = CheckResult(CHECK, "fail", "3 of 100", "none", 3, 100, needs=(Need(DATA, "late", "kpis.late", blocks=True),))


def told(low, high, text=TEXT, claim=1.0):
    """What DAT011 says of a fault that leaves the KPI, measured at 24 %, between two levels."""
    case = case_of(text, kpis(late=reading(measured(0.24))))
    promised = benefit(case.initiative, case.evidence, AS_OF, claims={"late": claim})
    impact = kpi_impact(case.initiative, case.evidence, "late", 0.24, Bounds(low, high, ""))
    found = with_impacts(
        case.initiative,
        {DATA: DataReadiness(DATA, 100, (FAULT,))},
        {("flights", "late.known"): (impact,)},
        values(),
    )
    evidence: Evidence = replace(case.evidence, benefit=promised, readiness=found, tables={"flights": None})
    (flag,) = run(replace(case, evidence=evidence), [RULES["DAT011"]]).findings
    assert flag.code == "DAT011", flag.problem
    return flag


def test_what_the_promise_moves_between_the_bounds_hangs_on_the_fault():
    # a point is worth 1,000 EUR a year: 2,000 are promised, 1,500 to 3,000 at the bounds
    found = told(0.235, 0.25)
    assert found.problem.endswith(
        "KPI `late` lies between 23.50 % and 25.00 %, so its promise of €2,000 a year might be €1,500 a year to "
        "€3,000 a year."
    )
    assert found.stake.value == pytest.approx(1_500)


def test_where_the_bounds_lie_wider_apart_than_the_promise_all_of_it_hangs_on_the_fault():
    found = told(0.23, 0.28)
    assert "might be €1,000 a year to €6,000 a year" in found.problem
    assert found.stake.value == pytest.approx(2_000)


def test_of_a_kpi_that_is_shared_only_the_part_that_is_promised_hangs_on_it():
    found = told(0.23, 0.28, claim=0.5)
    assert "so its promise of €1,000 a year might be €500 a year to €3,000 a year" in found.problem
    assert found.stake.value == pytest.approx(1_000)


def test_a_promise_from_a_typed_baseline_does_not_move_with_the_data():
    typed = TEXT.replace("baseline: {from: 2025-01-01, to: 2025-12-31}", "baseline: {value: 60 %, because: a guess}")
    found = told(0.23, 0.28, typed)
    assert found.problem.endswith("KPI `late` lies between 23.00 % and 28.00 %.")
    assert found.stake.value == pytest.approx(38_000)
