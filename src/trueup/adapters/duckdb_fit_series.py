"""How each column of a table runs over time: rows with a value, means, and how often each category."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_fit_values import column, count, day, is_text, kind_of, rounded
from trueup.adapters.duckdb_text import ident, is_number
from trueup.adapters.personal_sql import told
from trueup.adapters.sentinels import NUMBERS
from trueup.core.model.ask.fitness import (
    MOST_BINS_OF_TIME,
    MOST_VALUES,
    ColumnSeries,
    Series,
    SeriesOf,
    Step,
    ValueSeries,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trueup.adapters.duckdb_session import Session, Table

_AT_ONCE: Final = 40
_GROUPED: Final = 8
_SHORT: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT"})
"""Types whose squares and sums a long whole number holds exactly."""
_YEAR: Final = 365
_TWELVE_WEEKS: Final = 84
_MONTHS: Final[dict[Step, int]] = {"month": 1, "quarter": 3, "year": 12}
_REPEATED: Final = 2


def series_of(session: Session, table: Table, ask: SeriesOf) -> Series:
    """Return how each column runs over time."""
    at = day(ask.at)
    span = session.run(f"SELECT min({at}), max({at}), count(*) - count({at}) FROM {table.sql}")[0]  # noqa: S608
    since, until, undated = span[0], span[1], count(span[2])
    if not isinstance(since, date) or not isinstance(until, date):
        return Series("day", None, None, undated, (), (), ())
    step = step_of(since, until)
    starts = tuple(_starts(step, since, until))
    place: dict[object, int] = {start: at for at, start in enumerate(starts)}
    clock = f"CAST(date_trunc('{step}', {at}) AS DATE)"
    rows = [0] * len(starts)
    for start, n in session.run(f"SELECT {clock} AS b, count(*) FROM {table.sql} WHERE {at} IS NOT NULL GROUP BY b"):  # noqa: S608
        rows[place[start]] = count(n)
    columns = _columns(session, table, ask, clock, place)
    return Series(step, since, until, undated, starts, tuple(rows), columns)


def step_of(since: date, until: date) -> Step:
    """Return the step in which a span of days is looked at."""
    days = (until - since).days + 1
    if days < _TWELVE_WEEKS:
        return "day"
    if days < _YEAR:
        return "week"
    months = (until.year - since.year) * 12 + until.month - since.month + 1
    return next((step for step, size in _MONTHS.items() if months <= size * MOST_BINS_OF_TIME), "year")


def _starts(step: Step, since: date, until: date) -> Iterator[date]:
    """Yield the first day of every bin from the one of `since` to the one of `until`."""
    if step in _MONTHS:
        size = _MONTHS[step]
        month = (since.year * 12 + since.month - 1) // size * size
        while month <= until.year * 12 + until.month - 1:
            yield date(month // 12, month % 12 + 1, 1)
            month += size
        return
    here = since - timedelta(days=since.weekday() if step == "week" else 0)
    while here <= until:
        yield here
        here += timedelta(days=7 if step == "week" else 1)


@dataclass(slots=True)
class _Drawn:
    """One column as it is read: rows with a value, mean and spread in each bin, and the rows of each value."""

    filled: list[int]
    mean: list[float | None]
    spread: list[float | None]
    values: dict[str, list[int]]


def _columns(
    session: Session, table: Table, ask: SeriesOf, clock: str, place: Mapping[object, int]
) -> tuple[ColumnSeries, ...]:
    """Ask the figures of many columns at once, then the values of those that have few."""
    names = ask.columns
    numbers = [name for name in names if is_number(kind_of(table, name))]
    values = {name: column(table, name) for name in names} | _without_sentinels(session, table, numbers)
    bins = len(place)
    drawn = {name: _Drawn([0] * bins, [None] * bins, [None] * bins, {}) for name in names}
    for start in range(0, len(names), _AT_ONCE):
        _figures(session, table, {name: values[name] for name in names[start : start + _AT_ONCE]}, clock, place, drawn)
    few = _few_values(session, table, names)
    for start in range(0, len(few), _GROUPED):
        _values(session, table, few[start : start + _GROUPED], clock, place, drawn)
    return tuple(_told(name, drawn[name], number=name in numbers, hide=name in ask.hide) for name in names)


def _told(name: str, drawn: _Drawn, *, number: bool, hide: bool) -> ColumnSeries:
    order = sorted(drawn.values, key=lambda text: (-sum(drawn.values[text]), text))
    return ColumnSeries(
        name,
        tuple(drawn.filled),
        tuple(drawn.mean) if number else (),
        tuple(drawn.spread) if number else (),
        tuple(
            ValueSeries(shown, tuple(drawn.values[text]))
            for shown, text in zip(told(order, hide=hide), order, strict=True)
        ),
    )


def _figures(
    session: Session,
    table: Table,
    values: Mapping[str, str],
    clock: str,
    place: Mapping[object, int],
    drawn: Mapping[str, _Drawn],
) -> None:
    """Ask counts, means and spreads; of short whole numbers exact sums, which are also cheaper."""
    asked: list[str] = []
    for name, value in values.items():
        kind = kind_of(table, name)
        if kind in _SHORT:
            asked += [f"count({value})", f"sum({value})", f"sum(CAST({value} AS BIGINT) * {value})"]
        elif is_number(kind):
            asked += [f"count({value})", f"avg(CAST({value} AS DOUBLE))", f"stddev_samp(CAST({value} AS DOUBLE))"]
        else:
            asked += [f"count({value})", "NULL", "NULL"]
    for row in session.run(f"SELECT {clock} AS b, {', '.join(asked)} FROM {table.sql} WHERE b IS NOT NULL GROUP BY b"):  # noqa: S608
        at = place[row[0]]
        for number, name in enumerate(values):
            n, one, two = row[1 + 3 * number : 4 + 3 * number]
            mine = drawn[name]
            mine.filled[at] = count(n)
            exact = kind_of(table, name) in _SHORT
            mean, spread = _moments(count(n), count(one), count(two)) if exact else (rounded(one), rounded(two))
            mine.mean[at], mine.spread[at] = mean, spread


def _moments(n: int, total: int, squares: int) -> tuple[float | None, float | None]:
    """Return mean and standard deviation from exact sums."""
    if not n:
        return None, None
    return rounded(total / n), rounded(math.sqrt((n * squares - total * total) / (n * (n - 1)))) if n > 1 else None


def _without_sentinels(session: Session, table: Table, names: Sequence[str]) -> dict[str, str]:
    """Return columns of numbers with NULL for those that stand for missing: one of a list, extreme and repeated."""
    values = {name: column(table, name) for name in names}
    waiting = list(names)
    for _ in NUMBERS:
        again: list[str] = []
        for start in range(0, len(waiting), _AT_ONCE):
            part = waiting[start : start + _AT_ONCE]
            ends = ", ".join(f"min({values[name]}), max({values[name]})" for name in part)
            found = session.run(f"SELECT {ends} FROM {table.sql}")[0]  # noqa: S608
            suspects = [
                (name, number)
                for at, name in enumerate(part)
                for number in NUMBERS
                if number in [float(str(end)) for end in found[2 * at : 2 * at + 2] if end is not None]
            ]
            if not suspects:
                continue
            counts = ", ".join(f"count_if({ident(name)} = {number})" for name, number in suspects)
            often = session.run(f"SELECT {counts} FROM {table.sql}")[0]  # noqa: S608
            for (name, number), times in zip(suspects, often, strict=True):
                if count(times) >= _REPEATED:
                    values[name] = f"nullif({values[name]}, {number})"
                    again.append(name)
        waiting = list(dict.fromkeys(again))
        if not waiting:
            break
    return values


def _few_values(session: Session, table: Table, names: Sequence[str]) -> list[str]:
    """Return the columns of texts and booleans with few enough different values to be told."""
    texts = [name for name in names if is_text(kind_of(table, name)) or kind_of(table, name) == "BOOLEAN"]
    found: list[str] = []
    for start in range(0, len(texts), _AT_ONCE):
        part = texts[start : start + _AT_ONCE]
        counts = ", ".join(f"count(DISTINCT {column(table, name)})" for name in part)
        distinct = session.run(f"SELECT {counts} FROM {table.sql}")[0]  # noqa: S608
        found += [name for name, n in zip(part, distinct, strict=True) if 0 < count(n) <= MOST_VALUES]
    return found


def _values(
    session: Session,
    table: Table,
    names: Sequence[str],
    clock: str,
    place: Mapping[object, int],
    drawn: Mapping[str, _Drawn],
) -> None:
    """Ask the rows of each value of several columns in one scan; in the rows of one set the other columns are NULL."""
    values = [f"CAST({column(table, name)} AS VARCHAR)" for name in names]
    plain = [ident(name) for name in names]
    sets = ", ".join(f"(b, {name})" for name in plain)
    groups = f"SELECT {clock} AS b, {', '.join(plain)}, count(*) AS n FROM {table.sql} GROUP BY GROUPING SETS ({sets})"  # noqa: S608
    shown = ", ".join(f"{value} AS v{at}" for at, value in enumerate(values))
    for start, n, *texts in session.run(f"SELECT b, n, {shown} FROM ({groups}) WHERE b IS NOT NULL"):  # noqa: S608
        for name, text in zip(names, texts, strict=True):
            if text is not None:
                drawn[name].values.setdefault(str(text), [0] * len(place))[place[start]] += count(n)
