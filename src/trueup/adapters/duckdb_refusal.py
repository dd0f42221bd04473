"""What DuckDB could not do, as a reason for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import duckdb

from trueup.adapters.duckdb_session import TooLate, TooManyRows
from trueup.adapters.duckdb_text import first_words
from trueup.adapters.duckdb_words import otherwise, type_error
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session

FAILURES: Final = (duckdb.Error, TooLate, TooManyRows)
"""Everything a statement can fail with; anything else is a bug."""


def refusal(problem: Exception, session: Session) -> NotRun:
    """Return why a question has no answer, and what the user can do."""
    limits = session.limits
    if isinstance(problem, TooLate):
        return NotRun("timeout", "not answered within the time given for its data set", "Give it more time.")
    if isinstance(problem, TooManyRows):
        fix = "Give `arm` and `at` fewer values."
        return NotRun("refused", f"the answer has more than {limits.rows:,} rows", fix)
    if isinstance(problem, duckdb.OutOfMemoryException):
        return NotRun("error", f"needs more than the {limits.memory_mb:,} MB allowed", "Allow more memory.")
    if isinstance(problem, duckdb.PermissionException):
        return NotRun("refused", f"not allowed: {first_words(problem)}", "Use only the columns of the data set.")
    said = type_error(problem)
    if said is not None:
        return NotRun("error", said.detail, said.fix)
    return NotRun("error", otherwise(problem), "Mend the expression, or the values it meets.")
