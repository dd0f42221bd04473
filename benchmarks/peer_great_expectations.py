# /// script
# dependencies = ["great_expectations==1.24.1", "pandas==3.1.1", "pyarrow==26.0.1"]
# ///
"""The forty checks as Expectations over pandas, one suite a table, as its manual shows it for Parquet files."""

from __future__ import annotations

import os

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read while it is imported

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from peer_protocol import Check, Found, Task, main


def ask(task: Task) -> dict[str, Found]:
    """Return what each suite found; an expectation that raised is told as one it cannot do."""
    frames = {name: pd.read_parquet(path, columns=task.columns(name)) for name, path in task.tables.items()}
    source = gx.get_context(mode="ephemeral").data_sources.add_pandas("files")
    found = {}
    for name, frame in frames.items():
        checks = task.of(name)
        if not checks:
            continue
        whole = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("whole")
        suite = gx.ExpectationSuite(name=name, expectations=[expected(check, frames) for check in checks])
        result = whole.get_batch(batch_parameters={"dataframe": frame}).validate(suite, result_format="BASIC")
        said = {each.expectation_config.meta["name"]: each for each in result.results}
        found |= {check.name: _found(check, said[check.name]) for check in checks}
    return found


def expected(check: Check, frames: dict[str, pd.DataFrame]) -> gxe.Expectation:
    """Return a check as an Expectation."""
    meta, values = {"meta": {"name": check.name}}, list(check.values)
    column = {"column": check.column, **meta}
    match check.kind:
        case "rows":
            return gxe.ExpectTableRowCountToEqual(value=check.expected, **meta)
        case "missing":
            return gxe.ExpectColumnValuesToNotBeNull(**column)
        case "unique" if len(check.columns) > 1:
            return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(check.columns), **meta)
        case "unique":
            return gxe.ExpectColumnValuesToBeUnique(**column)
        case "among":
            return gxe.ExpectColumnValuesToBeInSet(value_set=values, **column)
        case "between":
            return gxe.ExpectColumnValuesToBeBetween(min_value=values[0], max_value=values[1], **column)
        case "like":
            return gxe.ExpectColumnValuesToMatchRegex(regex=values[0], **column)
        case "orphans":
            to, key = check.to
            return gxe.ExpectColumnValuesToBeInSet(value_set=frames[to][key].tolist(), **column)
        case _:
            return _figure(check, column, frames)


def _figure(check: Check, column: dict[str, object], frames: dict[str, pd.DataFrame]) -> gxe.Expectation:
    if check.kind == "latest":
        zone = getattr(frames[check.data][check.column].dtype, "tz", None)
        latest = pd.Timestamp(str(check.expected))
        at = latest.tz_convert(zone) if zone and latest.tzinfo else latest.tz_localize(zone) if zone else latest
        return gxe.ExpectColumnMaxToBeBetween(min_value=at.to_pydatetime(), **column)
    if check.kind == "quantiles":
        ranges = [list(each) for each in check.limits()]
        wanted = {"quantiles": list(check.values), "value_ranges": ranges}
        return gxe.ExpectColumnQuantileValuesToBeBetween(quantile_ranges=wanted, **column)
    if check.kind == "distinct":
        return gxe.ExpectColumnUniqueValueCountToBeBetween(min_value=check.expected, max_value=check.expected, **column)
    low, high = check.limits()[0]
    kind = {"mean": gxe.ExpectColumnMeanToBeBetween, "std": gxe.ExpectColumnStdevToBeBetween}[check.kind]
    return kind(min_value=low, max_value=high, **column)


def _found(check: Check, said: gx.core.ExpectationValidationResult) -> Found:
    error = said.exception_info.get("exception_message", "")
    if not said.result:
        raised = next((each for each in said.exception_info.values() if isinstance(each, dict)), {})
        return Found(cannot=f"raised: {error or raised.get('exception_message', said.exception_info)}"[:300])
    if "unexpected_count" in said.result:
        how = "the other table's keys handed over as a list" if check.kind == "orphans" else ""
        return Found(said.result["unexpected_count"], unit="rows" if check.kind == "unique" else "", how=how)
    value = said.result["observed_value"]
    return Found(value["values"] if check.kind == "quantiles" else value)


if __name__ == "__main__":
    main(ask)
