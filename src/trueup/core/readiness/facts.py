"""From an engine's answers to the facts of a data set."""

from __future__ import annotations

from collections.abc import Mapping

from trueup.core.model.ask.engine import AnswerValue, Question
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import Columns, KeyFacts, KeyOf, OrphanFacts
from trueup.core.model.results.readiness import TableFacts


def table_facts(asks: tuple[Question, ...], answers: Mapping[Question, AnswerValue | NotRun]) -> TableFacts | NotRun:
    """Return the facts of one data set; NotRun where even its columns could not be read."""
    columns = answers.get(asks[0], NotRun("error", "the engine gave no answer"))
    if isinstance(columns, NotRun):
        return columns
    if not isinstance(columns, Columns):
        return NotRun("error", "the engine answered another question")
    key: KeyFacts | NotRun | None = None
    references: list[OrphanFacts | NotRun] = []
    for ask in asks[1:]:
        answer = answers.get(ask, NotRun("error", "the engine gave no answer"))
        if isinstance(answer, KeyFacts):
            key = answer
        elif isinstance(answer, OrphanFacts):
            references.append(answer)
        elif isinstance(answer, NotRun):
            if isinstance(ask, KeyOf):
                key = answer
            else:
                references.append(answer)
    return TableFacts(columns.rows, columns.columns, key, tuple(references), _newest(columns))


def _newest(columns: Columns) -> str | None:
    """Return the newest date or timestamp in any column that is stored as one, as text."""
    dated = [c.high for c in columns.columns if c.high is not None and c.type.upper().startswith(("DATE", "TIMESTAMP"))]
    return max(dated, default=None)
