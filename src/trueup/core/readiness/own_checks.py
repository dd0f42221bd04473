"""What trueup asks of a data set that has no contract: rows, needed columns, key, references, times, currentness.

All but the checks of keys, references and the order of times are read from one answer, the facts of all columns, which
is asked anyway: an assessment scans nothing more because of them. The last part of a check's id says which figure of
these facts it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from trueup.core.model.ask.checks import Breaks, Missing, Tally
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.table import ColumnsOf, KeyOf, OrphansOf
from trueup.core.model.dataset import DataSet, Reference
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.checks import NONE_FAIL, DataCheck, Expectation, Need

ROWS: Final = "rows"
PRESENT: Final = ".present"
GIVEN: Final = ".given"
PLACEHOLDERS: Final = "columns.placeholders"
EMPTY: Final = "columns.empty"
CURRENT: Final = "current"
KEY: Final = "key"
ARROW: Final = " -> "
_UNDATED: Final = NotRun(
    "no_column",
    "no KPI says which column dates its rows",
    "Promise its freshness in a contract: `slaProperties: [{property: frequency, element: ...}]`.",
)


def own_checks(
    initiative: Initiative,
    needed: Iterable[Need],
    dating: Mapping[str, tuple[str, ...]],
    limits: Mapping[str, float],
) -> Mapping[DataId, tuple[DataCheck, ...]]:
    """Return the checks of each data set that has a source; `limits` are those of `data_limits.values`.

    `dating` are the columns that say when a row of a data set came to be: those that date the units of its KPIs.
    """
    by_data: dict[str, list[Need]] = {}
    for need in needed:
        by_data.setdefault(need.data, []).append(need)
    return {
        DataId(name): (
            *_checks(initiative, name, table, by_data.get(name, []), limits),
            *_current(name, table, dating, limits),
        )
        for name, table in initiative.data.items()
        if table.source
    }


def unagreed(own: Iterable[DataCheck], agreed: Iterable[DataCheck]) -> tuple[DataCheck, ...]:
    """Return our own checks without those that a contract asks as well: what was agreed on goes before our limits."""
    asks = [check for check in agreed if not isinstance(check.ask, NotRun)]
    keys = {_folded(check.ask.columns) for check in asks if isinstance(check.ask, KeyOf)}
    references = {(_folded(c.ask.columns), c.ask.to) for c in asks if isinstance(c.ask, OrphansOf)}
    given = {c.ask.column.lower() for c in asks if isinstance(c.ask, Tally) and isinstance(c.ask.test, Missing)}
    dated = any(check.expects.unit == "days" for check in asks)
    return tuple(
        check
        for check in own
        if not (
            (isinstance(check.ask, KeyOf) and _folded(check.ask.columns) in keys)
            or (isinstance(check.ask, OrphansOf) and (_folded(check.ask.columns), check.ask.to) in references)
            or (check.id.endswith(GIVEN) and check.columns[0].lower() in given)
            or (check.id == CURRENT and dated)
        )
    )


def _folded(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(column.lower() for column in columns)


def _checks(
    initiative: Initiative, name: str, table: DataSet, needed: list[Need], limits: Mapping[str, float]
) -> Iterator[DataCheck]:
    data, owner = DataId(name), responsible(table)
    facts = ColumnsOf(data)
    one = Expectation(">=", (1,), "value")
    yield DataCheck(ROWS, data, (), "it has rows", "completeness", facts, one, owner=owner)
    yield from _of_columns(data, owner, needed, limits)
    if table.key:
        what = f"no two rows have the same {_named(table.key)}, and none lacks it"
        above, ask = limits["repeated_error_percent"], KeyOf(data, table.key)
        yield DataCheck(KEY, data, table.key, what, "uniqueness", ask, NONE_FAIL, "warning", "", owner, above)
    yield from (_reference(initiative, data, ref, limits["orphans_error_percent"]) for ref in table.references)
    yield from _in_order(data, owner, table.time_order, limits["held_percent"])
    none = Expectation("=", (0,), "value")
    what = "no value such as -999, n/a or 1900-01-01 stands for a missing one"
    yield DataCheck(PLACEHOLDERS, data, (), what, "completeness", facts, none, "warning", owner=owner)
    what = f"no column is empty in {limits['empty_column_percent']:g} % of the rows or more"
    yield DataCheck(EMPTY, data, (), what, "completeness", facts, none, "info", owner=owner)


def _reference(initiative: Initiative, data: DataId, ref: Reference, above: float) -> DataCheck:
    table, to = initiative.data[data], initiative.data.get(ref.to)
    ask = OrphansOf(data, ref.columns, DataId(ref.to), ref.to_columns or ref.columns, table.slices)
    what = f"each {_named(ref.columns)} is one that `{ref.to}` holds"
    owner = (responsible(to) if to else None) or responsible(table)
    name = f"{','.join(ref.columns)}{ARROW}{ref.to}"
    return DataCheck(name, data, ref.columns, what, "consistency", ask, NONE_FAIL, "warning", "", owner, above)


def _in_order(data: DataId, owner: str | None, order: tuple[str, ...], above: float) -> Iterator[DataCheck]:
    """Yield for each two neighbours of the order in which times happen that none comes before the one before it."""
    for first, then in pairwise(order):
        what = f"`{then}` never comes before `{first}`"
        condition = Sql(f"{_quoted(then)} >= {_quoted(first)}", (then, first), aggregate=False)
        ask = Tally(data, "", Breaks(condition))
        name = f"{first} <= {then}"
        yield DataCheck(name, data, (first, then), what, "consistency", ask, NONE_FAIL, "warning", "", owner, above)


def _quoted(column: str) -> str:
    """Return a column's name as SQL has it."""
    return f'"{column.replace(chr(34), chr(34) * 2)}"'


def _current(
    name: str, table: DataSet, dating: Mapping[str, tuple[str, ...]], limits: Mapping[str, float]
) -> Iterator[DataCheck]:
    if not table.refreshed:
        return
    columns, days = dating.get(name, ()), table.refreshed * limits["stale_cycles"]
    what = f"its newest date is at most {days:g} days old: it is refreshed every {_days(table.refreshed)}"
    ask = ColumnsOf(DataId(name)) if columns else _UNDATED
    most = Expectation("<=", (days,), "days")
    yield DataCheck(CURRENT, DataId(name), columns, what, "currentness", ask, most, "warning", owner=responsible(table))


def _of_columns(
    data: DataId, owner: str | None, needed: Iterable[Need], limits: Mapping[str, float]
) -> Iterator[DataCheck]:
    """Yield the checks of each column that something stands on, in the order in which they are needed."""
    facts, few = ColumnsOf(data), Expectation("<=", (limits["missing_percent"],), "percent")
    columns: dict[str, tuple[str, bool]] = {}
    for need in needed:
        if need.column:
            first, filled = columns.get(need.column.lower(), (need.column, False))
            columns[need.column.lower()] = (first, filled or need.filled)
    for column, filled in columns.values():
        what = f"there is a column `{column}`"
        one = Expectation(">=", (1,), "value")
        yield DataCheck(f"{column}{PRESENT}", data, (column,), what, "conformity", facts, one, owner=owner)
        if filled:
            what = f"`{column}` is given: neither empty nor a text or number that stands for missing"
            yield DataCheck(
                f"{column}{GIVEN}",
                data,
                (column,),
                what,
                "completeness",
                facts,
                few,
                "warning",
                owner=owner,
                error_above=limits["missing_error_percent"],
            )


def responsible(table: DataSet) -> str | None:
    """Return who answers for a data set's repair: its owner, its steward, its custodian."""
    return table.owner or table.steward or table.custodian


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


def _days(count: int) -> str:
    return "day" if count == 1 else f"{count} days"
