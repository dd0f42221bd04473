"""Columns of one type put on top of each other, so that a thousand columns of a low table are one short statement.

DuckDB plans a statement of a thousand expressions for longer than it runs. Stacked, one expression serves all columns;
but each value is then moved, so a table of many rows is better asked column beside column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from trueup.adapters.duckdb_text import ident

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from trueup.adapters.duckdb_session import Row, Session

T = TypeVar("T")
MOST_ROWS: Final = 10_000
"""Rows up to which planning a column costs more than moving its values."""
FEWEST_COLUMNS: Final = 40
_AT_ONCE: Final = 1_000
"""Columns on top of each other: what they hold is in memory for 2,048 rows at once."""


def stacks(rows: int, columns: int) -> bool:
    """Return whether a table of so many rows and columns is better asked stacked."""
    return rows <= MOST_ROWS and columns > FEWEST_COLUMNS


def by(items: Sequence[T], key: Callable[[T], Hashable]) -> Iterator[Sequence[T]]:
    """Yield the items that have the same key together, at most a thousand at once."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    for group in groups.values():
        for start in range(0, len(group), _AT_ONCE):
            yield group[start : start + _AT_ONCE]


def stacked(
    session: Session,
    place: str,
    names: Sequence[str],
    figures: str,
    shown: str = "* EXCLUDE (trueup_at)",
    *,
    as_text: bool = False,
) -> dict[str, Row]:
    """Return for each column its row of `figures`, aggregates over its values `v`; none where there are no rows.

    `shown` is what is told of these figures, by the names the aggregates have. Raises what `Session.run` raises.
    """
    values = ", ".join(f"CAST({ident(name)} AS VARCHAR)" if as_text else ident(name) for name in names)
    stack = f"SELECT unnest([{values}]) AS v, unnest(range({len(names)})) AS trueup_at FROM {place}"  # noqa: S608
    found = session.run(
        f"SELECT trueup_at, {shown} FROM (SELECT trueup_at, {figures} FROM ({stack}) GROUP BY trueup_at)"  # noqa: S608
    )
    return {names[int(str(at))]: tuple(row) for at, *row in found}
