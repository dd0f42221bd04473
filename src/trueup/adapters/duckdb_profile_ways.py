"""Which columns name a row together, and which determine others: first ruled out on a few rows, then counted on all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import duckdb

from trueup.adapters.duckdb_check_sql import column_of
from trueup.adapters.duckdb_distinct_sql import dense_key
from trueup.adapters.duckdb_text import ident, not_null
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.together import Dependencies, Dependency, PairKey, PairKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trueup.adapters.duckdb_session import Session, Table
    from trueup.core.model.ask.together import DependenciesOf, PairKeysOf

    Pair = tuple[str, str]

_LOOKS: Final = (5_000, 100_000)
"""First rows on which pairs are ruled out, one look after the other."""
_AT_ONCE: Final = 40
_TOLERATED: Final = 0.1
"""The share of rows beyond a value's first that may differ from its commonest companion."""


def pair_keys_of(session: Session, table: Table, place: str, ask: PairKeysOf) -> PairKeys:
    """Return the pairs that do not repeat in the first rows, with how often they repeat in all."""
    rows = session.rows(table)
    left = _left(session, rows, place, ask.pairs, lambda pair: f"NOT {_repeats(pair)}")
    counted = left[: ask.most]
    found = []
    for pair in counted:
        held, distinct = _pairs_by_bitmap(session, table, place, pair) or _pairs(session, place, pair)
        found.append(PairKey(pair, held - distinct, rows - held))
    return PairKeys(rows, min(rows, _LOOKS[-1]), tuple(found), len(left) - len(counted))


def _pairs(session: Session, place: str, pair: Pair) -> tuple[int, int]:
    """Return the rows that have both values, and how many different pairs they hold."""
    groups = f"SELECT count(*) AS n FROM {place} WHERE {not_null(pair)} GROUP BY {_listed(pair)}"  # noqa: S608
    held, distinct = session.run(f"SELECT coalesce(sum(n), 0), count(*) FROM ({groups})")[0]  # noqa: S608
    return int(str(held)), int(str(distinct))


def _pairs_by_bitmap(session: Session, table: Table, place: str, pair: Pair) -> tuple[int, int] | None:
    """Return the same for two columns of whole numbers that lie close together, None for others."""
    columns = [column_of(table, name) for name in pair]
    dense = dense_key(session, replace(table, sql=place), [each for each in columns if not isinstance(each, NotRun)])
    if dense is None:
        return None
    try:
        held, distinct = session.run(f"SELECT count({dense.sql}), {dense.bits()} FROM {place}")[0]  # noqa: S608
    except duckdb.OutOfRangeException:  # a file's own statistics were wrong
        return None
    return int(str(held)), int(str(distinct))


def dependencies_of(session: Session, rows: int, place: str, ask: DependenciesOf) -> Dependencies:
    """Return the dependencies with few exceptions in the first rows, with their exceptions in all."""
    left = _left(session, rows, place, ask.pairs, _mostly)
    counted = left[: ask.most]
    found = []
    for pair in counted:
        exceptions, of, _ = session.run(_broken(pair, place))[0]
        found.append(Dependency(*pair, int(str(exceptions)), int(str(of))))
    return Dependencies(rows, min(rows, _LOOKS[-1]), tuple(found), len(left) - len(counted))


def _left(
    session: Session,
    rows: int,
    place: str,
    pairs: Sequence[Pair],
    could_be: Callable[[Pair], str],
) -> list[Pair]:
    """Return the pairs that the first rows do not rule out."""
    left = list(dict.fromkeys(pairs))
    for look in _LOOKS:
        kept: list[Pair] = []
        for at in range(0, len(left), _AT_ONCE):
            some = left[at : at + _AT_ONCE]
            names = list(dict.fromkeys(name for pair in some for name in pair))
            first = f"WITH s AS MATERIALIZED (SELECT {_listed(names)} FROM {place} LIMIT {look})"  # noqa: S608
            flat = session.run(f"{first} SELECT {', '.join(could_be(pair) for pair in some)}")[0]
            kept += [pair for pair, could in zip(some, flat, strict=True) if could]
        left = kept
        if rows <= look:
            break
    return left


def _repeats(pair: Pair) -> str:
    return f"EXISTS (SELECT 1 FROM s WHERE {not_null(pair)} GROUP BY {_listed(pair)} HAVING count(*) > 1)"  # noqa: S608


def _mostly(pair: Pair) -> str:
    """Return the condition that few rows beyond a value's first differ: a value that stands once tells nothing."""
    return f"(SELECT e <= {_TOLERATED} * (n - groups) FROM ({_broken(pair, 's')}))"  # noqa: S608


def _broken(pair: Pair, place: str) -> str:
    """Return the SELECT of the rows that differ from the most common value of their group, of all rows, and groups."""
    column, other = map(ident, pair)
    counts = f"SELECT {column} AS a, count(*) AS n FROM {place} WHERE {column} IS NOT NULL GROUP BY {column}, {other}"  # noqa: S608
    groups = f"SELECT sum(n) AS n, max(n) AS most FROM ({counts}) GROUP BY a"  # noqa: S608
    return f"SELECT coalesce(sum(n - most), 0) AS e, coalesce(sum(n), 0) AS n, count(*) AS groups FROM ({groups})"  # noqa: S608


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(ident, names))
