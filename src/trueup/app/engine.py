"""Which engine answers: DuckDB in this process, or in a child process with limits for untrusted documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trueup.adapters.sources import Memo, Source
from trueup.app.gather import CountingEngine, EngineOf
from trueup.core.model.ask.engine import Answer, AnswerValue, Question
from trueup.core.model.ask.identity import DataId


def engine_for(*, untrusted: bool, memo: Memo, threads: int | None = None) -> EngineOf:
    """Return what makes an engine over sources; the engine itself is loaded when the first question needs it.

    `memo` knows the files that were hashed already. `threads` bounds the cores used in this process (None: all).
    """

    def in_process(sources: Mapping[DataId, Source]) -> CountingEngine:
        from trueup.adapters.duckdb_engine import DuckDbEngine
        from trueup.adapters.duckdb_session import Limits

        return DuckDbEngine(sources, Limits(threads=threads), memo)

    def in_child(sources: Mapping[DataId, Source]) -> CountingEngine:
        return _Child(sources, memo)

    return in_child if untrusted else in_process


class _Child:
    """The engine in a child process; it is asked once a question, so its questions stand for its statements."""

    def __init__(self, sources: Mapping[DataId, Source], memo: Memo) -> None:
        """Make the engine; the child starts with the first questions."""
        from trueup.adapters.duckdb_child import DuckDbChild

        self.statements = 0
        self._child = DuckDbChild(sources, memo=memo)

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield the child's answers."""
        self.statements += len(asks)
        yield from self._child.answer(asks, seconds)
