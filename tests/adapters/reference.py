"""Every measure once more in plain Python, slow and obvious, and a way to write the same rows to a file."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from in_memory import in_memory
from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.sources import Source
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.kpi import Day, KpiDays
from trueup.core.model.ask.table import KeyFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

Row = dict[str, object]
T = DataId("t")


def write_parquet(path: Path, columns: Mapping[str, str], rows: Sequence[Row]) -> Path:
    """Write rows with these column types."""
    names = ", ".join('"' + name.replace('"', '""') + f'" {kind}' for name, kind in columns.items())
    with in_memory() as base:
        base.execute("SET TimeZone = 'UTC'")
        base.execute(f"CREATE TEMP TABLE t ({names})")
        if rows:
            marks = ", ".join("?" * len(columns))
            base.executemany(f"INSERT INTO t VALUES ({marks})", [[row[name] for name in columns] for row in rows])  # noqa: S608
        base.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


def table(path: Path, data: str = "t", kind: str = "parquet", part: str | None = None) -> dict[DataId, Source]:
    """Name one file as a source."""
    return {DataId(data): Source(DataId(data), (path.resolve(),), kind, part)}


def answers(sources, *asks, seconds: float = 60, limits=None) -> list:
    """Return the values of the answers in the order of the questions."""
    found = {answer.question: answer.value for answer in DuckDbEngine(sources, limits).answer(asks, seconds)}
    return [found[ask] for ask in asks]


def days(
    rows: Sequence[Row],
    *,
    at: Callable,
    value: Callable,
    over: Callable | None = None,
    where: Callable | None = None,
    arm: Callable | None = None,
    keep: Callable | None = None,
    per: tuple[str, ...] = (),
    zone: str | None = None,
) -> KpiDays:
    """Return what `KpiSum` asks for; each function gets the rows of one unit."""
    kept = [row for row in rows if keep is None or keep(row) is True]
    kept = [row for row in kept if all(row[name] is not None for name in per)]
    units: dict[object, list[Row]] = defaultdict(list)
    for number, row in enumerate(kept):
        units[tuple(str(row[name]) for name in per) if per else number].append(row)
    groups: dict[tuple[date, str], list[list[Row]]] = defaultdict(list)
    undated = 0
    for unit in units.values():
        day = _local_day(at(unit), zone)
        if day is None:
            undated += 1
        else:
            groups[day, (arm(unit) or "") if arm else ""].append(unit)
    found = [
        _day(day, name, members, value=value, over=over, where=where) for (day, name), members in sorted(groups.items())
    ]
    return KpiDays(len(rows), len(kept), undated, tuple(found))


def _local_day(moment: object, zone: str | None) -> date | None:
    if isinstance(moment, datetime):
        return (moment.astimezone(ZoneInfo(zone)) if moment.tzinfo and zone else moment).date()
    return moment if isinstance(moment, date) else None


def _day(day, arm, members, *, value, over, where) -> Day:
    wanted = [unit for unit in members if where is None or where(unit) is True]
    pairs = [(_number(value(unit)), _number(over(unit)) if over else 1.0) for unit in wanted]
    whole = [(y, x) for y, x in pairs if y is not None and x is not None]
    ys, xs = [Fraction(y) for y, _ in whole], [Fraction(x) for _, x in whole] if over else []
    sums = [sum(ys), sum(y * y for y in ys), sum(xs), sum(x * x for x in xs)]
    sums.append(sum(y * x for y, x in zip(ys, xs, strict=False)))
    excluded = len(members) - len(wanted)
    return Day(day, arm, len(members), excluded, len(wanted) - len(whole), len(whole), *map(float, sums))


def _number(value: object) -> float | int | None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value


def quantile(values: Sequence[float], p: float) -> float:
    """Return the quantile of values by linear interpolation between the two neighbours of p * (n - 1)."""
    ordered = sorted(values)
    place = p * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def key_facts(rows: Sequence[Row], columns: tuple[str, ...]) -> KeyFacts:
    """Return what `KeyOf` asks for."""
    keys = [tuple(row[name] for name in columns) for row in rows]
    whole = Counter(key for key in keys if None not in key)
    repeated = sum(whole.values()) - len(whole)
    return KeyFacts(
        columns, len(rows), len(whole), len(rows) - sum(whole.values()), repeated, max(whole.values(), default=0)
    )


def same_days(found: object, wanted: KpiDays) -> bool:
    """Return whether two answers agree: counts exactly, sums to the 12 digits that leave the engine."""
    if not isinstance(found, KpiDays) or len(found.days) != len(wanted.days):
        return False
    if (found.rows, found.kept, found.undated) != (wanted.rows, wanted.kept, wanted.undated):
        return False
    return all(_same_day(mine, theirs) for mine, theirs in zip(found.days, wanted.days, strict=True))


def _same_day(mine: Day, theirs: Day) -> bool:
    counts = ("day", "arm", "units", "excluded", "null", "n")
    if any(getattr(mine, name) != getattr(theirs, name) for name in counts):
        return False
    cancelled = 1e-15 * max(theirs.n, 1) * math.sqrt(theirs.xx * theirs.yy)
    slack = {"xy": cancelled}
    return all(
        math.isclose(getattr(mine, name), getattr(theirs, name), rel_tol=6e-12, abs_tol=slack.get(name, 1e-140))
        for name in ("y", "yy", "x", "xx", "xy")
    )
