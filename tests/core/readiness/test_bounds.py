"""Bounds of a KPI whose faulty units might be any other way, against figures worked out by hand."""

from datetime import date

import pytest

from trueup.core.model.ask.kpi import Day
from trueup.core.readiness.bounds import Units, bounds, counted_bounds, sound_units_of

LADDER = tuple(float(k) for k in range(401))
"""Values spread evenly from 0 to 400: the quantile p is 400 p."""


def day(units, excluded=0, n=None, y=0.0):
    return Day(date(2025, 1, 1), "", units, excluded, 0, units - excluded if n is None else n, y, y)


def ends(found):
    return pytest.approx((found.low, found.high))


def test_a_share_lies_between_none_and_all_of_its_faulty_units():
    assert ends(bounds("share", Units(80, 20, 20))) == (0.2, 0.4)


def test_a_share_of_faulty_units_alone_is_anything():
    assert ends(bounds("share", Units(0, 0, 7))) == (0, 1)


def test_without_a_faulty_unit_both_bounds_are_the_level():
    assert ends(bounds("share", Units(50, 10, 0))) == (0.2, 0.2)
    assert ends(bounds("mean", Units(50, 200, 0, ladder=LADDER))) == (4, 4)


def test_the_faulty_units_of_a_mean_lie_between_its_1_and_99_per_cent_quantiles():
    found = bounds("mean", Units(90, 900, 10, ladder=LADDER))
    assert ends(found) == ((900 + 10 * 4) / 100, (900 + 10 * 396) / 100)
    assert "from the 1 % to the 99 % quantile of the others (4 to 396)" in found.note


def test_a_sum_is_one_of_a_month():
    assert ends(bounds("sum", Units(90, 900, 10, months=12, ladder=LADDER))) == (940 / 12, 4860 / 12)


def test_a_median_moves_by_the_share_of_faulty_units():
    # 20 of 100 unknown: the median of all is at least the (0.5 - 0.2) / 0.8 and at most the 0.5 / 0.8 quantile
    assert ends(bounds("median", Units(80, 0, 20, ladder=LADDER))) == (400 * 0.375, 400 * 0.625)


def test_a_quantile_of_mostly_faulty_units_is_anything():
    assert ends(bounds("quantile", Units(10, 0, 90, ladder=LADDER), 0.9)) == (0, 400)


@pytest.mark.parametrize("how", ["ratio", "mean", "median"])
def test_what_has_no_limits_on_its_values_has_no_bounds(how):
    assert bounds(how, Units(10, 5, 1)) is None


def test_no_unit_at_all_has_no_bounds():
    assert bounds("share", Units(0, 0, 0)) is None
    assert counted_bounds("share", 0.5, Units(0, 0, 3)) is None


def test_where_only_rows_are_counted_each_may_change_one_unit():
    assert ends(counted_bounds("share", 0.5, Units(100, 50, 10))) == (0.4, 0.6)
    assert ends(counted_bounds("share", 0.05, Units(100, 5, 10))) == (0, 0.15)
    assert ends(counted_bounds("mean", 20.0, Units(100, 2000, 10, ladder=LADDER))) == (20 - 39.2, 20 + 39.2)


def test_more_faulty_rows_than_units_change_every_unit():
    assert ends(counted_bounds("share", 0.5, Units(100, 50, 1000))) == (0, 1)


def test_a_unit_is_faulty_that_only_the_fault_turns_away():
    # of 10 units the KPI turns 2 away by itself; without the faulty rows 5 are turned away: 3 are faulty
    assert sound_units_of([day(10, 5, y=2.0)], [day(10, 2, y=4.0)]) == (5, 2.0, 3)


def test_units_without_a_day_may_lie_in_the_window():
    assert sound_units_of([day(10, 2)], [day(10, 2)], undated=4) == (8, 0.0, 4)
