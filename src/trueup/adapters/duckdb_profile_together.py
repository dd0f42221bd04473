"""What a table's columns do together: its order, its course in time, correlations, and references to other tables."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_kpi_sql import rounded
from trueup.adapters.duckdb_text import ident, is_float, is_moment, is_number, literal
from trueup.adapters.sentinels import DATES, TEXTS
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.together import Correlation, Correlations, Coverage, Order, Period, ReferenceFacts, SortedBy

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session, Table
    from trueup.core.model.ask.together import CorrelationsOf, CoverageOf, OrderOf, ReferenceOf

_FIRST: Final = 10_000
_MOST_SORTED: Final = 5
_WRONG: Final = 0.01
"""The share of changes from row to row that may go the wrong way."""
_CORRELATED: Final = 40
_DRAWN: Final = 50_000


def order_of(session: Session, table: Table, place: str, ask: OrderOf) -> Order:
    """Return the columns the rows are sorted by: looked for in the first rows, counted in all."""
    if not ask.columns:
        return Order(session.rows(table), ())
    first = f"(SELECT {', '.join(map(ident, ask.columns))} FROM {place} LIMIT {_FIRST})"  # noqa: S608
    seems = [name for name, *steps in _steps(session, first, ask.columns) if _direction(*steps)]
    found = []
    for name in seems[:_MOST_SORTED]:
        _, down, up = _steps(session, place, (name,))[0]
        if _direction(down, up):
            found.append(SortedBy(name, "up" if down <= up else "down", min(down, up)))
    return Order(session.rows(table), tuple(sorted(found, key=lambda each: each.exceptions)))


def _steps(session: Session, rows: str, names: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Return for each column how many steps from row to row go down, and up; NULLs are passed over."""
    steps = [
        f"(SELECT [count(*) FILTER (v < p), count(*) FILTER (v > p)] FROM (SELECT v, lag(v) OVER () AS p "  # noqa: S608
        f"FROM (SELECT {ident(name)} AS v FROM {rows}) WHERE v IS NOT NULL))"
        for name in names
    ]
    flat = session.run(f"SELECT {', '.join(steps)}")[0]
    return [(name, *_two(pair)) for name, pair in zip(names, flat, strict=True)]


def _two(pair: object) -> tuple[int, int]:
    return (int(pair[0] or 0), int(pair[1] or 0)) if isinstance(pair, list) else (0, 0)


def _direction(down: int, up: int) -> bool:
    return down + up > 0 and min(down, up) <= _WRONG * (down + up)


def coverage_of(session: Session, table: Table, place: str, ask: CoverageOf) -> Coverage | NotRun:
    """Return rows and missing values by period; refused where the time is no date and no timestamp."""
    kind = table.kind(ask.time) or ""
    if not is_moment(kind):
        return NotRun("refused", f"`{ask.time}` of `{ask.data}` is no date and no timestamp", "Name one that is.")
    time = ident(ask.time)
    counts = "".join(f", count_if({_gone(session, place, name, table.kind(name) or '')})" for name in ask.columns)
    dated = f"NOT ({_gone(session, place, ask.time, kind)})"
    start = f"CASE WHEN {dated} THEN CAST(date_trunc('{ask.unit}', {time}) AS DATE) END"
    found = session.run(
        f"SELECT CAST(p AS VARCHAR), * EXCLUDE (p) FROM (SELECT {start} AS p, count(*){counts} "  # noqa: S608
        f"FROM {place} GROUP BY p) ORDER BY p"
    )
    numbers = [(row[0], [int(str(figure)) for figure in row[1:]]) for row in found]
    periods = [Period(str(day), rows, tuple(missing)) for day, (rows, *missing) in numbers if day is not None]
    undated = sum(rows for day, (rows, *_) in numbers if day is None)
    return Coverage(ask.time, ask.unit, ask.columns, undated, tuple(periods))


def _gone(session: Session, place: str, name: str, kind: str) -> str:
    """Return the condition that a value is missing: only NULL where a quick search finds nothing else in the column.

    As a filter a condition is asked of a file's dictionaries and of the ends of its row groups; in a sum, of each row.
    The ends of floats are not to be trusted, for NaN may be left out of them.
    """
    column = ident(name)
    if kind == "VARCHAR":
        other = f"trim({column}) IN ({', '.join(map(literal, ('', *TEXTS)))})"
    elif is_moment(kind):
        # nanoseconds do not reach to the year 9999
        at, held = (f"CAST({column} AS TIMESTAMP)", "TIMESTAMP") if kind == "TIMESTAMP_NS" else (column, kind)
        days = ", ".join(f"CAST('{day}' AS {held})" for day in (*DATES, "infinity", "-infinity"))
        other = f"{at} IN ({days})"
    else:
        return f"{column} IS NULL OR NOT isfinite({column})" if is_float(kind) else f"{column} IS NULL"
    if not session.run(f"SELECT 1 FROM {place} WHERE {other} LIMIT 1"):  # noqa: S608
        return f"{column} IS NULL"
    return f"{column} IS NULL OR {other}"


def correlations_of(session: Session, rows: int, place: str, ask: CorrelationsOf) -> Correlations:
    """Return Pearson's and Spearman's coefficients of every pair over every k-th row, so that the same rows count."""
    names = ask.columns[:_CORRELATED]
    step = max(1, math.ceil(rows / _DRAWN))
    pairs = list(combinations(range(len(names)), 2))
    if not pairs or not rows:
        return Correlations(rows, 0, names, ())
    values = ", ".join(f"CAST({ident(name)} AS DOUBLE) AS c{at}" for at, name in enumerate(names))
    finite = ", ".join(
        f"CASE WHEN isfinite(c{at}) AND abs(c{at}) < 1e100 THEN c{at} END AS c{at}" for at in range(len(names))
    )
    ranks = ", ".join(
        # the mean of the first place and of the last of those alike, in one order for both
        f"CASE WHEN c{at} IS NOT NULL THEN (rank() OVER (ORDER BY c{at}) + count(*) OVER (ORDER BY c{at})) / 2.0 END "
        f"AS r{at}"
        for at in range(len(names))
    )
    each = ", ".join(f"{_corr('c', a, b)}, {_corr('r', a, b)}" for a, b in pairs)
    drawn = f"SELECT {', '.join(map(ident, names))} FROM {place}"  # noqa: S608
    if step > 1:
        drawn = (
            f"SELECT * FROM (SELECT *, row_number() OVER () AS trueup_row FROM ({drawn})) WHERE trueup_row % {step} = 1"  # noqa: S608
        )
    flat = session.run(
        f"""WITH d AS MATERIALIZED (SELECT {finite} FROM (SELECT {values} FROM ({drawn}))),
        r AS MATERIALIZED (SELECT *, {ranks} FROM d) SELECT count(*), {each} FROM r"""  # noqa: S608
    )[0]
    told = [_coefficient(figure) for figure in flat[1:]]
    found = [Correlation((names[a], names[b]), told[2 * at], told[2 * at + 1]) for at, (a, b) in enumerate(pairs)]
    return Correlations(rows, int(str(flat[0])), names, tuple(found))


def _corr(letter: str, one: int, other: int) -> str:
    return f"corr({letter}{one}, {letter}{other})"


def _coefficient(figure: object) -> float | None:
    value = float(str(figure)) if figure is not None else math.nan
    return rounded(max(-1.0, min(1.0, value))) if math.isfinite(value) else None


def reference_of(session: Session, mine: tuple[Table, str], target: Table, ask: ReferenceOf) -> ReferenceFacts:
    """Return how a column's values are found in another table's column, and how many rows name each value there."""
    table, place = mine
    ours, theirs = table.kind(ask.column) or "", target.kind(ask.to_column) or ""
    same = ours == theirs or (is_number(ours) and is_number(theirs))
    value, known = (ident(name) if same else f"CAST({ident(name)} AS VARCHAR)" for name in (ask.column, ask.to_column))
    words = ", ".join(map(literal, ("", *TEXTS)))
    blank = f"v IS NULL OR (t IS NULL AND trim(v) IN ({words}))" if ours == "VARCHAR" else "v IS NULL"
    flat = session.run(
        f"""WITH mine AS (SELECT {value} AS v, count(*) AS n FROM {place} GROUP BY 1),
        known AS MATERIALIZED (SELECT DISTINCT {known} AS t FROM {target.sql} WHERE {known} IS NOT NULL),
        found AS MATERIALIZED (SELECT v, n, t, {blank} AS empty FROM mine LEFT JOIN known ON v = t)
        SELECT sum(n), sum(n) FILTER (NOT empty), sum(n) FILTER (NOT empty AND t IS NULL),
            count(*) FILTER (NOT empty AND t IS NULL), (SELECT count(*) FROM known), count(t),
            min(n) FILTER (t IS NOT NULL), max(n) FILTER (t IS NOT NULL) FROM found"""  # noqa: S608
    )[0]
    rows, filled, orphans, values, targets, used, least, most = (int(str(figure or 0)) for figure in flat)
    mean = rounded((filled - orphans) / targets) if targets else 0.0
    return ReferenceFacts(rows, filled, orphans, values, targets, used, least if used == targets else 0, mean, most)
