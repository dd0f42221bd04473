"""KPIs as daily sums: one statement for all KPIs over the same units, and its rows as `KpiDays`.

The sums do not depend on the order in which rows are read, so they are the same with any number of threads. Whole
numbers are summed as whole numbers. Other numbers are first multiplied by a power of two that brings the largest of
their day and arm close to 2^48, and then summed as 128-bit whole numbers: exact to about 2^-96 of that largest value.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import duckdb

from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_units import Units, condition, misplaced, number, units_of
from trueup.core.model.ask import Day, KpiDays, KpiSum, NotRun, Sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from trueup.adapters.duckdb_session import Row, Session

Found = tuple[KpiSum, KpiDays | NotRun]
_BITS: Final = 48


@dataclass(frozen=True, slots=True)
class Side:
    """One number of a KPI, its value or its denominator: the name it has in the statement and how it is summed."""

    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One KPI inside the statement: the columns it adds to the units, and the aggregates over them.

    `kept` is the column that says whether `where` keeps a unit, None where every unit is kept.
    """

    kpi: KpiSum
    columns: tuple[str, ...]
    kept: str | None
    y: Side
    x: Side | None

    def sides(self) -> tuple[Side, ...]:
        """Return the value and, for a ratio, the denominator."""
        return (self.y,) if self.x is None else (self.y, self.x)

    def aggregates(self) -> dict[str, str]:
        """Return what is asked of each day and arm, by name; what is left out follows from the others."""
        asked = {"n": f"count({self.y.name})"}
        if self.kept is not None:
            asked["kept"] = f"count_if({self.kept})"
        for letter, side in zip("yx", self.sides(), strict=False):
            asked[letter] = _sum(side)
            if side.how != "flag":
                asked[letter * 2] = _product(side, side)
            if side.how == "real":
                asked[f"e{letter}"] = f"max(e_{side.name})"
        if self.x is not None:
            asked["xy"] = _product(self.y, self.x)
        return asked


def kpi_days(session: Session, kpis: Sequence[KpiSum]) -> Iterator[Found]:
    """Yield the daily sums of KPIs with an equal `of`; a faulty KPI is refused and does not stop the others."""
    try:
        units = units_of(session, kpis[0].of)
        rows = 0 if isinstance(units, NotRun) else session.rows(units.table)
    except FAILURES as problem:
        units, rows = refusal(problem, session), 0
    if isinstance(units, NotRun):
        yield from ((kpi, units) for kpi in kpis)
        return
    fit: list[KpiSum] = []
    for kpi in kpis:
        wrong = units.table.missing(_columns(kpi)) or misplaced(kpi)
        if wrong is not None:
            yield kpi, wrong
        elif rows == 0:
            yield kpi, KpiDays(0, 0, 0, ())
        else:
            fit.append(kpi)
    if fit:
        yield from _together(session, units, fit)


def _columns(kpi: KpiSum) -> list[str]:
    return [name for part in (kpi.value, kpi.over, kpi.where) if part is not None for name in part.columns]


def _together(session: Session, units: Units, kpis: Sequence[KpiSum]) -> Iterator[Found]:
    try:
        yield from _answered(session, units, kpis, real=False)
    except FAILURES as problem:
        if len(kpis) > 1:
            for kpi in kpis:
                yield from _together(session, units, [kpi])
        elif isinstance(problem, duckdb.OutOfRangeException):
            yield from _as_real(session, units, kpis[0])
        else:
            yield kpis[0], refusal(problem, session)


def _as_real(session: Session, units: Units, kpi: KpiSum) -> Iterator[Found]:
    """Answer a KPI whose whole numbers are too large to be summed as such."""
    try:
        yield from _answered(session, units, [kpi], real=True)
    except FAILURES as problem:
        yield kpi, refusal(problem, session)


def _answered(session: Session, units: Units, kpis: Sequence[KpiSum], *, real: bool) -> list[Found]:
    parts = [(name, sql) for at, kpi in enumerate(kpis) for name, sql in _parts(at, kpi)]
    common = units.common()
    kinds = session.kinds(units.rows([*common, *parts]), units.of.zone)
    types = dict(zip((name for name, _ in [*common, *parts]), kinds[-len(common) - len(parts) :], strict=True))
    day = units.day(types["at"])
    if isinstance(day, NotRun):
        return [(kpi, day) for kpi in kpis]
    measures = [_measure(units, at, kpi, types, real=real) for at, kpi in enumerate(kpis)]
    fine = [measure for measure in measures if isinstance(measure, Measure)]
    rows = session.run(_statement(units, parts, day, fine), units.of.zone) if fine else []
    total = session.rows(units.table)
    starts = itertools.accumulate((len(measure.aggregates()) for measure in fine), initial=4)
    done = iter([_read(rows, start, total, measure) for start, measure in zip(starts, fine, strict=False)])
    return [
        (kpi, measure if isinstance(measure, NotRun) else next(done))
        for kpi, measure in zip(kpis, measures, strict=True)
    ]


def _parts(at: int, kpi: KpiSum) -> Iterator[tuple[str, Sql]]:
    for name, sql in ((f"v{at}", kpi.value), (f"o{at}", kpi.over), (f"w{at}", kpi.where)):
        if sql is not None:
            yield name, sql


def _measure(units: Units, at: int, kpi: KpiSum, types: Mapping[str, str], *, real: bool) -> Measure | NotRun:
    data, mark = units.of.data, units.mark
    kept = condition(f"{mark}w{at}", types.get(f"w{at}"), data)
    value = number(f"{mark}v{at}", types[f"v{at}"], "value", data, real=real)
    over = number(f"{mark}o{at}", types[f"o{at}"], "over", data, real=real) if kpi.over is not None else None
    if isinstance(kept, NotRun) or isinstance(value, NotRun) or isinstance(over, NotRun):
        return next(found for found in (kept, value, over) if isinstance(found, NotRun))
    hows = {value[1], over[1]} if over is not None else {value[1]}
    if len(hows) > 1 and "real" in hows:
        return _measure(units, at, kpi, types, real=True)
    counted = [] if kept is None else [kept]
    if over is None:
        return _measured(kpi, at, kept, counted, (value, None))
    return _measured(kpi, at, kept, [*counted, f"{value[0]} IS NOT NULL", f"{over[0]} IS NOT NULL"], (value, over))


def _measured(
    kpi: KpiSum,
    at: int,
    kept: str | None,
    counted: Sequence[str],
    numbers: tuple[tuple[str, str], tuple[str, str] | None],
) -> Measure:
    value, over = numbers
    columns = [] if kept is None else [f"{kept} AS w{at}"]
    for letter, found in zip("yx", (value, over), strict=True):
        if found is not None:
            number_ = f"CASE WHEN {' AND '.join(counted)} THEN {found[0]} END" if counted else found[0]
            columns.append(f"{number_} AS {letter}{at}")
    x = None if over is None else Side(f"x{at}", over[1])
    return Measure(kpi, tuple(columns), None if kept is None else f"w{at}", Side(f"y{at}", value[1]), x)


def _statement(units: Units, parts: Sequence[tuple[str, Sql]], day: str, measures: Sequence[Measure]) -> str:
    rows = f"{units.mark}k" if units.of.per else "1"
    arm = [] if units.of.arm is None else [f"{units.arm()} AS a"]
    columns = ", ".join([f"{day} AS d", *arm, f"{rows} AS k", *(column for m in measures for column in m.columns)])
    groups = "d, a" if arm else "d"
    total = "sum(k)" if units.of.per else "count(*)"
    aggregates = ", ".join(["count(*)", total, *(text for m in measures for text in m.aggregates().values())])
    scaled = [side.name for m in measures for side in m.sides() if side.how == "real"]
    unit = f"unit AS ({units.rows([*units.common(), *parts])})"
    if not scaled:
        flat = f"flat AS (SELECT {columns} FROM {units.source('unit')})"  # noqa: S608
        return _by_day(f"{unit}, {flat}", "flat", groups, aggregates)
    flat = f"flat AS MATERIALIZED (SELECT {columns} FROM {units.source('unit')})"  # noqa: S608
    exponents = ", ".join(
        f"CAST(ceil(log2(greatest(max(abs({name})), 1e-150))) AS INTEGER) AS e_{name}" for name in scaled
    )
    of_scale, same = ("d AS sd, a AS sa", "d = sd AND a = sa") if arm else ("d AS sd", "d = sd")
    scale = f"scale AS (SELECT {of_scale}, {exponents} FROM flat GROUP BY {groups})"  # noqa: S608
    factors = ", ".join(f"pow(2.0, {_BITS} - e_{name}) AS f_{name}" for name in scaled)
    ready = f"ready AS (SELECT *, {factors} FROM flat LEFT JOIN scale ON {same})"  # noqa: S608
    return _by_day(f"{unit}, {flat}, {scale}, {ready}", "ready", groups, aggregates)


def _by_day(tables: str, source: str, groups: str, aggregates: str) -> str:
    """Return the statement that groups first and bounds the days after: there are fewer groups than rows.

    Days beyond the years 1 to 9999 come back as NULL, in as many rows as there are such days.
    """
    bounded = "CASE WHEN d BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN d END"
    arm = "a" if groups == "d, a" else "'' AS a"
    found = f"found AS (SELECT {groups}, {aggregates} FROM {source} GROUP BY {groups})"  # noqa: S608
    return f"WITH {tables}, {found} SELECT {bounded}, {arm}, * EXCLUDE ({groups}) FROM found"  # noqa: S608


def _sum(side: Side) -> str:
    if side.how == "real":
        return f"sum(CAST({side.name} * f_{side.name} * {2.0**_BITS!r} AS HUGEINT))"
    return f"count_if({side.name})" if side.how == "flag" else f"sum({side.name})"


def _product(one: Side, two: Side) -> str:
    if one.how == "real":
        return f"sum(CAST(({one.name} * f_{one.name}) * ({two.name} * f_{two.name}) AS HUGEINT))"
    if one.how == two.how == "flag":
        return f"count_if({one.name} AND {two.name})"
    return f"sum(CAST({one.name} AS BIGINT) * CAST({two.name} AS BIGINT))"


def _read(rows: Sequence[Row], start: int, total: int, measure: Measure) -> KpiDays:
    kept = undated = 0
    days: list[Day] = []
    places = {name: start + at for at, name in enumerate(measure.aggregates())}
    read = partial(_real, places) if measure.y.how == "real" else _whole(places)
    kept_at, n_at = places.get("kept"), places["n"]
    for row in rows:
        day, arm, units, of_rows, *_ = cast("tuple[date | None, str, int, int]", row)
        kept += int(of_rows)
        if day is None:
            undated += units
            continue
        figures = cast("tuple[int | None, ...]", row)
        wanted, n = units if kept_at is None else figures[kept_at] or 0, figures[n_at] or 0
        days.append(Day(day, arm, units, units - wanted, wanted - n, n, *map(rounded, read(figures))))
    return KpiDays(total, kept, undated, tuple(sorted(days, key=lambda found: (found.day, found.arm))))


def _whole(places: Mapping[str, int]) -> Callable[[Sequence[int | None]], tuple[float, ...]]:
    """Return what reads y, yy, x, xx and xy of whole numbers; the square of a flag is the flag."""
    y, x = places["y"], places.get("x")
    at = (y, places.get("yy", y), x, places.get("xx", x), places.get("xy"))
    return lambda row: tuple(0.0 if place is None else float(row[place] or 0) for place in at)


def _real(places: Mapping[str, int], row: Sequence[int | None]) -> tuple[float, ...]:
    asked = {name: row[place] for name, place in places.items()}
    ey, ex = asked["ey"] or 0, asked.get("ex") or 0
    shifts = (ey - 2 * _BITS, 2 * (ey - _BITS), ex - 2 * _BITS, 2 * (ex - _BITS), ey + ex - 2 * _BITS)
    names = ("y", "yy", "x", "xx", "xy")
    return tuple(math.ldexp(asked.get(name) or 0, shift) for name, shift in zip(names, shifts, strict=True))


def rounded(value: float) -> float:
    """Return a float with 12 significant digits, zero without a sign: what leaves the engine."""
    if value.is_integer() and -1e12 < value < 1e12:  # noqa: PLR2004 - it has no more than 12 digits
        return value + 0.0
    return float(f"{value:.12g}") + 0.0
