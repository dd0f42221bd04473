"""Questions about a table's rows and columns together: copies, keys, order, course in time, correlations, references.

What `profile` says of its questions holds for these too: exact counts, what is missing, what is masked.
"""

from __future__ import annotations

from typing import Literal

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId

PeriodUnit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class DuplicatesOf:
    """Rows that are another row's exact copy, NULL equal to NULL -> `Duplicates`."""

    data: DataId


@dataclass(frozen=True, slots=True)
class Duplicates:
    """`repeated`: rows beyond the first of their copies; `groups`: different rows that have copies; `largest` group."""

    rows: int
    repeated: int
    groups: int
    largest: int


@dataclass(frozen=True, slots=True)
class NearDuplicatesOf:
    """Rows alike in these columns -> `NearDuplicates`.

    Texts are compared in lower case, without anything that is no letter and no digit. Rows with no value in any of the
    columns are not compared.
    """

    data: DataId
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """`alike`: rows beyond the first of those alike; `exact`: as many of them as are alike to the letter as well."""

    columns: tuple[str, ...]
    rows: int
    alike: int
    exact: int
    groups: int
    largest: int


@dataclass(frozen=True, slots=True)
class PairKeysOf:
    """Which of these pairs of columns name a row, the likely ones first -> `PairKeys`; at most `most` are counted."""

    data: DataId
    pairs: tuple[tuple[str, str], ...]
    most: int = 3


@dataclass(frozen=True, slots=True)
class PairKey:
    """A pair of columns, the rows beyond its values' first, and the rows where one of them is NULL."""

    columns: tuple[str, str]
    repeated: int
    with_null: int


@dataclass(frozen=True, slots=True)
class PairKeys:
    """Pairs counted over all rows; those that repeat in the first `looked_at` rows are no key and not in `pairs`.

    `left_out` pairs were neither ruled out nor counted.
    """

    rows: int
    looked_at: int
    pairs: tuple[PairKey, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class DependenciesOf:
    """Which columns determine others: for each (determinant, dependent), at most `most` counted -> `Dependencies`."""

    data: DataId
    pairs: tuple[tuple[str, str], ...]
    most: int = 20


@dataclass(frozen=True, slots=True)
class Dependency:
    """`column` determines `other` but for `exceptions`: rows that differ from the most common value of their group.

    `of` are the rows with a value in `column`; NULL in `other` counts as a value.
    """

    column: str
    other: str
    exceptions: int
    of: int


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Dependencies counted over all rows; pairs that the first `looked_at` rows rule out are not here.

    Ruled out: a tenth of the rows beyond a value's first or more differ from the commonest companion of that value.
    `left_out` pairs were neither ruled out nor counted.
    """

    rows: int
    looked_at: int
    found: tuple[Dependency, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class OrderOf:
    """By which of these columns the rows are sorted as they stand -> `Order`."""

    data: DataId
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SortedBy:
    """A column the rows are sorted by, but for `exceptions`: steps from one row to the next the wrong way."""

    column: str
    direction: Literal["up", "down"]
    exceptions: int


@dataclass(frozen=True, slots=True)
class Order:
    """At most five columns where at most 1 % of the changes go the wrong way, fewest first; NULLs are passed over."""

    rows: int
    sorted: tuple[SortedBy, ...]


@dataclass(frozen=True, slots=True)
class CoverageOf:
    """Rows, and missing values of these columns, in each period of a time column -> `Coverage`."""

    data: DataId
    time: str
    unit: PeriodUnit
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its first day, its rows, and the missing values of each column asked for, in their order."""

    start: str
    rows: int
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Periods with rows, in time; a period that is not here has none. `undated` rows have no usable time."""

    time: str
    unit: PeriodUnit
    columns: tuple[str, ...]
    undated: int
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class CorrelationsOf:
    """How number columns go together, each with each -> `Correlations`; at most 40 columns."""

    data: DataId
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correlation:
    """Pearson's r and Spearman's rho of two columns over the rows that have both; None where one does not vary."""

    columns: tuple[str, str]
    pearson: float | None
    spearman: float | None


@dataclass(frozen=True, slots=True)
class Correlations:
    """Every `step`-th of the rows was looked at: `looked_at` of `rows`. Ranks are those among all values of a column.

    Ties share the mean of their ranks; values beyond 1e100 are left out.
    """

    rows: int
    looked_at: int
    columns: tuple[str, ...]
    pairs: tuple[Correlation, ...]


@dataclass(frozen=True, slots=True)
class ReferenceOf:
    """How a column's values are found in a column of another table -> `ReferenceFacts`."""

    data: DataId
    column: str
    to: DataId
    to_column: str


@dataclass(frozen=True, slots=True)
class ReferenceFacts:
    """`filled` rows have a value, `orphans` of them one that is not there (`values` different ones).

    Values are compared as text where the types differ. Of the `targets` different values there, `used` are referred to:
    by `least` (0 where one is not referred to), on the average `mean`, by `most` rows.
    """

    rows: int
    filled: int
    orphans: int
    values: int
    targets: int
    used: int
    least: int
    mean: float
    most: int


@dataclass(frozen=True, slots=True)
class RowsOf:
    """The first rows of a table, as `RowSample`; `hide` as in `FailingRows`."""

    data: DataId
    show: tuple[str, ...]
    hide: tuple[str, ...] = ()
    most: int = 8
