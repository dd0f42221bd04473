"""Reading a CSV once: its typed columns become a table, and marks beside each row say which of its texts did not fit.

Where every text fits, as nearly always, the marks are taken away and nothing is read again. Columns of which the first
rows could not tell the type are kept as text and get their type in the table; only where a later text does not fit the
type its column was given is the file read again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_csv import TYPES, found_types, misfits
from trueup.adapters.duckdb_text import ident

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from trueup.adapters.duckdb_csv import CsvPlan, Run

_BITS: Final = 60
"""Columns that share one mark: a whole number with one bit for each."""


def loaded(run: Run, write: Callable[[str], None], plan: CsvPlan, table: str) -> CsvPlan:
    """Make the table of typed columns and return the plan with the types they got, which fit every value."""
    doubted = [name for name, kind in plan.types if kind != "?" and name not in plan.sure]
    marks = _marks(plan, doubted)
    write(f"CREATE TABLE {table} AS {_marked(plan, marks)}")
    wrong = _wrong(run, table, marks)
    open_ = [name for name, kind in plan.types if kind == "?"]
    chosen = dict(plan.types) | found_types(run, table, open_)
    if wrong:
        write(f"DROP TABLE {table}")
        chosen |= _read_again(run, write, plan, table, wrong)
    settled = replace(plan, types=tuple((name, kind) for name, kind in chosen.items() if kind), sure=frozenset())
    if wrong:
        write(f"CREATE TABLE {table} AS {settled.select(settled.raw)}")
        return settled
    for mark in marks:
        write(f"ALTER TABLE {table} DROP COLUMN {mark}")
    for name in open_:
        if chosen[name]:
            column = ident(name)
            write(f"ALTER TABLE {table} ALTER {column} TYPE USING {TYPES[chosen[name]].reads.format(column)}")
    return settled


def _marks(plan: CsvPlan, names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the columns of each mark, by a name for the mark that is no name of a column."""
    longest = max(map(len, plan.names))
    return {f"odd_{'_' * longest}{at}": names[at : at + _BITS] for at in range(0, len(names), _BITS)}


def _marked(plan: CsvPlan, marks: Mapping[str, Sequence[str]]) -> str:
    """Return the SELECT of the typed columns, with a text where the type is open, and of the marks.

    Texts and values have names of their own inside, so that each value is computed once for its column and its mark.
    """
    types = {name: kind for name, kind in plan.types if kind != "?"}
    at = {name: place for place, name in enumerate(plan.names)}
    texts = ", ".join(f"nullif({ident(name)}, '') AS t{place}" for name, place in at.items())
    values = ", ".join(f"{TYPES[kind].reads.format(f't{at[name]}')} AS v{at[name]}" for name, kind in types.items())
    columns = [f"{'v' if name in types else 't'}{place} AS {ident(name)}" for name, place in at.items()]
    for mark, names in marks.items():
        bits = (
            f"CASE WHEN {misfits(types[name], f't{at[name]}', f'v{at[name]}')} THEN {1 << bit}::BIGINT ELSE 0 END"
            for bit, name in enumerate(names)
        )
        columns.append(f"{' + '.join(bits)} AS {mark}")
    inner = f"SELECT {texts} FROM {plan.raw}"  # noqa: S608
    return f"SELECT {', '.join(columns)} FROM (SELECT *{', ' if values else ''}{values} FROM ({inner}))"  # noqa: S608


def _wrong(run: Run, table: str, marks: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the columns with a text that is not of their type."""
    if not marks:
        return []
    found = run(f"SELECT {', '.join(f'coalesce(bit_or({mark}), 0)' for mark in marks)} FROM {table}")[0]  # noqa: S608
    return [
        name
        for names, bits in zip(marks.values(), found, strict=True)
        for bit, name in enumerate(names)
        if int(str(bits)) >> bit & 1
    ]


def _read_again(
    run: Run, write: Callable[[str], None], plan: CsvPlan, table: str, names: Sequence[str]
) -> dict[str, str]:
    """Return the types of these columns, from their texts; these are gone again afterwards."""
    texts = f"{table}_texts"
    write(f"CREATE TABLE {texts} AS SELECT {', '.join(map(ident, names))} FROM {plan.raw}")  # noqa: S608
    types = found_types(run, texts, names)
    write(f"DROP TABLE {texts}")
    return types
