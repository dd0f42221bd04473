"""Texts that read as a number, a date ...: one pattern a kind, in the syntax every engine with RE2 or Java's knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_check_sql_kinds import is_date
from trueup.adapters.duckdb_check_sql_values import CLOCK, NUMBER, OFFSET, UUID
from trueup.adapters.duckdb_text import ZONED, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trueup.adapters.duckdb_check_sql_kinds import Stored
    from trueup.core.model.ask.checks import ValueKind

BLANK: Final = r"[\t-\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]"
"""White space as Unicode has it; a text of nothing else is blank."""
_YEAR: Final = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_LEAP: Final = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DATE: Final = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP}-02-29)"
)
FORMS: Final[Mapping[ValueKind, str]] = {
    "integer": r"[+-]?[0-9]+(?:\.0*)?",
    "number": NUMBER,
    "boolean": "[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]",
    "date": _DATE,
    "timestamp": f"{_DATE}(?:[T ]{CLOCK}{OFFSET}?)?",
    "time": CLOCK,
    "uuid": UUID,
}


def blank(text: str) -> str:
    """Return the condition that a text holds nothing but white space; cheap where its first letter is none."""
    return f"CASE WHEN {text} >= '!' AND {text} < '\x7f' THEN FALSE ELSE regexp_full_match({text}, '{BLANK}*') END"


def unread(column: Stored, kind: ValueKind) -> str | None:
    """Return the condition that a value cannot be read as this kind; None where every value can."""
    value = column.sql
    if column.family == "text":
        return f"NOT regexp_full_match({value}, {literal(f'{BLANK}*(?:{FORMS[kind]}){BLANK}*')})"
    if column.family == "exact" and kind in {"integer", "number"}:
        whole = column.grid is None or column.grid.unit == 1
        return None if whole or kind == "number" else f"{value} <> trunc({value})"
    if column.family == "float" and kind in {"integer", "number"}:
        odd = f" OR {value} <> trunc({value})" if kind == "integer" else ""
        return f"(NOT isfinite({value}){odd})"
    if column.family == "moment" and kind in {"date", "timestamp"}:
        if kind == "timestamp" or is_date(column):
            return None
        at = f"({value} AT TIME ZONE 'UTC')" if column.kind == ZONED else value
        return f"{at} <> date_trunc('day', {at})"
    same = {"boolean": "boolean", "clock": "time", "uuid": "uuid"}
    return None if same.get(column.family) == kind else f"{value} IS NOT NULL"
