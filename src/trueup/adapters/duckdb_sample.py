"""What a sample of a table can tell, and what needs all of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_refusal import FAILURES
from trueup.adapters.sources import data_of
from trueup.core.model.ask.checks import FailingRows, Tally
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.source import SourceOf
from trueup.core.model.ask.table import ColumnsOf, KeyOf, OrphansOf, ShapeOf

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session
    from trueup.core.model.ask.engine import Question

_ALL: Final = "Leave out `--rows`."


def needs_all_rows(session: Session, ask: Question) -> NotRun | None:
    """Return why a question cannot be asked of the rows that were drawn; None where it can, or where all are read.

    Shares of rows can, and rows that are wrong by themselves. Rows that repeat among those drawn repeat in the table,
    so they are counted; a reference can be followed only where the other table was read whole.
    """
    if session.limits.sample is None or isinstance(ask, SourceOf):
        return None
    about = ask.of if isinstance(ask, FailingRows) else ask
    if isinstance(about, ShapeOf | ColumnsOf | Tally | KeyOf):
        return None
    whole = (about.to,) if isinstance(about, OrphansOf) else data_of(ask)
    for data in whole:
        try:
            table = session.table(data)
        except FAILURES:
            return None
        if not isinstance(table, NotRun) and table.all_rows is not None:
            return NotRun("sampled", f"it needs all {table.all_rows:,} rows of `{data}`, not a sample of them", _ALL)
    return None
