"""Questions that describe a table as it is: its columns, rows, keys, order, time and neighbours. One meaning each.

What holds for all of them:

- *A value is missing* if it is NULL, a blank text, NaN or infinite, or stands for missing (`NA`, `-999` where it is the
  lowest or highest of its column and repeated, 1900-01-01 ...). All figures but those counts are over what is left.
- *Counts are exact* over all rows, distinct counts too. Where only a part was looked at, the answer says how many, and
  no figure of that part is a count of the table.
- *Floats* are rounded to 12 significant digits. Times are text (ISO 8601); a timestamp with a zone is told in UTC.
- *Values shown* are cut at 100 code points. Those of a column in `hide`, and any that look like an e-mail address, an
  IBAN, a card or phone number, are masked: the answer never holds them.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import RowSample, ValueKind
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.together import (
    Correlations,
    CorrelationsOf,
    Coverage,
    CoverageOf,
    Dependencies,
    DependenciesOf,
    Duplicates,
    DuplicatesOf,
    NearDuplicates,
    NearDuplicatesOf,
    Order,
    OrderOf,
    PairKeys,
    PairKeysOf,
    ReferenceFacts,
    ReferenceOf,
    RowsOf,
)

Group = Literal["integer", "number", "text", "date", "timestamp", "boolean", "other"]
LEVELS: Final = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)
"""The quantiles of a profile."""
TOP: Final = 10
BINS: Final = 24
DISTANT: Final = 1.5
"""Interquartile ranges from the quartiles to the fences (Tukey 1977, Exploratory Data Analysis)."""


@dataclass(frozen=True, slots=True)
class ProfileOf:
    """Everything about single columns -> `TableProfile`; all columns where `columns` is empty.

    `hide` are columns with personal data: of them no single value is told, only counts and the middle of a spread.
    """

    data: DataId
    columns: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value, or the shape of values, and how many rows have it."""

    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Rows in bins of one width from `low` on, each with its lower edge; `below` and `above` lie outside the bins.

    Numbers, or seconds since 1970 for dates. The bins reach to three interquartile ranges beyond the quartiles at most,
    so that a few distant values do not hide the rest.
    """

    low: float
    width: float
    counts: tuple[int, ...]
    below: int
    above: int


@dataclass(frozen=True, slots=True)
class Outliers:
    """Rows beyond Tukey's fences (`DISTANT` interquartile ranges from the quartiles) and the most distant values."""

    low: float
    high: float
    below: int
    above: int
    examples: tuple[ValueCount, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How numbers or times spread.

    `quantiles` at `LEVELS`: of numbers by linear interpolation (type 7 of Hyndman and Fan 1996), of times the first
    value that at least that share reach; None where it would tell a hidden value. `std` is with n - 1. `outliers` is
    None for times and where the quartiles are equal.
    """

    quantiles: tuple[float | str | None, ...]
    mean: float | None
    std: float | None
    zeros: int
    negatives: int
    histogram: Histogram | None
    outliers: Outliers | None


@dataclass(frozen=True, slots=True)
class Lengths:
    """Shortest, mean (over rows) and longest text, in code points."""

    low: int
    mean: float
    high: int


@dataclass(frozen=True, slots=True)
class Patterns:
    """Shapes of texts: `A` a capital, `a` another letter, `9` a digit, the rest as written, the first 40 code points.

    `looked_at` of `of` different values; `rows` are the rows of those looked at. `kinds` counts the shapes found.
    """

    looked_at: int
    of: int
    rows: int
    kinds: int
    top: tuple[ValueCount, ...]

    @property
    def exact(self) -> bool:
        """Whether all values were looked at."""
        return self.looked_at == self.of


@dataclass(frozen=True, slots=True)
class ReadAs:
    """Rows whose text can be read in one form, each row in one form at most; `kind` None: in no form we know.

    An integer is a number as well, a date a timestamp as well (as `checks.Reads` has it). `example` is a value of it.
    """

    kind: ValueKind | None
    form: str
    rows: int
    example: str


@dataclass(frozen=True, slots=True)
class DayOrder:
    """Dates written with two numbers first: read only with the day first, only with the month first, both ways."""

    day_first: int
    month_first: int
    both: int
    neither: int


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column. `unread` says why it has no figures; then all counts are 0."""

    name: str
    type: str
    group: Group
    rows: int
    nulls: int = 0
    blanks: int = 0
    sentinels: int = 0
    nans: int = 0
    infinite: int = 0
    distinct: int = 0
    low: str | None = None
    high: str | None = None
    top: tuple[ValueCount, ...] = ()
    spread: Spread | None = None
    lengths: Lengths | None = None
    patterns: Patterns | None = None
    reads: tuple[ReadAs, ...] = ()
    day_order: DayOrder | None = None
    hidden: bool = False
    unread: NotRun | None = None

    @property
    def missing(self) -> int:
        """Rows without a usable value."""
        return self.nulls + self.blanks + self.sentinels + self.nans + self.infinite

    @property
    def values(self) -> int:
        """Rows with a usable value."""
        return self.rows - self.missing

    @property
    def unique(self) -> bool:
        """Whether every row has a value and no two the same."""
        return self.unread is None and self.rows > 0 and self.distinct == self.rows


@dataclass(frozen=True, slots=True)
class TableProfile:
    """The answer to `ProfileOf`: the columns asked for, in the table's order."""

    rows: int
    columns: tuple[ColumnProfile, ...]


ProfileQuestion: TypeAlias = (
    ProfileOf
    | DuplicatesOf
    | NearDuplicatesOf
    | PairKeysOf
    | DependenciesOf
    | OrderOf
    | CoverageOf
    | CorrelationsOf
    | ReferenceOf
    | RowsOf
)
ProfileAnswer: TypeAlias = (
    TableProfile
    | Duplicates
    | NearDuplicates
    | PairKeys
    | Dependencies
    | Order
    | Coverage
    | Correlations
    | ReferenceFacts
    | RowSample
)
