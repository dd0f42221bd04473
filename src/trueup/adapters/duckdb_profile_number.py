"""The profile of a column of numbers or times, and of one whose values only can be told apart: one statement each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import duckdb

from trueup.adapters.duckdb_kpi_sql import rounded
from trueup.adapters.duckdb_text import WHOLE, ident, is_float, is_moment, is_number
from trueup.adapters.sentinels import DATES, NUMBERS
from trueup.adapters.shown_values import counted, repeated
from trueup.core.model.ask.profile import BINS, DISTANT, LEVELS, TOP, ColumnProfile, Group, Histogram, Outliers, Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.adapters.duckdb_session import Row, Session
    from trueup.core.model.ask.table import Column

_ENDS: Final = (0.0, 0.01, 0.99, 1.0)
"""Quantiles that may tell a single person's value."""
_EXAMPLES: Final = 5
_REPEATED: Final = 2
_SHRUNK: Final = "2.0e-180"
"""A factor that keeps squares of the largest floats finite."""
_WHOLE: Final = WHOLE | {"UBIGINT", "HUGEINT", "UHUGEINT"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column with the expression for its values as floats, and which values are no values."""

    column: Column
    usable: str
    number: str
    moment: bool
    whole: bool

    def x(self, value: str) -> str:
        """Return the value as a float: itself, or seconds since 1970."""
        return self.number.format(value)


def number_profile(session: Session, table: str, column: Column, rows: int, *, hide: bool) -> ColumnProfile:
    """Return the profile of a column of numbers, dates or timestamps."""
    asked = _asked(column, ())
    found = _run(session, table, asked)
    excluded: tuple[int, ...] = ()
    while not asked.moment and (more := _sentinels(found["counts"])):
        excluded = (*excluded, *more)
        asked = _asked(column, excluded)
        found = _run(session, table, asked)
    return _profile(asked, found, rows, hide=hide)


def group_of(kind: str) -> Group:
    """Return what kind of values a column of this type holds."""
    if is_moment(kind):
        return "date" if kind == "DATE" else "timestamp"
    if kind in _WHOLE:
        return "integer"
    if is_number(kind):
        return "number"
    if kind == "VARCHAR" or kind.startswith("ENUM("):
        return "text"
    return "boolean" if kind == "BOOLEAN" else "other"


def _asked(column: Column, excluded: tuple[int, ...]) -> _Asked:
    kind = column.type
    if is_moment(kind):
        # nanoseconds do not reach to the year 9999
        at, held = ("CAST(v AS TIMESTAMP)", "TIMESTAMP") if kind == "TIMESTAMP_NS" else ("v", kind)
        days = ", ".join(f"CAST('{day}' AS {held})" for day in DATES)
        usable = f"(v IS NOT NULL AND isfinite(v) AND {at} NOT IN ({days}))"
        return _Asked(column, usable, "epoch({})", moment=True, whole=False)
    numbers = f" AND v NOT IN ({', '.join(map(str, excluded))})" if excluded else ""
    finite = " AND isfinite(v)" if is_float(kind) else ""
    return _Asked(column, f"(v IS NOT NULL{finite}{numbers})", "CAST({} AS DOUBLE)", moment=False, whole=kind in _WHOLE)


def _run(session: Session, table: str, asked: _Asked) -> dict[str, tuple[object, object, object]]:
    """Ask plainly; where squares of very large floats are too large, ask once more with smaller ones."""
    try:
        found = _by_name(session.run(_statement(table, asked, "1.0")))
    except (duckdb.OutOfRangeException, duckdb.ConversionException):
        found = None
    if found is None or _overflows(found["spread"][2]):
        found = _by_name(session.run(_statement(table, asked, _SHRUNK)))
    return found


def _by_name(rows: Sequence[Row]) -> dict[str, tuple[object, object, object]]:
    return {str(what): (vs, ns, xs) for what, vs, ns, xs in map(_four, rows)}


def _overflows(xs: object) -> bool:
    """Whether the mean came out as no number: the sum of the values is larger than any float."""
    return isinstance(xs, list) and isinstance(xs[0], float) and not math.isfinite(xs[0])


def _four(row: Row) -> tuple[object, object, object, object]:
    what, vs, ns, xs = row
    return what, vs, ns, xs


def _statement(table: str, asked: _Asked, scale: str) -> str:
    name, usable, x = ident(asked.column.name), asked.usable, asked.x("v")
    infinite = is_float(asked.column.type) or asked.moment
    nan = "isnan(v)" if is_float(asked.column.type) else "FALSE"
    inf = f"v IS NOT NULL AND NOT isfinite(v) AND NOT {nan}" if infinite else "FALSE"
    sign = "FALSE" if asked.moment else "v {} 0"
    plus = " + 0.0" if is_float(asked.column.type) else ""
    return f"""WITH g AS MATERIALIZED (SELECT {name} AS v, count(*) AS n FROM {table} GROUP BY 1),
        q AS MATERIALIZED ({_quantiles(table, asked, scale)}),
        e AS MATERIALIZED ({_edges(asked)})
        SELECT 'counts',
            [CAST(min(v) FILTER ({usable}){plus} AS VARCHAR), CAST(max(v) FILTER ({usable}){plus} AS VARCHAR)],
            [count(*) FILTER ({usable}), sum(n) FILTER (v IS NULL), sum(n) FILTER ({nan}), sum(n) FILTER ({inf}),
             sum(n) FILTER ({usable}), sum(n) FILTER ({usable} AND {sign.format("=")}),
             sum(n) FILTER ({usable} AND {sign.format("<")}), min_by(n, v) FILTER ({usable}),
             max_by(n, v) FILTER ({usable})
            ]::BIGINT[], NULL::DOUBLE[] FROM g
        UNION ALL SELECT 'top', list(CAST(v{plus} AS VARCHAR) ORDER BY n DESC, v),
            list(n ORDER BY n DESC, v)::BIGINT[], NULL
            FROM (SELECT v, n FROM g WHERE {usable} ORDER BY n DESC, v LIMIT {TOP})
        UNION ALL SELECT 'spread', (SELECT words FROM q), NULL,
            (SELECT list_concat([mean, std, lo, hi, w, f1, f2], q) FROM e)
        UNION ALL SELECT 'bins', NULL, list(n)::BIGINT[], list(b)
            FROM (SELECT least(greatest(floor(({x} - lo) / w), -1), {BINS}) AS b, sum(n) AS n
            FROM g, e WHERE {usable} GROUP BY 1)
        UNION ALL SELECT 'far', list(CAST(v{plus} AS VARCHAR) ORDER BY far DESC, v),
            list(n ORDER BY far DESC, v)::BIGINT[], NULL
            FROM (SELECT v, n, abs({x} / 2 - mid) AS far FROM g, e WHERE {usable} AND ({x} < f1 OR {x} > f2)
            ORDER BY far DESC, v LIMIT {_EXAMPLES})
        UNION ALL SELECT 'beyond', NULL, [sum(n) FILTER ({x} < f1), sum(n) FILTER ({x} > f2)]::BIGINT[], NULL
            FROM g, e WHERE {usable}"""  # noqa: S608


def _quantiles(table: str, asked: _Asked, scale: str) -> str:
    """Return the SELECT of the quantiles `q` as floats, of times also as `words`, and of mean and deviation."""
    name, levels = ident(asked.column.name), list(LEVELS)
    rows = f"(SELECT v FROM (SELECT {name} AS v FROM {table}) WHERE {asked.usable})"  # noqa: S608
    if asked.moment:
        return f"""SELECT [epoch(p) FOR p IN q] AS q, [CAST(p AS VARCHAR) FOR p IN q] AS words,
            NULL::DOUBLE AS mean, NULL::DOUBLE AS std FROM (SELECT quantile_disc(v, {levels}) AS q FROM {rows})"""  # noqa: S608
    return f"""SELECT quantile_cont(x, {levels}) AS q, NULL::VARCHAR[] AS words,
        avg(x * {scale}) / {scale} AS mean, stddev_samp(x * {scale}) / {scale} AS std
        FROM (SELECT {asked.x("v")} AS x FROM {rows})"""  # noqa: S608


def _edges(asked: _Asked) -> str:
    """Return the SELECT of the fences f1 and f2, and of the histogram's ends lo and hi and its width w.

    Halves keep the difference of the largest floats finite.
    """
    spread = """SELECT *, q[6] / 2 - q[4] / 2 AS half, q[4] / 2 + (q[6] / 2 - q[4] / 2) / 2 AS mid FROM q"""
    ends = f"""SELECT *, CASE WHEN half > 0 THEN q[4] - {DISTANT * 2} * half END AS f1,
        CASE WHEN half > 0 THEN q[6] + {DISTANT * 2} * half END AS f2,
        CASE WHEN half > 0 THEN greatest(q[1], q[4] - 6 * half) WHEN q[2] < q[8] THEN q[2] ELSE q[1] END AS lo,
        CASE WHEN half > 0 THEN least(q[9], q[6] + 6 * half) WHEN q[2] < q[8] THEN q[8] ELSE q[9] END AS hi
        FROM ({spread})"""  # noqa: S608
    if asked.whole:
        return f"""SELECT * REPLACE (floor(lo) AS lo), greatest(1, ceil((floor(hi) - floor(lo) + 1) / {BINS})) AS w
            FROM ({ends})"""  # noqa: S608
    # a little wider, so that the highest value falls into the last bin
    return f"SELECT *, CASE WHEN hi > lo THEN (hi / {BINS} - lo / {BINS}) * 1.000000001 ELSE 1 END AS w FROM ({ends})"  # noqa: S608


def _sentinels(counts: tuple[object, object, object]) -> list[int]:
    """Return the numbers for missing that are an end of the column, and repeated."""
    vs, ns, _ = counts
    if not isinstance(vs, list) or not isinstance(ns, list):
        return []
    ends = {float(end): int(count or 0) for end, count in zip(vs, ns[7:9], strict=True) if end is not None}
    return [number for number in NUMBERS if ends.get(float(number), 0) >= _REPEATED]


def _profile(asked: _Asked, found: dict[str, tuple[object, object, object]], rows: int, *, hide: bool) -> ColumnProfile:
    vs, ns, _ = found["counts"]
    distinct, nulls, nans, infinite, usable, zeros, negatives, *_ = _whole(ns)
    low, high = (vs[0], vs[1]) if isinstance(vs, list) else (None, None)
    column = asked.column
    return ColumnProfile(
        column.name,
        column.type,
        group_of(column.type),
        rows,
        nulls=nulls,
        sentinels=rows - nulls - nans - infinite - usable,
        nans=nans,
        infinite=infinite,
        distinct=distinct,
        low=None if hide or low is None else _plain(str(low)),
        high=None if hide or high is None else _plain(str(high)),
        top=repeated(*found["top"][:2], hide=hide, distinct=distinct),
        spread=_spread(asked, found, zeros, negatives, hide=hide) if usable else None,
        hidden=hide,
    )


def _plain(text: str) -> str:
    return text.removesuffix(" 00:00:00")


def _spread(
    asked: _Asked, found: dict[str, tuple[object, object, object]], zeros: int, negatives: int, *, hide: bool
) -> Spread:
    words, _, xs = found["spread"]
    mean, std, low, high, width, fence, other, *quantiles = _floats(xs)
    told: list[float | str | None] = list(quantiles)
    if asked.moment and isinstance(words, list):
        told = [_plain(str(word)) for word in words]
    if hide:
        told = [None if level in _ENDS else each for level, each in zip(LEVELS, told, strict=True)]
    below, above = _whole(found["beyond"][1]) or (0, 0)
    outliers = None
    if fence is not None and other is not None and not asked.moment:
        outliers = Outliers(fence, other, below, above, counted(*found["far"][:2], hide=hide))
    bins = None if low is None or high is None or width is None else _bins(low, high, width, found["bins"])
    return Spread(tuple(told), mean, std, zeros, negatives, bins, outliers)


def _bins(low: float, high: float, width: float, found: tuple[object, object, object]) -> Histogram:
    _, ns, bs = found
    count = max(1, min(BINS, math.floor(high / width - low / width) + 1)) if width else 1
    rows = dict(zip(map(int, bs), map(int, ns), strict=True)) if isinstance(bs, list) and isinstance(ns, list) else {}
    inside = tuple(rows.get(at, 0) for at in range(count))
    above = sum(held for at, held in rows.items() if at >= count)
    return Histogram(low, width, inside, rows.get(-1, 0), above)


def _whole(ns: object) -> list[int]:
    return [0 if n is None else int(n) for n in ns] if isinstance(ns, list) else []


def _floats(xs: object) -> list[float | None]:
    if not isinstance(xs, list):
        return [None] * (7 + len(LEVELS))
    return [None if x is None or not math.isfinite(x) else rounded(float(x)) for x in xs]


def plain_profile(session: Session, table: str, column: Column, rows: int, *, hide: bool) -> ColumnProfile:
    """Return the profile of a column whose values are only told apart: flags, times of day, UUIDs, lists."""
    name = ident(column.name)
    found = session.run(
        f"""WITH g AS MATERIALIZED (SELECT CAST({name} AS VARCHAR) AS v, count(*) AS n FROM {table} GROUP BY 1)
        SELECT (SELECT [count(v), sum(n) FILTER (v IS NULL)] FROM g)::BIGINT[], list(v ORDER BY n DESC, v),
            list(n ORDER BY n DESC, v)::BIGINT[]
        FROM (SELECT v, n FROM g WHERE v IS NOT NULL ORDER BY n DESC, v LIMIT {TOP})"""  # noqa: S608
    )[0]
    distinct, nulls = _whole(found[0])
    group = group_of(column.type)
    return ColumnProfile(
        column.name,
        column.type,
        group,
        rows,
        nulls=nulls,
        distinct=distinct,
        top=repeated(found[1], found[2], hide=hide, distinct=distinct),
        hidden=hide,
    )
