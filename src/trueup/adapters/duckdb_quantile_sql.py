"""Quantiles of a KPI over windows: one statement for all windows, exact and with linear interpolation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from trueup.adapters.duckdb_kpi_sql import rounded
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_text import day_literal
from trueup.adapters.duckdb_units import Units, condition, misplaced, number, units_of
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.kpi import KpiQuantile, QuantileDay, QuantileWindow, QuantileWindows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
    parts = [("at", question.of.at.text), ("v", question.value.text)]
    if question.where is not None:
        parts.append(("w", question.where.text))
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
    return f"""WITH unit AS ({units.rows(parts)}),
        flat AS (SELECT {day} AS d, {value[0]} AS y FROM unit WHERE {kept or "TRUE"}),
        span(i, since, until) AS (VALUES {windows}),
        held AS MATERIALIZED (SELECT i, d, y FROM flat JOIN span ON d BETWEEN since AND until WHERE y IS NOT NULL),
        level AS (SELECT i, count(*) AS n, quantile_cont(y, {float(question.p)!r}) AS q FROM held GROUP BY i),
        below AS (SELECT i, step * (n - 1) // {_STEPS} AS r FROM level, range({_STEPS + 1}) AS steps(step)),
        wanted AS (SELECT i, r FROM below UNION SELECT i, r + 1 FROM below),
        sorted AS (SELECT i, y, row_number() OVER (PARTITION BY i ORDER BY y) - 1 AS r FROM held)
        SELECT 'level' AS what, i, NULL AS d, n, 0 AS below, q AS y FROM level
        UNION ALL SELECT 'rank', sorted.i, NULL, sorted.r, 0, y FROM sorted
            JOIN wanted ON sorted.i = wanted.i AND sorted.r = wanted.r
        UNION ALL SELECT 'day', held.i, d, count(*), count_if(y <= q), NULL FROM held
            JOIN level ON held.i = level.i GROUP BY held.i, d"""  # noqa: S608


def _read(rows: Sequence[Row], question: KpiQuantile) -> QuantileWindows:
    days: dict[int, list[QuantileDay]] = {}
    levels: dict[int, tuple[int, float]] = {}
    ranks: dict[int, dict[int, float]] = {}
    for row in rows:
        what, at, day, n, below, y = cast("tuple[str, int, date, int, int, float]", row)
        if what == "level":
            levels[at] = (n, y)
        elif what == "rank":
            ranks.setdefault(at, {})[n] = y
        else:
            days.setdefault(at, []).append(QuantileDay(day, n, below))
    found = []
    for at, (since, until) in enumerate(question.windows):
        if at in levels:
            n, level = levels[at]
            listed = tuple(sorted(days[at], key=lambda day: day.day))
            found.append(QuantileWindow(since, until, n, rounded(level), listed, _ladder(ranks[at], n)))
        else:
            found.append(QuantileWindow(since, until, 0, None, (), ()))
    return QuantileWindows(tuple(found))


def _ladder(ranks: Mapping[int, float], n: int) -> tuple[float, ...]:
    """Return the quantiles at p = 0, 1/400 ... 1 from the values at the ranks around p * (n - 1)."""
    ladder = []
    for step in range(_STEPS + 1):
        rank, part = divmod(step * (n - 1), _STEPS)
        low = ranks[rank]
        ladder.append(rounded(low if part == 0 else low + (ranks[rank + 1] - low) * part / _STEPS))
    return tuple(ladder)
