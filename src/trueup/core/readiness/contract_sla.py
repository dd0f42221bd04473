"""From a contract's service levels to checks: how old the newest and the oldest row may be, and which days bind."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, Literal

from trueup.core.model.ask.checks import Figure
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.contract import SlaProperty
from trueup.core.model.results.checks import CheckResult, DataCheck, Expectation, Severity
from trueup.core.readiness.contract_people import day_of
from trueup.core.readiness.contract_table import ContractTable

Promise = Literal["freshness", "retention", "from", "until"]

PROMISES: Final[Mapping[str, Promise]] = {
    **dict.fromkeys(("freshness", "latency", "ly", "frequency", "fy"), "freshness"),
    **dict.fromkeys(("retention", "re"), "retention"),
    **dict.fromkeys(("generalavailability", "ga"), "from"),
    **dict.fromkeys(("endofsupport", "es", "endoflife", "el"), "until"),
}
"""What a service level of the standard promises; all others are shown as not run."""

_DAYS: Final[Mapping[str, float]] = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1 / 86_400),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 1 / 1_440),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 1 / 24),
    **dict.fromkeys(("d", "day", "days", ""), 1.0),
    **dict.fromkeys(("w", "wk", "week", "weeks"), 7.0),
    **dict.fromkeys(("mo", "mon", "month", "months"), 365.25 / 12),
    **dict.fromkeys(("q", "quarter", "quarters"), 365.25 / 4),
    **dict.fromkeys(("y", "yr", "year", "years"), 365.25),
}
_PERIOD: Final = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?.*)?")
_RETIRED: Final = frozenset({"deprecated", "retired"})


def sla_checks(table: ContractTable) -> Iterator[DataCheck]:
    """Yield the service levels that are measured on the data, and those that are not run."""
    for sla in table.contract.sla:
        promise = promise_of(sla)
        if promise in ("from", "until"):
            continue
        for element in _elements(sla):
            yield from _of_element(table, sla, element, promise)


def promise_of(sla: SlaProperty) -> Promise | None:
    """Return what a service level promises, None where trueup does not check it."""
    return PROMISES.get(re.sub(r"[^a-z]", "", sla.name.lower()))


def days_of(sla: SlaProperty) -> float | None:
    """Return the time that a service level states, in days; None where it states none."""
    text, unit = sla.value.strip(), (sla.unit or "").strip().lower()
    period = _PERIOD.fullmatch(text.upper())
    if period is not None and any(period.groups()):
        sizes = (365.25, 365.25 / 12, 7.0, 1.0, 1 / 24)
        return sum(int(count) * size for count, size in zip(period.groups(), sizes, strict=True) if count)
    if unit not in _DAYS or not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", text):
        return None
    return float(text) * _DAYS[unit]


def _elements(sla: SlaProperty) -> tuple[str | None, ...]:
    found = tuple(part.strip() for part in (sla.element or "").split(",") if part.strip())
    return found or (None,)


def _of_element(
    table: ContractTable, sla: SlaProperty, element: str | None, promise: Promise | None
) -> Iterator[DataCheck]:
    column = _column(table, element)
    if isinstance(column, NotRun) and column.reason == "not_due":
        return
    days = days_of(sla)
    stated = f"{sla.value} {sla.unit or ''}".strip()
    name = f"sla.{sla.name}" if element is None else f"{element.rpartition('.')[2]}.{sla.name}"
    what = f"{sla.name} is {stated}"
    columns: tuple[str, ...] = ()
    ask: Figure | NotRun
    limit = 0.0
    if promise is None:
        ask = NotRun("refused", f"`{sla.name}` is not seen in the data", "Watch it where the service runs.")
    elif isinstance(column, NotRun):
        ask = column
    elif days is None:
        ask = NotRun("refused", f"`{stated}` is no length of time", "Write a number and a unit: d, h, m, w, y.")
    else:
        columns, limit = (column,), float(max(1, math.ceil(days - 1e-9)))
        ask = Figure(table.data, column, "min" if promise == "retention" else "max")
        age = "oldest" if promise == "retention" else "newest"
        what = (
            f"the {age} `{column}` is at most {limit:,.0f} {'day' if limit == 1 else 'days'} old ({sla.name} {stated})"
        )
    severity: Severity = "warning" if promise == "retention" else "error"
    yield DataCheck(
        name,
        table.data,
        columns,
        what,
        "currentness",
        ask,
        Expectation("<=", (limit,), "days"),
        severity,
        where=sla.at.of("property"),
        owner=table.owner,
    )


def _column(table: ContractTable, element: str | None) -> str | NotRun:
    """Return the column of an element; `not_due` where it belongs to another table of the contract."""
    if element is None:
        return NotRun("refused", "it names no column to measure it on", "Add `element: table.column`.")
    name, _, last = element.rpartition(".")
    if name and not table.schema.is_called(name):
        if table.contract.schema_called(name) is not None:
            return NotRun("not_due", "it belongs to another table", "")
        return NotRun("no_column", f"`{element}` names no table of the contract", "Write `element: table.column`.")
    prop = table.schema.property_called(last)
    if prop is None:
        return NotRun("no_column", f"`{table.schema.name}` has no property `{last}`", "Write `element: table.column`.")
    return table.column_of(prop)


def dated_results(table: ContractTable) -> Iterator[CheckResult]:
    """Yield what the contract's own dates and status say as of the day: available yet, supported still, retired."""
    for sla in table.contract.sla:
        promise = promise_of(sla)
        if promise not in ("from", "until"):
            continue
        day = day_of(sla.value)
        check = _said_by_itself(table, f"sla.{sla.name}", f"{sla.name} is {sla.value}", sla.at.of("value"))
        if day is None:
            wrong = NotRun("refused", f"`{sla.value[:40]}` is no date", "Write it as 2026-05-31.")
            yield CheckResult(replace(check, ask=wrong), "not_run", "", "a date", not_run=wrong)
            continue
        fine = day <= table.as_of if promise == "from" else table.as_of < day
        expected = f"{'not after' if promise == 'from' else 'after'} {table.as_of}"
        yield CheckResult(check, "pass" if fine else "fail", str(day), expected)
    status = (table.contract.status or "").strip().lower()
    if status in _RETIRED:
        check = _said_by_itself(table, "status", "the contract is in force", table.contract.at.of("status"))
        yield CheckResult(check, "fail", status, "active")


def _said_by_itself(table: ContractTable, id_: str, what: str, where: str) -> DataCheck:
    """Return a check that the contract's own words decide, as of the day; no data is asked."""
    asked = NotRun("not_due", "it is decided by the contract's own words; no data is asked")
    return DataCheck(
        id_, table.data, (), what, "currentness", asked, severity="warning", where=where, owner=table.owner
    )
