"""Levels and their intervals: against hand-made figures, against an independent regression, against resampled days."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
import scipy

from core.measure.days import START, day, days_of, units
from trueup.core.base.formula import compile_formula
from trueup.core.base.quantity import interval, point
from trueup.core.measure.estimate import (
    Estimate,
    cluster_of,
    coarsest,
    combined,
    month_end,
    monthly_sum,
    months_between,
    ratio,
)
from trueup.core.model.ask.identity import NotRun

# ---- by hand ---------------------------------------------------------------------------------------------------------

THREE = [day(0, 1, 1, 0, 0), day(1, 1, 0, 0, 0), day(2, 1, 1, 1, 0)]


def test_a_share_over_three_days_by_hand():
    # 6 of 12 are hits; the days hold 0, -1 and +1 hits against half of 4; se = sqrt(3/2 * (0 + 1 + 1) / 12**2)
    found = ratio(THREE, "day", over=False)
    assert (found.value, found.counted, found.clusters) == (0.5, 12, 3)
    assert found.error == pytest.approx(math.sqrt(3) / 12)
    reach = 4.302652729911275 * math.sqrt(3) / 12
    assert found.spread(0, 1).at == pytest.approx((0.5, 0.0, 1.0))
    assert found.spread().at == pytest.approx((0.5, 0.5 - reach, 0.5 + reach))


def test_a_ratio_by_hand():
    # 12 minutes over 6 legs; the days are 4 - 2 * 2 = 0, 2 - 2 * 2 = -2 and 6 - 2 * 2 = 2 off
    days = [day(0, 1, 3, over=(1, 1)), day(1, 2, over=(2,)), day(2, 6, over=(2,))]
    found = ratio(days, "day", over=True)
    assert found.value == 2.0
    assert found.error == pytest.approx(math.sqrt(3 / 2 * 8) / 6)


def test_a_sum_a_month_by_hand():
    # 31 days of January with 2 on one day and 29 on another, then 28 days of February without any
    days = [day(3, 2), day(9, 29)]
    found = monthly_sum(days, "day", START, date(2025, 2, 28))
    assert found.value == pytest.approx(31 / 2)
    mean, count = 31 / 59, 59
    squares = (2 - mean) ** 2 + (29 - mean) ** 2 + 57 * mean**2
    assert found.error == pytest.approx(math.sqrt(count / (count - 1) * squares) / 2)
    assert found.counted == 2


def test_a_window_of_half_a_month_is_scaled_up_to_a_month():
    found = monthly_sum([day(0, 5), day(13, 5)], "day", START, date(2025, 1, 14))
    assert found.value == pytest.approx(10 * 31 / 14)


# ---- against an independent computation ------------------------------------------------------------------------------


def cluster_robust(y, x, weights, clusters):
    """Weighted least squares of y on one x through the origin, with the CR1 cluster-robust standard error."""
    bread = 1 / np.sum(weights * x * x)
    slope = bread * np.sum(weights * x * y)
    scores = weights * x * (y - slope * x)
    meat = sum(np.sum(scores[clusters == c]) ** 2 for c in np.unique(clusters))
    groups, rows = len(np.unique(clusters)), len(y)
    return slope, math.sqrt(groups / (groups - 1) * (rows - 1) / (rows - 1) * bread * meat * bread)


@pytest.mark.parametrize("seed", range(5))
def test_a_mean_is_the_regression_on_a_constant_with_clusters(seed):
    which, values, _ = units(np.random.default_rng(seed))
    level, error = cluster_robust(values, np.ones_like(values), np.ones_like(values), which)
    found = ratio(days_of(which, values), "day", over=False)
    assert found.value == pytest.approx(level, rel=1e-12)
    assert found.error == pytest.approx(error, rel=1e-9)
    low, high = scipy.stats.t.interval(0.95, len(np.unique(which)) - 1, level, error)
    assert found.spread().at == pytest.approx((level, low, high), rel=1e-7)


@pytest.mark.parametrize("seed", range(5))
def test_a_ratio_is_the_regression_through_the_origin_weighted_by_its_denominator(seed):
    which, values, over = units(np.random.default_rng(seed))
    level, error = cluster_robust(values, over, 1 / over, which)
    found = ratio(days_of(which, values, over), "day", over=True)
    assert (found.value, found.error) == pytest.approx((level, error), rel=1e-9)


@pytest.mark.parametrize("cluster", ["week", "month"])
def test_weeks_and_months_are_clusters_as_well(cluster):
    which, values, _ = units(np.random.default_rng(3), days=200)
    starts = np.array([cluster_of(START + timedelta(int(d)), cluster) for d in which])
    level, error = cluster_robust(values, np.ones_like(values), np.ones_like(values), starts)
    found = ratio(days_of(which, values), cluster, over=False)
    assert (found.value, found.error) == pytest.approx((level, error), rel=1e-9)
    assert found.clusters == len(set(starts))


def test_resampled_days_spread_as_the_standard_error_says():
    rng = np.random.default_rng(7)
    which, values, over = units(rng, days=120)
    days = days_of(which, values, over)
    tops, bottoms, counts = (np.array([getattr(d, name) for d in days]) for name in ("y", "x", "n"))
    picks = rng.integers(0, len(days), (4_000, len(days)))
    months = months_between(START, START + timedelta(119))
    for found, levels in (
        (ratio(days, "day", over=False), tops[picks].sum(1) / counts[picks].sum(1)),
        (ratio(days, "day", over=True), tops[picks].sum(1) / bottoms[picks].sum(1)),
        (monthly_sum(days, "day", START, START + timedelta(119)), tops[picks].sum(1) / months),
    ):
        assert found.error == pytest.approx(np.std(levels), rel=0.05)


def test_ignoring_the_days_would_say_that_the_level_is_known_far_better():
    which, values, _ = units(np.random.default_rng(1), mean=200)
    single = np.std(values, ddof=1) / math.sqrt(len(values))
    assert ratio(days_of(which, values), "day", over=False).error > 5 * single


def test_intervals_of_days_that_differ_hold_the_truth_nineteen_times_of_twenty():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(1_000):
        which, values, _ = units(rng, days=30, mean=8)
        low, high = ratio(days_of(which, values), "day", over=False).spread().at[1:]
        held += low <= 10 <= high
    assert 0.93 <= held / 1_000 <= 0.97


# ---- no interval, no level -------------------------------------------------------------------------------------------


def test_one_day_has_a_level_and_no_interval():
    found = ratio([day(0, 1, 0, 1, 0)], "day", over=False)
    assert (found.value, found.error, found.spread()) == (0.5, None, point(0.5))


def test_the_days_of_one_month_are_one_cluster_of_months():
    assert ratio(THREE, "month", over=False).error is None


@pytest.mark.parametrize("days", [[], [day(0)], [day(0, excluded=3, null=2)]])
def test_without_a_counted_unit_there_is_no_level(days):
    assert ratio(days, "day", over=False).reason == "no_data"


def test_a_sum_over_days_without_units_is_zero_and_over_units_without_a_value_it_is_none():
    window = ("day", START, date(2025, 1, 31))
    assert monthly_sum([], *window).value == monthly_sum([day(0, excluded=3)], *window).value == 0.0
    assert monthly_sum([day(0, null=3)], *window).reason == "no_data"


def test_a_zero_denominator_is_no_level():
    found = ratio([day(0, 1, over=(2,)), day(1, 1, over=(-2,))], "day", over=True)
    assert found.detail == "the denominator `over:` sums to zero in the window"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_sums_that_are_no_numbers_are_no_level(value):
    days = [day(0, 1.0), day(1, value)]
    assert ratio(days, "day", over=False).detail == "the sums of 2025-01-02 are not finite numbers"
    assert monthly_sum(days, "day", START, START + timedelta(5)).reason == "error"
    assert isinstance(ratio([day(0, 1.0, over=(value,))], "day", over=True), NotRun)


def test_a_share_without_a_single_hit_is_not_known_exactly():
    # the exact bound for 0 of 30 observations, a day being one
    found = ratio([day(n, 0, 0, 0) for n in range(30)], "day", over=False)
    high = scipy.stats.beta.ppf(0.975, 1, 30)
    assert found.share_spread() == interval(0.0, 0.0, pytest.approx(high))
    assert high == pytest.approx(0.1157, abs=1e-4)
    full = ratio([day(n, 1, 1, 1) for n in range(30)], "day", over=False)
    assert full.share_spread() == interval(1.0, pytest.approx(1 - high), 1.0)


def test_a_share_of_a_single_day_has_no_interval_either():
    assert ratio([day(0, 0, 0)], "day", over=False).share_spread() == point(0.0)


# ---- formulas over estimates: the delta method -----------------------------------------------------------------------


def test_a_difference_of_two_figures_of_the_same_days_keeps_their_correlation():
    which, values, over = units(np.random.default_rng(5))
    first, second = (ratio(days_of(which, v), "day", over=False) for v in (values, over))
    apart = ratio(days_of(which, values - over), "day", over=False)
    found = combined(compile_formula("a - b").value, {"a": first, "b": second})
    assert (found.value, found.error) == pytest.approx((apart.value, apart.error), rel=1e-9)


@pytest.mark.parametrize("formula", ["a / b", "a * b", "log(a) - sqrt(b)", "a ** 2 + 3 * b"])
def test_the_error_of_a_formula_is_what_resampled_days_show(formula):
    rng = np.random.default_rng(11)
    which, values, over = units(rng, days=150)
    days = days_of(which, values, over)
    parts = {"a": ratio(days, "day", over=False), "b": ratio(days_of(which, over), "day", over=False)}
    compiled = compile_formula(formula)
    tops, bottoms, counts = (np.array([getattr(d, name) for d in days]) for name in ("y", "x", "n"))
    picks = rng.integers(0, len(days), (3_000, len(days)))
    a, b = tops[picks].sum(1) / counts[picks].sum(1), bottoms[picks].sum(1) / counts[picks].sum(1)
    levels = [compiled.value({"a": one, "b": two}) for one, two in zip(a, b, strict=True)]
    found = combined(compiled.value, parts)
    assert found.value == compiled.value({"a": parts["a"].value, "b": parts["b"].value})
    assert found.error == pytest.approx(np.std(levels), rel=0.06)


def test_the_slope_is_right_where_a_figure_is_zero_beside_a_large_one():
    zero = Estimate(0.0, {1: 1e-4, 2: -1e-4}, 10)
    found = combined(compile_formula("1000000 + a").value, {"a": zero})
    assert found.error == pytest.approx(zero.error, rel=1e-3)


def test_at_the_edge_of_where_a_formula_has_a_value_the_slope_is_one_sided():
    edge = Estimate(2.0, {1: 0.1, 2: -0.1}, 10)
    found = combined(compile_formula("sqrt(a - 2) + a").value, {"a": edge})
    assert found.value == 2.0
    assert found.error > edge.error


def test_a_figure_known_exactly_adds_no_error():
    sure, vague = Estimate(2.0, {1: 0.0, 2: 0.0}, 10), Estimate(3.0, {1: 0.1, 2: -0.1}, 10)
    found = combined(compile_formula("a * b").value, {"a": sure, "b": vague})
    assert found.error == pytest.approx(2 * vague.error)


# ---- the calendar ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 1, 1), date(2025, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(9999, 12, 1), date(9999, 12, 31)),
        (date(1, 1, 1), date(1, 1, 31)),
    ],
)
def test_the_end_of_a_month_at_both_ends_of_the_calendar_too(first, last):
    assert month_end(first) == last


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), 12),
        (date(2025, 1, 16), date(2025, 2, 14), 16 / 31 + 14 / 28),
        (date(2025, 3, 5), date(2025, 3, 5), 1 / 31),
        (date(1, 1, 1), date(1, 1, 31), 1),
        (date(9999, 11, 1), date(9999, 12, 31), 2),
        (date(2025, 3, 5), date(2025, 3, 4), 0),
    ],
)
def test_months_of_a_window_count_parts_by_their_days(since, until, months):
    assert months_between(since, until) == pytest.approx(months)


def test_clusters_are_days_weeks_from_monday_and_months():
    wednesday = date(2025, 1, 1)
    assert date.fromordinal(cluster_of(wednesday, "day")) == wednesday
    assert date.fromordinal(cluster_of(wednesday, "week")) == date(2024, 12, 30)
    assert date.fromordinal(cluster_of(date(2025, 1, 17), "month")) == wednesday
    assert cluster_of(date.min, "week") == cluster_of(date.min, "month") == 1
    assert coarsest(["day", "month", "week"]) == "month"
    assert coarsest([]) == "day"
