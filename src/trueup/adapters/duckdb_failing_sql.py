"""Some of the rows that fail, in the table's order; what is personal is masked inside the engine.

A masked value shows only how long it is, in three classes. It never leaves DuckDB as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_check_sql import column_of, condition_of
from trueup.adapters.duckdb_orphan_sql import reference
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_text import ident, not_null
from trueup.core.model.ask.checks import FailingRows, RowSample, Tally
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import KeyOf

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session, Table

_LONGEST: Final = 100
_MOST: Final = 1_000
MASKS: Final = (("****", 4), ("********", 12), ("****************", None))
"""What is shown instead of a text of up to so many code points; an empty text stays empty, NULL stays NULL."""


def failing_rows(session: Session, ask: FailingRows) -> RowSample | NotRun:
    """Return at most `most` rows that fail, each value as text."""
    try:
        table = session.table(ask.of.data)
        if isinstance(table, NotRun):
            return table
        shown = _shown(table, ask)
        rows = _rows(session, table, ask) if not isinstance(shown, NotRun) else shown
        if isinstance(shown, NotRun) or isinstance(rows, NotRun):
            return next(found for found in (shown, rows) if isinstance(found, NotRun))
        chosen = ", ".join(f"{text} AS c{at}" for at, text in enumerate(shown)) or "NULL AS c0"
        found = session.run(f"SELECT {chosen} FROM {rows}")  # noqa: S608
        width = len(shown)
        return RowSample(ask.show, tuple(tuple(_text(value) for value in row[:width]) for row in found))
    except FAILURES as problem:
        return refusal(problem, session)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _shown(table: Table, ask: FailingRows) -> list[str] | NotRun:
    """Return the expressions of the columns to show, masked where they are to be hidden, whatever their case."""
    hidden = {name.lower() for name in ask.hide}
    found = []
    for name in ask.show:
        column = column_of(table, name)
        if isinstance(column, NotRun):
            return column
        masked = name.lower() in hidden
        found.append(_mask(column.text) if masked else f"left({column.text}, {_LONGEST})")
    return found


def _mask(text: str) -> str:
    ways = "".join(
        f" WHEN length({text}) <= {most} THEN '{mask}'" if most is not None else f" ELSE '{mask}'"
        for mask, most in MASKS
    )
    return f"CASE WHEN {text} IS NULL THEN NULL WHEN {text} = '' THEN ''{ways} END"


def _rows(session: Session, table: Table, ask: FailingRows) -> str | NotRun:
    """Return the FROM clause of the failing rows, in the order of the table, no more than were asked for."""
    most = max(0, min(ask.most, _MOST))
    if isinstance(ask.of, Tally):
        condition = condition_of(session, table, ask.of)
        if isinstance(condition, NotRun):
            return condition
        return f"(SELECT * FROM {table.sql} WHERE ({condition.fails}) LIMIT {most})"  # noqa: S608
    if isinstance(ask.of, KeyOf):
        return _repeated(table, ask.of, most)
    found = reference(session, ask.of)
    if isinstance(found, NotRun):
        return found
    lost = f"SELECT mine.* FROM {found.unmatched('*, row_number() OVER () AS trueup_row')} WHERE NOT ({found.blank})"  # noqa: S608
    return f"({lost} ORDER BY trueup_row LIMIT {most}) AS mine"


def _repeated(table: Table, key: KeyOf, most: int) -> str | NotRun:
    """Return rows beyond the first of their key: keys that repeat first, so that only their rows are put in order."""
    missing = table.missing(key.columns)
    if missing is not None:
        return missing
    if not key.columns:
        return NotRun("error", f"a key of `{table.data}` names no column", "Name its columns.")
    names = ", ".join(map(ident, key.columns))
    twice = f"SELECT {names} FROM {table.sql} WHERE {not_null(key.columns)} GROUP BY {names} HAVING count(*) > 1"  # noqa: S608
    numbered = f"SELECT *, row_number() OVER () AS trueup_row FROM {table.sql}"  # noqa: S608
    kept = f"SELECT * FROM ({numbered}) AS mine SEMI JOIN ({twice}) AS twice USING ({names})"  # noqa: S608
    ordered = f"SELECT *, row_number() OVER (PARTITION BY {names} ORDER BY trueup_row) AS trueup_turn FROM ({kept})"  # noqa: S608
    return f"(SELECT * FROM ({ordered}) WHERE trueup_turn > 1 ORDER BY trueup_row LIMIT {most})"  # noqa: S608
