"""KPIs as daily sums: one statement for all KPIs over the same units, and its rows as `KpiDays`.

The sums do not depend on the order in which rows are read, so they are the same with any number of threads. Whole
numbers are summed as whole numbers. Other numbers are first multiplied by a power of two that brings the largest of
their day and arm close to 2^48, and then summed as 128-bit whole numbers: exact to about 2^-96 of that largest value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import duckdb

from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_units import Units, condition, misplaced, number, units_of
from trueup.core.model.ask import Day, KpiDays, KpiSum, NotRun, Sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from trueup.adapters.duckdb_session import Row, Session

Found = tuple[KpiSum, KpiDays | NotRun]
_BITS: Final = 48
_MOMENTS: Final = ("y", "yy", "x", "xx", "xy")


@dataclass(frozen=True, slots=True)
class Side:
    """One number of a KPI, its value or its denominator: the name it has in the statement and how it is summed."""

    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One KPI inside the statement: the columns it adds to the units, and the aggregates over them."""

    kpi: KpiSum
    columns: tuple[str, ...]
    kept: str
    y: Side
    x: Side | None

    def sides(self) -> tuple[Side, ...]:
        """Return the value and, for a ratio, the denominator."""
        return (self.y,) if self.x is None else (self.y, self.x)

    def aggregates(self) -> list[str]:
        """Return: kept units, counted units, exponents of y and x, then the sums in the order of `_MOMENTS`."""
        x = self.x
        scales = [f"max(e_{side.name})" if side.how == "real" else "NULL" for side in (self.y, x or self.y)]
        sums = [_sum(self.y), _product(self.y, self.y)]
        sums += [_sum(x), _product(x, x), _product(self.y, x)] if x is not None else ["NULL"] * 3
        return [f"count_if({self.kept})", f"count({self.y.name})", *scales, *sums]


_WIDTH: Final = 4 + len(_MOMENTS)


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
    done = iter([_read(rows, at, total, measure) for at, measure in enumerate(fine)])
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
    if over is not None and not real and "real" in {value[1], over[1]} and value[1] != over[1]:
        return _measure(units, at, kpi, types, real=True)
    counted = f"{kept} AND {value[0]} IS NOT NULL" + (f" AND {over[0]} IS NOT NULL" if over is not None else "")
    columns = [f"{kept} AS w{at}", f"CASE WHEN {counted} THEN {value[0]} END AS y{at}"]
    if over is not None:
        columns.append(f"CASE WHEN {counted} THEN {over[0]} END AS x{at}")
    x = Side(f"x{at}", over[1]) if over is not None else None
    return Measure(kpi, tuple(columns), f"w{at}", Side(f"y{at}", value[1]), x)


def _statement(units: Units, parts: Sequence[tuple[str, Sql]], day: str, measures: Sequence[Measure]) -> str:
    columns = ", ".join(
        [f"{day} AS d", f"{units.arm()} AS a", f"{units.mark}k AS k", *(c for m in measures for c in m.columns)]
    )
    aggregates = ", ".join(["count(*)", "sum(k)", *(text for m in measures for text in m.aggregates())])
    scaled = [side.name for m in measures for side in m.sides() if side.how == "real"]
    unit = f"unit AS ({units.rows([*units.common(), *parts])})"
    if not scaled:
        flat = f"flat AS (SELECT {columns} FROM {units.source('unit')})"  # noqa: S608
        return f"WITH {unit}, {flat} SELECT d, a, {aggregates} FROM flat GROUP BY d, a"  # noqa: S608
    flat = f"flat AS MATERIALIZED (SELECT {columns} FROM {units.source('unit')})"  # noqa: S608
    exponents = ", ".join(
        f"CAST(ceil(log2(greatest(max(abs({name})), 1e-150))) AS INTEGER) AS e_{name}" for name in scaled
    )
    scale = f"scale AS (SELECT d AS sd, a AS sa, {exponents} FROM flat GROUP BY d, a)"  # noqa: S608
    factors = ", ".join(f"pow(2.0, {_BITS} - e_{name}) AS f_{name}" for name in scaled)
    ready = f"ready AS (SELECT *, {factors} FROM flat LEFT JOIN scale ON d = sd AND a = sa)"  # noqa: S608
    return f"WITH {unit}, {flat}, {scale}, {ready} SELECT d, a, {aggregates} FROM ready GROUP BY d, a"  # noqa: S608


def _sum(side: Side) -> str:
    if side.how == "real":
        return f"sum(CAST({side.name} * f_{side.name} * {2.0**_BITS!r} AS HUGEINT))"
    return f"sum({side.name})"


def _product(one: Side, two: Side) -> str:
    if one.how == "real":
        return f"sum(CAST(({one.name} * f_{one.name}) * ({two.name} * f_{two.name}) AS HUGEINT))"
    if one.how == two.how == "flag":
        return f"count_if({one.name} * {two.name} = 1)"
    return f"sum(CAST({one.name} AS HUGEINT) * {two.name})"


def _read(rows: Sequence[Row], at: int, total: int, measure: Measure) -> KpiDays:
    kept = undated = 0
    days: list[Day] = []
    for day, arm, units, of_rows, *rest in cast("Sequence[tuple[date | None, str, int, int]]", rows):
        kept += int(of_rows)
        if day is None:
            undated += units
            continue
        figures = cast("list[int | None]", rest[at * _WIDTH : (at + 1) * _WIDTH])
        days.append(_day(day, arm, units, figures, real=measure.y.how == "real"))
    return KpiDays(total, kept, undated, tuple(sorted(days, key=lambda found: (found.day, found.arm))))


def _day(day: date, arm: str, units: int, figures: Sequence[int | None], *, real: bool) -> Day:
    kept, n, ey, ex, *sums = (figure or 0 for figure in figures)
    shifts = (ey - 2 * _BITS, 2 * (ey - _BITS), ex - 2 * _BITS, 2 * (ex - _BITS), ey + ex - 2 * _BITS)
    exact = [float(total) for total in sums]
    scaled = [math.ldexp(total, shift) for total, shift in zip(exact, shifts, strict=True)] if real else exact
    return Day(day, arm, units, units - kept, kept - n, n, *map(rounded, scaled))


def rounded(value: float) -> float:
    """Return a float with 12 significant digits, zero without a sign: what leaves the engine."""
    return float(f"{value:.12g}") + 0.0
