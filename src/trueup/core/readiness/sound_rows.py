"""The test of a check as a condition in the language of KPIs, so that a KPI can be asked without the faulty rows."""

from __future__ import annotations

from collections.abc import Sequence

from trueup.core.model.ask.checks import Among, Between, Breaks, Length, Like, Missing, SqlFigure, Tally, Test
from trueup.core.model.ask.table import Columns, ColumnsOf, KeyOf
from trueup.core.model.results.checks import DataCheck
from trueup.core.readiness.figures import counts_failing
from trueup.core.readiness.own_checks import GIVEN

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "DOUBLE", "FLOAT", "REAL", "DECIMAL")  # fmt: skip
_FLOATS = ("DOUBLE", "FLOAT", "REAL")


def sound_units(check: DataCheck, facts: Columns | None, per: Sequence[str]) -> str | None:
    """Return the condition that holds for a unit none of whose rows fails a check; it is never unknown.

    None where the test cannot be written so: of a key, of a reference, of a pattern of types, of aggregates. A key that
    names the very units is one of them: a unit is sound that is one row.
    """
    if isinstance(check.ask, KeyOf) and per and {c.lower() for c in check.ask.columns} == {c.lower() for c in per}:
        return "count(*) = 1"
    row = _sound_row(check, facts)
    if row is None:
        return None
    return f"bool_and({row})" if per else row


def _sound_row(check: DataCheck, facts: Columns | None) -> str | None:
    if isinstance(check.ask, ColumnsOf) and check.id.endswith(GIVEN):
        column = _column(check.columns[0], facts)
        if column is None or column[2]:
            return None
        return _not_missing(column[0], column[1], Missing(blank=True, nan=True))
    if isinstance(check.ask, SqlFigure) and check.ask.where is not None and counts_failing(check):
        return f"NOT coalesce({check.ask.where.text}, FALSE)"
    if not isinstance(check.ask, Tally):
        return None
    test, name = check.ask.test, check.ask.column
    if isinstance(test, Breaks):
        return f"coalesce({test.condition.text}, TRUE)"
    column = _column(name, facts)
    if column is None:
        return None
    if isinstance(test, Missing):
        return _not_missing(column[0], column[1], test)
    written = _written(test, _ident(column[0]), column[1])
    return None if written is None else f"coalesce({written}, TRUE)"


def _column(name: str, facts: Columns | None) -> tuple[str, str, int] | None:
    """Return (name, type without its length, values that stand for missing) of a column."""
    columns = facts.columns if facts is not None else ()
    found = next((c for c in columns if c.name.lower() == name.lower()), None)
    return (found.name, found.type.upper().partition("(")[0], found.sentinels) if found else None


def _not_missing(name: str, kind: str, test: Missing) -> str | None:
    column = _ident(name)
    parts = [f"{column} IS NOT NULL"]
    if test.blank and kind == "VARCHAR":
        parts.append(f"trim({column}) <> ''")
    if test.nan and kind in _FLOATS:
        parts.append(f"isfinite({column})")
    if test.values:
        listed = _listed(test.values, kind)
        if listed is None:
            return None
        parts.append(f"{column} NOT IN ({listed})")
    return f"coalesce({' AND '.join(parts)}, FALSE)"


def _written(test: Test, column: str, kind: str) -> str | None:
    if isinstance(test, Among):
        listed = _listed(test.values, kind)
        return None if listed is None else f"{column} IN ({listed})"
    if isinstance(test, Between):
        return _between(test, column, kind)
    if isinstance(test, Like) and kind == "VARCHAR":
        return f"regexp_matches({column}, {_text(test.pattern)})"
    if isinstance(test, Length) and kind == "VARCHAR":
        ends = ((">=", test.low), ("<=", test.high))
        return " AND ".join(f"length({column}) {sign} {end}" for sign, end in ends if end is not None) or None
    return None


def _between(test: Between, column: str, kind: str) -> str | None:
    parts: list[str] = []
    for end, sign, is_open in ((test.low, ">", test.low_open), (test.high, "<", test.high_open)):
        if end is None:
            continue
        limit = _limit(end, kind)
        if limit is None:
            return None
        parts.append(f"{column} {sign}{'' if is_open else '='} {limit}")
    return " AND ".join(parts) or None


def _limit(end: str, kind: str) -> str | None:
    if kind in _NUMBERS:
        return end if _is_number(end) else None
    return f"CAST({_text(end)} AS {kind})" if kind in ("DATE", "TIMESTAMP") else None


def _listed(values: Sequence[str], kind: str) -> str | None:
    if not values:
        return None
    if kind == "VARCHAR":
        return ", ".join(map(_text, values))
    return ", ".join(values) if kind in _NUMBERS and all(map(_is_number, values)) else None


def _is_number(text: str) -> bool:
    try:
        return float(text) - float(text) == 0 and text.strip() == text and "_" not in text
    except ValueError:
        return False


def _ident(name: str) -> str:
    quoted = name.replace('"', '""')
    return f'"{quoted}"'


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"
