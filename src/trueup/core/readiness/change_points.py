"""Where a series changes its level: the segmentation that fits best for what each further change costs.

Optimal partitioning (Jackson et al. 2005), the search whose result PELT (Killick, Fearnhead and Eckley 2012) reproduces
with pruning; series here have at most some eighty points, so nothing is pruned. A segment costs its squared distances
from its weighted mean, in units of each point's variance: twice the negative log-likelihood of a normal level.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from trueup.core.base.record import dataclass

SHORTEST: Final = 3
"""Points a segment must have: one odd month, or two months of a season, are no new regime."""
FEWEST: Final = 2 * SHORTEST
"""Points a series must have before a change can be looked for."""
_NORMAL: Final = 0.6744897501960817
"""The median distance of a standard normal variable from 0: makes a median a standard deviation."""


@dataclass(frozen=True, slots=True)
class Level:
    """A stretch of a series with one level: points `start` to `end` (not included) and their weighted mean."""

    start: int
    end: int
    mean: float


def levels(values: Sequence[float], variances: Sequence[float], penalty: float) -> tuple[Level, ...]:
    """Return the stretches of a series, in order, that minimise cost plus `penalty` for each change.

    `variances` are those of each point, above 0. A stretch has at least `SHORTEST` points; a shorter series is one.
    """
    count = len(values)
    if not count:
        return ()
    weights = [1 / variance for variance in variances]
    sums = _running(weights), _running([w * v for w, v in zip(weights, values, strict=True)])
    squares = _running([w * v * v for w, v in zip(weights, values, strict=True)])

    def cost(start: int, end: int) -> float:
        weight, total = sums[0][end] - sums[0][start], sums[1][end] - sums[1][start]
        return squares[end] - squares[start] - total * total / weight

    best = [-penalty, *[math.inf] * count]
    before = [0] * (count + 1)
    for end in range(min(SHORTEST, count), count + 1):
        starts = [0, *range(SHORTEST, end - SHORTEST + 1)]
        best[end], before[end] = min((best[start] + cost(start, end) + penalty, start) for start in starts)
    ends = [count]
    while before[ends[-1]] > 0:
        ends.append(before[ends[-1]])
    cuts = [0, *reversed(ends)]
    found = []
    for start, end in pairwise(cuts):
        weight = sums[0][end] - sums[0][start]
        found.append(Level(start, end, (sums[1][end] - sums[1][start]) / weight))
    return tuple(found)


def penalty_of(points: int, series: int) -> float:
    """Return what one further change costs in a series of so many points, one of so many that are looked at.

    2 log n is the BIC of a change's two parameters, its place and its new level (Yao 1988); 2 log m adds what the
    extended BIC of Chen and Chen (2008) asks where a change may be in any of m series, so that a wide table shows no
    more false changes than a narrow one.
    """
    return 2 * math.log(max(points, 2)) + 2 * math.log(max(series, 1))


def with_noise(values: Sequence[float], sampling: Sequence[float]) -> list[float]:
    """Return each point's variance: that of sampling, and what the series moves from point to point besides.

    Seasons, days and the like move a series more than chance does. How much is read from the median distance between
    neighbours, which a few changes of level do not touch (difference-based scale, von Neumann 1941; Hampel 1974).
    """
    steps = [abs(one - other) for one, other in pairwise(values)]
    moved = (median(steps) / _NORMAL) ** 2 / 2 if steps else 0.0
    besides = max(0.0, moved - median(sampling))
    return [each + besides for each in sampling]


def _running(values: Sequence[float]) -> list[float]:
    total, found = 0.0, [0.0]
    for value in values:
        total += value
        found.append(total)
    return found
