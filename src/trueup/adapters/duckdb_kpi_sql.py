"""KPIs as daily sums: one statement for all KPIs over the same units, and its rows as `KpiDays`.

The sums do not depend on the order in which rows are read, so they are the same with any number of threads. Whole
numbers are summed as whole numbers. Other numbers are first multiplied by a power of two that brings the largest of
their day and arm close to 2^48, and then summed as 128-bit whole numbers: exact to about 2^-96 of that largest value.
"""

from __future__ import annotations

import itertools
import math
from operator import itemgetter, sub
from typing import TYPE_CHECKING, Final, cast

import duckdb

from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_units import Days, Units, condition, misplaced, number, units_of
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.kpi import Day, KpiDays, KpiSum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from trueup.adapters.duckdb_session import Row, Session

Found = tuple[KpiSum, KpiDays | NotRun]
_BITS: Final = 48
_SHORT: Final = 1e12
"""Whole numbers below have no more than 12 digits: they leave the engine as they are."""


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
    parts = [*units.own_arm(), *(part for at, kpi in enumerate(kpis) for part in _parts(at, kpi))]
    typed = [("at", units.of.at.text), *parts]
    kinds = session.kinds(units.rows(typed), units.of.zone)
    types = dict(zip((name for name, _ in typed), kinds[-len(typed) :], strict=True))
    days = units.days(types["at"])
    if isinstance(days, NotRun):
        return [(kpi, days) for kpi in kpis]
    measures = [_measure(units, at, kpi, types, real=real) for at, kpi in enumerate(kpis)]
    fine = [measure for measure in measures if isinstance(measure, Measure)]
    rows = session.run(_statement(units, parts, days, fine), units.of.zone) if fine else []
    done = iter(_read(rows, session.rows(units.table), fine))
    return [
        (kpi, measure if isinstance(measure, NotRun) else next(done))
        for kpi, measure in zip(kpis, measures, strict=True)
    ]


def _parts(at: int, kpi: KpiSum) -> Iterator[tuple[str, str]]:
    for name, sql in ((f"v{at}", kpi.value), (f"o{at}", kpi.over), (f"w{at}", kpi.where)):
        if sql is not None:
            yield name, sql.text


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


def _statement(units: Units, parts: Sequence[tuple[str, str]], days: Days, measures: Sequence[Measure]) -> str:
    """Return the statement: for each day and arm the day (NULL beyond the years 1 to 9999), arm, units, rows and sums.

    Groups are made first and their days bounded after. Days that are NULL come in any number of rows.
    """
    keys = {f"d{at}": key for at, key in enumerate(days.keys)}
    if units.of.arm is not None:
        keys["a"] = units.arm()
    columns = [f"{key} AS {name}" for name, key in keys.items()]
    columns += [f"{units.mark}k AS k"] if units.of.per else []
    columns += [column for measure in measures for column in measure.columns]
    scaled = [side.name for measure in measures for side in measure.sides() if side.how == "real"]
    kept = "MATERIALIZED " if scaled else ""
    flat = f"flat AS {kept}(SELECT {', '.join(columns)} FROM {units.source('unit')})"  # noqa: S608
    tables = [f"unit AS ({units.rows([*days.needs, *parts])})", flat, *_scales(scaled, keys)]
    bounded = f"CASE WHEN {days.text} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {days.text} END"
    found = [bounded, "a" if "a" in keys else "''", "count(*)", "sum(k)" if units.of.per else "count(*)"]
    found += [text for measure in measures for text in measure.aggregates().values()]
    source = "ready" if scaled else "flat"
    return f"WITH {', '.join(tables)} SELECT {', '.join(found)} FROM {source} GROUP BY {', '.join(keys)}"  # noqa: S608


def _scales(scaled: Sequence[str], keys: Iterable[str]) -> list[str]:
    """Return the tables that give each unit the power of two of its day and arm; none where no number needs one."""
    if not scaled:
        return []
    exponents = ", ".join(
        f"CAST(ceil(log2(greatest(max(abs({name})), 1e-150))) AS INTEGER) AS e_{name}" for name in scaled
    )
    of_scale = ", ".join(f"{key} AS s{key}" for key in keys)
    same = " AND ".join(f"{key} = s{key}" for key in keys)
    factors = ", ".join(f"pow(2.0, {_BITS} - e_{name}) AS f_{name}" for name in scaled)
    return [
        f"scale AS (SELECT {of_scale}, {exponents} FROM flat GROUP BY {', '.join(keys)})",  # noqa: S608
        f"ready AS (SELECT *, {factors} FROM flat LEFT JOIN scale ON {same})",  # noqa: S608
    ]


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


def _read(rows: Sequence[Row], total: int, measures: Sequence[Measure]) -> list[KpiDays]:
    """Return the daily sums of all measures; column by column, as there are many days."""
    counts = cast("Sequence[tuple[date | None, str, int, int]]", rows)
    kept = sum(row[3] for row in counts)
    undated = sum(row[2] for row in counts if row[0] is None)
    dated = sorted((row for row in rows if row[0] is not None), key=itemgetter(0, 1))
    if not dated:
        return [KpiDays(total, kept, undated, ()) for _ in measures]
    day, arm, units, _, *sums = zip(*dated, strict=True)
    at = cast("tuple[Sequence[date], Sequence[str], Sequence[int]]", (day, arm, units))
    figures = iter(cast("list[Sequence[int | None]]", sums))
    found = []
    for measure in measures:
        names = measure.aggregates()
        asked = dict(zip(names, itertools.islice(figures, len(names)), strict=True))
        found.append(KpiDays(total, kept, undated, _days(at, asked, is_real=measure.y.how == "real")))
    return found


def _days(
    at: tuple[Sequence[date], Sequence[str], Sequence[int]], asked: Mapping[str, Sequence[int | None]], *, is_real: bool
) -> tuple[Day, ...]:
    """Return the days of one measure from columns: day, arm and units, and what it asked for by name."""
    _, _, units = at
    n = cast("Sequence[int]", asked["n"])
    wanted = cast("Sequence[int]", asked.get("kept", units))
    sums = _real(asked) if is_real else _whole(asked)
    return tuple(map(Day, *at, map(sub, units, wanted), map(sub, wanted, n), n, *sums))


def _whole(asked: Mapping[str, Sequence[int | None]]) -> list[Iterable[float]]:
    """Return y, yy, x, xx and xy of whole numbers; the square of a flag is the flag."""
    y, x = asked["y"], asked.get("x")
    columns = (y, asked.get("yy", y), x, asked.get("xx", x), asked.get("xy"))
    return [itertools.repeat(0.0) if column is None else _figures(column) for column in columns]


def _real(asked: Mapping[str, Sequence[int | None]]) -> list[Iterable[float]]:
    """Return y, yy, x, xx and xy of sums that were multiplied by powers of two; what was not asked for is 0."""
    none = [None] * len(asked["n"])
    shifts = [
        (ey - 2 * _BITS, 2 * (ey - _BITS), ex - 2 * _BITS, 2 * (ex - _BITS), ey + ex - 2 * _BITS)
        for ey, ex in ((ey or 0, ex or 0) for ey, ex in zip(asked["ey"], asked.get("ex", none), strict=True))
    ]
    names = ("y", "yy", "x", "xx", "xy")
    return [
        [
            rounded(math.ldexp(figure or 0, shift[at]))
            for figure, shift in zip(asked.get(name, none), shifts, strict=True)
        ]
        for at, name in enumerate(names)
    ]


def _figures(column: Sequence[int | None]) -> Iterable[float]:
    found = [float(figure or 0) for figure in column]
    return found if max(map(abs, found)) < _SHORT else map(rounded, found)


def rounded(value: float) -> float:
    """Return a float with 12 significant digits, zero without a sign: what leaves the engine."""
    if value.is_integer() and -_SHORT < value < _SHORT:
        return value + 0.0
    return float(f"{value:.12g}") + 0.0
