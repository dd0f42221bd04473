"""DAT008."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.base.nearest import nearest
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.dataset import DataSet
from trueup.core.rules.lookups import data_owner
from trueup.core.rules.rule import Case, Flag, rule

_SHOWN: Final = 8


@rule("DAT008", "column-unknown", "warns", "feasibility", needs=("tables",))
def column_unknown(case: Case) -> Iterator[Flag]:
    """A column is named that the data set does not have.

    Why it matters:
        A misspelt column in `known_after:` protects nothing, and one in `uses:` is checked by nobody: the rules that
        look for leakage and for empty columns pass in silence.

    Flagged:
        ```yaml
        title: Fewer late arrivals
        data:
          flights: {source: flights.csv, owner: ops, known_after: [arrival_delay]}
        ```
        ```csv flights.csv
        sched_dep_time,arr_delay
        900,12
        ```

    Accepted:
        ```yaml
        title: Fewer late arrivals
        data:
          flights: {source: flights.csv, owner: ops, known_after: [arr_delay]}
        ```
        ```csv flights.csv
        sched_dep_time,arr_delay
        900,12
        ```

    How to fix:
        Correct the name; the message offers the nearest column. Upper and lower case do not count.
    """
    told: set[str] = set()
    for data, column, path in _named(case):
        facts = case.evidence.table(data)
        subject = f"{path}.{column}"
        if isinstance(facts, NotRun) or facts.column(column) is not None or subject in told:
            continue
        told.add(subject)
        columns = [each.name for each in facts.columns]
        hint = nearest(column, columns)
        shown = ", ".join(f"`{each}`" for each in columns[:_SHOWN])
        yield Flag(
            subject,
            f"`{path}` names column `{column}`, which data set `{data}` does not have.",
            f"Write `{hint}`." if hint else f"Data set `{data}` has {shown}{' ...' if len(columns) > _SHOWN else ''}.",
            at=path,
            owner=data_owner(case, data),
        )


def _fields(table: DataSet) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the fields of a data set that name columns of it."""
    yield from (("key", table.key), ("slices", table.slices), ("known_after", table.known_after))
    yield from (("time_order", table.time_order), ("quasi_identifiers", table.quasi_identifiers))


def _named(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield (data set, column, document path) of every column that the document names outside of SQL."""
    for name, table in case.initiative.data.items():
        for field, columns in _fields(table):
            for column in columns:
                if not (field == "known_after" and column.lower() == "all"):
                    yield name, column, f"data.{name}.{field}"
        for reference in table.references:
            path = f"data.{name}.references"
            yield from ((name, column, path) for column in reference.columns)
            yield from ((reference.to, column, path) for column in reference.to_columns)
    for name, option in case.initiative.options.items():
        for use in option.uses:
            data, _, column = use.partition(".")
            if column.strip() not in ("", "*"):
                yield data, column.strip(), f"options.{name}.uses"
        if option.probe is not None:
            yield from ((option.probe.data, column, f"options.{name}.probe.forbid") for column in option.probe.forbid)
