"""What a failing check costs: the KPI at its bounds, the money, what it holds up, what to mend first."""

from dataclasses import replace

import pytest

from core.rules.cases import case_of, kpis, measured, reading
from trueup.core.model.ask.checks import Among, Tally
from trueup.core.model.ask.identity import DataId
from trueup.core.model.data_limits import values
from trueup.core.model.results.checks import CheckResult, DataCheck, DataReadiness, KpiImpact, Need
from trueup.core.readiness.bounds import Bounds
from trueup.core.readiness.impact import by_owner, kpi_impact, repairs, with_impacts

DATA = DataId("claims")
TEXT = """
title: Faster claims
currency: EUR
objective: {statement: Ten days, owner: coo, kpi: late, guardrails: [lost]}
kpis:
  late: {unit: 1, direction: decrease, data: claims, value: late, across: share, at: day,
         baseline: {from: 2025-01-01, to: 2025-12-31}, target: {value: 20 %, by: 2026-12-31},
         worth: claims_a_year * (baseline - level) * cost}
  lost: {unit: 1, direction: at_most, data: claims, value: lost, across: share, at: day,
         baseline: {from: 2025-01-01, to: 2025-12-31}, target: {value: 3 %}}
assumptions:
  claims_a_year: {range: 1000, unit: claim/year, by: coo, because: x}
  cost: {range: 100, unit: EUR/claim, by: cfo, because: x}
data: {claims: claims.csv}
"""


@pytest.fixture
def case():
    return case_of(TEXT, kpis(late=reading(measured(0.24)), lost=reading(measured(0.02))))


def failing(name="late.enum", severity="error", share=5, by=("kpis.late",), owner="ada", blocks=True, column="late"):
    check = DataCheck(
        name, DATA, (column,), "it holds", "conformity", Tally(DATA, name, Among(())), severity=severity, owner=owner
    )
    needed = tuple(Need(DATA, column, each, blocks=True) for each in by)
    return CheckResult(check, "fail", f"{share} of 100", "", share, 100, needs=needed, blocks=blocks)


def ready(case, *checks, **impacts):
    found = {DATA: DataReadiness(DATA, 100, checks)}
    per_check = {("claims", name.replace("__", ".")): each for name, each in impacts.items()}
    return with_impacts(case.initiative, found, per_check, values())[DATA]


def at(case, low, high, kpi="late"):
    return kpi_impact(
        case.initiative, case.evidence, kpi, case.evidence.reading(kpi).level.value, Bounds(low, high, "")
    )


def test_the_benefit_is_that_of_reaching_the_target_from_each_bound(case):
    found = at(case, 0.22, 0.27)
    # 1,000 claims a year at 100 EUR: each point of late claims is worth 1,000 EUR a year
    assert (found.worth, found.worth_low, found.worth_high) == pytest.approx((4_000, 2_000, 7_000))


def test_a_kpi_without_worth_has_bounds_and_no_money(case):
    found = at(case, 0.01, 0.03, "lost")
    assert (found.low, found.high, found.worth, found.worth_low) == (0.01, 0.03, None, None)


def test_bounds_always_hold_the_level(case):
    assert (at(case, 0.25, 0.27).low, at(case, 0.2, 0.22).high) == (0.24, 0.24)


def test_the_money_is_what_the_benefit_moves_between_the_bounds(case):
    found = ready(case, failing(), late__enum=[at(case, 0.225, 0.255)])
    assert found.impacts[0].money == pytest.approx(3_000)


def test_no_more_money_hangs_on_a_fault_than_the_kpi_promises(case):
    # between 20 % and 30 % the benefit lies between nothing and 10,000 EUR a year, and 4,000 are promised
    found = ready(case, failing(), late__enum=[at(case, 0.20, 0.30)])
    assert found.impacts[0].money == pytest.approx(4_000)


def test_a_benefit_that_counts_from_a_typed_baseline_does_not_move_with_the_data():
    typed = TEXT.replace(
        "baseline: {from: 2025-01-01, to: 2025-12-31}, target: {value: 20 %", "baseline: 60 %, target: {value: 20 %"
    )
    case = case_of(typed, kpis(late=reading(measured(0.24)), lost=reading(measured(0.02))))
    found = at(case, 0.22, 0.27)
    assert (found.low, found.high, found.worth_low, found.worth_high) == (0.22, 0.27, None, None)
    assert found.worth == pytest.approx(40_000)
    assert ready(case, failing(), late__enum=[found]).impacts[0].money == pytest.approx(40_000)


def test_without_bounds_the_whole_benefit_hangs_on_it(case):
    alone = KpiImpact("late", 0.24, None, None, 4_000.0)
    assert ready(case, failing(), late__enum=[alone]).impacts[0].money == 4_000


def test_a_guardrail_carries_no_money(case):
    found = ready(case, failing(by=["kpis.lost"]), late__enum=[at(case, 0.01, 0.03, "lost")])
    assert found.impacts[0].money is None


@pytest.mark.parametrize(("low", "high", "blocks"), [(0.21, 0.27, False), (0.19, 0.24, True), (0.24, 0.29, True)])
def test_nothing_is_held_up_where_both_bounds_lie_nearer_than_the_target(case, low, high, blocks):
    # the level is 24 %, the target 20 %: 4 points away
    found = ready(case, failing(), late__enum=[at(case, low, high)])
    assert found.checks[0].blocks is blocks


def test_a_kpi_without_bounds_stays_held_up(case):
    assert ready(case, failing(), late__enum=[KpiImpact("late", 0.24, None, None)]).checks[0].blocks


@pytest.mark.parametrize(("share", "blocks"), [(0.5, False), (1, True)])
def test_an_option_is_not_held_up_by_fewer_than_one_wrong_row_in_a_hundred(case, share, blocks):
    assert ready(case, failing(share=share, by=["options.rule"])).checks[0].blocks is blocks


def test_a_column_that_is_not_there_holds_an_option_up(case):
    absent = replace(failing(by=["options.rule"]), failing=None, of=None)
    assert ready(case, absent).checks[0].blocks


def test_a_repair_says_what_it_opens_and_with_how_many_others(case):
    found = ready(case, failing("a", by=["options.rule"]), failing("b", by=["options.rule"]))
    assert found.impacts[0].options == ("rule",)
    assert found.impacts[0].unblocks == (
        "option `rule` (with 1 other check)",
        "the Feasibility criterion that data passes its checks (with 1 other check)",
    )
    warns = ready(case, failing("a", severity="warning", by=["options.rule"], blocks=False))
    assert warns.impacts[0].unblocks == ()


def test_what_to_mend_first_is_what_blocks_then_what_is_grave_then_what_costs(case):
    found = ready(
        case,
        failing("note", severity="warning", blocks=False),
        failing("cheap", by=["kpis.lost"], blocks=False),
        failing("dear", blocks=False),
        failing("block", by=["options.rule"], owner="bob"),
        dear=[at(case, 0.22, 0.27)],
    )
    order = repairs([found])
    assert [repair.result.check.id for repair in order] == ["block", "dear", "cheap", "note"]
    assert {owner: [r.result.check.id for r in each] for owner, each in by_owner(order).items()} == {
        "bob": ["block"],
        "ada": ["dear", "cheap", "note"],
    }


def test_two_checks_that_ask_the_same_are_mended_once(case):
    one = failing("a")
    same = replace(one, check=replace(one.check, id="b"))
    assert [repair.result.check.id for repair in repairs([ready(case, one, same)])] == ["a"]


def test_what_nothing_stands_on_costs_nothing_and_is_told_all_the_same(case):
    idle = replace(failing(), needs=(), blocks=False)
    found = ready(case, idle)
    assert found.impacts == ()
    assert [repair.impact for repair in repairs([found])] == [None]
