"""Daily sums for the tests of KPI statistics, made from single units."""

from datetime import date, timedelta

from trueup.core.model.ask.kpi import Day, KpiDays
from trueup.core.model.kpi import Kpi

START = date(2025, 1, 1)


def day(at, *values, arm="", over=None, excluded=0, null=0):
    """One day's sums of these values; `at` counts days from 1 January 2025, or is a date."""
    at = at if isinstance(at, date) else START + timedelta(at)
    n, x = len(values), sum(over or ())
    return Day(
        at, arm, n + excluded + null, excluded, null, n, float(sum(values)), sum(v * v for v in values), float(x)
    )


def answer(*days, rows=None, undated=0):
    units = sum(d.units for d in days) + undated
    return KpiDays(units if rows is None else rows, units, undated, days)


def kpi(how="mean", **fields):
    """A KPI measured on a data set, as the document states it."""
    across = {"quantile": str(how)} if isinstance(how, float) else how
    over = {"over": "x"} if how == "ratio" else {}
    return Kpi.model_validate({"unit": "1", "data": "t", "value": "v", "at": "d", "across": across, **over, **fields})


def units(rng, days=60, mean=20, day_spread=1.0, unit_spread=1.0):
    """(day, value, denominator) of random units whose days differ: arrays that a test can compute on by itself."""
    import numpy as np

    counts = rng.poisson(mean, days) + 1
    which = np.repeat(np.arange(days), counts)
    effect = rng.normal(0, day_spread, days)
    values = 10 + effect[which] + rng.normal(0, unit_spread, len(which))
    return which, values, rng.gamma(4, 1, len(which)) + 0.2 * values


def days_of(which, values, over=None):
    """The daily sums of units."""
    import numpy as np

    x = np.zeros_like(values) if over is None else over
    return [
        Day(
            START + timedelta(int(d)),
            "",
            int((which == d).sum()),
            0,
            0,
            int((which == d).sum()),
            float(values[which == d].sum()),
            float((values[which == d] ** 2).sum()),
            float(x[which == d].sum()),
        )
        for d in np.unique(which)
    ]
