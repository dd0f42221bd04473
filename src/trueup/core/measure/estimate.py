"""An estimate with the influence of each sampling unit, so that intervals cluster by day and formulas can combine.

The variance of a smooth function of sums is that of the sum of its linearised contributions over clusters (Cochran
1977, Sampling Techniques, ch. 6 and 9A; for means the same as a cluster-robust standard error), with G / (G - 1) for G
clusters and Student's t with G - 1 degrees of freedom. docs/figures.md has the formulas.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.quantity import Spread, interval, point
from trueup.core.base.record import dataclass
from trueup.core.base.student import t_quantile
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.kpi import Day

Cluster = Literal["day", "week", "month"]
LEVEL: Final = 0.975
"""Upper probability of a two-sided 95 % interval."""

STEP: Final = 1e-3
"""Step of a derivative, as a share of the figure's standard error: small beside its spread, large beside rounding."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value of `counted` units and, for each cluster (by ordinal), its linearised contribution to the value."""

    value: float
    influence: Mapping[int, float]
    counted: int

    @property
    def clusters(self) -> int:
        """The number of sampling units."""
        return len(self.influence)

    @property
    def error(self) -> float | None:
        """The standard error, None with fewer than two clusters."""
        count = len(self.influence)
        if count < 2:  # noqa: PLR2004 - one cluster says nothing about spread
            return None
        return math.sqrt(count / (count - 1) * math.fsum(part * part for part in self.influence.values()))

    def spread(self, low: float = -math.inf, high: float = math.inf) -> Spread:
        """Return the value with its 95 % interval, cut at the bounds the measure has; a point without an interval."""
        error = self.error
        if error is None:
            return point(self.value)
        reach = t_quantile(LEVEL, self.clusters - 1) * error
        return interval(self.value, max(low, self.value - reach), min(high, self.value + reach))

    def share_spread(self) -> Spread:
        """Return a share with its 95 % interval, cut at 0 and 1.

        Where every unit, or none, was a hit, nothing varies and the interval is that of 0 or G hits in G clusters, each
        taken as one observation (Clopper and Pearson 1934): for 0 of 30 days it ends at 11.6 %, about 3 / G.
        """
        count = self.clusters
        if self.error == 0 and self.value in (0.0, 1.0):
            beyond = 1 - (1 - LEVEL) ** (1 / count)
            low, high = (0.0, beyond) if self.value == 0 else (1 - beyond, 1.0)
            return interval(self.value, low, high)
        return self.spread(0.0, 1.0)


def ratio(days: Iterable[Day], cluster: Cluster, *, over: bool) -> Estimate | NotRun:
    """Return sum(y) / sum(x) over days, or the mean sum(y) / n where `over` is false.

    NotRun where no unit counts, the denominator sums to zero, or a sum is not a finite number.
    """
    tops: dict[int, float] = {}
    bottoms: dict[int, float] = {}
    counted = 0
    for day in days:
        if not day.n:
            continue
        if not (math.isfinite(day.y) and math.isfinite(day.x)):
            return _not_finite(day)
        key = cluster_of(day.day, cluster)
        tops[key] = tops.get(key, 0.0) + day.y
        bottoms[key] = bottoms.get(key, 0.0) + (day.x if over else day.n)
        counted += day.n
    if not counted:
        return NotRun("no_data", "no unit with a value lies in the window")
    below = math.fsum(bottoms.values())
    if below == 0:
        return NotRun(
            "no_data",
            "the denominator `over:` sums to zero in the window",
            "Check the expression, or the window: a ratio over nothing has no level.",
        )
    value = math.fsum(tops.values()) / below
    return Estimate(value, {key: (tops[key] - value * bottoms[key]) / below for key in tops}, counted)


def monthly_sum(days: Iterable[Day], cluster: Cluster, since: date, until: date) -> Estimate | NotRun:
    """Return the sum per calendar month over a window (both ends included); days without units count as zero.

    NotRun where there are units and none of them has a value, or a sum is not a finite number.
    """
    totals = {cluster_of(since + timedelta(n), cluster): 0.0 for n in range((until - since).days + 1)}
    counted = unknown = 0
    for day in days:
        if not math.isfinite(day.y):
            return _not_finite(day)
        totals[cluster_of(day.day, cluster)] += day.y
        counted += day.n
        unknown += day.null
    if unknown and not counted:
        return NotRun("no_data", "no unit with a value lies in the window")
    months = months_between(since, until)
    mean = math.fsum(totals.values()) / len(totals)
    return Estimate(
        mean * len(totals) / months, {key: (total - mean) / months for key, total in totals.items()}, counted
    )


def combined(function: Callable[[Mapping[str, float]], float], parts: Mapping[str, Estimate]) -> Estimate:
    """Return a formula over estimates, its error by the delta method with shared clusters kept together.

    The parts are clustered alike. Derivatives are central differences over a small part of each standard error
    (one-sided at the edge of where the formula has a value); clusters that several parts share keep their correlation.
    Raises `FormulaFault` where the formula has no value at the estimates themselves.
    """
    values = {name: part.value for name, part in parts.items()}
    value = function(values)
    influence: dict[int, float] = {}
    for name, part in parts.items():
        step = STEP * (part.error or 0.0)
        slope = _slope(function, values, name, step)
        for key, contribution in part.influence.items():
            influence[key] = influence.get(key, 0.0) + slope * contribution
    return Estimate(value, influence, min((part.counted for part in parts.values()), default=0))


def coarsest(clusters: Sequence[Cluster]) -> Cluster:
    """Return the largest of some sampling units, the day where there are none."""
    order: tuple[Cluster, ...] = ("day", "week", "month")
    return max(clusters, key=order.index, default="day")


def cluster_of(day: date, cluster: Cluster) -> int:
    """Return the ordinal of the day, of its ISO week's Monday, or of the first of its month."""
    if cluster == "week":
        return day.toordinal() - day.weekday()
    return day.replace(day=1).toordinal() if cluster == "month" else day.toordinal()


def months_between(since: date, until: date) -> float:
    """Return how many calendar months a window holds, parts of a month as their share of its days."""
    total = 0.0
    first = since.replace(day=1)
    while first <= until:
        last = month_end(first)
        total += _share(first, last, since, until)
        if last == date.max:
            break
        first = last + timedelta(1)
    return total


def _slope(
    function: Callable[[Mapping[str, float]], float], values: Mapping[str, float], name: str, step: float
) -> float:
    """Return the derivative of a function by one of its figures; 0 where there is no step to make."""
    at = values[name]
    if at - step == at:
        return 0.0
    ends = []
    for moved in (at - step, at + step):
        try:
            ends.append((moved, function({**values, name: moved})))
        except FormulaFault:
            ends.append((at, function(values)))
    (left, low), (right, high) = ends
    return (high - low) / (right - left) if right > left else 0.0


def _not_finite(day: Day) -> NotRun:
    return NotRun(
        "error",
        f"the sums of {day.day} are not finite numbers",
        "The expression gives NaN or infinity for a unit: guard it, as in `ln(nullif(x, 0))`, or keep such rows out.",
    )


def _share(first: date, last: date, since: date, until: date) -> float:
    covered = (min(last, until) - max(first, since)).days + 1
    return covered / ((last - first).days + 1)


def month_end(first: date) -> date:
    """Return the last day of the month that begins on `first`."""
    if (first.year, first.month) == (date.max.year, date.max.month):
        return date.max
    return date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(1)
