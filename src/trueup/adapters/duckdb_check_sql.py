"""The condition under which a row fails a test, as DuckDB's SQL; what each test means stands in `ask/checks`.

A condition is TRUE exactly for the rows that fail, and FALSE or NULL for all others. Where a test cannot be asked of a
column - a pattern of a structure, a limit that is no number - there is a `NotRun` that says so instead.
"""

from __future__ import annotations

import re
from math import ceil, floor
from typing import TYPE_CHECKING, Final

import duckdb

from trueup.adapters.duckdb_check_sql_kinds import Stored, stored
from trueup.adapters.duckdb_check_sql_reads import blank, unread
from trueup.adapters.duckdb_check_sql_values import UUID, as_float, measure, number
from trueup.adapters.duckdb_text import ident, literal
from trueup.adapters.duckdb_words import kind_words
from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import Among, Between, Breaks, Length, Like, Missing, MultipleOf, Reads, Tally
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from fractions import Fraction

    from trueup.adapters.duckdb_session import Session, Table
    from trueup.core.model.ask.checks import Test

_NEAR: Final = "1e-9"
NEVER: Final = "FALSE"
_EXAMPLES: Final = {
    "exact": "`0` or `99.5`", "float": "`0` or `99.5`", "moment": "`2025-01-31`", "clock": "`08:30`",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """When a row fails; `asked` says when it is asked at all, `dear` that evaluating it costs far more than reading."""

    fails: str
    asked: str = "TRUE"
    dear: bool = False


def counted(figure: object) -> int:
    """Return a count as it came out of the engine; DuckDB's `count_if` over no rows is NULL."""
    return 0 if figure is None else int(str(figure))


def column_of(table: Table, name: str) -> Stored | NotRun:
    """Return a column of the table by its name in any case, or that it is not there."""
    missing = table.missing((name,))
    found = next((column for column in table.columns if column.name.lower() == name.lower()), None)
    if missing is not None or found is None:
        return missing or NotRun("no_column", f"column `{name}` is not in `{table.data}`")
    return stored(found.name, found.type)


def condition_of(session: Session, table: Table, tally: Tally) -> Condition | NotRun:
    """Return when a row fails the test of a tally; raises what `Session.run` raises."""
    if isinstance(tally.test, Breaks):
        return _breaks(session, table, tally.test)
    column = column_of(table, tally.column)
    if isinstance(column, NotRun):
        return column
    if isinstance(tally.test, Missing):
        return Condition(_missing(column, tally.test), dear=tally.test.blank)
    if column.family in {"bytes", "other"}:
        return _untestable(column)
    wrong = _wrong_pattern(session, tally.test.pattern) if isinstance(tally.test, Like) else None
    fails = wrong or _fails(column, tally.test)
    if isinstance(fails, NotRun):
        return fails
    dear = isinstance(tally.test, Like | Reads | Length) and column.family == "text"
    return Condition(fails, f"{ident(column.name)} IS NOT NULL", dear or isinstance(tally.test, Among))


def _fails(column: Stored, test: Test) -> str | NotRun:
    if isinstance(test, Among):
        return _not_among(column, test.values)
    if isinstance(test, Between):
        return _outside(column, test)
    if isinstance(test, MultipleOf):
        return _no_multiple(column, test.step)
    if isinstance(test, Like):
        return f"NOT regexp_matches({column.text}, {literal(test.pattern)})"
    if isinstance(test, Length):
        size = f"length({column.text})"
        return _either(
            [f"{size} < {test.low}"] * (test.low is not None) + [f"{size} > {test.high}"] * (test.high is not None)
        )
    return unread(column, test.kind) or NEVER if isinstance(test, Reads) else NEVER


def _untestable(column: Stored) -> NotRun:
    problem = f"column `{column.name}` is {kind_words(column.kind)}, which can only be tested for missing values"
    return NotRun("refused", problem, "Test a column with one number, text, date or truth a row.")


def _either(conditions: list[str]) -> str:
    return f"({' OR '.join(conditions)})" if conditions else NEVER


# ---- conditions over the whole row, and patterns ---------------------------------------------------------------------


def _breaks(session: Session, table: Table, test: Breaks) -> Condition | NotRun:
    missing = table.missing(test.condition.columns)
    if missing is not None:
        return missing
    if test.condition.aggregate:
        problem = f"`{test.condition.text}` aggregates, but is asked of each row"
        return NotRun("refused", problem, "Write a condition over one row, without sum, count or the like.")
    text = f"({test.condition.text})"
    kind = session.kinds(f"SELECT {text} FROM {table.sql}")[0]  # noqa: S608
    if kind != "BOOLEAN":
        problem = f"`{test.condition.text}` is {kind_words(kind)}, not true or false"
        return NotRun("error", problem, "Write a comparison.")
    return Condition(f"NOT {text}")


def _wrong_pattern(session: Session, pattern: str) -> NotRun | None:
    try:
        session.kinds(f"SELECT regexp_matches('', {literal(pattern)})")
    except duckdb.Error as problem:
        said = str(problem).rpartition("Error: ")[2].splitlines()[0][:120]
        fix = "Write it as RE2 knows it: no look-around, no back references, at most 1,000 repeats."
        return NotRun("refused", f"the pattern `{pattern[:80]}` cannot be read: {said}", fix)
    return None


# ---- missing, listed -------------------------------------------------------------------------------------------------


def _missing(column: Stored, test: Missing) -> str:
    named = ident(column.name)
    ways = [f"{named} IS NULL"]
    if test.blank and column.family == "text":
        ways.append(f"coalesce({blank(column.sql)}, FALSE)")
    if test.nan and (column.family in {"float", "moment"}):
        ways.append(f"coalesce(NOT isfinite({named}), FALSE)")
    listed = _listed(column, test.values)
    if listed:
        ways.append(f"coalesce({column.sql} IN ({', '.join(listed)}), FALSE)")
    return _either(ways)


def _not_among(column: Stored, values: tuple[str, ...]) -> str:
    """Return when a value is none of these. NaN is asked for by itself: a file's statistics may not know of it."""
    listed = _listed(column, values)
    nan = f"isnan({column.sql}) OR " if column.family == "float" else ""
    return f"({nan}{column.sql} NOT IN ({', '.join(listed)}))" if listed else f"{column.sql} IS NOT NULL"


def _listed(column: Stored, values: tuple[str, ...]) -> list[str]:
    """Return the literals of those values that the column could hold at all."""
    found = (_literal(column, value) for value in values)
    return list(dict.fromkeys(text for text in found if text is not None))


def _literal(column: Stored, text: str) -> str | None:
    if column.family == "text":
        return literal(text)
    if column.family == "boolean":
        return {"true": "TRUE", "false": "FALSE"}.get(text.strip().lower())
    if column.family == "uuid":
        return f"CAST({literal(text.strip())} AS UUID)" if re.fullmatch(UUID, text.strip()) else None
    value = measure(column, text)
    if value is None:
        return None
    if column.family == "float":
        near = as_float(column, value)
        return None if near is None else f"CAST('{near!r}' AS DOUBLE)"
    return _on_grid(column, value)


def _on_grid(column: Stored, value: Fraction) -> str | None:
    if column.grid is None:
        return None
    units = value / column.grid.unit
    held = units.denominator == 1 and column.grid.low <= units <= column.grid.high
    return column.count(int(units)) if held else None


# ---- ranges and steps ------------------------------------------------------------------------------------------------


def _outside(column: Stored, test: Between) -> str | NotRun:
    if column.family == "text":
        low = [f"{column.sql} {'<=' if test.low_open else '<'} {literal(test.low)}"] if test.low is not None else []
        high = [f"{column.sql} {'>=' if test.high_open else '>'} {literal(test.high)}"] if test.high is not None else []
        return _either(low + high)
    if column.family in {"boolean", "uuid"}:
        problem = f"column `{column.name}` is {kind_words(column.kind)}, which has no range"
        return NotRun("refused", problem, "List its values instead.")
    ends = [None if text is None else measure(column, text) for text in (test.low, test.high)]
    for text, end in zip((test.low, test.high), ends, strict=True):
        if text is not None and end is None:
            return _no_limit(column, text)
    low_end, high_end = ends
    if column.family == "float":
        return _outside_float(column, test, low_end, high_end)
    return _outside_grid(column, test, low_end, high_end)


def _no_limit(column: Stored, text: str) -> NotRun:
    what = {"moment": "a date", "clock": "a time of day"}.get(column.family, "a number")
    problem = f"the limit `{text[:60]}` of column `{column.name}` is not {what}"
    return NotRun("refused", problem, f"Write {what}, such as {_EXAMPLES[column.family]}.")


def _outside_float(column: Stored, test: Between, low: Fraction | None, high: Fraction | None) -> str | NotRun:
    ways = [f"isnan({column.sql})"]
    for end, text, sign in (
        (low, test.low, "<=" if test.low_open else "<"),
        (high, test.high, ">=" if test.high_open else ">"),
    ):
        if end is None:
            continue
        near = as_float(column, end)
        if near is None:
            problem = f"the limit `{text}` is larger than any number column `{column.name}` can hold"
            return NotRun("refused", problem, "Leave that limit out.")
        ways.append(f"{column.sql} {sign} CAST('{near!r}' AS DOUBLE)")
    return _either(ways)


def _outside_grid(column: Stored, test: Between, low: Fraction | None, high: Fraction | None) -> str:
    """Return the condition in the column's own steps: the first step inside on each side, open ends resolved."""
    grid, ways = column.grid, list[str]()
    if grid is None:
        return NEVER
    if low is not None:
        first = floor(low / grid.unit) + 1 if test.low_open else ceil(low / grid.unit)
        if first > grid.high:
            return f"{column.sql} IS NOT NULL"
        ways += [f"{column.sql} < {column.count(first)}"] if first > grid.low else []
    if high is not None:
        last = ceil(high / grid.unit) - 1 if test.high_open else floor(high / grid.unit)
        if last < grid.low:
            return f"{column.sql} IS NOT NULL"
        ways += [f"{column.sql} > {column.count(last)}"] if last < grid.high else []
    return _either(ways)


def _no_multiple(column: Stored, text: str) -> str | NotRun:
    step = number(text)
    if step is None or step <= 0:
        problem = f"the step `{text[:60]}` of column `{column.name}` is not a number above zero"
        return NotRun("refused", problem, "Write a number, such as `5` or `0.01`.")
    if column.family == "float":
        size = as_float(column, step) or None
        if size is None:
            return NotRun(
                "refused", f"the step `{text[:60]}` does not fit column `{column.name}`", "Write another step."
            )
        parts = f"(CAST({column.sql} AS DOUBLE) / CAST('{float(step)!r}' AS DOUBLE))"
        return f"(NOT isfinite({parts}) OR abs({parts} - round({parts})) > {_NEAR})"
    if column.family != "exact" or column.grid is None:
        problem = f"column `{column.name}` is {kind_words(column.kind)}, not a number"
        return NotRun("refused", problem, "Ask for multiples of a column of numbers.")
    units = (step / column.grid.unit).numerator
    if units > column.grid.high:
        return f"{column.sql} <> 0"
    return f"{column.sql} % {column.count(units)} <> 0"
