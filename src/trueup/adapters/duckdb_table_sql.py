"""Facts of a table as it is: its shape and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from trueup.adapters.duckdb_check_sql import counted
from trueup.adapters.duckdb_distinct_sql import unique_key
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_text import ident, not_null
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import KeyFacts, KeyOf, Shape, ShapeOf

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session


def shape_of(session: Session, question: ShapeOf) -> Shape | NotRun:
    """Return the rows and columns of a table: of the whole one, also where only a sample of it is asked."""
    try:
        table = session.table(question.data)
        if isinstance(table, NotRun):
            return table
        return Shape(session.rows(table) if table.all_rows is None else table.all_rows, table.columns)
    except FAILURES as problem:
        return refusal(problem, session)


def key_of(session: Session, question: KeyOf) -> KeyFacts | NotRun:
    """Return how often the values of a key repeat; rows with a NULL in the key have no value."""
    try:
        table = session.table(question.data)
        wrong = table if isinstance(table, NotRun) else table.missing(question.columns)
        if isinstance(table, NotRun) or wrong is not None:
            return cast("NotRun", wrong)
        unique = unique_key(session, table, question)
        if unique is not None:
            return unique
        keys = ", ".join(map(ident, question.columns))
        whole = not_null(question.columns)
        groups = f"SELECT count(*) AS n FROM {table.sql} WHERE {whole} GROUP BY {keys}"  # noqa: S608
        found = session.run(f"SELECT count(*), coalesce(sum(n), 0), coalesce(max(n), 0) FROM ({groups})")[0]  # noqa: S608
        distinct, held, largest = (counted(figure) for figure in found)
        rows = session.rows(table)
        return KeyFacts(question.columns, rows, distinct, rows - held, held - distinct, largest)
    except FAILURES as problem:
        return refusal(problem, session)
