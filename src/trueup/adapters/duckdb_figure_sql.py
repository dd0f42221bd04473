"""One figure of one column, or of one guarded aggregate, as DuckDB's SQL and back as an answer.

A figure is asked as two expressions, how many values it is over and the figure itself, so that many fit into one scan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_check_sql import column_of
from trueup.adapters.duckdb_kpi_sql import rounded
from trueup.adapters.duckdb_text import ident
from trueup.adapters.duckdb_words import kind_words
from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import Figure, Figured, SqlFigure
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from trueup.adapters.duckdb_check_sql_kinds import Stored
    from trueup.adapters.duckdb_session import Session, Table

Reader = Callable[[Sequence[object]], Figured | NotRun]
_NUMBERS: Final = frozenset({"exact", "float"})
_ORDERED: Final = frozenset({"exact", "float", "text", "moment", "clock"})

_SUMMABLE: Final = 10**27
"""Below this, 100 billion values still add up to less than 38 digits; above, sums are those of floats."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile at `p`; `of` is its expression with `{}` for one `p` or a list of them."""

    of: str
    p: float


@dataclass(frozen=True, slots=True)
class FigureSql:
    """The expressions of one figure over a whole table, and what reads the answer from their values."""

    sums: tuple[str | Quantile, ...]
    read: Reader


def figure_sql(table: Table, ask: Figure) -> FigureSql | NotRun:
    """Return how a figure other than `distinct` is asked, or why it cannot be."""
    column = column_of(table, ask.column)
    if isinstance(column, NotRun):
        return column
    wrong = unfit(column, ask)
    if wrong is not None:
        return wrong
    finite = _finite(column)
    kept = f" FILTER ({finite})" if finite else ""
    count = f"count({ident(column.name)}){kept}"
    return FigureSql((count, _aggregate(column, ask, kept)), lambda values: figured(values[0], values[1]))


def unfit(column: Stored, ask: Figure) -> NotRun | None:
    """Return why a column has no such figure; None where it has."""
    allowed = _ORDERED if ask.which in {"min", "max"} else _NUMBERS
    if ask.which == "distinct":
        allowed = _ORDERED | {"boolean", "uuid", "bytes"}
    if column.family not in allowed:
        problem = f"column `{column.name}` is {kind_words(column.kind)} and has no `{ask.which}`"
        return NotRun("refused", problem, "Ask it of a column of numbers, or of dates and texts for min and max.")
    if (ask.which == "quantile") != (ask.p is not None) or not 0 <= (ask.p or 0.0) <= 1:
        problem = f"`{ask.which}` of column `{column.name}` is asked with p = {ask.p}"
        return NotRun("refused", problem, "A quantile needs a `p` from 0 to 1, and nothing else takes one.")
    return None


def _finite(column: Stored) -> str:
    named = ident(column.name)
    return f"isfinite({named})" if column.family in {"float", "moment"} else ""


def _aggregate(column: Stored, ask: Figure, kept: str) -> str | Quantile:
    value = column.sql
    real = f"CAST({value} AS DOUBLE)" if column.kind != "DOUBLE" else value
    if ask.which in {"min", "max"}:
        least = f"{ask.which}({value}){kept}"
        return f"CAST({least} AS VARCHAR)" if column.family in {"moment", "clock"} else least
    if ask.which == "quantile":
        return Quantile(f"quantile_cont({_braced(real)}, {{}}){_braced(kept)}", float(ask.p or 0.0))
    if ask.which == "std":
        return f"stddev_samp({real}){kept}"
    if column.grid is None or column.grid.high >= _SUMMABLE:
        return f"{'favg' if ask.which == 'mean' else 'fsum'}({real}){kept}"
    return f"{'avg' if ask.which == 'mean' else 'sum'}({value}){kept}"


def figured(of: object, value: object) -> Figured | NotRun:
    """Return the answer from what came out of the engine: floats rounded, dates and texts as text."""
    count = int(str(of))
    if value is None or isinstance(value, str):
        return Figured(count, value)
    if isinstance(value, bool | int):
        return Figured(count, int(value))
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return Figured(count, int(value) if whole else rounded(float(value)))
    if isinstance(value, float):
        if isfinite(value):
            return Figured(count, rounded(value))
        return NotRun("error", "the figure is too large for a number with 15 digits, or is none", "Look at its values.")
    if isinstance(value, date | datetime | time):
        return Figured(count, value.isoformat())
    return Figured(count, str(value))


def sql_figured(session: Session, table: Table, ask: SqlFigure) -> Figured | NotRun:
    """Return the figure of a guarded aggregate; raises what `Session.run` raises where its types do not fit."""
    columns = (*ask.value.columns, *(ask.where.columns if ask.where is not None else ()))
    missing = table.missing(columns)
    if missing is not None:
        return missing
    if not ask.value.aggregate or (ask.where is not None and ask.where.aggregate):
        problem = "the figure must aggregate over rows, and its condition must not"
        return NotRun("refused", problem, "Write `count(*)`, `sum(x)` or the like; a condition over one row.")
    kept = "TRUE" if ask.where is None else f"coalesce(({ask.where.text}), FALSE)"
    statement = f"SELECT count(*), ({ask.value.text}) FROM {table.sql} WHERE {kept}"  # noqa: S608
    kind = kind_words(session.kinds(statement)[1])
    if kind in {"a list or a structure", "bytes", "a span of time"}:
        return NotRun("refused", f"the figure is {kind}", "Write an expression that gives a number.")
    found = session.run(statement)[0]
    return figured(found[0], found[1])


def _braced(text: str) -> str:
    """Return a text that `format` gives back as it is: a column's name may hold braces."""
    return text.replace("{", "{{").replace("}", "}}")
