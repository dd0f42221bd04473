"""The different values of a column with their rows, put into a table once, so that what is asked next is asked of few.

Most columns repeat their values: their quantiles, sums and bins come from the values and their counts and need no
second look at the rows. Whole numbers that a bitmap proves to differ in every row are their own groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import duckdb

from trueup.adapters.duckdb_text import WHOLE, ident

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session
    from trueup.core.model.ask.table import Column

_TABLE: Final = "trueup_groups"
_FEW: Final = 2**16
"""Up to so many rows grouping is as quick as a bitmap."""
_BITS_A_ROW: Final = 16
_MOST_BITS: Final = 2**29
"""64 MB for each thread."""


def grouped(session: Session, place: str, value: str) -> str:
    """Put the different values of an expression into a table (v, n) and return its name; the last one is dropped."""
    drop_groups(session)
    session.write(f"CREATE TEMP TABLE {_TABLE} AS SELECT {value} AS v, count(*) AS n FROM {place} GROUP BY 1")  # noqa: S608
    return _TABLE


def drop_groups(session: Session) -> None:
    """Give back the memory of the last groups."""
    session.write(f"DROP TABLE IF EXISTS {_TABLE}")


def number_groups(session: Session, place: str, column: Column, rows: int) -> str:
    """Return what to read (v, n) of a column from: the column itself where each of its whole numbers stands once."""
    name = ident(column.name)
    if column.type in WHOLE and rows > _FEW and _all_differ(session, place, name, rows):
        return f"(SELECT {name} AS v, CAST(1 AS BIGINT) AS n FROM {place})"  # noqa: S608
    return grouped(session, place, name)


def _all_differ(session: Session, place: str, name: str, rows: int) -> bool:
    """Whether no two values are equal, as far as a bitmap from the lowest to the highest can tell."""
    held, low, high = session.run(f"SELECT count({name}), min({name}), max({name}) FROM {place}")[0]  # noqa: S608
    if low is None or high is None:
        return False
    count, least = int(str(held)), int(str(low))
    span = int(str(high)) - least + 1
    if not count <= span <= min(_MOST_BITS, _BITS_A_ROW * rows) or abs(least) >= 2**62:
        return False
    at = f"CAST({name} AS BIGINT) - CAST({least} AS BIGINT)"
    try:
        bits = session.run(f"SELECT bit_count(bitstring_agg({at}, 0, {span - 1})) FROM {place}")[0][0]  # noqa: S608
    except duckdb.OutOfRangeException:
        return False
    return int(str(bits)) == count
