"""A KPI level as money a year: units, inputs, and the ends of what is not known exactly."""

import pytest

from core.value.documents import FLIGHTS, TARGET, document, evidence, level
from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.quantity import Basis, Spread, interval, point
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.worth import MOST_CORNERS, Pricing, baseline_of, one_sided, unit_problem

ASSUMPTIONS = """
assumptions:
  flights: {range: 1000, unit: flight/year, by: coo, because: the timetable}
  cost: {range: 60/100/150, unit: EUR/flight, by: cfo, because: vouchers}
"""


def priced(
    worth="flights * (baseline - level) * cost", parts=f"{FLIGHTS}, {TARGET}", more=ASSUMPTIONS, others="", unit="1"
):
    late = f"late: {{unit: {unit}, owner: coo, {parts}, worth: '{worth}'}}" if unit else f"late: {{worth: '{worth}'}}"
    return document("", more, f"{late}\nlost: {{unit: 1, {FLIGHTS}, {TARGET}}}\n{others}")


def pricing(seen=None, **given):
    return Pricing(priced(**given), seen or evidence(), "late")


# ---- units -----------------------------------------------------------------------------------------------------------


def test_units_multiply_to_money_a_year():
    assert unit_problem(priced(), "late") is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"worth": "(baseline - level) * cost"}, "the worth of KPI `late` comes out as EUR/flight, not as EUR/year"),
        ({"worth": "flights * cost + level"}, "the worth of KPI `late`: "),
        (
            {"unit": "minute", "parts": "baseline: {value: 12}, target: {value: 10, by: 2027-01-01}"},
            "the worth of KPI `late` comes out as EUR*minute/year, not as EUR/year",
        ),
        ({"unit": None}, "the worth of KPI `late` cannot be checked: the KPI has no unit"),
        (
            {"worth": "flights * (other - level) * cost", "others": "other: {title: x}"},
            "the worth of KPI `late` cannot be checked: KPI `other` has no unit",
        ),
    ],
)
def test_a_worth_that_is_not_money_a_year_says_what_it_is(given, says):
    assert unit_problem(priced(**given), "late")[0].startswith(says)


def test_another_kpi_without_a_unit_does_not_matter_where_it_is_not_used():
    assert unit_problem(priced(others="other: {title: x}"), "late") is None


# ---- inputs ----------------------------------------------------------------------------------------------------------


def test_the_baseline_is_measured_in_its_window_or_as_typed_or_missing():
    typed = priced(parts="baseline: 30 %")
    assert baseline_of(priced(), evidence(), "late") == (0.24, Basis.MEASURED)
    assert baseline_of(typed, evidence(), "late") == (0.3, Basis.ASSUMED)
    assert baseline_of(priced(parts="direction: decrease"), evidence(), "late").detail == "KPI `late` has no baseline"
    assert baseline_of(priced(), Evidence(), "late").reason == "not_due"


def test_a_level_is_worth_what_the_formula_says_at_the_median_of_each_assumption():
    assert pricing().at(0.20) == pytest.approx(4_000)
    assert pricing().at(0.20, pick=lambda spread: spread.high) == pytest.approx(6_000)


def test_other_kpis_stand_for_their_baselines():
    found = pricing(worth="flights * (lost - level) * cost", seen=evidence(lost=0.5))
    assert found.at(0.4) == pytest.approx(10_000)


def test_the_basis_is_the_weakest_of_the_inputs():
    assert pricing().basis() is Basis.ASSUMED
    assert pricing(worth="level * flights").basis() is Basis.ASSUMED
    assert pricing(worth="(baseline - level) * 1").basis() is Basis.MEASURED


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"parts": "direction: decrease"}, "KPI `late` has no baseline"),
        ({"worth": "target * flights", "parts": "direction: decrease"}, "KPI `late` has no target"),
    ],
)
def test_an_input_that_is_missing_is_named(given, says):
    assert pricing(**given).problem.detail == says


def test_a_measurement_that_did_not_run_is_the_problem_itself():
    why = NotRun("no_column", "`late` is no column of flights")
    assert pricing(seen=evidence(late=why)).problem == why


# ---- ends ------------------------------------------------------------------------------------------------------------


def test_the_ends_are_the_worst_and_the_best_corner_of_the_stated_ranges():
    more = ASSUMPTIONS.replace("range: 1000", "range: 900..1200")
    assert pricing(more=more).ends(0.20) == pytest.approx((900 * 0.04 * 60, 1_200 * 0.04 * 150))
    assert pricing(more=more).ends(0.30) == pytest.approx((1_200 * -0.06 * 150, 900 * -0.06 * 60))


def test_with_many_ranges_each_is_moved_alone_and_the_worst_ends_are_joined():
    count = MOST_CORNERS + 2
    more = "assumptions:\n" + "".join(f"  a{n}: {{range: 1..3, unit: EUR/year}}\n" for n in range(count))
    worth = " + ".join(f"a{n}" for n in range(count - 1)) + f" - a{count - 1} + 0 * level * a0"
    assert pricing(worth=worth, more=more).ends(0.2) == pytest.approx((count - 1 - 3, 3 * (count - 1) - 1))


def test_a_corner_without_a_value_is_a_fault():
    more = ASSUMPTIONS.replace("60/100/150", "0..2")
    with pytest.raises(FormulaFault):
        pricing(worth="flights / cost * level", more=more).ends(0.2)


@pytest.mark.parametrize(
    ("spread", "bounds"),
    [
        (interval(10, 8, 14), (10 - 2 * 0.839227, 10 + 4 * 0.839227)),
        (Spread("p5_p95", (8, 12)), (8, 12)),
        (Spread("p10_p50_p90", (9, 10, 12)), (10 - 1 * 1.283487, 10 + 2 * 1.283487)),
        (point(10), (10, 10)),
    ],
)
def test_one_sided_95_percent_bounds_of_each_form(spread, bounds):
    assert one_sided(spread) == pytest.approx(bounds, abs=1e-5)


def test_the_lowest_worth_takes_every_input_at_its_unfavourable_end():
    seen = evidence(late=level(0.24, 0.22, 0.26))
    found = pricing(seen=seen).lowest(interval(0.20, 0.19, 0.21))
    assert found == pytest.approx(1_000 * ((0.24 - 0.02 * 0.839227) - (0.20 + 0.01 * 0.839227)) * 60, rel=1e-5)


def test_a_loss_is_lowest_at_the_high_price():
    assert pricing().lowest(interval(0.30, 0.29, 0.31)) == pytest.approx(
        1_000 * (0.24 - (0.30 + 0.01 * 0.839227)) * 150, rel=1e-5
    )
