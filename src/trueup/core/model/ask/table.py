"""Questions about a table as it is: shape, columns, keys, references; and the facts that answer them."""

from __future__ import annotations

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId


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
    `1900-01-01` ...); `nans` NaN or infinite; `distinct` counts what is left, exactly. `low` and `high` are the ends of
    what is left, written as text; None for texts, whose ends may be somebody's name or address.
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
