r"""Single checks of a table. Every measure has one written meaning here, whatever engine computes it.

What holds for all of them:

- *A row has a value* in a column unless the column is NULL there. NaN and the infinities are values of a float column;
  only `Missing(nan=True)` and `Figure` pass over them. An empty text is a value; only `Missing(blank=True)` counts it.
- *A test* is asked of rows that have a value (`Missing` and `Breaks` of all rows). `of` counts the rows asked,
  `failing` those that fail. A table without rows has `of` 0 and `failing` 0; nothing is ever divided.
- *Texts* are compared by code point, case and blanks included; lengths count code points.
- *Numbers* are compared as numbers: `1` is `1.0`, `-0.0` is `0`; NaN is no number, so it is outside every range and
  among no values. Beside a float column a number is rounded to the column's precision. A limit that is no number, for
  a number column, is refused, and so is one that is no date, for a date column; a listed value that the column cannot
  hold is simply not there.
- *Dates and timestamps* are compared in time; a timestamp with a zone as its instant, one without as it stands; a limit
  that is a date stands for its midnight, one without an offset is UTC where the column has a zone, and an offset is
  taken off where the column has none. Times of day are compared with limits of the form HH:MM.
- *The text of a value* that is none: whole numbers in digits, decimals with all their places, floats as the shortest
  number that reads back (`1e+16`, `nan`), `true`, `2024-02-29`, `2024-02-29 10:00:00.5` and `+00` behind it in UTC.
- *Blank* is what Unicode calls white space, wherever blanks are named.
- *What has no one text* - lists, structures, spans of time, bytes - can only be tested for NULL; else it is refused.
- *Patterns* are searched for anywhere in the text (`^` and `$` anchor); syntax and meaning are RE2's: `\d`, `\w`, `\s`
  and `\b` are ASCII, no look-around, no back references. A pattern RE2 does not know is refused.
- *Counts* are exact. Floats are rounded to 12 significant digits at the engine's boundary.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId, Sql
from trueup.core.model.ask.table import KeyOf, OrphansOf

ValueKind = Literal["integer", "number", "boolean", "date", "timestamp", "time", "uuid"]
FigureKind = Literal["distinct", "mean", "std", "min", "max", "sum", "quantile"]


@dataclass(frozen=True, slots=True)
class Missing:
    """Fails where there is nothing to use: NULL always; blank text, NaN or infinite, or one of `values` where asked.

    A value is one of `values` as in `Among`. Asked of all rows.
    """

    values: tuple[str, ...] = ()
    blank: bool = False
    nan: bool = False
    test: Literal["missing"] = "missing"


@dataclass(frozen=True, slots=True)
class Among:
    """Fails where the value is none of these, each written as text; a boolean is `true` or `false`."""

    values: tuple[str, ...]
    test: Literal["among"] = "among"


@dataclass(frozen=True, slots=True)
class Between:
    """Fails where the value lies outside; a limit that is None is not set. An open end excludes the limit itself."""

    low: str | None
    high: str | None
    low_open: bool = False
    high_open: bool = False
    test: Literal["between"] = "between"


@dataclass(frozen=True, slots=True)
class MultipleOf:
    """Fails where the number is not a whole multiple of `step` (exact for integers and decimals, 1e-9 for floats).

    For floats it is the quotient that must be within 1e-9 of a whole number; NaN and infinities fail.
    """

    step: str
    test: Literal["multipleof"] = "multipleof"


@dataclass(frozen=True, slots=True)
class Like:
    """Fails where the pattern is not found in the value, a number or date being read as its text."""

    pattern: str
    test: Literal["like"] = "like"


@dataclass(frozen=True, slots=True)
class Length:
    """Fails where the text is shorter or longer, in code points, both ends included."""

    low: int | None
    high: int | None
    test: Literal["length"] = "length"


@dataclass(frozen=True, slots=True)
class Reads:
    """Fails where the value cannot be read as this kind, blanks around it aside.

    integer: an optional sign and digits, at most a fraction of zeros behind them (`2.0`); number: a finite decimal
    number, exponent allowed; boolean: true/false in any case; date: YYYY-MM-DD that exists; timestamp: a date, `T` or a
    blank, HH:MM with optional seconds, fraction and offset (a date alone too); time: HH:MM with optional seconds and
    fraction; uuid: 8-4-4-4-12 hex digits. A stored timestamp at midnight (in UTC) reads as a date. Years are 0001 to
    9999.
    """

    kind: ValueKind
    test: Literal["reads"] = "reads"


@dataclass(frozen=True, slots=True)
class Breaks:
    """Fails where a guarded condition over the row is false. Unknown (NULL) passes, as in an SQL CHECK constraint.

    Asked of all rows; `columns` of the tally names what to show of a failing row.
    """

    condition: Sql
    test: Literal["breaks"] = "breaks"


Test: TypeAlias = Missing | Among | Between | MultipleOf | Like | Length | Reads | Breaks


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of a table fail one test of one column -> `Tallied`. `column` is "" only for `Breaks`."""

    data: DataId
    column: str
    test: Test


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one column over its finite values -> `Figured`.

    distinct: different values, all values counted (NaN is one value). mean, sum: of numbers. std: with n - 1, None
    below two values. quantile: at `p`, linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
    min and max: of numbers, dates (ISO), times and texts (by code point). None where there is no value. Sums
    and means are exact up to 27 digits and those of floats beyond; a deviation whose squares no float holds is not run.
    """

    data: DataId
    column: str
    which: FigureKind
    p: float | None = None


@dataclass(frozen=True, slots=True)
class SqlFigure:
    """One guarded aggregate expression over the rows a guarded condition keeps -> `Figured`, `of` = rows kept."""

    data: DataId
    value: Sql
    where: Sql | None


@dataclass(frozen=True, slots=True)
class FailingRows:
    """Some rows that fail, in the table's order -> `RowSample`.

    `of` says which: a tally, a key (rows beyond a value's first) or a reference (rows that name nothing). `show` are
    the columns to bring, `hide` those of them to bring masked because they hold personal data (a text of the same
    length class, never the value). At most `most` rows.
    """

    of: Tally | KeyOf | OrphansOf
    show: tuple[str, ...]
    hide: tuple[str, ...] = ()
    most: int = 10


@dataclass(frozen=True, slots=True)
class Tallied:
    """The answer to `Tally`."""

    rows: int
    of: int
    failing: int


@dataclass(frozen=True, slots=True)
class Figured:
    """The answer to `Figure` and `SqlFigure`: `value` over `of` rows; a text for dates and texts, None for no value."""

    of: int
    value: int | float | str | None


@dataclass(frozen=True, slots=True)
class RowSample:
    """The answer to `FailingRows`: values as text, None for NULL, each at most 100 code points long."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
