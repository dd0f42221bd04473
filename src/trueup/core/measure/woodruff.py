"""Quantiles with an interval: invert the clustered error of the share below (Woodruff 1952, JASA 47)."""

from __future__ import annotations

import math

from trueup.core.base.quantity import Spread, interval, point
from trueup.core.base.student import t_quantile
from trueup.core.measure.estimate import LEVEL, Cluster, cluster_of
from trueup.core.model.ask.kpi import QuantileWindow


def quantile_spread(window: QuantileWindow, p: float, cluster: Cluster) -> Spread:
    """Return a window's quantile with its 95 % interval; a point where fewer than two clusters hold units.

    The interval reads the window's ladder at p -+ t x se(share below), se clustered as the KPI says. Its ends are
    infinite where the ladder is not finite there (NaN counts as the greatest value, as engines sort it).
    """
    if window.level is None:
        msg = "a window without units has no quantile"
        raise ValueError(msg)
    counts: dict[int, float] = {}
    belows: dict[int, float] = {}
    for day in window.days:
        key = cluster_of(day.day, cluster)
        counts[key] = counts.get(key, 0.0) + day.n
        belows[key] = belows.get(key, 0.0) + day.below
    groups, total = len(counts), math.fsum(counts.values())
    if groups < 2:  # noqa: PLR2004 - one cluster says nothing about spread
        return point(window.level)
    share = math.fsum(belows.values()) / total
    squares = math.fsum((belows[key] - share * counts[key]) ** 2 for key in counts)
    reach = t_quantile(LEVEL, groups - 1) * math.sqrt(groups / (groups - 1) * squares) / total
    return interval(
        window.level, min(window.level, _rung(window, p - reach)), max(window.level, _rung(window, p + reach))
    )


def _rung(window: QuantileWindow, p: float) -> float:
    ladder = window.ladder
    position = min(max(p, 0.0), 1.0) * (len(ladder) - 1)
    below = min(int(position), len(ladder) - 2)
    low, high, part = ladder[below], ladder[below + 1], position - below
    if not (math.isfinite(low) and math.isfinite(high)):
        end = low if part == 0 else high
        return math.inf if math.isnan(end) else end
    return low + part * (high - low)
