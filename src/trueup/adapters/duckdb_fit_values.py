"""Values as the questions about fitness take them: what is missing is NULL; texts and ordered columns are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trueup.adapters.duckdb_text import ident, is_float, is_moment, is_number

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session, Table
    from trueup.core.model.ask.identity import Sql


def is_text(kind: str) -> bool:
    """Return whether a type holds texts."""
    return kind == "VARCHAR" or kind.startswith("ENUM(")


def is_ordered(kind: str) -> bool:
    """Return whether a type is one of numbers, dates or times."""
    return is_number(kind) or is_moment(kind) or kind.startswith("TIME")


def present(text: str, kind: str) -> str:
    """Return an expression of a type with NULL where its value is missing."""
    if kind == "VARCHAR":
        return f"CASE WHEN trim({text}) <> '' THEN {text} END"
    if is_float(kind):
        return f"CASE WHEN isfinite({text}) THEN {text} + 0.0 END"
    if kind.startswith("ENUM("):
        return f"CAST({text} AS VARCHAR)"
    return text


def kind_of(table: Table, name: str) -> str:
    """Return the type of a column that the table has."""
    return table.kind(name) or ""


def column(table: Table, name: str) -> str:
    """Return a column with NULL where its value is missing."""
    return present(ident(name), kind_of(table, name))


def label_kind(session: Session, table: Table, label: Sql) -> str:
    """Return the type of a label; reads no data."""
    return session.kinds(f"SELECT {label.text} AS label FROM {table.sql}")[0]  # noqa: S608


def known_label(session: Session, table: Table, label: Sql) -> str:
    """Return a label as an expression that is NULL where it is not known."""
    return present(f"({label.text})", label_kind(session, table, label))


def day(at: Sql) -> str:
    """Return the day of a time."""
    return f"CAST({at.text} AS DATE)"


def count(value: object) -> int:
    """Return a count that came out of a statement, 0 for the sum of no rows."""
    return 0 if value is None else int(str(value))


def rounded(value: object) -> float | None:
    """Return a float to 12 significant digits, None for NULL, NaN and the infinities."""
    if value is None:
        return None
    number = float(f"{float(str(value)):.12g}") + 0.0
    return number if number - number == 0 else None
