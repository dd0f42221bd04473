"""Which engine answers: DuckDB in this process, or in a child process with limits for SQL nobody here vouches for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from trueup.adapters.sources import Memo, Source
from trueup.app.gather import CountingEngine, EngineOf
from trueup.core.model.ask.checks import Breaks, FailingRows, SqlFigure, Tally
from trueup.core.model.ask.engine import Answer, AnswerValue, Question
from trueup.core.model.ask.identity import DataId

_LEAST_SECONDS: Final = 1.0
"""What the child gets at least, should the questions of this process have taken all the time."""


def engine_for(
    *, untrusted: bool, memo: Memo, threads: int | None = None, memory_mb: int | None = None, sample: int | None = None
) -> EngineOf:
    """Return what makes an engine over sources; the engine itself is loaded when the first question needs it.

    `memo` knows the files that were hashed already. `threads` and `memory_mb` bound what is used in this process (None:
    all cores, a share of the machine's memory), `sample` reads one row in so many. Questions that carry SQL of a
    contract always go to the child process; with `untrusted` all do.
    """

    def in_process(sources: Mapping[DataId, Source]) -> CountingEngine:
        from trueup.adapters.duckdb_engine import DuckDbEngine
        from trueup.adapters.duckdb_session import Limits

        limits = Limits(threads=threads, sample=sample)
        if memory_mb is not None:
            limits = Limits(threads=threads, memory_mb=memory_mb, sample=sample)
        return _Divided(DuckDbEngine(sources, limits, memo), _Child(sources, memo))

    def in_child(sources: Mapping[DataId, Source]) -> CountingEngine:
        return _Child(sources, memo)

    return in_child if untrusted else in_process


def carries_contract_sql(ask: Question) -> bool:
    """Return whether a question holds an expression that a data contract wrote."""
    about = ask.of if isinstance(ask, FailingRows) else ask
    return isinstance(about, SqlFigure) or (isinstance(about, Tally) and isinstance(about.test, Breaks))


class _Divided:
    """Answers in this process what we wrote ourselves, and in a child what a contract wrote."""

    def __init__(self, here: CountingEngine, child: CountingEngine) -> None:
        """Keep both; neither reads anything before the first question."""
        self._here, self._child = here, child

    @property
    def statements(self) -> int:
        """How many statements have read data so far, questions of the child counted as one each."""
        return self._here.statements + self._child.statements

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield the answers of this process, then those of the child in the time that is left."""
        begun = time.monotonic()
        foreign = [ask for ask in asks if carries_contract_sql(ask)]
        yield from self._here.answer([ask for ask in asks if not carries_contract_sql(ask)], seconds)
        if foreign:
            left = max(_LEAST_SECONDS, seconds - (time.monotonic() - begun))
            yield from self._child.answer(foreign, left)


class _Child:
    """The engine in a child process; it is asked once a question, so its questions stand for its statements."""

    def __init__(self, sources: Mapping[DataId, Source], memo: Memo) -> None:
        """Make the engine; the child starts with the first questions."""
        self.statements = 0
        self._sources, self._memo = sources, memo

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield the child's answers."""
        from trueup.adapters.duckdb_child import DuckDbChild

        self.statements += len(asks)
        yield from DuckDbChild(self._sources, memo=self._memo).answer(asks, seconds)
