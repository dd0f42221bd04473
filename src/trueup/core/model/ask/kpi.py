"""Questions about the level of a KPI, and the sums that answer them."""

from __future__ import annotations

from datetime import date

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId, Sql


@dataclass(frozen=True, slots=True)
class ArmTable:
    """A data set that says which arm (pilot, control) a unit belongs to: joined on the unit's key `on`."""

    data: DataId
    on: str
    take: str


@dataclass(frozen=True, slots=True)
class Unitised:
    """What one unit is. KPIs with an equal `Unitised` share one statement.

    With `per == ()` every row is a unit and expressions are row-level; otherwise `per` is the key, and each column in
    `at` and `arm` stands inside an aggregate. `at` must come out as a date, or as a timestamp with a `zone`.
    """

    data: DataId
    per: tuple[str, ...]
    rows: Sql | None
    at: Sql
    zone: str | None
    arm: Sql | ArmTable | None = None


@dataclass(frozen=True, slots=True)
class KpiSum:
    """Daily sufficient statistics of one KPI -> `KpiDays`."""

    of: Unitised
    value: Sql
    over: Sql | None = None
    where: Sql | None = None


@dataclass(frozen=True, slots=True)
class KpiQuantile:
    """The quantile `p` of one KPI in each window (first and last day, both included) -> `QuantileWindows`."""

    of: Unitised
    value: Sql
    where: Sql | None
    p: float
    windows: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The sums of one KPI over the units of one day and arm; days add up to windows, months and clusters.

    `units` counts all units of the day, `excluded` those that `where` turned away (false or unknown), `null` those kept
    whose value (or denominator) is NULL; the other `n = units - excluded - null` carry the sums: y and yy of the value,
    x, xx and xy of the denominator. Floats are rounded to 12 significant digits by the engine. Magnitudes of 1e150
    and more count as NULL, those below 1e-150 may count as 0.
    """

    day: date
    arm: str
    units: int
    excluded: int
    null: int
    n: int
    y: float
    yy: float
    x: float = 0.0
    xx: float = 0.0
    xy: float = 0.0


@dataclass(frozen=True, slots=True)
class KpiDays:
    """The answer to `KpiSum`.

    `rows` are in the table; `kept` are those the row predicate keeps (true, not unknown) and, with `per`, whose key is
    whole: a row with a NULL in its key forms no unit. `undated` units have no day between the years 1 and 9999. The
    days are in order of day and arm; a unit without an arm has arm "".
    """

    rows: int
    kept: int
    undated: int
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class QuantileDay:
    """Units of one day in a window, and how many of them lie at or below the window's quantile."""

    day: date
    n: int
    below: int


@dataclass(frozen=True, slots=True)
class QuantileWindow:
    """One window's quantile, its days (for the clustered error) and the ladder of quantiles around it.

    `ladder` holds the quantiles at p = 0, 1/400, 2/400 ... 1 (401 values, linear interpolation); empty without units.
    """

    since: date
    until: date
    n: int
    level: float | None
    days: tuple[QuantileDay, ...]
    ladder: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class QuantileWindows:
    """The answer to `KpiQuantile`, in the order of its windows."""

    windows: tuple[QuantileWindow, ...]
