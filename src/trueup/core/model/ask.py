"""The only language between the core and an engine: questions about a table, and what comes back.

`core/measure` and `core/readiness` build questions, adapters answer them. Every question is a frozen value, so equal
questions are equal cache keys; every answer is a frozen value that survives a trip through JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, Literal, NewType, Protocol, TypeAlias, TypeVar

from trueup.core.base.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T_co = TypeVar("T_co", covariant=True)
DataId = NewType("DataId", str)
"""The id of a data set as the document names it: `flights`, not `data.flights`."""

NotRunReason = Literal["no_data", "no_column", "timeout", "refused", "extra_missing", "not_due", "stale", "error"]


@dataclass(frozen=True, slots=True)
class NotRun:
    """Something that was not computed, and why; `fix` says what the user can do, where there is something to do."""

    reason: NotRunReason
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Sql:
    """A guarded expression: normalised text, the columns it names, whether it stands on aggregates.

    Only the guard makes one; its text is safe to place inside a SELECT of ours.
    """

    text: str
    columns: tuple[str, ...]
    aggregate: bool


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
class ShapeOf:
    """How many rows a table has, and which columns of which types -> `Shape`."""

    data: DataId


@dataclass(frozen=True, slots=True)
class ColumnsOf:
    """Missing values, ranges and distinct counts of every column of a table -> `Columns`."""

    data: DataId


@dataclass(frozen=True, slots=True)
class KeyOf:
    """How often a key repeats -> `KeyFacts`."""

    data: DataId
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrphansOf:
    """Rows whose reference finds no row in another table -> `OrphanFacts`; `slices` are columns to break down by."""

    data: DataId
    columns: tuple[str, ...]
    to: DataId
    to_columns: tuple[str, ...]
    slices: tuple[str, ...] = ()


Question: TypeAlias = KpiSum | KpiQuantile | ShapeOf | ColumnsOf | KeyOf | OrphansOf


# ---- what comes back -------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Column:
    """A column as stored."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows and columns of a table."""

    rows: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """First facts of one column.

    `nulls` are NULLs; `blanks` empty or white text; `sentinels` values that stand for missing (`NA`, `n/a`, `-999`,
    `1900-01-01` ...); `nans` NaN or infinite. `low` and `high` are the range of what is left,
    as text; `distinct` counts what is left, exactly.
    """

    name: str
    type: str
    nulls: int
    blanks: int
    sentinels: int
    nans: int
    distinct: int
    low: str | None
    high: str | None

    @property
    def missing(self) -> int:
        """Rows without a usable value."""
        return self.nulls + self.blanks + self.sentinels + self.nans


@dataclass(frozen=True, slots=True)
class Columns:
    """The answer to `ColumnsOf`, in the table's order."""

    rows: int
    columns: tuple[ColumnFacts, ...]


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """How a key behaves: `distinct` values that are whole, rows with a NULL in the key, rows beyond a value's first."""

    columns: tuple[str, ...]
    rows: int
    distinct: int
    with_null: int
    repeated: int
    largest: int


@dataclass(frozen=True, slots=True)
class Slice:
    """Of the orphans, how many carry this value of a slicing column, and how many rows carry it at all."""

    column: str
    value: str
    orphans: int
    rows: int


@dataclass(frozen=True, slots=True)
class OrphanFacts:
    """Rows whose reference is empty, rows whose reference finds nothing, and where these sit.

    A reference is empty where a column is NULL, blank or a text for missing that the other table does not know.
    `slices` hold at most 20 values a slicing column, largest first; `values` counts different references without a row.
    """

    columns: tuple[str, ...]
    to: DataId
    rows: int
    empty: int
    orphans: int
    values: int
    slices: tuple[Slice, ...] = ()


AnswerValue: TypeAlias = KpiDays | QuantileWindows | Shape | Columns | KeyFacts | OrphanFacts


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """What an engine says to one question, about exactly one state of the data."""

    question: Question
    data: Digest
    value: T_co | NotRun
    engine: str


class Engine(Protocol):
    """Something that answers questions: it plans, fuses and yields each answer as it finishes."""

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield one answer a question, in any order; a question that cannot be answered yields a `NotRun`."""
        ...
