"""Beyond the pilot: production and scaled, each with what it asks for."""

from dataclasses import replace
from datetime import date

import pytest

from agreeing import Book
from core.rules.cases import case_of, kpis, reading
from trueup.app.judge import Beside, judge
from trueup.core.gates.stages import stages
from trueup.core.model.evidence import Evidence

AS_OF = date(2026, 1, 15)
PILOT = """
    title: Faster claims
    currency: EUR
    objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
    kpis: {days: {unit: day, direction: decrease, owner: coo}}
    people: {coo: , gone: {left: 2025-12-01}}
    pilot: {statement: Proposals}
"""
RUN = """
    operation:
      stage: production
      since: 2025-10-01
      owner: coo
      run_cost: 20_000..30_000
      run_cost_cap: 30_000
      support: Service desk, 8 to 18
      monitoring: Share of proposals taken, weekly, by the desk lead
"""
FRESH = kpis(days=replace(reading(12.0), span=(date(2025, 1, 1), date(2025, 12, 31))))


def found(text, evidence=FRESH):
    return stages(case_of(text).initiative, evidence, AS_OF)


def status(text, name, evidence=FRESH):
    return next((c.status, c.because) for state in found(text, evidence) for c in state.criteria if c.id == name)


def test_without_a_pilot_there_is_nothing_beyond_it():
    assert found("    title: A\n") == ()


def test_a_pilot_sees_what_comes_and_nothing_of_it_is_due():
    assert [(state.stage, state.due, state.holds) for state in found(PILOT)] == [
        ("production", False, False),
        ("scaled", False, False),
    ]


def test_in_production_everything_can_hold():
    production, scaled = found(PILOT + RUN)
    assert (production.due, production.holds, production.since) == (True, True, date(2025, 10, 1))
    assert (scaled.due, scaled.holds) == (False, False)


def test_scaled_asks_for_both():
    production, scaled = found(PILOT + RUN.replace("stage: production", "stage: scaled, ").replace(", \n", "\n"))
    assert (production.due, scaled.due, scaled.since) == (True, True, date(2025, 10, 1))
    assert status(PILOT + RUN + "      scaled_to: All regions\n", "S1") == ("met", "")


@pytest.mark.parametrize(
    ("before", "after", "name", "expected"),
    [
        ("owner: coo\n      run", "owner: gone\n      run", "O1", ("not_met", "`gone` is not there")),
        ("owner: coo\n      run", "run", "O1", ("not_met", "nobody is named: `operation.owner`")),
        ("run_cost_cap: 30_000", "run_cost_cap: 29_999", "O2",
         ("not_met", "up to 30,000 a year, with a cap of 29,999")),
        ("run_cost: 20_000..30_000\n", "\n", "O2", ("unknown", "`operation.run_cost` is not known")),
        ("run_cost_cap: 30_000\n", "\n", "O2", ("not_met", "`operation.run_cost_cap` is not set")),
        ("support: Service desk, 8 to 18", "support:", "O3", ("not_met", "`operation.support` is empty")),
    ],
)  # fmt: skip
def test_each_thing_that_lacks_is_named(before, after, name, expected):
    assert before in RUN
    assert status(PILOT + RUN.replace(before, after), name) == expected


@pytest.mark.parametrize(
    ("newest", "expected"),
    [(date(2025, 11, 14), "met"), (date(2025, 11, 13), "not_met")],
)
def test_a_benefit_is_still_measured_for_two_months(newest, expected):
    evidence = kpis(days=replace(reading(12.0), span=(date(2025, 1, 1), newest)))
    assert status(PILOT + RUN, "O5", evidence)[0] == expected


def test_without_data_it_is_unknown_whether_it_is_still_measured():
    assert status(PILOT + RUN, "O5", case_of(PILOT).evidence)[0] == "unknown"


# ---- a pilot that is over


@pytest.mark.parametrize(
    ("phase", "choice", "due"), [("execution", "hold", True), ("planning", "go", True), ("planning", "hold", False)]
)
def test_a_pilot_that_the_ledger_shows_to_have_begun_is_stuck_whatever_the_phase(phase, choice, due):
    book = Book()
    book.enter("decide", "coo", "business", 5, choice=choice, phase=phase)
    found = judge(book.document, Evidence(), date(2014, 9, 1), None, beside=Beside(memory=book.memory()))
    assert found.phase == "discovery"
    assert (found.stuck is not None) == due


def test_what_was_killed_has_nothing_beyond_the_pilot():
    book = Book()
    book.enter("decide", "coo", "business", 5, choice="kill", phase="execution")
    found = judge(book.document, Evidence(), date(2014, 9, 1), None, beside=Beside(memory=book.memory()))
    assert (found.stuck, found.stages, found.due()) == (None, (), ())
    assert "PLN006" in {each.code for each in found.kept()}
