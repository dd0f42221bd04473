"""Pieces of SQL text for DuckDB: quoted names and literals, and conditions on the kind of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

WHOLE: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
"""Types whose squares and sums DuckDB keeps exactly."""
_REAL: Final = frozenset({"UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM", "FLOAT", "DOUBLE"})
_LOCAL: Final = frozenset({"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})
ZONED: Final = "TIMESTAMP WITH TIME ZONE"


def ident(name: str) -> str:
    """Return a name in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def day_literal(day: date) -> str:
    """Return a day as SQL."""
    return f"DATE '{day.isoformat()}'"


def not_null(columns: Iterable[str]) -> str:
    """Return the condition that none of the columns is NULL."""
    return " AND ".join(f"{ident(name)} IS NOT NULL" for name in columns) or "TRUE"


def is_number(kind: str) -> bool:
    """Return whether a type is numeric."""
    return kind in WHOLE or is_real(kind)


def is_real(kind: str) -> bool:
    """Return whether a type is numeric, but its sums are not exact (or its squares can overflow)."""
    return kind in _REAL or kind.startswith("DECIMAL(")


def is_float(kind: str) -> bool:
    """Return whether a type knows NaN and infinity."""
    return kind in {"FLOAT", "DOUBLE"}


def is_local(kind: str) -> bool:
    """Return whether a type is a timestamp without a zone."""
    return kind in _LOCAL


def is_moment(kind: str) -> bool:
    """Return whether a type is a day or a timestamp of any kind."""
    return kind in {"DATE", ZONED} or is_local(kind)


def first_words(problem: Exception) -> str:
    """Return the first sentence of what DuckDB says, without its class, its hints and our own SQL."""
    text = str(problem).split("\n\nLINE ")[0].split("\nPossible ")[0].split("\nCandidate")[0]
    text = text.partition(" Error: ")[2] or text
    return " ".join(text.split())[:300]
