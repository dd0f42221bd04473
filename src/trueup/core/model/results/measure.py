"""What was measured of a KPI: its level, the months, the funnel from rows to counted units."""

from __future__ import annotations

from datetime import date

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun


@dataclass(frozen=True, slots=True)
class Funnel:
    """How the rows of a table become the units a figure stands on.

    rows -> kept (row predicate) -> units (grouped) -> less undated, later than the as-of date, unsettled, outside the
    window, excluded by `where`, NULL -> counted.
    """

    rows: int
    kept: int
    units: int
    undated: int
    later: int
    unsettled: int
    outside: int
    excluded: int
    null: int
    counted: int


@dataclass(frozen=True, slots=True)
class Month:
    """The level in one calendar month; `whole` is false where the data covers only part of it."""

    first: date
    level: Quantity
    counted: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Arm:
    """The level of one arm (pilot, control) in the window."""

    name: str
    level: Quantity
    counted: int


@dataclass(frozen=True, slots=True)
class KpiReading:
    """A KPI on the data: `level` over `window` (the baseline's where one is given), `overall` over all settled days.

    `baseline` is the level that the case stands on: the measured window, a typed figure (assumed), or None where the
    document gives none. `clusters` is the number of sampling units behind the interval.
    """

    level: Quantity | NotRun
    window: tuple[date, date]
    overall: Quantity | NotRun
    span: tuple[date, date]
    clusters: int
    funnel: Funnel
    series: tuple[Month, ...]
    arms: tuple[Arm, ...] = ()
