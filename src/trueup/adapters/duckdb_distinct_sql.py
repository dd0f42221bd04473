"""How often values repeat, exactly and cheaply: a bitmap for dense whole numbers, hashes to prove that texts differ.

A bitmap has one bit for each number from the lowest to the highest; a key of several columns becomes one number. Equal
hashes prove nothing: only where there are as many hashes as values is the answer taken from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import duckdb

from trueup.adapters.duckdb_check_sql import column_of, counted
from trueup.adapters.duckdb_figure_sql import unfit
from trueup.adapters.duckdb_text import ident, not_null
from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import Figure, Figured
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import KeyFacts, KeyOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.adapters.duckdb_check_sql_kinds import Stored
    from trueup.adapters.duckdb_session import Session, Table

_MOST_BITS: Final = 2**29
"""64 MB for each thread."""
_BITS_A_ROW: Final = 64
_FEW: Final = 2**16
"""Up to so many different numbers a hash table is as quick as a bitmap, and so it is for so few rows."""
_LONGEST: Final = 18


@dataclass(frozen=True, slots=True)
class Dense:
    """A whole number below `span` that stands for the values of one or more columns; NULL where one of them is."""

    sql: str
    span: int

    def bits(self) -> str:
        """Return how many different values there are."""
        return f"coalesce(bit_count(bitstring_agg({self.sql}, 0, {self.span - 1})), 0)"


def distinct_of(session: Session, table: Table, ask: Figure) -> Figured | NotRun:
    """Return how many different values a column has; raises what `Session.run` raises."""
    column = column_of(table, ask.column)
    if isinstance(column, NotRun):
        return column
    wrong = unfit(column, ask)
    if wrong is not None:
        return wrong
    dense = dense_key(session, table, [column])
    if dense is not None and dense.span > _FEW:
        found = _bitmap(session, table, dense)
        if found is not None:
            return Figured(*found)
    name = ident(column.name)
    of, different = session.run(f"SELECT count({name}), count(DISTINCT {name}) FROM {table.sql}")[0]  # noqa: S608
    return Figured(counted(of), counted(different))


def unique_key(session: Session, table: Table, ask: KeyOf) -> KeyFacts | None:
    """Return the facts of a key that never repeats; None where it does or nothing cheap can tell.

    Raises what `Session.run` raises.
    """
    columns = [column_of(table, name) for name in ask.columns]
    whole = [column for column in columns if not isinstance(column, NotRun) and column.family != "other"]
    rows = session.rows(table)
    if len(whole) < len(columns) or not whole or rows <= _FEW:
        return None
    dense = dense_key(session, table, whole)
    found = _bitmap(session, table, dense) if dense is not None else None
    if found is None:
        names = ", ".join(column.sql for column in whole)
        statement = f"SELECT hash({names}) AS h FROM {table.sql} WHERE {not_null(ask.columns)}"  # noqa: S608
        counts = f"SELECT count(*) AS n FROM ({statement}) GROUP BY h"  # noqa: S608
        of, different = session.run(f"SELECT coalesce(sum(n), 0), count(*) FROM ({counts})")[0]  # noqa: S608
        found = counted(of), counted(different)
    held, distinct = found
    return KeyFacts(ask.columns, rows, held, rows - held, 0, min(held, 1)) if held == distinct else None


def dense_key(session: Session, table: Table, columns: Sequence[Stored]) -> Dense | None:
    """Return these columns as one number, where they are whole numbers or days that lie close together."""
    whole = [text for column in columns if (text := _whole(column)) is not None]
    rows = session.rows(table)
    if len(whole) < len(columns) or rows <= _FEW:
        return None
    ends = ", ".join(f"min({text}), max({text})" for text in whole)
    flat = session.run(f"SELECT {ends} FROM {table.sql}")[0]  # noqa: S608
    if None in flat:
        return None
    low_high = [counted(end) for end in flat]
    sql, span = "", 1
    for at, text in enumerate(whole):
        low, high = low_high[2 * at : 2 * at + 2]
        size = high - low + 1
        place = f"(CAST({text} AS BIGINT) - CAST({low} AS BIGINT))"
        if span * size > min(_MOST_BITS, _BITS_A_ROW * rows) or abs(low) >= 2**62:
            return None
        sql = f"({sql} * {size} + {place})" if sql else place
        span *= size
    return Dense(sql, span)


def _bitmap(session: Session, table: Table, dense: Dense) -> tuple[int, int] | None:
    """Return how many values and how many different ones; None where a file's own statistics were wrong."""
    try:
        of, bits = session.run(f"SELECT count({dense.sql}), {dense.bits()} FROM {table.sql}")[0]  # noqa: S608
    except duckdb.OutOfRangeException:
        return None
    return counted(of), counted(bits)


def _whole(column: Stored) -> str | None:
    """Return a column as a whole number of its steps, where it has no more than 18 digits."""
    if column.kind == "DATE":
        return f"({ident(column.name)} - DATE '1970-01-01')"
    if column.family != "exact" or column.grid is None:
        return None
    steps = column.grid.unit.denominator
    if steps == 1:
        return ident(column.name)
    digits = len(str(column.grid.high)) + len(str(steps)) - 1
    return f"CAST({ident(column.name)} * {steps} AS BIGINT)" if digits <= _LONGEST else None
