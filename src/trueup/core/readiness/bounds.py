"""The bounds of a KPI whose faulty units might be any other way.

Manski (1989, "Anatomy of the selection problem", Journal of Human Resources 24) bounds a mean of which a part is
unknown by putting that part at the lowest and at the highest value it can take: nothing else is assumed about it.
"""

from __future__ import annotations

from collections.abc import Sequence

from trueup.core.base.record import dataclass
from trueup.core.model.ask.kpi import Day
from trueup.core.model.kpi import Across

LOW_RUNG, HIGH_RUNG = 4, 396
"""The 1 % and the 99 % quantile on the ladder of 400 steps that a window's quantiles come with."""


@dataclass(frozen=True, slots=True)
class Units:
    """What is known of the units of a window: `n` sound ones with a value, their sum `y`, and `bad` ones.

    `months` is the length of the window for sums a month; `ladder` the quantiles of the sound values (401 steps).
    """

    n: int
    y: float
    bad: int
    months: float = 1.0
    ladder: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lowest and the highest level, and in words what the faulty units were taken to be."""

    low: float
    high: float
    note: str


def sound_units_of(sound: Sequence[Day], all_days: Sequence[Day], undated: int = 0) -> tuple[int, float, int]:
    """Return (n, sum of values, bad units) of a window from its days without and with the faulty units.

    A faulty unit is one that is turned away only because of the fault; `undated` are further ones without a day.
    """
    bad = sum(day.excluded for day in sound) - sum(day.excluded for day in all_days)
    return sum(day.n for day in sound), sum(day.y for day in sound), max(0, bad) + undated


def bounds(how: Across, units: Units, quantile: float | None = None) -> Bounds | None:
    """Return the bounds of a level over the sound and the bad units; None where none can be given.

    A share may be 0 or 1 in each bad unit. The values of means and sums are unbounded: bad units are put at the 1 % and
    99 % quantile of the sound ones, which the note says. A quantile is bounded by shifting its probability. A ratio of
    two sums has no bounds without limits on both.
    """
    whole = units.n + units.bad
    if whole <= 0:
        return None
    if how == "share":
        return Bounds(units.y / whole, (units.y + units.bad) / whole, "")
    if how == "ratio" or not units.ladder:
        return None
    if how in ("median", "quantile"):
        return _quantile(units, quantile or 0.5)
    low, high = units.ladder[LOW_RUNG], units.ladder[HIGH_RUNG]
    over = units.months if how == "sum" else whole
    note = f"faulty units taken from the 1 % to the 99 % quantile of the others ({low:,.4g} to {high:,.4g})"
    return Bounds((units.y + units.bad * low) / over, (units.y + units.bad * high) / over, note)


def counted_bounds(how: Across, level: float, units: Units) -> Bounds | None:
    """Return the bounds where only the number of faulty rows is known, not which units they sit in.

    `units.n` and `units.y` are those of all units; at most `units.bad` of them are faulty and might be otherwise.
    """
    bad = min(units.bad, units.n)
    if units.n <= 0:
        return None
    note = "it is not known in which units the faulty rows sit: at most one unit each"
    if how == "share":
        return Bounds(max(0.0, units.y - bad) / units.n, min(float(units.n), units.y + bad) / units.n, note)
    if how not in ("mean", "sum") or not units.ladder:
        return None
    low, high = units.ladder[LOW_RUNG], units.ladder[HIGH_RUNG]
    moved = bad * (high - low) / (units.months if how == "sum" else units.n)
    return Bounds(level - moved, level + moved, f"{note}, moved from the 1 % to the 99 % quantile")


def _quantile(units: Units, p: float) -> Bounds:
    share = units.bad / (units.n + units.bad)
    left = 1 - share
    low = _rung(units.ladder, max(0.0, (p - share) / left) if left else 0.0)
    high = _rung(units.ladder, min(1.0, p / left) if left else 1.0)
    return Bounds(low, high, "")


def _rung(ladder: Sequence[float], p: float) -> float:
    at = p * (len(ladder) - 1)
    below = min(int(at), len(ladder) - 2)
    return ladder[below] + (at - below) * (ladder[below + 1] - ladder[below])
