"""Quantiles: their interval covers the truth as often as it says, on units that come in unlike days."""

import numpy as np
import pytest
import scipy

from core.measure.days import START
from trueup.core.base.quantity import point
from trueup.core.measure.woodruff import quantile_spread
from trueup.core.model.ask.kpi import QuantileDay, QuantileWindow

RUNGS = np.linspace(0, 1, 401)


def window(which, values, p):
    """A window's answer as an engine gives it: the quantile, its days, and the ladder of quantiles."""
    level = float(np.quantile(values, p))
    days = tuple(
        QuantileDay(
            START.fromordinal(START.toordinal() + int(d)),
            int((which == d).sum()),
            int((values[which == d] <= level).sum()),
        )
        for d in np.unique(which)
    )
    ladder = tuple(float(value) for value in np.quantile(values, RUNGS))
    return QuantileWindow(days[0].day, days[-1].day, len(values), level, days, ladder)


@pytest.mark.parametrize(("p", "seed"), [(0.5, 1), (0.9, 2)])
def test_a_95_percent_interval_holds_the_true_quantile_in_92_to_98_of_100_samples(p, seed):
    rng = np.random.default_rng(seed)
    truth, held, runs = scipy.stats.norm.ppf(p, 0, np.sqrt(2)), 0, 500
    for _ in range(runs):
        which = np.repeat(np.arange(80), rng.poisson(12, 80) + 1)
        values = rng.normal(0, 1, 80)[which] + rng.normal(0, 1, len(which))
        spread = quantile_spread(window(which, values, p), p, "day")
        held += spread.low <= truth <= spread.high
    assert 0.92 <= held / runs <= 0.98


def test_the_interval_by_hand():
    # the days hold 1, 2 and 3 of 4 units at or below: shares are 0, -1 and +1 units off, se = sqrt(3/2 * 2) / 12
    days = tuple(QuantileDay(START.replace(day=n), 4, below) for n, below in ((1, 2), (2, 1), (3, 3)))
    found = quantile_spread(
        QuantileWindow(START, START.replace(day=3), 12, 200.0, days, tuple(float(r) for r in range(401))), 0.5, "day"
    )
    reach = 4.302652729911275 * 3**0.5 / 12
    assert found.at == pytest.approx((200, max(0, 400 * (0.5 - reach)), min(400, 400 * (0.5 + reach))))


def test_weeks_cluster_the_days_in_them():
    days = tuple(QuantileDay(START.replace(day=n), 4, 2) for n in (6, 7, 8))
    ladder = tuple(float(r) for r in range(401))
    assert quantile_spread(QuantileWindow(START, START, 12, 200.0, days, ladder), 0.5, "week") == point(200.0)
    assert quantile_spread(QuantileWindow(START, START, 12, 200.0, days[:1], ladder), 0.5, "day") == point(200.0)


def test_days_that_agree_leave_no_doubt_about_the_share_below():
    days = tuple(QuantileDay(START.replace(day=n), 4, 2) for n in (6, 7, 8))
    found = quantile_spread(
        QuantileWindow(START, START, 12, 200.0, days, tuple(float(r) for r in range(401))), 0.5, "day"
    )
    assert found.at == (200.0, 200.0, 200.0)


def test_a_window_without_units_has_no_quantile():
    with pytest.raises(ValueError, match="without units"):
        quantile_spread(QuantileWindow(START, START, 0, None, (), ()), 0.5, "day")
