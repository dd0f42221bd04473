# /// script
# dependencies = ["pandera[polars]==0.35.0", "polars==2.1.0"]
# ///
"""The forty checks as Pandera's schemas over Polars, in one lazy validation a table (two keys: two).

Pandera says which rows fail, never what a figure is: figures are functions of ours that it calls, yes or no.
"""

from __future__ import annotations

from collections.abc import Callable

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.errors import SchemaErrors
from peer_protocol import Check, Found, Task, main

OWN = "own function"


def ask(task: Task) -> dict[str, Found]:
    """Return how many rows fail each check; nothing failing is 0."""
    frames = {name: pl.read_parquet(path, columns=task.columns(name)) for name, path in task.tables.items()}
    found = {}
    for name, frame in frames.items():
        checks = task.of(name)
        if not checks:
            continue
        keys = [check for check in checks if check.kind == "unique" and len(check.columns) > 1]
        failing = _failing(_schema(checks, keys[:1], frames), frame)
        for key in keys[1:]:
            failing |= _failing(pa.DataFrameSchema({}, unique=list(key.columns), name=key.name), frame)
        found |= {check.name: _said(check, failing) for check in checks}
    return found


def _schema(checks: tuple[Check, ...], keys: list[Check], frames: dict[str, pl.DataFrame]) -> pa.DataFrameSchema:
    names = dict.fromkeys(name for check in checks for name in check.columns)
    columns = {}
    for name in names:
        own = [check for check in checks if check.columns == (name,)]
        columns[name] = pa.Column(
            nullable=not any(check.kind == "missing" for check in own),
            unique=any(check.kind == "unique" for check in own),
            checks=[_check(check, frames) for check in own if check.kind not in {"missing", "unique"}],
        )
    whole = [_figure(check, lambda data, check=check: _rows(data, check)) for check in checks if check.kind == "rows"]
    unique = list(keys[0].columns) if keys else None
    return pa.DataFrameSchema(columns, checks=whole, unique=unique, name=keys[0].name if keys else None)


def _check(check: Check, frames: dict[str, pl.DataFrame]) -> pa.Check:
    values = list(check.values)
    match check.kind:
        case "among":
            return pa.Check.isin(values, name=check.name)
        case "between":
            return pa.Check.in_range(*values, name=check.name)
        case "like":
            return pa.Check.str_matches(values[0], name=check.name)
        case "orphans":
            to, key = check.to
            return pa.Check.isin(frames[to][key].to_list(), name=check.name)
        case _:
            return _figure(check, lambda data: _holds(data, check))


def _figure(check: Check, function: Callable[[PolarsData], bool]) -> pa.Check:
    """Return a check of one line, not of a bare bool: beside failing rows Pandera ends on a failing bool."""
    return pa.Check(lambda data: pl.LazyFrame({"holds": [function(data)]}), name=check.name)


def _rows(data: PolarsData, check: Check) -> bool:
    return data.lazyframe.select(pl.len()).collect().item() == check.expected


def _holds(data: PolarsData, check: Check) -> bool:
    column = pl.col(data.key)
    finite = column.filter(column.is_finite() & column.is_not_null())
    figures = {
        "latest": lambda: [column.max().cast(pl.String).str.slice(0, 19)],
        "mean": lambda: [finite.mean()],
        "std": lambda: [finite.std()],
        "quantiles": lambda: [finite.quantile(p, "linear").alias(str(p)) for p in check.values],
        "distinct": lambda: [column.drop_nulls().n_unique()],
    }
    found = data.lazyframe.select(figures[check.kind]()).collect().row(0)
    if check.kind == "latest":
        return str(found[0]) == str(check.expected).replace("T", " ")[:19]
    return all(low <= figure <= high for figure, (low, high) in zip(found, check.limits(), strict=True))


def _failing(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> dict[str, object]:
    """Return by the name of a check how many cases fail it, or the error of a check that could not run."""
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        return {_named(each): _cases(each.failure_cases) for each in errors.schema_errors}
    return {}


def _named(error: object) -> str:
    check = error.check
    if not isinstance(check, str):
        return str(check.name)
    data = error.schema.name
    return data if check == "multiple_fields_uniqueness" else f"{check} {data}"


def _cases(cases: object) -> object:
    return len(cases) if isinstance(cases, pl.DataFrame) else cases


def _said(check: Check, failing: dict[str, object]) -> Found:
    names = {"missing": f"not_nullable {check.column}"}
    if check.kind == "unique" and len(check.columns) == 1:
        names["unique"] = f"field_uniqueness {check.column}"
    cases = failing.get(names.get(check.kind, check.name), 0)
    if isinstance(cases, str):
        return Found(cannot=cases[:300])
    if check.kind in {"rows", "latest", "mean", "std", "quantiles", "distinct"}:
        return Found(held=cases == 0, how=OWN)
    return Found(cases, unit="rows" if check.kind == "unique" else "")


if __name__ == "__main__":
    main(ask)
