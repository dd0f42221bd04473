"""A figure that says where it comes from: value, unit, basis, source, date and who vouches for it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NewType

from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Unit = NewType("Unit", str)
"""Singular base units joined by `*` and `/`: `EUR/year`, `step/claim`, `1` for a share."""

Form = Literal["point", "p5_p95", "p10_p50_p90", "interval95", "ends"]


class Basis(StrEnum):
    """How well a figure is founded, strongest first."""

    MEASURED = "measured"
    ESTIMATED = "estimated"
    ASSUMED = "assumed"


_WEAKNESS = {Basis.MEASURED: 0, Basis.ESTIMATED: 1, Basis.ASSUMED: 2}


def weakest(bases: Iterable[Basis]) -> Basis:
    """Return the weakest of the bases: the basis of a figure computed from several. Measured when there are none."""
    return max(bases, key=_WEAKNESS.__getitem__, default=Basis.MEASURED)


@dataclass(frozen=True, slots=True)
class Spread:
    """A value or a range of values.

    `at` holds (value,) for a point, (P5, P95), (P10, P50, P90), (value, low, high) for a 95 % interval,
    or for `ends` (worst, median, best) over the stated ends of all inputs.
    """

    form: Form
    at: tuple[float, ...]

    @property
    def low(self) -> float:
        """The lower stated end of the range."""
        return self.at[1] if self.form == "interval95" else self.at[0]

    @property
    def mid(self) -> float:
        """The median: the middle of P5..P95 (taken as symmetric), the stated P50, the value of an interval or point."""
        if self.form == "p5_p95":
            return (self.at[0] + self.at[1]) / 2
        return self.at[1] if self.form in ("p10_p50_p90", "ends") else self.at[0]

    @property
    def high(self) -> float:
        """The upper stated end of the range."""
        return self.at[-1]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit and everything needed to defend it."""

    spread: Spread
    unit: Unit
    basis: Basis
    source: str
    as_of: date
    by: str | None = None
    error: float | None = None

    @property
    def value(self) -> float:
        """The median of the figure."""
        return self.spread.mid


def point(value: float) -> Spread:
    """Return a single value as a spread."""
    return Spread("point", (value,))


def interval(value: float, low: float, high: float) -> Spread:
    """Return a value with its 95 % interval as a spread."""
    return Spread("interval95", (value, low, high))
