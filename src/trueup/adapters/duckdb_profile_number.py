"""The profile of a column of numbers or times, and of one whose values only can be told apart.

The column is grouped once (`duckdb_profile_groups`); each figure is then asked of the groups. Where most values differ,
only their quantiles are asked of the rows, for sorting so many groups by hand is dearer.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_kpi_sql import rounded
from trueup.adapters.duckdb_profile_groups import number_groups
from trueup.adapters.duckdb_profile_spread import Groups, bins_and_moments, edges_of, most_distant, quantiles_of
from trueup.adapters.duckdb_text import WHOLE, ident, is_float, is_moment, is_number
from trueup.adapters.sentinels import DATES, NUMBERS
from trueup.adapters.shown_values import counted, repeated
from trueup.core.base.record import dataclass
from trueup.core.model.ask.profile import LEVELS, TOP, ColumnProfile, Group, Outliers, Spread, ValueCount

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session
    from trueup.core.model.ask.table import Column

_ENDS: Final = (0.0, 0.01, 0.99, 1.0)
"""Quantiles that may tell a single person's value."""
_EXAMPLES: Final = 5
_REPEATED: Final = 2
_WHOLE: Final = WHOLE | {"UBIGINT", "HUGEINT", "UHUGEINT"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column with the form of the expression for its values as floats, and which values are no values."""

    column: Column
    usable: str
    number: str
    moment: bool

    @property
    def text(self) -> str:
        """The expression for a value as it is told: zero without a sign."""
        return _as_text("v", self.column.type)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is counted before anything else: different usable values, their rows, ends, and what is not usable."""

    different: int
    usable: int
    most: int
    low: str | None
    high: str | None
    nulls: int
    nans: int
    infinite: int


def number_profile(session: Session, place: str, column: Column, rows: int, *, hide: bool) -> ColumnProfile:
    """Return the profile of a column of numbers, dates or timestamps."""
    source = number_groups(session, place, column, rows)
    asked = _asked(column, ())
    facts = _facts(session, source, asked)
    excluded: tuple[int, ...] = ()
    while more := _sentinels(session, source, asked, facts):
        excluded = (*excluded, *more)
        asked = _asked(column, excluded)
        facts = _facts(session, source, asked)
    top: tuple[ValueCount, ...] = ()
    if facts.most > 1 or facts.different <= TOP:
        top = repeated(*_top(session, source, asked), hide=hide, distinct=facts.different)
    return ColumnProfile(
        column.name,
        column.type,
        group_of(column.type),
        rows,
        nulls=facts.nulls,
        sentinels=rows - facts.nulls - facts.nans - facts.infinite - facts.usable,
        nans=facts.nans,
        infinite=facts.infinite,
        distinct=facts.different,
        low=None if hide or facts.low is None else _plain(facts.low),
        high=None if hide or facts.high is None else _plain(facts.high),
        top=top,
        spread=_spread(session, (source, place), asked, facts, hide=hide) if facts.usable else None,
        hidden=hide,
    )


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
        return _Asked(column, f"(v IS NOT NULL AND isfinite(v) AND {at} NOT IN ({days}))", "epoch({})", moment=True)
    numbers = f" AND v NOT IN ({', '.join(map(str, excluded))})" if excluded else ""
    finite = " AND isfinite(v)" if is_float(kind) else ""
    return _Asked(column, f"(v IS NOT NULL{finite}{numbers})", "CAST({} AS DOUBLE)", moment=False)


def _as_text(value: str, kind: str) -> str:
    return f"CAST({value}{' + 0.0' if is_float(kind) else ''} AS VARCHAR)"


def _facts(session: Session, source: str, asked: _Asked) -> _Facts:
    kind = asked.column.type
    nan = "isnan(v)" if is_float(kind) else "FALSE"
    inf = f"v IS NOT NULL AND NOT isfinite(v) AND NOT {nan}" if is_float(kind) or asked.moment else "FALSE"
    low, high = _as_text("min(v)", kind), _as_text("max(v)", kind)
    [found] = session.run(
        f"""SELECT * FROM (SELECT count(*), sum(n), max(n), {low}, {high} FROM {source} WHERE {asked.usable}),
        (SELECT sum(n) FILTER (v IS NULL), sum(n) FILTER ({nan}), sum(n) FILTER ({inf})
         FROM {source} WHERE NOT {asked.usable})"""  # noqa: S608
    )
    different, usable, most, *gone = (int(str(figure or 0)) for figure in (*found[:3], *found[5:]))
    ends = [None if end is None else str(end) for end in found[3:5]]
    return _Facts(different, usable, most, ends[0], ends[1], *gone)


def _sentinels(session: Session, source: str, asked: _Asked, facts: _Facts) -> list[int]:
    """Return the numbers for missing that are an end of the column, and repeated."""
    if asked.moment or facts.most < _REPEATED:
        return []
    ends = {float(end) for end in (facts.low, facts.high) if end is not None}
    suspects = [number for number in NUMBERS if float(number) in ends]
    return [number for number in suspects if _rows_of(session, source, number) >= _REPEATED]


def _rows_of(session: Session, source: str, value: int) -> int:
    return int(str(session.run(f"SELECT coalesce(sum(n), 0) FROM {source} WHERE v = {value}")[0][0]))  # noqa: S608


def _top(session: Session, source: str, asked: _Asked) -> tuple[object, object]:
    first = f"SELECT v, n FROM {source} WHERE {asked.usable} ORDER BY n DESC, v LIMIT {TOP}"  # noqa: S608
    lists = f"list({asked.text} ORDER BY n DESC, v), list(CAST(n AS BIGINT) ORDER BY n DESC, v)"
    values, rows = session.run(f"SELECT {lists} FROM ({first})")[0]  # noqa: S608
    return values, rows


def _plain(text: str) -> str:
    return text.removesuffix(" 00:00:00")


def _spread(session: Session, places: tuple[str, str], asked: _Asked, facts: _Facts, *, hide: bool) -> Spread:
    source, place = places
    groups = Groups(
        source,
        f"(SELECT {ident(asked.column.name)} AS v FROM {place})",  # noqa: S608
        asked.usable,
        asked.number,
        asked.moment,
        asked.column.type in _WHOLE,
        facts.usable,
        facts.different,
        facts.most,
    )
    q = quantiles_of(session, groups)
    edges = edges_of(groups, q.at)
    found = bins_and_moments(session, groups, q.at, edges)
    told: list[float | str | None] = [_plain(word) for word in q.words] or [_finite(each) for each in q.at]
    if hide:
        told = [None if level in _ENDS else each for level, each in zip(LEVELS, told, strict=True)]
    outliers = None
    f1, f2 = _finite(edges.f1), _finite(edges.f2)
    if f1 is not None and f2 is not None and not asked.moment:
        far: tuple[object, object] = (None, None)
        if (found.below or found.above) and not hide:
            values, rows = session.run(most_distant(groups, edges, asked.text, _EXAMPLES))[0]
            far = (values, rows)
        outliers = Outliers(f1, f2, found.below, found.above, counted(*far, hide=hide))
    return Spread(
        tuple(told), _finite(found.mean), _finite(found.std), found.zeros, found.negatives, found.bins, outliers
    )


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else rounded(value)


def _whole(ns: object) -> list[int]:
    return [0 if n is None else int(n) for n in ns] if isinstance(ns, list) else []


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
