"""Quantiles of a KPI over windows: one statement for all windows, exact and with linear interpolation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from trueup.adapters.duckdb_kpi_sql import rounded
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_text import day_literal
from trueup.adapters.duckdb_units import Units, condition, misplaced, number, units_of
from trueup.core.model.ask import KpiQuantile, NotRun, QuantileDay, QuantileWindow, QuantileWindows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from trueup.adapters.duckdb_session import Row, Session

_STEPS: Final = 400


def kpi_quantile(session: Session, question: KpiQuantile) -> QuantileWindows | NotRun:
    """Return the quantile of a KPI in each of its windows, all arms together."""
    try:
        return _answered(session, question)
    except FAILURES as problem:
        return refusal(problem, session)


def _answered(session: Session, question: KpiQuantile) -> QuantileWindows | NotRun:
    units = units_of(session, question.of)
    if isinstance(units, NotRun):
        return units
    columns = [name for part in (question.value, question.where) if part is not None for name in part.columns]
    wrong = units.table.missing(columns) or misplaced(question)
    if wrong is not None:
        return wrong
    if not question.windows or session.rows(units.table) == 0:
        return _read([], question)
    statement = _statement(session, units, question)
    if isinstance(statement, NotRun):
        return statement
    return _read(session.run(statement, question.of.zone), question)


def _statement(session: Session, units: Units, question: KpiQuantile) -> str | NotRun:
    parts = [("at", question.of.at), ("v", question.value)]
    if question.where is not None:
        parts.append(("w", question.where))
    kinds = session.kinds(units.rows(parts), question.of.zone)[-len(parts) :]
    types = dict(zip((name for name, _ in parts), kinds, strict=True))
    day = units.day(types["at"])
    kept = condition(f"{units.mark}w", types.get("w"), question.of.data)
    value = number(f"{units.mark}v", types["v"], "value", question.of.data, real=True)
    if isinstance(day, NotRun) or isinstance(kept, NotRun) or isinstance(value, NotRun):
        return next(found for found in (day, kept, value) if isinstance(found, NotRun))
    windows = ", ".join(
        f"({at}, {day_literal(since)}, {day_literal(until)})" for at, (since, until) in enumerate(question.windows)
    )
    ladder = ", ".join(repr(step / _STEPS) for step in range(_STEPS + 1))
    return f"""WITH unit AS ({units.rows(parts)}),
        flat AS (SELECT {day} AS d, {value[0]} AS y FROM unit WHERE {kept or "TRUE"}),
        span(i, since, until) AS (VALUES {windows}),
        held AS MATERIALIZED (SELECT i, d, y FROM flat JOIN span ON d BETWEEN since AND until WHERE y IS NOT NULL),
        level AS (SELECT i, count(*) AS n, quantile_cont(y, {float(question.p)!r}) AS q,
            quantile_cont(y, [{ladder}]) AS steps FROM held GROUP BY i)
        SELECT i, NULL AS d, n, 0 AS below, q, steps FROM level UNION ALL
        SELECT held.i, d, count(*), count_if(y <= q), NULL, NULL FROM held JOIN level ON held.i = level.i
        GROUP BY held.i, d"""  # noqa: S608


def _read(rows: Sequence[Row], question: KpiQuantile) -> QuantileWindows:
    days: dict[int, list[QuantileDay]] = {}
    levels: dict[int, tuple[int, float, list[float]]] = {}
    for row in rows:
        at, day, n, below, level, steps = cast("tuple[int, date | None, int, int, float, list[float]]", row)
        if day is None:
            levels[at] = (n, level, steps)
        else:
            days.setdefault(at, []).append(QuantileDay(day, n, below))
    found = []
    for at, (since, until) in enumerate(question.windows):
        if at in levels:
            n, level, steps = levels[at]
            listed = tuple(sorted(days[at], key=lambda day: day.day))
            found.append(QuantileWindow(since, until, n, rounded(level), listed, tuple(map(rounded, steps))))
        else:
            found.append(QuantileWindow(since, until, 0, None, (), ()))
    return QuantileWindows(tuple(found))
