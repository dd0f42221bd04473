# /// script
# dependencies = ["soda-core-duckdb==3.5.6", "pytz==2026.6"]
# ///
"""The forty checks in Soda's own language, over a DuckDB that it is handed with the Parquet files as views."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
from peer_protocol import Check, Found, Task, main
from soda.scan import Scan

if TYPE_CHECKING:
    from soda.execution.check.check import Check as Said

BY_HAND = "own SQL expression"


def ask(task: Task) -> dict[str, Found]:
    """Return what one scan found; a check that Soda could not evaluate is told as one it cannot do."""
    base = duckdb.connect()
    for name, path in task.tables.items():
        base.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")  # noqa: S608
    scan = Scan()
    scan.disable_telemetry()
    scan.add_duckdb_connection(base)
    scan.set_data_source_name("duckdb")
    tables = dict.fromkeys(check.data for check in task.checks)
    wanted = {f"checks for {name}": [line for check in task.of(name) for line in written(check)] for name in tables}
    scan.add_sodacl_yaml_str(json.dumps(wanted))
    scan.execute()
    said: dict[str, list[Said]] = {}
    for each in scan._checks:  # noqa: SLF001 - the public results leave out what a check measured
        said.setdefault(str(each.name).partition(" @")[0], []).append(each)
    errors = scan.get_error_logs_text() or ""
    return {check.name: found(check, said.get(check.name, []), errors) for check in task.checks}


def written(check: Check) -> list[dict[str, object]]:
    """Return a check in Soda's language; quantiles are one line each."""
    column, named = check.column, {"name": check.name}
    match check.kind:
        case "rows":
            return [{f"row_count = {check.expected}": named}]
        case "missing":
            return [{f"missing_count({column}) = 0": named}]
        case "unique":
            return [{f"duplicate_count({', '.join(check.columns)}) = 0": named}]
        case "among":
            return [{f"invalid_count({column}) = 0": {**named, "valid values": list(check.values)}}]
        case "between":
            low, high = check.values
            return [{f"invalid_count({column}) = 0": {**named, "valid min": low, "valid max": high}}]
        case "like":
            return [{f"invalid_count({column}) = 0": {**named, "valid regex": check.values[0]}}]
        case "orphans":
            to, key = check.to
            return [{f"values in ({column}) must exist in {to} ({key})": named}]
        case _:
            return _figures(check, named)


def _figures(check: Check, named: dict[str, object]) -> list[dict[str, object]]:
    column = check.column
    match check.kind:
        case "latest":
            return [{f"freshness({column}) < 36500d": named}]
        case "mean" | "std":
            metric = {"mean": "avg", "std": "stddev"}[check.kind]
            filtered = {**named, "filter": f"isfinite({column}::DOUBLE)"}
            return [{_near(f"{metric}({column})", check.limits()[0]): filtered}]
        case "quantiles":
            pairs = zip(check.values, check.limits(), strict=True)
            return [{_near(f"percentile({column}, {p})", at): {"name": f"{check.name} @ {p}"}} for p, at in pairs]
        case "distinct":
            metric = f"distinct_{column}"
            return [{f"{metric} = {check.expected}": {**named, f"{metric} expression": f"COUNT(DISTINCT {column})"}}]
    raise ValueError(check.kind)


def _near(metric: str, limits: tuple[float, float]) -> str:
    return f"{metric} between {limits[0]} and {limits[1]}"


def found(check: Check, said: list[Said], errors: str) -> Found:
    """Return what Soda measured."""
    if not said or any(each.outcome is None for each in said):
        return Found(cannot=f"not evaluated: {errors[:300]}")
    if check.kind == "latest":
        return Found(said[0].freshness_values["max_column_timestamp"])
    values = [each.check_value for each in said]
    if check.kind == "quantiles":
        return Found(values)
    return Found(
        values[0],
        unit="values" if check.kind == "unique" else "",
        how=BY_HAND if check.kind == "distinct" else "",
    )


if __name__ == "__main__":
    main(ask)
